//! What a run makes, and that nothing of it is left.
//!
//! A run has an id. All it makes on the engine carries a label with that id;
//! its files stand in one folder, which it holds locked for as long as it
//! lives. So a later `--clean` can tell what was left by a run that was killed
//! from what belongs to one that is still at work.

mod leftovers;
mod orphans;
mod run;

pub use leftovers::{Leftover, LeftoverKind, clean, remove_of};
pub use run::{LABEL, Run};
