//! Why each step ran.

use super::chain::Chains;
use super::inference::{Culprit, Inference, NewBase};
use super::{Earlier, Happened};
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
    /// No step was cached: an empty cache, another builder, or a new base image.
    ColdCache,
    /// `--no-cache`.
    Forced,
    /// It is as it was, and its result was not there any more.
    Pruned,
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
            Reason::ColdCache => "cold-cache",
            Reason::Forced => "forced",
            Reason::Pruned => "pruned",
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
    earlier: Option<Earlier<'_>>,
) -> Vec<Option<Why>> {
    let inference = Inference::new(happened, chains, seen);
    let mut whys: Vec<Option<Why>> = vec![None; seen.steps.len()];
    // A step only stands on earlier ones, whose reasons are known by then.
    for step in 0..seen.steps.len() {
        if !seen.steps[step].has_run() || !inference.counts(step) {
            continue;
        }
        let own = earlier.and_then(|earlier| predicted(earlier.simulation, step));
        let why = match (inference.culprit(step), inference.of_new_base(step), own) {
            (Some(Culprit::Parent(parent)), _, own) => victim(parent, &whys, own),
            (_, Some(NewBase::Image(base, why)), own) => {
                whys[base].get_or_insert(why);
                victim(base, &whys, own)
            }
            (_, Some(NewBase::Builder(why)), own) => Why { also: own.map(Box::new), ..why },
            // What another stage brings may be the same; that the step itself is another is sure.
            (_, None, Some(own)) => own,
            (Some(Culprit::Source(source)), None, None) => victim(source, &whys, None),
            (None, None, None) => match earlier {
                Some(earlier) => inference.unpredicted(step, earlier.knows_args),
                None => inference.guess(step),
            },
        };
        whys[step] = Some(why);
    }
    whys
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
pub(super) fn predicted(simulation: &Simulation, step: usize) -> Option<Why> {
    let outcome = simulation.steps.get(step)?;
    let cause = outcome.cause.as_ref().filter(|cause| cause.step.is_none())?;
    let Cause { kind, paths, detail, .. } = cause.clone();
    let detail = match (kind, outcome.verdict) {
        // That it ran settles what could not be told before.
        (CauseKind::Remote, _) => "what it fetches is another".to_owned(),
        (CauseKind::Content | CauseKind::Definition | CauseKind::Base, Verdict::Rerun) => detail,
        _ => return None,
    };
    Some(Why { paths, ..Why::new(Reason::of(kind), detail) })
}
