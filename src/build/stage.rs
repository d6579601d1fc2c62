//! Stages and steps.

use super::effect::ScriptItem;
use super::scope::{Assignment, Scope};
use super::{ImagePath, StepScript};
use crate::image::ImageReference;
use crate::shell::Remembered;
use crate::syntax::{From, Instruction, Keyword};
use std::cell::OnceCell;
use std::sync::Arc;

/// What a stage is built on.
#[derive(Clone, Debug)]
pub enum Base {
    /// Nothing.
    Scratch,
    /// An earlier stage.
    Stage(usize),
    /// An image.
    Image(ImageReference),
    /// A name that depends on something unknown, or is no name.
    Unknown,
}

/// From a FROM to the next.
#[derive(Debug)]
pub struct Stage<'a> {
    /// Position in the file, from 0.
    pub index: usize,
    /// Its name in lower case.
    pub name: Option<String>,
    /// Its FROM.
    pub from: From<'a>,
    /// The image name after expansion; `None` when unknown.
    pub image: Option<String>,
    /// What it is built on.
    pub base: Base,
    /// What follows the FROM, in order; unknown instructions are left out.
    pub steps: Vec<Step<'a>>,
    /// Assignments of the parents and of the stage itself, in order.
    pub(super) assignments: Vec<Assignment>,
    /// Whether some ancestor is an image whose environment cannot be seen.
    pub(super) has_open_base: bool,
}

/// One instruction of a stage, and the state it starts from.
#[derive(Debug)]
pub struct Step<'a> {
    /// The instruction.
    pub instruction: Instruction<'a>,
    /// Position in the stage, from 0.
    pub index: usize,
    /// The working directory; `None` when it depends on the base or on something unknown.
    pub workdir: Option<ImagePath>,
    /// The user as last set in the file; `None` when that was the base image's affair.
    pub user: Option<String>,
    /// The shell as last set by SHELL; `None` for the default.
    pub shell: Option<Vec<String>>,
    /// How many of the stage's assignments it sees.
    pub(super) visible: usize,
    pub(super) script: OnceCell<StepScript>,
    /// Where scripts that were parsed before are found.
    pub(super) scripts: Arc<Remembered>,
    pub(super) items: OnceCell<Option<Vec<ScriptItem>>>,
}

impl<'a> Stage<'a> {
    /// The variables that `step` sees: for an ENV or ARG, those before it.
    pub fn scope(&self, step: &Step<'_>) -> Scope<'_> {
        Scope::new(
            &self.assignments[..step.visible.min(self.assignments.len())],
            self.has_open_base,
        )
    }

    /// The variables behind `step`.
    pub fn scope_after(&self, step: &Step<'_>) -> Scope<'_> {
        match self.steps.get(step.index + 1) {
            Some(next) => self.scope(next),
            None => self.final_scope(),
        }
    }

    /// The variables at the end of the stage.
    pub fn final_scope(&self) -> Scope<'_> {
        Scope::new(&self.assignments, self.has_open_base)
    }

    /// The steps with that keyword.
    pub fn steps_of(&self, keyword: Keyword) -> impl Iterator<Item = &Step<'a>> {
        self.steps.iter().filter(move |step| step.instruction.keyword() == keyword)
    }

    /// The last step with that keyword: the one that counts, for CMD and the like.
    pub fn last_of(&self, keyword: Keyword) -> Option<&Step<'a>> {
        self.steps.iter().rev().find(|step| step.instruction.keyword() == keyword)
    }
}
