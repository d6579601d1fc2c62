//! Git's raw records: `:100644 100644 <id> <id> M` and the path behind it.

use crate::history::{ContentId, Entry, EntryChange, FileMode};

/// Pieces of an answer, each ended by a NUL.
pub(super) struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next piece, if there is one; the last may lack its NUL.
    pub(super) fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(0, self.rest);
        let (piece, rest) = match end {
            Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
            None => (self.rest, &[][..]),
        };
        self.rest = rest;
        Some(piece)
    }

    /// The raw records from here on, up to anything else.
    pub(super) fn changes(&mut self) -> Option<Vec<EntryChange>> {
        let mut changes = Vec::new();
        while self.rest.first() == Some(&b':') {
            let header = self.next()?;
            let path = text(self.next()?);
            changes.push(change(header, path)?);
        }
        Some(changes)
    }
}

/// Bytes from git as text.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// `:<mode> <mode> <id> <id> <status>`
fn change(header: &[u8], path: String) -> Option<EntryChange> {
    let mut fields = header.strip_prefix(b":")?.split(|byte| *byte == b' ');
    let (old_mode, new_mode) = (fields.next()?, fields.next()?);
    let (old_id, new_id) = (fields.next()?, fields.next()?);
    // What an unmerged path will be is not decided.
    let is_unmerged = fields.next()? == b"U";
    let entry = |mode, id| {
        let mode = file_mode(mode).filter(|_| !is_unmerged)?;
        Some(Entry { mode, content: content(id) })
    };
    Some(EntryChange { path, before: entry(old_mode, old_id), after: entry(new_mode, new_id) })
}

/// The id; `None` for the zeros that stand for a file of the working tree.
fn content(id: &[u8]) -> Option<ContentId> {
    ContentId::from_hex(id).filter(|id| !id.is_zero())
}

/// What git's mode means; `None` where there is nothing.
pub(super) fn file_mode(mode: &[u8]) -> Option<FileMode> {
    match mode {
        b"000000" => None,
        b"100755" => Some(FileMode::Executable),
        b"120000" => Some(FileMode::Symlink),
        b"160000" => Some(FileMode::Submodule),
        // Old repositories have other permissions; git writes 644 for all of them.
        _ => Some(FileMode::Regular),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &str) -> Option<Vec<String>> {
        let mut records = Records::new(bytes.as_bytes());
        let changes = records.changes()?;
        let shown = changes.iter().map(|it| format!("{} {}", it.kind().name(), it.path));
        let mut shown: Vec<String> = shown.collect();
        if !records.rest().is_empty() {
            shown.push(format!("then {:?}", text(records.rest())));
        }
        Some(shown)
    }

    #[test]
    fn records_are_read_up_to_anything_else() {
        let (a, b, none) = ("a".repeat(40), "b".repeat(40), "0".repeat(40));
        for (bytes, shown) in [
            (format!(":100644 100644 {a} {b} M\0a\nb\0:x"), None),
            (
                format!(":100644 100644 {a} {b} M\0a\nb\0next"),
                Some(vec!["changed a\nb", "then \"next\""]),
            ),
            (format!(":000000 100644 {none} {b} A\0a\0"), Some(vec!["added a"])),
            (format!(":100644 000000 {a} {none} D\0a\0"), Some(vec!["deleted a"])),
            (format!(":100644 100755 {a} {a} M\0a\0"), Some(vec!["mode changed a"])),
            (format!(":100644 120000 {a} {b} T\0a\0"), Some(vec!["kind changed a"])),
            (format!(":160000 160000 {a} {b} M\0sub\0"), Some(vec!["changed sub"])),
            (format!(":100644 000000 {a} {none} U\0a\0"), Some(vec!["may have changed a"])),
            (format!(":100644 100644 {a} {none} M\0a\0"), Some(vec!["changed a"])),
            (String::new(), Some(vec![])),
        ] {
            let shown = shown.map(|lines| lines.into_iter().map(str::to_owned).collect());
            assert_eq!(check(&bytes), shown, "{bytes:?}");
        }
    }
}
