//! Variables behind `$` and `${`.

use super::item::Candidate;
use crate::build::{Assignment, BuildGraph, Stage, VariableKind};
use crate::lsp::cursor::LineCursor;
use crate::lsp::knowledge::{PREDEFINED, Reach};
use crate::lsp::server::Snapshot;
use crate::syntax::{Keyword, Value};
use gen_lsp_types::CompletionItemKind as Kind;

/// The variables that are known where the cursor is; the last assignment of each counts.
pub(super) fn candidates(snapshot: &Snapshot, cursor: &LineCursor, name: &str) -> Vec<Candidate> {
    let Some(range) = cursor.range(snapshot.text(), name, STOPS) else { return Vec::new() };
    let graph = snapshot.graph();
    let is_global = cursor.keyword == Keyword::From || stage_of(&graph, cursor.start).is_none();
    let mut found: Vec<Candidate> = Vec::new();
    if is_global {
        let known = globals(&graph, cursor.start);
        found.extend(known.into_iter().map(|name| {
            let value = shown(&graph.global(&name));
            Candidate::new(range, &name, Kind::Variable).detail(&format!("{value} (ARG)"))
        }));
        let platform = PREDEFINED.iter().filter(|it| it.reach == Reach::Platform);
        found.extend(platform.map(|it| {
            Candidate::new(range, it.name, Kind::Constant)
                .detail(it.summary)
                .remark(Some("predefined"))
        }));
        return found;
    }
    for assignment in visible(&graph, cursor.start) {
        if found.iter().any(|it| it.label == assignment.name) {
            continue;
        }
        let kind = match assignment.kind {
            VariableKind::Arg => "ARG",
            VariableKind::Env => "ENV",
        };
        let detail = format!("{} ({kind})", shown(&assignment.value));
        found.push(Candidate::new(range, &assignment.name, Kind::Variable).detail(&detail));
    }
    // What is declared and has no value yet.
    for name in declared(&graph, cursor.start) {
        if !found.iter().any(|it| it.label == name) {
            found.push(Candidate::new(range, &name, Kind::Variable).detail("not set (ARG)"));
        }
    }
    found.sort_by(|one, other| one.label.cmp(&other.label));
    found
}

/// What ends a name in the middle of a text.
const STOPS: &[char] =
    &['}', ':', '$', '"', '\'', '/', '-', '.', ',', '=', ';', '&', '|', ')', '(', '@', '+', '?'];

/// The stage that a line belongs to; none before the first FROM.
pub(super) fn stage_of<'g, 'a>(graph: &'g BuildGraph<'a>, start: usize) -> Option<&'g Stage<'a>> {
    let begins_before =
        |stage: &&Stage<'_>| (stage.from.instruction.range().start as usize) < start;
    graph.stages.iter().take_while(begins_before).last()
}

/// The ARGs before the first FROM, in front of a line.
fn globals(graph: &BuildGraph<'_>, start: usize) -> Vec<String> {
    let all = graph.file.instructions().take_while(|it| it.keyword() != Keyword::From);
    let before = all.filter(|it| (it.range().start as usize) < start);
    let args = before.filter(|it| it.keyword() == Keyword::Arg);
    args.flat_map(|it| it.pairs().map(|pair| pair.key().to_owned()).collect::<Vec<_>>()).collect()
}

/// The ARGs of the stage, in front of a line.
fn declared(graph: &BuildGraph<'_>, start: usize) -> Vec<String> {
    let steps = stage_of(graph, start).into_iter().flat_map(|stage| stage.steps_of(Keyword::Arg));
    let before = steps.filter(|step| (step.instruction.range().start as usize) < start);
    before.flat_map(|step| step.instruction.pairs().map(|pair| pair.key().to_owned())).collect()
}

/// The assignments that a line sees, the last first.
fn visible(graph: &BuildGraph<'_>, start: usize) -> Vec<Assignment> {
    let Some(stage) = stage_of(graph, start) else { return Vec::new() };
    let mut steps = stage.steps.iter();
    let scope = match steps.find(|step| step.instruction.range().start as usize >= start) {
        Some(step) => stage.scope(step),
        None => stage.final_scope(),
    };
    scope.assignments().iter().rev().cloned().collect()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Set(value) => format!("= {value}"),
        Value::Unset => "not set".to_owned(),
        Value::Unknown => "not known".to_owned(),
    }
}
