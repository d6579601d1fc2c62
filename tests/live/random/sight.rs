//! What a build sees of a directory of the client: what the generator may refer to.

use crate::tree::{Node, Tree};
use dockwright::ignore::IgnoreFile;
use std::collections::BTreeSet;

/// A directory, seen through its ignore file.
#[derive(Clone, Debug)]
pub(crate) struct Sight<'t> {
    tree: &'t Tree,
    sent: BTreeSet<&'t str>,
}

impl<'t> Sight<'t> {
    /// A tree, seen through an ignore file.
    pub(crate) fn new(tree: &'t Tree, ignore: &str) -> Self {
        let paths: Vec<&str> = tree.nodes.keys().map(String::as_str).collect();
        let sent = IgnoreFile::parse(ignore).sent(&paths);
        let sent = paths.into_iter().zip(sent).filter(|(_, sent)| *sent).map(|(path, _)| path);
        Self { tree, sent: sent.collect() }
    }

    /// All paths that are sent.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &'t str> {
        self.sent.iter().copied()
    }

    /// What is at a path of the tree, if it is sent; links are not followed.
    pub(crate) fn at(&self, path: &str) -> Option<&'t Node> {
        self.sent.get(path).and_then(|path| self.tree.nodes.get(*path))
    }

    /// The path that a source comes to when all links are followed, if it is sent; the root is empty.
    pub(crate) fn resolve(&self, source: &str) -> Option<String> {
        self.resolve_from("", source, 8)
    }

    fn resolve_from(&self, start: &str, source: &str, links: usize) -> Option<String> {
        let mut at = if source.starts_with('/') { String::new() } else { start.to_owned() };
        let mut parts =
            source.split('/').filter(|part| !part.is_empty() && *part != ".").peekable();
        while let Some(part) = parts.next() {
            if part == ".." {
                at = parent(&at).to_owned();
                continue;
            }
            let path = join(&at, part);
            match self.at(&path)? {
                Node::Link { .. } if links == 0 => return None,
                Node::Link { target } => at = self.resolve_from(&at, target, links - 1)?,
                Node::Directory { .. } => at = path,
                _ if parts.peek().is_some() => return None,
                _ => at = path,
            }
        }
        Some(at)
    }

    /// Whether a path is a directory (the root is).
    pub(crate) fn is_directory(&self, path: &str) -> bool {
        path.is_empty() || matches!(self.at(path), Some(Node::Directory { .. }))
    }

    /// What is in a directory, by its full path.
    pub(crate) fn children(&self, directory: &str) -> Vec<&'t str> {
        self.sent.iter().copied().filter(|path| parent(path) == directory).collect()
    }

    /// Whether there is a link somewhere below a path.
    pub(crate) fn has_links(&self, path: &str) -> bool {
        self.below(path).any(|path| matches!(self.at(path), Some(Node::Link { .. })))
    }

    /// What is at and below a path.
    pub(crate) fn below<'s>(&'s self, path: &'s str) -> impl Iterator<Item = &'t str> + 's {
        let inside = move |other: &&str| {
            path.is_empty()
                || *other == path
                || other.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
        };
        self.paths().filter(inside)
    }

    /// What a pattern matches, in which no directory is a link.
    pub(crate) fn matches(&self, pattern: &str) -> Vec<&'t str> {
        let pattern: Vec<&str> =
            pattern.trim_start_matches("./").split('/').filter(|it| !it.is_empty()).collect();
        let is_match = |path: &&str| {
            let parts: Vec<&str> = path.split('/').collect();
            parts.len() == pattern.len()
                && pattern.iter().zip(&parts).all(|(pattern, part)| glob(pattern, part))
        };
        self.paths().filter(is_match).collect()
    }
}

/// The directory that a path is in.
pub(crate) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// The last name of a path.
pub(crate) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// A name in a directory.
pub(crate) fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

/// Whether a name matches a pattern with `*`, `?` and `[abc]`.
fn glob(pattern: &str, name: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => name.is_empty(),
        Some('*') => {
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            ends.into_iter().any(|at| glob(rest.as_str(), &name[at..]))
        }
        Some(wanted) => {
            let mut letters = name.chars();
            let Some(letter) = letters.next() else { return false };
            let (fits, rest) = match (wanted, rest.as_str().split_once(']')) {
                ('?', _) => (true, rest.as_str()),
                ('[', Some((set, rest))) => (set.contains(letter), rest),
                _ => (wanted == letter, rest.as_str()),
            };
            fits && glob(rest, letters.as_str())
        }
    }
}
