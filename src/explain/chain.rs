//! Which step stands on which, and which reads from which.

use crate::build::vertex::{VertexGraph, VertexId, VertexStep};

/// The ties between steps, by their numbers in [`VertexGraph::steps`].
pub(super) struct Chains {
    /// The step whose result a step starts from.
    pub(super) parents: Vec<Option<usize>>,
    /// The steps whose results it copies from or mounts.
    pub(super) sources: Vec<Vec<usize>>,
}

impl Chains {
    pub(super) fn new(vertices: &VertexGraph) -> Self {
        let owner = |step: &VertexStep, vertex: VertexId| {
            let owners = vertices.steps.iter().enumerate();
            let owners = owners.filter(|(_, other)| other.vertex == Some(vertex));
            // Of steps that are one vertex, the one of the own stage.
            owners.max_by_key(|(_, other)| other.stage == step.stage).map(|(index, _)| index)
        };
        let parent = |step: &VertexStep| owner(step, vertices.vertex(step.vertex?).root?);
        let sources = |step: &VertexStep| {
            let read = [step.linked, step.vertex].into_iter().flatten();
            let inputs = read.flat_map(|vertex| &vertices.vertex(vertex).sources);
            let inputs = inputs.filter(|input| Some(input.vertex) != step.linked);
            inputs.filter_map(|input| owner(step, input.vertex)).collect()
        };
        Self {
            parents: vertices.steps.iter().map(parent).collect(),
            sources: vertices.steps.iter().map(sources).collect(),
        }
    }
}
