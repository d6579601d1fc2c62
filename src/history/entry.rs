//! What a file is at one moment, and how it differs at another.

use crate::cache::ChangeKind;

/// What kind of thing a path of a repository is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FileMode {
    /// A file that may not be executed.
    Regular,
    /// A file that may be executed.
    Executable,
    /// A symbolic link.
    Symlink,
    /// The commit of another repository: a directory whose files are not in this one.
    Submodule,
}

impl FileMode {
    /// Whether it is a file, whatever its permissions.
    pub fn is_file(self) -> bool {
        matches!(self, FileMode::Regular | FileMode::Executable)
    }
}

/// Stands for a content: equal ones are equal contents. A name that git has for it, or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentId {
    bytes: [u8; 32],
    len: u8,
}

impl ContentId {
    /// The id that is written in hexadecimal digits, as git does; `None` when it is something else.
    pub fn from_hex(hex: &[u8]) -> Option<Self> {
        let mut bytes = [0; 32];
        if hex.is_empty() || !hex.len().is_multiple_of(2) || hex.len() > 64 {
            return None;
        }
        for (byte, digits) in bytes.iter_mut().zip(hex.chunks(2)) {
            let [high, low] = digits else { return None };
            let digit = |digit: u8| char::from(digit).to_digit(16);
            *byte = u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()?;
        }
        Some(Self { bytes, len: u8::try_from(hex.len() / 2).ok()? })
    }

    /// The id of a content that is known by a number alone.
    pub fn from_number(number: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        Self { bytes, len: 8 }
    }

    /// The id in hexadecimal digits.
    pub fn to_hex(self) -> String {
        self.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The id itself.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// Whether it is git's word for "none".
    pub fn is_zero(self) -> bool {
        self.bytes == [0; 32]
    }
}

/// A file, link or submodule at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// What it is.
    pub mode: FileMode,
    /// What is in it; `None` where that was not looked at, and is not known to equal anything.
    pub content: Option<ContentId>,
}

/// How a path differs between two moments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryChange {
    /// The path, `/`-separated; bytes that are no text are replaced.
    pub path: String,
    /// What was there.
    pub before: Option<Entry>,
    /// What is there then. Where both are `None`, nothing is known but that it may differ.
    pub after: Option<Entry>,
}

impl EntryChange {
    /// How it differs.
    pub fn kind(&self) -> ChangeKind {
        match (self.before, self.after) {
            (None, None) => ChangeKind::Possible,
            (None, Some(_)) => ChangeKind::Added,
            (Some(_), None) => ChangeKind::Deleted,
            (Some(before), Some(after)) if before.mode == after.mode => ChangeKind::Content,
            (Some(before), Some(after)) if !(before.mode.is_file() && after.mode.is_file()) => {
                ChangeKind::Kind
            }
            (Some(before), Some(after)) if before.content == after.content => ChangeKind::Mode,
            _ => ChangeKind::Content,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_what_git_writes() {
        for hex in ["e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "00ff"] {
            assert_eq!(
                ContentId::from_hex(hex.as_bytes()).map(ContentId::to_hex),
                Some(hex.into())
            );
        }
        for wrong in ["", "abc", "xy", &"0".repeat(66)] {
            assert_eq!(ContentId::from_hex(wrong.as_bytes()), None, "{wrong:?}");
        }
        assert!(ContentId::from_hex(b"0000").is_some_and(ContentId::is_zero));
    }

    #[test]
    fn a_change_is_named_by_what_stands_on_both_sides() {
        use FileMode::{Executable, Regular, Symlink};
        let entry =
            |mode, number| Some(Entry { mode, content: Some(ContentId::from_number(number)) });
        for (before, after, kind) in [
            (None, entry(Regular, 1), ChangeKind::Added),
            (entry(Regular, 1), None, ChangeKind::Deleted),
            (entry(Regular, 1), entry(Regular, 2), ChangeKind::Content),
            (entry(Regular, 1), entry(Executable, 1), ChangeKind::Mode),
            (entry(Regular, 1), entry(Executable, 2), ChangeKind::Content),
            (entry(Regular, 1), entry(Symlink, 1), ChangeKind::Kind),
            (None, None, ChangeKind::Possible),
        ] {
            let change = EntryChange { path: "a".into(), before, after };
            assert_eq!(change.kind(), kind, "{change:?}");
        }
    }
}
