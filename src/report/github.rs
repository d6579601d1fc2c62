//! Workflow commands, which GitHub shows as annotations on a change.
//!
//! Owns the escaping and the choice: GitHub shows ten annotations of a level
//! for each step and drops the rest without a word
//! (actions/toolkit `docs/problem-matchers.md`), so the ones that matter most
//! come, and the last line counts the others.

use super::lines::Lines;
use super::summary::{count, most_trusted_fix};
use super::{FileReport, Report};
use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::text::printable;

/// Annotations of one level that GitHub shows.
const MOST_OF_A_LEVEL: usize = 10;

/// GitHub's levels, most severe first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    const ALL: [Level; 3] = [Level::Error, Level::Warning, Level::Notice];

    fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice => "notice",
        }
    }

    fn of(severity: Severity) -> Level {
        match severity {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
            Severity::Info | Severity::Style => Level::Notice,
        }
    }
}

/// One annotation, and what decides its place: the level, then the rank.
struct Annotation {
    level: Level,
    rank: Rank,
    command: String,
}

/// Unreadable files, then findings by severity, those with a fix that can be applied first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Unreadable,
    Finding { severity: Severity, without_fix: bool, file: usize, offset: u32 },
}

pub(super) fn render(report: &Report<'_>) -> String {
    let mut annotations: Vec<Annotation> =
        report.files.iter().enumerate().flat_map(|(place, file)| of_file(place, file)).collect();
    annotations.sort_by(|a, b| (a.level, &a.rank).cmp(&(b.level, &b.rank)));
    let mut out = String::new();
    for level in Level::ALL {
        let of_level = annotations.iter().filter(|annotation| annotation.level == level);
        of_level.take(MOST_OF_A_LEVEL).for_each(|annotation| out.push_str(&annotation.command));
    }
    let left_out = annotations.len() - out.lines().count();
    if left_out > 0 {
        out.push_str(&format!(
            "{} not annotated: GitHub shows {MOST_OF_A_LEVEL} of each level\n",
            count(left_out, "finding")
        ));
    }
    out
}

fn of_file(place: usize, file: &FileReport<'_>) -> Vec<Annotation> {
    if let Some(error) = &file.error {
        let command = format!("::error {}::{}\n", file_property(file), data(&error.message));
        return vec![Annotation { level: Level::Error, rank: Rank::Unreadable, command }];
    }
    let lines = Lines::new(file.text);
    let annotation = |diagnostic| annotation(place, file, &lines, diagnostic);
    file.diagnostics.iter().map(annotation).collect()
}

fn annotation(
    place: usize,
    file: &FileReport<'_>,
    lines: &Lines<'_>,
    diagnostic: &Diagnostic,
) -> Annotation {
    let severity = diagnostic.severity;
    let level = Level::of(severity);
    let command = format!(
        "::{} {},{},title={}::{}\n",
        level.name(),
        file_property(file),
        position(lines, diagnostic),
        property(diagnostic.rule),
        data(&diagnostic.message)
    );
    let without_fix = most_trusted_fix(diagnostic).is_none_or(|fix| fix == Applicability::Display);
    let rank = Rank::Finding { severity, without_fix, file: place, offset: diagnostic.range.start };
    Annotation { level, rank, command }
}

/// Lines, and columns where both are on one line: GitHub refuses them otherwise
/// (REST API, "Create a check run", `annotations`).
fn position(lines: &Lines<'_>, diagnostic: &Diagnostic) -> String {
    let (start, end) = lines.span(lines.without_line_end(diagnostic.range));
    if start.line == end.line {
        let (line, column, end_column) = (start.line, start.column, end.column);
        format!("line={line},endLine={line},col={column},endColumn={end_column}")
    } else {
        format!("line={},endLine={}", start.line, end.line)
    }
}

/// A message, without what acts on a terminal: the log shows it.
fn data(text: &str) -> String {
    escaped(&printable(text))
}

/// A property (actions/toolkit `command.ts escapeProperty`).
fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

/// What may stand in a command at all (actions/toolkit `command.ts escapeData`).
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The property that names the file; annotations go by the path in the repository.
fn file_property(file: &FileReport<'_>) -> String {
    let path = file.path.strip_prefix("./").unwrap_or(&file.path);
    format!("file={}", property(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Fix;
    use crate::report::Format;
    use crate::report::testing::{check, file, finding, unreadable_file};

    #[test]
    fn the_most_severe_and_the_fixable_come_first() {
        let text = "FROM a\nRUN b\\\n  c\n";
        let mut style = finding(text, "FROM", "tidy");
        style.severity = Severity::Style;
        let plain = finding(text, "RUN b\\\n  c\n", "two lines");
        let mut fixable = finding(text, "b", "can be fixed");
        fixable.fixes = vec![Fix::safe("t", Vec::new())];
        let expected = "\
::error file=missing/Dockerfile::no such file
::warning file=app/Dockerfile,line=2,endLine=2,col=5,endColumn=6,title=some-rule::can be fixed
::warning file=app/Dockerfile,line=2,endLine=3,title=some-rule::two lines
::notice file=app/Dockerfile,line=1,endLine=1,col=1,endColumn=5,title=some-rule::tidy
";
        let files = vec![file(text, vec![style, plain, fixable]), unreadable_file()];
        assert_eq!(check(Format::Github, files), expected);
    }

    #[test]
    fn a_message_cannot_become_a_command() {
        let mut only = file("FROM a", vec![finding("FROM a", "a", "100 %\n::error::x\r\u{1b}[1m")]);
        only.path = "./a,b:c%/Dockerfile".to_owned();
        let expected = "::warning file=a%2Cb%3Ac%25/Dockerfile,line=1,endLine=1,col=6,endColumn=7,\
                        title=some-rule::100 %25%0A::error::x??[1m\n";
        assert_eq!(check(Format::Github, vec![only]), expected);
    }

    #[test]
    fn what_github_would_drop_is_counted() {
        let found = vec![finding("FROM a", "a", "m"); 12];
        let shown = check(Format::Github, vec![file("FROM a", found)]);
        assert_eq!(shown.matches("::warning ").count(), 10);
        assert!(shown.ends_with("\n2 findings not annotated: GitHub shows 10 of each level\n"));
        assert_eq!(check(Format::Github, vec![file("FROM a", Vec::new())]), "");
    }
}
