//! What can be folded: stages, instructions of several lines, heredocs, blocks of comments.

use crate::lsp::server::Snapshot;
use crate::syntax::Keyword;
use crate::text::TextRange;
use gen_lsp_types as lsp;

/// `textDocument/foldingRange`.
pub(in crate::lsp) fn folding(
    snapshot: &Snapshot,
    _: lsp::FoldingRangeParams,
) -> Option<Vec<lsp::FoldingRange>> {
    let (file, mut found) = (snapshot.file(), Vec::new());
    let instructions: Vec<_> = file.instructions().collect();
    let mut stage: Option<TextRange> = None;
    for instruction in &instructions {
        if instruction.keyword() == Keyword::From {
            found.extend(stage.replace(instruction.range()).map(|range| (range, Kind::Region)));
        } else if let Some(range) = &mut stage {
            *range = range.join(instruction.range());
        }
        found.push((instruction.range(), Kind::Code));
        found.extend(instruction.heredocs().map(|heredoc| {
            let body = heredoc.body().range();
            let start = (body.start as usize).saturating_sub(1);
            let end = heredoc.end_range().map_or(body.end, |range| range.end);
            (TextRange::new(start, end as usize), Kind::Code)
        }));
    }
    found.extend(stage.map(|range| (range, Kind::Region)));
    found.extend(comments(snapshot).into_iter().map(|range| (range, Kind::Comment)));
    let mut folds: Vec<lsp::FoldingRange> =
        found.into_iter().filter_map(|(range, kind)| fold(snapshot, range, kind)).collect();
    folds.sort_by_key(|fold| (fold.start_line, std::cmp::Reverse(fold.end_line)));
    folds.dedup_by_key(|fold| (fold.start_line, fold.end_line));
    Some(folds)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Region,
    Code,
    Comment,
}

/// Blocks of comments: each line one, nothing in between.
fn comments(snapshot: &Snapshot) -> Vec<TextRange> {
    let mut blocks: Vec<TextRange> = Vec::new();
    let line = |offset: u32| snapshot.document.positions.line(offset as usize);
    for comment in snapshot.file().comments() {
        match blocks.last_mut() {
            Some(last) if line(last.end) + 1 == line(comment.start) => *last = last.join(comment),
            _ => blocks.push(comment),
        }
    }
    blocks
}

fn fold(snapshot: &Snapshot, range: TextRange, kind: Kind) -> Option<lsp::FoldingRange> {
    let text = range.of(snapshot.text());
    let end = range.start as usize + text.trim_end().len();
    let (start, end) = (snapshot.position(range.start as usize), snapshot.position(end));
    let folds_characters = !snapshot.client().folds_lines_only;
    (end.line > start.line).then(|| lsp::FoldingRange {
        start_line: start.line,
        start_character: folds_characters
            .then(|| snapshot.position(range.start as usize + first_line(text)).character),
        end_line: end.line,
        end_character: folds_characters.then_some(end.character),
        kind: match kind {
            Kind::Region => Some(lsp::FoldingRangeKind::Region),
            Kind::Comment => Some(lsp::FoldingRangeKind::Comment),
            Kind::Code => None,
        },
        collapsed_text: None,
    })
}

/// The length of the first line, without its end.
fn first_line(text: &str) -> usize {
    text.find(['\n', '\r']).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    fn check(text: &str) -> String {
        let folds = testing::ask(&testing::file(text), folding).unwrap();
        let shown = folds.iter().map(|it| format!("{}-{}", it.start_line + 1, it.end_line + 1));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn stages_instructions_heredocs_and_comments() {
        assert_eq!(
            check("# a\n# b\nFROM a\nRUN x \\\n  y\n\nFROM b\nRUN <<E\nz\nE\n# c\n"),
            "1-2 3-5 4-5 7-10 8-10"
        );
        assert_eq!(check("FROM a\n"), "");
    }
}
