//! Parser directives: `# syntax=`, `# escape=`, `# check=` at the very top.

use super::problem::Problem;
use crate::text::TextRange;

/// A parser directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Which one.
    pub kind: DirectiveKind,
    /// From `#` to the end of the line.
    pub range: TextRange,
    /// Its value, without white space around it.
    pub value: TextRange,
}

/// Which directive (`directives.go validDirectives`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DirectiveKind {
    /// The front end that reads the file.
    Syntax,
    /// The escape character.
    Escape,
    /// Options for BuildKit's checks.
    Check,
}

impl DirectiveKind {
    fn of(name: &str) -> Option<Self> {
        [Self::Syntax, Self::Escape, Self::Check]
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(name))
    }

    /// The name in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Escape => "escape",
            Self::Check => "check",
        }
    }
}

/// Reads the comment at `comment` (from its `#`) as a directive; `None` ends the block of directives.
pub(super) fn read(text: &str, comment: TextRange) -> Option<Directive> {
    let line = comment.of(text).strip_prefix('#')?;
    let (name, value) = line.split_once('=')?;
    let kind = DirectiveKind::of(name.trim())?;
    let value = value.trim();
    if value.is_empty() {
        return None;
    }
    let start = comment.start as usize + offset_in(comment.of(text), value);
    Some(Directive { kind, range: comment, value: TextRange::new(start, start + value.len()) })
}

/// Offset of `part`, which is a slice of `whole`.
fn offset_in(whole: &str, part: &str) -> usize {
    part.as_ptr() as usize - whole.as_ptr() as usize
}

/// The escape character that a directive sets, or why it cannot.
pub(super) fn escape(text: &str, directive: &Directive) -> Result<char, Problem> {
    match directive.value.of(text) {
        "\\" => Ok('\\'),
        "`" => Ok('`'),
        other => Err(Problem::new(
            directive.value,
            format!("the escape character must be ` or \\, not {other}"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> Option<(&'static str, &str)> {
        let directive = read(line, TextRange::new(0, line.len()))?;
        Some((directive.kind.name(), directive.value.of(line)))
    }

    #[test]
    fn directives() {
        assert_eq!(check("# syntax=docker/dockerfile:1"), Some(("syntax", "docker/dockerfile:1")));
        assert_eq!(check("#escape = `  "), Some(("escape", "`")));
        assert_eq!(check("# CHECK=skip=all;error=true"), Some(("check", "skip=all;error=true")));
        assert_eq!(check("# other=x"), None);
        assert_eq!(check("# escape="), None);
        assert_eq!(check("# a comment"), None);
        assert_eq!(check("## escape=`"), None);
    }
}
