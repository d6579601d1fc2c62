//! Paths in a result, and the known entries that a selector takes.

use super::overlay::{Node, Overlay};
use crate::build::vertex::Selector;
use crate::ignore::{IgnoreFile, Walk, has_wildcards, path_match};
use crate::text::TextRange;
use std::collections::BTreeSet;

/// Top folders that are links into `/usr` in most images.
const MERGED: [&str; 5] = ["bin", "sbin", "lib", "lib32", "lib64"];

/// The path with the links of a distribution followed.
pub(super) fn unmerged(path: &str) -> String {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    if MERGED.contains(&first) {
        return format!("/usr{path}");
    }
    match path.strip_prefix("/var/run") {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("/run{rest}"),
        _ => path.to_owned(),
    }
}

/// Whether one path is the other, or lies below it.
pub(super) fn is_below(path: &str, above: &str) -> bool {
    above == "/" || path.strip_prefix(above).is_some_and(|it| it.is_empty() || it.starts_with('/'))
}

/// Whether one of two paths is the other, or lies below it.
pub(super) fn touches(one: &str, other: &str) -> bool {
    is_below(one, other) || is_below(other, one)
}

/// The part of a pattern before its first wildcard.
pub(super) fn front(pattern: &str) -> String {
    let parts = pattern.split('/').filter(|part| !part.is_empty());
    let plain: Vec<&str> = parts.take_while(|part| !has_wildcards(part)).collect();
    format!("/{}", plain.join("/"))
}

/// The known entries that a selector takes, by their name from its plain front, which leads to `at`.
pub(super) fn select<'o>(
    overlay: &'o Overlay,
    selector: &Selector,
    at: &str,
) -> Vec<(String, &'o Node)> {
    let patterns = |texts: &[String]| {
        IgnoreFile::from_patterns(texts.iter().map(|text| (text.as_str(), TextRange::default())))
    };
    let (include, exclude) = (patterns(&selector.include), patterns(&selector.exclude));
    let plain = parts(&front(&selector.path));
    let tail: Vec<&str> =
        selector.path.split('/').filter(|it| !it.is_empty()).skip(plain).collect();
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
