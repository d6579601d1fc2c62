//! `textDocument/hover`: what there is to say of the word under the cursor.

mod arguments;
mod comment;
#[cfg(test)]
mod tests;
mod verdict;

use super::{about, ignore_file};
use crate::lsp::document::Language;
use crate::lsp::knowledge;
use crate::lsp::markup;
use crate::lsp::server::Snapshot;
use crate::syntax::{Instruction, Keyword};
use crate::text::TextRange;
use gen_lsp_types as lsp;

/// What is said, and of which part of the text.
type Said = (TextRange, String);

/// The answer at a position.
pub(in crate::lsp) fn hover(snapshot: &Snapshot, params: lsp::HoverParams) -> Option<lsp::Hover> {
    let offset = snapshot.offset(params.text_document_position_params.position);
    if snapshot.document.language == Language::IgnoreFile {
        return ignore_file::hover(snapshot, offset);
    }
    let (range, text) =
        comment::at(snapshot, offset).or_else(|| in_instruction(snapshot, offset))?;
    let contents = markup::content(snapshot.client(), &text);
    Some(lsp::Hover { contents: contents.into(), range: Some(snapshot.range(range)) })
}

/// Whether an offset is in a range, or at its end.
fn touches(range: TextRange, offset: usize) -> bool {
    (range.start as usize..=range.end as usize).contains(&offset)
}

fn in_instruction(snapshot: &Snapshot, offset: usize) -> Option<Said> {
    let mut all = snapshot.file().instructions();
    let instruction = all.find(|it| touches(it.range(), offset))?;
    let is_comment = |range: TextRange| range.contains(offset);
    if instruction.inner_comments().any(is_comment) {
        return None;
    }
    let inner = instruction.trigger().filter(|it| touches(it.range(), offset));
    if let Some(inner) = inner {
        return keyword(snapshot, inner, offset).or_else(|| arguments::at(snapshot, inner, offset));
    }
    keyword(snapshot, instruction, offset).or_else(|| arguments::at(snapshot, instruction, offset))
}

/// The keyword: its page, and what the cache does with the step.
fn keyword(snapshot: &Snapshot, instruction: Instruction<'_>, offset: usize) -> Option<Said> {
    let range = instruction.keyword_range();
    if !touches(range, offset) {
        return None;
    }
    let page = knowledge::page(instruction.keyword())?;
    let mut text = about::instruction(page);
    let is_step = !instruction.is_trigger() && instruction.keyword() != Keyword::From;
    let verdict = verdict::of(snapshot, instruction).filter(|_| is_step);
    if let Some(verdict) = verdict {
        // What happens here comes before what is always so.
        text = format!("{verdict}\n\n---\n\n{text}");
    }
    Some((range, text))
}
