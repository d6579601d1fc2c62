//! A directory on the disk as a build context.

use crate::build::{ContextTree, EntryKind};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A directory; what was asked once is remembered.
#[derive(Debug)]
pub struct DiskTree {
    root: PathBuf,
    kinds: Mutex<HashMap<String, Option<EntryKind>>>,
}

/// Larger files are none that a rule has to read: manifests and scripts are small, lockfiles may be some megabytes.
const MAX_SIZE: u64 = 64 * 1024 * 1024;

impl DiskTree {
    /// The tree below `root`.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), kinds: Mutex::default() }
    }

    fn look(&self, path: &str) -> Option<EntryKind> {
        let full = self.root.join(path);
        // A symbolic link counts as what it leads to, as for a COPY that names it.
        std::fs::metadata(full).ok().map(|metadata| kind_of(metadata.file_type()))
    }
}

fn kind_of(file_type: std::fs::FileType) -> EntryKind {
    match (file_type.is_dir(), file_type.is_file()) {
        (true, _) => EntryKind::Directory,
        (_, true) => EntryKind::File,
        _ => EntryKind::Other,
    }
}

impl ContextTree for DiskTree {
    fn kind(&self, path: &str) -> Option<EntryKind> {
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kind) = kinds.get(path) {
            return *kind;
        }
        let kind = self.look(path);
        kinds.insert(path.to_owned(), kind);
        kind
    }

    fn read(&self, path: &str) -> Option<Arc<[u8]>> {
        let full = self.root.join(path);
        let metadata = std::fs::metadata(&full).ok()?;
        if !metadata.is_file() || metadata.len() > MAX_SIZE {
            return None;
        }
        std::fs::read(full).ok().map(Arc::from)
    }

    fn children(&self, directory: &str) -> Vec<(String, EntryKind)> {
        let Ok(entries) = std::fs::read_dir(self.root.join(directory)) else { return Vec::new() };
        let mut children: Vec<(String, EntryKind)> = entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                Some((name, kind_of(entry.file_type().ok()?)))
            })
            .collect();
        children.sort_unstable();
        children
    }

    #[cfg(unix)]
    fn is_executable(&self, path: &str) -> Option<bool> {
        use std::os::unix::fs::PermissionsExt;
        let metadata = std::fs::metadata(self.root.join(path)).ok()?;
        metadata.is_file().then(|| metadata.permissions().mode() & 0o111 != 0)
    }
}
