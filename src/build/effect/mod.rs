//! What a step reads and writes in the image, as far as its commands are known.
//!
//! This is what "safe" is judged by: two steps may change places when neither
//! touches what the other does. A command that is not in the table may do
//! anything.

mod commands;
mod script;
mod tools;

pub(super) use script::items_in;
pub use script::{ScriptItem, items};

use super::stage::{Stage, Step};
use super::{BuildGraph, CopyStep, ImagePath};
use crate::syntax::Keyword;

/// A set of places in the image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    /// These files and directories, with all that is below them.
    Known(Vec<ImagePath>),
    /// Anything.
    Unknown,
}

impl Sight {
    /// Whether a file at or below `path` may be among it.
    pub fn may_touch(&self, path: &ImagePath) -> bool {
        match self {
            Sight::Known(paths) => paths.iter().any(|known| known.may_touch(path)),
            Sight::Unknown => true,
        }
    }

    fn add(&mut self, other: Sight) {
        match (&mut *self, other) {
            (Sight::Known(paths), Sight::Known(more)) => paths.extend(more),
            _ => *self = Sight::Unknown,
        }
    }
}

/// What a step or command does to the file system of the image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// What of the image it looks at.
    pub reads: Sight,
    /// What it may change.
    pub writes: Sight,
}

impl Effect {
    /// Touches nothing.
    pub fn none() -> Self {
        Self { reads: Sight::Known(Vec::new()), writes: Sight::Known(Vec::new()) }
    }

    /// May do anything.
    pub fn unknown() -> Self {
        Self { reads: Sight::Unknown, writes: Sight::Unknown }
    }

    fn writing(paths: Vec<ImagePath>) -> Self {
        Self { writes: Sight::Known(paths), ..Self::none() }
    }

    /// What package managers and the like may change: the places of the operating system.
    pub(super) fn of_system() -> Self {
        Self::writing(commands::system_places())
    }

    /// Takes up what happens besides.
    pub(super) fn add(&mut self, other: Effect) {
        self.reads.add(other.reads);
        self.writes.add(other.writes);
    }

    /// Whether it may look at or change something at or below `path`.
    pub fn may_touch(&self, path: &ImagePath) -> bool {
        self.reads.may_touch(path) || self.writes.may_touch(path)
    }

    /// The effect of one step.
    pub fn of<'a>(graph: &BuildGraph<'a>, stage: &Stage<'a>, step: &Step<'a>) -> Self {
        match step.instruction.keyword() {
            Keyword::Run => {
                let mut effect = Effect::none();
                match items(stage, step) {
                    Some(items) => items.iter().for_each(|item| effect.add(item.effect.clone())),
                    None => effect = Effect::unknown(),
                }
                effect
            }
            Keyword::Copy | Keyword::Add => {
                match CopyStep::of(graph, stage, step).and_then(|copy| copy.destination) {
                    Some(destination) => Effect::writing(vec![destination]),
                    None => Effect { writes: Sight::Unknown, ..Effect::none() },
                }
            }
            // WORKDIR makes a directory that is there already or is empty; the others touch no file.
            _ => Effect::none(),
        }
    }
}
