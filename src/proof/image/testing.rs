//! Archives from text: one entry a line.
//!
//! `path mode[ uid:gid][ @attribute=value] content`; a path that ends in `/` is a folder, `path -> target`
//! a symbolic link, `path => target` a hard link, `path | mode` a pipe.

use super::{FileTree, Volatile};
use tar::{Builder, EntryType, Header};

/// The archive of a listing.
pub(super) fn archive(listing: &str) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for line in listing.lines().filter(|line| !line.trim().is_empty()) {
        add(&mut builder, line.trim());
    }
    builder.into_inner().unwrap()
}

/// The files of a listing, with the volatile paths that are built in.
pub(super) fn tree(listing: &str) -> FileTree {
    if listing.is_empty() {
        return FileTree::default();
    }
    FileTree::read(&mut archive(listing).as_slice(), &Volatile::default()).unwrap()
}

fn add(builder: &mut Builder<Vec<u8>>, line: &str) {
    let mut words = line.splitn(3, ' ');
    let (path, second, rest) =
        (words.next().unwrap(), words.next().unwrap(), words.next().unwrap_or_default());
    let mut header = Header::new_gnu();
    header.set_size(0);
    header.set_mode(0o777);
    header.set_uid(0);
    header.set_gid(0);
    let link = match second {
        "->" => Some(EntryType::Symlink),
        "=>" => Some(EntryType::Link),
        _ => None,
    };
    if let Some(kind) = link {
        header.set_entry_type(kind);
        builder.append_link(&mut header, path, rest).unwrap();
        return;
    }
    let (kind, mode, mut rest) = match second {
        "|" => (EntryType::Fifo, rest, ""),
        mode if path.ends_with('/') => (EntryType::Directory, mode, rest),
        mode => (EntryType::Regular, mode, rest),
    };
    header.set_entry_type(kind);
    header.set_mode(u32::from_str_radix(mode, 8).unwrap());
    if let Some((uid, gid)) = rest.split(' ').next().and_then(|word| word.split_once(':'))
        && let (Ok(uid), Ok(gid)) = (uid.parse(), gid.parse())
    {
        header.set_uid(uid);
        header.set_gid(gid);
        rest = rest.split_once(' ').map_or("", |(_, rest)| rest);
    }
    if let Some(attribute) = rest.strip_prefix('@') {
        let (attribute, after) = attribute.split_once(' ').unwrap_or((attribute, ""));
        let (name, value) = attribute.split_once('=').unwrap();
        let name = format!("SCHILY.xattr.{name}");
        builder.append_pax_extensions([(name.as_str(), value.as_bytes())]).unwrap();
        rest = after;
    }
    header.set_size(rest.len() as u64);
    builder.append_data(&mut header, path, rest.as_bytes()).unwrap();
}
