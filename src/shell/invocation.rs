//! What a command really runs, once `sudo`, `env`, `exec` and the like are looked through.

use std::ops::Deref;

use super::argv::Argv;
use super::command::{Assignment, Command};
use super::script::Script;
use super::wrapper::{self, Wrapper};
use crate::text::TextRange;

/// The program that a command runs in the end, with its own words.
///
/// It answers what an [`Argv`] answers: `command.invocation().runs(&["npm"])`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation<'a> {
    /// Name and arguments, wrappers taken off.
    pub argv: Argv<'a>,
    /// The wrappers, outermost first.
    pub wrappers: Vec<Wrapper>,
    /// The assignments that wrappers add.
    pub added: Vec<Assignment>,
    command: &'a Command,
}

impl<'a> Invocation<'a> {
    pub(super) fn of(command: &'a Command) -> Self {
        let mut argv = command.argv();
        let (mut wrappers, mut added) = (Vec::new(), Vec::new());
        while let Some(name) = argv.basename() {
            let words = argv.words();
            let Some(wrapped) = wrapper::unwrap_one(name, words) else { break };
            wrappers.push(wrapped.wrapper);
            let assigns = words.get(wrapped.assigns).unwrap_or_default();
            added.extend(assigns.iter().map(assignment));
            argv = Argv::new(words.get(wrapped.inner..).unwrap_or_default());
        }
        Self { argv, wrappers, added, command }
    }

    /// The command as written.
    pub fn command(&self) -> &'a Command {
        self.command
    }

    /// The assignments that hold for the program, those in front of the command first.
    pub fn assignments(&self) -> impl Iterator<Item = &Assignment> {
        self.command.assignments.iter().chain(&self.added)
    }

    /// Whether `wrapper` is in front of the program.
    pub fn is_wrapped_by(&self, wrapper: Wrapper) -> bool {
        self.wrappers.contains(&wrapper)
    }

    /// Where the program's own words stand.
    pub fn range(&self) -> TextRange {
        match self.argv.words() {
            [first, .., last] | [first @ last] => first.range.join(last.range),
            [] => self.command.range,
        }
    }

    /// The script given to another shell: `sh -c '…'`, `su user -c '…'`, `eval '…'`, or a heredoc
    /// that a shell reads.
    ///
    /// Its ranges are exact if the script stands in the text as it is. If it is escaped there, all
    /// of them are the range of the word (or words) that holds it.
    pub fn nested_script(&self) -> Option<&'a Script> {
        self.command.nested.as_deref()
    }
}

impl<'a> Deref for Invocation<'a> {
    type Target = Argv<'a>;

    fn deref(&self) -> &Argv<'a> {
        &self.argv
    }
}

fn assignment(word: &super::word::Word) -> Assignment {
    let name = word.value.split_once('=').map_or("", |(name, _)| name);
    Assignment {
        name: name.to_owned(),
        append: false,
        value: word.behind(name.len() + 1),
        range: word.range,
    }
}
