//! File trees in memory: the context of a build, or what is added to an image.

use crate::image::archive;
use std::collections::BTreeMap;
use std::fs::{self, File, FileTimes, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// A file.
    File {
        /// Its text; `@S` and the like are filled in when it is written.
        content: String,
        /// Its permissions.
        mode: u32,
        /// When it was changed, in seconds since 1970; when it is written where `None`.
        time: Option<u64>,
    },
    /// A directory; those that only hold something need not be mentioned.
    Directory {
        /// Its permissions.
        mode: u32,
    },
    /// A symbolic link.
    Link {
        /// Where it leads, as written.
        target: String,
    },
    /// A file that is a tar archive.
    Archive {
        /// What is in it.
        tree: Tree,
    },
}

impl Node {
    /// An ordinary file.
    pub(crate) fn file(content: impl Into<String>) -> Self {
        Self::File { content: content.into(), mode: 0o644, time: None }
    }

    /// An ordinary directory.
    pub(crate) fn directory() -> Self {
        Self::Directory { mode: 0o755 }
    }

    /// A link.
    pub(crate) fn link(target: impl Into<String>) -> Self {
        Self::Link { target: target.into() }
    }
}

/// What is at each path, from the root, without a slash in front.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    /// A directory sorts before what is in it.
    pub(crate) nodes: BTreeMap<String, Node>,
}

impl Tree {
    /// A tree of ordinary files: path and text of each.
    pub(crate) fn of_files(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| ((*path).to_owned(), Node::file(*text));
        Self { nodes: files.iter().map(file).collect() }
    }

    /// Puts something at a path.
    pub(crate) fn put(&mut self, path: impl Into<String>, node: Node) {
        self.nodes.insert(path.into(), node);
    }

    /// Adds a line to a file.
    pub(crate) fn append(&mut self, path: &str, line: &str) {
        match self.nodes.get_mut(path) {
            Some(Node::File { content, .. }) => content.push_str(line),
            other => panic!("{path} is {other:?}"),
        }
    }

    /// Writes everything into an existing folder; `fill` fills in what differs from run to run.
    pub(crate) fn write(&self, folder: &Path, fill: &dyn Fn(&str) -> String) {
        for (path, node) in &self.nodes {
            let path = folder.join(path);
            make_parents(folder, &path);
            match node {
                Node::File { content, mode, time } => {
                    fs::write(&path, fill(content)).unwrap();
                    fs::set_permissions(&path, Permissions::from_mode(*mode)).unwrap();
                    if let Some(time) = time {
                        let time = UNIX_EPOCH + Duration::from_secs(*time);
                        let times = FileTimes::new().set_modified(time);
                        File::options().write(true).open(&path).unwrap().set_times(times).unwrap();
                    }
                }
                Node::Directory { mode } => {
                    fs::create_dir(&path).unwrap();
                    fs::set_permissions(&path, Permissions::from_mode(*mode)).unwrap();
                }
                Node::Link { target } => symlink(target, &path).unwrap(),
                Node::Archive { tree } => fs::write(&path, archive(None, tree, fill)).unwrap(),
            }
        }
    }

    /// Turns what was written from `before` into this tree, without touching what is the same.
    pub(crate) fn write_over(&self, before: &Self, folder: &Path, fill: &dyn Fn(&str) -> String) {
        let gone = before.nodes.iter().rev().filter(|(path, node)| {
            self.nodes.get(*path).is_none_or(|now| now != *node && !is_directory(now, node))
        });
        for (path, node) in gone {
            let path = folder.join(path);
            match node {
                Node::Directory { .. } => fs::remove_dir(path).unwrap(),
                _ => fs::remove_file(path).unwrap(),
            }
        }
        let is_new = |(path, node): &(&String, &Node)| before.nodes.get(*path) != Some(node);
        let (mut new, mut modes) = (Self::default(), Vec::new());
        for (path, node) in self.nodes.iter().filter(is_new) {
            match (before.nodes.get(path), node) {
                (Some(Node::Directory { .. }), Node::Directory { mode }) => {
                    modes.push((path, *mode));
                }
                _ => new.put(path.clone(), node.clone()),
            }
        }
        new.write(folder, fill);
        for (path, mode) in modes {
            fs::set_permissions(folder.join(path), Permissions::from_mode(mode)).unwrap();
        }
    }
}

fn is_directory(one: &Node, other: &Node) -> bool {
    matches!((one, other), (Node::Directory { .. }, Node::Directory { .. }))
}

/// Directories that are not mentioned: the permissions are the same whatever the user's umask is.
fn make_parents(root: &Path, path: &Path) {
    let Some(parent) = path.parent().filter(|parent| *parent != root && !parent.is_dir()) else {
        return;
    };
    make_parents(root, parent);
    fs::create_dir(parent).unwrap();
    fs::set_permissions(parent, Permissions::from_mode(0o755)).unwrap();
}
