//! A file system: known entries over a base.

use crate::build::vertex::{InlineFile, Op, VertexGraph, VertexId};
use crate::cache::content::View;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// One side of the comparison.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) vertices: &'a VertexGraph,
    pub(super) view: &'a dyn Fn(&str) -> Option<View<'a>>,
}

/// A known entry.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) origin: Origin,
    /// `--chown`.
    pub(super) owner: Option<String>,
    /// `--chmod`.
    pub(super) mode: Option<String>,
}

/// Where a known entry comes from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// A file, link or directory of a context.
    Context { context: String, path: String, is_directory: bool },
    /// A heredoc.
    Inline(InlineFile),
    /// A directory that WORKDIR made, with these permissions.
    Made(u32),
}

impl Origin {
    pub(super) fn is_directory(&self) -> bool {
        matches!(self, Origin::Made(_) | Origin::Context { is_directory: true, .. })
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

/// The results of one build that were looked at: listing a context again for each step that reads it would cost most.
#[derive(Debug, Default)]
pub(in crate::cache) struct Overlays {
    known: RefCell<HashMap<VertexId, Rc<Overlay>>>,
}

impl Overlays {
    pub(super) fn of(&self, side: Side<'_>, vertex: VertexId) -> Rc<Overlay> {
        if let Some(known) = self.known.borrow().get(&vertex) {
            return Rc::clone(known);
        }
        let overlay = Rc::new(Overlay::of(side, vertex));
        self.known.borrow_mut().insert(vertex, Rc::clone(&overlay));
        overlay
    }
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
}

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
            Op::Mkdir(made) => {
                let ends = made.path.match_indices('/').map(|(end, _)| end).skip(1);
                for end in ends.chain([made.path.len()]) {
                    let path = made.path[..end].to_owned();
                    let (owner, mode) = (made.owner.clone(), None);
                    let node = Node { origin: Origin::Made(made.mode), owner, mode };
                    self.nodes.entry(path).or_insert(node);
                }
            }
            Op::Inline(file) => {
                let node = Node { origin: Origin::Inline(file.clone()), owner: None, mode: None };
                self.put(format!("/{}", file.name), node);
            }
            Op::Merge => vertex.sources.iter().for_each(|layer| self.write(side, layer.vertex)),
            Op::Context(name) => self.add_context(side, name),
            Op::Copy { actions } => {
                for (index, action) in actions.iter().enumerate() {
                    self.copy(side, (id, index), action);
                }
            }
            _ => {}
        }
    }

    /// Puts an entry; a file takes the place of all that was there.
    pub(super) fn put(&mut self, path: String, node: Node) {
        if !node.origin.is_directory() {
            let prefix = format!("{path}/");
            let below = self.nodes.range(prefix.clone()..).map(|(known, _)| known);
            let below = below.take_while(|known| known.starts_with(&prefix)).cloned();
            for known in below.collect::<Vec<_>>() {
                self.nodes.remove(&known);
            }
        }
        self.nodes.insert(path, node);
    }
}
