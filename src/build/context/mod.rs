//! The build context: its files, seen through the ignore file.
//!
//! The tree is asked for what a rule wants to know and is never walked as a
//! whole; who answers (disk, a commit, a test) is none of this module's business.

mod changed;
mod memory;
mod overlay;
mod tree;

pub use changed::{ChangedTree, PathEdit};
pub use memory::MemoryTree;
pub use tree::{ContextTree, Digest, EntryKind, Stat, StatKind, join};

use crate::diagnostic::{Edit, EditTarget};
use crate::ignore::IgnoreFile;
use crate::text::{Source, TextRange};
use overlay::OverlayTree;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// A build context: a tree and the ignore file that filters it.
#[derive(Clone)]
pub struct Context {
    tree: Arc<dyn ContextTree>,
    ignore: Arc<IgnoreFile>,
    ignore_path: Option<String>,
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("ignore_path", &self.ignore_path).finish_non_exhaustive()
    }
}

impl Context {
    /// A context whose files are filtered by `ignore`.
    ///
    /// `ignore_path` is where the ignore file stands below the root, if it stands there.
    pub fn new(
        tree: Arc<dyn ContextTree>,
        ignore: IgnoreFile,
        ignore_path: Option<String>,
    ) -> Self {
        Self { tree, ignore: Arc::new(ignore), ignore_path }
    }

    /// The files, ignored ones too.
    pub fn tree(&self) -> &dyn ContextTree {
        &*self.tree
    }

    /// The same files and rules, with the tree replaced.
    pub fn with_tree(&self, tree: Arc<dyn ContextTree>) -> Self {
        let text = self.ignore_path.as_deref().and_then(|path| tree.read(path));
        let ignore = match text {
            Some(bytes) => Arc::new(IgnoreFile::parse(Source::new(&bytes).text())),
            None => Arc::clone(&self.ignore),
        };
        Self { tree, ignore, ignore_path: self.ignore_path.clone() }
    }

    /// The tree, to put something over it.
    pub fn shared_tree(&self) -> Arc<dyn ContextTree> {
        Arc::clone(&self.tree)
    }

    /// What `path` is, if the builder would see it.
    pub fn kind(&self, path: &str) -> Option<EntryKind> {
        if self.is_ignored(path) { None } else { self.tree.kind(path) }
    }

    /// Whether the builder would see a file (not a directory) at `path`.
    pub fn has_file(&self, path: &str) -> bool {
        matches!(self.kind(path), Some(EntryKind::File | EntryKind::Other))
    }

    /// Whether the builder would see a directory at `path`.
    pub fn has_directory(&self, path: &str) -> bool {
        path.is_empty() || self.tree.kind(path) == Some(EntryKind::Directory)
    }

    /// Whether the ignore file excludes `path`.
    pub fn is_ignored(&self, path: &str) -> bool {
        !path.is_empty() && self.ignore.is_ignored(path)
    }

    /// Whether `path` is on the disk, ignored or not.
    pub fn is_on_disk(&self, path: &str) -> bool {
        self.tree.kind(path).is_some()
    }

    /// The content of a file that the builder would see.
    pub fn read(&self, path: &str) -> Option<Arc<[u8]>> {
        if self.is_ignored(path) { None } else { self.tree.read(path) }
    }

    /// The content of a file as text, invalid bytes replaced.
    pub fn read_text(&self, path: &str) -> Option<String> {
        self.read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The content of a file on the disk, ignored or not.
    pub fn read_any(&self, path: &str) -> Option<Arc<[u8]>> {
        self.tree.read(path)
    }

    /// Whether a file may be executed; `None` where that cannot be seen.
    pub fn is_executable(&self, path: &str) -> Option<bool> {
        self.tree.is_executable(path)
    }

    /// The same context with some files replaced or added.
    pub fn with_overlay(&self, files: &BTreeMap<String, Vec<u8>>) -> Self {
        if files.is_empty() {
            return self.clone();
        }
        let above = MemoryTree::new(files.iter().map(|(path, bytes)| (path.clone(), bytes)));
        let ignore_path = self.ignore_path.clone().or_else(|| {
            // An ignore file that was not there before counts from now on.
            files.contains_key(".dockerignore").then(|| ".dockerignore".to_owned())
        });
        let ignore_text = ignore_path.as_deref().and_then(|path| above.read(path));
        let ignore = match ignore_text {
            Some(bytes) => Arc::new(IgnoreFile::parse(Source::new(&bytes).text())),
            None => Arc::clone(&self.ignore),
        };
        let (below, removed) = (Arc::clone(&self.tree), BTreeSet::new());
        let tree = Arc::new(OverlayTree { below, above, removed });
        Self { tree, ignore, ignore_path }
    }

    /// The tree with the entries of `above` put over it, and those at `removed` taken out.
    pub fn patched_tree(
        &self,
        above: MemoryTree,
        removed: BTreeSet<String>,
    ) -> Arc<dyn ContextTree> {
        Arc::new(OverlayTree { below: Arc::clone(&self.tree), above, removed })
    }

    /// What is in `directory` and is not ignored, sorted by name; paths are from the root.
    pub fn children(&self, directory: &str) -> Vec<(String, EntryKind)> {
        let children = self.tree.children(directory).into_iter();
        let children = children.map(|(name, kind)| (join(directory, &name), kind));
        children.filter(|(path, _)| !self.is_ignored(path)).collect()
    }

    /// Whether `path` is a file that the builder would see, or a directory of which it would see something.
    pub fn is_sent(&self, path: &str) -> bool {
        match self.kind(path) {
            // Under `.git/*` the folder itself is not ignored, but nothing is left in it.
            Some(EntryKind::Directory) => !self.children(path).is_empty(),
            kind => kind.is_some(),
        }
    }

    /// The edit that makes the builder ignore `paths`; `None` when the ignore file stands where it cannot be edited.
    pub fn ignoring(&self, paths: &[String]) -> Option<Edit> {
        if self.ignore_path.is_none() && !self.ignore.patterns().is_empty() {
            return None;
        }
        let is_plain =
            |path: &String| !path.contains(['*', '?', '[', '\\', '\n']) && path.trim() == path;
        if paths.is_empty() || !paths.iter().all(is_plain) {
            return None;
        }
        let before = self.ignore_text().unwrap_or_default();
        let newline = if before.contains("\r\n") { "\r\n" } else { "\n" };
        let separator = if before.is_empty() || before.ends_with('\n') { "" } else { newline };
        let lines: String = paths.iter().map(|path| format!("{path}{newline}")).collect();
        Some(Edit {
            target: EditTarget::Context(self.ignore_path().unwrap_or(".dockerignore").to_owned()),
            range: TextRange::empty(before.len()),
            text: format!("{separator}{lines}"),
        })
    }

    /// Path of the ignore file below the root, if there is one.
    pub fn ignore_path(&self) -> Option<&str> {
        self.ignore_path.as_deref()
    }

    /// The patterns of the ignore file; none where there is no such file.
    pub fn ignore_file(&self) -> &IgnoreFile {
        &self.ignore
    }

    /// The ignore file as it stands on the disk, byte for byte as long.
    pub fn ignore_text(&self) -> Option<String> {
        let bytes = self.tree.read(self.ignore_path.as_deref()?)?;
        Some(Source::new(&bytes).text().to_owned())
    }
}
