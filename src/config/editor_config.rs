//! `.editorconfig`: its text, and what it says about a file.
//!
//! Follows the EditorConfig specification 0.17: lines that it does not know are passed over, later sections
//! and nearer files count more. `host` finds the files.

use crate::config::section_glob::SectionGlob;
use std::collections::BTreeMap;

/// A file `.editorconfig`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditorConfig {
    /// Whether files in the folders above do not count.
    pub is_root: bool,
    sections: Vec<(SectionGlob, Vec<(String, String)>)>,
}

/// Longer keys and section names, and longer values, are passed over, as in other readers of these files.
const LONGEST_NAME: usize = 1_024;
const LONGEST_VALUE: usize = 4_096;

/// Where a line stands; one behind a section whose name is too long stands nowhere.
#[derive(Clone, Copy)]
enum Place {
    Preamble,
    Section,
}

impl EditorConfig {
    /// Reads the text of a file.
    pub fn parse(text: &str) -> Self {
        let mut config = Self::default();
        let mut place = Some(Place::Preamble);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.trim();
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                place = (name.len() <= LONGEST_NAME).then(|| {
                    config.sections.push((SectionGlob::new(name), Vec::new()));
                    Place::Section
                });
                continue;
            }
            let Some((key, value)) = line.split_once('=') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase());
            if key.is_empty() || key.len() > LONGEST_NAME || value.len() > LONGEST_VALUE {
                continue;
            }
            match (place, config.sections.last_mut()) {
                (Some(Place::Section), Some((_, pairs))) => pairs.push((key, value)),
                (Some(Place::Preamble), _) => config.is_root |= key == "root" && value == "true",
                _ => {}
            }
        }
        config
    }

    /// Adds what it says about the file at `path`, which begins below its folder, to `properties`.
    pub fn apply(&self, path: &str, properties: &mut EditorProperties) {
        let matching = self.sections.iter().filter(|(glob, _)| glob.matches(path));
        for (key, value) in matching.flat_map(|(_, pairs)| pairs) {
            properties.values.insert(key.clone(), value.clone());
        }
    }
}

/// What all files together say about one file. Keys and values are in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditorProperties {
    values: BTreeMap<String, String>,
}

impl EditorProperties {
    /// The value of a key; `None` when nobody sets it, or it is taken back by `unset`.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str).filter(|value| *value != "unset")
    }

    /// `indent_style`: whether tabs are asked for.
    pub fn uses_tabs(&self) -> Option<bool> {
        match self.get("indent_style")? {
            "tab" => Some(true),
            "space" => Some(false),
            _ => None,
        }
    }

    /// The columns of a level: `indent_size`, which may stand for `tab_width`.
    pub fn indent_size(&self) -> Option<u32> {
        match self.get("indent_size") {
            Some("tab") => self.tab_width(),
            Some(size) => columns(size),
            // With tabs a level is a tab, and that may be all that is said.
            None => self.tab_width().filter(|_| self.uses_tabs() == Some(true)),
        }
    }

    /// The columns of a tab: `tab_width`, else what `indent_size` says.
    pub fn tab_width(&self) -> Option<u32> {
        let own = self.get("tab_width").and_then(columns);
        own.or_else(|| self.get("indent_size").and_then(columns))
    }

    /// `insert_final_newline`.
    pub fn final_newline(&self) -> Option<bool> {
        self.get("insert_final_newline")?.parse().ok()
    }
}

/// A sensible number of columns.
fn columns(text: &str) -> Option<u32> {
    text.parse().ok().filter(|columns| (1..=16).contains(columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, path: &str) -> EditorProperties {
        let mut properties = EditorProperties::default();
        EditorConfig::parse(text).apply(path, &mut properties);
        properties
    }

    #[test]
    fn later_sections_count_more_and_odd_lines_do_not_count() {
        let text = "\u{feff}; c\nroot = TRUE\nindent_size=9\n[*]\r\nIndent_Style = Tab\r\nodd\n= x\n\
            tab_width = 8 # d\n[Docker*]\nindent_size = 2\nroot = false\n[*.md]\nindent_size = 3\n";
        assert!(EditorConfig::parse(text).is_root);
        assert!(!EditorConfig::parse("[*]\nroot = true\n").is_root);
        let found = check(text, "Dockerfile");
        assert_eq!((found.uses_tabs(), found.indent_size()), (Some(true), Some(2)));
        // A comment must have a line of its own.
        assert_eq!(found.get("tab_width"), Some("8 # d"));
        assert_eq!(check(text, "a/x.md").indent_size(), Some(3));
    }

    #[test]
    fn sizes_stand_for_each_other() {
        let check = |text: &str| {
            let found = check(&format!("[*]\n{text}"), "x");
            (found.indent_size(), found.tab_width())
        };
        assert_eq!(check("indent_size = tab\ntab_width = 8\n"), (Some(8), Some(8)));
        assert_eq!(check("indent_size = 2\n"), (Some(2), Some(2)));
        assert_eq!(check("indent_style = tab\ntab_width = 8\n"), (Some(8), Some(8)));
        assert_eq!(check("tab_width = 8\n"), (None, Some(8)));
        assert_eq!(check("indent_size = 2\nindent_size = unset\n"), (None, None));
        assert_eq!(check("indent_size = 0\ntab_width = many\n"), (None, None));
    }
}
