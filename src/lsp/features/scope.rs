//! What is known at an offset: its stage, the variables that are set there.

use crate::build::{BuildGraph, Scope, Stage, VariableKind};
use crate::syntax::{Keyword, Value};
use crate::text::TextRange;

/// The stage that an offset lies in: that of the last FROM which begins in front of it.
pub(super) fn stage_at<'g, 'a>(graph: &'g BuildGraph<'a>, offset: usize) -> Option<&'g Stage<'a>> {
    let begins_before =
        |stage: &&Stage<'_>| (stage.from.instruction.range().start as usize) < offset;
    graph.stages.iter().rev().find(begins_before)
}

/// The variables in front of the instruction that begins at `start`.
pub(super) fn scope_at<'g>(stage: &'g Stage<'_>, start: usize) -> Scope<'g> {
    let begins_behind =
        |step: &&crate::build::Step<'_>| step.instruction.range().start as usize >= start;
    match stage.steps.iter().find(begins_behind) {
        Some(step) => stage.scope(step),
        None => stage.final_scope(),
    }
}

/// A variable, as it is at one place.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) value: Value,
    pub(super) kind: VariableKind,
    /// Where it was set; `None` for one that nobody sets in the file.
    pub(super) range: Option<TextRange>,
}

/// The ARGs in front of the first FROM that stand before `offset`, last first.
pub(super) fn globals(graph: &BuildGraph<'_>, offset: usize) -> Vec<Variable> {
    let head = graph.file.instructions().take_while(|it| it.keyword() != Keyword::From);
    let args = head.filter(|it| it.keyword() == Keyword::Arg);
    let pairs = args.flat_map(|it| it.pairs().collect::<Vec<_>>());
    let before = pairs.filter(|pair| (pair.range().end as usize) < offset);
    let mut found: Vec<Variable> = before
        .map(|pair| Variable {
            name: pair.key().to_owned(),
            value: graph.global(pair.key()),
            kind: VariableKind::Arg,
            range: Some(pair.range()),
        })
        .collect();
    found.reverse();
    found
}

/// The variables that the instruction at `start` can use, the one that was set last first; each name once.
pub(super) fn variables(graph: &BuildGraph<'_>, start: usize, in_from: bool) -> Vec<Variable> {
    let stage = stage_at(graph, start).filter(|_| !in_from);
    let mut found = match stage {
        None => globals(graph, start),
        Some(stage) => {
            let assigned = scope_at(stage, start).assignments().iter().rev();
            assigned
                .map(|it| Variable {
                    name: it.name.clone(),
                    value: it.value.clone(),
                    kind: it.kind,
                    range: Some(it.range),
                })
                .collect()
        }
    };
    let mut seen = std::collections::HashSet::new();
    found.retain(|variable| seen.insert(variable.name.clone()));
    found
}

/// A value in few words.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Set(text) if text.is_empty() => "empty".to_owned(),
        Value::Set(text) => text.clone(),
        Value::Unset => "not set".to_owned(),
        Value::Unknown => "not known".to_owned(),
    }
}
