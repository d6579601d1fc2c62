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
    /// The length of the name's front that is a link to a directory: all of the directory is one entry of the key,
    /// whatever is excluded.
    pub(in crate::cache) followed: Option<usize>,
}

/// What `selector` takes; with `only`, nothing below a matched directory but what changed and what is above it.
///
/// The root of the context is not in the list: its permissions do not count (experiment ctxroot_mode_fresh).
pub(in crate::cache) fn list(
    view: View<'_>,
    selector: &Selector,
    only: Option<&Changes>,
) -> Vec<Listed> {
    Lister { view, only, is_wanted: None, is_key: true, out: Vec::new() }.listed(selector)
}

/// What is copied of what `selector` takes, without looking where `is_wanted` says no: it gets names as they are in the
/// list. The key is made otherwise in two points: it does not hold back what is excluded behind a link, and it leaves
/// the source itself out where a pattern matches nothing at all, as `*` does.
pub(in crate::cache) fn list_copied(
    view: View<'_>,
    selector: &Selector,
    is_wanted: Option<&dyn Fn(&str) -> bool>,
) -> Vec<Listed> {
    Lister { view, only: None, is_wanted, is_key: false, out: Vec::new() }.listed(selector)
}

struct Lister<'a> {
    view: View<'a>,
    only: Option<&'a Changes>,
    is_wanted: Option<&'a dyn Fn(&str) -> bool>,
    /// Whether the list is for a key, and not for what is copied.
    is_key: bool,
    out: Vec<Listed>,
}

/// Which paths below a matched directory are taken.
struct Filters<'a> {
    sent: Walk<'a>,
    include: Option<Walk<'a>>,
    exclude: Option<Walk<'a>>,
    /// Whether what was named or matched is itself excluded.
    excludes_top: bool,
    followed: Option<usize>,
}

impl Lister<'_> {
    fn listed(mut self, selector: &Selector) -> Vec<Listed> {
        match (selector.is_pattern, selector.is_plain()) {
            (true, _) => self.pattern(selector),
            (false, true) => self.top("", &selector.path, selector),
            (false, false) => {
                let (front, last) = selector.path.rsplit_once('/').unwrap_or_default();
                self.top("", &join(&resolve(self.view, front), last), selector);
            }
        }
        self.out
    }

    /// The entries that fit a pattern. Its plain front is one path, whose links are followed.
    fn pattern(&mut self, selector: &Selector) {
        let parts: Vec<&str> = selector.path.split('/').filter(|part| !part.is_empty()).collect();
        let plain = parts.iter().take_while(|part| !crate::ignore::has_wildcards(part)).count();
        let written = parts[..plain].join("/");
        let front = resolve(self.view, &written);
        if front != written {
            self.only = None;
        }
        let mut found = vec![(String::new(), front)];
        for part in &parts[plain..] {
            let mut below = Vec::new();
            // A link in the middle is not gone through.
            let is_directory = |path: &str| {
                self.view.stat(path).is_none_or(|stat| stat.kind == StatKind::Directory)
            };
            for (name, path) in found.iter().filter(|(_, path)| is_directory(path)) {
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
    fn top(&mut self, name: &str, written: &str, selector: &Selector) {
        let path = resolve(self.view, written);
        let Some(stat) = self.view.stat(&path) else { return };
        let is_directory = stat.kind == StatKind::Directory;
        let is_link = path != written.trim_start_matches('/');
        // A link that is not sent leads nowhere.
        if is_link && selector.is_pattern && self.view.walk().is_ignored(written) {
            return;
        }
        let followed =
            (is_link && is_directory && self.is_key && !selector.is_plain()).then_some(name.len());
        let patterns = |texts: &[String]| {
            let texts = texts.iter().filter(|_| followed.is_none());
            let texts = texts.map(|text| (text.as_str(), TextRange::default()));
            IgnoreFile::from_patterns(texts)
        };
        let (include, exclude) = (patterns(&selector.include), patterns(&selector.exclude));
        let mut filters = Filters {
            sent: self.view.walk(),
            include: (!include.patterns().is_empty()).then(|| Walk::new(&include)),
            exclude: (!exclude.patterns().is_empty()).then(|| Walk::new(&exclude)),
            excludes_top: self.is_key && exclude.excludes_root(),
            followed,
        };
        // What lies behind a link is not told by what changed below its own path.
        let only = if is_link { self.only.take() } else { self.only };
        if is_directory {
            self.directory(name, &path, "", &mut filters);
        } else if !filters.sent.is_ignored(&path) && !filters.excludes_top {
            self.out.push(Listed { name: name.to_owned(), path, followed });
        }
        self.only = only;
    }

    /// A directory and what is below it; whether any of it counts. `rest` is its path from the matched one.
    fn directory(&mut self, name: &str, path: &str, rest: &str, filters: &mut Filters<'_>) -> bool {
        let header = self.out.len();
        let followed = filters.followed;
        let own = Listed { name: name.to_owned(), path: path.to_owned(), followed };
        self.out.push(own);
        let is_own = filters.takes(path, rest);
        let mut is_taken = is_own;
        // An excluded directory that changed counts if anything below it is sent, changed or not.
        let is_open = !is_own && self.only.is_some_and(|changes| changes.of(path).is_some());
        let only = if is_open { self.only.take() } else { self.only };
        if filters.may_take_below(path, rest) {
            for child in self.names(path, filters) {
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

    /// The names in a directory that may matter. Links at the root are followed where patterns choose: what they lead to
    /// may have changed though they did not.
    fn names(&self, path: &str, filters: &Filters<'_>) -> Vec<String> {
        let mut names = self.view.names(path, self.only);
        if path.is_empty() && filters.are_patterns() && self.only.is_some() {
            let is_link = |name: &String| {
                self.view.stat(name).is_some_and(|stat| stat.kind == StatKind::Link)
            };
            names.extend(self.view.names(path, None).into_iter().filter(is_link));
            names.sort_unstable();
            names.dedup();
        }
        names
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
            self.top(name, path, &Selector { is_pattern: true, ..Selector::path(path.as_str()) });
        } else if is_taken {
            let followed = filters.followed;
            self.out.push(Listed { name: name.clone(), path: path.clone(), followed });
        }
        is_taken
    }
}

impl Filters<'_> {
    /// Whether an entry itself is sent, included and not excluded. Those above what is taken are taken with it.
    fn takes(&mut self, path: &str, rest: &str) -> bool {
        let matches = |walk: &mut Walk<'_>| walk.is_ignored(rest);
        let is_left_out = self.sent.is_ignored(path) || (rest.is_empty() && self.excludes_top);
        !is_left_out
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
