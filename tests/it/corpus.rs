//! All real Dockerfiles of the corpus: none breaks anything, every byte comes back, BuildKit agrees on which are
//! valid, and the fixes settle without harm. Tests read the corpus; nothing of it is kept here.

use crate::support::corpus;
use dockwright::analysis::{Analysis, Inputs};
use dockwright::build::{Context, MemoryTree, SourceTarget};
use dockwright::diagnostic::Applicability;
use dockwright::ignore::IgnoreFile;
use dockwright::lint::{EnabledRule, Profile};
use dockwright::rules;
use dockwright::shell::{Dialect, Quoting};
use dockwright::syntax::{Dockerfile, Keyword};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Name (`owner__repo/file`) and bytes of every file.
pub(crate) fn files(corpus: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for folder in std::fs::read_dir(corpus.join("dockerfiles")).unwrap() {
        let folder = folder.unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let file = file.unwrap();
            let name = format!("{}/{}", folder.file_name().display(), file.file_name().display());
            files.push((name, std::fs::read(file.path()).unwrap()));
        }
    }
    files.sort();
    assert!(files.len() > 2_000, "the corpus is not whole");
    files
}

fn analysis(bytes: &[u8]) -> Analysis {
    Analysis::new(Inputs { path: "Dockerfile".into(), bytes: bytes.to_vec(), ..Inputs::default() })
}

fn all_rules() -> Vec<EnabledRule> {
    rules::ALL.iter().map(|rule| EnabledRule { rule, severity: rule.severity }).collect()
}

/// What is wrong with the tokens: they must tile the text.
fn tiling_fault(file: &Dockerfile) -> Option<String> {
    let mut at = 0;
    for token in file.tokens() {
        if token.range.start != at || token.range.is_empty() {
            return Some(format!("{token:?} does not follow {at}"));
        }
        at = token.range.end;
    }
    (at as usize != file.text().len()).then(|| format!("the tokens end at {at}"))
}

#[test]
fn every_file_round_trips_and_is_answered() {
    let Some(corpus) = corpus() else { return };
    let rules = all_rules();
    let faults: Vec<String> = files(&corpus)
        .par_iter()
        .filter_map(|(name, bytes)| {
            let analysis = analysis(bytes);
            assert_eq!(analysis.text().len(), bytes.len(), "{name}");
            let (outcome, _) = analysis.check(&rules);
            let broken = (!outcome.broken.is_empty()).then(|| format!("{:?}", outcome.broken));
            let outside = outcome
                .diagnostics
                .iter()
                .find(|found| analysis.text().get(found.range.span()).is_none());
            let outside = outside.map(|found| format!("{found:?} is no range of the text"));
            let fault = tiling_fault(analysis.file()).or(broken).or(outside)?;
            Some(format!("{name}: {fault}"))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn shell_scripts_are_understood_and_their_commands_found_again() {
    let Some(corpus) = corpus() else { return };
    let (mut scripts, mut clean, mut names, mut lost) = (0, 0, 0, Vec::new());
    for (name, bytes) in files(&corpus) {
        let analysis = analysis(&bytes);
        let graph = analysis.graph();
        for step in graph.stages.iter().flat_map(|stage| stage.steps_of(Keyword::Run)) {
            let script = step.script();
            if script.dialect != Dialect::Posix || script.is_exec {
                continue;
            }
            scripts += 1;
            clean += usize::from(script.script.clean);
            for (place, command) in script.script.commands() {
                let Some(word) = command.words.first().filter(|word| word.quoting == Quoting::None)
                else {
                    continue;
                };
                let range = script.source_range(word.range);
                // A name may itself be broken over two lines; then its range covers the break.
                let found = range.of(analysis.text());
                names += 1;
                // A script that is escaped inside quotes has the range of the whole word.
                let is_escaped = place.nested && found.starts_with(['\'', '"']);
                if found != word.value && !found.contains('\n') && !is_escaped {
                    lost.push(format!("{name}: {:?} is {found:?} in the file", word.value));
                }
            }
        }
    }
    println!(
        "{clean} of {scripts} scripts read cleanly; {names} names, {} not where they should be",
        lost.len()
    );
    assert!(lost.is_empty(), "{}", lost.join("\n"));
    assert!(clean * 1_000 >= scripts * 995, "only {clean} of {scripts} scripts are read cleanly");
}

/// Where we and the recorded verdicts differ, and why we are right: the recording engine is older than the feature.
fn explained(error: &str) -> Option<&'static str> {
    error.contains("unknown flag: --parents").then_some(
        "COPY --parents is stable since Dockerfile 1.20; the engine that was asked is older",
    )
}

#[test]
fn buildkit_agrees_on_which_files_are_valid() {
    let Some(corpus) = corpus() else { return };
    let lines = std::fs::read_to_string(corpus.join("buildkit-check.jsonl")).unwrap();
    let verdicts: BTreeMap<String, Option<String>> = lines
        .lines()
        .map(|line| {
            let verdict: serde_json::Value = serde_json::from_str(line).unwrap();
            let error = verdict.get("build_error").map(|error| error["message"].to_string());
            (verdict["file"].as_str().unwrap().to_owned(), error)
        })
        .collect();
    let mut wrong = Vec::new();
    let (mut compared, mut refused, mut older) = (0, 0, 0);
    for (name, bytes) in files(&corpus) {
        let Some(verdict) = verdicts.get(&name) else { continue };
        compared += 1;
        let analysis = analysis(&bytes);
        let graph = analysis.graph();
        match verdict {
            Some(error) if explained(error).is_some() => {
                older += 1;
                if !graph.is_valid() {
                    wrong.push(format!("{name}: refused, though only the engine was too old"));
                }
            }
            Some(error) if graph.is_valid() => {
                wrong.push(format!("{name}: accepted; BuildKit: {error}"))
            }
            Some(_) => refused += 1,
            None if !graph.is_valid() => {
                let problems: Vec<&str> = analysis
                    .file()
                    .problems()
                    .iter()
                    .chain(&graph.problems)
                    .map(|problem| problem.message.as_str())
                    .collect();
                wrong.push(format!("{name}: refused for {problems:?}"));
            }
            None => {}
        }
    }
    println!(
        "{compared} verdicts compared: {refused} refused by both, {older} where the engine is older"
    );
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 2_500 && refused > 20, "too few verdicts were compared");
}

#[test]
fn a_bad_instruction_hides_nothing_else() {
    let check = |text: &str| -> Vec<&str> {
        let mut rules = all_rules();
        rules.retain(|enabled| enabled.rule.profiles.contains(&Profile::Recommended));
        let (outcome, valid) = analysis(text.as_bytes()).check(&rules);
        assert!(!valid);
        outcome.diagnostics.iter().map(|found| found.rule).collect()
    };
    let found = check(
        "FROM node\nFOO bar\nCOPY --nope . /app\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm start\n",
    );
    assert_eq!(
        found,
        ["unknown-instruction", "syntax-error", "manifest-before-source", "server-in-run"],
        "one bad line leaves the others their findings"
    );
}

#[test]
fn fixes_settle_parse_and_keep_every_comment() {
    let changed = assert_fixes_are_harmless(analysis);
    assert!(changed > 10, "only {changed} files were changed: the test shows nothing");
}

#[test]
fn fixes_are_harmless_in_a_project_too() {
    let changed = assert_fixes_are_harmless(in_a_project);
    assert!(changed > 60, "only {changed} files were changed: the test shows nothing");
}

/// A file in the midst of a Node project, whichever folder it copies from.
fn in_a_project(bytes: &[u8]) -> Analysis {
    let plain = analysis(bytes);
    let graph = plain.graph();
    let mut folders = vec![String::new()];
    for (_, copy) in graph.stages.iter().flat_map(|stage| graph.copies(stage)) {
        folders.extend(copy.sources.iter().filter_map(|source| match &source.target {
            SourceTarget::Path(path) if !path.contains('.') && !path.is_empty() => {
                Some(format!("{path}/"))
            }
            _ => None,
        }));
    }
    let project = [
        (
            "package.json",
            r#"{"dependencies":{"express":"^4"},"scripts":{"start":"node server.js"}}"#,
        ),
        ("server.js", "require('express')().listen(3000)"),
        ("Procfile", "web: node server.js\n"),
        ("node_modules/express/index.js", ""),
    ];
    let files = folders
        .iter()
        .flat_map(|folder| project.map(|(name, text)| (format!("{folder}{name}"), text)));
    let context = Context::new(Arc::new(MemoryTree::new(files)), IgnoreFile::empty(), None);
    let inputs = Inputs { context: Some(context), ..plain.inputs().clone() };
    Analysis::new(inputs)
}

/// Applies all fixes to all files; how many it changed.
fn assert_fixes_are_harmless(open: impl Fn(&[u8]) -> Analysis + Sync) -> usize {
    let Some(corpus) = corpus() else { return usize::MAX };
    let rules = all_rules();
    let (mut changed, mut faults) = (0, Vec::new());
    let outcomes: Vec<(bool, Option<String>)> = files(&corpus)
        .par_iter()
        .map(|(name, bytes)| {
            let before = open(bytes);
            let fixed = before.fix(&rules, Applicability::Unsafe);
            let after = before.with_texts(&fixed.texts);
            let fault = fix_fault(&before, &after, &rules, fixed.is_settled);
            (!fixed.applied.is_empty(), fault.map(|fault| format!("{name}: {fault}")))
        })
        .collect();
    for (is_changed, fault) in outcomes {
        changed += usize::from(is_changed);
        faults.extend(fault);
    }
    println!("{changed} files changed");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    changed
}

fn fix_fault(
    before: &Analysis,
    after: &Analysis,
    rules: &[EnabledRule],
    is_settled: bool,
) -> Option<String> {
    if !is_settled {
        return Some("does not settle".into());
    }
    let again = after.fix(rules, Applicability::Unsafe);
    if again.texts.dockerfile != after.inputs().bytes {
        return Some("a second run changes it again".into());
    }
    let problems =
        |analysis: &Analysis| analysis.file().problems().len() + analysis.graph().problems.len();
    if problems(after) > problems(before) {
        return Some(format!(
            "parses worse: {:?} {:?}",
            after.file().problems(),
            after.graph().problems
        ));
    }
    let comments = |analysis: &Analysis| {
        let file = analysis.file();
        let mut comments: Vec<String> =
            file.comments().map(|comment| comment.of(file.text()).trim_end().to_owned()).collect();
        comments.sort();
        comments
    };
    let mut kept = comments(after);
    let lost = comments(before).into_iter().find(|comment| {
        match kept.iter().position(|other| other == comment) {
            Some(at) => {
                kept.remove(at);
                false
            }
            None => true,
        }
    });
    lost.map(|comment| format!("loses {comment:?}"))
}
