//! Whether two results hold the same at the paths that are selected.

use super::copies::clean;
use super::overlay::{Node, Origin, Overlay, Side};
use crate::build::vertex::{Op, Selector, VertexGraph, VertexId};
use crate::build::{Digest, StatKind};
use crate::cache::content::{ContentDifference, View, compare_entries};
use crate::cache::matching::{Comparison, Equality, Need};
use crate::cache::{ChangeKind, PathChange};
use crate::ignore::{IgnoreFile, Walk, has_wildcards, path_match};
use crate::text::TextRange;
use std::collections::{BTreeMap, BTreeSet};

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

struct Results<'c, 'a> {
    comparison: &'c Comparison<'a>,
    after: Overlay,
    before: Overlay,
    /// The vertex of the later build whose result is read.
    vertex: VertexId,
    /// Whether some RUN below the known entries makes links, as far as its text tells.
    has_links: bool,
}

impl Results<'_, '_> {
    fn compare(&self, new: &Selector, old: &Selector) -> Equality {
        let unknown = || Equality::needs(self.need(&new.path));
        if !(new.is_plain() && old.is_plain()) && new != old {
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
        let base = self.base(&new.path);
        nodes.and(opaque).and(base).and(self.aliased(&at_new))
    }

    /// The condition that the result as a whole is the same at `path`: told of the last RUN, where there is one.
    fn need(&self, path: &str) -> Need {
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

    /// Compares known entries by name. One that is only on one side may lie in the base of the other.
    fn nodes(&self, after: &[(String, &Node)], before: &[(String, &Node)]) -> Equality {
        let graphs = (self.comparison.before.vertices, self.comparison.after.vertices);
        let without = ((graphs.0, &self.before), (graphs.1, &self.after));
        let by_name = |nodes: &[(String, &Node)]| -> BTreeSet<String> {
            nodes.iter().map(|(name, _)| name.clone()).collect()
        };
        let olds: BTreeMap<&str, &Node> =
            before.iter().map(|(name, node)| (name.as_str(), *node)).collect();
        let mut result = Equality::Yes;
        for (name, node) in after {
            let equality = match olds.get(name.as_str()) {
                Some(old) => self.node(name, node, old),
                None => self.missing(name, node, without.0, ChangeKind::Added),
            };
            result = result.and(equality);
        }
        let news = by_name(after);
        for (name, node) in before {
            if !news.contains(name) {
                let equality = self.missing(name, node, without.1, ChangeKind::Deleted);
                result = result.and(equality);
            }
        }
        result
    }

    /// An entry that only one side is known to have: the base of the other may have it too.
    fn missing(
        &self,
        name: &str,
        node: &Node,
        other: (&VertexGraph, &Overlay),
        kind: ChangeKind,
    ) -> Equality {
        let (graph, overlay) = other;
        let is_run = |id: VertexId| matches!(graph.vertex(id).op, Op::Exec(_));
        let may_have = match overlay.base {
            Some(base) => node.origin.is_directory() || is_run(base),
            None => false,
        };
        if may_have || !overlay.opaque.is_empty() {
            return Equality::needs(self.need(&format!("/{name}")));
        }
        different(name, node, kind)
    }

    fn node(&self, name: &str, after: &Node, before: &Node) -> Equality {
        let unknown = || Equality::needs(self.need(&format!("/{name}")));
        match (numeric(after.owner.as_deref()), numeric(before.owner.as_deref())) {
            _ if after.owner == before.owner => {}
            (Some(new), Some(old)) if new == old => {}
            // One that was there already keeps its owner.
            (Some(_), Some(_)) if after.is_made() && before.is_made() && !self.is_all_known() => {
                return unknown();
            }
            (Some(_), Some(_)) => return different(name, after, ChangeKind::Mode),
            _ => return unknown(),
        }
        let views = |context: &str| {
            (self.comparison.view_before(context), self.comparison.view_after(context))
        };
        match (&after.origin, &before.origin) {
            (
                Origin::Context { context, path, .. },
                Origin::Context { context: old_context, path: old, .. },
            ) => {
                let (Some(before_view), Some(after_view)) =
                    (views(old_context).0, views(context).1)
                else {
                    return Equality::Yes;
                };
                let is_main = context.is_empty() && old_context.is_empty();
                let changes = is_main.then_some(self.comparison.changes);
                let found = compare_entries((before_view, old), (after_view, path), changes);
                let of_both = (before_view.tree.attributes(old), after_view.tree.attributes(path));
                self.entry(name, (after, before), found, of_both.0 == of_both.1)
            }
            (Origin::Inline(new), Origin::Inline(old)) => match new.content == old.content {
                true => self.modes(name, after, before),
                false => different(name, after, ChangeKind::Content),
            },
            (Origin::Made(new), Origin::Made(old)) if new == old => Equality::Yes,
            (Origin::Made(_), Origin::Made(_)) if self.is_all_known() => {
                different(name, after, ChangeKind::Mode)
            }
            (Origin::Context { context, path, .. }, Origin::Inline(file)) => {
                self.inline(name, (after, before), views(context).1, path, &file.content)
            }
            (Origin::Inline(file), Origin::Context { context, path, .. }) => {
                self.inline(name, (after, before), views(context).0, path, &file.content)
            }
            _ if after.origin.is_directory() != before.origin.is_directory() => {
                different(name, after, ChangeKind::Kind)
            }
            _ => unknown(),
        }
    }

    fn entry(
        &self,
        name: &str,
        (after, before): (&Node, &Node),
        found: Option<(ChangeKind, bool)>,
        has_same_attributes: bool,
    ) -> Equality {
        let is_octal = |node: &Node| {
            node.mode.as_deref().is_some_and(|mode| u32::from_str_radix(mode, 8).is_ok())
        };
        match found {
            None => self.modes(name, after, before),
            // The mode that is set hides that of the source.
            Some((ChangeKind::Mode, _))
                if has_same_attributes && is_octal(after) && is_octal(before) =>
            {
                self.modes(name, after, before)
            }
            // What a symbolic one makes of two modes may be the same.
            Some((ChangeKind::Mode, _)) if has_same_attributes && after.mode.is_some() => {
                Equality::needs(self.need(&format!("/{name}")))
            }
            Some((kind, may_be_stale)) => {
                let paths = vec![path_of(name, after, kind)];
                Equality::No(ContentDifference { paths, may_be_stale })
            }
        }
    }

    /// Whether there is nothing on either side that cannot be looked into.
    fn is_all_known(&self) -> bool {
        [&self.after, &self.before].iter().all(|it| it.base.is_none() && it.opaque.is_empty())
    }

    fn modes(&self, name: &str, after: &Node, before: &Node) -> Equality {
        match after.mode == before.mode {
            true => Equality::Yes,
            false => Equality::needs(self.need(&format!("/{name}"))),
        }
    }

    /// A file of a context against a heredoc.
    fn inline(
        &self,
        name: &str,
        (after, before): (&Node, &Node),
        view: Option<View<'_>>,
        path: &str,
        content: &str,
    ) -> Equality {
        let Some(view) = view else { return Equality::Yes };
        let stat = view.tree.stat(path);
        let is_plain = stat.is_some_and(|it| it.kind == StatKind::File && it.permissions == 0o644);
        if view.tree.digest(path) != Some(Digest::of(content.as_bytes())) {
            return different(name, after, ChangeKind::Content);
        }
        let has_mode = after.mode.is_some() || before.mode.is_some();
        match (is_plain, has_mode) {
            (_, true) => Equality::needs(self.need(&format!("/{name}"))),
            (true, false) => Equality::Yes,
            (false, false) => different(name, after, ChangeKind::Mode),
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
        if after.len() != before.len() {
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

/// Top folders that are links into `/usr` in most images.
const MERGED: [&str; 5] = ["bin", "sbin", "lib", "lib32", "lib64"];

/// The path with the links of a distribution followed.
fn unmerged(path: &str) -> String {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    if MERGED.contains(&first) {
        return format!("/usr{path}");
    }
    match path.strip_prefix("/var/run") {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("/run{rest}"),
        _ => path.to_owned(),
    }
}

fn different(name: &str, node: &Node, kind: ChangeKind) -> Equality {
    let paths = vec![path_of(name, node, kind)];
    Equality::No(ContentDifference { paths, may_be_stale: false })
}

/// The path to tell: that of the context where the entry comes from there.
fn path_of(name: &str, node: &Node, kind: ChangeKind) -> PathChange {
    let path = match &node.origin {
        Origin::Context { path, .. } => path.clone(),
        Origin::Inline(file) => file.name.clone(),
        Origin::Made(_) => name.to_owned(),
    };
    PathChange { path, kind }
}

/// User and group as numbers; none is 0.
fn numeric(owner: Option<&str>) -> Option<(u32, u32)> {
    let Some(owner) = owner else { return Some((0, 0)) };
    let (user, group) = owner.split_once(':').unwrap_or((owner, owner));
    Some((user.parse().ok()?, group.parse().ok()?))
}

/// Where the steps write that a result stands on, up to the first whose writes are not known.
fn destinations(graph: &VertexGraph, result: VertexId) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = Some(result);
    while let Some(id) = at {
        let vertex = graph.vertex(id);
        match &vertex.op {
            Op::Mkdir(made) => found.push(made.path.clone()),
            Op::Copy { actions } => found.extend(actions.iter().map(|it| clean(&it.destination))),
            // The layer of a `--link` knows nothing of what it is put on.
            Op::Merge => {}
            _ => break,
        }
        at = vertex.root;
    }
    found
}

/// Whether one path is the other, or lies below it.
fn is_below(path: &str, above: &str) -> bool {
    above == "/" || path.strip_prefix(above).is_some_and(|it| it.is_empty() || it.starts_with('/'))
}

/// Whether one of two paths is the other, or lies below it.
fn touches(one: &str, other: &str) -> bool {
    is_below(one, other) || is_below(other, one)
}

/// The part of a pattern before its first wildcard.
fn front(pattern: &str) -> String {
    let parts = pattern.split('/').filter(|part| !part.is_empty());
    let plain: Vec<&str> = parts.take_while(|part| !has_wildcards(part)).collect();
    format!("/{}", plain.join("/"))
}

/// The known entries that a selector takes, by their name from its plain front.
fn select<'o>(overlay: &'o Overlay, selector: &Selector, at: &str) -> Vec<(String, &'o Node)> {
    let patterns = |texts: &[String]| {
        IgnoreFile::from_patterns(texts.iter().map(|text| (text.as_str(), TextRange::default())))
    };
    let (include, exclude) = (patterns(&selector.include), patterns(&selector.exclude));
    let tail: Vec<&str> =
        selector.path.split('/').filter(|it| !it.is_empty()).skip(parts(at)).collect();
    let mut found = Vec::new();
    let mut names = BTreeSet::new();
    for (path, node) in &overlay.nodes {
        let Some(name) = name_below(path, at) else { continue };
        let own: Vec<&str> = name.split('/').filter(|it| !it.is_empty()).collect();
        if own.len() < tail.len() {
            continue;
        }
        let fits = tail.iter().zip(&own).all(|(part, name)| path_match(part, name) == Ok(true));
        let rest = own[tail.len()..].join("/");
        let is_taken = selector.include.is_empty() || Walk::new(&include).is_ignored(&rest);
        let is_left = !selector.exclude.is_empty() && Walk::new(&exclude).is_ignored(&rest);
        if fits && is_taken && !is_left && names.insert(name.to_owned()) {
            found.push((name.to_owned(), node));
        }
    }
    found
}

fn parts(path: &str) -> usize {
    path.split('/').filter(|part| !part.is_empty()).count()
}

fn name_below<'p>(path: &'p str, at: &str) -> Option<&'p str> {
    if at == "/" {
        return Some(path.trim_start_matches('/'));
    }
    let rest = path.strip_prefix(at)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
}
