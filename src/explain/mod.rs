//! Why the steps of a build that happened were not cached, and what would have kept them.
//!
//! The log says which steps ran; the build graph says which of them had to,
//! because a step before them ran; what is left are the root causes. Held
//! against the inputs of an earlier build (a commit, a record) the simulator
//! names the change behind each. Without one, the file and the pattern of hits
//! and misses still narrow it down, and the answer says that it is inferred.

mod advice;
mod chain;
mod inference;
mod prediction;
mod reason;

pub use advice::Advice;
pub use prediction::root_causes;
pub use reason::{Reason, Why};

use crate::build::vertex::{VertexGraph, VertexStep};
use crate::build::{BuildGraph, Context};
use crate::cache::{Observation, Observations, Simulation, Verdict, observe, observe_with};
use crate::progress::{BuildLog, Outcome, Provenance};
use crate::syntax::Keyword;
use chain::Chains;

/// The build that happened.
#[derive(Clone, Copy, Debug)]
pub struct Happened<'a> {
    /// Its log.
    pub log: &'a BuildLog,
    /// Its provenance; empty where there is none.
    pub provenance: &'a Provenance,
    /// The file.
    pub graph: &'a BuildGraph<'a>,
    /// What was to be solved.
    pub vertices: &'a VertexGraph,
    /// The files that it could read; `None` where there are none to look at.
    pub context: Option<&'a Context>,
}

/// An earlier build that this one is held against.
#[derive(Clone, Copy, Debug)]
pub struct Earlier<'a> {
    /// What the simulator says of the build that happened when all of the earlier one is in the cache.
    pub simulation: &'a Simulation,
    /// Whether the build arguments of the earlier one are known; else they are taken to be the same.
    pub knows_args: bool,
}

/// The answer.
#[derive(Clone, Debug, Default)]
pub struct Explanation {
    /// One for each step of the file, in the order of [`VertexGraph::steps`].
    pub steps: Vec<ExplainedStep>,
    /// The root causes, the costliest first.
    pub roots: Vec<RootCause>,
    /// Whether an earlier build was there to compare with; otherwise all is inferred.
    pub is_compared: bool,
    /// Steps that were cached although they differ from the build compared with: an older one had the same.
    pub kept: Vec<usize>,
    /// Steps of the log that are none of the file, as printed.
    pub strangers: Vec<String>,
}

/// What there is to say about a step.
#[derive(Clone, Debug, Default)]
pub struct ExplainedStep {
    /// What the log says of it.
    pub seen: Observation,
    /// Why it ran; `None` when it did not.
    pub why: Option<Why>,
}

/// A step that ran for a reason of its own.
#[derive(Clone, Debug)]
pub struct RootCause {
    /// Its number.
    pub step: usize,
    /// The steps that ran because of it, in file order.
    pub victims: Vec<usize>,
    /// What it and its victims took, in seconds, as far as the log says.
    pub seconds: f64,
    /// What would have kept it, or its victims.
    pub advice: Vec<Advice>,
}

impl Explanation {
    /// What each step took that ran and succeeded, in seconds.
    pub fn seconds<'e>(
        &'e self,
        vertices: &'e VertexGraph,
    ) -> impl Iterator<Item = (&'e VertexStep, f64)> + 'e {
        let steps = vertices.steps.iter().zip(&self.steps);
        let ran = steps.filter(|(step, explained)| {
            step.keyword != Keyword::From && explained.seen.outcome == Some(Outcome::Ran)
        });
        ran.filter_map(|(step, explained)| Some((step, explained.seen.seconds?)))
    }
}

/// Explains a build, held against an earlier one if there is one.
pub fn explain(happened: Happened<'_>, earlier: Option<Earlier<'_>>) -> Explanation {
    let Happened { log, provenance, graph, vertices, .. } = happened;
    let seen = observe_with(graph, vertices, log, provenance);
    let chains = Chains::new(vertices);
    let whys = reason::whys(&happened, &chains, &seen, earlier);
    let strangers = seen.strangers.iter().map(|index| log.vertices[*index].name.clone()).collect();
    let roots = roots(&happened, &seen, &whys);
    let kept = earlier.map(|earlier| kept(earlier.simulation, &seen)).unwrap_or_default();
    let steps = seen.steps.into_iter().zip(whys).map(|(seen, why)| ExplainedStep { seen, why });
    Explanation { steps: steps.collect(), roots, is_compared: earlier.is_some(), kept, strangers }
}

/// The target that a log tells of, when that cannot be the one of `graph`: nothing of that stage is in the log.
pub fn built_target(
    graph: &BuildGraph<'_>,
    vertices: &VertexGraph,
    log: &BuildLog,
) -> Option<String> {
    let target = graph.target()?.index;
    let seen = observe(graph, vertices, log);
    let steps = vertices.steps.iter().zip(&seen.steps);
    let has = |stage: usize| {
        let mut own = steps.clone().filter(|(step, _)| step.stage == stage);
        own.any(|(_, seen)| seen.outcome.is_some())
    };
    let is_empty = !vertices.steps.iter().any(|step| step.stage == target);
    if log.has_failed() || is_empty || has(target) {
        return None;
    }
    let last = (0..target).rev().find(|stage| has(*stage))?;
    Some(graph.stages[last].name.clone().unwrap_or_else(|| last.to_string()))
}

fn kept(simulation: &Simulation, seen: &Observations) -> Vec<usize> {
    let differs = |step: &usize| {
        let outcome = &simulation.steps[*step];
        let own = outcome.cause.as_ref().is_some_and(|cause| cause.step.is_none());
        outcome.verdict == Verdict::Rerun && own
    };
    let cached = (0..seen.steps.len()).filter(|step| seen.steps[*step].is_cached());
    cached.filter(|step| *step < simulation.steps.len()).filter(differs).collect()
}

fn roots(happened: &Happened<'_>, seen: &Observations, whys: &[Option<Why>]) -> Vec<RootCause> {
    let victims_of = |root: usize| {
        let is_victim =
            move |why: &Option<Why>| why.as_ref().is_some_and(|why| why.root == Some(root));
        (0..whys.len()).filter(move |index| is_victim(&whys[*index]))
    };
    let is_root = |why: &Option<Why>| why.as_ref().is_some_and(|why| why.root.is_none());
    let mut counted = Vec::new();
    let mut roots: Vec<RootCause> = Vec::new();
    for step in (0..whys.len()).filter(|index| is_root(&whys[*index])) {
        let victims: Vec<usize> = victims_of(step).collect();
        let mut seconds = 0.0;
        for index in std::iter::once(&step).chain(&victims) {
            // Steps that are one vertex took their time once.
            let logged = &seen.steps[*index].logged;
            if !counted.contains(&logged) {
                counted.push(logged);
                seconds += seen.steps[*index].seconds.unwrap_or_default();
            }
        }
        roots.push(RootCause { step, victims, seconds, advice: Vec::new() });
    }
    roots.sort_by(|one, other| other.seconds.total_cmp(&one.seconds));
    for root in &mut roots {
        if let Some(why) = &whys[root.step] {
            root.advice = advice::advice(happened, seen, root, why);
        }
    }
    roots
}
