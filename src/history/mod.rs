//! What the last commits did to the cache: which steps each re-ran, and what that cost.
//!
//! A [`Recording`] is what git, or a file, tells: the context at each moment
//! and the Dockerfile that it was built with. [`replay`] holds each commit's
//! build against the one before it and gives a [`History`]: for every step of
//! the newest Dockerfile one [`Cell`] a commit, the cost, and the paths that
//! cause most. Reads no repository itself.

mod align;
mod builds;
mod causes;
mod cell;
mod entry;
mod path_file;
mod recording;
mod replay;
mod statistics;
#[cfg(test)]
mod tests;
mod timeline;

pub use causes::PathCause;
pub use cell::Cell;
pub use entry::{ContentId, Entry, EntryChange, FileMode};
pub use path_file::{PathFile, PathFileError};
pub use recording::{BuildTexts, Commit, IgnoreText, Recording};
pub use replay::{ReplayOptions, replay};
pub use statistics::{History, StepHistory};
pub use timeline::{Timeline, TreeAt};
