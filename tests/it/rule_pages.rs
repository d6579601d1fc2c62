//! Every rule's page is its test: each example is checked, mended, and held against what the page shows.

use crate::page::{Block, Example, Page};
use crate::support::{is_blessing, root, rule_folder};
use dockwright::analysis::{Analysis, Inputs};
use dockwright::build::{BuildGraph, Context, CopyStep, MemoryTree, SourceTarget};
use dockwright::diagnostic::Applicability;
use dockwright::ignore::IgnoreFile;
use dockwright::lint::{EnabledRule, FixAvailability, Rule};
use dockwright::report::{FileReport, Format, Report, Style, render};
use dockwright::rules;
use dockwright::syntax::Keyword;
use std::collections::BTreeSet;
use std::sync::Arc;

fn page_of(rule: &Rule) -> Page {
    Page::parse(rule.page)
}

fn enabled() -> Vec<EnabledRule> {
    rules::ALL.iter().map(|rule| EnabledRule { rule, severity: rule.severity }).collect()
}

/// The example as the rule would meet it.
fn analysis(example: &Example) -> Analysis {
    let context = (!example.files.is_empty()).then(|| {
        let files = example
            .files
            .clone()
            .into_iter()
            .chain([("Dockerfile".into(), example.dockerfile.clone())]);
        let ignore = example.files.get(".dockerignore");
        let parsed = ignore.map_or_else(IgnoreFile::empty, |text| IgnoreFile::parse(text));
        let tree = MemoryTree::new(files);
        Context::new(Arc::new(tree), parsed, ignore.map(|_| ".dockerignore".to_owned()))
    });
    let bytes = example.dockerfile.clone().into_bytes();
    Analysis::new(Inputs { path: "Dockerfile".into(), bytes, context, ..Inputs::default() })
}

/// The findings of one rule, one line each.
fn output(rule: &Rule, analysis: &Analysis) -> String {
    let (outcome, valid) = analysis.check(&enabled());
    assert!(outcome.broken.is_empty(), "{:?}", outcome.broken);
    let own = outcome.diagnostics.into_iter().filter(|diagnostic| diagnostic.rule == rule.id);
    let file = FileReport {
        path: "Dockerfile".into(),
        text: analysis.text(),
        valid,
        diagnostics: own.collect(),
        ..FileReport::default()
    };
    let report = Report { files: vec![file], ..Report::default() };
    let text = render(&report, Format::Concise, Style::default());
    // The last line sums up.
    text.lines()
        .filter(|line| line.starts_with("Dockerfile:"))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// The rule and those that its fixes may call into play.
fn fixed(rule: &Rule, analysis: &Analysis, allowed: Applicability) -> dockwright::fix::Fixed {
    let only: Vec<EnabledRule> =
        enabled().into_iter().filter(|enabled| enabled.rule.id == rule.id).collect();
    analysis.fix(&only, allowed)
}

/// Differences between a page and what really happens, to be shown or written.
struct Sheet<'r> {
    rule: &'r Rule,
    changes: Vec<(std::ops::Range<usize>, String)>,
    complaints: Vec<String>,
}

impl Sheet<'_> {
    fn compare(&mut self, what: &str, block: Option<&Block>, actual: &str) {
        match block {
            Some(block) if block.text == actual => {}
            Some(block) if is_blessing() => {
                self.changes.push((block.range.clone(), actual.to_owned()))
            }
            Some(block) => {
                let diff = dockwright::report::unified_diff(what, Some(&block.text), actual);
                self.complaints
                    .push(format!("{what} differs (`BLESS=1 cargo test` writes it):\n{diff}"));
            }
            None => self.complaints.push(format!("the page lacks a block for {what}:\n{actual}")),
        }
    }

    fn finish(mut self) {
        if !self.changes.is_empty() {
            let path = rule_folder(self.rule.id).join("rule.md");
            let mut text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(text, self.rule.page, "the page changed since it was compiled: run again");
            self.changes.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
            for (range, new) in self.changes {
                text.replace_range(range, &new);
            }
            std::fs::write(path, text).unwrap();
        }
        assert!(self.complaints.is_empty(), "{}\n{}", self.rule.id, self.complaints.join("\n"));
    }
}

#[test]
fn pages_show_what_happens() {
    for rule in rules::ALL {
        let mut sheet = Sheet { rule, changes: Vec::new(), complaints: Vec::new() };
        let page = page_of(rule);
        assert!(page.examples.iter().any(|example| example.is_bad), "{}: no bad example", rule.id);
        assert!(
            page.examples.iter().any(|example| !example.is_bad),
            "{}: no good example",
            rule.id
        );
        for example in &page.examples {
            let analysis = analysis(example);
            let output = output(rule, &analysis);
            if !example.is_bad {
                assert_eq!(
                    output, "",
                    "{}: this good example is reported:\n{}",
                    rule.id, example.dockerfile
                );
                continue;
            }
            assert_ne!(
                output, "",
                "{}: this bad example is silent:\n{}",
                rule.id, example.dockerfile
            );
            sheet.compare("the output", example.output.as_ref(), &output);
            show_fix(rule, example, &analysis, &mut sheet);
        }
        sheet.finish();
    }
}

fn show_fix(rule: &Rule, example: &Example, analysis: &Analysis, sheet: &mut Sheet<'_>) {
    let fixed = fixed(rule, analysis, Applicability::Unsafe);
    let after = String::from_utf8(fixed.texts.dockerfile.clone()).unwrap();
    let is_changed = !fixed.applied.is_empty();
    if is_changed || example.fixed.is_some() {
        sheet.compare("the fixed Dockerfile", example.fixed.as_ref(), &after);
    }
    for (path, bytes) in &fixed.texts.overlay {
        let text = String::from_utf8(bytes.clone()).unwrap();
        sheet.compare(&format!("the fixed {path}"), example.fixed_files.get(path), &text);
    }
}

#[test]
fn fixes_settle_and_do_no_harm() {
    for rule in rules::ALL {
        for example in page_of(rule).examples {
            let before = analysis(&example);
            for allowed in [Applicability::Safe, Applicability::Unsafe] {
                let fixed = fixed(rule, &before, allowed);
                assert!(
                    fixed.is_settled,
                    "{}: the fixes do not settle:\n{}",
                    rule.id, example.dockerfile
                );
                let after = before.with_texts(&fixed.texts);
                assert!(
                    after.file().problems().len() <= before.file().problems().len(),
                    "{}",
                    rule.id
                );
                if allowed == Applicability::Safe {
                    assert_same_image(rule, &before, &after);
                }
            }
        }
    }
}

/// What a build of the target would put into the image, as far as the file tells: settings, files and their sources, commands.
fn image_of(analysis: &Analysis) -> Option<BTreeSet<String>> {
    let graph = analysis.graph();
    if !graph.is_valid() {
        return None;
    }
    let stage = graph.target()?;
    let mut image = BTreeSet::new();
    for step in graph.lineage(stage).flat_map(|stage| &stage.steps) {
        let instruction = step.instruction;
        match instruction.keyword() {
            Keyword::Copy | Keyword::Add => {}
            Keyword::Run => {
                let script = step.script();
                let items = script
                    .script
                    .list
                    .items
                    .iter()
                    .map(|item| script.text(item.range()).trim().to_owned());
                // A split RUN may repeat a `cd`; what it runs is the same.
                image.extend(items.map(|item| format!("RUN {item} in {:?}", step.workdir)));
            }
            keyword => {
                image.extend([format!("{} {}", keyword.name(), instruction.arguments().text())]);
            }
        }
    }
    for stage in graph.lineage(stage) {
        copied_files(&graph, stage, analysis, &mut image);
    }
    Some(image)
}

fn copied_files(
    graph: &BuildGraph<'_>,
    stage: &dockwright::build::Stage<'_>,
    analysis: &Analysis,
    image: &mut BTreeSet<String>,
) {
    // Lifetimes of a graph are tied to its own file.
    let steps: Vec<usize> = stage.steps.iter().map(|step| step.index).collect();
    for index in steps {
        let step = &graph.stages[stage.index].steps[index];
        let Some(copy) = CopyStep::of(graph, &graph.stages[stage.index], step) else { continue };
        for source in &copy.sources {
            let (SourceTarget::Path(path) | SourceTarget::Pattern(path)) = &source.target else {
                continue;
            };
            let context = analysis.inputs().context.as_ref();
            let files = context.map(|context| files_below(context, path)).unwrap_or_default();
            let is_directory = context.is_some_and(|context| context.has_directory(path));
            for file in files {
                let name = file.rsplit('/').next().unwrap_or(&file);
                let inside = match (copy.copy.instruction.has_flag("parents"), is_directory) {
                    (true, _) => file.as_str(),
                    (false, true) => file[path.len()..].trim_start_matches('/'),
                    (false, false) => name,
                };
                let place = copy.destination.as_ref().map(|destination| destination.join(inside));
                image.insert(format!("{file} at {place:?}"));
            }
        }
    }
}

fn files_below(context: &Context, path: &str) -> Vec<String> {
    use dockwright::build::EntryKind;
    if context.has_file(path) {
        return vec![path.to_owned()];
    }
    let children = context.children(path).into_iter();
    children
        .flat_map(|(path, kind)| match kind {
            EntryKind::Directory => files_below(context, &path),
            _ => vec![path],
        })
        .collect()
}

fn assert_same_image(rule: &Rule, before: &Analysis, after: &Analysis) {
    let (Some(before_image), Some(after_image)) = (image_of(before), image_of(after)) else {
        return;
    };
    assert_eq!(
        before_image,
        after_image,
        "{}: a safe fix changes the image of\n{}",
        rule.id,
        before.text()
    );
}

#[test]
fn metadata_is_honest() {
    for rule in rules::ALL {
        let page = page_of(rule);
        let has_fixes = page.examples.iter().any(|example| {
            let (outcome, _) = analysis(example).check(&enabled());
            outcome.diagnostics.iter().any(|found| found.rule == rule.id && !found.fixes.is_empty())
        });
        assert_eq!(
            has_fixes,
            rule.fix != FixAvailability::None,
            "{}: `fix` does not say what the examples show",
            rule.id
        );
        let is_kebab = rule.id.split('-').all(|part| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
        assert!(is_kebab, "{}: ids are kebab-case", rule.id);
        assert!(!rule.summary.ends_with('.'), "{}: a summary has no period", rule.id);
        for alias in rule.aliases {
            assert!(
                alias.starts_with("hadolint:") || alias.starts_with("buildkit:"),
                "{}: {alias}",
                rule.id
            );
        }
        let has_section = rule.page.contains("\n## Fix safety\n");
        assert_eq!(
            has_section,
            rule.fix != FixAvailability::None,
            "{}: a fix needs a word on its safety",
            rule.id
        );
    }
}

#[test]
fn a_rule_is_named_in_its_own_folder_only() {
    for path in rust_files(&root().join("src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        for rule in rules::ALL {
            assert!(
                !text.contains(&format!("\"{}\"", rule.id)),
                "{} names {}",
                path.display(),
                rule.id
            );
        }
    }
}

/// All Rust files below a folder.
pub(crate) fn rust_files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
