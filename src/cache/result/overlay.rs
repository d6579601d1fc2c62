//! A file system: known entries over a base.

use crate::build::vertex::{InlineFile, Op, VertexGraph, VertexId, known_part};
use crate::cache::content::View;
use std::collections::{BTreeMap, BTreeSet};

/// One side of the comparison.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) vertices: &'a VertexGraph,
    pub(super) view: &'a dyn Fn(&str) -> Option<View<'a>>,
    /// Whether a path of the result may matter; others need not be known.
    pub(super) is_wanted: &'a dyn Fn(&str) -> bool,
}

/// A known entry.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) origin: Origin,
    /// `--chown`.
    pub(super) owner: Option<String>,
    /// `--chmod`.
    pub(super) mode: Option<String>,
    /// Whether it is surely at that path: a file that was copied to a path without a slash at its end lies below it
    /// where the base has a directory there.
    pub(super) is_certain: bool,
}

impl Node {
    pub(super) fn is_made(&self) -> bool {
        matches!(self.origin, Origin::Made(_))
    }

    /// A directory that was made on the way.
    pub(super) fn made(mode: u32, owner: Option<String>) -> Self {
        Self { origin: Origin::Made(mode), owner, mode: None, is_certain: true }
    }
}

/// Where a known entry comes from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// A file, link or directory of a context; where the link leads.
    Context { context: String, path: String, is_directory: bool, link: Option<String> },
    /// A heredoc.
    Inline(InlineFile),
    /// A directory that WORKDIR or COPY made where there was none, with these permissions.
    Made(u32),
}

impl Origin {
    pub(super) fn is_directory(&self) -> bool {
        matches!(self, Origin::Made(_) | Origin::Context { is_directory: true, .. })
    }

    /// The last part of the name that it had.
    pub(super) fn name(&self) -> &str {
        match self {
            Origin::Context { path, .. } => path.rsplit('/').next().unwrap_or_default(),
            Origin::Inline(file) => &file.name,
            Origin::Made(_) => "",
        }
    }

    /// Where a link leads, as it is written.
    pub(super) fn link(&self) -> Option<&str> {
        match self {
            Origin::Context { link, .. } => link.as_deref(),
            Origin::Inline(_) | Origin::Made(_) => None,
        }
    }
}

/// A write that cannot be looked into: a copy out of another stage, an archive.
#[derive(Clone, Copy, Debug)]
pub(super) struct OpaqueWrite {
    /// The vertex that writes.
    pub(super) vertex: VertexId,
    /// Which of its actions.
    pub(super) action: usize,
}

/// A file system as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    /// What lies below; `None` for nothing.
    pub(super) base: Option<VertexId>,
    /// The entries, by absolute path.
    pub(super) nodes: BTreeMap<String, Node>,
    /// Opaque writes and where they go, in order.
    pub(super) opaque: Vec<(OpaqueWrite, String)>,
    /// Paths of files that were written over others of another name: both are below it if the base has a directory there.
    pub(super) doubtful: BTreeSet<String>,
}

/// As many links as Linux follows.
const MAX_LINKS: usize = 40;

impl Overlay {
    /// The result of a vertex.
    pub(super) fn of(side: Side<'_>, vertex: VertexId) -> Self {
        let mut overlay = Self::default();
        let mut writes = Vec::new();
        let mut at = Some(vertex);
        while let Some(id) = at {
            let vertex = side.vertices.vertex(id);
            match &vertex.op {
                Op::Mkdir(_) | Op::Copy { .. } | Op::Merge => {
                    writes.push(id);
                    at = vertex.root;
                }
                Op::Context(_) | Op::Inline(_) => {
                    writes.push(id);
                    at = None;
                }
                _ => {
                    overlay.base = Some(id);
                    at = None;
                }
            }
        }
        for id in writes.into_iter().rev() {
            overlay.write(side, id);
        }
        overlay
    }

    fn write(&mut self, side: Side<'_>, id: VertexId) {
        let vertex = side.vertices.vertex(id);
        match &vertex.op {
            Op::Mkdir(made) => match known_part(&made.path) {
                Some(place) => self.opaque.push((OpaqueWrite { vertex: id, action: 0 }, place)),
                None => {
                    let path = self.follow(&made.path);
                    self.make(&path, &Node::made(made.mode, made.owner.clone()));
                }
            },
            Op::Inline(file) => {
                let origin = Origin::Inline(file.clone());
                let node = Node { origin, owner: None, mode: None, is_certain: true };
                self.put(format!("/{}", file.name), node);
            }
            Op::Merge => {
                for layer in &vertex.sources {
                    self.lay(Overlay::of(side, layer.vertex));
                }
            }
            Op::Context(name) => self.add_context(side, name),
            Op::Copy { actions } => {
                for (index, action) in actions.iter().enumerate() {
                    self.copy(side, (id, index), action);
                }
            }
            _ => {}
        }
    }

    /// Puts the result of a `COPY --link`, which knows nothing of what it is put on, on top.
    fn lay(&mut self, layer: Overlay) {
        layer.nodes.into_iter().for_each(|(path, node)| self.put(path, node));
        self.opaque.extend(layer.opaque);
        self.doubtful.extend(layer.doubtful);
    }

    /// Makes a directory and those above it where there are none.
    pub(super) fn make(&mut self, path: &str, node: &Node) {
        let ends = path.match_indices('/').map(|(end, _)| end).skip(1);
        for end in ends.chain((path.len() > 1).then_some(path.len())) {
            self.nodes.entry(path[..end].to_owned()).or_insert_with(|| node.clone());
        }
    }

    /// Where a path leads by the links that are known; the last part is followed too.
    pub(super) fn follow(&self, path: &str) -> String {
        let parts = |path: &str| -> Vec<String> {
            let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
            parts.rev().map(str::to_owned).collect()
        };
        let (mut left, mut done, mut links) = (parts(path), String::new(), 0);
        while let Some(part) = left.pop() {
            if part == ".." {
                done.truncate(done.rfind('/').unwrap_or(0));
                continue;
            }
            let here = format!("{done}/{part}");
            match self.nodes.get(&here).and_then(|node| node.origin.link()) {
                Some(target) if links < MAX_LINKS => {
                    links += 1;
                    if target.starts_with('/') {
                        done.clear();
                    }
                    left.extend(parts(target));
                }
                _ => done = here,
            }
        }
        if done.is_empty() { "/".to_owned() } else { done }
    }

    /// Puts an entry; a file takes the place of all that was there.
    pub(super) fn put(&mut self, path: String, node: Node) {
        if !node.origin.is_directory() {
            let prefix = format!("{path}/");
            let below = self.nodes.range(prefix.clone()..).map(|(known, _)| known);
            let below: Vec<_> =
                below.take_while(|known| known.starts_with(&prefix)).cloned().collect();
            below.iter().for_each(|known| drop(self.nodes.remove(known)));
        }
        self.nodes.insert(path, node);
    }
}
