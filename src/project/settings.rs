//! From configuration and what overrides it to what a file is checked with.

use super::ProjectError;
use crate::config::{FailOn, FormatConfig, ProfileName, SeverityName};
use crate::diagnostic::Severity;
use crate::host::{self, ConfigFile, ContextChoice, Excludes};
use crate::lint::{EnabledRule, Profile, Selection};
use crate::rules;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What counts more than the configuration: the command line, or the settings of an editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Read this configuration file instead of the nearest one.
    pub config: Option<PathBuf>,
    /// Read none.
    pub isolated: bool,
    /// The profile to start from.
    pub profile: Option<Profile>,
    /// Only these rules or categories, if there are any.
    pub select: Vec<String>,
    /// These rules or categories too.
    pub extend_select: Vec<String>,
    /// Not these rules or categories.
    pub ignore: Vec<String>,
    /// The build context of all files, or `none`.
    pub context: Option<String>,
    /// From which severity on a run fails.
    pub fail_on: Option<FailOn>,
}

/// What one configuration file and what overrides it come to.
#[derive(Debug)]
pub struct Settings {
    /// The rules, those that some files leave out among them.
    pub rules: Vec<EnabledRule>,
    /// What was said about the build context.
    pub context: ContextChoice,
    /// The severity from which a run fails; `None` for never.
    pub fails_from: Option<Severity>,
    /// The table `[format]`.
    pub format: FormatConfig,
    excludes: Excludes,
    per_file: Vec<(Excludes, Vec<EnabledRule>)>,
}

/// Settings by configuration file, made once each.
#[derive(Debug, Default)]
pub struct SettingsCache {
    known: Vec<(Option<PathBuf>, Arc<Settings>)>,
}

impl SettingsCache {
    /// The settings for `file`; `overrides` are the same each time.
    ///
    /// # Errors
    ///
    /// When its configuration cannot be read, or names what does not exist.
    pub fn get(
        &mut self,
        overrides: &Overrides,
        file: &Path,
    ) -> Result<Arc<Settings>, ProjectError> {
        let found = match (&overrides.config, overrides.isolated) {
            (_, true) => ConfigFile::default(),
            (Some(path), _) => host::read_config(path)?,
            (None, _) => host::config_for(file)?,
        };
        if let Some((_, settings)) = self.known.iter().find(|(path, _)| *path == found.path) {
            return Ok(Arc::clone(settings));
        }
        let settings = Arc::new(Settings::new(overrides, &found)?);
        self.known.push((found.path.clone(), Arc::clone(&settings)));
        Ok(settings)
    }
}

impl Settings {
    fn new(overrides: &Overrides, file: &ConfigFile) -> Result<Self, ProjectError> {
        let config = &file.config;
        let names = |names: &'static str, error: &dyn std::fmt::Display| match &file.path {
            Some(path) => {
                ProjectError(format!("cannot use {}: {names}: {error}", host::shown(path)))
            }
            None => ProjectError(format!("{names}: {error}")),
        };
        let selection = selection(overrides, config);
        let rules = selection.resolve(rules::ALL).map_err(|error| names("rules", &error))?;
        let excludes = |patterns: &[String]| {
            Excludes::new(file.root(), patterns).map_err(|error| names("exclude", &error))
        };
        let mut per_file = Vec::new();
        for (pattern, ignored) in &config.per_file_ignores {
            let mut narrower = selection.clone();
            narrower.ignore.extend(ignored.iter().map(String::as_str));
            let rules =
                narrower.resolve(rules::ALL).map_err(|error| names("per-file-ignores", &error))?;
            per_file.push((excludes(std::slice::from_ref(pattern))?, rules));
        }
        let context = match (overrides.context.as_deref(), config.context.as_deref()) {
            (Some("none"), _) | (None, Some("none")) => ContextChoice::None,
            (Some(folder), _) => ContextChoice::Folder(PathBuf::from(folder)),
            (None, Some(folder)) => ContextChoice::Folder(file.root().join(folder)),
            (None, None) => ContextChoice::Find,
        };
        let fails_from = match overrides.fail_on.or(config.fail_on) {
            Some(given) => severity_of(given),
            None => Some(Severity::Warning),
        };
        let (format, excludes) = (config.format.clone(), excludes(&config.exclude)?);
        Ok(Self { rules, context, fails_from, format, excludes, per_file })
    }

    /// Whether the configuration excludes `path`.
    pub fn excludes(&self, path: &Path) -> bool {
        self.excludes.matches(path)
    }

    /// The rules for `path`.
    pub fn rules_for(&self, path: &Path) -> Vec<EnabledRule> {
        let mut rules = self.rules.clone();
        for (_, narrower) in self.per_file.iter().filter(|(pattern, _)| pattern.matches(path)) {
            rules.retain(|rule| narrower.iter().any(|kept| kept.rule.id == rule.rule.id));
        }
        rules
    }
}

/// The command line's word counts more; lists are joined, but `--select` replaces `select`.
fn selection<'a>(overrides: &'a Overrides, config: &'a crate::config::Config) -> Selection<'a> {
    fn texts(names: &[String]) -> impl Iterator<Item = &str> {
        names.iter().map(String::as_str)
    }
    let only = if overrides.select.is_empty() { &config.select } else { &overrides.select };
    let severities = config.severity.iter().map(|(name, severity)| {
        let severity = match severity {
            SeverityName::Error => Severity::Error,
            SeverityName::Warning => Severity::Warning,
            SeverityName::Info => Severity::Info,
            SeverityName::Style => Severity::Style,
        };
        (name.as_str(), severity)
    });
    Selection {
        profile: overrides.profile.or(config.profile.map(profile_named)),
        only: texts(only).collect(),
        also: texts(&config.extend_select).chain(texts(&overrides.extend_select)).collect(),
        ignore: texts(&config.ignore).chain(texts(&overrides.ignore)).collect(),
        severities: severities.collect(),
    }
}

fn profile_named(profile: ProfileName) -> Profile {
    match profile {
        ProfileName::Recommended => Profile::Recommended,
        ProfileName::Strict => Profile::Strict,
        ProfileName::All => Profile::All,
        ProfileName::Hadolint => Profile::Hadolint,
        ProfileName::Buildkit => Profile::Buildkit,
    }
}

fn severity_of(fail_on: FailOn) -> Option<Severity> {
    match fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Info => Some(Severity::Info),
        FailOn::Style => Some(Severity::Style),
        FailOn::Never => None,
    }
}
