//! What a step costs when it runs, in seconds, and where the figure comes from.
//!
//! Measured and recorded times of the very step come first, then weights by
//! kind of command: those of a file, or the rough ones that are built in.

mod command;
mod estimate;
mod weights;

pub use weights::{Weights, WeightsError};

use crate::build::vertex::VertexStep;
use crate::build::{BuildGraph, Step};
use crate::syntax::Keyword;
use std::collections::BTreeMap;

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecondsSource {
    /// A build that was run for it.
    Measured,
    /// A build that happened, from its log.
    Recorded,
    /// A file of weights that the user gave.
    File,
    /// The built-in weights.
    Estimated,
}

impl SecondsSource {
    /// The word that JSON has for it.
    pub fn name(self) -> &'static str {
        match self {
            SecondsSource::Measured => "measured",
            SecondsSource::Recorded => "recorded",
            SecondsSource::File => "file",
            SecondsSource::Estimated => "estimated",
        }
    }
}

/// What a step costs when it runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seconds {
    /// How many seconds.
    pub value: f64,
    /// Where the figure comes from.
    pub source: SecondsSource,
}

/// All that is known about costs.
#[derive(Clone, Debug)]
pub struct Costs {
    weights: Weights,
    /// By instruction, on one line.
    known: BTreeMap<String, Seconds>,
}

impl Default for Costs {
    fn default() -> Self {
        Self::new(Weights::estimated())
    }
}

impl Costs {
    /// Costs by kind of command.
    pub fn new(weights: Weights) -> Self {
        Self { weights, known: BTreeMap::new() }
    }

    /// Adds what a step really took, by its instruction on one line; a measurement stays before a recorded time.
    pub fn learn(&mut self, instruction: &str, seconds: Seconds) {
        let known = self.known.entry(instruction.to_owned()).or_insert(seconds);
        if seconds.source <= known.source {
            *known = seconds;
        }
    }

    /// Where most of the figures come from when nothing is known of a step itself.
    pub fn source(&self) -> SecondsSource {
        self.weights.source()
    }

    /// What a step of `graph` costs when it runs.
    pub fn of(&self, graph: &BuildGraph<'_>, step: &VertexStep) -> Seconds {
        if let Some(seconds) = self.known.get(&step.text) {
            return *seconds;
        }
        let value = match find(graph, step) {
            Some(step) => self.weights.of(step),
            None => self.weights.of_keyword(step.keyword),
        };
        Seconds { value, source: self.weights.source() }
    }
}

/// The step of the graph that a vertex comes from; none for FROM, and for a trigger, whose text stands elsewhere.
fn find<'g, 'a>(graph: &'g BuildGraph<'a>, step: &VertexStep) -> Option<&'g Step<'a>> {
    if step.is_trigger || step.keyword == Keyword::From {
        return None;
    }
    let steps = &graph.stages.get(step.stage)?.steps;
    steps.iter().find(|candidate| candidate.instruction.range() == step.range)
}
