//! A fingerprint of the files that a build read: enough to compare the next one with.
//!
//! Only what some COPY or bind mount selects is in it, with digests instead of
//! contents.

use super::content::{View, list};
use crate::build::vertex::{Op, VertexGraph};
use crate::build::{Context, ContextTree, Digest, EntryKind, Stat, StatKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One entry of a recorded context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedEntry {
    kind: char,
    permissions: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    size: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    #[serde(default, skip_serializing_if = "is_zero")]
    attributes: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The recorded files of a context, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordedTree {
    entries: BTreeMap<String, RecordedEntry>,
}

impl RecordedTree {
    /// Records what the vertices read of their main context; links that are followed on the way are kept too.
    pub fn of(context: &Context, vertices: &VertexGraph) -> Self {
        let view = View::of(context);
        let is_main = |op: &Op| matches!(op, Op::Context(name) if name.is_empty());
        let sources = vertices.vertices.iter().flat_map(|vertex| &vertex.sources);
        let sources = sources.filter(|source| is_main(&vertices.vertex(source.vertex).op));
        let mut tree = Self::default();
        for selector in sources.flat_map(|source| &source.selectors) {
            let listed = list(view, selector, None);
            let named = selector.path.trim_start_matches('/').to_owned();
            for path in listed.into_iter().map(|entry| entry.path).chain([named]) {
                tree.add(context.tree(), &path);
            }
        }
        tree
    }

    /// The paths of the files in it, sorted.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let files = self.entries.iter().filter(|(_, entry)| entry.kind == 'f');
        files.map(|(path, _)| path.as_str())
    }

    /// Adds an entry and the links on the way to it.
    fn add(&mut self, tree: &dyn ContextTree, path: &str) {
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        for end in ends {
            let path = &path[..end];
            if self.entries.contains_key(path) || path.is_empty() {
                continue;
            }
            let Some(stat) = tree.stat(path) else { continue };
            let digest = (stat.kind == StatKind::File).then(|| tree.digest(path)).flatten();
            let entry = RecordedEntry {
                kind: letter(stat.kind),
                permissions: stat.permissions,
                size: stat.size,
                link: tree.link(path),
                digest: digest.map(|digest| hex(&digest)),
                attributes: tree.attributes(path),
            };
            self.entries.insert(path.to_owned(), entry);
        }
    }

    fn prefix(directory: &str) -> String {
        if directory.is_empty() { String::new() } else { format!("{directory}/") }
    }
}

fn letter(kind: StatKind) -> char {
    match kind {
        StatKind::File => 'f',
        StatKind::Directory => 'd',
        StatKind::Link => 'l',
        StatKind::Other => 'o',
    }
}

fn hex(digest: &Digest) -> String {
    digest.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Digest> {
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(Digest::from_bytes(bytes))
}

impl ContextTree for RecordedTree {
    fn kind(&self, path: &str) -> Option<EntryKind> {
        match self.stat(path)?.kind {
            StatKind::File => Some(EntryKind::File),
            StatKind::Directory => Some(EntryKind::Directory),
            _ => Some(EntryKind::Other),
        }
    }

    fn read(&self, _path: &str) -> Option<Arc<[u8]>> {
        None
    }

    fn children(&self, directory: &str) -> Vec<(String, EntryKind)> {
        let prefix = Self::prefix(directory);
        let mut children: BTreeMap<&str, EntryKind> = BTreeMap::new();
        let below = self.entries.range(prefix.clone()..);
        for (path, _) in below.take_while(|(path, _)| path.starts_with(&prefix)) {
            let rest = &path[prefix.len()..];
            let name = rest.split('/').next().unwrap_or_default();
            let path = format!("{prefix}{name}");
            children.insert(name, self.kind(&path).unwrap_or(EntryKind::Directory));
        }
        children.into_iter().map(|(name, kind)| (name.to_owned(), kind)).collect()
    }

    fn stat(&self, path: &str) -> Option<Stat> {
        if let Some(entry) = self.entries.get(path) {
            let kind = match entry.kind {
                'f' => StatKind::File,
                'd' => StatKind::Directory,
                'l' => StatKind::Link,
                _ => StatKind::Other,
            };
            return Some(Stat { kind, permissions: entry.permissions, size: entry.size });
        }
        let prefix = Self::prefix(path);
        let first = self.entries.range(prefix.clone()..).next();
        let is_directory =
            path.is_empty() || first.is_some_and(|(path, _)| path.starts_with(&prefix));
        is_directory.then_some(Stat { kind: StatKind::Directory, permissions: 0o755, size: 0 })
    }

    fn link(&self, path: &str) -> Option<String> {
        self.entries.get(path)?.link.clone()
    }

    fn digest(&self, path: &str) -> Option<Digest> {
        from_hex(self.entries.get(path)?.digest.as_deref()?)
    }

    fn attributes(&self, path: &str) -> u64 {
        self.entries.get(path).map_or(0, |entry| entry.attributes)
    }
}
