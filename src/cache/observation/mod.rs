//! What a build that happened made of each step: its log, held against the file.
//!
//! A vertex in a log has no other tie to the Dockerfile than its name (or, with
//! provenance, its digest). Names are lossy: equal steps of two stages appear
//! once, variables are expanded, displays cut, and the file may have been
//! edited since. So a vertex goes to the step with which it has most in common.

mod matching;
#[cfg(test)]
mod tests;
mod text;

use crate::build::BuildGraph;
use crate::build::vertex::VertexGraph;
use crate::progress::{BuildLog, Outcome, Provenance};

/// What a log says of one step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observation {
    /// What became of it; `None` when the log does not mention it. With
    /// `--link` that of the layer that is put on top.
    pub outcome: Option<Outcome>,
    /// With `--link`: what became of the copy itself.
    pub linked: Option<Outcome>,
    /// How long it took in seconds, all platforms together; `None` when the log does not say.
    pub seconds: Option<f64>,
    /// Its vertices, by their numbers in [`BuildLog::vertices`].
    pub logged: Vec<usize>,
    /// Whether the log's text of it is not that of the file: the file was edited since.
    pub differs: bool,
}

impl Observation {
    /// Whether it was executed, with whatever success.
    pub fn has_run(&self) -> bool {
        matches!(
            self.outcome,
            Some(Outcome::Ran | Outcome::Failed(_) | Outcome::Canceled | Outcome::Unfinished)
        )
    }

    /// Whether its result came out of the cache.
    pub fn is_cached(&self) -> bool {
        self.outcome == Some(Outcome::Cached)
    }
}

/// What a log says of a file's steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observations {
    /// One for each step, in the order of [`VertexGraph::steps`].
    pub steps: Vec<Observation>,
    /// Steps of the log that are none of the file, by their numbers in [`BuildLog::vertices`].
    pub strangers: Vec<usize>,
}

/// Finds the steps of the file in the log of a build of it.
pub fn observe(graph: &BuildGraph<'_>, vertices: &VertexGraph, log: &BuildLog) -> Observations {
    observe_with(graph, vertices, log, &Provenance::default())
}

/// The same with the provenance of that build, which knows the lines of each vertex.
pub fn observe_with(
    graph: &BuildGraph<'_>,
    vertices: &VertexGraph,
    log: &BuildLog,
    provenance: &Provenance,
) -> Observations {
    let pairs = matching::pairs(graph, vertices, log, provenance);
    let mut steps = vec![Observation::default(); vertices.steps.len()];
    for pair in &pairs {
        steps[pair.step].add(log, pair.logged, pair.is_linked, pair.differs);
    }
    share(vertices, &mut steps);
    let is_known = |index: &usize| pairs.iter().any(|pair| pair.logged == *index);
    let strangers = log.vertices.iter().enumerate().filter(|(_, vertex)| vertex.counts());
    let strangers = strangers.map(|(index, _)| index).filter(|index| !is_known(index)).collect();
    Observations { steps, strangers }
}

impl Observation {
    fn add(&mut self, log: &BuildLog, logged: usize, is_linked: bool, differs: bool) {
        let vertex = &log.vertices[logged];
        let place = if is_linked { &mut self.linked } else { &mut self.outcome };
        let is_stronger = place.as_ref().is_none_or(|known| rank(known) < rank(&vertex.outcome));
        if is_stronger {
            *place = Some(vertex.outcome.clone());
        }
        if let Some(seconds) = vertex.seconds {
            self.seconds = Some(self.seconds.unwrap_or_default() + seconds);
        }
        self.logged.push(logged);
        self.differs |= differs;
    }
}

/// Which of two outcomes a step has that was built for several platforms.
fn rank(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::NotReached => 0,
        Outcome::Cached => 1,
        Outcome::Unfinished => 2,
        Outcome::Canceled => 3,
        Outcome::Ran => 4,
        Outcome::Failed(_) => 5,
    }
}

/// Equal steps of several stages are one vertex, which the log names once.
fn share(vertices: &VertexGraph, steps: &mut [Observation]) {
    for index in 0..steps.len() {
        let vertex = vertices.steps[index].vertex;
        if vertex.is_none() || !steps[index].logged.is_empty() {
            continue;
        }
        let twin = vertices.steps.iter().zip(&*steps);
        let mut twins =
            twin.filter(|(step, seen)| step.vertex == vertex && !seen.logged.is_empty());
        if let Some(seen) = twins.next().map(|(_, seen)| seen.clone()) {
            steps[index] = seen;
        }
    }
}
