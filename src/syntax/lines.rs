//! Physical lines, and whether the next one continues them.

use super::words;
use crate::text::TextRange;

/// One line of the source.
#[derive(Clone, Copy, Debug)]
pub(super) struct PhysicalLine {
    /// Without its end.
    pub(super) content: TextRange,
    /// Offset behind its end.
    pub(super) next: usize,
}

/// The line that starts at `start`; all `\r` before the `\n` belong to its end.
pub(super) fn line_at(text: &str, start: usize) -> PhysicalLine {
    let bytes = &text.as_bytes()[start..];
    let (length, next) = match memchr::memchr(b'\n', bytes) {
        Some(at) => (at, at + 1),
        None => (bytes.len(), bytes.len()),
    };
    let returns = bytes[..length].iter().rev().take_while(|byte| **byte == b'\r').count();
    PhysicalLine { content: TextRange::new(start, start + length - returns), next: start + next }
}

impl PhysicalLine {
    /// Offset of the first character that is no white space; the end of the content if there is none.
    pub(super) fn first_visible(self, text: &str) -> usize {
        let line = self.content.of(text);
        match line.as_bytes().first() {
            Some(byte) if byte.is_ascii_graphic() => self.content.start as usize,
            _ => self.content.end as usize - line.trim_start().len(),
        }
    }
}

/// Where the escape character stands that continues `content`, if one does.
///
/// It may be followed by spaces and tabs, and must not be preceded by another
/// escape character (`parser.go setEscapeToken`, quirk included).
pub(super) fn continuation(text: &str, content: TextRange, escape: char) -> Option<usize> {
    let bytes = content.of(text).as_bytes();
    let escape = escape as u8;
    let blanks = bytes.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let at = (bytes.len() - blanks).checked_sub(1)?;
    let is_continued = bytes[at] == escape && (at == 0 || bytes[at - 1] != escape);
    is_continued.then_some(content.start as usize + at)
}

/// Whether a line looks like the begin of an instruction: a keyword in upper case and a blank.
///
/// Used only to recover from a heredoc that has no end.
pub(super) fn looks_like_instruction(line: &str) -> bool {
    let word = line.bytes().position(words::is_blank).map(|end| &line[..end]);
    word.is_some_and(|word| {
        super::Keyword::of(word) != super::Keyword::Unknown
            && word.bytes().all(|byte| byte.is_ascii_uppercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn continuations() {
        let check = |line: &str| continuation(line, TextRange::new(0, line.len()), '\\');
        assert_eq!(check("a \\"), Some(2));
        assert_eq!(check("a \\ \t"), Some(2));
        assert_eq!(check("\\"), Some(0));
        assert_eq!(check("a \\\\"), None);
        assert_eq!(check("a"), None);
        assert_eq!(check(""), None);
    }

    #[test]
    fn line_ends() {
        let check = |text: &str| {
            let line = line_at(text, 0);
            (line.content.of(text).to_owned(), line.next)
        };
        assert_eq!(check("a\r\nb"), ("a".into(), 3));
        assert_eq!(check("a\r\r\n"), ("a".into(), 4));
        assert_eq!(check("a\rb\n"), ("a\rb".into(), 4));
        assert_eq!(check("a\r"), ("a".into(), 2));
        assert_eq!(check(""), (String::new(), 0));
    }
}
