//! Whether two results hold the same at the paths that are selected.

use super::copies::clean;
use super::overlay::{Node, Overlay, Side};
use super::selected::{front, is_below, select, touches, unmerged};
use crate::build::vertex::{Op, Selector, VertexGraph, VertexId, known_part};
use crate::cache::matching::{Comparison, Equality, Need};

/// Compares what the selectors take of a result of the later and one of the earlier build.
pub(in crate::cache) fn compare_results(
    comparison: &Comparison<'_>,
    (after, of_after): (VertexId, &[Selector]),
    (before, of_before): (VertexId, &[Selector]),
) -> Equality {
    if of_after == of_before && comparison.is_match(after, before) {
        return Equality::Yes;
    }
    if of_after.len() != of_before.len() {
        return Equality::different();
    }
    let wanted: Vec<String> =
        of_after.iter().chain(of_before).map(|selector| front(&selector.path)).collect();
    // Links that a RUN makes may lead from anywhere to anywhere.
    let graphs = [(comparison.after.vertices, after), (comparison.before.vertices, before)];
    let has_links = graphs.into_iter().any(|(graph, vertex)| makes_links(graph, Some(vertex)));
    let places: Vec<String> =
        graphs.iter().flat_map(|(graph, vertex)| destinations(graph, *vertex)).collect();
    let is_wanted = |path: &str| {
        let is_at = |at: &String| touches(path, at) || touches(&unmerged(path), &unmerged(at));
        has_links || wanted.iter().any(is_at) || places.iter().any(|place| is_below(place, path))
    };
    let mut found = overlays(comparison, (after, before), &is_wanted);
    // Where a link is on the way, other paths may matter than those that are written.
    let is_led_away =
        |path: &String| found.0.follow(path) != *path || found.1.follow(path) != *path;
    if wanted.iter().chain(&places).any(is_led_away) {
        found = overlays(comparison, (after, before), &|_| true);
    }
    let (of_new, of_old) = found;
    let results = Results { comparison, after: of_new, before: of_old, vertex: after, has_links };
    let pairs = of_after.iter().zip(of_before);
    pairs.fold(Equality::Yes, |all, (new, old)| all.and(results.compare(new, old)))
}

/// What is known of two results, where it is wanted.
fn overlays(
    comparison: &Comparison<'_>,
    (after, before): (VertexId, VertexId),
    is_wanted: &dyn Fn(&str) -> bool,
) -> (Overlay, Overlay) {
    let view_after = |name: &str| comparison.view_after(name);
    let view_before = |name: &str| comparison.view_before(name);
    let vertices = comparison.after.vertices;
    let side_after = Side { vertices, view: &view_after, is_wanted };
    let vertices = comparison.before.vertices;
    let side_before = Side { vertices, view: &view_before, is_wanted };
    (Overlay::of(side_after, after), Overlay::of(side_before, before))
}

/// Two results.
pub(super) struct Results<'c, 'a> {
    pub(super) comparison: &'c Comparison<'a>,
    pub(super) after: Overlay,
    pub(super) before: Overlay,
    /// The vertex of the later build whose result is read.
    vertex: VertexId,
    /// Whether some RUN below the known entries makes links, as far as its text tells.
    has_links: bool,
}

impl Results<'_, '_> {
    fn compare(&self, new: &Selector, old: &Selector) -> Equality {
        let unknown = || Equality::needs(self.need(&new.path));
        let is_known = |selector: &Selector| known_part(&selector.path).is_none();
        if !(new.is_plain() && old.is_plain()) && new != old || !(is_known(new) && is_known(old)) {
            return unknown();
        }
        let (at_new, at_old) = (front(&new.path), front(&old.path));
        let followed = (self.after.follow(&at_new), self.before.follow(&at_old));
        // With a filter, a link is taken otherwise than what it leads to.
        let is_same = (&followed.0, &followed.1) == (&at_new, &at_old);
        let is_plain = new.is_plain() && old.is_plain();
        if !is_plain && !is_same {
            return unknown();
        }
        let (at_new, at_old) = followed;
        let is_doubtful =
            |overlay: &Overlay, at: &str| overlay.doubtful.iter().any(|path| touches(path, at));
        if is_doubtful(&self.after, &at_new) || is_doubtful(&self.before, &at_old) {
            return unknown();
        }
        if self.is_below_file(&self.after, &at_new) || self.is_below_file(&self.before, &at_old) {
            return unknown();
        }
        let selected = (select(&self.after, new, &at_new), select(&self.before, old, &at_old));
        let nodes = self.nodes(&selected.0, &selected.1);
        let is_link = |(_, node): &(String, &Node)| node.origin.link().is_some();
        if new.is_pattern && selected.0.iter().chain(&selected.1).any(is_link) {
            return unknown();
        }
        let is_file = |nodes: &[(String, &Node)]| match nodes {
            [(name, node)] => name.is_empty() && !node.origin.is_directory() && node.is_certain,
            _ => false,
        };
        if let Equality::No(_) = nodes {
            return nodes;
        }
        let opaque = self.opaque(&at_new, &at_old);
        // A file that was written on top hides whatever is below it.
        if is_file(&selected.0) && is_file(&selected.1) && opaque == Equality::Yes {
            return nodes;
        }
        // What lies below is not known to be the same at two places.
        let base = if at_new == at_old { self.base(&new.path) } else { self.elsewhere(&new.path) };
        nodes.and(opaque).and(base).and(self.aliased(&at_new))
    }

    /// The condition that the result as a whole is the same at `path`: told of the last RUN, where there is one.
    pub(super) fn need(&self, path: &str) -> Need {
        let vertex = match self.after.base {
            Some(base) if self.after.opaque.is_empty() => base,
            _ => self.vertex,
        };
        self.need_of(vertex, path)
    }

    fn need_of(&self, vertex: VertexId, path: &str) -> Need {
        let path = path.to_owned();
        match self.comparison.after.vertices.vertex(vertex).op {
            Op::Image { .. } => Need::Image { vertex, path },
            Op::Http { .. } | Op::Git { .. } => Need::Remote { vertex },
            _ => Need::Output { vertex, path },
        }
    }

    fn base(&self, path: &str) -> Equality {
        match (self.after.base, self.before.base) {
            (None, None) => Equality::Yes,
            (Some(after), Some(before)) if self.comparison.is_match(after, before) => Equality::Yes,
            (Some(after), _) => Equality::needs(self.need_of(after, path)),
            (None, Some(_)) => Equality::needs(self.need_of(self.vertex, path)),
        }
    }

    /// As `base`, for two paths of which nothing is known.
    fn elsewhere(&self, path: &str) -> Equality {
        match (self.after.base, self.before.base) {
            (None, None) => Equality::Yes,
            (after, _) => Equality::needs(self.need_of(after.unwrap_or(self.vertex), path)),
        }
    }

    /// Compares the writes that cannot be looked into, as far as they may touch what is selected.
    fn opaque(&self, at_new: &str, at_old: &str) -> Equality {
        let touching = |overlay: &Overlay, at: &str| -> Vec<_> {
            let writes = overlay.opaque.iter();
            writes.filter(|(_, to)| touches(to, at)).map(|(write, _)| *write).collect()
        };
        let (after, before) = (touching(&self.after, at_new), touching(&self.before, at_old));
        let unknown = |vertex: Option<VertexId>| {
            Equality::needs(self.need_of(vertex.unwrap_or(self.vertex), at_new))
        };
        let is_elsewhere = at_new != at_old && !after.is_empty();
        if after.len() != before.len() || is_elsewhere {
            return unknown(None);
        }
        after.iter().zip(&before).fold(Equality::Yes, |all, (new, old)| {
            let new_vertex = self.comparison.after.vertices.vertex(new.vertex);
            let old_vertex = self.comparison.before.vertices.vertex(old.vertex);
            let same = self.comparison.is_match(new.vertex, old.vertex)
                || (new.action == old.action
                    && new_vertex.key == old_vertex.key
                    && self.comparison.sources(new_vertex, old_vertex) == Equality::Yes);
            all.and(if same { Equality::Yes } else { unknown(Some(new.vertex)) })
        })
    }

    fn is_below_file(&self, overlay: &Overlay, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(end, _)| end).skip(1);
        let mut parents = ends.map(|end| &path[..end]);
        parents
            .any(|parent| overlay.nodes.get(parent).is_some_and(|node| !node.origin.is_directory()))
    }

    /// Links of the base may lead a write to `at` that goes elsewhere by its name: then it must be the same in both.
    fn aliased(&self, at: &str) -> Equality {
        if self.after.base.is_none() && self.before.base.is_none() {
            return Equality::Yes;
        }
        let has_links = self.has_links;
        let may_be = |path: &str| {
            !touches(path, at) && (has_links || touches(&unmerged(path), &unmerged(at)))
        };
        fn pick(overlay: &Overlay, may_be: impl Fn(&str) -> bool) -> Vec<(String, &Node)> {
            let nodes = overlay.nodes.iter().filter(|(path, _)| may_be(path));
            nodes.map(|(path, node)| (path.clone(), node)).collect()
        }
        let nodes = self.nodes(&pick(&self.after, may_be), &pick(&self.before, may_be));
        let has_opaque = |overlay: &Overlay| overlay.opaque.iter().any(|(_, to)| may_be(to));
        match nodes {
            Equality::Yes if !has_opaque(&self.after) && !has_opaque(&self.before) => Equality::Yes,
            _ => Equality::needs(self.need_of(self.vertex, at)),
        }
    }
}

/// Whether some RUN that a result stands on makes links, as far as its text tells.
fn makes_links(graph: &VertexGraph, result: Option<VertexId>) -> bool {
    let mut chain = std::iter::successors(result, |id| graph.vertex(*id).root);
    chain.any(|id| match &graph.vertex(id).op {
        Op::Exec(exec) => exec.args.iter().any(|arg| arg.contains("ln ")),
        _ => false,
    })
}

/// Where the steps write that a result stands on, up to the first whose writes are not known.
fn destinations(graph: &VertexGraph, result: VertexId) -> Vec<String> {
    let place = |path: &str| known_part(path).unwrap_or_else(|| clean(path));
    let mut found = Vec::new();
    let mut at = Some(result);
    while let Some(id) = at {
        let vertex = graph.vertex(id);
        match &vertex.op {
            Op::Mkdir(made) => found.push(place(&made.path)),
            Op::Copy { actions } => found.extend(actions.iter().map(|it| place(&it.destination))),
            // The layer of a `--link` knows nothing of what it is put on.
            Op::Merge => {}
            _ => break,
        }
        at = vertex.root;
    }
    found
}
