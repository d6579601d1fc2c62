//! Typed views over an instruction's arguments.
//!
//! Views own nothing and cost little; all ranges are in the source.

use super::keyword::Keyword;
use super::logical::LogicalText;
use super::node::{Form, HeredocNode, PairNode};
use super::tree::{Dockerfile, Instruction};
use super::words::RawFlag;
use super::{Mount, heredoc, json};
use crate::text::TextRange;
use std::borrow::Cow;

/// A word of the arguments.
#[derive(Clone, Debug)]
pub struct Word<'a> {
    text: Cow<'a, str>,
    logical: LogicalText<'a>,
    is_json: bool,
}

impl<'a> Word<'a> {
    pub(super) fn plain(logical: LogicalText<'a>, range: TextRange) -> Self {
        let logical = logical.slice(range);
        Self { text: Cow::Borrowed(logical.text()), logical, is_json: false }
    }

    pub(super) fn json(logical: LogicalText<'a>, string: &'a json::JsonString) -> Self {
        let logical = logical.slice(string.range);
        let inner = TextRange::new(1, logical.text().len().saturating_sub(1));
        let text = match &string.unescaped {
            Some(value) => Cow::Borrowed(&**value),
            None => Cow::Borrowed(inner.of(logical.text())),
        };
        Self { text, logical, is_json: true }
    }

    /// The word: as written, variables and quotes included; for JSON the string's value.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where it stands, the quotes of a JSON string included.
    pub fn range(&self) -> TextRange {
        self.logical.range()
    }

    /// Whether it is a string of a JSON array.
    pub fn is_json(&self) -> bool {
        self.is_json
    }
}

/// A `--flag` of an instruction.
#[derive(Clone, Copy, Debug)]
pub struct Flag<'a> {
    logical: LogicalText<'a>,
    text: &'a str,
}

impl<'a> Flag<'a> {
    pub(super) fn new(logical: LogicalText<'a>, flag: &'a RawFlag) -> Self {
        let logical = logical.slice(flag.range);
        Self { logical, text: flag.cooked.as_deref().unwrap_or(logical.text()) }
    }

    /// The name without `--`.
    pub fn name(self) -> &'a str {
        self.text.split('=').next().unwrap_or_default().trim_start_matches("--")
    }

    /// What follows the `=`, without quotes and escapes.
    pub fn value(self) -> Option<&'a str> {
        self.text.split_once('=').map(|(_, value)| value)
    }

    /// Where the whole flag stands.
    pub fn range(self) -> TextRange {
        self.logical.range()
    }

    /// Where `part` of the value stands; the whole flag's range if quotes or escapes shift it.
    pub(super) fn part_range(self, part: TextRange) -> TextRange {
        if self.text != self.logical.text() {
            return self.range();
        }
        let shift = self.text.find('=').map_or(0, |at| at + 1);
        let part = TextRange::new(part.start as usize + shift, part.end as usize + shift);
        self.logical.source_range(part)
    }
}

/// A key and a value, of ENV, LABEL or ARG.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    key: LogicalText<'a>,
    value: Option<LogicalText<'a>>,
    is_legacy: bool,
}

impl<'a> Pair<'a> {
    pub(super) fn new(logical: LogicalText<'a>, node: PairNode) -> Self {
        let value = node.value.map(|value| logical.slice(value));
        Self { key: logical.slice(node.key), value, is_legacy: node.legacy }
    }

    /// The key as written.
    pub fn key(self) -> &'a str {
        self.key.text()
    }

    /// The value as written, variables and quotes included; `None` for `ARG name`.
    pub fn value(self) -> Option<&'a str> {
        self.value.map(LogicalText::text)
    }

    /// Whether it is written `ENV key value`.
    pub fn is_legacy(self) -> bool {
        self.is_legacy
    }

    /// Where the key stands.
    pub fn key_range(self) -> TextRange {
        self.key.range()
    }

    /// Where the value stands.
    pub fn value_range(self) -> Option<TextRange> {
        self.value.map(LogicalText::range)
    }

    /// Where key and value stand.
    pub fn range(self) -> TextRange {
        self.value.map_or(self.key_range(), |value| self.key_range().join(value.range()))
    }
}

/// A heredoc.
#[derive(Clone, Copy, Debug)]
pub struct Heredoc<'a> {
    file: &'a Dockerfile,
    logical: LogicalText<'a>,
    node: &'a HeredocNode,
}

impl<'a> Heredoc<'a> {
    pub(super) fn new(
        file: &'a Dockerfile,
        logical: LogicalText<'a>,
        node: &'a HeredocNode,
    ) -> Self {
        Self { file, logical, node }
    }

    /// The delimiter; also the file's name in COPY and ADD.
    pub fn name(self) -> &'a str {
        &self.node.name
    }

    /// The body as it stands in the source, tabs included.
    pub fn body(self) -> LogicalText<'a> {
        let range = self.node.body_source;
        LogicalText::verbatim(range.of(self.file.text()), range.start as usize)
    }

    /// Whether leading tabs are dropped (`<<-`).
    pub fn drops_tabs(self) -> bool {
        self.node.chomp
    }

    /// Whether variables in the body are expanded (in COPY and ADD).
    pub fn expands(self) -> bool {
        self.node.expand
    }

    /// The word that opens it.
    pub fn word(self) -> LogicalText<'a> {
        self.logical.slice(self.node.word)
    }

    /// The closing line; `None` when there is none.
    pub fn end_range(self) -> Option<TextRange> {
        self.node.end_source
    }
}

/// A command line in one of its two forms.
#[derive(Clone, Debug)]
pub enum CommandLine<'a> {
    /// A text for the shell.
    Shell(LogicalText<'a>),
    /// Words, run as they are.
    Exec(Vec<Word<'a>>),
}

impl<'a> Instruction<'a> {
    /// The command of RUN, CMD, ENTRYPOINT, SHELL and HEALTHCHECK CMD.
    pub fn command_line(self) -> Option<CommandLine<'a>> {
        match (self.keyword(), self.form()) {
            (Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell, form) => {
                self.command_of(form, self.arguments())
            }
            (Keyword::Healthcheck, Form::Healthcheck { kind, command, form }) => {
                let is_command = kind.of(self.logical().text()).eq_ignore_ascii_case("cmd");
                is_command.then(|| self.command_of(form, self.logical().slice(*command)))?
            }
            _ => None,
        }
    }

    fn command_of(self, form: &'a Form, text: LogicalText<'a>) -> Option<CommandLine<'a>> {
        match form {
            Form::Text => Some(CommandLine::Shell(text)),
            Form::Exec(strings) => {
                let words = strings.iter().map(|string| Word::json(self.logical(), string));
                Some(CommandLine::Exec(words.collect()))
            }
            _ => None,
        }
    }

    /// HEALTHCHECK's type word.
    pub fn healthcheck_kind(self) -> Option<Word<'a>> {
        match self.form() {
            Form::Healthcheck { kind, .. } => Some(Word::plain(self.logical(), *kind)),
            _ => None,
        }
    }

    /// The `--mount` flags of a RUN.
    pub fn mounts(self) -> impl Iterator<Item = Mount<'a>> {
        self.flags().filter(|flag| flag.name() == "mount").filter_map(Mount::of)
    }

    /// This instruction as a FROM with an image.
    pub fn as_from(self) -> Option<From<'a>> {
        let mut words = (self.keyword() == Keyword::From).then(|| self.words())?.into_iter();
        let image = words.next()?;
        let is_as = words.next().is_some_and(|word| word.text().eq_ignore_ascii_case("as"));
        let name = words.next().filter(|_| is_as);
        Some(From { instruction: self, image, name })
    }

    /// This instruction as a COPY or ADD with at least a source and a destination.
    pub fn as_copy(self) -> Option<Copy<'a>> {
        let is_copy = matches!(self.keyword(), Keyword::Copy | Keyword::Add);
        let mut words = is_copy.then(|| self.words())?;
        let destination = words.pop()?;
        if words.is_empty() {
            return None;
        }
        let is_heredoc = |word: &Word<'_>| {
            !word.is_json()
                && heredoc::opening(word.text(), TextRange::new(0, word.text().len())).is_some()
        };
        let sources = words.into_iter().filter(|word| !is_heredoc(word)).collect();
        Some(Copy { instruction: self, sources, destination })
    }
}

/// `FROM image [AS name]`.
#[derive(Clone, Debug)]
pub struct From<'a> {
    /// The instruction.
    pub instruction: Instruction<'a>,
    /// The image or stage, as written.
    pub image: Word<'a>,
    /// The stage's name, as written.
    pub name: Option<Word<'a>>,
}

/// `COPY sources… destination`, or ADD.
#[derive(Clone, Debug)]
pub struct Copy<'a> {
    /// The instruction.
    pub instruction: Instruction<'a>,
    /// The sources, heredocs left out.
    pub sources: Vec<Word<'a>>,
    /// The destination.
    pub destination: Word<'a>,
}

impl<'a> Copy<'a> {
    /// The value of `--from`.
    pub fn from(&self) -> Option<&'a str> {
        self.instruction.flag("from").and_then(Flag::value).filter(|from| !from.is_empty())
    }

    /// Whether it is a COPY, and not an ADD.
    pub fn is_copy(&self) -> bool {
        self.instruction.keyword() == Keyword::Copy
    }
}
