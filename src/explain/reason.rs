//! Why each step ran.

use super::chain::Chains;
use super::{Happened, inference};
use crate::cache::{Cause, CauseKind, Observations, PathChange, Simulation, Verdict};

/// What kind of thing made a step run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Files that it reads are others.
    Content,
    /// The step itself is another: its text, its environment, its flags.
    Definition,
    /// A step before it, or one that it copies from, ran: it is a victim.
    Parent,
    /// The image that its stage is built on is another.
    Base,
    /// What it fetches is another.
    Remote,
    /// There was no record: an empty cache, another builder, or `--no-cache`.
    NoRecord,
    /// One of several things, which the log does not tell apart.
    Unclear,
}

impl Reason {
    /// The word that JSON has for it.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Content => "content",
            Reason::Definition => "definition",
            Reason::Parent => "parent",
            Reason::Base => "base",
            Reason::Remote => "remote",
            Reason::NoRecord => "no-record",
            Reason::Unclear => "unclear",
        }
    }

    fn of(kind: CauseKind) -> Reason {
        match kind {
            CauseKind::Content => Reason::Content,
            CauseKind::Definition => Reason::Definition,
            CauseKind::Parent => Reason::Parent,
            CauseKind::Base => Reason::Base,
            CauseKind::Remote => Reason::Remote,
        }
    }
}

/// Why a step ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The kind of thing.
    pub reason: Reason,
    /// For a victim: the step that is the root cause, by its number.
    pub root: Option<usize>,
    /// For a victim: the step right before it, or that it copies from.
    pub through: Option<usize>,
    /// The paths that differ; empty when they are not known.
    pub paths: Vec<PathChange>,
    /// In words, without the paths.
    pub detail: String,
    /// What it can have been, the likeliest first, where that is inferred.
    pub possible: Vec<(Reason, String)>,
    /// What alone would have made it run too, for a victim.
    pub also: Option<Box<Why>>,
}

impl Why {
    pub(super) fn new(reason: Reason, detail: impl Into<String>) -> Why {
        Why {
            reason,
            root: None,
            through: None,
            paths: Vec::new(),
            detail: detail.into(),
            possible: Vec::new(),
            also: None,
        }
    }
}

/// A reason for each step that ran.
pub(super) fn whys(
    happened: &Happened<'_>,
    chains: &Chains,
    seen: &Observations,
    compared: Option<&Simulation>,
) -> Vec<Option<Why>> {
    let inference = inference::Inference::new(happened, chains, seen);
    let mut whys: Vec<Option<Why>> = Vec::new();
    // A stage only reads from earlier ones, so whoever is asked about is already known.
    for (step, own) in seen.steps.iter().enumerate() {
        let is_counted = inference.counts(step);
        let why = (own.has_run() && is_counted).then(|| {
            let predicted = compared.and_then(|simulation| predicted(simulation, step));
            match culprit(chains, seen, &inference, step) {
                Some(through) => victim(through, &whys, predicted),
                None => match (compared, predicted) {
                    (_, Some(why)) => why,
                    (Some(_), None) => inference.unpredicted(step),
                    (None, None) => inference.guess(step),
                },
            }
        });
        whys.push(why);
    }
    whys
}

/// The step because of which `step` had to run: the one below it, else one that it reads from.
fn culprit(
    chains: &Chains,
    seen: &Observations,
    inference: &inference::Inference<'_>,
    step: usize,
) -> Option<usize> {
    let has_run = |other: &usize| inference.counts(*other) && seen.steps[*other].has_run();
    let sources = chains.sources[step].iter().copied();
    chains.parents[step].into_iter().chain(sources).find(has_run)
}

fn victim(through: usize, whys: &[Option<Why>], predicted: Option<Why>) -> Why {
    let of_culprit = whys[through].as_ref().and_then(|why| why.root);
    Why {
        root: Some(of_culprit.unwrap_or(through)),
        through: Some(through),
        also: predicted.map(Box::new),
        ..Why::new(Reason::Parent, "")
    }
}

/// What the simulator says makes the step itself run.
fn predicted(simulation: &Simulation, step: usize) -> Option<Why> {
    let outcome = simulation.steps.get(step)?;
    if matches!(outcome.verdict, Verdict::Cached | Verdict::NotBuilt) {
        return None;
    }
    let cause = outcome.cause.as_ref().filter(|cause| cause.kind != CauseKind::Parent)?;
    let Cause { kind, paths, detail, .. } = cause.clone();
    Some(Why { paths, ..Why::new(Reason::of(kind), detail) })
}
