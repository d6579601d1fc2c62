//! Where the files of a COPY go (`fsutil/copy.go`).

use super::overlay::{Node, OpaqueWrite, Origin, Overlay, Side};
use crate::build::StatKind;
use crate::build::vertex::{CopyAction, CopyKind, Op, Selector, VertexId, known_part};
use crate::cache::content::{Listed, list_copied};
use crate::ignore::has_wildcards;

impl Overlay {
    pub(super) fn copy(
        &mut self,
        side: Side<'_>,
        (vertex, index): (VertexId, usize),
        action: &CopyAction,
    ) {
        let write = OpaqueWrite { vertex, action: index };
        if let Some(place) = known_part(&action.destination) {
            return self.opaque.push((write, place));
        }
        let target = Target {
            path: self.follow(&clean(&action.destination)),
            is_directory: action.destination.ends_with(['/', '.']),
            write,
            action,
        };
        if target.is_directory {
            self.make(&target.path, &target.parent());
        }
        let source = side.vertices.vertex(vertex).sources.get(action.input);
        let op = source.map(|source| &side.vertices.vertex(source.vertex).op);
        match op {
            Some(Op::Context(name)) if !is_archive(action) => {
                self.copy_context(side, name, &target);
            }
            Some(Op::Inline(file)) => {
                let origin = Origin::Inline(file.clone());
                self.put_file(side, &target, &file.name, origin);
            }
            _ => self.opaque.push((target.write, target.path)),
        }
    }

    fn copy_context(&mut self, side: Side<'_>, name: &str, target: &Target<'_>) {
        let Some(view) = (side.view)(name) else { return };
        let selector = selector(target.action);
        // Names of a pattern begin with what it matched, which is not in the result.
        let is_wanted = |name: &str| (side.is_wanted)(&below(&target.path, name));
        let is_wanted: Option<&dyn Fn(&str) -> bool> =
            if selector.is_pattern { None } else { Some(&is_wanted) };
        for entry in list_copied(view, &selector, is_wanted) {
            let stat = view.tree.stat(&entry.path);
            let is_directory = stat.is_some_and(|stat| stat.kind == StatKind::Directory);
            let link = stat.filter(|stat| stat.kind == StatKind::Link);
            let link = link.and_then(|_| view.tree.link(&entry.path));
            let context = name.to_owned();
            let rest = rest(target.action, &selector, &entry);
            let origin = Origin::Context { context, path: entry.path, is_directory, link };
            match (rest.is_empty(), is_directory) {
                // The permissions of the directory itself are not copied: what is there stays, else it is made.
                (true, true) => self.make(&target.path, &target.parent()),
                (true, false) => {
                    let name = if selector.is_pattern { &entry.name } else { &selector.path };
                    let name = name.rsplit('/').next().unwrap_or_default();
                    self.put_file(side, target, name, origin);
                }
                (false, _) => {
                    let path = below(&target.path, &rest);
                    self.make(parent(&path), &target.parent());
                    self.put(path, target.node(origin, true));
                }
            }
        }
    }

    /// Puts a single file: into a directory, or at the very path.
    fn put_file(&mut self, side: Side<'_>, target: &Target<'_>, name: &str, origin: Origin) {
        let node = self.nodes.get(&target.path);
        let is_file = node.is_some_and(|node| !node.origin.is_directory() && node.is_certain);
        let is_directory = target.is_directory
            || target.path == "/"
            || node.is_some_and(|node| node.origin.is_directory());
        if is_directory || is_file || self.base.is_none() {
            let path = if is_directory { below(&target.path, name) } else { target.path.clone() };
            self.make(parent(&path), &target.parent());
            return self.put(path, target.node(origin, true));
        }
        if COMMON.contains(&target.path.as_str()) {
            return self.opaque.push((target.write, target.path.clone()));
        }
        let is_run = |id| matches!(side.vertices.vertex(id).op, Op::Exec(_));
        let has_other_name = node.is_some_and(|node| node.origin.name() != origin.name());
        let is_on_run = self.base.is_some_and(is_run);
        if has_other_name && is_on_run {
            self.doubtful.insert(target.path.clone());
        }
        self.make(parent(&target.path), &target.parent());
        self.put(target.path.clone(), target.node(origin, !is_on_run));
    }

    /// All of a context, at the root.
    pub(super) fn add_context(&mut self, side: Side<'_>, name: &str) {
        let Some(view) = (side.view)(name) else { return };
        let is_wanted = |name: &str| (side.is_wanted)(&format!("/{name}"));
        for entry in list_copied(view, &Selector::path("/"), Some(&is_wanted)) {
            let stat = view.tree.stat(&entry.path);
            let is_directory = stat.is_some_and(|stat| stat.kind == StatKind::Directory);
            let link = stat.filter(|stat| stat.kind == StatKind::Link);
            let link = link.and_then(|_| view.tree.link(&entry.path));
            let (context, at) = (name.to_owned(), format!("/{}", entry.path));
            let origin = Origin::Context { context, path: entry.path, is_directory, link };
            self.put(at, Node { origin, owner: None, mode: None, is_certain: true });
        }
    }
}

/// Directories that nearly every image has.
const COMMON: [&str; 30] = [
    "/bin",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/media",
    "/mnt",
    "/opt",
    "/proc",
    "/root",
    "/run",
    "/sbin",
    "/srv",
    "/sys",
    "/tmp",
    "/usr",
    "/usr/bin",
    "/usr/include",
    "/usr/lib",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/sbin",
    "/usr/share",
    "/usr/src",
    "/var",
    "/var/cache",
    "/var/lib",
    "/var/log",
    "/var/tmp",
];

/// Where an action writes.
struct Target<'a> {
    /// The path, links followed.
    path: String,
    /// Whether it is written as a directory.
    is_directory: bool,
    write: OpaqueWrite,
    action: &'a CopyAction,
}

impl Target<'_> {
    fn node(&self, origin: Origin, is_certain: bool) -> Node {
        let (owner, mode) = (self.action.owner.clone(), self.action.mode.clone());
        Node { origin, owner, mode, is_certain }
    }

    /// What is made on the way: it gets owner and mode of the flags too (`fsutil/copy.go Copy`).
    fn parent(&self) -> Node {
        let mode = self.action.mode.as_deref().and_then(|mode| u32::from_str_radix(mode, 8).ok());
        Node::made(mode.unwrap_or(0o755), self.action.owner.clone())
    }
}

/// What is left of an entry's name below what was named or matched.
fn rest(action: &CopyAction, selector: &Selector, entry: &Listed) -> String {
    if action.kind != CopyKind::Files || !selector.include.is_empty() {
        return entry.name.clone();
    }
    let depth = if selector.is_pattern { pattern_depth(&selector.path) } else { 0 };
    let parts: Vec<&str> = entry.name.split('/').filter(|part| !part.is_empty()).collect();
    parts.get(depth..).unwrap_or_default().join("/")
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
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
pub(super) fn clean(destination: &str) -> String {
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
