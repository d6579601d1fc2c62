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
        let nameless = (without_name(before, one, &lists.0), without_name(after, other, &lists.1));
        let found = match nameless {
            (Some(old), Some(new)) => compare_lists((before, old), (after, new), changes),
            _ => {
                let lists = (named(one, lists.0), named(other, lists.1));
                compare_lists((before, lists.0), (after, lists.1), changes)
            }
        };
        all.may_be_stale &= found.may_be_stale;
        all.paths.extend(found.paths);
    }
    all.paths.sort();
    all.paths.dedup();
    all.may_be_stale &= !all.paths.is_empty();
    all
}

/// Entries by what they are compared by.
type Names = BTreeMap<(String, Form), String>;

/// How an entry gets into the key: a directory gone through one by one is never equal to one that is taken whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Entry,
    /// Of a directory that is one entry.
    Whole,
    /// A directory's permissions alone.
    Header,
}

fn named(selector: &Selector, list: Vec<Listed>) -> Names {
    let form = |entry: &Listed| match selector.is_plain() || entry.followed.is_some() {
        true => Form::Whole,
        false => Form::Entry,
    };
    list.into_iter().map(|entry| ((entry.name.clone(), form(&entry)), entry.path)).collect()
}

/// The entries without the name of the only one that there is: where its last part is that of the selector, it is not
/// in the key (`checksum.go Checksum`), and equal to what a plain path takes.
fn without_name(view: View<'_>, selector: &Selector, list: &[Listed]) -> Option<Names> {
    let first = list.first()?;
    let top = match first.followed {
        _ if selector.is_plain() => "",
        Some(length) => first.name.get(..length)?,
        None => first.name.as_str(),
    };
    let is_of_top = |entry: &Listed| {
        entry.followed == Some(top.len()) && entry.name.strip_prefix(top).is_some()
    };
    let is_directory =
        |path: &str| view.stat(path).is_some_and(|stat| stat.kind == StatKind::Directory);
    let is_single = list.len() == 1 || list.iter().all(is_of_top);
    let has_base = top.is_empty() || base(&selector.path) == base(top);
    let is_whole = selector.is_plain() || first.followed.is_some();
    if !(selector.is_plain() || (is_single && has_base)) {
        return None;
    }
    let entry = |entry: &Listed| {
        let name = entry.name.strip_prefix(top).unwrap_or(&entry.name);
        let name = name.trim_start_matches('/').to_owned();
        let form = match (is_whole, is_directory(&entry.path)) {
            (true, _) | (_, false) => Form::Whole,
            (false, true) => Form::Header,
        };
        ((name, form), entry.path.clone())
    };
    Some(list.iter().map(entry).collect())
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn path_change(path: &str, kind: ChangeKind) -> PathChange {
    PathChange { path: path.trim_start_matches('/').to_owned(), kind }
}

fn compare_lists(
    (before, of_before): (View<'_>, Names),
    (after, of_after): (View<'_>, Names),
    changes: Option<&Changes>,
) -> ContentDifference {
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
    let is_empty = (before.empties(old), after.empties(new));
    if let Some(changes) = changes.filter(|_| old == new && is_empty == (false, false)) {
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
            let digests = || (before.tree.digest(old), after.tree.digest(new));
            let has_other_text = || match is_empty {
                (true, true) => false,
                (false, false) => digests().0 != digests().1,
                _ => one.size > 0,
            };
            one.size != other.size || has_other_text()
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
