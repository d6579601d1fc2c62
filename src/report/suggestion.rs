//! Fixes as people read them: a title, who may apply it, and the lines it changes.
//!
//! Applies edits only to draw them; `fix` is what changes files.

use std::ops::Range;

use super::lines::Lines;
use super::paint::{Tint, one_line, paint};
use super::{FileReport, Style};
use crate::diagnostic::{Applicability, Edit, EditTarget, Fix};
use crate::text::TextRange;

/// A change of more lines than this is named and not drawn.
const MOST_LINES: usize = 8;

/// `help: <title> [<who may apply it>]`.
pub(super) fn title(fix: &Fix, style: Style) -> String {
    let word = paint(style.color, Tint::Help, "help");
    format!("{word}: {} [{}]", one_line(&fix.title), trust(fix))
}

/// The lines that `fix` removes and adds, each on a line of its own; empty when they are many.
pub(super) fn changed_lines(
    file: &FileReport<'_>,
    lines: &Lines<'_>,
    fix: &Fix,
    style: Style,
) -> String {
    let (own, elsewhere): (Vec<&Edit>, Vec<&Edit>) =
        fix.edits.iter().partition(|edit| edit.target == EditTarget::Dockerfile);
    let mut changes = changes_here(lines, own);
    changes.extend(elsewhere.into_iter().flat_map(|edit| changes_elsewhere(file, edit)));
    if changes.len() > MOST_LINES {
        return String::new();
    }
    changes.iter().map(|change| format!("\n  {}", change.draw(style))).collect()
}

fn trust(fix: &Fix) -> String {
    let word = match fix.applicability {
        Applicability::Safe => return "safe".to_owned(),
        Applicability::Unsafe => "unsafe",
        Applicability::Display => "suggestion only",
    };
    match &fix.reason {
        Some(reason) => format!("{word}: {}", one_line(reason)),
        None => word.to_owned(),
    }
}

/// One line of a drawn fix.
enum Change {
    /// The file that the lines below are about, when it is not the Dockerfile.
    File(String),
    /// Lines in between that stay.
    Gap,
    Removed(String),
    Added(String),
}

impl Change {
    fn draw(&self, style: Style) -> String {
        let (tint, sign, text) = match self {
            Change::File(path) => return one_line(path),
            Change::Gap => return "...".to_owned(),
            Change::Removed(text) => (Tint::Removed, '-', text),
            Change::Added(text) => (Tint::Added, '+', text),
        };
        let mut text = one_line(text);
        let long = text.char_indices().map(|(at, _)| at).find(|at| *at >= style.longest_line);
        if let Some(cut) = long {
            text.truncate(cut);
            text.push('…');
        }
        paint(style.color, tint, &format!("{sign} {text}"))
    }
}

fn changes_elsewhere(file: &FileReport<'_>, edit: &Edit) -> Vec<Change> {
    let path = file.path_of(&edit.target);
    let note = match (file.creates(&edit.target), edit.range.is_empty()) {
        (true, _) => "new file",
        (false, true) => "added to",
        (false, false) => "changed",
    };
    let added = edit.text.lines().map(|line| Change::Added(line.to_owned()));
    std::iter::once(Change::File(format!("{path} ({note})"))).chain(added).collect()
}

fn changes_here(lines: &Lines<'_>, mut edits: Vec<&Edit>) -> Vec<Change> {
    edits.sort_by_key(|edit| edit.range);
    let mut changes = Vec::new();
    let mut rest = edits.as_slice();
    let mut drawn_to = None;
    while let Some(first) = rest.first() {
        let mut region = lines.whole_lines(first.range);
        let mut joined = 1;
        while let Some(edit) = rest.get(joined) {
            let touched = lines.whole_lines(edit.range);
            if touched.start >= region.end {
                break;
            }
            region = region.join(touched);
            joined += 1;
        }
        let (here, later) = rest.split_at(joined);
        let first_line = lines.index.line(region.start as usize) as usize;
        let after = edited(lines.text, region, here);
        let (changed, drawn) = line_changes(region.of(lines.text), &after);
        if drawn_to.is_some_and(|line| line < first_line + changed.start) {
            changes.push(Change::Gap);
        }
        changes.extend(drawn);
        drawn_to = Some(first_line + changed.end);
        rest = later;
    }
    changes
}

/// `region` of `text` after `edits`, which are sorted and lie inside it.
fn edited(text: &str, region: TextRange, edits: &[&Edit]) -> String {
    let mut result = String::new();
    let mut copied = region.start;
    for edit in edits {
        let kept = TextRange { start: copied, end: edit.range.start.max(copied) };
        result.push_str(kept.of(text));
        result.push_str(&edit.text);
        copied = edit.range.end.max(copied);
    }
    result.push_str(TextRange { start: copied, end: region.end.max(copied) }.of(text));
    result
}

/// The lines that differ, without those that both share at the start and at the end; and which
/// lines of `before` they replace, from 0.
fn line_changes(before: &str, after: &str) -> (Range<usize>, Vec<Change>) {
    let mut before: Vec<&str> = before.lines().collect();
    let mut after: Vec<&str> = after.lines().collect();
    while before.last().is_some_and(|line| after.last() == Some(line)) {
        before.pop();
        after.pop();
    }
    let same = before.iter().zip(&after).take_while(|(before, after)| before == after).count();
    let removed = before.iter().skip(same).map(|line| Change::Removed((*line).to_owned()));
    let added = after.iter().skip(same).map(|line| Change::Added((*line).to_owned()));
    (same..before.len(), removed.chain(added).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, edits: Vec<Edit>) -> String {
        let file = FileReport {
            context: Some("app".to_owned()),
            missing: vec![".dockerignore".to_owned()],
            ..FileReport::default()
        };
        changed_lines(&file, &Lines::new(text), &Fix::safe("Do it", edits), Style::default())
    }

    fn at(text: &str, needle: &str) -> TextRange {
        let start = text.find(needle).expect("the needle is in the text");
        TextRange::new(start, start + needle.len())
    }

    #[test]
    fn only_the_lines_that_differ_are_drawn() {
        let text = "FROM a\nRUN x && \\\n  y\nCOPY . .\n";
        let check = |edits, expected: &str| assert_eq!(drawn(text, edits), expected);
        check(
            vec![Edit::replace(at(text, "COPY . ."), "COPY a .")],
            "\n  - COPY . .\n  + COPY a .",
        );
        check(vec![Edit::insert(7, "RUN w\n")], "\n  + RUN w");
        check(vec![Edit::delete(at(text, "RUN x && \\\n  y\n"))], "\n  - RUN x && \\\n  -   y");
        check(vec![Edit::insert(text.len(), "CMD z\n")], "\n  + CMD z");
        check(vec![Edit::replace(at(text, "  y"), "  z")], "\n  -   y\n  +   z");
    }

    #[test]
    fn edits_on_one_line_are_drawn_once() {
        let text = "RUN a b\nRUN c";
        let edits = vec![Edit::replace(at(text, "b"), "B"), Edit::replace(at(text, "a"), "A")];
        assert_eq!(drawn(text, edits), "\n  - RUN a b\n  + RUN A B");
        assert_eq!(drawn(text, vec![Edit::insert(text.len(), "\nCMD d")]), "\n  + CMD d");
    }

    #[test]
    fn a_moved_line_is_removed_and_added() {
        let text = "FROM a\nCOPY . .\nRUN b\n";
        let edits = vec![Edit::delete(at(text, "COPY . .\n")), Edit::insert(22, "COPY . .\n")];
        assert_eq!(drawn(text, edits), "\n  - COPY . .\n  ...\n  + COPY . .");
    }

    #[test]
    fn other_files_are_named() {
        let edit = |path: &str, range, text: &str| Edit {
            target: EditTarget::Context(path.to_owned()),
            range,
            text: text.to_owned(),
        };
        assert_eq!(
            drawn("", vec![edit(".dockerignore", TextRange::empty(0), ".git\n")]),
            "\n  app/.dockerignore (new file)\n  + .git"
        );
        assert_eq!(
            drawn("", vec![edit("a/b", TextRange::new(1, 4), "x")]),
            "\n  app/a/b (changed)\n  + x"
        );
    }

    #[test]
    fn a_long_change_is_not_drawn() {
        assert_eq!(drawn("", vec![Edit::insert(0, "RUN x\n".repeat(9))]), "");
    }

    #[test]
    fn the_title_says_who_may_apply_it() {
        let fix = Fix::safe("Sort\nthem", Vec::new());
        let check = |fix: &Fix, line: &str| assert_eq!(title(fix, Style::default()), line);
        check(&fix, "help: Sort them [safe]");
        let fix = fix.at_most(Applicability::Unsafe, "the order may matter");
        check(&fix, "help: Sort them [unsafe: the order may matter]");
        let fix = fix.at_most(Applicability::Display, "no context");
        check(&fix, "help: Sort them [suggestion only: no context]");
    }
}
