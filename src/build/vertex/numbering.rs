//! The steps of a file as BuildKit numbers them in its progress output (`convert.go buildDispatchStates,
//! prefixCommand`).

use super::stages::BuiltStep;
use super::{Settings, VertexStep};
use crate::build::{Base, BuildGraph, Stage};
use crate::syntax::{Instruction, Keyword};

/// The steps of all stages; `built` holds what was solved of each.
pub(super) fn number(
    graph: &BuildGraph<'_>,
    settings: &Settings,
    built: &[Vec<BuiltStep<'_>>],
) -> Vec<VertexStep> {
    let is_single = has_one_state(graph, settings);
    let reachable = graph.reachable();
    let stages = graph.stages.iter().zip(built);
    stages
        .flat_map(|(stage, built)| {
            let name = (!is_single)
                .then(|| stage.name.clone().unwrap_or_else(|| format!("stage-{}", stage.index)));
            let steps = if built.is_empty() { unbuilt(stage) } else { built.clone() };
            // The image of a stage that only a trigger reads is looked up twice, and counted each time.
            let is_late = !built.is_empty() && has_from_step(stage) && !reachable[stage.index];
            number_stage(stage, name, &steps, usize::from(is_late))
        })
        .collect()
}

/// A file with one stage that reads from no image and mounts nothing has one state, which goes without a name.
fn has_one_state(graph: &BuildGraph<'_>, settings: &Settings) -> bool {
    let [only] = graph.stages.as_slice() else { return false };
    let adds_state = |instruction: Instruction<'_>| {
        let from = instruction.flag("from").and_then(|flag| flag.value());
        instruction.mounts().next().is_some() || from.is_some_and(|from| !from.is_empty())
    };
    settings.context(only.name.as_deref().unwrap_or_default()).is_none()
        && !only.steps.iter().any(|step| adds_state(step.instruction))
}

/// The steps of a stage that is not built.
fn unbuilt<'a>(stage: &Stage<'a>) -> Vec<BuiltStep<'a>> {
    let step =
        |instruction| BuiltStep { instruction, is_trigger: false, vertex: None, linked: None };
    let from = has_from_step(stage).then_some(stage.from.instruction);
    from.into_iter().chain(stage.steps.iter().map(|step| step.instruction)).map(step).collect()
}

fn has_from_step(stage: &Stage<'_>) -> bool {
    matches!(stage.base, Base::Image(_) | Base::Unknown)
}

fn number_stage(
    stage: &Stage<'_>,
    name: Option<String>,
    steps: &[BuiltStep<'_>],
    first: usize,
) -> Vec<VertexStep> {
    let is_step = |step: &&BuiltStep<'_>| {
        matches!(
            step.instruction.keyword(),
            Keyword::From | Keyword::Copy | Keyword::Add | Keyword::Run | Keyword::Workdir
        )
    };
    // Every trigger counts, a step or not (`convert.go initOnBuildTriggers`).
    let total = steps.iter().filter(|step| step.is_trigger || is_step(step)).count();
    let is_built = steps.iter().any(|step| step.vertex.is_some());
    let mut index = first;
    let numbered = steps.iter().filter(is_step).filter_map(|step| {
        // `WORKDIR /` is counted and makes no step, nor does a FROM whose image a named context stands for.
        if is_built && step.vertex.is_none() {
            return None;
        }
        index += 1;
        Some(VertexStep {
            stage: stage.index,
            stage_name: name.clone(),
            index,
            total,
            keyword: step.instruction.keyword(),
            range: step.instruction.range(),
            text: step.instruction.brief(),
            is_trigger: step.is_trigger,
            vertex: step.vertex,
            linked: step.linked,
        })
    });
    numbered.collect()
}
