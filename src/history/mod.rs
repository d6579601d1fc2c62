//! What the last commits did to the cache: which steps each re-ran, and what that cost.

mod entry;
mod recording;
mod timeline;

pub use entry::{ContentId, Entry, EntryChange, FileMode};
pub use recording::{BuildTexts, Commit, IgnoreText, Recording};
pub use timeline::{Timeline, TreeAt};
