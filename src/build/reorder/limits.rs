//! Whether a RUN may run earlier than it stands.

use super::super::effect::{Effect, Sight, items, items_in};
use super::super::stage::{Stage, Step};
use super::super::{BuildGraph, CopyStep, ImagePath};
use super::variables::{changes_installs, mentions};
use crate::diagnostic::Applicability;
use crate::syntax::{Instruction, Keyword};

/// Something that speaks against a change of order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How far the change can be trusted at most.
    pub applicability: Applicability,
    /// Why.
    pub reason: String,
}

impl Limit {
    pub(super) fn new(applicability: Applicability, reason: impl Into<String>) -> Self {
        Self { applicability, reason: reason.into() }
    }

    fn display(reason: String) -> Self {
        Self::new(Applicability::Display, reason)
    }
}

/// What speaks against `run` standing above the step number `to`, together with `companions`.
///
/// `own` is what the RUN touches.
pub fn moving_up<'a>(
    graph: &BuildGraph<'a>,
    stage: &Stage<'a>,
    run: &Step<'a>,
    own: &Effect,
    to: usize,
    companions: &[&Step<'a>],
) -> Vec<Limit> {
    let mut limits = Vec::new();
    let passed = &stage.steps[to..run.index];
    let Some(first) = passed.first() else { return limits };
    if run.user != first.user {
        limits.push(Limit::display("the user changes in between".to_owned()));
    }
    if run.shell != first.shell {
        limits.push(Limit::display("the shell changes in between".to_owned()));
    }
    if run.workdir != first.workdir && depends_on_place(stage, run) {
        limits.push(Limit::display("the working directory changes in between".to_owned()));
    }
    let stays = |step: &&Step<'a>| companions.iter().all(|companion| companion.index != step.index);
    for step in passed.iter().filter(stays) {
        limits.extend(passing(graph, stage, run, own, step));
    }
    limits
}

/// What speaks against `run` passing `step`.
fn passing<'a>(
    graph: &BuildGraph<'a>,
    stage: &Stage<'a>,
    run: &Step<'a>,
    own: &Effect,
    step: &Step<'a>,
) -> Option<Limit> {
    let line = line_of(step.instruction);
    match step.instruction.keyword() {
        Keyword::Env | Keyword::Arg => {
            let name = step
                .instruction
                .pairs()
                .find(|pair| changes_installs(pair.key()) || mentions(run.instruction, pair.key()));
            name.map(|pair| {
                Limit::display(format!("line {line} sets {}, which it may need", pair.key()))
            })
        }
        Keyword::Copy | Keyword::Add => {
            let copy = CopyStep::of(graph, stage, step)?;
            let Some(destination) = copy.destination else {
                return Some(Limit::display(format!(
                    "it is not known where line {line} copies to"
                )));
            };
            if own.reads.may_touch(&destination) {
                return Some(Limit::display(format!("it may need what line {line} copies")));
            }
            own.writes.may_touch(&destination).then(|| {
                Limit::new(
                    Applicability::Unsafe,
                    format!("it may write where line {line} copies to"),
                )
            })
        }
        Keyword::Run => {
            if !commute(own, &Effect::of(graph, stage, step)) {
                return Some(Limit::display(format!(
                    "it may need what line {line} does, or the other way round"
                )));
            }
            let installs =
                items(stage, step).into_iter().flatten().any(|item| !item.installs.is_empty());
            installs.then(|| {
                let reason = format!("the install of line {line} would find what it brings");
                Limit::new(Applicability::Unsafe, reason)
            })
        }
        _ => None,
    }
}

/// Whether two steps leave the same files whichever runs first.
fn commute(one: &Effect, other: &Effect) -> bool {
    let is_apart = |writes: &Sight, effect: &Effect| match writes {
        Sight::Known(paths) => paths.iter().all(|path| !effect.may_touch(path)),
        Sight::Unknown => *effect == Effect::none(),
    };
    is_apart(&one.writes, other) && is_apart(&other.writes, one)
}

/// Whether it matters in which directory a RUN runs.
fn depends_on_place<'a>(stage: &Stage<'a>, run: &Step<'a>) -> bool {
    let effects = |place: &str| {
        let items = items_in(stage, run, Some(ImagePath::root().join(place)))?;
        Some(items.iter().map(|item| item.presumed_effect()).collect::<Vec<_>>())
    };
    let (one, other) = (effects("one-place"), effects("another-place"));
    let is_known =
        |effect: &Effect| effect.reads != Sight::Unknown && effect.writes != Sight::Unknown;
    one != other || !one.is_some_and(|effects| effects.iter().all(is_known))
}

/// The number of the line on which an instruction begins.
pub(super) fn line_of(instruction: Instruction<'_>) -> usize {
    instruction.file().text()[..instruction.range().start as usize].matches('\n').count() + 1
}
