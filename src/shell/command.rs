//! Simple commands: assignments, words and redirects.
//!
//! Owns the data and how a command is made; what its words mean is in
//! `argv.rs` and `invocation.rs`.

use super::argv::Argv;
use super::invocation::Invocation;
use super::nested;
use super::script::Script;
use super::word::{Expansion, Substitution, Word};
use crate::text::TextRange;

/// A simple command. `[ … ]` and `[[ … ]]` count as commands of that name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// `K=V` in front of the words; alone they set variables of the shell.
    pub assignments: Vec<Assignment>,
    /// Name and arguments.
    pub words: Vec<Word>,
    /// Redirects, in order.
    pub redirects: Vec<Redirect>,
    /// Where it stands, without the bodies of heredocs.
    pub range: TextRange,
    /// The script it gives to another shell.
    pub(super) nested: Option<Box<Script>>,
}

impl Command {
    /// A command from its words, as the exec form gives them. The range of each word is that of
    /// the string in the file, quotes included.
    pub fn from_words(words: &[(String, TextRange)]) -> Self {
        let words = words.iter().map(|(value, range)| Word::plain(value, *range));
        let mut command = Self { words: words.collect(), ..Self::default() };
        if let [first, .., last] | [first @ last] = command.words.as_slice() {
            command.range = first.range.join(last.range);
        }
        command.nested = nested::script_of(&command, None, 0).map(Box::new);
        command
    }

    /// Name and arguments as they are written, wrappers included.
    pub fn argv(&self) -> Argv<'_> {
        Argv::new(&self.words)
    }

    /// The first word as it is written, unless it depends on a variable.
    pub fn name(&self) -> Option<&str> {
        self.argv().name()
    }

    /// The words behind the name.
    pub fn args(&self) -> &[Word] {
        self.argv().args()
    }

    /// What really runs, behind `sudo`, `env`, `exec` and the like.
    pub fn invocation(&self) -> Invocation<'_> {
        Invocation::of(self)
    }
}

/// `NAME=value` in front of a command or alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    /// The name, with the subscript if it has one.
    pub name: String,
    /// Whether it is `+=`.
    pub append: bool,
    /// The value. An array is one word that is worth what is written.
    pub value: Word,
    /// Where it stands.
    pub range: TextRange,
}

/// A redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The file descriptor in front of the operator.
    pub descriptor: Option<u32>,
    /// What it does.
    pub kind: RedirectKind,
    /// Where it stands, without the body of a heredoc.
    pub range: TextRange,
}

/// What a redirect does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RedirectKind {
    /// `<`: reads the file.
    Read(Word),
    /// `>`, `>|` or `&>`: makes the file.
    Write(Word),
    /// `>>` or `&>>`: adds to the file.
    Append(Word),
    /// `<&` or `>&`, with the descriptor (or `-`) behind it.
    Duplicate(Word),
    /// `<<`
    HereDoc(HereDoc),
    /// `<<<`
    HereString(Word),
}

impl Redirect {
    /// The word behind the operator; none for a heredoc.
    pub fn target(&self) -> Option<&Word> {
        match &self.kind {
            RedirectKind::Read(word)
            | RedirectKind::Write(word)
            | RedirectKind::Append(word)
            | RedirectKind::Duplicate(word)
            | RedirectKind::HereString(word) => Some(word),
            RedirectKind::HereDoc(_) => None,
        }
    }

    pub(super) fn target_mut(&mut self) -> Option<&mut Word> {
        match &mut self.kind {
            RedirectKind::Read(word)
            | RedirectKind::Write(word)
            | RedirectKind::Append(word)
            | RedirectKind::Duplicate(word)
            | RedirectKind::HereString(word) => Some(word),
            RedirectKind::HereDoc(_) => None,
        }
    }

    /// The file it writes or adds to.
    pub fn written(&self) -> Option<&Word> {
        match &self.kind {
            RedirectKind::Write(word) | RedirectKind::Append(word) => Some(word),
            _ => None,
        }
    }
}

/// The text below a command that becomes its input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HereDoc {
    /// The delimiter, without quotes.
    pub delimiter: String,
    /// Whether the delimiter is quoted: then nothing in the body is expanded.
    pub quoted: bool,
    /// Whether it is `<<-`: then tabs at the starts of lines do not count.
    pub strips_tabs: bool,
    /// The lines of the body, without the delimiter's. None if the text has no line below.
    pub body: Option<TextRange>,
    /// Expansions in the body.
    pub expansions: Vec<Expansion>,
    /// Substitutions in the body.
    pub substitutions: Vec<Substitution>,
}
