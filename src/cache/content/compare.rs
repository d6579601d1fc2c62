//! Two lists of entries, side by side.

use super::listing::{Listed, list};
use super::view::View;
use crate::build::StatKind;
use crate::build::vertex::Selector;
use crate::cache::{ChangeKind, Changes, PathChange};
use std::collections::BTreeMap;

/// How what is read differs; nothing differs when there are no paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::cache) struct ContentDifference {
    pub(in crate::cache) paths: Vec<PathChange>,
    /// Whether the engine's incremental transfer may not see any of it.
    pub(in crate::cache) may_be_stale: bool,
}

/// Compares what two lists of selectors take. `changes` are the differences between the trees, if they are known.
pub(in crate::cache) fn compare(
    (before, of_before): (View<'_>, &[Selector]),
    (after, of_after): (View<'_>, &[Selector]),
    changes: Option<&Changes>,
) -> ContentDifference {
    let mut all = ContentDifference { may_be_stale: true, ..ContentDifference::default() };
    if of_before.len() != of_after.len() {
        let paths = of_after.iter().map(|it| path_change(&it.path, ChangeKind::Content));
        return ContentDifference { paths: paths.collect(), may_be_stale: false };
    }
    for (one, other) in of_before.iter().zip(of_after) {
        let is_same = one == other && before.ignore.is_same_as(after.ignore);
        let only = changes.filter(|_| is_same);
        let lists = (list(before, one, only), list(after, other, only));
        let is_single = |selector: &Selector, list: &[Listed]| match list {
            [only] => selector.is_pattern && base(&selector.path) == base(&only.path),
            _ => false,
        };
        let by_name = !(is_single(one, &lists.0) && is_single(other, &lists.1));
        let found = compare_lists((before, lists.0), (after, lists.1), changes, by_name);
        all.may_be_stale &= found.may_be_stale;
        all.paths.extend(found.paths);
    }
    all.paths.sort();
    all.paths.dedup();
    all.may_be_stale &= !all.paths.is_empty();
    all
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn path_change(path: &str, kind: ChangeKind) -> PathChange {
    PathChange { path: path.trim_start_matches('/').to_owned(), kind }
}

fn compare_lists(
    (before, of_before): (View<'_>, Vec<Listed>),
    (after, of_after): (View<'_>, Vec<Listed>),
    changes: Option<&Changes>,
    by_name: bool,
) -> ContentDifference {
    let name = |entry: Listed| (if by_name { entry.name } else { String::new() }, entry.path);
    let of_before: BTreeMap<String, String> = of_before.into_iter().map(name).collect();
    let of_after: BTreeMap<String, String> = of_after.into_iter().map(name).collect();
    let mut paths = Vec::new();
    let mut may_be_stale = true;
    for (name, path) in &of_after {
        let Some(old) = of_before.get(name) else {
            paths.push(path_change(path, ChangeKind::Added));
            may_be_stale = false;
            continue;
        };
        let difference = compare_entries((before, old), (after, path), changes);
        if let Some((kind, is_unseen)) = difference {
            paths.push(path_change(path, kind));
            may_be_stale &= is_unseen;
        }
    }
    for (name, path) in &of_before {
        if !of_after.contains_key(name) {
            paths.push(path_change(path, ChangeKind::Deleted));
            may_be_stale = false;
        }
    }
    ContentDifference { paths, may_be_stale }
}

/// How two entries differ, and whether the incremental transfer may not see it; what is below them does not count.
pub(in crate::cache) fn compare_entries(
    (before, old): (View<'_>, &str),
    (after, new): (View<'_>, &str),
    changes: Option<&Changes>,
) -> Option<(ChangeKind, bool)> {
    if let Some(changes) = changes.filter(|_| old == new) {
        match changes.of(new) {
            None => return None,
            Some(ChangeKind::Content) => {
                return Some((ChangeKind::Content, is_unseen((before, old), (after, new))));
            }
            // To be looked at: what is said of a change is not always a change of what counts.
            Some(_) => {}
        }
    }
    let (Some(one), Some(other)) = (before.stat(old), after.stat(new)) else {
        return Some((ChangeKind::Kind, false));
    };
    if one.kind != other.kind {
        return Some((ChangeKind::Kind, false));
    }
    let content = match one.kind {
        StatKind::File => {
            one.size != other.size || before.tree.digest(old) != after.tree.digest(new)
        }
        StatKind::Link => before.tree.link(old) != after.tree.link(new),
        StatKind::Directory | StatKind::Other => false,
    };
    if content {
        return Some((ChangeKind::Content, is_unseen((before, old), (after, new))));
    }
    // The permissions of a link are always all of them.
    if one.kind != StatKind::Link && one.permissions != other.permissions {
        return Some((ChangeKind::Mode, one.kind == StatKind::Directory));
    }
    let is_same = before.tree.attributes(old) == after.tree.attributes(new);
    (!is_same).then_some((ChangeKind::Mode, true))
}

/// Whether a file that has another content has the same size and time, which is all that the transfer looks at
/// (`fsutil/diff_containerd.go sameFile`; experiment content_same_size_same_mtime).
fn is_unseen((before, old): (View<'_>, &str), (after, new): (View<'_>, &str)) -> bool {
    let size = |view: View<'_>, path: &str| Some(view.stat(path)?.size);
    let time = before.tree.modified(old);
    time.is_some() && time == after.tree.modified(new) && size(before, old) == size(after, new)
}
