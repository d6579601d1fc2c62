//! Completion: what may stand where the cursor is.
//!
//! What is offered depends on the text in front of the cursor alone and on what the file says elsewhere; nothing is
//! offered inside shell text but variables. Documentation comes later, for the one that the user looks at.

mod arguments;
mod comments;
mod flags;
mod instructions;
mod names;
mod paths;
mod proposal;
mod resolve;
#[cfg(test)]
mod tests;
mod variables;

pub(in crate::lsp) use paths::entries;
pub(in crate::lsp) use resolve::resolve;

use crate::lsp::cursor::{Cursor, LineCursor, Typing};
use crate::lsp::document::Language;
use crate::lsp::features::ignore_file;
use crate::lsp::server::Snapshot;
use gen_lsp_types as lsp;
pub(in crate::lsp) use proposal::{Proposal, Proposals};

/// What makes an editor ask without being told to.
pub(in crate::lsp) const TRIGGERS: [&str; 8] = ["-", "=", ",", "$", "{", "/", ":", "#"];

/// `textDocument/completion`.
pub(in crate::lsp) fn complete(
    snapshot: &Snapshot,
    params: lsp::CompletionParams,
) -> Option<lsp::CompletionResponse> {
    let offset = snapshot.offset(params.text_document_position_params.position);
    let proposals = match snapshot.document.language {
        Language::Dockerfile => dockerfile(snapshot, offset),
        Language::IgnoreFile => ignore_file::complete(snapshot, offset),
    };
    Some(proposals?.list().into())
}

fn dockerfile<'s>(snapshot: &'s Snapshot, offset: usize) -> Option<Proposals<'s>> {
    match Cursor::at(snapshot.text(), offset) {
        Cursor::Comment(cursor) => comments::of(snapshot, &cursor),
        Cursor::Line(cursor) => line(snapshot, &cursor),
        Cursor::Nowhere => None,
    }
}

fn line<'s>(snapshot: &'s Snapshot, cursor: &LineCursor) -> Option<Proposals<'s>> {
    if cursor.typing != Typing::Keyword && cursor.variable().is_some() {
        return variables::of(snapshot, cursor);
    }
    match cursor.typing {
        Typing::Keyword => instructions::of(snapshot, cursor),
        Typing::Flag => flags::of(snapshot, cursor),
        Typing::Argument(form) => arguments::of(snapshot, cursor, form),
    }
}
