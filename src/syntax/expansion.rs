//! Variable references in the arguments of instructions, and their expansion.
//!
//! Follows BuildKit's lexer (`shell/lex.go`): quotes, the escape character and
//! every form of `$name` and `${name…}`. A value may be unknown (an image's
//! environment cannot be seen offline); then so is the result.

mod run;

use run::{Out, Run};
use std::fmt;

/// What is known of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Its value.
    Set(String),
    /// Surely not set.
    Unset,
    /// May be set, to something that cannot be known here.
    Unknown,
}

/// Shorthand for lookups that know nothing.
pub(super) enum Unset {
    Unset,
}

impl From<Unset> for Value {
    fn from(_: Unset) -> Value {
        Value::Unset
    }
}

/// Why a text cannot be expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpansionError(String);

impl fmt::Display for ExpansionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The outcome of an expansion that did not fail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// The text; `None` when it depends on an unknown value.
    pub text: Option<String>,
    /// Names that were looked up, in order, each once.
    pub used: Vec<String>,
    /// Those of them that are surely unset and have no default in the reference.
    pub unset: Vec<String>,
}

type Lookup<'a> = &'a dyn Fn(&str) -> Value;
type Outcome<T> = Result<T, ExpansionError>;

/// Expands texts against one environment.
pub struct Expander<'a> {
    escape: char,
    lookup: Lookup<'a>,
    keep_unset: bool,
    keep_quotes: bool,
}

impl<'a> Expander<'a> {
    /// An expander for the given escape character and environment.
    pub fn new(escape: char, lookup: Lookup<'a>) -> Self {
        Self { escape, lookup, keep_unset: false, keep_quotes: false }
    }

    /// Leaves quotes alone, as in the body of a heredoc.
    pub fn keep_quotes(self) -> Self {
        Self { keep_quotes: true, ..self }
    }

    /// Leaves references to unset variables as they are written.
    pub(super) fn keep_unset(self) -> Self {
        Self { keep_unset: true, ..self }
    }

    /// Expands `word` to one text.
    ///
    /// # Errors
    ///
    /// When a reference or quote is malformed, or `${name:?message}` fails.
    pub fn expand(&self, word: &str) -> Outcome<Expanded> {
        if !word.contains(['$', '\'', '"', self.escape]) {
            return Ok(Expanded { text: Some(word.to_owned()), ..Expanded::default() });
        }
        let mut run = Run::new(self, word);
        let mut out = Out::default();
        run.until(None, false, &mut out)?;
        Ok(run.finish(out.text))
    }

    /// Expands `text` and splits the result at white space outside quotes; unknown values count as nothing.
    ///
    /// # Errors
    ///
    /// As [`Expander::expand`].
    pub fn words(&self, text: &str) -> Outcome<Vec<String>> {
        let mut run = Run::new(self, text);
        let mut out = Out::default();
        run.until(None, false, &mut out)?;
        out.end_word();
        Ok(out.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str) -> String {
        let lookup = |name: &str| match name {
            "A" => Value::Set("abcabc".into()),
            "E" => Value::Set(String::new()),
            "P" => Value::Set("a b".into()),
            "BASE" => Value::Unknown,
            _ => Value::Unset,
        };
        match Expander::new('\\', &lookup).expand(word) {
            Ok(expanded) => expanded.text.unwrap_or_else(|| "(unknown)".into()),
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn expansion_forms() {
        for (word, expected) in [
            ("x$A-y", "xabcabc-y"),
            ("${A}y", "abcabcy"),
            ("$U|${U}", "|"),
            ("${U:-d}${U-d}${E:-d}${E-d}", "ddd"),
            ("${A:+w}${E:+w}${E+w}${U+w}", "ww"),
            ("${A:?m}", "abcabc"),
            ("${U:?is needed}", "error: U: is needed"),
            ("${E?m}x", "x"),
            ("${E:?}", "error: E must be set"),
            ("${A#a*b}|${A##a*b}", "cabc|c"),
            ("${A%b*}|${A%%b*}", "abca|a"),
            ("${A/b/X}|${A//b/X}|${A/a*b/X}", "aXcabc|aXcaXc|Xc"),
            ("${U:-${A}}", "abcabc"),
            ("'$A' \"$A\" \\$A", "$A abcabc $A"),
            (r#""a\"b\c""#, r#"a"b\c"#),
            ("$", "$"),
            ("$$x", "x"),
            ("${BASE}/bin", "(unknown)"),
            ("${BASE:-x}", "(unknown)"),
            ("${A:-${BASE}}", "abcabc"),
            ("${}", "error: this is no substitution that Docker knows"),
            ("${A", "error: a ${ has no matching }"),
            ("${A:=x}", "error: the modifier := is not supported"),
            ("${A^^}", "error: the modifier ^ is not supported"),
            ("'open", "error: there is no matching single quote"),
            ("\"open", "error: there is no matching double quote"),
        ] {
            assert_eq!(check(word), expected, "{word}");
        }
    }

    #[test]
    fn words_split_outside_quotes() {
        let lookup = |_: &str| Value::Set("80 81".into());
        let check = |text: &str| Expander::new('\\', &lookup).words(text).unwrap().join("|");
        assert_eq!(check("$P x"), "80|81|x");
        assert_eq!(check("\"$P\" 'a b'"), "80 81|a b");
        assert_eq!(check(r"a\ b"), "a b");
    }

    #[test]
    fn unset_names_are_told() {
        let lookup = |_: &str| Value::Unset;
        let expanded = Expander::new('\\', &lookup).expand("$a ${b:-x} ${c}").unwrap();
        assert_eq!(expanded.used, ["a", "b", "c"]);
        assert_eq!(expanded.unset, ["a", "c"]);
    }
}
