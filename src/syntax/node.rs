//! What the parser stores about an instruction. Private to `syntax`: everybody
//! else sees the typed views of `ast`.
//!
//! Ranges named `…` without further word are in the instruction's logical
//! text; those that lead into the file say `source`.

use super::json::JsonString;
use super::keyword::Keyword;
use super::logical::Line;
use super::words::RawFlag;
use crate::text::TextRange;

/// An instruction with its logical line and its heredocs.
#[derive(Clone, Debug)]
pub(super) struct InstructionNode {
    pub(super) statement: Statement,
    pub(super) line: Line,
    /// From the keyword to the end of the last line, heredocs included, without white space at the end.
    pub(super) source: TextRange,
    /// Empty lines inside the instruction: their ranges in the source, line end included.
    pub(super) empty_continuations: Vec<TextRange>,
    pub(super) heredocs: Vec<HeredocNode>,
}

/// Keyword, flags and arguments; the trigger of an ONBUILD is one too.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) keyword: Keyword,
    pub(super) keyword_range: TextRange,
    pub(super) flags: Vec<RawFlag>,
    /// What follows the flags, trimmed.
    pub(super) arguments: TextRange,
    pub(super) form: Form,
}

/// How the arguments read.
#[derive(Clone, Debug)]
pub(super) enum Form {
    /// Nothing there, or nothing that could be read.
    None,
    /// One text: a shell command, or a value.
    Text,
    /// Words.
    Words(Vec<TextRange>),
    /// A JSON array of strings.
    Exec(Vec<JsonString>),
    /// `key=value` words, or one legacy `key value`.
    Pairs(Vec<PairNode>),
    /// HEALTHCHECK's type word, and what follows it.
    Healthcheck { kind: TextRange, command: TextRange, form: Box<Form> },
    /// ONBUILD's trigger.
    Trigger(Box<Statement>),
}

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct PairNode {
    pub(super) key: TextRange,
    /// `None` for `ARG name`.
    pub(super) value: Option<TextRange>,
    /// Written `ENV key value`, without `=`.
    pub(super) legacy: bool,
}

/// A heredoc and its body.
#[derive(Clone, Debug)]
pub(super) struct HeredocNode {
    pub(super) word: TextRange,
    pub(super) name: String,
    pub(super) chomp: bool,
    pub(super) expand: bool,
    pub(super) body_source: TextRange,
    pub(super) end_source: Option<TextRange>,
}
