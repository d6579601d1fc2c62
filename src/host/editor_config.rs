//! Finding `.editorconfig`.

use super::shown;
use crate::config::{EditorConfig, EditorProperties};
use std::path::Path;

/// What the files `.editorconfig` beside `file` and above it say about it.
///
/// One that cannot be read, or is not UTF-8, does not count: it is an editor's, and no reason to stop.
pub fn editor_properties(file: &Path) -> EditorProperties {
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    let mut found = Vec::new();
    for folder in absolute.ancestors().skip(1) {
        let Ok(text) = std::fs::read_to_string(folder.join(".editorconfig")) else { continue };
        let config = EditorConfig::parse(&text);
        let is_root = config.is_root;
        let below = absolute.strip_prefix(folder).map(shown).unwrap_or_default();
        found.push((config, below));
        if is_root {
            break;
        }
    }
    let mut properties = EditorProperties::default();
    found.iter().rev().for_each(|(config, path)| config.apply(path, &mut properties));
    properties
}
