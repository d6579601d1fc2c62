//! Small real projects, one folder each: what is found in them, why a fix is not safer than it is, and what the fix writes.
//!
//! Beside a project's own files stand `expected.txt` (the findings of the rules on manifests) and, where fixes change
//! something, each changed file with the ending `.fixed`. They are no part of the project.

use crate::support::{assert_file, is_blessing, root};
use dockwright::analysis::{Analysis, Inputs};
use dockwright::build::{Context, MemoryTree};
use dockwright::diagnostic::{Applicability, Diagnostic, Fix};
use dockwright::ignore::IgnoreFile;
use dockwright::lint::{EnabledRule, Profile};
use dockwright::rules;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Ecosystems that the rules do not know yet: nothing is said of their projects. To be taken out when they do.
const UNKNOWN: &[&str] = &[];

/// Ecosystems without a `safe` case, and why.
const NEVER_SAFE: &[(&str, &str)] =
    &[("deno", "what it reads beside its manifests is not looked at")];

/// Ecosystems without a case that is less than safe, and why.
const ALWAYS_SAFE: &[(&str, &str)] = &[];

struct Project {
    folder: PathBuf,
    /// `ecosystem/case`.
    name: String,
    analysis: Analysis,
}

impl Project {
    fn read(folder: PathBuf) -> Self {
        let name = folder
            .strip_prefix(root().join("fixtures/projects"))
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let mut files = BTreeMap::new();
        read_below(&folder, "", &mut files);
        let bytes = files["Dockerfile"].clone();
        let ignore =
            files.get(".dockerignore").map(|bytes| String::from_utf8(bytes.clone()).unwrap());
        let parsed = ignore.as_deref().map_or_else(IgnoreFile::empty, IgnoreFile::parse);
        let context = Context::new(
            Arc::new(MemoryTree::new(files)),
            parsed,
            ignore.map(|_| ".dockerignore".to_owned()),
        );
        let context = Some(context);
        let analysis = Analysis::new(Inputs {
            path: "Dockerfile".into(),
            bytes,
            context,
            ..Inputs::default()
        });
        Self { folder, name, analysis }
    }

    fn ecosystem(&self) -> &str {
        self.name.split('/').next().unwrap()
    }

    fn findings(&self, rules: &[EnabledRule]) -> Vec<Diagnostic> {
        let (outcome, valid) = self.analysis.check(rules);
        assert!(outcome.broken.is_empty(), "{}: {:?}", self.name, outcome.broken);
        assert!(valid, "{}: BuildKit would refuse it", self.name);
        outcome.diagnostics
    }
}

/// The files of a project, without what the tests keep beside them.
fn read_below(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            read_below(&path, &format!("{prefix}{name}/"), files);
        } else if name != "expected.txt" && !name.ends_with(".fixed") {
            files.insert(format!("{prefix}{name}"), std::fs::read(&path).unwrap());
        }
    }
}

fn projects() -> Vec<Project> {
    let mut folders = vec![root().join("fixtures/projects")];
    let mut projects = Vec::new();
    while let Some(folder) = folders.pop() {
        // What is said of the Express project stands in the README.
        if folder.ends_with("express") {
            continue;
        }
        if folder.join("Dockerfile").is_file() {
            projects.push(Project::read(folder));
            continue;
        }
        let entries = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        folders.extend(entries.filter(|path| path.is_dir()));
    }
    projects.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(projects.len() > 100, "only {} projects", projects.len());
    projects
}

fn enabled(is_wanted: impl Fn(&str) -> bool) -> Vec<EnabledRule> {
    let rules = rules::ALL.iter().filter(|rule| is_wanted(rule.id));
    rules.map(|rule| EnabledRule { rule, severity: rule.severity }).collect()
}

/// The rules that these projects are about.
fn manifest_rules() -> Vec<EnabledRule> {
    enabled(|id| id.starts_with("manifest-"))
}

fn shown(fix: &Fix) -> String {
    let reason =
        fix.reason.as_ref().map(|reason| format!("\n    because {reason}")).unwrap_or_default();
    format!("  {}: {}{reason}\n", fix.applicability.name(), fix.title)
}

/// The findings with their fixes, or that there are none.
fn expectation(project: &Project, findings: &[Diagnostic]) -> String {
    if findings.is_empty() {
        return "silent\n".to_owned();
    }
    let mut text = String::new();
    for found in findings {
        let before = &project.analysis.text()[..found.range.start as usize];
        let line = before.matches('\n').count() + 1;
        writeln!(text, "{line}: {}[{}] {}", found.severity.name(), found.rule, found.message)
            .unwrap();
        found.fixes.iter().for_each(|fix| text.push_str(&shown(fix)));
    }
    text
}

/// Holds a `.fixed` file against what fixes write; it is there only where they change something.
fn assert_fixed(project: &Project, path: &str, before: Option<&[u8]>, after: &[u8]) {
    let beside = project.folder.join(format!("{path}.fixed"));
    if before == Some(after) {
        if is_blessing() && beside.is_file() {
            std::fs::remove_file(&beside).unwrap();
        }
        assert!(
            !beside.exists(),
            "{}: nothing changes {path}, but there is {path}.fixed",
            project.name
        );
        return;
    }
    assert_file(&beside, std::str::from_utf8(after).unwrap());
}

#[test]
fn what_is_found_and_written_is_what_stands_beside_each_project() {
    let rules = manifest_rules();
    for project in projects() {
        let findings = project.findings(&rules);
        assert_file(&project.folder.join("expected.txt"), &expectation(&project, &findings));
        let fixed = project.analysis.fix(&rules, Applicability::Unsafe);
        let before = project.analysis.inputs();
        assert_fixed(&project, "Dockerfile", Some(&before.bytes), &fixed.texts.dockerfile);
        for (path, bytes) in &fixed.texts.overlay {
            let present = before.context.as_ref().and_then(|context| context.read_any(path));
            assert_fixed(&project, path, present.as_deref(), bytes);
        }
    }
}

#[test]
fn projects_that_are_good_are_not_spoken_of() {
    let rules: Vec<EnabledRule> = enabled(|_| true)
        .into_iter()
        .filter(|enabled| enabled.rule.profiles.contains(&Profile::Recommended))
        .collect();
    let good: Vec<Project> =
        projects().into_iter().filter(|project| project.name.ends_with("/good")).collect();
    for project in &good {
        let findings = project.findings(&rules);
        assert!(findings.is_empty(), "{}:\n{}", project.name, expectation(project, &findings));
    }
    assert!(good.len() >= 18, "only {} projects are good", good.len());
}

/// Lines that are comments, as often as each occurs.
fn comments(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| line.starts_with('#')).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn fixes_settle_parse_and_keep_comments() {
    let everything = enabled(|_| true);
    for project in projects() {
        for rules in [manifest_rules(), everything.clone()] {
            for allowed in [Applicability::Safe, Applicability::Unsafe] {
                let fixed = project.analysis.fix(&rules, allowed);
                let name = &project.name;
                assert!(fixed.is_settled, "{name}: the fixes do not settle");
                let after = project.analysis.with_texts(&fixed.texts);
                let again = after.fix(&rules, allowed);
                assert!(again.applied.is_empty(), "{name}: a second run changes {}", after.text());
                assert!(
                    after.file().problems().len() <= project.analysis.file().problems().len(),
                    "{name}: parses worse:\n{}",
                    after.text()
                );
                let kept = comments(after.text());
                for comment in comments(project.analysis.text()) {
                    assert!(
                        kept.contains(&comment),
                        "{name}: {comment} is lost:\n{}",
                        after.text()
                    );
                }
            }
        }
    }
}

#[test]
fn each_ecosystem_shows_each_kind_of_case() {
    let rules = manifest_rules();
    let mut kinds: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for project in projects() {
        let kinds = kinds.entry(project.ecosystem().to_owned()).or_default();
        let findings = project.findings(&rules);
        if findings.is_empty() {
            kinds.insert("silent");
        }
        for found in &findings {
            match found.fixes.first() {
                Some(fix) if fix.applicability == Applicability::Safe => kinds.insert("safe"),
                Some(fix) if fix.reason.is_some() => kinds.insert("less than safe"),
                _ => false,
            };
        }
    }
    let excused =
        |list: &[(&str, &str)], ecosystem: &str| list.iter().any(|(name, _)| *name == ecosystem);
    let mut complaints = Vec::new();
    for (ecosystem, kinds) in &kinds {
        if UNKNOWN.contains(&ecosystem.as_str()) {
            if kinds.len() > 1 {
                complaints.push(format!("{ecosystem}: known by now, but called unknown"));
            }
            continue;
        }
        for kind in ["silent", "safe", "less than safe"] {
            let is_excused = match kind {
                "safe" => excused(NEVER_SAFE, ecosystem),
                "less than safe" => excused(ALWAYS_SAFE, ecosystem),
                _ => false,
            };
            if kinds.contains(kind) == is_excused {
                complaints.push(format!(
                    "{ecosystem}: {kind} ({})",
                    if is_excused { "excused, yet there" } else { "missing" }
                ));
            }
        }
    }
    assert!(kinds.len() >= 18, "only {} ecosystems", kinds.len());
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
