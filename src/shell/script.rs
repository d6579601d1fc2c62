//! What a shell text says: lists of pipelines of commands.
//!
//! Owns the shape only. Commands and words are in their own files, and who
//! runs when is answered by [`Script::commands`] in `place.rs`.

use super::command::{Command, Redirect};
use super::word::Word;
use crate::text::TextRange;

/// A parsed shell text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The commands, in order.
    pub list: List,
    /// Whether everything was understood. If not, the list is a best effort:
    /// enough to report from, not enough to edit by.
    pub clean: bool,
}

/// Pipelines joined by `&&`, `||`, `;`, `&` or line ends; one flat list per level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The pipelines, each with how it is joined to the one before.
    pub items: Vec<ListItem>,
    /// The operator behind the last item, if the list ends with one.
    pub terminator: Option<TextRange>,
}

impl List {
    /// From the first item to the last, without the terminator.
    pub fn range(&self) -> Option<TextRange> {
        let first = self.items.first()?.range();
        Some(self.items.iter().fold(first, |range, item| range.join(item.range())))
    }
}

/// One pipeline of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    /// How it is joined to the item before.
    pub join: Join,
    /// The operator (or line end) between the item before and this one; empty for the first.
    pub operator: TextRange,
    /// Whether the shell goes on without waiting for it. In `a && b &` both are in the background.
    pub background: bool,
    /// What runs.
    pub pipeline: Pipeline,
}

impl ListItem {
    /// Where it stands, without the operators around it and without heredoc bodies below it.
    pub fn range(&self) -> TextRange {
        self.pipeline.range
    }
}

/// How a list item is joined to the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Join {
    /// It is the first.
    First,
    /// `&&`: runs if what came before succeeded.
    And,
    /// `||`: runs if what came before failed.
    Or,
    /// `;`, `&` or a line end: runs in any case, unless the shell is told to stop at errors.
    Then,
}

/// Commands joined by `|`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pipeline {
    /// Whether `!` turns its result around.
    pub negated: bool,
    /// The commands, at least one.
    pub parts: Vec<Part>,
    /// From the `!` or the first part to the last.
    pub range: TextRange,
}

impl Pipeline {
    /// The command, if the pipeline is one simple command.
    pub fn as_command(&self) -> Option<&Command> {
        match self.parts.as_slice() {
            [Part::Command(command)] => Some(command),
            _ => None,
        }
    }
}

/// One command of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A simple command: assignments, words, redirects.
    Command(Command),
    /// A construct that holds lists.
    Compound(Compound),
}

impl Part {
    /// Where it stands.
    pub fn range(&self) -> TextRange {
        match self {
            Part::Command(command) => command.range,
            Part::Compound(compound) => compound.range,
        }
    }
}

/// A construct that holds lists of commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compound {
    /// Which construct.
    pub kind: CompoundKind,
    /// Its own words: what a `for` goes through, the subject and patterns of a `case`, a function's name.
    pub words: Vec<Word>,
    /// The lists, in order.
    pub blocks: Vec<Block>,
    /// Redirects behind it.
    pub redirects: Vec<Redirect>,
    /// Where it stands, redirects included.
    pub range: TextRange,
}

/// A list inside a compound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Whether it may be skipped, as the branches of an `if` and the body of a loop.
    pub conditional: bool,
    /// The commands.
    pub list: List,
}

/// Which construct a compound is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompoundKind {
    /// `( … )`
    Subshell,
    /// `{ …; }`
    Group,
    /// `if …; then …; fi`, with a block for each condition and each branch.
    If,
    /// `for` and `select`; the words are what it goes through.
    For,
    /// `while`, with a block for the condition and one for the body.
    While,
    /// `until`, likewise.
    Until,
    /// `case`, with a block for each branch.
    Case,
    /// A function definition; the first word is its name.
    Function,
    /// `(( … ))`
    Arithmetic,
    /// Nested too deeply to be looked into.
    Unknown,
}
