//! Instructions, where one may begin.

use super::{Proposal, Proposals};
use crate::lsp::cursor::LineCursor;
use crate::lsp::features::scope;
use crate::lsp::knowledge::{INSTRUCTIONS, Page};
use crate::lsp::server::Snapshot;
use crate::syntax::Keyword;
use gen_lsp_types::CompletionItemKind;

pub(super) fn of<'s>(snapshot: &'s Snapshot, cursor: &LineCursor) -> Option<Proposals<'s>> {
    let range = cursor.range(snapshot.text(), &cursor.word, &[])?;
    let mut proposals = Proposals::new(snapshot, range);
    let graph = snapshot.graph();
    let in_stage = scope::stage_at(&graph, cursor.start).is_some();
    let is_lower = is_lower(snapshot, cursor);
    let fits = |page: &&Page| match page.keyword {
        Keyword::From | Keyword::Onbuild | Keyword::Maintainer if cursor.is_trigger => false,
        // Before the first FROM there is nothing to act on.
        Keyword::From | Keyword::Arg => true,
        _ => in_stage,
    };
    // What stands behind the cursor already is not put in again.
    let rest = &snapshot.text()[range.end as usize..];
    let is_alone = rest.is_empty() || rest.starts_with(['\n', '\r']);
    for page in INSTRUCTIONS.iter().filter(fits) {
        let name = page.keyword.name();
        let name = if is_lower { name.to_lowercase() } else { name.to_owned() };
        let is_deprecated = page.keyword == Keyword::Maintainer;
        proposals.add(Proposal {
            snippet: is_alone.then(|| format!("{name}{}", page.snippet)),
            is_deprecated,
            rank: if is_deprecated { 9 } else { 0 },
            ..Proposal::new(name, CompletionItemKind::Keyword)
                .detail(page.summary.replace('`', ""))
                .about(format!("instruction/{}", page.keyword.name()))
        });
    }
    Some(proposals)
}

/// Whether keywords are written in lower case here: as the one that is being typed, else as the first of the file.
fn is_lower(snapshot: &Snapshot, cursor: &LineCursor) -> bool {
    if let Some(first) = cursor.word.chars().next() {
        return first.is_lowercase();
    }
    let first = snapshot.file().instructions().next();
    first.is_some_and(|it| it.keyword_text().starts_with(|ch: char| ch.is_lowercase()))
}
