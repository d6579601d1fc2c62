//! The table `[format]`.

use serde::Deserialize;

/// The table `[format]`: how files are laid out. What it leaves open is for `.editorconfig` to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct FormatConfig {
    /// How keywords are written.
    pub keyword_case: Option<CaseName>,
    /// What continued lines are indented with.
    pub indent_style: Option<IndentStyleName>,
    /// How many columns they are indented by.
    pub indent_width: Option<Width>,
    /// How many empty lines may follow each other.
    pub max_blank_lines: Option<BlankLines>,
    /// Whether the file ends with a line end.
    pub final_newline: Option<bool>,
    /// How lines end.
    pub line_ends: Option<LineEndsName>,
    /// Where `&&` and `||` stand beside a line break.
    pub operators: Option<OperatorPlaceName>,
}

/// A case, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseName {
    /// `RUN`
    Upper,
    /// `run`
    Lower,
    /// As it is.
    Preserve,
}

/// What lines are indented with, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IndentStyleName {
    /// Spaces.
    Space,
    /// Tabs.
    Tab,
}

/// How lines end, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineEndsName {
    /// Each as it is.
    Preserve,
    /// `\n`
    Lf,
    /// `\r\n`
    Crlf,
}

/// Where operators stand, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OperatorPlaceName {
    /// Where they are.
    Preserve,
    /// At the begin of a line.
    Leading,
    /// At the end of a line.
    Trailing,
}

/// A number of columns, from 1 to 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub struct Width(u32);

impl Width {
    /// The number.
    pub fn columns(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Width {
    type Error = String;

    fn try_from(columns: u32) -> Result<Self, String> {
        match columns {
            1..=16 => Ok(Self(columns)),
            _ => Err(format!("an indentation of {columns} columns; expected 1 to 16")),
        }
    }
}

/// A number of empty lines, from 1 to 10: without any, what stands behind a directive could become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "usize")]
pub struct BlankLines(usize);

impl BlankLines {
    /// The number.
    pub fn lines(self) -> usize {
        self.0
    }
}

impl TryFrom<usize> for BlankLines {
    type Error = String;

    fn try_from(lines: usize) -> Result<Self, String> {
        match lines {
            1..=10 => Ok(Self(lines)),
            _ => Err(format!("{lines} empty lines; expected 1 to 10")),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn reads_what_is_right_and_names_the_line_of_what_is_not() {
        for (text, expected) in [
            ("indent-width = 2", "Some(Width(2))"),
            ("indent-width = 0", "line 2: an indentation of 0 columns; expected 1 to 16"),
            ("max-blank-lines = 0", "line 2: 0 empty lines; expected 1 to 10"),
            (
                "keyword-case = \"title\"",
                "line 2: unknown variant `title`, expected one of `upper`, `lower`, `preserve`",
            ),
            (
                "wrap = 80",
                "line 2: unknown field `wrap`, expected one of `keyword-case`, `indent-style`, `indent-width`, \
                 `max-blank-lines`, `final-newline`, `line-ends`, `operators`",
            ),
        ] {
            let said = match Config::parse(&format!("[format]\n{text}\n")) {
                Ok(config) => format!("{:?}", config.format.indent_width),
                Err(error) => error.to_string(),
            };
            assert_eq!(said, expected, "{text}");
        }
    }
}
