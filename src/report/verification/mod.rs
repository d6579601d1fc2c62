//! What `verify` found, for people.

mod settings;
mod tree;

pub use settings::config_differences_text;
pub use tree::{FilesShown, file_differences_text};
