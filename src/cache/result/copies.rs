//! Where the files of a COPY go.

use super::overlay::{Node, OpaqueWrite, Origin, Overlay, Side};
use crate::build::StatKind;
use crate::build::vertex::{CopyAction, CopyKind, Op, Selector, VertexId};
use crate::cache::content::{Listed, list_copied};
use crate::ignore::has_wildcards;

impl Overlay {
    pub(super) fn copy(
        &mut self,
        side: Side<'_>,
        (vertex, index): (VertexId, usize),
        action: &CopyAction,
    ) {
        let source = side.vertices.vertex(vertex).sources.get(action.input);
        let op = source.map(|source| &side.vertices.vertex(source.vertex).op);
        match op {
            Some(Op::Context(name)) if !is_archive(action) => {
                self.copy_context(side, name, action);
            }
            Some(Op::Inline(file)) => {
                let path = self.target(action, &file.name);
                self.put(path, node(Origin::Inline(file.clone()), action));
            }
            _ => {
                let write = OpaqueWrite { vertex, action: index };
                self.opaque.push((write, clean(&action.destination)));
            }
        }
    }

    fn copy_context(&mut self, side: Side<'_>, name: &str, action: &CopyAction) {
        let Some(view) = (side.view)(name) else { return };
        let selector = selector(action);
        let destination = clean(&action.destination);
        // Names of a pattern begin with what it matched, which is not in the result.
        let is_wanted = |name: &str| (side.is_wanted)(&below(&destination, name));
        let is_wanted: Option<&dyn Fn(&str) -> bool> =
            if selector.is_pattern { None } else { Some(&is_wanted) };
        for entry in list_copied(view, &selector, is_wanted) {
            let stat = view.tree.stat(&entry.path);
            let is_directory = stat.is_some_and(|stat| stat.kind == StatKind::Directory);
            let Some(path) = self.place(action, &selector, &entry, is_directory) else { continue };
            let context = name.to_owned();
            let origin = Origin::Context { context, path: entry.path, is_directory };
            self.put(path, node(origin, action));
        }
    }

    /// Where an entry of the listing goes: below a directory keeping its name from there, a file by its own name.
    fn place(
        &self,
        action: &CopyAction,
        selector: &Selector,
        entry: &Listed,
        is_directory: bool,
    ) -> Option<String> {
        let destination = clean(&action.destination);
        if action.kind != CopyKind::Files || !selector.include.is_empty() {
            return Some(below(&destination, &entry.name));
        }
        // The matched part of the name: for a plain path nothing.
        let depth = match selector.is_pattern {
            true => pattern_depth(&selector.path),
            false => 0,
        };
        let rest: Vec<&str> = entry.name.split('/').filter(|part| !part.is_empty()).collect();
        let rest = rest.get(depth..).unwrap_or_default().join("/");
        if rest.is_empty() && !is_directory {
            let base = match selector.is_pattern {
                true => entry.name.as_str(),
                false => selector.path.as_str(),
            };
            return Some(self.target(action, base.rsplit('/').next().unwrap_or_default()));
        }
        Some(below(&destination, &rest))
    }

    /// Where a single file goes: into a directory, or to the very path.
    fn target(&self, action: &CopyAction, name: &str) -> String {
        let destination = clean(&action.destination);
        let is_directory = action.destination.ends_with(['/', '.'])
            || self.nodes.get(&destination).is_some_and(|node| node.origin.is_directory());
        if is_directory { below(&destination, name) } else { destination }
    }

    /// All of a context, at the root.
    pub(super) fn add_context(&mut self, side: Side<'_>, name: &str) {
        let Some(view) = (side.view)(name) else { return };
        let is_wanted = |name: &str| (side.is_wanted)(&format!("/{name}"));
        for entry in list_copied(view, &Selector::path("/"), Some(&is_wanted)) {
            let stat = view.tree.stat(&entry.path);
            let is_directory = stat.is_some_and(|stat| stat.kind == StatKind::Directory);
            let (context, at) = (name.to_owned(), format!("/{}", entry.path));
            let origin = Origin::Context { context, path: entry.path, is_directory };
            self.put(at, Node { origin, owner: None, mode: None });
        }
    }
}

fn node(origin: Origin, action: &CopyAction) -> Node {
    Node { origin, owner: action.owner.clone(), mode: action.mode.clone() }
}

fn selector(action: &CopyAction) -> Selector {
    let (include, exclude) = (action.include.clone(), action.exclude.clone());
    let path = action.source.clone();
    Selector { is_pattern: has_wildcards(&path), path, include, exclude }
}

/// How many parts of a pattern stand from its first wildcard on.
fn pattern_depth(pattern: &str) -> usize {
    let parts: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
    let plain = parts.iter().take_while(|part| !has_wildcards(part)).count();
    parts.len() - plain
}

/// Whether ADD may unpack the source; what comes of it is not known.
fn is_archive(action: &CopyAction) -> bool {
    const ENDINGS: [&str; 9] =
        [".tar", ".tgz", ".gz", ".tbz2", ".bz2", ".txz", ".xz", ".zst", ".tzst"];
    let may_match = has_wildcards(&action.source);
    action.unpacks && (may_match || ENDINGS.iter().any(|ending| action.source.ends_with(ending)))
}

/// A destination without the slash (or `/.`) at its end.
fn clean(destination: &str) -> String {
    let path = destination.strip_suffix("/.").unwrap_or(destination).trim_end_matches('/');
    if path.is_empty() { "/".to_owned() } else { path.to_owned() }
}

fn below(directory: &str, name: &str) -> String {
    match (directory, name) {
        (directory, "") => directory.to_owned(),
        ("/", name) => format!("/{name}"),
        (directory, name) => format!("{directory}/{name}"),
    }
}
