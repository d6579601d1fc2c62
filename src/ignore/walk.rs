//! What the patterns of an ignore file do to paths.
//!
//! Owns order, exceptions and parents: the last pattern that matches a path or
//! one of its parents decides. Takes paths as text, relative to the context and
//! clean (`a/b`, neither `./a` nor `a/`); reads no directory itself.

use super::ignore_file::{IgnoreFile, IgnorePattern};

/// Asks an [`IgnoreFile`] about one path after another.
///
/// Remembers the directories of the last path, so that a listing in any order
/// that keeps directories together costs one comparison per path and pattern,
/// and no allocation.
#[derive(Clone, Debug)]
pub struct Walk<'f> {
    file: &'f IgnoreFile,
    path: String,
    /// One for each part of `path`.
    levels: Vec<Level>,
    /// For each level, one bit for each pattern that matches it or a level above.
    matched: Vec<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Level {
    /// Where this part ends in the path.
    end: usize,
    /// The last pattern that matched.
    deciding: Option<usize>,
}

impl<'f> Walk<'f> {
    /// Starts at the root of the context.
    pub fn new(file: &'f IgnoreFile) -> Self {
        Self { file, path: String::new(), levels: Vec::new(), matched: Vec::new() }
    }

    /// The pattern that decides about a path; `None` where none matches it.
    ///
    /// Follows BuildKit's own walk (`fsutil/filter.go`, `patternmatcher.go
    /// MatchesUsingParentResults`): an exception counts for a directory's
    /// contents only if it was needed at that directory. So `foo/bar` and then
    /// `!foo` leave `foo/bar` ignored.
    pub fn deciding_pattern(&mut self, path: &str) -> Option<&'f IgnorePattern> {
        self.deciding_index(path).map(|index| &self.file.patterns()[index])
    }

    /// Whether a path is left out of the context. The root never is.
    pub fn is_ignored(&mut self, path: &str) -> bool {
        self.deciding_pattern(path).is_some_and(|pattern| !pattern.is_negated())
    }

    /// Whether something below a directory may be sent. Where this is false, the
    /// directory need not be read; where it is true, nothing is promised.
    pub fn may_contain_included(&mut self, dir: &str) -> bool {
        let Some(deciding) = self.deciding_index(dir) else { return true };
        let patterns = self.file.patterns();
        // Earlier exceptions lose to the deciding pattern below it as well.
        let mut later = patterns[deciding..].iter().filter(|pattern| pattern.is_negated());
        patterns[deciding].is_negated() || later.any(|exception| exception.may_match_below(dir))
    }

    fn deciding_index(&mut self, path: &str) -> Option<usize> {
        if path.is_empty() || path == "." || self.file.patterns().is_empty() {
            return None;
        }
        self.seek(path);
        self.levels.last().and_then(|level| level.deciding)
    }

    fn seek(&mut self, path: &str) {
        let shared = self.path.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
        let ends_in_path = |end: usize| end == path.len() || path.as_bytes()[end] == b'/';
        let is_kept = |level: &Level| level.end <= shared && ends_in_path(level.end);
        let kept = self.levels.iter().take_while(|level| is_kept(level)).count();
        let start = kept.checked_sub(1).map_or(0, |last| self.levels[last].end + 1);

        self.levels.truncate(kept);
        self.matched.truncate(kept * self.words());
        self.path.clear();
        self.path.push_str(path);
        let slashes = path.bytes().enumerate().skip(start).filter(|(_, byte)| *byte == b'/');
        for (end, _) in slashes {
            self.descend(&path[..end]);
        }
        if start <= path.len() {
            self.descend(path);
        }
    }

    /// Adds the level of `path`, whose parent is the last level.
    fn descend(&mut self, path: &str) {
        let words = self.words();
        let here = self.matched.len();
        let parent = here.checked_sub(words);
        self.matched.resize(here + words, 0);
        let mut is_ignored = false;
        let mut deciding = None;
        for (index, pattern) in self.file.patterns().iter().enumerate() {
            let (word, bit) = (index / 64, 1 << (index % 64));
            let is_inherited = parent.is_some_and(|at| self.matched[at + word] & bit != 0);
            let is_needed = pattern.is_negated() == is_ignored;
            if is_inherited || (is_needed && pattern.matches(path)) {
                self.matched[here + word] |= bit;
                is_ignored = !pattern.is_negated();
                deciding = Some(index);
            }
        }
        self.levels.push(Level { end: path.len(), deciding });
    }

    fn words(&self) -> usize {
        self.file.patterns().len().div_ceil(64)
    }
}

impl IgnoreFile {
    /// Whether a path is left out of the context; see [`Walk::is_ignored`],
    /// which is faster for many paths.
    pub fn is_ignored(&self, path: &str) -> bool {
        Walk::new(self).is_ignored(path)
    }

    /// The pattern that decides about a path; see [`Walk::deciding_pattern`].
    pub fn deciding_pattern(&self, path: &str) -> Option<&IgnorePattern> {
        Walk::new(self).deciding_pattern(path)
    }

    /// Whether something below a directory may be sent; see
    /// [`Walk::may_contain_included`].
    pub fn may_contain_included(&self, dir: &str) -> bool {
        Walk::new(self).may_contain_included(dir)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ignore: &str, path: &str) -> &'static str {
        if IgnoreFile::parse(ignore).is_ignored(path) { "ignored" } else { "sent" }
    }

    /// Observed builds: the file that was changed, and whether `COPY .` noticed.
    #[test]
    fn experiments_with_files() {
        for (id, ignore, path, verdict) in [
            ("star_md_root", "*.md", "a.md", "ignored"),
            ("star_md_deep", "*.md", "d/a.md", "sent"),
            ("starstar_md_deep", "**/*.md", "d/e/a.md", "ignored"),
            ("starstar_md_root", "**/*.md", "a.md", "ignored"),
            ("plain_dir", "node_modules", "node_modules/x", "ignored"),
            ("plain_dir_nested", "node_modules", "d/node_modules/x", "sent"),
            ("plain_dir_slash", "node_modules/", "node_modules/x", "ignored"),
            ("leading_slash", "/node_modules", "node_modules/x", "ignored"),
            ("dot_slash", "./node_modules", "node_modules/x", "ignored"),
            ("dir_star", "node_modules/*", "node_modules/x", "ignored"),
            ("exception", "d\n!d/keep.md", "d/keep.md", "sent"),
            ("exception_other", "d\n!d/keep.md", "d/a.md", "ignored"),
            ("exception_order", "!d/keep.md\nd", "d/keep.md", "ignored"),
            ("star_all_exc", "*\n!b.txt", "b.txt", "sent"),
            ("star_all_exc_other", "*\n!b.txt", "a.md", "ignored"),
            ("star_all_exc_dir", "*\n!d", "d/e/a.md", "sent"),
            ("comment", "# *.md", "a.md", "sent"),
            ("comment_indented", "  # b.txt", "b.txt", "sent"),
            ("trail_ws", "b.txt  ", "b.txt", "ignored"),
            ("case", "B.TXT", "b.txt", "sent"),
            ("prefix_not_dir", "foo", "foobar", "sent"),
            ("question", "?.txt", "b.txt", "ignored"),
            ("bracket", "[ab].txt", "b.txt", "ignored"),
            ("bracket_neg", "[^b].txt", "b.txt", "sent"),
            ("dotdot", "../w/x\nb.txt", "b.txt", "ignored"),
            ("dockerfile_self", "Dockerfile", "Dockerfile", "ignored"),
            ("dockerignore_self_ignored", ".dockerignore", ".dockerignore", "ignored"),
            ("dockerignore_self_changed", "nothing", ".dockerignore", "sent"),
            ("double_star_trailing", "d/**", "d/e/a.md", "ignored"),
            ("mid_double_star", "d/**/a.md", "d/e/a.md", "ignored"),
            ("mid_double_star_zero", "d/**/a.md", "d/a.md", "ignored"),
            (
                "excl_nested_in_ignored_parent",
                "**/node_modules\n!d/node_modules",
                "d/node_modules/x",
                "sent",
            ),
            ("bom", "\u{feff}b.txt", "b.txt", "ignored"),
            ("crlf", "b.txt\r\na.md", "b.txt", "ignored"),
            ("bang_space", "d\n! d/keep.md", "d/keep.md", "sent"),
            ("slash_only", "/", "b.txt", "sent"),
            ("dot_only", ".", "b.txt", "sent"),
            ("escape_hash", r"\#x", "#x", "ignored"),
            ("git_dir", ".git", ".git/HEAD", "ignored"),
            ("dockerfile_renamed", "*Dockerfile*", "D2.Dockerfile", "ignored"),
        ] {
            assert_eq!(check(ignore, path), verdict, "ign_{id}");
        }
    }

    #[test]
    fn the_last_match_decides() {
        for (ignore, path, verdict) in [
            ("**\n!util/web", "util/web/foo", "sent"),
            ("**\n!util/web\nutil/web/foo", "util/web/foo", "ignored"),
            ("docs/*\n!docs/README.md", "docs/README.md", "sent"),
            ("docs\n!docs/a\ndocs/a/b\n!docs/a/b/c", "docs/a/b/c/d", "sent"),
            ("*.go\n!a.go", "b.go", "ignored"),
            // The exception is not needed at `foo`, so it does not count below.
            ("foo/bar\n!foo", "foo/bar", "ignored"),
            ("foo/bar\n!foo/*", "foo/bar", "sent"),
            ("*", ".", "sent"),
            ("**", "", "sent"),
            ("[\nb", "b", "ignored"),
        ] {
            assert_eq!(check(ignore, path), verdict, "{ignore:?} on {path}");
        }
    }

    #[test]
    fn excludes_are_relative_to_the_source() {
        let excludes = |pattern, path| {
            IgnoreFile::from_patterns([(pattern, Default::default())]).is_ignored(path)
        };
        for (id, pattern, path, expected) in [
            ("change_excluded", "*.md", "g.md", true),
            ("change_included", "*.md", "h", false),
            ("deep_md", "*.md", "b/g.md", false),
            ("deep_starstar", "**/*.md", "b/g.md", true),
            ("dir_newdir", "n", "n/x", true),
            ("newdir_only_excluded", "**/*.md", "e", false),
        ] {
            assert_eq!(excludes(pattern, path), expected, "exclude_{id}");
        }
    }

    #[test]
    fn directories_are_read_only_where_something_may_be_sent() {
        for (ignore, dir, expected) in [
            ("d", "d", false),
            ("d", "e", true),
            ("d\n!d/keep.md", "d", true),
            ("d\n!d/keep.md", "d/e", false),
            ("!d/keep.md\nd", "d", false),
            ("*\n!src/*.go", "node_modules", false),
            ("*\n!src/*.go", "src/a", true),
            ("*\n!**/*.txt", "node_modules", true),
            ("*\n!d", "d", true),
        ] {
            let file = IgnoreFile::parse(ignore);
            assert_eq!(file.may_contain_included(dir), expected, "{ignore:?} on {dir}");
        }
    }

    #[test]
    fn a_walk_and_a_single_question_agree() {
        let many: String = (0..70).map(|number| format!("x{number}/*\n")).collect();
        let file = IgnoreFile::parse(&format!("{many}*/b\n!a/b/c\na/b/c/d"));
        let mut walk = Walk::new(&file);
        for (path, deciding) in [
            ("a", None),
            ("a/b", Some("*/b")),
            ("a/b/c/d/e", Some("a/b/c/d")),
            ("a/b/c", Some("!a/b/c")),
            ("a/bc", None),
            ("x69/y/z", Some("x69/*")),
            ("a/b/c/x", Some("!a/b/c")),
            ("a/b/c/x", Some("!a/b/c")),
            ("a/b", Some("*/b")),
        ] {
            assert_eq!(walk.deciding_pattern(path).map(IgnorePattern::text), deciding, "{path}");
            assert_eq!(file.deciding_pattern(path).map(IgnorePattern::text), deciding, "{path}");
        }
    }
}
