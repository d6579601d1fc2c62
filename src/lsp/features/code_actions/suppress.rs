//! An ignore comment above an instruction, with room for the reason.

use crate::diagnostic::{Diagnostic, Edit};
use crate::lsp::features::edits;
use crate::lsp::server::Snapshot;
use crate::text::TextRange;
use gen_lsp_types as lsp;
use std::collections::HashMap;

/// What stands where the reason belongs.
const REASON: &str = "say why";

/// The edit that ignores a finding where it is; `None` where a comment would do something else.
pub(super) fn edit(snapshot: &Snapshot, diagnostic: &Diagnostic) -> Option<lsp::WorkspaceEdit> {
    let file = snapshot.file();
    let range = diagnostic.range;
    let holds = |it: TextRange| it.overlaps(range) || it.covers(range);
    let instruction = file.instructions().find(|it| holds(it.range()))?;
    // Above a directive a comment would end the directives.
    if file.directives().iter().any(|it| it.range.start >= instruction.range().start) {
        return None;
    }
    let lines = instruction.lines();
    let before = &snapshot.text()[..lines.start as usize];
    let edit = match last_ignore(before) {
        // The list that is there goes on.
        Some(end) => Edit::insert(end, format!(",{}", diagnostic.rule)),
        None => {
            let text = lines.of(snapshot.text());
            let indent = &text[..text.len() - text.trim_start_matches([' ', '\t']).len()];
            let newline = file.newline();
            let rule = diagnostic.rule;
            let comment = format!("{indent}# dockwright: ignore={rule} {REASON}{newline}");
            Edit::insert(lines.start as usize, comment)
        }
    };
    let changes =
        HashMap::from([(snapshot.document.uri.clone(), edits::text_edits(snapshot, &[edit]))]);
    Some(lsp::WorkspaceEdit { changes: Some(changes), ..Default::default() })
}

/// Where the list of an ignore comment ends that is the last line of a text.
fn last_ignore(before: &str) -> Option<usize> {
    let line = before.strip_suffix('\n')?.rsplit('\n').next()?;
    let start = before.len() - 1 - line.len();
    let rest = line.trim_start().strip_prefix('#')?.trim_start();
    let list = rest.strip_prefix("dockwright:")?.trim_start().strip_prefix("ignore=")?;
    let names = list.split([' ', '\t', '\r']).next()?;
    if names.is_empty() || names.ends_with(',') {
        return None;
    }
    let at = line.len() - list.len();
    Some(start + at + names.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    fn check(text: &str) -> String {
        let snapshot = testing::file(text);
        let mut all = snapshot.outcome().diagnostics.iter();
        let diagnostic = all.find(|it| it.message.contains("//")).expect("a finding").clone();
        let edit = edit(&snapshot, &diagnostic);
        let after = edit.map(|it| testing::edited(&snapshot, it.changes.unwrap()));
        // Which rule it is does not matter here.
        after.unwrap_or_default().replace(diagnostic.rule, "RULE")
    }

    #[test]
    fn a_comment_stands_above_the_instruction() {
        let ignored = "FROM a\n# dockwright: ignore=RULE say why\n// x\n";
        assert_eq!(check("FROM a\n// x\n"), ignored);
        assert_eq!(
            check("FROM a\r\n  // x\r\n"),
            "FROM a\r\n  # dockwright: ignore=RULE say why\r\n  // x\r\n"
        );
    }

    #[test]
    fn a_list_that_is_there_goes_on() {
        assert_eq!(
            check("FROM a\n# dockwright: ignore=other-rule because\n// x\n"),
            "FROM a\n# dockwright: ignore=other-rule,RULE because\n// x\n"
        );
    }
}
