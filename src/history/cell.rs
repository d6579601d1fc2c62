//! What one commit did to one step.

use crate::cache::{CauseKind, StepOutcome, Verdict};

/// What one commit did to one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cell {
    /// It was cached.
    Cached,
    /// It ran because files that it reads were others: a root cause.
    Changed,
    /// It ran because it was itself another: its text, its environment, its image. A root cause too.
    Redefined,
    /// It ran because a step that it is built on, or takes files from, did: a victim.
    Parent,
    /// It ran only if what it takes from another step came out different.
    Depends,
    /// That cannot be told offline.
    Unknown,
    /// The step was not part of that build.
    NotBuilt,
    /// There was no build, or none before it to compare with.
    NoBuild,
}

impl Cell {
    /// What a simulation says.
    pub fn of(outcome: &StepOutcome) -> Self {
        match outcome.verdict {
            Verdict::Cached => Cell::Cached,
            Verdict::Depends => Cell::Depends,
            Verdict::Unknown => Cell::Unknown,
            Verdict::NotBuilt => Cell::NotBuilt,
            Verdict::Rerun => match &outcome.cause {
                // What another step runs for is not its own doing.
                Some(cause) if cause.step.is_some() => Cell::Parent,
                Some(cause) => match cause.kind {
                    CauseKind::Parent => Cell::Parent,
                    CauseKind::Content => Cell::Changed,
                    CauseKind::Definition | CauseKind::Base | CauseKind::Remote => Cell::Redefined,
                },
                None => Cell::Redefined,
            },
        }
    }

    /// The letter that JSON has for it.
    pub fn letter(self) -> char {
        match self {
            Cell::Cached => 'c',
            Cell::Changed | Cell::Redefined => 'r',
            Cell::Parent => 'p',
            Cell::Depends => 'd',
            Cell::Unknown => 'u',
            Cell::NotBuilt => 'n',
            Cell::NoBuild => 'x',
        }
    }

    /// Whether it ran, for certain.
    pub fn ran(self) -> bool {
        matches!(self, Cell::Changed | Cell::Redefined | Cell::Parent)
    }

    /// Whether it ran for what it reads or is itself.
    pub fn is_root_cause(self) -> bool {
        matches!(self, Cell::Changed | Cell::Redefined)
    }

    /// Whether the step was part of a build that could be judged.
    pub fn is_answer(self) -> bool {
        !matches!(self, Cell::NotBuilt | Cell::NoBuild)
    }
}
