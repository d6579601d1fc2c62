//! Words: what they are worth when it is known, and what they depend on when it is not.
//!
//! Owns the result of quote removal; the removal itself is in `unquote.rs`.

use std::ops::Range;

use super::script::List;
use crate::text::TextRange;

/// One word of a command, quotes removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Where it stands, quotes included.
    pub range: TextRange,
    /// The text after quote removal. Expansions and substitutions stay in it as they are written,
    /// and so do globs.
    pub value: String,
    /// How it is quoted.
    pub quoting: Quoting,
    /// Whether it has an unquoted `*`, `?`, `[` or `{`, which the shell may replace by file names
    /// or several words.
    pub glob: bool,
    /// `$X`, `${X…}` and `$((…))`, in order; those inside others included.
    pub expansions: Vec<Expansion>,
    /// `$(…)`, backticks, `<(…)` and `>(…)`, in order.
    pub substitutions: Vec<Substitution>,
    /// How many bytes at the start of the value stand in the source just so.
    pub(super) plain: usize,
}

/// How a word is quoted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Quoting {
    /// Not at all.
    #[default]
    None,
    /// All of it in `'…'`.
    Single,
    /// All of it in `"…"`.
    Double,
    /// In part, or by backslashes, or as `$'…'`.
    Mixed,
}

/// A place in a word where the value of a variable, or a sum, is put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion {
    /// Name of the variable, number of the parameter, or special character; empty for a sum.
    pub name: String,
    /// Which form.
    pub form: ExpansionForm,
    /// Where it stands.
    pub range: TextRange,
    /// Its place in the word's value; empty if it stands inside another expansion.
    pub(super) span: Range<usize>,
}

/// The forms of an expansion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExpansionForm {
    /// `$X` or `${X}`.
    Plain,
    /// `${X:-default}`, `${X%.*}`, `${#X}` and the like.
    Operated,
    /// `$((…))`.
    Arithmetic,
}

/// A place in a word where the output of commands is put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitution {
    /// The commands.
    pub list: List,
    /// Whether it is `<(…)` or `>(…)`, which put a file name.
    pub process: bool,
    /// Where it stands.
    pub range: TextRange,
    /// Its place in the word's value; empty if it stands inside an expansion.
    pub(super) span: Range<usize>,
}

impl Word {
    /// A word that is worth just `value`; `range` is where it stands, quotes included.
    pub fn plain(value: impl Into<String>, range: TextRange) -> Self {
        let value = value.into();
        let quoted = range.len() == value.len() + 2;
        let quoting = if quoted { Quoting::Double } else { Quoting::None };
        let plain = if range.len() == value.len() { value.len() } else { 0 };
        Self { range, value, quoting, plain, ..Self::default() }
    }

    /// The value, when it does not depend on anything. Globs count as they are written.
    pub fn literal(&self) -> Option<&str> {
        let known = self.expansions.is_empty() && self.substitutions.is_empty();
        known.then_some(self.value.as_str())
    }

    /// Whether the word is worth just `text`.
    pub fn is(&self, text: &str) -> bool {
        self.literal() == Some(text)
    }

    /// The value up to the first expansion or substitution.
    pub fn known_start(&self) -> &str {
        let expansions = self.expansions.iter().map(|expansion| expansion.span.start);
        let substitutions = self.substitutions.iter().map(|substitution| substitution.span.start);
        let end = expansions.chain(substitutions).min().unwrap_or(self.value.len());
        self.value.get(..end).unwrap_or_default()
    }

    /// The value with each plain expansion replaced by what `lookup` says.
    ///
    /// `None` if anything stays unknown: a variable that `lookup` does not know, another form of
    /// expansion, a substitution.
    pub fn expand<'v>(&self, lookup: impl Fn(&str) -> Option<&'v str>) -> Option<String> {
        if !self.substitutions.is_empty() {
            return None;
        }
        let mut expanded = String::with_capacity(self.value.len());
        let mut done = 0;
        for expansion in &self.expansions {
            if expansion.form != ExpansionForm::Plain {
                return None;
            }
            expanded.push_str(self.value.get(done..expansion.span.start)?);
            expanded.push_str(lookup(&expansion.name)?);
            done = expansion.span.end;
        }
        expanded.push_str(self.value.get(done..)?);
        Some(expanded)
    }

    /// The word behind the first `at` bytes of the value, as `app` in `--prefix=app`.
    ///
    /// Its range is exact if what was cut off is written without quotes, else the whole word's.
    pub fn behind(&self, at: usize) -> Word {
        let exact = at <= self.plain;
        let start = if exact { self.range.start as usize + at } else { self.range.start as usize };
        let moved =
            |span: &Range<usize>| Some(span.start.checked_sub(at)?..span.end.checked_sub(at)?);
        let expansions = self.expansions.iter().filter_map(|expansion| {
            Some(Expansion { span: moved(&expansion.span)?, ..expansion.clone() })
        });
        let substitutions = self.substitutions.iter().filter_map(|substitution| {
            Some(Substitution { span: moved(&substitution.span)?, ..substitution.clone() })
        });
        Word {
            range: TextRange::new(start, self.range.end as usize),
            value: self.value.get(at..).unwrap_or_default().to_owned(),
            quoting: self.quoting,
            glob: self.glob,
            expansions: expansions.collect(),
            substitutions: substitutions.collect(),
            plain: if exact { self.plain - at } else { 0 },
        }
    }

    /// Where the value stands in the source byte for byte, if it does.
    pub fn verbatim(&self) -> Option<TextRange> {
        let (start, len) = (self.range.start as usize, self.value.len());
        match self.quoting {
            Quoting::None if self.range.len() == len => Some(self.range),
            Quoting::Single | Quoting::Double if self.range.len() == len + 2 => {
                Some(TextRange::new(start + 1, start + 1 + len))
            }
            _ => None,
        }
    }

    /// Takes up an expansion whose `$` the word ends with, and whose name follows it.
    pub(super) fn end_with(&mut self, lost: Option<Expansion>) {
        let at = self.value.len().checked_sub(1).filter(|_| self.value.ends_with('$'));
        if let (Some(at), Some(expansion)) = (at, lost) {
            let span = at..at + expansion.span.len();
            self.expansions.push(Expansion { span, ..expansion });
        }
    }

    /// Takes up `next`, which follows without a blank between.
    pub(super) fn append(&mut self, next: Word) {
        let at = self.value.len();
        let whole = self.plain == at && self.quoting == Quoting::None;
        self.plain = if whole { at + next.plain } else { self.plain };
        let unquoted = self.quoting == Quoting::None && next.quoting == Quoting::None;
        self.quoting = if unquoted { Quoting::None } else { Quoting::Mixed };
        self.range = self.range.join(next.range);
        self.value.push_str(&next.value);
        self.glob |= next.glob;
        let moved = |span: Range<usize>| span.start + at..span.end + at;
        self.expansions.extend(next.expansions.into_iter().map(|mut expansion| {
            expansion.span = moved(expansion.span);
            expansion
        }));
        self.substitutions.extend(next.substitutions.into_iter().map(|mut substitution| {
            substitution.span = moved(substitution.span);
            substitution
        }));
    }
}
