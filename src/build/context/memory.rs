//! A tree that is held in memory.

use super::tree::{ContextTree, EntryKind, Stat, StatKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Files, and where it matters directories, links and permissions.
#[derive(Clone, Debug, Default)]
pub struct MemoryTree {
    files: BTreeMap<String, Arc<[u8]>>,
    links: BTreeMap<String, String>,
    directories: BTreeSet<String>,
    permissions: BTreeMap<String, u32>,
}

impl MemoryTree {
    /// A tree of the given files.
    pub fn new<P: Into<String>, B: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        let files = files.into_iter().map(|(path, bytes)| (path.into(), bytes.as_ref().into()));
        Self { files: files.collect(), ..Self::default() }
    }

    /// Adds a symbolic link.
    pub fn with_link(mut self, path: &str, target: &str) -> Self {
        self.links.insert(path.to_owned(), target.to_owned());
        self
    }

    /// Adds a directory, which may be empty.
    pub fn with_directory(mut self, path: &str) -> Self {
        self.directories.insert(path.to_owned());
        self
    }

    /// Sets the permission bits of an entry.
    pub fn with_permissions(mut self, path: &str, permissions: u32) -> Self {
        self.permissions.insert(path.to_owned(), permissions);
        self
    }

    /// Whether the permission bits of an entry were set.
    pub(super) fn has_permissions(&self, path: &str) -> bool {
        self.permissions.contains_key(path)
    }

    fn own_kind(&self, path: &str) -> Option<StatKind> {
        if self.files.contains_key(path) {
            return Some(StatKind::File);
        }
        if self.links.contains_key(path) {
            return Some(StatKind::Link);
        }
        let is_directory = path.is_empty()
            || self.directories.contains(path)
            || first_below(&self.files, path)
            || first_below(&self.links, path)
            || self
                .directories
                .range(prefix(path)..)
                .next()
                .is_some_and(|it| it.starts_with(&prefix(path)));
        is_directory.then_some(StatKind::Directory)
    }
}

fn prefix(directory: &str) -> String {
    if directory.is_empty() { String::new() } else { format!("{directory}/") }
}

fn first_below<V>(map: &BTreeMap<String, V>, directory: &str) -> bool {
    let prefix = prefix(directory);
    map.range(prefix.clone()..).next().is_some_and(|(path, _)| path.starts_with(&prefix))
}

/// What the paths below a directory make its children; `kind` is that of the paths themselves.
fn names<'a>(
    paths: impl Iterator<Item = &'a String>,
    prefix: &'a str,
    kind: EntryKind,
) -> impl Iterator<Item = (String, EntryKind)> {
    let below = paths.map_while(move |path| path.strip_prefix(prefix));
    below.map(move |path| match path.split_once('/') {
        Some((name, _)) => (name.to_owned(), EntryKind::Directory),
        None => (path.to_owned(), kind),
    })
}

impl ContextTree for MemoryTree {
    fn kind(&self, path: &str) -> Option<EntryKind> {
        let kind = self.own_kind(path)?;
        Some(match kind {
            StatKind::File => EntryKind::File,
            StatKind::Directory => EntryKind::Directory,
            _ => EntryKind::Other,
        })
    }

    fn read(&self, path: &str) -> Option<Arc<[u8]>> {
        self.files.get(path).cloned()
    }

    fn children(&self, directory: &str) -> Vec<(String, EntryKind)> {
        let prefix = prefix(directory);
        let from = || prefix.clone()..;
        let files = self.files.range(from()).map(|(path, _)| path);
        let links = self.links.range(from()).map(|(path, _)| path);
        let all = names(files, &prefix, EntryKind::File)
            .chain(names(links, &prefix, EntryKind::Other))
            .chain(names(self.directories.range(from()), &prefix, EntryKind::Directory));
        all.collect::<BTreeMap<String, EntryKind>>().into_iter().collect()
    }

    fn stat(&self, path: &str) -> Option<Stat> {
        let kind = self.own_kind(path)?;
        let default = if kind == StatKind::Directory { 0o755 } else { 0o644 };
        let permissions = self.permissions.get(path).copied().unwrap_or(default);
        let size = self.files.get(path).map_or(0, |bytes| bytes.len() as u64);
        Some(Stat { kind, permissions, size })
    }

    fn link(&self, path: &str) -> Option<String> {
        self.links.get(path).cloned()
    }
}
