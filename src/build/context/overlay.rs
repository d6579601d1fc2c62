//! A tree with some files put over it, and others taken out of it.

use super::{ContextTree, Digest, EntryKind, MemoryTree, Stat, StatKind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A tree in which some files are replaced or gone. A directory is gone with the last file in it that is taken out.
pub(super) struct OverlayTree {
    pub(super) below: Arc<dyn ContextTree>,
    pub(super) above: MemoryTree,
    pub(super) removed: BTreeSet<String>,
}

impl OverlayTree {
    /// What lies below the overlay at a path, if it is still there.
    fn kept(&self, path: &str) -> Option<EntryKind> {
        let kind = self.below.kind(path).filter(|_| !self.removed.contains(path))?;
        let is_gone = kind == EntryKind::Directory && self.is_emptied(path);
        (!is_gone).then_some(kind)
    }

    /// Whether everything in a directory was taken out of it.
    fn is_emptied(&self, directory: &str) -> bool {
        let prefix = format!("{directory}/");
        let loses = self.removed.range(prefix.clone()..).next();
        let loses = loses.is_some_and(|path| path.starts_with(&prefix));
        !directory.is_empty() && loses && self.children(directory).is_empty()
    }
}

impl ContextTree for OverlayTree {
    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.above.kind(path).filter(|_| !path.is_empty()).or_else(|| self.kept(path))
    }

    fn read(&self, path: &str) -> Option<Arc<[u8]>> {
        let below = || self.below.read(path).filter(|_| !self.removed.contains(path));
        self.above.read(path).or_else(below)
    }

    fn children(&self, directory: &str) -> Vec<(String, EntryKind)> {
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let kept = self.below.children(directory).into_iter();
        let kept = kept.filter(|(name, _)| self.kept(&format!("{prefix}{name}")).is_some());
        let children = kept.chain(self.above.children(directory));
        children.collect::<BTreeMap<_, _>>().into_iter().collect()
    }

    fn is_executable(&self, path: &str) -> Option<bool> {
        // A changed file keeps its mode; a new one has none yet.
        self.below.is_executable(path)
    }

    fn stat(&self, path: &str) -> Option<Stat> {
        let is_own = |above: &Stat| above.kind != StatKind::Directory && !path.is_empty();
        let Some(above) = self.above.stat(path).filter(is_own) else {
            let kept = self.kept(path).and_then(|_| self.below.stat(path));
            return kept.or_else(|| self.above.stat(path));
        };
        let below = self.below.stat(path).filter(|below| below.kind == above.kind);
        let kept = below.filter(|_| !self.above.has_permissions(path));
        Some(Stat { size: above.size, ..kept.unwrap_or(above) })
    }

    fn link(&self, path: &str) -> Option<String> {
        match self.above.stat(path) {
            Some(above) if above.kind != StatKind::Directory => self.above.link(path),
            _ => self.below.link(path).filter(|_| !self.removed.contains(path)),
        }
    }

    fn digest(&self, path: &str) -> Option<Digest> {
        let below = || self.below.digest(path).filter(|_| !self.removed.contains(path));
        self.above.digest(path).or_else(below)
    }

    fn modified(&self, path: &str) -> Option<u128> {
        if self.above.stat(path).is_some() { None } else { self.below.modified(path) }
    }

    fn attributes(&self, path: &str) -> u64 {
        self.below.attributes(path)
    }
}
