//! The settings of the editor: `dockwright.*`.

use crate::lint::Profile;
use crate::project::Overrides;
use serde::Deserialize;
use serde_json::Value;
use std::path::PathBuf;

/// What the user set in the editor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Options {
    /// What counts more than `dockwright.toml`.
    pub(super) overrides: Overrides,
    /// How many commits are replayed; 0 for none.
    pub(super) history: u32,
    /// From which part of the commits on a step bears a hint, in per cent; `None` for no hints.
    pub(super) hints_from: Option<f64>,
    /// Whether stages bear lenses.
    pub(super) lenses: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { overrides: Overrides::default(), history: 200, hints_from: Some(0.0), lenses: true }
    }
}

/// The settings as they are written; what is missing has its default.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Written {
    configuration: Option<PathBuf>,
    profile: Option<String>,
    select: Vec<String>,
    ignore: Vec<String>,
    context: Option<String>,
    history: WrittenHistory,
    inlay_hints: WrittenHints,
    code_lens: WrittenLens,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WrittenHistory {
    commits: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WrittenHints {
    enable: Option<bool>,
    threshold: Option<f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct WrittenLens {
    enable: Option<bool>,
}

impl Options {
    /// Reads the settings, whether they come alone or below `dockwright`.
    ///
    /// # Errors
    ///
    /// What is not understood, for the user; the defaults count then.
    pub(super) fn parse(value: &Value) -> Result<Self, String> {
        let value = value.get("dockwright").unwrap_or(value);
        if value.is_null() {
            return Ok(Self::default());
        }
        let written = Written::deserialize(value);
        let written = written.map_err(|error| format!("the settings of dockwright: {error}"))?;
        let profile = written.profile.as_deref().filter(|name| !name.is_empty()).map(|name| {
            let found = Profile::ALL.into_iter().find(|profile| profile.name() == name);
            found.ok_or_else(|| format!("dockwright.profile: there is no profile {name:?}"))
        });
        let text = |text: Option<String>| text.filter(|text| !text.is_empty());
        let defaults = Self::default();
        let has_hints = written.inlay_hints.enable.unwrap_or(true);
        Ok(Self {
            overrides: Overrides {
                config: written.configuration.filter(|path| !path.as_os_str().is_empty()),
                profile: profile.transpose()?,
                select: written.select,
                ignore: written.ignore,
                context: text(written.context),
                ..Overrides::default()
            },
            history: written.history.commits.unwrap_or(defaults.history),
            hints_from: has_hints.then(|| written.inlay_hints.threshold.unwrap_or(0.0)),
            lenses: written.code_lens.enable.unwrap_or(defaults.lenses),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_are_read_with_and_without_their_name() {
        assert_eq!(Options::parse(&Value::Null), Ok(Options::default()));
        let settings = json!({"profile": "strict", "history": {"commits": 50}, "inlayHints": {"enable": false}});
        let options = Options::parse(&json!({"dockwright": settings})).unwrap();
        assert_eq!(Options::parse(&settings).unwrap(), options);
        assert_eq!(options.overrides.profile, Some(Profile::Strict));
        assert_eq!((options.history, options.hints_from), (50, None));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let error = |value| Options::parse(&value).unwrap_err();
        assert_eq!(error(json!({"profile": "x"})), "dockwright.profile: there is no profile \"x\"");
        assert!(
            error(json!({"select": 1})).starts_with("the settings of dockwright: invalid type")
        );
    }
}
