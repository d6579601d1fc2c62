//! Paths whose content says when or in which order something ran, not what is in the image.
//!
//! Nothing is left out: a difference there is still found, counted and shown,
//! and marked as volatile.

mod normalize;
mod table;

use crate::ignore::{deep_match, has_wildcards};
use std::fmt;

pub use normalize::Normalizer;
pub use table::volatile_rules;

/// What holds for the paths of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// Files: that they are there, their mode and owner are compared; their content is not.
    Content,
    /// A folder: that it is there, its mode and owner are compared; what is below is summed up.
    Tree,
    /// Files: their content is compared after a normaliser took out what is volatile.
    Normalized(Normalizer),
}

impl Treatment {
    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Treatment::Content => "content",
            Treatment::Tree => "tree",
            Treatment::Normalized(normalizer) => normalizer.name(),
        }
    }
}

impl fmt::Display for Treatment {
    /// The word, and the keys whose values are taken out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Treatment::Normalized(Normalizer::Fields(keys)) => {
                write!(f, ": `{}`", keys.join("`, `"))
            }
            _ => Ok(()),
        }
    }
}

/// A line of the table of volatile paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VolatileRule {
    /// An absolute path; `*`, `?` and `[…]` stay in a part, `**` is any number of parts.
    pub pattern: &'static str,
    /// What holds for its paths.
    pub treatment: Treatment,
    /// Why.
    pub reason: &'static str,
}

/// The volatile paths that a comparison knows.
#[derive(Clone, Debug)]
pub struct Volatile {
    rules: Vec<Rule>,
}

/// A rule, made ready for many paths.
#[derive(Clone, Debug)]
struct Rule {
    /// Without its leading slash.
    pattern: String,
    /// The longest part without wildcards: a path without it is not looked at further.
    needle: String,
    treatment: Treatment,
}

impl Rule {
    fn new(pattern: &str, treatment: Treatment) -> Self {
        let pattern = pattern.trim_start_matches('/').to_owned();
        let plain = pattern.split('/').filter(|part| !has_wildcards(part) && !part.contains('\\'));
        let needle = plain.max_by_key(|part| part.len()).unwrap_or_default().to_owned();
        Self { pattern, needle, treatment }
    }

    fn matches(&self, path: &str) -> bool {
        path.contains(&self.needle) && deep_match(&self.pattern, path.trim_start_matches('/'))
    }
}

impl Default for Volatile {
    /// The paths of [`volatile_rules`].
    fn default() -> Self {
        Self::with_patterns(std::iter::empty())
    }
}

impl Volatile {
    /// The paths of [`volatile_rules`] and these: what is below the folder of a pattern that ends in
    /// `/**`, and the content of the files of any other. A pattern that is malformed matches nothing.
    pub fn with_patterns<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Self {
        let of_user = patterns.into_iter().map(|pattern| {
            let is_tree = pattern.ends_with("/**");
            Rule::new(pattern, if is_tree { Treatment::Tree } else { Treatment::Content })
        });
        let own = volatile_rules().iter().map(|rule| Rule::new(rule.pattern, rule.treatment));
        Self { rules: of_user.chain(own).collect() }
    }

    /// How the content of the file at an absolute path is treated; the first rule counts.
    pub(super) fn treatment(&self, path: &str) -> Option<Treatment> {
        let rules = self.rules.iter().filter(|rule| rule.treatment != Treatment::Tree);
        rules.into_iter().find(|rule| rule.matches(path)).map(|rule| rule.treatment)
    }

    /// What normalises the file at an absolute path.
    pub(super) fn normalizer(&self, path: &str) -> Option<Normalizer> {
        match self.treatment(path) {
            Some(Treatment::Normalized(normalizer)) => Some(normalizer),
            _ => None,
        }
    }

    /// Whether what is below the folder at an absolute path is summed up.
    pub(super) fn is_folded(&self, path: &str) -> bool {
        let mut rules = self.rules.iter().filter(|rule| rule.treatment == Treatment::Tree);
        rules.any(|rule| rule.matches(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(patterns: &[&str], path: &str) -> &'static str {
        let volatile = Volatile::with_patterns(patterns.iter().copied());
        match (volatile.is_folded(path), volatile.treatment(path)) {
            (true, _) => "tree",
            (false, Some(treatment)) => treatment.name(),
            (false, None) => "-",
        }
    }

    #[test]
    fn the_built_in_paths() {
        for (path, treatment) in [
            ("/root/.npm/_cacache", "tree"),
            ("/home/node/.npm/_logs", "tree"),
            ("/root/.npm", "-"),
            ("/app/node_modules/a/index.js", "-"),
            ("/app/node_modules/.modules.yaml", "fields"),
            ("/var/log/apt/history.log", "content"),
            ("/var/log", "content"),
            ("/var/lib/apt/lists", "tree"),
            ("/var/lib/dpkg/status", "-"),
            ("/var/lib/dpkg/status-old", "content"),
            ("/etc/shadow", "password-days"),
            ("/usr/lib/python3.12/__pycache__/os.cpython-312.pyc", "content"),
            ("/app/a.pyc", "python-bytecode"),
            ("/app/a.py", "-"),
            ("/root/.cache/pip", "tree"),
            ("/root/.cache/ms-playwright", "-"),
            ("/root/.cache/pypoetry/virtualenvs", "-"),
            ("/app/.venv/lib/x.dist-info/RECORD", "install-record"),
        ] {
            assert_eq!(check(&[], path), treatment, "{path}");
        }
    }

    #[test]
    fn patterns_of_the_user_come_first() {
        let patterns = ["/app/build-info.json", "/srv/cache/**", "/opt/*/x.pyc", "[", "app.lock"];
        for (path, treatment) in [
            ("/app/build-info.json", "content"),
            ("/app/other.json", "-"),
            ("/srv/cache", "tree"),
            ("/srv", "-"),
            ("/opt/a/x.pyc", "content"),
            ("/opt/a/y.pyc", "python-bytecode"),
            ("/app.lock", "content"),
            ("/app/app.lock", "-"),
        ] {
            assert_eq!(check(&patterns, path), treatment, "{path}");
        }
    }
}
