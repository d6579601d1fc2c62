//! A context as the engine gets it.

use crate::build::{Context, ContextTree, Stat};
use crate::cache::Changes;
use crate::ignore::{IgnoreFile, Walk};

/// The files of one side, through the ignore file.
#[derive(Clone, Copy)]
pub(in crate::cache) struct View<'a> {
    pub(in crate::cache) tree: &'a dyn ContextTree,
    pub(in crate::cache) ignore: &'a IgnoreFile,
}

impl<'a> View<'a> {
    pub(in crate::cache) fn of(context: &'a Context) -> Self {
        Self { tree: context.tree(), ignore: context.ignore_file() }
    }

    pub(super) fn walk(&self) -> Walk<'a> {
        Walk::new(self.ignore)
    }

    pub(super) fn stat(&self, path: &str) -> Option<Stat> {
        self.tree.stat(path)
    }

    /// Whether a file arrives empty, whatever is in it; its size counts all the same.
    pub(super) fn empties(&self, path: &str) -> bool {
        self.ignore.has_exceptions() && self.ignore.empties(path)
    }

    /// The names in a directory, sorted; with `only`, those at or above a change.
    pub(super) fn names(&self, directory: &str, only: Option<&Changes>) -> Vec<String> {
        match only {
            None => self.tree.children(directory).into_iter().map(|(name, _)| name).collect(),
            Some(changes) => changes.names_in(directory),
        }
    }
}

/// `name` below `directory`; the root is empty.
pub(super) fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}
