//! Two images, side by side: their configuration and every file.
//!
//! Reads what an engine prints (an exported container, an inspected image, a
//! saved image) and compares. Knows no engine, and nothing of how an image came
//! to be.
//!
//! Modification times are not compared: a build without cache writes new ones
//! into every file that a RUN makes, and BuildKit counts no time as a change of
//! a file (its cache keys leave them out), so a difference would say nothing.

mod archive;
mod comparison;
mod config;
mod engine_paths;
mod forgive;
mod layers;
mod members;
mod steps;
#[cfg(test)]
mod testing;
mod tree;
mod volatile;

pub use archive::ArchiveError;
pub use comparison::{
    ConfigDifference, DifferenceKind, FileDifference, ImageComparison, Unreproducible, compare,
};
pub use config::{ImageConfig, ImageConfigError};
pub use layers::Layers;
pub use tree::{Below, Entry, EntryKind, FileTree};
pub use volatile::{Normalizer, Treatment, Volatile, VolatileRule, volatile_rules};

/// An image, as it is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// What a container of it starts with.
    pub config: ImageConfig,
    /// Its file system.
    pub files: FileTree,
}
