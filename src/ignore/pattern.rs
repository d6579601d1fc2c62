//! Go's path patterns: what COPY and ADD wildcards match.
//!
//! Owns `path.Match`, `path.Clean` and BuildKit's test for a wildcard, each as
//! Go has them. The patterns of `.dockerignore` and `--exclude` are another
//! dialect and live in [`IgnoreFile`](super::IgnoreFile).

use std::fmt;

/// A pattern that Go's `path.Match` refuses: the build fails with
/// "syntax error in pattern".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MalformedPattern;

impl fmt::Display for MalformedPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("syntax error in pattern")
    }
}

impl std::error::Error for MalformedPattern {}

/// Whether `pattern` matches the whole of `name`, as Go's `path.Match` decides.
///
/// `*` and `?` stop at `/`, a class such as `[^a]` does not. A malformed pattern
/// is an error whatever the name is.
pub fn path_match(pattern: &str, name: &str) -> Result<bool, MalformedPattern> {
    let (is_match, mut unread) = match_chunks(pattern, name)?;
    while !unread.is_empty() {
        let (chunk, rest) = Chunk::split(unread);
        chunk.match_start("")?;
        unread = rest;
    }
    Ok(is_match)
}

/// As [`path_match`], but blind to mistakes behind the star at which the name
/// ceases to fit: Go's `filepath.Match`, with which Moby checks ignore patterns.
pub(super) fn filepath_match(pattern: &str, name: &str) -> Result<bool, MalformedPattern> {
    match_chunks(pattern, name).map(|(is_match, _)| is_match)
}

/// The verdict, and the part of the pattern that was not needed for it.
fn match_chunks<'p>(pattern: &'p str, name: &str) -> Result<(bool, &'p str), MalformedPattern> {
    let (mut pattern, mut name) = (pattern, name);
    while !pattern.is_empty() {
        let (chunk, rest) = Chunk::split(pattern);
        if chunk.after_star && chunk.text.is_empty() {
            // Only a trailing star leaves an empty chunk.
            return Ok((!name.contains('/'), ""));
        }
        match chunk.find(name, rest.is_empty())? {
            Some(after) => (pattern, name) = (rest, after),
            None => return Ok((false, rest)),
        }
    }
    Ok((name.is_empty(), ""))
}

/// Whether COPY and ADD expand a source as a wildcard (`convert_copy.go
/// containsWildcards`): an unescaped `*`, `?` or `[`.
///
/// The escape is always a backslash here, whatever the `# escape=` directive
/// says: that one is used up when the words of the instruction are read.
pub fn has_wildcards(path: &str) -> bool {
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'*' | b'?' | b'[' => return true,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    false
}

/// The shortest path that means the same, as Go's `path.Clean` gives it: no
/// `.`, no doubled or trailing slash, `..` resolved; `.` for an empty path.
pub fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => drop(kept.pop()),
            ".." if rooted => {}
            _ => kept.push(part),
        }
    }
    match (rooted, kept.is_empty()) {
        (true, _) => format!("/{}", kept.join("/")),
        (false, true) => ".".to_owned(),
        (false, false) => kept.join("/"),
    }
}

/// Where in its context a COPY or ADD source is looked for: cleaned against the
/// root, which it cannot leave (`system/path.go NormalizePath`; experiments
/// copy_dotdot, src_leading_slash, dir_vs_dirslash).
pub fn source_path(source: &str) -> String {
    clean(&format!("/{source}"))
}

/// A part of a pattern without stars, and whether stars stand before it.
struct Chunk<'p> {
    after_star: bool,
    text: &'p str,
}

impl<'p> Chunk<'p> {
    fn split(pattern: &'p str) -> (Self, &'p str) {
        let text = pattern.trim_start_matches('*');
        let mut in_class = false;
        let mut bytes = text.bytes().enumerate();
        let mut end = text.len();
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'\\' => drop(bytes.next()),
                b'[' => in_class = true,
                b']' => in_class = false,
                b'*' if !in_class => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        let (text, rest) = text.split_at(end);
        (Chunk { after_star: pattern.starts_with('*'), text }, rest)
    }

    /// What is left of `name` behind the first place where the chunk fits.
    fn find<'n>(&self, name: &'n str, is_last: bool) -> Result<Option<&'n str>, MalformedPattern> {
        let fits = |after: &&'n str| !is_last || after.is_empty();
        let mut start = name;
        loop {
            if let Some(after) = self.match_start(start)?.filter(fits) {
                return Ok(Some(after));
            }
            let mut chars = start.chars();
            match chars.next() {
                Some(skipped) if self.after_star && skipped != '/' => start = chars.as_str(),
                _ => return Ok(None),
            }
        }
    }

    /// What is left of `name` when it starts with the chunk. Reads the chunk to
    /// its end even when the name does not fit, to find malformed patterns.
    fn match_start<'n>(&self, name: &'n str) -> Result<Option<&'n str>, MalformedPattern> {
        let mut name = Some(name);
        let mut chunk = self.text.chars();
        while let Some(ch) = chunk.next() {
            let mut left = name.map(str::chars);
            let next = left.as_mut().and_then(Iterator::next);
            let fits = match ch {
                '[' => class_contains(&mut chunk, next)?,
                '?' => next.is_some_and(|next| next != '/'),
                '\\' => next == Some(chunk.next().ok_or(MalformedPattern)?),
                _ => next == Some(ch),
            };
            name = left.filter(|_| fits).map(|left| left.as_str());
        }
        Ok(name)
    }
}

/// Reads a class behind its `[`; `None` is in no class.
fn class_contains(
    chunk: &mut std::str::Chars<'_>,
    ch: Option<char>,
) -> Result<bool, MalformedPattern> {
    let negated = eat(chunk, '^');
    let mut contains = false;
    let mut is_empty = true;
    while is_empty || !eat(chunk, ']') {
        let low = class_char(chunk)?;
        let high = if eat(chunk, '-') { class_char(chunk)? } else { low };
        contains |= ch.is_some_and(|ch| low <= ch && ch <= high);
        is_empty = false;
    }
    Ok(ch.is_some() && contains != negated)
}

fn class_char(chunk: &mut std::str::Chars<'_>) -> Result<char, MalformedPattern> {
    let ch = match chunk.next() {
        None | Some('-' | ']') => None,
        Some('\\') => chunk.next(),
        ch => ch,
    };
    // A class must be closed, so its last character cannot end the chunk.
    ch.filter(|_| !chunk.as_str().is_empty()).ok_or(MalformedPattern)
}

fn eat(chars: &mut std::str::Chars<'_>, expected: char) -> bool {
    let mut ahead = chars.clone();
    let found = ahead.next() == Some(expected);
    if found {
        *chars = ahead;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, name: &str) -> &'static str {
        match path_match(pattern, name) {
            Ok(true) => "match",
            Ok(false) => "no",
            Err(MalformedPattern) => "malformed",
        }
    }

    #[test]
    fn patterns_match_whole_names() {
        for (pattern, name, verdict) in [
            ("abc", "abc", "match"),
            ("abc", "abcd", "no"),
            ("*", "abc", "match"),
            ("*", "a/c", "no"),
            ("*", "", "match"),
            ("a*/b", "abc/b", "match"),
            ("a*/b", "a/c/b", "no"),
            ("*/b.txt", "d/b.txt", "match"),
            ("src/*.txt", "src/sub/b.txt", "no"),
            ("a*b?c*x", "abxbbxdbxebxczzx", "match"),
            ("a*b?c*x", "abxbbxdbxebxczzy", "no"),
            ("a*b*c*d*e*/f", "axbxcxdxexxx/f", "match"),
            ("**/x", "a/b/x", "no"),
            ("**/x", "a/x", "match"),
            ("?.txt", "é.txt", "match"),
            ("a?b", "a/b", "no"),
            (r"a\*b", "a*b", "match"),
            (r"a\*b", "axb", "no"),
        ] {
            assert_eq!(check(pattern, name), verdict, "{pattern} on {name}");
        }
    }

    #[test]
    fn classes_may_cross_slashes_and_must_be_complete() {
        for (pattern, name, verdict) in [
            ("ab[b-d]", "abc", "match"),
            ("ab[^b-d]", "abc", "no"),
            ("a[^b]c", "a/c", "match"),
            ("[a-ζ]*", "α", "match"),
            (r"[\]a]", "]", "match"),
            (r"[x\-]", "-", "match"),
            ("[*]", "*", "match"),
            ("[!a]", "!", "match"),
            ("[]a]", "]", "malformed"),
            ("[-x]", "x", "malformed"),
            ("[x-]", "x", "malformed"),
            ("[a-b-c]", "a", "malformed"),
            ("[^", "a", "malformed"),
            ("[^bc", "a", "malformed"),
            ("a[", "zzz", "malformed"),
            ("z*[", "a", "malformed"),
            ("\\", "a", "malformed"),
            ("a\\", "a", "malformed"),
        ] {
            assert_eq!(check(pattern, name), verdict, "{pattern} on {name}");
        }
    }

    #[test]
    fn wildcards_are_unescaped_stars_questions_and_brackets() {
        for (path, expected) in [
            ("src/*.c", true),
            ("a?", true),
            ("a[", true),
            (r"a\*", false),
            (r"a\\*", true),
            ("a]", false),
            ("a{b,c}", false),
            ("\\", false),
        ] {
            assert_eq!(has_wildcards(path), expected, "{path}");
        }
    }

    #[test]
    fn paths_are_cleaned() {
        for (path, cleaned, source) in [
            ("", ".", "/"),
            (".", ".", "/"),
            ("p/", "p", "/p"),
            ("./p//a/.", "p/a", "/p/a"),
            ("p/../q", "q", "/q"),
            ("../s", "../s", "/s"),
            ("../../s/..", "../..", "/"),
            ("/../s", "/s", "/s"),
            ("//", "/", "/"),
            ("a/...", "a/...", "/a/..."),
        ] {
            assert_eq!((clean(path).as_str(), source_path(path).as_str()), (cleaned, source));
        }
    }
}
