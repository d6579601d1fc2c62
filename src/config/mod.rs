//! `dockwright.toml`: what it may say, and what is wrong with one that says something else; and `.editorconfig`.
//!
//! Reads text only; `host` finds the files.

mod editor_config;
mod format;
mod section_glob;

pub use editor_config::{EditorConfig, EditorProperties};
pub use format::{
    BlankLines, CaseName, FormatConfig, IndentStyleName, LineEndsName, OperatorPlaceName, Width,
};

use crate::ignore::path_match;
use crate::text::{LineIndex, TextRange};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

/// The configuration of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// The profile to start from.
    pub profile: Option<ProfileName>,
    /// Only these rules or categories.
    pub select: Vec<String>,
    /// These rules or categories too.
    pub extend_select: Vec<String>,
    /// Not these rules or categories.
    pub ignore: Vec<String>,
    /// The severity from which a run fails.
    pub fail_on: Option<FailOn>,
    /// The build context, relative to the configuration file.
    pub context: Option<String>,
    /// Files that are never checked: patterns as in `.gitignore`, relative to the configuration file.
    pub exclude: Vec<String>,
    /// Severities by rule.
    pub severity: BTreeMap<String, SeverityName>,
    /// Rules that are not checked in some files, by pattern as in `exclude`.
    pub per_file_ignores: BTreeMap<String, Vec<String>>,
    /// What `verify` takes for granted.
    pub verify: VerifyConfig,
    /// How files are laid out.
    pub format: FormatConfig,
}

/// The table `[verify]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct VerifyConfig {
    /// Paths of the image whose content two builds need not have in common, beside those that are
    /// built in (`docs/volatile-paths.md`).
    pub volatile: Vec<PathPattern>,
}

/// A pattern for absolute paths of an image: `*`, `?` and `[…]` stay in a part, `**` is any number of
/// parts. It is never malformed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PathPattern(String);

impl PathPattern {
    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PathPattern {
    type Error = String;

    fn try_from(pattern: String) -> Result<Self, String> {
        if !pattern.starts_with('/') {
            return Err(format!("`{pattern}` must begin with `/`: it is a path of the image"));
        }
        match pattern.split('/').any(|part| path_match(part, "").is_err()) {
            true => Err(format!("`{pattern}` is malformed")),
            // All differences would be accepted, and nothing proved.
            false if !pattern.split('/').any(names_something) => Err(format!(
                "`{pattern}` holds for every path: name a folder or a file, such as `/srv/cache/**`"
            )),
            false => Ok(Self(pattern)),
        }
    }
}

/// Whether a part of a pattern has more than wildcards.
fn names_something(part: &str) -> bool {
    let mut in_class = false;
    part.chars().any(|it| match it {
        '[' => {
            in_class = true;
            false
        }
        ']' if in_class => {
            in_class = false;
            false
        }
        '*' | '?' => false,
        _ => !in_class,
    })
}

/// A profile, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileName {
    /// The default.
    Recommended,
    /// Everything that is stable.
    Strict,
    /// Everything.
    All,
    /// As hadolint.
    Hadolint,
    /// As BuildKit's checks.
    Buildkit,
}

/// A severity, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeverityName {
    /// The build fails, or the image is broken.
    Error,
    /// Should be mended.
    Warning,
    /// Worth knowing.
    Info,
    /// Taste.
    Style,
}

/// From which severity on a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    /// Errors only.
    Error,
    /// Warnings and errors.
    Warning,
    /// Infos too.
    Info,
    /// Any finding.
    Style,
    /// Nothing.
    Never,
}

/// What is wrong with a configuration file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Line, from 1; `None` when the file as a whole is wrong.
    pub line: Option<u32>,
    /// Where in the text.
    pub range: Option<TextRange>,
    /// What is wrong, and what was expected.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    ///
    /// The first key or value that is not understood, with its line.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| {
            let range = error.span().map(|span| TextRange::new(span.start, span.end));
            let line = range.map(|range| LineIndex::new(text).line(range.start as usize));
            ConfigError { line, range, message: error.message().to_owned() }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        match Config::parse(text) {
            Ok(config) => format!("{:?} {:?} {:?}", config.profile, config.ignore, config.fail_on),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn reads_what_is_right_and_names_the_line_of_what_is_not() {
        assert_eq!(
            check("profile = \"strict\"\nignore = [\"a\"]\nfail-on = \"never\"\n"),
            "Some(Strict) [\"a\"] Some(Never)"
        );
        assert_eq!(
            check("ignore = []\nfail_on = \"error\"\n"),
            "line 2: unknown field `fail_on`, expected one of `profile`, `select`, `extend-select`, `ignore`, \
             `fail-on`, `context`, `exclude`, `severity`, `per-file-ignores`, `verify`, `format`"
        );
        assert!(check("profile = \"loud\"").starts_with("line 1: unknown variant `loud`"));
        assert!(check("ignore = [\n\"a\",\n").starts_with("line "));
    }

    #[test]
    fn volatile_paths_are_absolute_patterns() {
        let volatile = |text: &str| match Config::parse(text) {
            Ok(config) => format!("{:?}", config.verify.volatile),
            Err(error) => error.to_string(),
        };
        for (text, expected) in [
            ("ignore = []", "[]"),
            (
                "[verify]\nvolatile = [\"/app/build-info.json\", \"/srv/cache/**\"]",
                "[PathPattern(\"/app/build-info.json\"), PathPattern(\"/srv/cache/**\")]",
            ),
            (
                "[verify]\nvolatile = [\n\"/a\",\n\"b\"]",
                "line 2: `b` must begin with `/`: it is a path of the image",
            ),
            (
                "[verify]\nvolatile = [\n\"/**\"]",
                "line 2: `/**` holds for every path: name a folder or a file, such as `/srv/cache/**`",
            ),
            ("[verify]\nvolatile = [\"/*/**/a?\"]", "[PathPattern(\"/*/**/a?\")]"),
            ("[verify]\nvolatile = [\"/[\"]", "line 2: `/[` is malformed"),
            ("[verify]\nvolatil = []", "line 2: unknown field `volatil`, expected `volatile`"),
        ] {
            assert_eq!(volatile(text), expected, "{text}");
        }
        for pattern in ["/", "/*", "/**/*", "/?*/**", "/[a-z]*/**", "//"] {
            let text = format!("[verify]\nvolatile = [\"{pattern}\"]");
            assert!(volatile(&text).contains("holds for every path"), "{pattern}");
        }
    }
}
