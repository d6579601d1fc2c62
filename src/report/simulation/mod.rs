//! A prediction as text and as JSON.

mod json;
mod row;
mod text;

use crate::cache::{Simulation, StepOutcome, Verdict};
use crate::cost::Seconds;
use crate::explain::RootCause;
use crate::text::LineIndex;

pub use json::simulation_json;
pub use text::{explained_step, simulation_headline, simulation_text};

/// A prediction, and what is needed to print it.
#[derive(Clone, Debug)]
pub struct SimulationReport<'a> {
    /// Path of the Dockerfile, as people should see it.
    pub dockerfile: String,
    /// Path of the build context, as people should see it; `None` for no context.
    pub context: Option<String>,
    /// The target as it was named.
    pub target: Option<String>,
    /// The text of the Dockerfile of the later build.
    pub text: &'a str,
    /// The prediction.
    pub simulation: &'a Simulation,
    /// What each step costs when it runs.
    pub seconds: Vec<Option<Seconds>>,
    /// The root causes, each with what would keep it or its victims.
    pub roots: Vec<RootCause>,
}

impl SimulationReport<'_> {
    fn lines(&self) -> LineIndex {
        LineIndex::new(self.text)
    }

    fn steps(&self) -> impl Iterator<Item = (usize, &StepOutcome)> {
        self.simulation.steps.iter().enumerate()
    }

    fn seconds_of(&self, step: usize) -> Option<Seconds> {
        self.seconds.get(step).copied().flatten()
    }

    /// What the steps with that verdict cost together, and whether any of it is known.
    fn cost(&self, verdict: Verdict) -> Option<f64> {
        let with = self.steps().filter(|(_, outcome)| outcome.verdict == verdict);
        let known: Vec<f64> =
            with.filter_map(|(step, _)| Some(self.seconds_of(step)?.value)).collect();
        (!known.is_empty()).then(|| known.iter().sum())
    }

    /// How many steps have that verdict; a vertex that two stages share counts once.
    fn count(&self, verdict: Verdict) -> usize {
        let mut seen = std::collections::BTreeSet::new();
        let with = self.steps().filter(|(_, outcome)| outcome.verdict == verdict);
        with.filter(|(step, outcome)| {
            seen.insert(outcome.step.vertex.map_or((true, *step), |vertex| (false, vertex)))
        })
        .count()
    }

    /// The steps that run by their own cause.
    fn root_causes(&self) -> impl Iterator<Item = (usize, &StepOutcome)> {
        self.steps().filter(|(_, outcome)| is_root_cause(outcome))
    }
}

/// Whether a step runs because of itself, and is no victim of another.
fn is_root_cause(outcome: &StepOutcome) -> bool {
    outcome.verdict == Verdict::Rerun
        && outcome.cause.as_ref().is_some_and(|cause| cause.step.is_none())
}
