//! One ignore pattern, compiled.
//!
//! Owns Moby's reading of a cleaned pattern: plain text, a prefix, a suffix, or
//! a regular expression. Knows nothing of order, exceptions or parents.

use super::expression::Expression;

/// A compiled pattern; matching allocates nothing for patterns of ordinary size.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    text: String,
    kind: Kind,
}

/// How the text is compared with a path (`patternmatcher.go match`).
#[derive(Clone, Debug)]
enum Kind {
    Exact,
    /// `text` without its last two characters, `**`.
    Prefix,
    /// `text` without its first two characters, `**`.
    Suffix,
    Expression(Box<Expression>),
}

impl Matcher {
    /// Compiles a cleaned pattern; `None` where Go's `regexp` refuses what Moby
    /// makes of it, as for `src\public` (`\p` wants a Unicode class).
    pub(super) fn new(pattern: &str) -> Option<Self> {
        let kind = match translate(pattern) {
            Translation::Exact => Kind::Exact,
            Translation::Prefix => Kind::Prefix,
            Translation::Suffix => Kind::Suffix,
            Translation::Expression(text) => Kind::Expression(Box::new(Expression::new(&text)?)),
        };
        Some(Self { text: pattern.to_owned(), kind })
    }

    /// The pattern that was compiled.
    pub(super) fn pattern(&self) -> &str {
        &self.text
    }

    /// Whether the pattern matches this path itself; its parents do not count.
    pub(super) fn matches(&self, path: &str) -> bool {
        match &self.kind {
            Kind::Exact => path == self.text,
            Kind::Prefix => path.starts_with(self.prefix()),
            Kind::Suffix => {
                let suffix = &self.text["**".len()..];
                // `**/foo` is also the `foo` at the top.
                path.ends_with(suffix) || suffix.strip_prefix('/') == Some(path)
            }
            Kind::Expression(expression) => expression.matches(path),
        }
    }

    /// Whether the pattern could match a path below `dir`; may say yes too often.
    pub(super) fn may_match_below(&self, dir: &str) -> bool {
        let prefix = self.prefix();
        let starts_below = prefix.strip_prefix(dir).is_some_and(|rest| rest.starts_with('/'));
        let is_whole_path = matches!(self.kind, Kind::Exact);
        starts_below || (!is_whole_path && dir.starts_with(prefix))
    }

    /// The text that every match begins with.
    fn prefix(&self) -> &str {
        match &self.kind {
            Kind::Exact => &self.text,
            Kind::Prefix => &self.text[..self.text.len() - "**".len()],
            Kind::Suffix => "",
            Kind::Expression(expression) => expression.prefix(),
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Translation {
    Exact,
    Prefix,
    Suffix,
    Expression(String),
}

/// What Moby makes of a pattern (`patternmatcher.go compile`, on a system whose
/// separator is `/`).
///
/// It goes through the pattern without a look at brackets, so `[*]` becomes
/// `[[^/]*]`; and it means to escape `|`, `{` and `}` but does not, since they
/// lie beyond its bitmap.
fn translate(pattern: &str) -> Translation {
    let mut kind = Translation::Exact;
    let mut text = String::from("^");
    let mut chars = pattern.chars().peekable();
    let mut is_first = true;
    while let Some(ch) = chars.next() {
        let mut is_plain = false;
        match ch {
            '*' if chars.next_if_eq(&'*').is_some() => {
                chars.next_if_eq(&'/');
                if chars.peek().is_some() {
                    text.push_str("(.*/)?");
                } else if kind == Translation::Exact {
                    kind = Translation::Prefix;
                    is_plain = true;
                } else {
                    text.push_str(".*");
                }
                if is_first {
                    kind = Translation::Suffix;
                    is_plain = true;
                }
            }
            '*' => text.push_str("[^/]*"),
            '?' => text.push_str("[^/]"),
            '[' | ']' => text.push(ch),
            '\\' => {
                text.push(ch);
                // The last of a pattern ends up escaping the `$` below.
                text.extend(chars.next());
            }
            _ => {
                if matches!(ch, '.' | '+' | '(' | ')' | '$') {
                    text.push('\\');
                }
                text.push(ch);
                is_plain = true;
            }
        }
        if !is_plain {
            kind = Translation::Expression(String::new());
        }
        is_first = false;
    }
    match kind {
        Translation::Expression(_) => Translation::Expression(text + "$"),
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, path: &str) -> bool {
        Matcher::new(pattern).is_some_and(|matcher| matcher.matches(path))
    }

    #[test]
    fn stars_stop_at_slashes_and_double_stars_do_not() {
        for (pattern, path, expected) in [
            ("*", "file", true),
            ("*", "dir/file", false),
            ("**", "dir/file", true),
            ("**/**", "dir/file", true),
            ("dir/**", "dir", false),
            ("dir/**", "dir/sub/file", true),
            ("dir**", "dirty/x", true),
            ("**/dir", "dir", true),
            ("**/dir", "a/dir", true),
            ("**/dir", "a/subdir", false),
            ("**dir", "a/subdir", true),
            ("**/sub/*", "dir/sub/file", true),
            ("**/sub/*", "dir/sub/a/file", false),
            ("**/sub/**", "dir/sub/a/file", true),
            ("**/f*.txt", "a/b/file.txt", true),
            ("**/**/*.txt", "file.txt", true),
            ("**/*.txt", "a/file.txt2", false),
            ("**/*.txt", "a/b\n.txt", true),
            ("a**/*.txt", "a/b/c.txt", true),
            ("a/**/b", "a/b", true),
            ("a/**/b", "a/x/y/b", true),
            ("a/**/b", "a/xb", false),
            ("a/*.txt**", "a/f.txt/g", true),
            ("a/*.txt", "a/b/f.txt", false),
            (".*", ".foo", true),
            (".*", "foo", false),
            ("abc.def", "abcZdef", false),
            ("abc?def", "abcZdef", true),
            ("abc?def", "abc/def", false),
            ("a?b", "aéb", true),
            ("a*b*c*d*e*/f", "axbxcxdxexxx/f", true),
            ("a*b?c*x", "abxbbxdbxebxczzy", false),
        ] {
            assert_eq!(check(pattern, path), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn characters_of_regular_expressions_mostly_stand_for_themselves() {
        for (pattern, path, expected) in [
            ("a.|)$(}+{bc", "a.|)$(}+{bc", true),
            ("d/*.dev36+g08-py3.whl", "d/x.dev36+g08-py3.whl", true),
            ("*.{js,ts}", "a.js", false),
            ("*.{js,ts}", "a.{js,ts}", true),
            ("a[b-d]e", "ace", true),
            ("a[^b-d]e", "ace", false),
            ("a[^b]c", "a/c", true),
            (r"a\*b", "a*b", true),
            (r"a\\", r"a\", true),
            (r"\#x", "#x", true),
            (r"[x\-]", "-", true),
            ("[a-ζ]*", "α", true),
        ] {
            assert_eq!(check(pattern, path), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn some_characters_keep_their_meaning_by_oversight() {
        for (pattern, path, expected) in [
            ("a|b*", "axe", true),
            ("a|b*", "x/b", true),
            ("a{2}*", "aab", true),
            ("a{2}*", "a{2}b", false),
            ("b^a*", "b^ab", false),
            (r"\d*", "7up", true),
            (r"\d*", "down", false),
            (r"src\bin", "srcbin", false),
            ("[[:digit:]]x", "1x", true),
            ("[*]", "*", false),
            ("[*]", "^^/]", true),
            (r"\Qa*", "a[^/]*$ and more", true),
            ("a*\\", "ab$c", true),
        ] {
            assert_eq!(check(pattern, path), expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn what_go_refuses_is_refused() {
        for pattern in [r"src\public", r"a\yb", "*{2}", "a|{2}*", "a{2}{2}*", "a{1001}*", "[[:x:]]"]
        {
            assert!(Matcher::new(pattern).is_none(), "{pattern}");
        }
        assert!(Matcher::new(&"a{1000}*".repeat(200)).is_none());
    }

    #[test]
    fn long_patterns_match_as_short_ones_do() {
        let name = "a".repeat(300);
        assert!(check(&format!("?{name}*"), &format!("b{name}c")));
        assert!(!check(&format!("?{name}*c"), &format!("b{name}d")));
    }

    #[test]
    fn only_what_could_match_below_a_directory_is_looked_for() {
        let below = |pattern: &str, dir: &str| {
            Matcher::new(pattern).is_some_and(|matcher| matcher.may_match_below(dir))
        };
        for (pattern, dir, expected) in [
            ("d/keep.md", "d", true),
            ("d/keep.md", "d/keep.md", false),
            ("d/keep.md", "de", false),
            ("d/**", "d/e", true),
            ("d/*/x", "d", true),
            ("d/*/x", "d/e", true),
            ("d/*/x", "f", false),
            ("**/*.md", "node_modules", true),
            ("*.md", "d", true),
        ] {
            assert_eq!(below(pattern, dir), expected, "{pattern} below {dir}");
        }
    }
}
