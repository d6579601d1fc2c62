//! Lines above each stage: what its steps cost, what the next build runs, and a better order where there is one.

use super::commands;
use crate::build::Stage;
use crate::cache::Verdict;
use crate::diagnostic::{Applicability, Diagnostic, EditTarget, Fix};
use crate::lint::Category;
use crate::lsp::server::Snapshot;
use crate::report::duration;
use gen_lsp_types as lsp;
use serde_json::json;

/// `textDocument/codeLens`.
pub(in crate::lsp) fn lenses(
    snapshot: &Snapshot,
    _: lsp::CodeLensParams,
) -> Option<Vec<lsp::CodeLens>> {
    if !snapshot.options().lenses {
        return None;
    }
    let graph = snapshot.graph();
    let mut lenses = Vec::new();
    for stage in &graph.stages {
        let titles = [
            (cost(snapshot, stage.index), commands::OPEN_REPORT),
            (pending(snapshot, stage.index), commands::SIMULATE),
            (reordered(snapshot, stage), commands::PREVIEW),
        ];
        for (title, command) in titles {
            let Some(title) = title else { continue };
            lenses.push(lsp::CodeLens {
                range: snapshot.range(stage.from.instruction.head_range()),
                command: Some(lsp::Command {
                    title,
                    tooltip: None,
                    command: command.to_owned(),
                    arguments: Some(vec![json!({"uri": snapshot.document.uri})]),
                }),
                data: None,
            });
        }
    }
    Some(lenses)
}

/// `Re-runs: 12 m 40 s over the last 200 commits`; nothing for a stage that never runs.
fn cost(snapshot: &Snapshot, stage: usize) -> Option<String> {
    let history = &snapshot.insight.commits.as_ref()?.history;
    let steps = history.steps.iter().filter(|it| it.step.stage == stage);
    let seconds: f64 = steps.map(|it| it.cost()).sum();
    let commits = history.commits.len();
    (seconds > 0.0)
        .then(|| format!("Re-runs: about {} over the last {commits} commits", duration(seconds)))
}

/// `Next build: 3 of 7 steps run`, when the last commit was built.
fn pending(snapshot: &Snapshot, stage: usize) -> Option<String> {
    let steps = &snapshot.insight.pending.as_ref()?.simulation.steps;
    let steps: Vec<_> = steps.iter().filter(|it| it.step.stage == stage).collect();
    let count = |verdict| steps.iter().filter(|it| it.verdict == verdict).count();
    let open = count(Verdict::Depends) + count(Verdict::Unknown);
    said(count(Verdict::Rerun), open, steps.len() - count(Verdict::NotBuilt))
}

/// What is said when `rerun` of `all` steps run, and `open` may.
fn said(rerun: usize, open: usize, all: usize) -> Option<String> {
    let what = match (rerun, open, all) {
        (_, _, 0) => return None,
        (0, 0, _) => "nothing runs".to_owned(),
        (0, open, all) => format!("{open} of {all} steps may run"),
        (rerun, 0, all) => format!("{rerun} of {all} steps run"),
        (rerun, open, all) => format!("{rerun} of {all} steps run, {open} may"),
    };
    Some(format!("Next build: {what} since the last commit"))
}

/// Whether a fix would put the steps of the stage in a better order.
fn reordered(snapshot: &Snapshot, stage: &Stage<'_>) -> Option<String> {
    let last = stage.steps.last().map_or(stage.from.instruction, |step| step.instruction);
    let range = stage.from.instruction.range().join(last.range());
    let mut found = snapshot.outcome().diagnostics.iter();
    let is_here = |it: &&Diagnostic| range.covers(it.range) && is_reordering(snapshot, it);
    found.find(is_here).map(|_| "Preview the reordered stage".to_owned())
}

/// Whether a finding is about the cache, and has a fix that changes the Dockerfile.
pub(super) fn is_reordering(snapshot: &Snapshot, diagnostic: &Diagnostic) -> bool {
    let rules = &snapshot.surroundings().rules;
    let rule = rules.iter().find(|it| it.rule.id == diagnostic.rule);
    rule.is_some_and(|it| it.rule.category == Category::Cache)
        && diagnostic.fixes.iter().any(rewrites)
}

/// Whether a fix can be applied, and changes the Dockerfile itself: what goes into an ignore file moves no step.
pub(super) fn rewrites(fix: &Fix) -> bool {
    fix.applicability != Applicability::Display
        && fix.edits.iter().any(|edit| edit.target == EditTarget::Dockerfile)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_run_is_not_said_to_be_cached() {
        let check = |rerun, open, all| said(rerun, open, all).unwrap_or_default();
        assert_eq!(check(0, 0, 3), "Next build: nothing runs since the last commit");
        assert_eq!(check(0, 2, 3), "Next build: 2 of 3 steps may run since the last commit");
        assert_eq!(check(1, 2, 3), "Next build: 1 of 3 steps run, 2 may since the last commit");
        assert_eq!(check(3, 0, 3), "Next build: 3 of 3 steps run since the last commit");
        assert_eq!(check(0, 0, 0), "");
    }
}
