//! What an ignore file leaves of a context, and of the source of a COPY.
//!
//! Owns the questions that need more than one path at a time; the verdict on a
//! single path is [`Walk`]'s.

use std::collections::HashMap;

use super::ignore_file::{IgnoreFile, IgnorePattern};
use super::pattern::clean;
use super::walk::Walk;

impl IgnoreFile {
    /// Which entries of a listing BuildKit sends, given all files and
    /// directories of the context: those that are not ignored, and the
    /// directories above them, ignored or not (experiments
    /// ign_exception_dirmode_fresh, ign_star_newdir).
    pub fn sent<P: AsRef<str>>(&self, paths: &[P]) -> Vec<bool> {
        let mut walk = Walk::new(self);
        let paths = || paths.iter().map(AsRef::as_ref);
        let mut sent: Vec<bool> = paths().map(|path| !walk.is_ignored(path)).collect();
        if !self.has_exceptions() {
            return sent;
        }
        let (included, held): (Vec<_>, Vec<_>) =
            paths().enumerate().partition(|(index, _)| sent[*index]);
        let held: HashMap<&str, usize> =
            held.into_iter().map(|(index, path)| (path, index)).collect();
        for dir in included.into_iter().flat_map(|(_, path)| parents(path)) {
            if let Some(index) = held.get(dir) {
                sent[*index] = true;
            }
        }
        sent
    }

    /// Whether a file that is sent arrives empty: BuildKit lists a context by one reading of the patterns and opens its
    /// files by another, in which a pattern that leaves out a directory counts even where an earlier one did so
    /// already (`fsutil/filter.go Walk`, `Open`). After `*`, `!d/x`, `d` the file `d/x` is listed and cannot be opened.
    pub fn empties(&self, path: &str) -> bool {
        let mut is_refused = false;
        for pattern in self.patterns() {
            let is_needed = pattern.is_negated() == is_refused;
            let is_match =
                || pattern.matches(path) || parents(path).any(|dir| pattern.matches(dir));
            if is_needed && is_match() {
                is_refused = !pattern.is_negated();
            }
        }
        is_refused && self.has_exceptions() && !self.is_ignored(path)
    }

    /// The pattern because of which BuildKit warns that a COPY or ADD source is
    /// ignored (`CopyIgnoredFile`).
    ///
    /// BuildKit does not look where there are exceptions, and looks at the root
    /// only for patterns that plainly cover it (`validations.go
    /// validateCopySourcePath`).
    pub fn hides_copy_source(&self, source: &str) -> Option<&IgnorePattern> {
        let source = clean(source);
        let is_root = source == "." || source == "/";
        let covers_root =
            |pattern: &IgnorePattern| matches!(pattern.cleaned(), "*" | "**" | "**/*");
        if self.has_exceptions() || (is_root && !self.patterns().iter().any(covers_root)) {
            return None;
        }
        let covers = |pattern: &&IgnorePattern| {
            pattern.matches(&source) || parents(&source).any(|dir| pattern.matches(dir))
        };
        self.patterns().iter().find(covers)
    }
}

/// The directories above a path, outermost first.
fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_sent(ignore: &str, listing: &str) -> String {
        let paths: Vec<&str> = listing.split(' ').collect();
        let sent = IgnoreFile::parse(ignore).sent(&paths);
        let kept = paths.iter().zip(sent).filter_map(|(path, sent)| sent.then_some(*path));
        kept.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn experiments_with_directories() {
        for (id, ignore, listing, sent) in [
            ("dirstar_dir_removed", "d/*", "d d/a s", "d s"),
            ("dirdoublestar_dir_removed", "d/**", "d d/a d/e d/e/b", "d"),
            ("newdir_only_ignored_files", "**/*.md", "e e/q.md", "e"),
            ("star_newdir", "*\n!s", "e e/q s", "s"),
            ("star_exc_nested_newdir_sibling", "*\n!d/b.txt", "d d/b.txt d/e d/e/q", "d d/b.txt"),
            ("star_exc_glob_newdir", "*\n!**/*.txt", "e e/q.md", ""),
            ("star_exc_glob_newdir_match", "*\n!**/*.txt", "e e/q.txt", "e e/q.txt"),
            ("exception_dirmode_fresh", "d\n!d/keep.md", "d d/a.md d/keep.md", "d d/keep.md"),
            ("any order", "d\n!d/e/k", "d/e/k d-x d/e d", "d/e/k d-x d/e d"),
        ] {
            assert_eq!(check_sent(ignore, listing), sent, "ign_{id}");
        }
    }

    #[test]
    fn files_that_cannot_be_opened_arrive_empty() {
        for (ignore, path, expected) in [
            ("*\n!d/x\nd", "d/x", true),
            ("*\n!d/x", "d/x", false),
            ("*\n!d/x\nd", "d/y", false),
            ("d\n!d/x\nd/x", "d/x", false),
            ("d", "e", false),
        ] {
            assert_eq!(IgnoreFile::parse(ignore).empties(path), expected, "{ignore:?} on {path}");
        }
    }

    #[test]
    fn copy_sources_are_held_against_the_patterns() {
        for (ignore, source, hidden_by) in [
            ("a", "a", Some("a")),
            ("a", "./a/b", Some("a")),
            ("a/b", "a", None),
            ("a", "/a", None),
            ("**/a", "/a", Some("**/a")),
            ("a\n!b", "a", None),
            ("*.md", ".", None),
            ("a\n*", ".", Some("*")),
            ("**/*", "/", Some("**/*")),
        ] {
            let file = IgnoreFile::parse(ignore);
            let found = file.hides_copy_source(source).map(IgnorePattern::text);
            assert_eq!(found, hidden_by, "{ignore:?} on {source}");
        }
    }
}
