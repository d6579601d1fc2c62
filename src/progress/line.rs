//! Lines of a log, without what terminals and CI systems put around them.

use std::borrow::Cow;

const ESCAPE: char = '\u{1b}';
const BELL: char = '\u{7}';

/// How many tokens a CI system may put before a line of ours.
const MOST_PREFIXES: usize = 8;

/// The lines that are not blank. A carriage return ends a line too: terminals
/// write the next frame over the last one.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r']).filter(|line| !line.trim().is_empty())
}

/// The text without the escape sequences of ECMA-48: colours, cursor moves, titles.
pub(super) fn without_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains(ESCAPE) {
        return Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text));
    }
    let mut parts = text.split(ESCAPE);
    let mut clean = String::with_capacity(text.len());
    clean.push_str(parts.next().unwrap_or_default());
    for part in parts {
        clean.push_str(behind_sequence(part));
    }
    Cow::Owned(clean)
}

/// What follows the sequence whose escape character stood before `part`.
fn behind_sequence(part: &str) -> &str {
    let behind = |at: Option<usize>| at.map_or("", |at| &part[at + 1..]);
    match part.bytes().next() {
        // A control sequence ends with its first byte from `@` to `~`.
        Some(b'[') => behind(part[1..].find(|ch| matches!(ch, '@'..='~')).map(|at| at + 1)),
        // Strings end with a bell, or with a sequence of their own, whose escape
        // character has already split them off.
        Some(b']' | b'_' | b'P' | b'^' | b'X') => behind(part.find(BELL)),
        Some(byte) if byte.is_ascii() => &part[1..],
        _ => part,
    }
}

/// A line of progress output.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// What stood before it, other than times: the name of a job, say.
    pub(super) label: String,
    /// The line itself.
    pub(super) text: &'t str,
}

/// The progress output in `line`: what begins with one of `starts` (given the
/// rest of the line), behind any number of times, names of jobs and the like.
pub(super) fn progress<'t>(line: &'t str, starts: fn(&str) -> bool) -> Option<Line<'t>> {
    let mut label = String::new();
    let mut text = line.trim_start();
    for _ in 0..MOST_PREFIXES {
        if starts(text) {
            return Some(Line { label, text: text.trim_end() });
        }
        let length = prefix(text)?;
        let (token, rest) = text.split_at(length);
        if !is_time(token.trim_matches(['[', ']', ' '])) {
            label.push_str(token);
        }
        text = rest.trim_start();
    }
    None
}

/// The length of what may stand before a line of ours: a time, `[web]`,
/// `web:build:`, `web-1 |`, `Step #1 - "build":`, or anything up to a tab.
fn prefix(text: &str) -> Option<usize> {
    if let Some(at) = text.find('\t') {
        return Some(at + 1);
    }
    if text.starts_with('[') {
        return text.find(']').map(|at| at + 1);
    }
    if text.starts_with("Step #") {
        return text.find(": ").map(|at| at + 1);
    }
    let word = text.split(' ').next().filter(|word| !word.is_empty())?;
    let behind = &text[word.len()..];
    if let Some(bar) = behind.trim_start().strip_prefix('|') {
        return Some(text.len() - bar.len());
    }
    let is_prefix = word.ends_with(':') || is_time(word) || is_stream_mark(word);
    is_prefix.then_some(word.len())
}

/// Whether a word is a time or a date, in one of the many ways to write them.
fn is_time(word: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_digit() || b":.,-+/TZ".contains(&byte);
    word.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
        && word.bytes().all(legal)
        && word.contains([':', '.', '-'])
}

/// GitLab's mark of the stream, behind its times: `01O`, `00E+`.
fn is_stream_mark(word: &str) -> bool {
    let bytes = word.strip_suffix('+').unwrap_or(word).as_bytes();
    matches!(bytes, [a, b, b'O' | b'E'] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> String {
        let found = progress(line, |text| text.starts_with('#'));
        found.map_or("none".to_owned(), |line| format!("{}|{}", line.label, line.text))
    }

    #[test]
    fn prefixes_of_ci_systems_are_left_out() {
        for (line, expected) in [
            ("#7 CACHED", "|#7 CACHED"),
            ("2026-01-02T03:04:05.1234567Z #7 CACHED", "|#7 CACHED"),
            (
                "build\tUNKNOWN STEP\t2026-01-02T03:04:05.1Z #7 CACHED",
                "build\tUNKNOWN STEP\t|#7 CACHED",
            ),
            ("00:12 #7 CACHED", "|#7 CACHED"),
            ("2026-01-02T03:04:05.123456Z 01E #7 CACHED", "01E|#7 CACHED"),
            ("2026-01-02T03:04:05.123456Z 01O+#7 CACHED", "none"),
            ("[2026-01-02T03:04:05.123Z] #7 CACHED", "|#7 CACHED"),
            ("[03:04:05] [web] #7 CACHED  ", "[web]|#7 CACHED"),
            ("Step #1 - \"build\": #7 CACHED", "Step #1 - \"build\":|#7 CACHED"),
            ("web:build: #7 CACHED", "web:build:|#7 CACHED"),
            ("web-1  | #7 CACHED", "web-1  ||#7 CACHED"),
            ("see issue #7 CACHED", "none"),
            ("", "none"),
            ("[", "none"),
        ] {
            assert_eq!(check(line), expected, "{line}");
        }
    }

    #[test]
    fn escapes_vanish() {
        for (text, expected) in [
            ("\u{1b}[34m => CACHED\u{1b}[0m x", " => CACHED x"),
            ("\u{1b}[1A\u{1b}[0G\u{1b}[?25l[+] Building", "[+] Building"),
            ("\u{1b}_bk;t=17\u{7}#7 CACHED", "#7 CACHED"),
            ("\u{1b}]0;title\u{1b}\\#7", "#7"),
            ("\u{1b}(B#7\u{1b}", "B#7"),
            ("\u{1b}é", "é"),
            ("\u{1b}[", ""),
        ] {
            assert_eq!(without_escapes(text), expected, "{text:?}");
        }
    }
}
