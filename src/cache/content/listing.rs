//! What a selector takes from a context: names and entries, as BuildKit hashes them.

use super::resolve::resolve;
use super::view::{View, join};
use crate::build::StatKind;
use crate::build::vertex::Selector;
use crate::cache::Changes;
use crate::ignore::{IgnoreFile, Walk, path_match};
use crate::text::TextRange;

/// An entry that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cache) struct Listed {
    /// Its name in the key.
    pub(in crate::cache) name: String,
    /// Where it stands in the context, links followed.
    pub(in crate::cache) path: String,
}

/// What `selector` takes; with `only`, nothing below a matched directory but what changed and what is above it.
///
/// The root of the context is not in the list: its permissions do not count (experiment ctxroot_mode_fresh).
pub(in crate::cache) fn list(
    view: View<'_>,
    selector: &Selector,
    only: Option<&Changes>,
) -> Vec<Listed> {
    list_within(view, selector, only, None)
}

/// As [`list`], without looking where `is_wanted` says no: it gets names as they are in the list.
pub(in crate::cache) fn list_within(
    view: View<'_>,
    selector: &Selector,
    only: Option<&Changes>,
    is_wanted: Option<&dyn Fn(&str) -> bool>,
) -> Vec<Listed> {
    let mut lister = Lister { view, only, is_wanted, out: Vec::new() };
    if selector.is_pattern {
        lister.pattern(selector);
    } else {
        let path = resolve(view, &selector.path);
        lister.top("", &path, selector);
    }
    lister.out
}

struct Lister<'a> {
    view: View<'a>,
    only: Option<&'a Changes>,
    is_wanted: Option<&'a dyn Fn(&str) -> bool>,
    out: Vec<Listed>,
}

/// Which paths below a matched directory are taken.
struct Filters<'a> {
    sent: Walk<'a>,
    include: Option<Walk<'a>>,
    exclude: Option<Walk<'a>>,
}

impl Lister<'_> {
    /// The entries that fit a pattern. Its plain front is one path, whose links are followed.
    fn pattern(&mut self, selector: &Selector) {
        let parts: Vec<&str> = selector.path.split('/').filter(|part| !part.is_empty()).collect();
        let plain = parts.iter().take_while(|part| !crate::ignore::has_wildcards(part)).count();
        let front = resolve(self.view, &parts[..plain].join("/"));
        let mut found = vec![(String::new(), front)];
        for part in &parts[plain..] {
            let mut below = Vec::new();
            for (name, path) in &found {
                for child in self.view.names(path, None) {
                    if path_match(part, &child).unwrap_or(false) {
                        below.push((join(name, &child), join(path, &child)));
                    }
                }
            }
            found = below;
        }
        for (name, path) in found {
            self.top(&name, &path, selector);
        }
    }

    /// A path that was named or matched: a link is followed, a directory is gone through.
    fn top(&mut self, name: &str, path: &str, selector: &Selector) {
        if self.is_link(path) && !selector.is_plain() {
            return self.followed(name, path);
        }
        let path = resolve(self.view, path);
        let Some(stat) = self.view.stat(&path) else { return };
        let patterns = |texts: &[String]| {
            let texts = texts.iter().map(|text| (text.as_str(), TextRange::default()));
            IgnoreFile::from_patterns(texts)
        };
        let (include, exclude) = (patterns(&selector.include), patterns(&selector.exclude));
        let mut filters = Filters {
            sent: self.view.walk(),
            include: (!selector.include.is_empty()).then(|| Walk::new(&include)),
            exclude: (!selector.exclude.is_empty()).then(|| Walk::new(&exclude)),
        };
        if stat.kind == StatKind::Directory {
            self.directory(name, &path, "", &mut filters);
        } else if !filters.sent.is_ignored(&path) {
            self.out.push(Listed { name: name.to_owned(), path });
        }
    }

    /// A link among what patterns select: all that it leads to counts, whatever is excluded (`contenthash/checksum.go
    /// Checksum`).
    fn followed(&mut self, name: &str, path: &str) {
        let path = resolve(self.view, path);
        self.top(name, &path, &Selector::path(""));
    }

    fn is_link(&self, path: &str) -> bool {
        self.view.stat(path).is_some_and(|stat| stat.kind == StatKind::Link)
    }

    /// A directory and what is below it; whether any of it counts. `rest` is its path from the matched one.
    fn directory(&mut self, name: &str, path: &str, rest: &str, filters: &mut Filters<'_>) -> bool {
        let header = self.out.len();
        let own = Listed { name: name.to_owned(), path: path.to_owned() };
        self.out.push(own);
        let is_own = filters.takes(path, rest);
        let mut is_taken = is_own;
        // An excluded directory that changed counts if anything below it is sent, changed or not.
        let is_open = !is_own && self.only.is_some_and(|changes| changes.of(path).is_some());
        let only = if is_open { self.only.take() } else { self.only };
        if filters.may_take_below(path, rest) {
            for child in self.view.names(path, self.only) {
                let below = (join(name, &child), join(path, &child), join(rest, &child));
                if self.is_wanted.is_some_and(|is_wanted| !is_wanted(&below.0)) {
                    continue;
                }
                is_taken |= self.entry(&below, filters);
            }
        }
        self.only = only;
        let is_root = path.is_empty();
        if !is_taken || is_root {
            self.out.remove(header);
        }
        is_taken
    }

    fn entry(
        &mut self,
        (name, path, rest): &(String, String, String),
        filters: &mut Filters<'_>,
    ) -> bool {
        let Some(stat) = self.view.stat(path) else { return false };
        if stat.kind == StatKind::Directory {
            return self.directory(name, path, rest, filters);
        }
        let is_taken = filters.takes(path, rest);
        // The root is the one directory without a header, so that what is in it is as if it were named.
        let is_named = filters.are_patterns() && !path.contains('/') && path == rest;
        if is_taken && is_named && stat.kind == StatKind::Link {
            self.followed(name, path);
        } else if is_taken {
            self.out.push(Listed { name: name.clone(), path: path.clone() });
        }
        is_taken
    }
}

impl Filters<'_> {
    /// Whether an entry itself is sent, included and not excluded. Those above what is taken are taken with it.
    fn takes(&mut self, path: &str, rest: &str) -> bool {
        let matches = |walk: &mut Walk<'_>| walk.is_ignored(rest);
        !self.sent.is_ignored(path)
            && self.include.as_mut().is_none_or(matches)
            && !self.exclude.as_mut().is_some_and(matches)
    }

    /// Whether `--exclude` or `--parents` chooses.
    fn are_patterns(&self) -> bool {
        self.include.is_some() || self.exclude.is_some()
    }

    fn may_take_below(&mut self, path: &str, rest: &str) -> bool {
        let is_open = |walk: &mut Walk<'_>| walk.may_contain_included(rest);
        self.sent.may_contain_included(path) && self.exclude.as_mut().is_none_or(is_open)
    }
}
