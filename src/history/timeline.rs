//! All the trees of a history at once: each path with what was there, and from when on.
//!
//! Moment 0 is before the first commit, moment `n` after the `n`th. A tree of
//! one moment is a view and costs nothing; one map serves them all.

use super::{Entry, EntryChange, FileMode};
use crate::build::{ContextTree, Digest, EntryKind, Stat, StatKind};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

/// What stands for the files of a submodule, which are in another repository.
const SUBMODULE: &str = "(submodule)";

/// What was at each path, moment by moment.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    paths: BTreeMap<String, Vec<Version>>,
    /// Contents that were looked at.
    contents: BTreeMap<super::ContentId, Arc<[u8]>>,
}

/// What is at a path from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Version {
    from: usize,
    entry: Option<Entry>,
}

impl Timeline {
    /// What happened to `newest`, the tree of the last moment; `changes` are those of each moment from the first on.
    pub fn new<'c>(
        newest: impl IntoIterator<Item = (String, Entry)>,
        changes: impl IntoIterator<Item = &'c [EntryChange]>,
    ) -> Self {
        let mut timeline = Self::default();
        for (before, changes) in changes.into_iter().enumerate() {
            for change in changes {
                let first = || vec![Version { from: 0, entry: change.before }];
                let versions = timeline.paths.entry(change.path.clone()).or_insert_with(first);
                versions.push(Version { from: before + 1, entry: change.after });
            }
        }
        for (path, entry) in newest.into_iter().filter(|(path, _)| is_clean(path)) {
            let unchanged = || vec![Version { from: 0, entry: Some(entry) }];
            timeline.paths.entry(path_of(&path, Some(entry))).or_insert_with(unchanged);
        }
        timeline
    }

    /// Adds contents, by id, for those who read them.
    pub fn with_contents(mut self, contents: BTreeMap<super::ContentId, Vec<u8>>) -> Self {
        self.contents.extend(contents.into_iter().map(|(id, bytes)| (id, Arc::from(bytes))));
        self
    }

    /// What is at `path` at a moment.
    pub fn entry(&self, path: &str, moment: usize) -> Option<Entry> {
        at(self.paths.get(path)?, moment)
    }

    /// The distinct links of all moments: their contents are where they lead.
    pub fn links(&self) -> Vec<super::ContentId> {
        let entries = self.paths.values().flatten().filter_map(|version| version.entry);
        let links = entries.filter(|entry| entry.mode == FileMode::Symlink);
        let mut links: Vec<_> = links.filter_map(|entry| entry.content).collect();
        links.sort_unstable();
        links.dedup();
        links
    }

    /// The first path from `from` on that begins with `prefix` and is there at a moment.
    fn first(&self, from: &str, prefix: &str, moment: usize) -> Option<(&str, Entry)> {
        let paths = self.paths.range::<str, _>((Bound::Included(from), Bound::Unbounded));
        let mut paths = paths.take_while(|(path, _)| path.starts_with(prefix));
        paths.find_map(|(path, versions)| Some((path.as_str(), at(versions, moment)?)))
    }
}

fn at(versions: &[Version], moment: usize) -> Option<Entry> {
    versions.iter().rfind(|version| version.from <= moment)?.entry
}

fn prefix(directory: &str) -> String {
    if directory.is_empty() { String::new() } else { format!("{directory}/") }
}

/// A submodule is a directory with something in it.
fn path_of(path: &str, entry: Option<Entry>) -> String {
    match entry {
        Some(Entry { mode: FileMode::Submodule, .. }) => format!("{path}/{SUBMODULE}"),
        _ => path.to_owned(),
    }
}

/// Whether it is a path as git has it: a file could claim anything.
fn is_clean(path: &str) -> bool {
    path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// The change as it is in a timeline, none for what is no path: a submodule that takes the place of a file, or leaves it, is two paths.
pub(super) fn in_timeline(change: EntryChange) -> Vec<EntryChange> {
    let EntryChange { path, before, after } = change;
    if !is_clean(&path) {
        return Vec::new();
    }
    let (old, new) = (path_of(&path, before), path_of(&path, after));
    match (before, after) {
        (Some(_), Some(_)) if old != new => vec![
            EntryChange { path: old, before, after: None },
            EntryChange { path: new, before: None, after },
        ],
        (Some(_), _) => vec![EntryChange { path: old, before, after }],
        _ => vec![EntryChange { path: new, before, after }],
    }
}

/// The tree of one moment.
#[derive(Clone, Debug)]
pub struct TreeAt {
    timeline: Arc<Timeline>,
    moment: usize,
}

impl TreeAt {
    /// The tree at a moment.
    pub fn new(timeline: Arc<Timeline>, moment: usize) -> Self {
        Self { timeline, moment }
    }

    fn entry(&self, path: &str) -> Option<Entry> {
        self.timeline.entry(path, self.moment)
    }
}

impl ContextTree for TreeAt {
    fn kind(&self, path: &str) -> Option<EntryKind> {
        match self.entry(path) {
            Some(Entry { mode: FileMode::Symlink, .. }) => Some(EntryKind::Other),
            Some(_) => Some(EntryKind::File),
            None => {
                let prefix = prefix(path);
                let below = self.timeline.first(&prefix, &prefix, self.moment);
                (path.is_empty() || below.is_some()).then_some(EntryKind::Directory)
            }
        }
    }

    fn read(&self, path: &str) -> Option<Arc<[u8]>> {
        let entry = self.entry(path).filter(|entry| entry.mode.is_file())?;
        self.timeline.contents.get(&entry.content?).cloned()
    }

    fn children(&self, directory: &str) -> Vec<(String, EntryKind)> {
        let prefix = prefix(directory);
        let mut children: Vec<(String, EntryKind)> = Vec::new();
        let mut from = prefix.clone();
        while let Some((path, entry)) = self.timeline.first(&from, &prefix, self.moment) {
            let rest = &path[prefix.len()..];
            let (name, kind) = match (rest.split_once('/'), entry.mode) {
                (Some((name, _)), _) => (name, EntryKind::Directory),
                (None, FileMode::Symlink) => (rest, EntryKind::Other),
                (None, _) => (rest, EntryKind::File),
            };
            // Past all that is below a directory: `0` follows `/`.
            from = match kind {
                EntryKind::Directory => format!("{prefix}{name}0"),
                _ => format!("{path}\0"),
            };
            children.push((name.to_owned(), kind));
        }
        // Paths are in the order of their bytes, in which `a.b` comes before `a/b`.
        children.sort_unstable();
        children.dedup_by(|one, other| one.0 == other.0);
        children
    }

    fn is_executable(&self, path: &str) -> Option<bool> {
        self.entry(path).map(|entry| entry.mode == FileMode::Executable)
    }

    /// Of permissions git knows whether a file may be executed, and of sizes nothing: contents tell files apart.
    fn stat(&self, path: &str) -> Option<Stat> {
        let (kind, permissions) = match self.entry(path).map(|entry| entry.mode) {
            None => (self.kind(path).map(|_| StatKind::Directory)?, 0o755),
            Some(FileMode::Symlink) => (StatKind::Link, 0o755),
            Some(FileMode::Executable) => (StatKind::File, 0o755),
            Some(FileMode::Regular | FileMode::Submodule) => (StatKind::File, 0o644),
        };
        Some(Stat { kind, permissions, size: 0 })
    }

    fn link(&self, path: &str) -> Option<String> {
        let entry = self.entry(path).filter(|entry| entry.mode == FileMode::Symlink)?;
        let target = self.timeline.contents.get(&entry.content?)?;
        Some(String::from_utf8_lossy(target).into_owned())
    }

    /// By the name that git has for a content; one that was not looked at equals nothing, not even itself elsewhere.
    fn digest(&self, path: &str) -> Option<Digest> {
        let content = self.entry(path).filter(|entry| entry.mode != FileMode::Symlink)?.content;
        Some(match content {
            Some(id) => Digest::of(id.as_bytes()),
            None => Digest::of(format!("{path} at moment {}", self.moment).as_bytes()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::ContentId;

    fn entry(mode: FileMode, number: u64) -> Option<Entry> {
        Some(Entry { mode, content: Some(ContentId::from_number(number)) })
    }

    fn change(path: &str, before: Option<Entry>, after: Option<Entry>) -> EntryChange {
        EntryChange { path: path.to_owned(), before, after }
    }

    /// Three moments after the first: `a` changes twice, `d/b` comes and goes, the link and `d.x` stay.
    fn timeline() -> Arc<Timeline> {
        use FileMode::{Executable, Regular, Symlink};
        let newest = [
            ("a", entry(Executable, 3)),
            ("d.x", entry(Regular, 7)),
            ("d/deep/c", entry(Regular, 8)),
            ("link", entry(Symlink, 9)),
        ];
        let newest = newest.into_iter().map(|(path, entry)| (path.to_owned(), entry.unwrap()));
        let changes = [
            vec![
                change("a", entry(Regular, 1), entry(Regular, 2)),
                change("e/b", None, entry(Regular, 4)),
            ],
            vec![],
            vec![
                change("a", entry(Regular, 2), entry(Executable, 3)),
                change("e/b", entry(Regular, 4), None),
            ],
        ];
        let contents = BTreeMap::from([(ContentId::from_number(2), b"two".to_vec())]);
        let changes = changes.iter().map(Vec::as_slice);
        Arc::new(Timeline::new(newest, changes).with_contents(contents))
    }

    #[test]
    fn a_tree_is_what_was_there_at_its_moment() {
        let timeline = timeline();
        let names = |moment: usize, directory: &str| {
            let children = TreeAt::new(Arc::clone(&timeline), moment).children(directory);
            let shown = children.into_iter().map(|(name, kind)| match kind {
                EntryKind::File => name,
                EntryKind::Directory => format!("{name}/"),
                EntryKind::Other => format!("{name}@"),
            });
            shown.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(0, ""), "a d/ d.x link@");
        assert_eq!(names(1, ""), "a d/ d.x e/ link@");
        assert_eq!(names(2, "e"), "b");
        assert_eq!(names(3, ""), "a d/ d.x link@");
        assert_eq!(names(3, "d"), "deep/");
        assert_eq!(names(3, "e"), "");
    }

    #[test]
    fn kinds_modes_and_contents_are_those_of_the_moment() {
        let timeline = timeline();
        let tree = |moment| TreeAt::new(Arc::clone(&timeline), moment);
        assert_eq!(tree(2).kind("e"), Some(EntryKind::Directory));
        assert_eq!(tree(3).kind("e"), None);
        assert_eq!(tree(3).kind(""), Some(EntryKind::Directory));
        assert_eq!(tree(0).kind("link"), Some(EntryKind::Other));
        assert_eq!(
            (tree(2).is_executable("a"), tree(3).is_executable("a")),
            (Some(false), Some(true))
        );
        assert_eq!(tree(0).read("a"), None, "a content that was not looked at");
        assert_eq!(tree(2).read("a").as_deref(), Some(&b"two"[..]));
        assert_eq!(timeline.links(), [ContentId::from_number(9)]);
    }

    #[test]
    fn a_submodule_is_a_directory_with_something_in_it() {
        let module = |number| entry(FileMode::Submodule, number);
        let shown = |before, after| {
            let changes = in_timeline(change("lib", before, after)).into_iter();
            changes.map(|it| format!("{} {}", it.kind().name(), it.path)).collect::<Vec<_>>()
        };
        assert_eq!(shown(module(1), module(2)), ["changed lib/(submodule)"]);
        assert_eq!(
            shown(entry(FileMode::Regular, 1), module(2)),
            ["deleted lib", "added lib/(submodule)"]
        );
        assert_eq!(shown(module(1), None), ["deleted lib/(submodule)"]);
    }
}
