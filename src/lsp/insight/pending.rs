//! What the next build would run, when the last commit was built: the changes that are not committed.

use crate::analysis::{self, Build};
use crate::cache::{Simulation, StepOutcome};
use crate::project::{Place, compared::revisions};

/// The working tree against the last commit.
#[derive(Clone, Debug)]
pub(in crate::lsp) struct Pending {
    pub(in crate::lsp) simulation: Simulation,
}

impl Pending {
    /// Plays it; `None` where the last commit has no such build.
    pub(super) fn read(build: &Build, place: &Place) -> Option<Self> {
        let compared = revisions::since(build.clone(), place, &["HEAD".to_owned()]).ok()?;
        let simulation = analysis::simulate(&compared.before, &compared.after, &compared.changes);
        Some(Self { simulation })
    }

    /// The step at an offset.
    pub(in crate::lsp) fn step_at(&self, offset: usize) -> Option<&StepOutcome> {
        let mut steps = self.simulation.steps.iter();
        steps.find(|it| it.step.range.contains(offset) && !it.step.is_trigger)
    }
}
