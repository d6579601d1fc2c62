//! What the next build would run, when the last commit was built: the changes that are not committed.

use crate::analysis::{self, Build};
use crate::cache::{Simulation, StepOutcome};
use crate::project::{Place, compared::revisions};
use crate::syntax::Instruction;

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

    /// The step that an instruction is.
    pub(in crate::lsp) fn step_of(&self, instruction: Instruction<'_>) -> Option<&StepOutcome> {
        let steps = self.simulation.steps.iter().map(|it| &it.step);
        self.simulation.steps.get(super::step_of(steps, instruction)?)
    }
}
