//! A command, as the ecosystems read it.

use super::{Early, Install, Installer};
use crate::build::ImagePath;
use crate::shell::{Argv, Invocation, Word};

/// A command that may be an install.
pub(super) struct Call<'c, 'i> {
    pub(super) invocation: &'c Invocation<'i>,
    pub(super) argv: Argv<'i>,
    /// Where it runs.
    pub(super) workdir: &'c ImagePath,
    /// The value of a word, as far as it is known.
    pub(super) text: &'c dyn Fn(&Word) -> Option<String>,
}

impl<'i> Call<'_, 'i> {
    /// An install that runs as it is.
    pub(super) fn install(&self, installer: Installer, title: impl Into<String>) -> Install {
        Install {
            installer,
            title: title.into(),
            directory: self.workdir.clone(),
            named: Vec::new(),
            is_frozen: false,
            runs_hooks: false,
            early: Early::Itself,
            risks: Vec::new(),
            range: self.invocation.range(),
            is_nested: false,
        }
    }

    /// The operands, each with its value if that is known; `valued` names the flags that take the next word.
    pub(super) fn operands(&self, valued: &[&str]) -> Vec<Option<String>> {
        self.argv.operands(valued).into_iter().map(|word| (self.text)(word)).collect()
    }

    /// Whether one of the flags is given.
    pub(super) fn has(&self, flags: &[&str]) -> bool {
        flags.iter().any(|flag| self.argv.has_flag(flag))
    }

    /// Whether the command only asks for something.
    pub(super) fn is_question(&self) -> bool {
        self.has(&["--help", "-h", "--version", "--dry-run"])
    }

    /// The working directory, or the one that a flag names; `None` when that is not known.
    pub(super) fn directory(&self, flags: &[&str]) -> Option<ImagePath> {
        match self.argv.flag_value(flags) {
            Some(word) => Some(self.workdir.join(&(self.text)(&word)?)),
            None => Some(self.workdir.clone()),
        }
    }

    /// The values of all occurrences of a flag; `None` inside where one is not known.
    pub(super) fn values(&self, names: &[&str]) -> Vec<Option<String>> {
        let mut values = Vec::new();
        let mut words = self.argv.args().iter();
        while let Some(word) = words.next() {
            let start = word.known_start();
            if names.iter().any(|name| word.is(name)) {
                values.push(words.next().and_then(|word| (self.text)(word)));
            } else if let Some(name) = names.iter().find(|name| {
                start.strip_prefix(**name).is_some_and(|rest| {
                    rest.starts_with('=') || (!name.starts_with("--") && !rest.is_empty())
                })
            }) {
                let rest =
                    word.behind(name.len() + usize::from(start[name.len()..].starts_with('=')));
                values.push((self.text)(&rest));
            }
        }
        values
    }
}
