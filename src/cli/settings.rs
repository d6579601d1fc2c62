//! From arguments and configuration to what a file is checked with.

use super::Failure;
use super::args::{CheckArgs, FailOnArg, ProfileArg};
use crate::config::{FailOn, FormatConfig, ProfileName, SeverityName};
use crate::diagnostic::Severity;
use crate::host::{self, ConfigFile, ContextChoice, Excludes};
use crate::lint::{EnabledRule, Profile, Selection};
use crate::rules;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What one configuration file and the command line come to.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) rules: Vec<EnabledRule>,
    pub(super) context: ContextChoice,
    pub(super) fails_from: Option<Severity>,
    /// The table `[format]`.
    pub(super) format: FormatConfig,
    excludes: Excludes,
    per_file: Vec<(Excludes, Vec<EnabledRule>)>,
}

/// Settings by configuration file, made once each.
#[derive(Debug, Default)]
pub(super) struct SettingsCache {
    known: Vec<(Option<PathBuf>, Arc<Settings>)>,
}

impl SettingsCache {
    /// The settings for `file`.
    pub(super) fn get(&mut self, args: &CheckArgs, file: &Path) -> Result<Arc<Settings>, Failure> {
        let found = match (&args.config, args.isolated) {
            (_, true) => ConfigFile::default(),
            (Some(path), _) => host::read_config(path)?,
            (None, _) => host::config_for(file)?,
        };
        if let Some((_, settings)) = self.known.iter().find(|(path, _)| *path == found.path) {
            return Ok(Arc::clone(settings));
        }
        let settings = Arc::new(Settings::new(args, &found)?);
        self.known.push((found.path.clone(), Arc::clone(&settings)));
        Ok(settings)
    }
}

impl Settings {
    fn new(args: &CheckArgs, file: &ConfigFile) -> Result<Self, Failure> {
        let config = &file.config;
        let names = |names: &'static str, error: &dyn std::fmt::Display| match &file.path {
            Some(path) => Failure(format!("cannot use {}: {names}: {error}", host::shown(path))),
            None => Failure(format!("{names}: {error}")),
        };
        let selection = selection(args, config);
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
        let context = match (args.context.as_deref(), config.context.as_deref()) {
            (Some("none"), _) | (None, Some("none")) => ContextChoice::None,
            (Some(folder), _) => ContextChoice::Folder(PathBuf::from(folder)),
            (None, Some(folder)) => ContextChoice::Folder(file.root().join(folder)),
            (None, None) => ContextChoice::Find,
        };
        let fails_from = match (args.fail_on, config.fail_on) {
            (Some(given), _) => severity_of(given),
            (None, Some(given)) => severity_of(fail_on_arg(given)),
            (None, None) => Some(Severity::Warning),
        };
        let format = config.format.clone();
        Ok(Self {
            rules,
            context,
            fails_from,
            format,
            excludes: excludes(&config.exclude)?,
            per_file,
        })
    }

    /// Whether the configuration excludes `path`.
    pub(super) fn excludes(&self, path: &Path) -> bool {
        self.excludes.matches(path)
    }

    /// The rules for `path`.
    pub(super) fn rules_for(&self, path: &Path) -> Vec<EnabledRule> {
        let mut rules = self.rules.clone();
        for (_, narrower) in self.per_file.iter().filter(|(pattern, _)| pattern.matches(path)) {
            rules.retain(|rule| narrower.iter().any(|kept| kept.rule.id == rule.rule.id));
        }
        rules
    }
}

/// The command line's word counts more; lists are joined, but `--select` replaces `select`.
fn selection<'a>(args: &'a CheckArgs, config: &'a crate::config::Config) -> Selection<'a> {
    fn texts(names: &[String]) -> impl Iterator<Item = &str> {
        names.iter().map(String::as_str)
    }
    let only = if args.select.is_empty() { &config.select } else { &args.select };
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
        profile: args.profile.map(profile_of).or(config.profile.map(profile_named)),
        only: texts(only).collect(),
        also: texts(&config.extend_select).chain(texts(&args.extend_select)).collect(),
        ignore: texts(&config.ignore).chain(texts(&args.ignore)).collect(),
        severities: severities.collect(),
    }
}

fn profile_of(profile: ProfileArg) -> Profile {
    match profile {
        ProfileArg::Recommended => Profile::Recommended,
        ProfileArg::Strict => Profile::Strict,
        ProfileArg::All => Profile::All,
        ProfileArg::Hadolint => Profile::Hadolint,
        ProfileArg::Buildkit => Profile::Buildkit,
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

fn fail_on_arg(fail_on: FailOn) -> FailOnArg {
    match fail_on {
        FailOn::Error => FailOnArg::Error,
        FailOn::Warning => FailOnArg::Warning,
        FailOn::Info => FailOnArg::Info,
        FailOn::Style => FailOnArg::Style,
        FailOn::Never => FailOnArg::Never,
    }
}

fn severity_of(fail_on: FailOnArg) -> Option<Severity> {
    match fail_on {
        FailOnArg::Error => Some(Severity::Error),
        FailOnArg::Warning => Some(Severity::Warning),
        FailOnArg::Info => Some(Severity::Info),
        FailOnArg::Style => Some(Severity::Style),
        FailOnArg::Never => None,
    }
}
