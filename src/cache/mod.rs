//! The cache simulator: which steps of a build BuildKit runs again, and why.
//!
//! Holds build B against an earlier build A, vertex by vertex, as BuildKit's
//! solver would (`solver/edge.go`): a step is cached when the earlier build has
//! a step with the same definition, built on the same file system, whose other
//! inputs match by where they come from or by what is in them. Only equality is
//! asked for, so no digest of BuildKit's is computed. What is decided only while
//! building (what a RUN prints into a file) is a condition, not a guess.

mod change;
mod content;
mod definition;
mod matching;
mod observation;
mod outcome;
mod record;
mod result;
mod snapshot;
#[cfg(test)]
mod tests;

pub use change::{ChangeKind, Changes, PathChange};
pub use observation::{Observation, Observations, observe, observe_with};
pub use record::{RecordedEntry, RecordedTree};
pub use snapshot::Snapshot;

use crate::build::vertex::VertexStep;

/// What comes of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Its result is taken from the cache.
    Cached,
    /// It runs.
    Rerun,
    /// It is cached if and only if its conditions hold.
    Depends,
    /// That cannot be told offline.
    Unknown,
    /// The target does not need it.
    NotBuilt,
}

impl Verdict {
    /// The word that JSON has for it.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Cached => "cached",
            Verdict::Rerun => "rerun",
            Verdict::Depends => "depends",
            Verdict::Unknown => "unknown",
            Verdict::NotBuilt => "not-built",
        }
    }
}

/// What kind of thing makes a step run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CauseKind {
    /// Files that it reads are others.
    Content,
    /// The step itself is another: its text, its environment, its flags.
    Definition,
    /// Only that a step before it runs: it is a victim.
    Parent,
    /// The image that the stage is built on is another.
    Base,
    /// Something that is fetched.
    Remote,
}

impl CauseKind {
    /// The word that JSON has for it.
    pub fn name(self) -> &'static str {
        match self {
            CauseKind::Content => "content",
            CauseKind::Definition => "definition",
            CauseKind::Parent => "parent",
            CauseKind::Base => "base",
            CauseKind::Remote => "remote",
        }
    }
}

/// Why a step runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What kind of thing it is.
    pub kind: CauseKind,
    /// For a victim: the step that is the root cause, by its number in [`Simulation::steps`].
    pub step: Option<usize>,
    /// The paths that differ, from the root of what is read.
    pub paths: Vec<PathChange>,
    /// In words, without the paths.
    pub detail: String,
}

/// On what a verdict depends.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Condition {
    /// That a step that runs leaves the same at a path as before.
    SameOutput {
        /// Number of the step in [`Simulation::steps`].
        step: usize,
        /// The path in the result of the step.
        path: String,
    },
    /// That what a step fetches is the same as before.
    SameRemote {
        /// Number of the step in [`Simulation::steps`].
        step: usize,
        /// Its address.
        address: String,
    },
    /// That the base image, whose working directory is not known, works in `/`.
    BaseInRoot,
    /// That a path with variables of the base image, which are not known, leads to nothing that changed.
    NothingSelected {
        /// The path, as far as it is known.
        path: String,
    },
    /// That an image has the same at a path as another.
    SameImage {
        /// The image.
        reference: String,
        /// The path in it.
        path: String,
    },
}

/// What comes of one step.
#[derive(Clone, Debug)]
pub struct StepOutcome {
    /// The step.
    pub step: VertexStep,
    /// The verdict; with `--link` that of the layer that is put on top.
    pub verdict: Verdict,
    /// With `--link`: whether the files are copied again.
    pub linked: Option<Verdict>,
    /// Why it runs, or may run.
    pub cause: Option<Cause>,
    /// What `Depends` depends on: all of it must hold.
    pub conditions: Vec<Condition>,
    /// Whether BuildKit's incremental transfer may not see the change, and serve the old files (A.2).
    pub may_be_stale: bool,
}

/// What comes of a build.
#[derive(Clone, Debug, Default)]
pub struct Simulation {
    /// The steps, in file order.
    pub steps: Vec<StepOutcome>,
    /// What was taken for granted.
    pub assumptions: Vec<String>,
}

impl Simulation {
    /// The same build with the steps of a further earlier build in the cache too: each step may come from either (A.0,
    /// experiment revert). Causes stay those of the first.
    pub fn or(mut self, further: Simulation) -> Self {
        let rank = |verdict| match verdict {
            Verdict::Cached => 0,
            Verdict::Depends | Verdict::Unknown => 1,
            Verdict::Rerun | Verdict::NotBuilt => 2,
        };
        for (own, other) in self.steps.iter_mut().zip(further.steps) {
            if rank(other.verdict) < rank(own.verdict) {
                *own = other;
            }
        }
        self
    }
}

/// Predicts what build `after` runs when all of build `before` is in the cache.
///
/// `changes` are the differences between the main contexts of the two, directories included.
pub fn simulate(before: &Snapshot<'_>, after: &Snapshot<'_>, changes: &Changes) -> Simulation {
    let comparison = matching::Comparison::new(*before, *after, changes);
    outcome::outcomes(&comparison)
}
