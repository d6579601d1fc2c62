//! A directory on the disk as a build context.

use crate::build::{ContextTree, Digest, EntryKind, Stat, StatKind};
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

    fn stat(&self, path: &str) -> Option<Stat> {
        let metadata = std::fs::symlink_metadata(self.root.join(path)).ok()?;
        let kind = match metadata.file_type() {
            kind if kind.is_dir() => StatKind::Directory,
            kind if kind.is_symlink() => StatKind::Link,
            kind if kind.is_file() => StatKind::File,
            _ => StatKind::Other,
        };
        let size = if kind == StatKind::File { metadata.len() } else { 0 };
        Some(Stat { kind, permissions: permissions(&metadata), size })
    }

    fn link(&self, path: &str) -> Option<String> {
        let target = std::fs::read_link(self.root.join(path)).ok()?;
        Some(target.to_string_lossy().into_owned())
    }

    fn digest(&self, path: &str) -> Option<Digest> {
        let mut hasher = blake3::Hasher::new();
        let mut file = std::fs::File::open(self.root.join(path)).ok()?;
        std::io::copy(&mut file, &mut hasher).ok()?;
        Some(Digest::from_bytes(*hasher.finalize().as_bytes()))
    }

    fn modified(&self, path: &str) -> Option<u128> {
        let metadata = std::fs::symlink_metadata(self.root.join(path)).ok()?;
        let since = metadata.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(since.as_nanos())
    }

    #[cfg(unix)]
    fn attributes(&self, path: &str) -> u64 {
        attributes::of(&self.root.join(path))
    }

    #[cfg(unix)]
    fn is_executable(&self, path: &str) -> Option<bool> {
        use std::os::unix::fs::PermissionsExt;
        let metadata = std::fs::metadata(self.root.join(path)).ok()?;
        metadata.is_file().then(|| metadata.permissions().mode() & 0o111 != 0)
    }
}

/// Permission bits, with setuid, setgid and sticky.
#[cfg(unix)]
fn permissions(metadata: &std::fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o7777
}

/// What BuildKit's client sends where there are no such bits (`fsutil/stat_windows.go`).
#[cfg(not(unix))]
fn permissions(_metadata: &std::fs::Metadata) -> u32 {
    0o755
}

/// Extended attributes and device numbers.
#[cfg(unix)]
mod attributes {
    use std::ffi::OsStr;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;

    /// One number for all that BuildKit hashes of an entry beside mode, size and content
    /// (`contenthash/tarsum.go`, experiments fresh_xattr_*, dev_change); 0 where there is nothing.
    pub(super) fn of(path: &Path) -> u64 {
        let mut hasher = blake3::Hasher::new();
        let mut names: Vec<_> = xattr::list(path).map(Iterator::collect).unwrap_or_default();
        names.retain(|name| counts(name));
        names.sort();
        for name in &names {
            let value = xattr::get(path, name).ok().flatten().unwrap_or_default();
            hasher.update(name.as_encoded_bytes()).update(&[0]).update(&value).update(&[0]);
        }
        let special = std::fs::symlink_metadata(path).ok().filter(|metadata| {
            let kind = metadata.file_type();
            !kind.is_file() && !kind.is_dir() && !kind.is_symlink()
        });
        match &special {
            None if names.is_empty() => return 0,
            None => {}
            Some(metadata) => {
                let kind = metadata.mode() >> 12;
                hasher.update(&kind.to_le_bytes()).update(&metadata.rdev().to_le_bytes());
            }
        }
        let bytes = *hasher.finalize().as_bytes();
        bytes.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    fn counts(name: &OsStr) -> bool {
        let name = name.to_string_lossy();
        let is_kernel = name.starts_with("system.") || name.starts_with("security.");
        !is_kernel || name == "security.capability"
    }
}
