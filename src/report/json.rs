//! The versioned JSON document.
//!
//! A contract with other programs: a field may be added and is never changed
//! or removed within a version. The order of the fields is that of the
//! structs below.

use serde::Serialize;

use super::lines::Lines;
use super::rule_info::RuleIndex;
use super::{FileReport, Report, Summary, to_json};
use crate::diagnostic::{Diagnostic, Edit, Fix, Related};
use crate::text::TextRange;

const VERSION: u32 = 1;

pub(super) fn render(report: &Report<'_>) -> String {
    let rules = RuleIndex::new(&report.rules);
    let counts = Summary::of(report);
    to_json(&Document {
        version: VERSION,
        files: report.files.iter().map(|file| file_of(file, &rules)).collect(),
        summary: Counts {
            files: counts.files,
            errors: counts.errors,
            warnings: counts.warnings,
            infos: counts.infos,
            styles: counts.styles,
            fixable: counts.fixable(),
        },
    })
}

#[derive(Serialize)]
struct Document<'r> {
    version: u32,
    files: Vec<File<'r>>,
    summary: Counts,
}

#[derive(Serialize)]
struct Counts {
    files: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    styles: usize,
    fixable: usize,
}

#[derive(Serialize)]
struct File<'r> {
    path: &'r str,
    valid: bool,
    error: Option<Problem<'r>>,
    context: Option<&'r str>,
    findings: Vec<Finding<'r>>,
}

#[derive(Serialize)]
struct Problem<'r> {
    kind: &'r str,
    message: &'r str,
}

#[derive(Serialize)]
struct Finding<'r> {
    rule: &'r str,
    aliases: &'r [&'static str],
    severity: &'static str,
    message: &'r str,
    range: Range,
    related: Vec<RelatedPlace<'r>>,
    fixes: Vec<Proposal<'r>>,
    url: Option<&'r str>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
    offset: u32,
}

#[derive(Serialize)]
struct RelatedPlace<'r> {
    path: String,
    /// Known for places in the Dockerfile only: the text of other files is not at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
    message: &'r str,
}

#[derive(Serialize)]
struct Proposal<'r> {
    title: &'r str,
    applicability: &'static str,
    reason: Option<&'r str>,
    edits: Vec<Change<'r>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Change<'r> {
    Create { path: String, create: bool, text: &'r str },
    Replace { path: String, start: u32, end: u32, text: &'r str },
}

fn file_of<'r>(file: &'r FileReport<'_>, rules: &RuleIndex<'r, '_>) -> File<'r> {
    let lines = Lines::new(file.text);
    let finding = |diagnostic| finding_of(file, &lines, diagnostic, rules);
    let problem =
        file.error.as_ref().map(|error| Problem { kind: &error.kind, message: &error.message });
    File {
        path: &file.path,
        valid: file.valid,
        error: problem,
        context: file.context.as_deref(),
        findings: file.diagnostics.iter().map(finding).collect(),
    }
}

fn finding_of<'r>(
    file: &FileReport<'_>,
    lines: &Lines<'_>,
    diagnostic: &'r Diagnostic,
    rules: &RuleIndex<'r, '_>,
) -> Finding<'r> {
    Finding {
        rule: diagnostic.rule,
        aliases: &diagnostic.aliases,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        range: range_of(lines, diagnostic.range),
        related: diagnostic.related.iter().map(|place| related_of(file, lines, place)).collect(),
        fixes: diagnostic.fixes.iter().map(|fix| proposal_of(file, fix)).collect(),
        url: rules.url(diagnostic.rule),
    }
}

fn range_of(lines: &Lines<'_>, range: TextRange) -> Range {
    let position = |offset: u32| {
        let at = lines.at(offset as usize);
        Position { line: at.line, column: at.column, offset }
    };
    Range { start: position(range.start), end: position(range.end) }
}

fn related_of<'r>(
    file: &FileReport<'_>,
    lines: &Lines<'_>,
    related: &'r Related,
) -> RelatedPlace<'r> {
    let message = &related.message;
    match &related.path {
        Some(path) => RelatedPlace { path: file.context_path(path), range: None, message },
        None => {
            let range = related.range.map(|range| range_of(lines, range));
            RelatedPlace { path: file.path.clone(), range, message }
        }
    }
}

fn proposal_of<'r>(file: &FileReport<'_>, fix: &'r Fix) -> Proposal<'r> {
    Proposal {
        title: &fix.title,
        applicability: fix.applicability.name(),
        reason: fix.reason.as_deref(),
        edits: fix.edits.iter().map(|edit| change_of(file, edit)).collect(),
    }
}

fn change_of<'r>(file: &FileReport<'_>, edit: &'r Edit) -> Change<'r> {
    let path = file.path_of(&edit.target);
    let text = &edit.text;
    if file.creates(&edit.target) {
        Change::Create { path, create: true, text }
    } else {
        Change::Replace { path, start: edit.range.start, end: edit.range.end, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Applicability, EditTarget};
    use crate::report::Format;
    use crate::report::testing::{check, file, finding, range, unreadable_file};

    #[test]
    fn a_finding_has_every_field_of_the_contract() {
        let text = "FROM é\nCOPY . .\n";
        let ignore = Edit {
            target: EditTarget::Context(".dockerignore".to_owned()),
            range: TextRange::empty(0),
            text: ".git\n".to_owned(),
        };
        let mut found = finding(text, "COPY", "m");
        found.aliases = vec!["hadolint:DL3009"];
        found.related = vec![
            Related { path: Some("package.json".to_owned()), range: None, message: "p".to_owned() },
            Related { path: None, range: Some(range(text, "é")), message: "d".to_owned() },
        ];
        found.fixes = vec![
            Fix::safe("a", vec![Edit::replace(found.range, "ADD")]),
            Fix::safe("b", vec![ignore]).at_most(Applicability::Display, "why"),
        ];
        let mut only = file(text, vec![found]);
        only.missing = vec![".dockerignore".to_owned()];
        let expected = concat!(
            r#"{"version":1,"files":[{"path":"app/Dockerfile","valid":true,"error":null,"#,
            r#""context":"app","findings":[{"rule":"some-rule","aliases":["hadolint:DL3009"],"#,
            r#""severity":"warning","message":"m","range":{"#,
            r#""start":{"line":2,"column":1,"offset":8},"end":{"line":2,"column":5,"offset":12}},"#,
            r#""related":[{"path":"app/package.json","message":"p"},{"path":"app/Dockerfile","#,
            r#""range":{"start":{"line":1,"column":6,"offset":5},"#,
            r#""end":{"line":1,"column":7,"offset":7}},"message":"d"}],"#,
            r#""fixes":[{"title":"a","applicability":"safe","reason":null,"#,
            r#""edits":[{"path":"app/Dockerfile","start":8,"end":12,"text":"ADD"}]},"#,
            r#"{"title":"b","applicability":"display","reason":"why","#,
            r#""edits":[{"path":"app/.dockerignore","create":true,"text":".git\n"}]}],"#,
            r#""url":"https://example.com/some-rule"}]}],"#,
            r#""summary":{"files":1,"errors":0,"warnings":1,"infos":0,"styles":0,"fixable":1}}"#,
            "\n",
        );
        assert_eq!(check(Format::Json, vec![only]), expected);
    }

    #[test]
    fn an_unreadable_file_says_why() {
        let expected = concat!(
            r#"{"version":1,"files":[{"path":"missing/Dockerfile","valid":false,"#,
            r#""error":{"kind":"not-found","message":"no such file"},"#,
            r#""context":null,"findings":[]}],"#,
            r#""summary":{"files":1,"errors":0,"warnings":0,"infos":0,"styles":0,"fixable":0}}"#,
            "\n",
        );
        assert_eq!(check(Format::Json, vec![unreadable_file()]), expected);
    }
}
