//! The patterns of an ignore file, in order, with their places in its text.
//!
//! Owns the reading of lines (`patternmatcher/ignorefile`) and what BuildKit
//! refuses; [`Walk`](super::Walk) owns what the patterns do to paths.

use super::matcher::Matcher;
use super::pattern::{clean, filepath_match};
use crate::text::TextRange;

/// A parsed ignore file, or the `--exclude` patterns of a COPY or ADD.
#[derive(Clone, Debug, Default)]
pub struct IgnoreFile {
    patterns: Vec<IgnorePattern>,
    problems: Vec<IgnoreProblem>,
}

/// One pattern of an ignore file.
#[derive(Clone, Debug)]
pub struct IgnorePattern {
    text: String,
    negated: bool,
    range: TextRange,
    matcher: Matcher,
}

/// A pattern for which BuildKit stops the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreProblem {
    /// What is wrong with it.
    pub kind: IgnoreProblemKind,
    /// The pattern as written, without the space around it.
    pub text: String,
    /// Where it stands in the source.
    pub range: TextRange,
}

/// Why BuildKit refuses a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IgnoreProblemKind {
    /// "syntax error in pattern": `[`, a backslash at the end, …
    Malformed,
    /// "illegal exclusion pattern": a `!` with nothing behind it, or only `/`.
    EmptyException,
}

impl IgnorePattern {
    /// The pattern as written, with its `!`, without the space around it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The pattern that is matched: cleaned, without `!` and leading slash.
    pub fn cleaned(&self) -> &str {
        self.matcher.pattern()
    }

    /// Whether this is an exception, written with `!`.
    pub fn is_negated(&self) -> bool {
        self.negated
    }

    /// Where it stands in the source.
    pub fn range(&self) -> TextRange {
        self.range
    }

    /// Whether the pattern matches this path itself; its parents do not count.
    pub(super) fn matches(&self, path: &str) -> bool {
        self.matcher.matches(path)
    }

    /// Whether the pattern could match a path below `dir`.
    pub(super) fn may_match_below(&self, dir: &str) -> bool {
        self.matcher.may_match_below(dir)
    }
}

impl IgnoreFile {
    /// No ignore file: nothing is ignored.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Reads an ignore file. Refused patterns become [`problems`](Self::problems).
    pub fn parse(text: &str) -> Self {
        let mut file = Self::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let mark = if start == 0 { "\u{feff}" } else { "" };
            let unmarked = line.strip_prefix(mark).unwrap_or(line);
            // Only in the first column: an indented `#` begins a pattern.
            if !unmarked.starts_with('#') {
                file.push(&normalize_line(unmarked), written(text, start, line, unmarked));
            }
            start += line.len();
        }
        file
    }

    /// Takes the patterns of `--exclude` flags, each with its place in the
    /// Dockerfile. They match paths relative to the source that is copied, and
    /// keep their leading slash, so that one with a slash matches nothing.
    pub fn from_patterns<'a>(patterns: impl IntoIterator<Item = (&'a str, TextRange)>) -> Self {
        let mut file = Self::default();
        for (text, range) in patterns {
            file.push(text, (text.trim(), range));
        }
        file
    }

    /// The patterns that are in force, in order.
    pub fn patterns(&self) -> &[IgnorePattern] {
        &self.patterns
    }

    /// The patterns for which the build fails, in order.
    pub fn problems(&self) -> &[IgnoreProblem] {
        &self.problems
    }

    /// Whether any pattern is an exception.
    pub fn has_exceptions(&self) -> bool {
        self.patterns.iter().any(IgnorePattern::is_negated)
    }

    /// Whether `--exclude` patterns exclude the source itself, whose path from there is empty: `*` and `**` match it
    /// (`checksum.go shouldIncludePath`).
    pub fn excludes_root(&self) -> bool {
        self.patterns.iter().fold(false, |is_excluded, pattern| {
            match pattern.negated == is_excluded && pattern.matches("") {
                true => !pattern.negated,
                false => is_excluded,
            }
        })
    }

    /// Whether the patterns in force are the same, in the same order.
    pub fn is_same_as(&self, other: &IgnoreFile) -> bool {
        let rules = |file: &'_ IgnoreFile| -> Vec<(bool, String)> {
            file.patterns.iter().map(|it| (it.negated, it.cleaned().to_owned())).collect()
        };
        std::ptr::eq(self, other) || rules(self) == rules(other)
    }

    /// Adds a pattern that was read to `normalized` (`patternmatcher.go New`).
    fn push(&mut self, normalized: &str, (text, range): (&str, TextRange)) {
        let normalized = normalized.trim();
        if normalized.is_empty() {
            return;
        }
        match compile(&clean(normalized)) {
            Ok((matcher, negated)) => {
                self.patterns.push(IgnorePattern {
                    text: text.to_owned(),
                    negated,
                    range,
                    matcher,
                });
            }
            Err(kind) => self.problems.push(IgnoreProblem { kind, text: text.to_owned(), range }),
        }
    }
}

/// The pattern of a line: cleaned behind its `!`, without a leading slash
/// (`ignorefile.go ReadAll`).
fn normalize_line(line: &str) -> String {
    let line = line.trim();
    let (mark, pattern) = line.strip_prefix('!').map_or(("", line), |rest| ("!", rest.trim()));
    if pattern.is_empty() {
        return mark.to_owned();
    }
    let pattern = clean(pattern);
    let relative = pattern.strip_prefix('/').filter(|rest| !rest.is_empty());
    format!("{mark}{}", relative.unwrap_or(&pattern))
}

/// Compiles a cleaned pattern. The `!` is looked for only now, so that `/!x`
/// is an exception too.
fn compile(cleaned: &str) -> Result<(Matcher, bool), IgnoreProblemKind> {
    let (pattern, negated) =
        cleaned.strip_prefix('!').map_or((cleaned, false), |rest| (rest, true));
    if pattern.is_empty() {
        return Err(IgnoreProblemKind::EmptyException);
    }
    filepath_match(pattern, ".").map_err(|_| IgnoreProblemKind::Malformed)?;
    let matcher = Matcher::new(pattern).ok_or(IgnoreProblemKind::Malformed)?;
    Ok((matcher, negated))
}

/// The pattern of a line as written, and its place.
fn written<'t>(text: &'t str, start: usize, line: &str, unmarked: &str) -> (&'t str, TextRange) {
    let end = start + unmarked_offset(line, unmarked) + unmarked.trim_end().len();
    let begin = end - unmarked.trim().len();
    let range = TextRange::new(begin, end);
    (range.of(text), range)
}

fn unmarked_offset(line: &str, unmarked: &str) -> usize {
    line.len() - unmarked.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cleaned patterns; what BuildKit refuses stands in `<>`, in its place.
    fn check(text: &str) -> String {
        let file = IgnoreFile::parse(text);
        let patterns = file.patterns().iter().map(|pattern| {
            let mark = if pattern.is_negated() { "!" } else { "" };
            (pattern.range(), format!("{mark}{}", pattern.cleaned()))
        });
        let problems = file.problems().iter().map(|problem| {
            let mark = if problem.kind == IgnoreProblemKind::Malformed { "bad" } else { "empty" };
            (problem.range, format!("<{mark} {}>", problem.text))
        });
        let mut all: Vec<_> = patterns.chain(problems).collect();
        all.sort();
        all.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn lines_become_patterns() {
        for (text, expected) in [
            ("a\n\n  \nb", "a b"),
            ("a\r\nb \t\r\n", "a b"),
            ("# c\n #d\n\\#e", r"#d \#e"),
            ("\u{feff}a", "a"),
            ("\u{feff}# c\n\u{feff}a", "\u{feff}a"),
            ("/a\n//b/\n./c//d/./e", "a b c/d/e"),
            ("a/../b\n../c\n/../d", "b ../c d"),
            ("/\n.\na/..", "/ . ."),
            ("!a\n! b\n!/c/\n!./d", "!a !b !c !d"),
            ("!!a\n\\!b\n/!c", r"!!a \!b !c"),
            ("a b/ ", "a b"),
            ("**/\n**/a/", "** **/a"),
        ] {
            assert_eq!(check(text), expected, "{text:?}");
        }
    }

    #[test]
    fn refused_patterns_are_problems() {
        for (text, expected) in [
            ("!\na", "<empty !> a"),
            ("! \n!/", "<empty !> <empty !/>"),
            ("[", "<bad [>"),
            ("![a-]", "<bad ![a-]>"),
            ("a\\", "<bad a\\>"),
            ("ok\n[]a]\nfine", "ok <bad []a]> fine"),
            (r"src\public", r"<bad src\public>"),
            // Only looked at once something matches up to the star.
            ("foo*[", "<bad foo*[>"),
        ] {
            assert_eq!(check(text), expected, "{text:?}");
        }
    }

    #[test]
    fn ranges_cover_the_pattern_as_written() {
        let text = "\u{feff} a/ \r\n# c\n!  /b/c\n  [\n\n";
        let file = IgnoreFile::parse(text);
        let of_patterns = file.patterns().iter().map(|pattern| (pattern.text(), pattern.range()));
        let of_problems = file.problems().iter().map(|it| (it.text.as_str(), it.range));
        let all: Vec<_> = of_patterns.chain(of_problems).collect();
        assert_eq!(all.iter().map(|(text, _)| *text).collect::<Vec<_>>(), ["a/", "!  /b/c", "["]);
        assert!(all.iter().all(|(written, range)| range.of(text) == *written));
    }

    #[test]
    fn exclude_flags_keep_their_leading_slash() {
        let flags = ["*.md", " !a/ ", "/x", "", "!"].map(|text| (text, TextRange::default()));
        let file = IgnoreFile::from_patterns(flags);
        let cleaned: Vec<_> = file.patterns().iter().map(IgnorePattern::cleaned).collect();
        assert_eq!(cleaned, ["*.md", "a", "/x"]);
        assert_eq!(file.problems().len(), 1);
        assert!(file.has_exceptions());
    }
}
