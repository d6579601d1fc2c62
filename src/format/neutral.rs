//! Whether two texts are the same Dockerfile but for their layout, and which steps are built again if not.

use super::shell;
use crate::build::vertex::{Settings, VertexGraph};
use crate::build::{BuildArgs, BuildGraph};
use crate::cache::{self, Changes, Snapshot, Verdict};
use crate::cost::{Costs, Seconds};
use crate::syntax::{CommandLine, Dockerfile, Instruction};
use crate::text::TextRange;
use std::collections::BTreeMap;

/// A step that is built again because its text is another.
#[derive(Clone, Debug, PartialEq)]
pub struct RebuiltStep {
    /// Where it stands in the text before.
    pub range: TextRange,
    /// The instruction as a person would quote it.
    pub text: String,
    /// What it costs.
    pub seconds: Seconds,
    /// Whether it runs only because a step before it does.
    pub is_victim: bool,
}

/// Whether the two files have the same instructions, directives, comments and heredocs.
///
/// With `commands_may_move` the text of a command may differ in the blanks between its words.
pub fn is_same_but_layout(
    before: &Dockerfile,
    after: &Dockerfile,
    commands_may_move: bool,
) -> bool {
    let comments = |file: &Dockerfile| -> Vec<String> {
        file.comments().map(|range| range.of(file.text()).to_owned()).collect()
    };
    let directives = |file: &Dockerfile| -> Vec<String> {
        file.directives().iter().map(|it| it.range.of(file.text()).to_owned()).collect()
    };
    before.escape() == after.escape()
        && before.problems().len() == after.problems().len()
        && directives(before) == directives(after)
        && comments(before) == comments(after)
        && before.instructions().len() == after.instructions().len()
        && before
            .instructions()
            .zip(after.instructions())
            .all(|(old, new)| is_same(old, new, commands_may_move))
}

fn is_same(old: Instruction<'_>, new: Instruction<'_>, commands_may_move: bool) -> bool {
    let flags = |it: Instruction<'_>| -> Vec<String> {
        it.flags().map(|flag| format!("{}={:?}", flag.name(), flag.value())).collect()
    };
    old.keyword() == new.keyword()
        && flags(old) == flags(new)
        && heredocs(old) == heredocs(new)
        && match (old.trigger(), new.trigger()) {
            (Some(old), Some(new)) => is_same(old, new, commands_may_move),
            (None, None) => are_arguments_same(old, new, commands_may_move),
            _ => false,
        }
}

fn heredocs(instruction: Instruction<'_>) -> Vec<(&str, &str, bool, bool)> {
    let heredocs = instruction.heredocs();
    heredocs.map(|it| (it.name(), it.body().text(), it.drops_tabs(), it.expands())).collect()
}

fn are_arguments_same(old: Instruction<'_>, new: Instruction<'_>, commands_may_move: bool) -> bool {
    let kinds =
        |it: Instruction<'_>| it.healthcheck_kind().map(|kind| kind.text().to_ascii_uppercase());
    if kinds(old) != kinds(new) {
        return false;
    }
    match (old.command_line(), new.command_line()) {
        (Some(CommandLine::Shell(old)), Some(CommandLine::Shell(new))) => {
            let (old, new) = (old.text(), new.text());
            old == new || commands_may_move && shell::says_the_same(old, new)
        }
        (Some(CommandLine::Exec(old)), Some(CommandLine::Exec(new))) => {
            old.iter().map(crate::syntax::Word::text).eq(new.iter().map(crate::syntax::Word::text))
        }
        (None, None) => arguments(old) == arguments(new),
        _ => false,
    }
}

/// The arguments of an instruction that is no command: its words or pairs, else the text as it is.
fn arguments(instruction: Instruction<'_>) -> Vec<String> {
    let from = instruction.as_from();
    let is_as = |index: usize| index == 1 && from.as_ref().is_some_and(|it| it.name.is_some());
    let words = instruction.words();
    let words = words.iter().enumerate().map(|(index, word)| match is_as(index) {
        true => "AS".to_owned(),
        false => format!("{}{}", if word.is_json() { "json " } else { "" }, word.text()),
    });
    let pairs = instruction.pairs().map(|pair| {
        let sign = if pair.is_legacy() { " " } else { "=" };
        format!("{}{sign}{:?}", pair.key(), pair.value())
    });
    let found: Vec<String> = words.chain(pairs).collect();
    match found.is_empty() && instruction.healthcheck_kind().is_none() {
        true => vec![instruction.arguments().text().to_owned()],
        false => found,
    }
}

/// The steps of `before` that are built again when the text becomes `after`, in the order of the file.
///
/// Holds the two builds against each other as [`cache::simulate`] does, whatever is in the context and
/// for each stage that can be a target.
pub fn rebuilt_steps(before: &Dockerfile, after: &Dockerfile, costs: &Costs) -> Vec<RebuiltStep> {
    let whole = BuildGraph::new(before, &BuildArgs::default());
    let reachable = whole.reachable();
    let others = whole.stages.iter().filter(|stage| !reachable[stage.index]);
    let targets = std::iter::once(None)
        .chain(others.filter_map(|stage| stage.name.as_ref().map(|name| Some(name.clone()))));
    let mut found: Vec<RebuiltStep> = Vec::new();
    for target in targets {
        for step in rebuilt_for(before, after, target, costs) {
            if !found.iter().any(|known| known.range == step.range) {
                found.push(step);
            }
        }
    }
    found.sort_by_key(|step| step.range);
    found
}

fn rebuilt_for(
    before: &Dockerfile,
    after: &Dockerfile,
    target: Option<String>,
    costs: &Costs,
) -> Vec<RebuiltStep> {
    let args = BuildArgs { target, ..BuildArgs::default() };
    let settings = Settings::default();
    let (old, new) = (BuildGraph::new(before, &args), BuildGraph::new(after, &args));
    let (old_vertices, new_vertices) =
        (VertexGraph::new(&old, &settings), VertexGraph::new(&new, &settings));
    let contexts = BTreeMap::new();
    let snapshot = |vertices| Snapshot { vertices, context: None, contexts: &contexts };
    let outcome =
        cache::simulate(&snapshot(&old_vertices), &snapshot(&new_vertices), &Changes::default());
    // Layout adds no step and removes none, so that they stand beside each other.
    let steps = old_vertices.steps.iter().zip(outcome.steps);
    steps
        .filter(|(_, outcome)| outcome.verdict == Verdict::Rerun)
        .map(|(old_step, outcome)| RebuiltStep {
            range: old_step.range,
            text: brief(before, old_step.range, &old_step.text),
            seconds: costs.of(&old, old_step),
            is_victim: outcome.cause.is_some_and(|cause| cause.kind == cache::CauseKind::Parent),
        })
        .collect()
}

fn brief(file: &Dockerfile, range: TextRange, text: &str) -> String {
    let instruction = file.instructions().find(|it| it.range() == range);
    instruction.map_or_else(|| text.to_owned(), Instruction::brief)
}
