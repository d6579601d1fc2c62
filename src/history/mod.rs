//! What the last commits did to the cache: which steps each re-ran, and what that cost.
mod entry;

pub use entry::{ContentId, Entry, EntryChange, FileMode};
