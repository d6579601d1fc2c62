//! A tree with some files put over it.

use super::{ContextTree, Digest, EntryKind, MemoryTree, Stat, StatKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A tree in which some files are replaced.
pub(super) struct OverlayTree {
    pub(super) below: Arc<dyn ContextTree>,
    pub(super) above: MemoryTree,
}

impl ContextTree for OverlayTree {
    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.above.kind(path).or_else(|| self.below.kind(path))
    }

    fn read(&self, path: &str) -> Option<Arc<[u8]>> {
        self.above.read(path).or_else(|| self.below.read(path))
    }

    fn children(&self, directory: &str) -> Vec<(String, EntryKind)> {
        let children =
            self.below.children(directory).into_iter().chain(self.above.children(directory));
        children.collect::<BTreeMap<_, _>>().into_iter().collect()
    }

    fn is_executable(&self, path: &str) -> Option<bool> {
        // A changed file keeps its mode; a new one has none yet.
        self.below.is_executable(path)
    }

    fn stat(&self, path: &str) -> Option<Stat> {
        let Some(above) = self.above.stat(path).filter(|above| above.kind == StatKind::File) else {
            return self.below.stat(path).or_else(|| self.above.stat(path));
        };
        let below = self.below.stat(path).filter(|below| below.kind == StatKind::File);
        Some(Stat { size: above.size, ..below.unwrap_or(above) })
    }

    fn link(&self, path: &str) -> Option<String> {
        if self.above.stat(path).is_some() { None } else { self.below.link(path) }
    }

    fn digest(&self, path: &str) -> Option<Digest> {
        self.above.digest(path).or_else(|| self.below.digest(path))
    }

    fn modified(&self, path: &str) -> Option<u128> {
        if self.above.stat(path).is_some() { None } else { self.below.modified(path) }
    }

    fn attributes(&self, path: &str) -> u64 {
        self.below.attributes(path)
    }
}
