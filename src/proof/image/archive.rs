//! Reads the archive that `docker export` and `podman export` print.
//!
//! Memory grows with the number of entries, not with their sizes: content is
//! digested as it comes by. Only files that a normaliser changes are held, one
//! at a time, up to [`LARGEST_NORMALIZED`].

use super::engine_paths::is_of_engine;
use super::members::{Member, Members};
use super::tree::{Below, Digest, Entry, EntryKind, FileTree, digest_of};
use super::volatile::{Treatment, Volatile};
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read};
use tar::EntryType;

/// A larger file is compared as it is, in bytes.
const LARGEST_NORMALIZED: u64 = 16 * 1024 * 1024;

/// Why an archive cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchiveError {
    /// The entry at which it went wrong, where one is known.
    pub path: Option<String>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ArchiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "the archive cannot be read at {path}: {}", self.message),
            None => write!(f, "the archive cannot be read: {}", self.message),
        }
    }
}

impl std::error::Error for ArchiveError {}

impl ArchiveError {
    pub(super) fn new(path: Option<&str>, message: impl fmt::Display) -> Self {
        Self { path: path.map(str::to_owned), message: message.to_string() }
    }
}

impl FileTree {
    /// Reads the root file system of an exported container.
    ///
    /// Hard links are read as what they point to. What the engine itself puts into a container is left out
    /// (`/.dockerenv`, `/etc/hosts`, `/proc`, …).
    ///
    /// # Errors
    ///
    /// No archive, an empty one, one that is cut off, a hard link to what is not in it, and a file with holes in the form of
    /// GNU tar, which no engine writes.
    pub fn read(archive: &mut dyn Read, volatile: &Volatile) -> Result<FileTree, ArchiveError> {
        let mut entries = BTreeMap::new();
        let mut hard_links = Vec::new();
        let whole = |error| ArchiveError::new(None, error);
        let mut members = Members::of(archive);
        while let Some(mut member) = members.next().map_err(whole)? {
            let path = absolute(&member.path);
            if member.header.entry_type() == EntryType::Link {
                hard_links.push((path, absolute(member.target.as_deref().unwrap_or_default())));
                continue;
            }
            let read = read_member(&mut member, &path, volatile);
            let read = read.map_err(|error| ArchiveError::new(Some(&path), error))?;
            entries.extend(read.map(|read| (path, read)));
        }
        if !members.finish().map_err(whole)? {
            return Err(ArchiveError::new(None, "it is cut off"));
        }
        if entries.is_empty() && hard_links.is_empty() {
            return Err(ArchiveError::new(None, "it is empty"));
        }
        for (path, target) in hard_links {
            let linked = entries.get(&target).cloned().ok_or_else(|| {
                ArchiveError::new(
                    Some(&path),
                    format!("a hard link to {target}, which is not there"),
                )
            })?;
            let treatment = volatile.treatment(&path);
            entries.insert(path, Entry { treatment, ..linked });
        }
        entries.retain(|path, _| !is_of_engine(path));
        Ok(FileTree { entries: fold(entries, volatile) })
    }
}

/// One member with its content; `None` for what is no file (records about the archive).
fn read_member(
    member: &mut Member<'_, '_>,
    path: &str,
    volatile: &Volatile,
) -> io::Result<Option<Entry>> {
    let Some(kind) = kind(member.header.entry_type())? else { return Ok(None) };
    let header = &member.header;
    let device = match kind {
        EntryKind::CharacterDevice | EntryKind::BlockDevice => {
            header.device_major()?.zip(header.device_minor()?)
        }
        _ => None,
    };
    let target = member.target.as_deref().filter(|_| kind == EntryKind::Link).map(readable);
    let mut read = Entry {
        kind,
        mode: header.mode()? & 0o7777,
        uid: header.uid()?,
        gid: header.gid()?,
        size: 0,
        target,
        device,
        attributes: attributes(member),
        digest: None,
        normalized: None,
        treatment: volatile.treatment(path),
        below: None,
    };
    if kind == EntryKind::File {
        read.size = member.size;
        (read.digest, read.normalized) = digests(member, path, volatile)?;
    }
    Ok(Some(read))
}

fn kind(kind: EntryType) -> io::Result<Option<EntryKind>> {
    Ok(Some(match kind {
        EntryType::Directory => EntryKind::Folder,
        EntryType::Symlink => EntryKind::Link,
        EntryType::Char => EntryKind::CharacterDevice,
        EntryType::Block => EntryKind::BlockDevice,
        EntryType::Fifo => EntryKind::Pipe,
        EntryType::Regular | EntryType::Continuous => EntryKind::File,
        EntryType::GNUSparse => {
            return Err(io::Error::other("a file with holes, in a form that is not read"));
        }
        _ => return Ok(None),
    }))
}

/// The extended attributes, which GNU tar, Go and bsdtar all write as `SCHILY.xattr.` records.
fn attributes(member: &Member<'_, '_>) -> BTreeMap<String, Vec<u8>> {
    let named = member.records.iter().filter_map(|(key, value)| {
        let name = key.strip_prefix(b"SCHILY.xattr.")?;
        Some((readable(name), value.clone()))
    });
    named.collect()
}

/// The digest of the content, and of what a normaliser makes of it.
fn digests(
    member: &mut Member<'_, '_>,
    path: &str,
    volatile: &Volatile,
) -> io::Result<(Option<Digest>, Option<Digest>)> {
    let size = member.size;
    if let Some(normalizer) = volatile.normalizer(path).filter(|_| size <= LARGEST_NORMALIZED) {
        let mut content = Vec::new();
        member.read_to_end(&mut content)?;
        let normalized = digest_of(&normalizer.apply(&content));
        return Ok((Some(digest_of(&content)), Some(normalized)));
    }
    let mut hasher = blake3::Hasher::new();
    io::copy(member, &mut hasher)?;
    Ok((Some(*hasher.finalize().as_bytes()), None))
}

/// Sums up what is below the folders that are not compared entry by entry.
fn fold(entries: BTreeMap<String, Entry>, volatile: &Volatile) -> BTreeMap<String, Entry> {
    let mut folded: BTreeMap<String, Entry> = BTreeMap::new();
    let mut open: Option<(String, u64, blake3::Hasher)> = None;
    // A folder comes before what is below it, but `a-b` between `a` and `a/b`: hence by parts.
    let mut sorted: Vec<(String, Entry)> = entries.into_iter().collect();
    sorted.sort_by(|(one, _), (other, _)| one.split('/').cmp(other.split('/')));
    for (path, mut entry) in sorted {
        if let Some((folder, count, hasher)) = &mut open
            && path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
        {
            *count += 1;
            hasher.update(summary(&path, &entry).as_bytes());
            continue;
        }
        close(open.take(), &mut folded);
        if entry.kind == EntryKind::Folder && volatile.is_folded(&path) {
            entry.treatment = Some(Treatment::Tree);
            open = Some((path.clone(), 0, blake3::Hasher::new()));
        }
        folded.insert(path, entry);
    }
    close(open, &mut folded);
    folded
}

fn close(open: Option<(String, u64, blake3::Hasher)>, folded: &mut BTreeMap<String, Entry>) {
    let Some((folder, entries, hasher)) = open else { return };
    if let Some(entry) = folded.get_mut(&folder) {
        entry.below = Some(Below { entries, digest: *hasher.finalize().as_bytes() });
    }
}

/// Everything of an entry that would be compared, ended by a byte that no path has.
fn summary(path: &str, entry: &Entry) -> String {
    let Entry { kind, mode, uid, gid, target, device, attributes, digest, .. } = entry;
    format!("{path}\0{kind} {mode:o} {uid} {gid} {target:?} {device:?} {attributes:?} {digest:?}\0")
}

/// `./app/x/` and `app/x` as `/app/x`.
pub(super) fn absolute(path: &[u8]) -> String {
    let path = readable(path);
    let parts = path.split('/').filter(|part| !part.is_empty() && *part != ".");
    let absolute: String = parts.flat_map(|part| ["/", part]).collect();
    if absolute.is_empty() { "/".to_owned() } else { absolute }
}

/// Bytes as text; what is not UTF-8 is written `\xNN`, so that two names stay two.
fn readable(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::image::testing::{archive, tree};
    use tar::{Builder, Header};

    fn read(archive: &[u8]) -> Result<FileTree, ArchiveError> {
        FileTree::read(&mut &*archive, &Volatile::default())
    }

    fn check(listing: &str, path: &str, expected: &str) {
        let tree = tree(listing);
        let entry = tree.get(path).unwrap();
        let Entry { kind, mode, uid, gid, size, target, attributes, .. } = entry;
        let shown = format!("{kind} {mode:o} {uid}:{gid} {size} {target:?} {attributes:?}");
        assert_eq!(shown, expected);
    }

    #[test]
    fn entries_of_every_kind() {
        check("./a/ 1777 5:6", "/a", "folder 1777 5:6 0 None {}");
        check("a 4755 hello", "/a", "file 4755 0:0 5 None {}");
        check("a -> ../b", "/a", "link 777 0:0 0 Some(\"../b\") {}");
        check("p | 644", "/p", "pipe 644 0:0 0 None {}");
        check("a 755 x\nd/b => a", "/d/b", "file 755 0:0 1 None {}");
        check("a 755 @user.x=A1 x", "/a", "file 755 0:0 1 None {\"user.x\": [65, 49]}");
        let long = ["folder"; 30].join("/");
        check(&format!("{long} 644 x"), &format!("/{long}"), "file 644 0:0 1 None {}");
    }

    /// A capability is binary, and has any byte.
    #[test]
    fn an_attribute_may_hold_line_feeds() {
        let mut builder = Builder::new(Vec::new());
        let value = b"\x01\n\0=\n";
        builder.append_pax_extensions([("SCHILY.xattr.security.capability", &value[..])]).unwrap();
        let mut header = Header::new_ustar();
        header.set_size(1);
        header.set_mode(0o755);
        header.set_uid(0);
        header.set_gid(0);
        builder.append_data(&mut header, "ping", &b"x"[..]).unwrap();
        let tree = read(&builder.into_inner().unwrap()).unwrap();
        let attributes = &tree.get("/ping").unwrap().attributes;
        assert_eq!(attributes["security.capability"], value);
    }

    #[test]
    fn a_device_has_its_numbers_and_a_strange_name_stays_its_own() {
        let mut builder = Builder::new(Vec::new());
        for (name, kind) in [(b"null".as_slice(), EntryType::Char), (b"a\xff", EntryType::Regular)]
        {
            let mut header = Header::new_ustar();
            header.set_entry_type(kind);
            header.as_mut_bytes()[..name.len()].copy_from_slice(name);
            header.set_mode(0o666);
            header.set_uid(3_000_000_000);
            header.set_gid(0);
            header.set_size(0);
            let _ = header.set_device_major(1);
            let _ = header.set_device_minor(3);
            header.set_cksum();
            builder.append(&header, std::io::empty()).unwrap();
        }
        let tree = read(&builder.into_inner().unwrap()).unwrap();
        let paths: Vec<&str> = tree.iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["/a\\xff", "/null"]);
        let null = tree.get("/null").unwrap();
        assert_eq!((null.device, null.uid), (Some((1, 3)), 3_000_000_000));
    }

    #[test]
    fn what_is_no_whole_archive_is_an_error() {
        let whole = archive("a 644 hello\nb 644 x");
        for cut in [0, 100, 514, 700, 1100, 2048] {
            assert!(read(&whole[..cut]).is_err(), "{cut}");
        }
        assert!(read(&whole).is_ok());
        let error = read(&archive("a => b")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the archive cannot be read at /a: a hard link to /b, which is not there"
        );
        let message = |archive: &[u8]| read(archive).unwrap_err().message;
        assert_eq!(message(b""), "it is cut off");
        assert_eq!(message(&[0; 1024]), "it is empty");
    }
}
