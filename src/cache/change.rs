//! What differs between the contexts of two builds.

use super::content::{self, View};
use crate::build::vertex::Selector;
use crate::build::{Context, ContextTree, EntryKind, PathEdit};
use std::collections::BTreeMap;

/// How an entry differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Deleted,
    /// Its content, or where a link leads.
    Content,
    /// Its permissions alone.
    Mode,
    /// It is of another kind: a file is a directory now.
    Kind,
    /// It may differ; the two have to be compared.
    Possible,
}

impl ChangeKind {
    /// In a word, for reports.
    pub fn name(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Deleted => "deleted",
            ChangeKind::Content => "changed",
            ChangeKind::Mode => "mode changed",
            ChangeKind::Kind => "kind changed",
            ChangeKind::Possible => "may have changed",
        }
    }
}

/// A path that differs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PathChange {
    /// From the root of the context.
    pub path: String,
    /// How it differs.
    pub kind: ChangeKind,
}

impl PathChange {
    /// What an edit of a tree comes to.
    pub fn of_edit(path: &str, edit: PathEdit) -> Self {
        let kind = match edit {
            PathEdit::Content => ChangeKind::Content,
            PathEdit::Added => ChangeKind::Added,
            PathEdit::Deleted => ChangeKind::Deleted,
            PathEdit::Mode => ChangeKind::Mode,
        };
        Self { path: path.to_owned(), kind }
    }
}

/// The paths that differ between two contexts, ignored ones too; directories that come or go are among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    paths: BTreeMap<String, ChangeKind>,
}

impl Changes {
    /// Takes what is known to differ (paths that are not clean are no paths of a context), and adds the directories above that exist in only one of the trees.
    pub fn new(
        paths: impl IntoIterator<Item = PathChange>,
        before: &dyn ContextTree,
        after: &dyn ContextTree,
    ) -> Self {
        let mut changes = Self::default();
        let is_clean = |path: &str| path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        for change in paths.into_iter().filter(|change| is_clean(&change.path)) {
            for parent in parents(&change.path) {
                changes.add_directory(parent, before, after);
            }
            changes.paths.insert(change.path, change.kind);
        }
        changes
    }

    fn add_directory(&mut self, path: &str, before: &dyn ContextTree, after: &dyn ContextTree) {
        let is_directory = |tree: &dyn ContextTree| tree.kind(path) == Some(EntryKind::Directory);
        let kind = match (is_directory(before), is_directory(after)) {
            (false, true) => ChangeKind::Added,
            (true, false) => ChangeKind::Deleted,
            _ => return,
        };
        self.paths.entry(path.to_owned()).or_insert(kind);
    }

    /// Compares what is sent of two contexts by walking both; contents are read where sizes are equal.
    pub fn between(before: &Context, after: &Context) -> Self {
        let all = [Selector::path("/")];
        let views = (View::of(before), View::of(after));
        let found = content::compare((views.0, &all), (views.1, &all), None);
        let paths = found.paths.into_iter().map(|change| (change.path, change.kind));
        Self { paths: paths.collect() }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// How many paths differ.
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// How `path` differs; `None` when it does not.
    pub fn of(&self, path: &str) -> Option<ChangeKind> {
        self.paths.get(path).copied()
    }

    /// The names in a directory at which something changed, or below which something did; sorted.
    pub(super) fn names_in(&self, directory: &str) -> Vec<String> {
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let mut names: Vec<String> = Vec::new();
        let mut from = prefix.clone();
        // From name to name, past all that is below each.
        while let Some((path, _)) = self.paths.range(from.clone()..).next() {
            let Some(rest) = path.strip_prefix(&prefix) else { break };
            let name = rest.split('/').next().unwrap_or_default();
            from = format!("{prefix}{name}0");
            if rest == name && self.paths.contains_key(path) {
                from = format!("{path}\0");
            }
            if names.last().is_none_or(|last| last != name) {
                names.push(name.to_owned());
            }
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The paths, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, ChangeKind)> {
        self.paths.iter().map(|(path, kind)| (path.as_str(), *kind))
    }
}

/// The directories above a path, outermost first.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}
