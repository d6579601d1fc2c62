//! Reports for tests, as short as they can be.

use super::{FileError, FileReport, Format, Report, RuleInfo, Style, render};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::{Category, FixAvailability};
use crate::text::TextRange;

/// The bytes of `needle` in `text`.
pub(super) fn range(text: &str, needle: &str) -> TextRange {
    let start = text.find(needle).expect("the needle is in the text");
    TextRange::new(start, start + needle.len())
}

/// A warning of `some-rule` at `needle`.
pub(super) fn finding(text: &str, needle: &str, message: &str) -> Diagnostic {
    Diagnostic {
        rule: "some-rule",
        aliases: Vec::new(),
        severity: Severity::Warning,
        message: message.to_owned(),
        range: range(text, needle),
        related: Vec::new(),
        fixes: Vec::new(),
    }
}

/// `app/Dockerfile` with `app` for its context.
pub(super) fn file(text: &str, diagnostics: Vec<Diagnostic>) -> FileReport<'_> {
    FileReport {
        path: "app/Dockerfile".to_owned(),
        text,
        valid: true,
        context: Some("app".to_owned()),
        diagnostics,
        ..FileReport::default()
    }
}

/// A file that is not there.
pub(super) fn unreadable_file() -> FileReport<'static> {
    let error = FileError { kind: "not-found".to_owned(), message: "no such file".to_owned() };
    FileReport {
        path: "missing/Dockerfile".to_owned(),
        error: Some(error),
        ..FileReport::default()
    }
}

/// A report on `files` by `some-rule` and a rule that found nothing.
pub(super) fn report(files: Vec<FileReport<'_>>) -> Report<'_> {
    Report { files, rules: vec![rule("some-rule"), rule("quiet-rule")], version: "1.2.3" }
}

fn rule(id: &'static str) -> RuleInfo<'static> {
    RuleInfo {
        id,
        summary: "Says something",
        prose: "Says something,\nand why.\n\n## Example\n\nMore.",
        category: Category::Cache,
        severity: Severity::Warning,
        url: format!("https://example.com/{id}"),
        aliases: &["hadolint:DL3009"],
        fix: FixAvailability::Sometimes,
    }
}

/// The report on `files`, without colour.
pub(super) fn check(format: Format, files: Vec<FileReport<'_>>) -> String {
    render(&report(files), format, Style::default())
}
