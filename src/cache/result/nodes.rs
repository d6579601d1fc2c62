//! Known entries of two results, one against the other.

use super::compare::Results;
use super::overlay::{Node, Origin, Overlay};
use crate::build::vertex::{Op, VertexGraph, VertexId};
use crate::build::{Digest, StatKind};
use crate::cache::content::{ContentDifference, View, compare_entries};
use crate::cache::matching::Equality;
use crate::cache::{ChangeKind, PathChange};
use std::collections::{BTreeMap, BTreeSet};

impl Results<'_, '_> {
    /// Compares known entries by name. One that is only on one side may lie in the base of the other.
    pub(super) fn nodes(&self, after: &[(String, &Node)], before: &[(String, &Node)]) -> Equality {
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
