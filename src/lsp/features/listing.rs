//! The files of a context, listed up to a limit.

use crate::build::{Context, EntryKind, context::join};
use crate::ignore::{IgnoreFile, Walk};

/// More entries are not looked at: beyond that, nothing is claimed.
pub(super) const LIMIT: usize = 20_000;

/// What is below a directory.
#[derive(Clone, Debug, Default)]
pub(super) struct Listing {
    /// Paths from the root of the context, directories before what is in them.
    pub(super) entries: Vec<(String, EntryKind)>,
    /// Whether that is all.
    pub(super) is_whole: bool,
}

/// Everything below `directory`, ignored or not.
pub(super) fn all(context: &Context, directory: &str, limit: usize) -> Listing {
    let mut listing = Listing { entries: Vec::new(), is_whole: true };
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        for (name, kind) in context.tree().children(&directory) {
            if listing.entries.len() >= limit {
                listing.is_whole = false;
                return listing;
            }
            let path = join(&directory, &name);
            if kind == EntryKind::Directory {
                open.push(path.clone());
            }
            listing.entries.push((path, kind));
        }
    }
    listing
}

/// What a COPY of some paths brings.
#[derive(Clone, Debug, Default)]
pub(super) struct Copied {
    pub(super) files: usize,
    pub(super) bytes: u64,
    /// What is left out: ignored files, and directories of which nothing is sent.
    pub(super) ignored: Vec<String>,
    /// Whether that is all.
    pub(super) is_whole: bool,
}

/// Counts what the builder would see at `paths` and below.
pub(super) fn copied(context: &Context, paths: &[String], limit: usize) -> Copied {
    let ignore = context.ignore_file();
    let mut count = Count { context, walk: Walk::new(ignore), ignore, seen: 0, limit };
    let mut copied = Copied { is_whole: true, ..Copied::default() };
    for path in paths {
        let kind = context.tree().kind(path);
        let kind = if path.is_empty() { Some(EntryKind::Directory) } else { kind };
        if let Some(kind) = kind {
            count.add(path, kind, &mut copied);
        }
    }
    copied
}

struct Count<'c> {
    context: &'c Context,
    walk: Walk<'c>,
    ignore: &'c IgnoreFile,
    seen: usize,
    limit: usize,
}

impl Count<'_> {
    fn add(&mut self, path: &str, kind: EntryKind, copied: &mut Copied) {
        let mut open = vec![(path.to_owned(), kind)];
        while let Some((path, kind)) = open.pop() {
            if self.seen >= self.limit {
                copied.is_whole = false;
                return;
            }
            self.seen += 1;
            let is_ignored = !path.is_empty() && self.walk.is_ignored(&path);
            let is_directory = kind == EntryKind::Directory;
            if is_ignored && !(is_directory && self.ignore.may_contain_included(&path)) {
                copied.ignored.push(path + if is_directory { "/" } else { "" });
                continue;
            }
            if is_directory {
                let children = self.context.tree().children(&path).into_iter().rev();
                open.extend(children.map(|(name, kind)| (join(&path, &name), kind)));
                continue;
            }
            copied.files += 1;
            copied.bytes += self.context.tree().stat(&path).map_or(0, |stat| stat.size);
        }
    }
}

/// `1 file`, `2 files`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A size as people say it: `12 bytes`, `3.4 kB`, `2.0 MB`.
pub(super) fn size(bytes: u64) -> String {
    let units = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    let exact = bytes as f64;
    let fitting = units.into_iter().find(|(unit, _)| exact >= *unit);
    match fitting {
        Some((unit, name)) => format!("{:.1} {name}", exact / unit),
        None => count(usize::try_from(bytes).unwrap_or_default(), "byte", "bytes"),
    }
}
