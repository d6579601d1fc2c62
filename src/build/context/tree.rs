//! A directory tree that answers questions.

use std::fmt;
use std::sync::Arc;

/// What a path of the context is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link, or something rarer.
    Other,
}

/// Answers questions about a directory tree.
///
/// Paths are relative to the root, `/`-separated, without `.` and `..`; the root is `""`.
pub trait ContextTree: Send + Sync {
    /// What `path` is; `None` when it does not exist or cannot be seen.
    fn kind(&self, path: &str) -> Option<EntryKind>;
    /// The content of a file; `None` when there is none that can be read.
    fn read(&self, path: &str) -> Option<Arc<[u8]>>;
    /// Names and kinds of what is in a directory, sorted by name.
    fn children(&self, directory: &str) -> Vec<(String, EntryKind)>;
    /// Whether a file may be executed; `None` where the tree knows no modes.
    fn is_executable(&self, _path: &str) -> Option<bool> {
        None
    }
    /// What `path` itself is, a link not followed; `None` when it does not exist.
    fn stat(&self, path: &str) -> Option<Stat> {
        let kind = match self.kind(path)? {
            EntryKind::Directory => StatKind::Directory,
            EntryKind::File => StatKind::File,
            EntryKind::Other => StatKind::Other,
        };
        let permissions = match (kind, self.is_executable(path)) {
            (StatKind::Directory, _) | (_, Some(true)) => 0o755,
            _ => 0o644,
        };
        let size = if kind == StatKind::File { self.read(path)?.len() as u64 } else { 0 };
        Some(Stat { kind, permissions, size })
    }
    /// Where a link leads, as it is written; `None` for what is no link.
    fn link(&self, _path: &str) -> Option<String> {
        None
    }
    /// What identifies the content of a file; `None` when it cannot be read.
    fn digest(&self, path: &str) -> Option<Digest> {
        self.read(path).map(|bytes| Digest::of(&bytes))
    }
    /// When a file was last written, in nanoseconds; `None` where that is not known. Never part of a cache key.
    fn modified(&self, _path: &str) -> Option<u128> {
        None
    }
    /// What else of an entry is in its cache key: extended attributes and device numbers, as one number.
    fn attributes(&self, _path: &str) -> u64 {
        0
    }
}

/// What an entry is, as `lstat` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stat {
    /// Its kind.
    pub kind: StatKind,
    /// Permission bits, with setuid, setgid and sticky.
    pub permissions: u32,
    /// Size of a file in bytes.
    pub size: u64,
}

/// The kind of an entry, a link not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link.
    Link,
    /// A device, socket or pipe.
    Other,
}

/// What identifies a content: equal contents have equal digests, others differ.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// A digest that was computed or stored before.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest as bytes, to store it.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0[..4].iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// `name` below `directory`; either may be empty.
pub fn join(directory: &str, name: &str) -> String {
    match (directory, name) {
        ("", name) => name.to_owned(),
        (directory, "") => directory.to_owned(),
        (directory, name) => format!("{directory}/{name}"),
    }
}
