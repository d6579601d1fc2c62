//! A tree in which paths are said to change, whatever is in them.

use super::tree::{ContextTree, Digest, EntryKind, Stat, StatKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is said to happen to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathEdit {
    /// Its content becomes another.
    Content,
    /// A file appears.
    Added,
    /// It goes, with all that is below it.
    Deleted,
    /// Its permissions become others.
    Mode,
}

/// A tree with edits over it. What an edited file holds is not known: it equals nothing else.
pub struct ChangedTree {
    below: Arc<dyn ContextTree>,
    edits: BTreeMap<String, PathEdit>,
}

impl ChangedTree {
    /// The tree `below` with `edits` done to it.
    pub fn new(below: Arc<dyn ContextTree>, edits: BTreeMap<String, PathEdit>) -> Self {
        Self { below, edits }
    }

    fn edit(&self, path: &str) -> Option<PathEdit> {
        self.edits.get(path).copied()
    }

    fn is_deleted(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        let mut paths = ends.map(|end| &path[..end]);
        paths.any(|path| self.edit(path) == Some(PathEdit::Deleted))
    }

    /// Whether something is added below a directory.
    fn holds_added(&self, directory: &str) -> bool {
        let prefix = format!("{directory}/");
        let below = self.edits.range(prefix.clone()..);
        let mut below = below.take_while(|(path, _)| path.starts_with(&prefix));
        below.any(|(_, edit)| *edit == PathEdit::Added)
    }
}

impl ContextTree for ChangedTree {
    fn kind(&self, path: &str) -> Option<EntryKind> {
        if self.is_deleted(path) {
            return None;
        }
        let added = match self.edit(path) {
            Some(PathEdit::Added) => Some(EntryKind::File),
            _ => self.holds_added(path).then_some(EntryKind::Directory),
        };
        self.below.kind(path).or(added)
    }

    fn read(&self, path: &str) -> Option<Arc<[u8]>> {
        let is_known = matches!(self.edit(path), None | Some(PathEdit::Mode));
        if is_known && !self.is_deleted(path) { self.below.read(path) } else { None }
    }

    fn children(&self, directory: &str) -> Vec<(String, EntryKind)> {
        let below = self.below.children(directory).into_iter();
        let mut children: BTreeMap<String, EntryKind> = below.collect();
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let added = self.edits.range(prefix.clone()..);
        for (path, edit) in added.take_while(|(path, _)| path.starts_with(&prefix)) {
            if *edit == PathEdit::Added {
                let rest = &path[prefix.len()..];
                let (name, kind) = match rest.split_once('/') {
                    Some((name, _)) => (name, EntryKind::Directory),
                    None => (rest, EntryKind::File),
                };
                children.entry(name.to_owned()).or_insert(kind);
            }
        }
        children.retain(|name, _| !self.is_deleted(&format!("{prefix}{name}")));
        children.into_iter().collect()
    }

    fn is_executable(&self, path: &str) -> Option<bool> {
        self.below.is_executable(path)
    }

    fn stat(&self, path: &str) -> Option<Stat> {
        if self.is_deleted(path) {
            return None;
        }
        let below = self.below.stat(path);
        match (below, self.edit(path)) {
            (Some(stat), Some(PathEdit::Mode)) => {
                Some(Stat { permissions: stat.permissions ^ 0o111, ..stat })
            }
            (Some(stat), _) => Some(stat),
            (None, _) => {
                let (kind, permissions) = match self.kind(path)? {
                    EntryKind::Directory => (StatKind::Directory, 0o755),
                    _ => (StatKind::File, 0o644),
                };
                Some(Stat { kind, permissions, size: 0 })
            }
        }
    }

    fn link(&self, path: &str) -> Option<String> {
        if self.is_deleted(path) { None } else { self.below.link(path) }
    }

    fn digest(&self, path: &str) -> Option<Digest> {
        match self.edit(path) {
            Some(PathEdit::Content | PathEdit::Added) => {
                Some(Digest::of(format!("what becomes of {path}").as_bytes()))
            }
            _ if self.is_deleted(path) => None,
            _ => self.below.digest(path),
        }
    }

    fn attributes(&self, path: &str) -> u64 {
        self.below.attributes(path)
    }
}
