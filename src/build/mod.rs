//! The build: what BuildKit would do with the file, as far as it can be known.
//!
//! From the syntax tree, the build arguments and the context to stages, steps
//! and what each step sees and touches. Facts that several rules need are
//! worked out here, once. Never fails: what cannot be known is `None`, what
//! BuildKit would refuse is in [`BuildGraph::problems`].

pub mod caches;
pub mod context;
mod copy;
pub mod effect;
mod graph;
pub mod install;
pub mod order;
pub mod overwritten;
mod path;
mod problems;
pub mod project;
pub mod provision;
pub mod reorder;
mod scope;
mod script;
pub mod server;
mod stage;
pub mod start;
#[cfg(test)]
mod tests;
pub mod vertex;

pub use context::{
    ChangedTree, Context, ContextTree, Digest, EntryKind, MemoryTree, PathEdit, Stat, StatKind,
};
pub use copy::{CopyFrom, CopySource, CopyStep, SourceTarget};
pub use effect::{Effect, Sight};
pub use graph::{BuildArgs, BuildGraph};
pub use path::ImagePath;
pub use scope::{Assignment, Scope, VariableKind};
pub use script::{StepScript, known_text};
pub use stage::{Base, Stage, Step};
