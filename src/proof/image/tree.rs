//! The files of an image: one entry for each path, without their content.

use super::volatile::Treatment;
use std::collections::BTreeMap;
use std::fmt;

/// A digest of content (BLAKE3).
pub(super) type Digest = [u8; 32];

/// The file system of an image, without what an engine puts into each container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileTree {
    /// By absolute path; bytes that are not UTF-8 are written `\xNN`.
    pub(super) entries: BTreeMap<String, Entry>,
}

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// Permissions, with the set-user, set-group and sticky bits.
    pub mode: u32,
    /// Number of the owner.
    pub uid: u64,
    /// Number of the group.
    pub gid: u64,
    /// Bytes of content; 0 for all but files.
    pub size: u64,
    /// Where a link points.
    pub target: Option<String>,
    /// Major and minor number of a device.
    pub device: Option<(u32, u32)>,
    /// Extended attributes, such as `security.capability`.
    pub attributes: BTreeMap<String, Vec<u8>>,
    /// BLAKE3 of the content of a file. Names of one inode have the same; that they are one inode is
    /// not compared.
    pub digest: Option<[u8; 32]>,
    /// Digest of the content after a normaliser; `None` where none applies.
    pub normalized: Option<[u8; 32]>,
    /// How volatile its content is.
    pub treatment: Option<Treatment>,
    /// For a folder whose content is not compared entry by entry: how much is below.
    pub below: Option<Below>,
}

/// What is below a folder, summed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Below {
    /// Number of entries.
    pub entries: u64,
    /// BLAKE3 of all of them.
    pub digest: [u8; 32],
}

/// The kinds of what can be at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A character device.
    CharacterDevice,
    /// A block device.
    BlockDevice,
    /// A named pipe.
    Pipe,
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EntryKind::File => "file",
            EntryKind::Folder => "folder",
            EntryKind::Link => "link",
            EntryKind::CharacterDevice => "character device",
            EntryKind::BlockDevice => "block device",
            EntryKind::Pipe => "pipe",
        })
    }
}

impl FileTree {
    /// The entry at an absolute path.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.entries.get(path)
    }

    /// Every path with its entry, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(path, entry)| (path.as_str(), entry))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// The digest of some bytes.
pub(super) fn digest_of(content: &[u8]) -> Digest {
    *blake3::hash(content).as_bytes()
}
