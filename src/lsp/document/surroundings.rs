//! What the disk has around a file: the settings that count for it, and its build context.

use super::{Document, Language};
use crate::config::FormatConfig;
use crate::host::{self, ContextChoice, FoundContext};
use crate::lint::EnabledRule;
use crate::lsp::options::Options;
use crate::project::{Settings, SettingsCache};
use crate::syntax::Dockerfile;
use std::sync::Arc;

/// Settings and context of one file.
#[derive(Debug)]
pub(in crate::lsp) struct Surroundings {
    /// The rules that run on it; none where the configuration excludes it.
    pub(in crate::lsp) rules: Vec<EnabledRule>,
    /// How it is formatted.
    pub(in crate::lsp) format: FormatConfig,
    /// Its build context; `None` when there is none to look at.
    pub(in crate::lsp) context: Option<FoundContext>,
    /// Why the defaults count instead of the configuration.
    pub(in crate::lsp) problem: Option<String>,
}

impl Surroundings {
    pub(super) fn read(document: &Document, options: &Options) -> Self {
        let (settings, problem) = settings(document, options);
        let (context, unusable) = context(document, settings.as_deref());
        let rules = match &settings {
            Some(settings) if settings.excludes(&document.path) => Vec::new(),
            Some(settings) => settings.rules_for(&document.path),
            None => Vec::new(),
        };
        let format = settings.map(|settings| settings.format.clone()).unwrap_or_default();
        Self { rules, format, context, problem: problem.or(unusable) }
    }
}

/// The settings of the file, or the defaults and why they count.
fn settings(document: &Document, options: &Options) -> (Option<Arc<Settings>>, Option<String>) {
    let get = |overrides| SettingsCache::default().get(overrides, &document.path);
    match get(&options.overrides) {
        Ok(settings) => (Some(settings), None),
        Err(error) => {
            let isolated = crate::project::Overrides { isolated: true, ..Default::default() };
            (get(&isolated).ok(), Some(error.to_string()))
        }
    }
}

fn context(
    document: &Document,
    settings: Option<&Settings>,
) -> (Option<FoundContext>, Option<String>) {
    if document.language == Language::IgnoreFile {
        return (of_ignore_file(document), None);
    }
    let choice = settings.map_or(&ContextChoice::Find, |settings| &settings.context);
    // Without a place of its own (a file that was never saved) there is nothing around it.
    if !document.path.is_absolute() {
        return (None, None);
    }
    let file = Dockerfile::parse(document.text());
    match host::find_context(choice, &document.path, &file) {
        Ok(found) => (found, None),
        Err(error) => (None, Some(error.to_string())),
    }
}

/// An ignore file speaks for the folder that it stands in.
fn of_ignore_file(document: &Document) -> Option<FoundContext> {
    let folder = document.path.parent()?;
    host::open_context(folder, &folder.join("Dockerfile"))
}
