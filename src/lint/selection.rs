//! Which rules run, and with which severity.

use super::rule::{Profile, Rule, Status};
use crate::diagnostic::Severity;
use std::fmt;

/// A rule that runs.
#[derive(Clone, Copy, Debug)]
pub struct EnabledRule {
    /// The rule.
    pub rule: &'static Rule,
    /// The severity of its findings.
    pub severity: Severity,
}

/// What somebody asked for, in words.
#[derive(Clone, Debug, Default)]
pub struct Selection<'a> {
    /// The profile to start from; `recommended` when none is named.
    pub profile: Option<Profile>,
    /// Only these rules or categories, if any are named.
    pub only: Vec<&'a str>,
    /// These rules or categories too.
    pub also: Vec<&'a str>,
    /// But not these.
    pub ignore: Vec<&'a str>,
    /// Severities by rule.
    pub severities: Vec<(&'a str, Severity)>,
}

/// A name that no rule and no category answers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// The name.
    pub name: String,
    /// What may have been meant.
    pub nearest: Option<&'static str>,
}

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no rule or category {:?}", self.name)?;
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean {nearest:?}?"),
            None => write!(f, "; `dockwright rule` lists them"),
        }
    }
}

impl std::error::Error for UnknownRule {}

impl Selection<'_> {
    /// The rules of `all` that are asked for.
    ///
    /// Codes of other tools that no rule of ours bears are passed over in
    /// `ignore` and `severities`: configurations written for those tools name many.
    ///
    /// # Errors
    ///
    /// A name that nothing answers to.
    pub fn resolve(&self, all: &'static [Rule]) -> Result<Vec<EnabledRule>, UnknownRule> {
        for name in self.only.iter().chain(&self.also) {
            known(all, name)?;
        }
        let named = self.ignore.iter().chain(self.severities.iter().map(|(name, _)| name));
        for name in named.filter(|name| !is_foreign_code(name)) {
            known(all, name)?;
        }
        let enabled = all.iter().filter(|rule| self.enables(rule));
        Ok(enabled.map(|rule| EnabledRule { rule, severity: self.severity(rule) }).collect())
    }

    fn enables(&self, rule: &Rule) -> bool {
        let profile = self.profile.unwrap_or(Profile::Recommended);
        let chosen = if self.only.is_empty() {
            match profile {
                Profile::All => true,
                Profile::Strict => rule.status == Status::Stable,
                profile => rule.profiles.contains(&profile),
            }
        } else {
            self.only.iter().any(|name| means(rule, name))
        };
        let also = self.also.iter().any(|name| means(rule, name));
        (chosen || also) && !self.ignore.iter().any(|name| means(rule, name))
    }

    fn severity(&self, rule: &Rule) -> Severity {
        let given = self.severities.iter().rev().find(|(name, _)| means(rule, name));
        given.map_or(rule.severity, |(_, severity)| *severity)
    }
}

fn means(rule: &Rule, name: &str) -> bool {
    rule.answers_to(name) || rule.category.name() == name
}

fn known(all: &'static [Rule], name: &str) -> Result<(), UnknownRule> {
    if all.iter().any(|rule| means(rule, name)) {
        return Ok(());
    }
    let names = all.iter().flat_map(|rule| [rule.id, rule.category.name()]);
    let mut names: Vec<&'static str> = names.collect();
    names.sort_unstable();
    names.dedup();
    let nearest = super::nearest(name, names, 3).map(|(nearest, _)| nearest);
    Err(UnknownRule { name: name.to_owned(), nearest })
}

/// Whether a name looks like a code of hadolint, ShellCheck or BuildKit: `DL3008`, `SC2086`, `StageNameCasing`.
pub(super) fn is_foreign_code(name: &str) -> bool {
    let is_numbered = |prefix: &str| {
        let digits = name.strip_prefix(prefix);
        digits.is_some_and(|digits| {
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let is_camel = name.starts_with(|ch: char| ch.is_ascii_uppercase())
        && name.contains(|ch: char| ch.is_ascii_lowercase())
        && name.chars().all(|ch| ch.is_ascii_alphanumeric());
    is_numbered("DL") || is_numbered("SC") || is_camel
}
