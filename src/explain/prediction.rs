//! The same advice for a build that has not happened yet.

use super::reason::{self, Reason, Why};
use super::{Happened, RootCause, roots};
use crate::build::vertex::VertexGraph;
use crate::build::{BuildGraph, Context};
use crate::cache::{Observation, Observations, Simulation, Verdict};
use crate::progress::{BuildLog, LogForm, Outcome, Provenance};

/// The root causes of what a prediction says will run, each with what would keep it or its victims.
///
/// `seconds` are what the steps cost.
pub fn root_causes(
    graph: &BuildGraph<'_>,
    vertices: &VertexGraph,
    context: Option<&Context>,
    simulation: &Simulation,
    seconds: &[Option<f64>],
) -> Vec<RootCause> {
    let log = BuildLog { form: LogForm::RawJson, vertices: Vec::new(), other_lines: 0 };
    let provenance = Provenance::default();
    let happened = Happened { log: &log, provenance: &provenance, graph, vertices, context };
    let is_run = |step: usize| simulation.steps[step].verdict == Verdict::Rerun;
    let numbers = 0..simulation.steps.len();
    let steps = numbers.clone().map(|step| Observation {
        outcome: Some(if is_run(step) { Outcome::Ran } else { Outcome::Cached }),
        seconds: seconds.get(step).copied().flatten(),
        // Each stands for itself: a log would have its own numbers.
        logged: vec![step],
        ..Observation::default()
    });
    let seen = Observations { steps: steps.collect(), strangers: Vec::new() };
    let whys: Vec<Option<Why>> =
        numbers.map(|step| is_run(step).then(|| why(simulation, step))).collect();
    roots(&happened, &seen, &whys)
}

fn why(simulation: &Simulation, step: usize) -> Why {
    let root = simulation.steps[step].cause.as_ref().and_then(|cause| cause.step);
    match (root, reason::predicted(simulation, step)) {
        (None, Some(own)) => own,
        (root, _) => Why { root, through: root, ..Why::new(Reason::Parent, "") },
    }
}
