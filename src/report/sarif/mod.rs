//! SARIF 2.1.0, as code scanning wants it.
//!
//! The only place that knows the model crate. The document is held to the
//! rule kinds `Sarif` and `Ghas` of Microsoft's SARIF multitool: every enabled
//! rule is declared with its help, every result has one place, texts end with
//! a period, paths are relative URIs.

mod fingerprint;
mod results;
mod rules;
mod uri;

use serde_json::{Value, json};
use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Location, Notification, PhysicalLocation, Result as Finding, Run,
    Sarif, Tool, ToolComponent,
};

use super::rule_info::RuleIndex;
use super::{FileReport, Report, to_json};
use crate::diagnostic::Severity;

/// The schema that GitHub and the validator know; the crate names an older address.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn render(report: &Report<'_>) -> String {
    let run = Run::builder()
        .tool(tool(report))
        .invocations(vec![invocation(report)])
        .results(results(report))
        // As in text/: columns are Unicode scalar values.
        .column_kind(json!("unicodeCodePoints"))
        .build();
    to_json(&Sarif::builder().schema(SCHEMA).version(json!("2.1.0")).runs(vec![run]).build())
}

fn tool(report: &Report<'_>) -> Tool {
    let driver = ToolComponent::builder()
        .name("Dockwright")
        .information_uri(env!("CARGO_PKG_REPOSITORY"))
        .version(report.version)
        .semantic_version(report.version)
        .rules(report.rules.iter().map(rules::descriptor).collect::<Vec<_>>())
        .build();
    Tool::builder().driver(driver).build()
}

fn results(report: &Report<'_>) -> Vec<Finding> {
    let rules = RuleIndex::new(&report.rules);
    report.files.iter().flat_map(|file| results::of_file(file, &rules)).collect()
}

/// Unreadable files have no place in the results, so the run tells of them.
fn invocation(report: &Report<'_>) -> Invocation {
    let notifications: Vec<Notification> = report.files.iter().filter_map(unreadable).collect();
    let is_complete = notifications.is_empty();
    let invocation = Invocation::builder().execution_successful(is_complete);
    if is_complete {
        invocation.build()
    } else {
        invocation.tool_execution_notifications(notifications).build()
    }
}

fn unreadable(file: &FileReport<'_>) -> Option<Notification> {
    let error = file.error.as_ref()?;
    let location = PhysicalLocation::builder().artifact_location(artifact(&file.path)).build();
    let notification = Notification::builder()
        .level(json!("error"))
        .message(&*sentence(&error.message))
        .locations(vec![Location::builder().physical_location(location).build()])
        .build();
    Some(notification)
}

fn artifact(path: &str) -> ArtifactLocation {
    ArtifactLocation::builder().uri(uri::of(path)).build()
}

/// SARIF's word for a severity; it has none below `note`.
fn level(severity: Severity) -> Value {
    json!(match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Style => "note",
    })
}

/// `text` with a period at its end, as viewers show it beside other sentences.
fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Suppressed;
    use crate::diagnostic::{Edit, EditTarget, Fix, Related};
    use crate::report::Format;
    use crate::report::testing::{check, file, finding, range, unreadable_file};
    use crate::text::TextRange;

    /// The part of the document at `pointer`.
    fn part(files: Vec<FileReport<'_>>, pointer: &str) -> Value {
        let document: Value = serde_json::from_str(&check(Format::Sarif, files)).expect("JSON");
        document.pointer(pointer).cloned().unwrap_or_default()
    }

    #[test]
    fn every_enabled_rule_is_declared() {
        let prose = "Says something,\nand why.\n\n## Example\n\nMore.";
        let expected = json!({
            "id": "some-rule",
            "name": "SomeRule",
            "shortDescription": {"text": "Says something."},
            "fullDescription": {"text": "Says something, and why."},
            "help": {"text": prose, "markdown": prose},
            "helpUri": "https://example.com/some-rule",
            "defaultConfiguration": {"level": "warning"},
            "properties": {
                "tags": ["cache", "hadolint:DL3009"],
                "precision": "high",
                "problem.severity": "warning",
            },
        });
        assert_eq!(part(Vec::new(), "/runs/0/tool/driver/rules/0"), expected);
        assert_eq!(part(Vec::new(), "/runs/0/tool/driver/rules/1/id"), "quiet-rule");
        assert_eq!(part(Vec::new(), "/runs/0/tool/driver/version"), "1.2.3");
        assert_eq!(part(Vec::new(), "/runs/0/results"), json!([]));
    }

    #[test]
    fn a_finding_names_its_rule_and_its_line() {
        let mut found = finding("FROM a", "a", "what is wrong");
        found.severity = Severity::Style;
        let files = vec![file("FROM a", vec![found])];
        assert_eq!(part(files.clone(), "/runs/0/results/0/ruleId"), "some-rule");
        assert_eq!(part(files.clone(), "/runs/0/results/0/ruleIndex"), 0);
        assert_eq!(part(files.clone(), "/runs/0/results/0/level"), "note");
        assert_eq!(part(files.clone(), "/runs/0/results/0/message/text"), "what is wrong.");
        let fingerprints = json!({
            "primaryLocationLineHash": "8dbe62c60ad0044c:1",
            "ruleLineHash/v1": "ad6acfd7c0702f03:1",
        });
        assert_eq!(part(files, "/runs/0/results/0/partialFingerprints"), fingerprints);
    }

    #[test]
    fn a_place_is_a_relative_uri_with_the_lines_around() {
        let text = "\u{feff}FROM é\r\nRUN x\r\nRUN y\r\n";
        let mut only = file(text, vec![finding(text, "é\r\n", "m")]);
        only.path = "./my app/Dockerfile".to_owned();
        let expected = json!({
            "artifactLocation": {"uri": "my%20app/Dockerfile"},
            "region": {
                "startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 7,
                "byteOffset": 8, "byteLength": 2, "snippet": {"text": "é"},
            },
            "contextRegion": {
                "startLine": 1, "endLine": 2,
                "snippet": {"text": "\u{feff}FROM é\r\nRUN x\r\n"},
            },
        });
        assert_eq!(part(vec![only], "/runs/0/results/0/locations/0/physicalLocation"), expected);
    }

    #[test]
    fn related_places_may_be_in_other_files() {
        let mut found = finding("FROM a", "FROM", "m");
        found.related = vec![
            Related { path: Some("a b".to_owned()), range: None, message: "there".to_owned() },
            Related { path: None, range: None, message: "the whole file".to_owned() },
            Related { path: None, range: Some(range("FROM a", "a")), message: "here".to_owned() },
        ];
        let region = json!({
            "startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 7,
            "byteOffset": 5, "byteLength": 1, "snippet": {"text": "a"},
        });
        let own = json!({"uri": "app/Dockerfile"});
        let expected = json!([
            {
                "message": {"text": "there."},
                "physicalLocation": {"artifactLocation": {"uri": "app/a%20b"}},
            },
            {
                "message": {"text": "the whole file."},
                "physicalLocation": {"artifactLocation": own},
            },
            {
                "message": {"text": "here."},
                "physicalLocation": {"artifactLocation": own, "region": region},
            },
        ]);
        let files = vec![file("FROM a", vec![found])];
        assert_eq!(part(files, "/runs/0/results/0/relatedLocations"), expected);
    }

    #[test]
    fn a_fix_changes_files_by_replacements() {
        let mut found = finding("FROM a", "a", "m");
        let ignore = Edit {
            target: EditTarget::Context(".dockerignore".to_owned()),
            range: TextRange::empty(0),
            text: ".git\n".to_owned(),
        };
        let edits = vec![ignore, Edit::delete(range("FROM a", " a")), Edit::insert(0, "ARG b\n")];
        found.fixes = vec![Fix::safe("Do it", edits), Fix::safe("Do nothing", Vec::new())];
        let expected = json!([{
            "description": {"text": "Do it."},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "app/Dockerfile"},
                    "replacements": [
                        {"deletedRegion": {
                            "startLine": 1, "startColumn": 5, "endLine": 1, "endColumn": 7,
                            "byteOffset": 4, "byteLength": 2,
                        }},
                        {
                            "deletedRegion": {
                                "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1,
                                "byteOffset": 0, "byteLength": 0,
                            },
                            "insertedContent": {"text": "ARG b\n"},
                        },
                    ],
                },
                {
                    "artifactLocation": {"uri": "app/.dockerignore"},
                    "replacements": [{
                        "deletedRegion": {"byteOffset": 0, "byteLength": 0},
                        "insertedContent": {"text": ".git\n"},
                    }],
                },
            ],
        }]);
        let files = vec![file("FROM a", vec![found])];
        assert_eq!(part(files, "/runs/0/results/0/fixes"), expected);
    }

    #[test]
    fn what_a_comment_hides_is_a_suppressed_result() {
        let mut only = file("FROM a", Vec::new());
        let diagnostic = finding("FROM a", "a", "m");
        only.suppressed = vec![Suppressed { diagnostic, reason: Some("because".to_owned()) }];
        let expected = json!([{"kind": "inSource", "justification": "because"}]);
        assert_eq!(part(vec![only], "/runs/0/results/0/suppressions"), expected);
    }

    #[test]
    fn an_unreadable_file_makes_the_run_a_failure() {
        let place = json!({"artifactLocation": {"uri": "missing/Dockerfile"}});
        let expected = json!([{
            "executionSuccessful": false,
            "toolExecutionNotifications": [{
                "level": "error",
                "message": {"text": "no such file."},
                "locations": [{"physicalLocation": place}],
            }],
        }]);
        assert_eq!(part(vec![unreadable_file()], "/runs/0/invocations"), expected);
        let clean = vec![file("FROM a", Vec::new())];
        assert_eq!(part(clean, "/runs/0/invocations"), json!([{"executionSuccessful": true}]));
    }
}
