//! `workspace/executeCommand`: what the lenses and editors' menus call. Each takes one object with a `uri`, and
//! answers with JSON, so that an editor can show it as it likes.

use super::edits;
use crate::analysis::{self, Build};
use crate::build::{ChangedTree, PathEdit};
use crate::cache::{Changes, PathChange};
use crate::cost::Costs;
use crate::diagnostic::Applicability;
use crate::host;
use crate::lsp::insight;
use crate::lsp::server::{Ask, Refusal, Snapshot};
use crate::lsp::uri;
use crate::project::compared::{self, Compared, revisions};
use crate::project::{Place, ProjectError};
use crate::report::{
    HistoryReport, explained_step, history_page, simulation_headline, simulation_json,
    unified_diff_bytes,
};
use lsp_server::ErrorCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why the step on a line runs: `{uri, line}`, the line from 0.
pub(super) const EXPLAIN: &str = "dockwright.explain";
/// What the next build runs: `{uri, changes?: [path], since?: revision}`.
pub(super) const SIMULATE: &str = "dockwright.simulate";
/// The heatmap of the last commits as a page: `{uri}`.
pub(super) const OPEN_REPORT: &str = "dockwright.openReport";
/// The file with its steps in a better order, to be confirmed: `{uri}`.
pub(super) const PREVIEW: &str = "dockwright.preview";
/// All safe fixes: `{uri}`.
pub(super) const APPLY_ALL: &str = "dockwright.applyAllFixes";

/// Their names.
pub(in crate::lsp) const ALL: [&str; 5] = [EXPLAIN, SIMULATE, OPEN_REPORT, PREVIEW, APPLY_ALL];

/// Carries a command out.
pub(in crate::lsp) fn execute(
    snapshot: &Snapshot,
    params: Value,
    asks: &mut Vec<Ask>,
) -> Result<Value, Refusal> {
    let name = params["command"].as_str().unwrap_or_default();
    let argument = &params["arguments"][0];
    match name {
        EXPLAIN => explain(snapshot, argument),
        SIMULATE => simulate(snapshot, argument, asks),
        OPEN_REPORT => open_report(snapshot, asks),
        PREVIEW => preview(snapshot, asks),
        APPLY_ALL => apply_all(snapshot, asks),
        _ => Err(Refusal::parameters(format!("there is no command {name:?}"))),
    }
}

/// What could not be done, and is no fault of the request.
fn failed(reason: impl std::fmt::Display) -> Refusal {
    Refusal::new(ErrorCode::RequestFailed, reason.to_string())
}

fn build(snapshot: &Snapshot) -> Result<(Build, Place), Refusal> {
    insight::build(snapshot).ok_or_else(|| failed("there is no build context to look at"))
}

fn explain(snapshot: &Snapshot, argument: &Value) -> Result<Value, Refusal> {
    let line = argument["line"].as_u64().and_then(|line| u32::try_from(line).ok());
    let line = line.ok_or_else(|| Refusal::parameters("explain: expected a line, from 0"))?;
    let offset = snapshot.offset(gen_lsp_types::Position { line, character: u32::MAX });
    let compared = compared(snapshot, argument)?;
    let simulation = analysis::simulate(&compared.before, &compared.after, &compared.changes);
    let holds = |range: crate::text::TextRange| {
        range.contains(offset) || range.end as usize == offset || range.start as usize == offset
    };
    let step = simulation.steps.iter().position(|it| holds(it.step.range));
    let step = step.ok_or_else(|| failed(format!("no step stands on line {}", line + 1)))?;
    let report = compared::report(&compared, None, snapshot.text(), &simulation, Costs::default());
    let all: Value = serde_json::from_str(&simulation_json(&report)).unwrap_or_default();
    let text = explained_step(&report, step);
    Ok(json!({"version": 1, "step": all["steps"][step], "text": text}))
}

fn simulate(snapshot: &Snapshot, argument: &Value, asks: &mut Vec<Ask>) -> Result<Value, Refusal> {
    let compared = compared(snapshot, argument)?;
    let simulation = analysis::simulate(&compared.before, &compared.after, &compared.changes);
    let report = compared::report(&compared, None, snapshot.text(), &simulation, Costs::default());
    asks.push(Ask::Tell(simulation_headline(&report)));
    Ok(serde_json::from_str(&simulation_json(&report)).unwrap_or_default())
}

/// The two builds that the argument means: changed paths, a revision, or the last commit.
fn compared(snapshot: &Snapshot, argument: &Value) -> Result<Compared, Refusal> {
    let (build, place) = build(snapshot)?;
    let paths = argument["changes"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let paths: Vec<&str> = paths.collect();
    if !paths.is_empty() {
        return changed(build, &place, &paths);
    }
    let since = argument["since"].as_str().unwrap_or("HEAD").to_owned();
    revisions::since(build, &place, &[since]).map_err(|ProjectError(reason)| failed(reason))
}

fn changed(build: Build, place: &Place, paths: &[&str]) -> Result<Compared, Refusal> {
    let context = build.context.clone();
    let context = context.ok_or_else(|| failed("there is no build context to look at"))?;
    let edit = |path: &&str| {
        let is_there = context.is_on_disk(path);
        ((*path).to_owned(), if is_there { PathEdit::Content } else { PathEdit::Added })
    };
    let edits: BTreeMap<String, PathEdit> = paths.iter().map(edit).collect();
    let tree = Arc::new(ChangedTree::new(context.shared_tree(), edits.clone()));
    let paths = edits.iter().map(|(path, edit)| PathChange::of_edit(path, *edit));
    let changes = Changes::new(paths, context.tree(), &*tree);
    let after = Build { context: Some(context.with_tree(tree)), ..build.clone() };
    Ok(compared::of(build, after, changes, place))
}

fn open_report(snapshot: &Snapshot, asks: &mut Vec<Ask>) -> Result<Value, Refusal> {
    let Some(commits) = &snapshot.insight.commits else {
        let missing = snapshot.insight.missing.as_deref();
        return Err(failed(missing.unwrap_or("the history is still being read")));
    };
    let context = snapshot.surroundings().context.as_ref().map(|found| found.path.clone());
    let page = history_page(&HistoryReport {
        dockerfile: host::shown(&snapshot.document.path),
        context,
        target: None,
        is_shallow: commits.is_shallow,
        asked: snapshot.options().history as usize,
        history: &commits.history,
    });
    // Beside what is remembered of the project, never inside it.
    let path = host::fingerprint_path(&snapshot.document.path, None).map_err(failed)?;
    let path = path.with_extension("history.html");
    host::write_fingerprint(&path, page.as_bytes()).map_err(failed)?;
    let uri = uri::of(&path);
    asks.push(Ask::Show(uri.clone()));
    Ok(json!({"uri": uri, "path": host::shown(&path)}))
}

fn preview(snapshot: &Snapshot, asks: &mut Vec<Ask>) -> Result<Value, Refusal> {
    let Some(texts) = edits::reordered(snapshot) else {
        return Err(failed("no fix puts the steps in a better order"));
    };
    let name = host::shown(&snapshot.document.path);
    let before = snapshot.text().as_bytes();
    let diff = unified_diff_bytes(&name, Some(before), &texts.dockerfile);
    let edit = edits::of_texts(snapshot, &texts, Some("Reorder the steps"));
    if snapshot.client().has_annotations {
        asks.push(Ask::Apply("Reorder the steps".to_owned(), edit));
    }
    Ok(json!({"version": 1, "diff": String::from_utf8_lossy(&diff)}))
}

fn apply_all(snapshot: &Snapshot, asks: &mut Vec<Ask>) -> Result<Value, Refusal> {
    let fixed = snapshot.analysis().fix(&snapshot.surroundings().rules, Applicability::Safe);
    let count = fixed.applied.len();
    if count > 0 {
        let edit = edits::of_texts(snapshot, &fixed.texts, None);
        asks.push(Ask::Apply("Apply all safe fixes".to_owned(), edit));
    }
    Ok(json!({"version": 1, "applied": count}))
}
