//! Findings for people: message, source excerpt, notes and proposed fixes.
//!
//! Owns the order in which these are told; the excerpt is drawn in `excerpt`,
//! the fixes in `suggestion`.

use super::excerpt::Excerpts;
use super::lines::Lines;
use super::paint::{Tint, one_line, paint};
use super::{FileReport, Report, Style, Summary, suggestion};
use crate::diagnostic::{Diagnostic, Severity};

/// Contexts named at the end; more are counted.
const MOST_CONTEXTS: usize = 3;

pub(super) fn render(report: &Report<'_>, style: Style) -> String {
    let mut out = String::new();
    for file in &report.files {
        match &file.error {
            Some(error) => out.push_str(&unreadable(&file.path, &error.message, style)),
            None => render_file(file, style, &mut out),
        }
    }
    out.push_str(&contexts(report));
    out.push_str(&format!("{}\n", Summary::of(report)));
    out
}

fn unreadable(path: &str, message: &str, style: Style) -> String {
    let word = paint(style.color, Tint::Severity(Severity::Error), "error");
    format!("{word}: {}: {}\n\n", one_line(path), one_line(message))
}

fn render_file(file: &FileReport<'_>, style: Style, out: &mut String) {
    if file.diagnostics.is_empty() {
        return;
    }
    let lines = Lines::new(file.text);
    let excerpts = Excerpts::new(&file.path, &lines, style);
    for diagnostic in &file.diagnostics {
        out.push_str(&heading(diagnostic, style));
        excerpts.draw(diagnostic, notes(file, &lines, diagnostic, style), out);
    }
}

fn heading(diagnostic: &Diagnostic, style: Style) -> String {
    let severity = diagnostic.severity;
    let word = format!("{}[{}]", severity.name(), one_line(diagnostic.rule));
    let word = paint(style.color, Tint::Severity(severity), &word);
    let message = format!(": {}", one_line(&diagnostic.message));
    format!("{word}{}\n", paint(style.color, Tint::Strong, &message))
}

fn notes(
    file: &FileReport<'_>,
    lines: &Lines<'_>,
    diagnostic: &Diagnostic,
    style: Style,
) -> Vec<String> {
    let mut notes = Vec::new();
    for related in &diagnostic.related {
        let message = one_line(&related.message);
        match (&related.path, related.range) {
            (Some(path), _) => {
                notes.push(format!("{}: {message}", one_line(&file.context_path(path))));
            }
            (None, None) => notes.push(message),
            // Marked in the excerpt.
            (None, Some(_)) => {}
        }
    }
    for (rank, fix) in diagnostic.fixes.iter().enumerate() {
        let mut help = suggestion::title(fix, style);
        if rank == 0 {
            help.push_str(&suggestion::changed_lines(file, lines, fix, style));
        }
        notes.push(help);
    }
    notes
}

/// Says against which build contexts the files were held.
fn contexts(report: &Report<'_>) -> String {
    let mut distinct: Vec<&str> = Vec::new();
    for file in report.files.iter().filter(|file| file.error.is_none()) {
        let context = file.context.as_deref().unwrap_or("none");
        if !distinct.contains(&context) {
            distinct.push(context);
        }
    }
    if distinct.is_empty() {
        return String::new();
    }
    let named = distinct.iter().take(MOST_CONTEXTS).map(|context| one_line(context));
    let named = named.collect::<Vec<_>>().join(", ");
    match distinct.len().saturating_sub(MOST_CONTEXTS) {
        0 => format!("context: {named}\n"),
        more => format!("context: {named} and {more} more\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Applicability, Edit, Fix, Related};
    use crate::report::testing::{check, file, finding, range, report, unreadable_file};
    use crate::report::{Format, render};
    use crate::text::TextRange;

    #[test]
    fn a_finding_shows_its_lines_notes_and_fixes() {
        let text = "FROM node\nCOPY . .\nRUN npm ci\n";
        let mut found = finding(text, "COPY . .", "sources are copied before `npm ci`");
        found.related = vec![
            Related {
                path: None,
                range: Some(range(text, "npm ci")),
                message: "re-runs on every change".to_owned(),
            },
            Related {
                path: Some("package.json".to_owned()),
                range: None,
                message: "the dependency manifest".to_owned(),
            },
        ];
        let replace = Edit::replace(found.range, "COPY package.json .");
        found.fixes = vec![
            Fix::safe("Copy the manifest first", vec![replace]),
            Fix::safe("Use a mount", Vec::new()).at_most(Applicability::Unsafe, "it is new"),
        ];
        let expected = "\
warning[some-rule]: sources are copied before `npm ci`
  ┌─ app/Dockerfile:2:1
  │
2 │ COPY . .
  │ ^^^^^^^^
3 │ RUN npm ci
  │     ------ re-runs on every change
  │
  = app/package.json: the dependency manifest
  = help: Copy the manifest first [safe]
      - COPY . .
      + COPY package.json .
  = help: Use a mount [unsafe: it is new]

context: app
1 finding in 1 file (1 warning); 1 can be fixed with --fix
";
        assert_eq!(check(Format::Full, vec![file(text, vec![found])]), expected);
    }

    #[test]
    fn several_lines_crlf_and_a_mark_are_no_trouble() {
        let text = "\u{feff}FROM é\r\nRUN a && \\\r\n  b\r\n";
        let whole = finding(text, "RUN a && \\\r\n  b\r\n", "m");
        let first = finding(text, "\u{feff}FROM", "m");
        let expected = "\
warning[some-rule]: m
  ┌─ app/Dockerfile:1:1
  │
1 │ FROM é
  │ ^^^^

warning[some-rule]: m
  ┌─ app/Dockerfile:2:1
  │
2 │ ╭ RUN a && \\
3 │ │   b
  │ ╰───^

context: app
2 findings in 1 file (2 warnings)
";
        assert_eq!(check(Format::Full, vec![file(text, vec![first, whole])]), expected);
    }

    #[test]
    fn nothing_from_the_file_reaches_the_terminal_as_it_is() {
        let text = "RUN \u{1b}[2J\u{202e}x\n";
        let mut found = finding(text, "RUN", "bad\u{1b}]0;\nname");
        found.fixes = vec![Fix::safe("say \u{200b}so", vec![Edit::insert(0, "\u{7}\n")])];
        let mut only = file(text, vec![found]);
        only.path = "a\u{1b}b".to_owned();
        let expected = "\
warning[some-rule]: bad?]0; name
  ┌─ a?b:1:1
  │
1 │ RUN ?[2J\u{fffd}x
  │ ^^^
  │
  = help: say \u{fffd}so [safe]
      + ?

context: app
1 finding in 1 file (1 warning); 1 can be fixed with --fix
";
        assert_eq!(check(Format::Full, vec![only]), expected);
    }

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        let text = format!("RUN {} end {}\n", "a".repeat(300), "b".repeat(300));
        let found = finding(&text, "end", "m");
        let style = Style { longest_line: 20, ..Style::default() };
        let expected = "\
warning[some-rule]: m
  ┌─ app/Dockerfile:1:306
  │
1 │ aaaa end bbbbbbbbbbb
  │      ^^^
  │
  = a long line is cut to the part around the mark

context: app
1 finding in 1 file (1 warning)
";
        let found = report(vec![file(&text, vec![found])]);
        assert_eq!(render(&found, Format::Full, style), expected);
    }

    #[test]
    fn a_range_outside_the_text_points_at_its_end() {
        let mut found = finding("FROM a", "a", "m");
        found.range = TextRange::new(90, 99);
        let expected = "\
warning[some-rule]: m
  ┌─ app/Dockerfile:1:7
  │
1 │ FROM a
  │       ^

context: app
1 finding in 1 file (1 warning)
";
        assert_eq!(check(Format::Full, vec![file("FROM a", vec![found])]), expected);
    }

    #[test]
    fn an_unreadable_file_is_told_in_its_place() {
        let mut clean = file("FROM a", Vec::new());
        clean.context = None;
        let expected = "\
error: missing/Dockerfile: no such file

context: none
no findings in 2 files; 1 file could not be read
";
        assert_eq!(check(Format::Full, vec![unreadable_file(), clean]), expected);
    }

    #[test]
    fn colour_marks_what_belongs_together() {
        let mut found = finding("FROM a", "a", "m");
        found.severity = Severity::Info;
        found.fixes = vec![Fix::safe("t", Vec::new())];
        let style = Style { color: true, ..Style::default() };
        let shown = render(&report(vec![file("FROM a", vec![found])]), Format::Full, style);
        let heading = "\x1b[1;36minfo[some-rule]\x1b[0m\x1b[1m: m\x1b[0m\n";
        assert!(shown.starts_with(heading), "{shown:?}");
        assert!(shown.contains("FROM \x1b[1;36ma\x1b[0m\n"), "{shown:?}");
        assert!(shown.contains("\x1b[34m=\x1b[0m \x1b[1;36mhelp\x1b[0m: t [safe]\n"), "{shown:?}");
    }
}
