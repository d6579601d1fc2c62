//! JSON arrays of strings: the exec form.
//!
//! What does not parse as JSON is the shell form; what parses but holds
//! something other than strings is an error (`line_parsers.go parseJSON`).

use crate::text::TextRange;

/// One string of an exec form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JsonString {
    /// With its quotes.
    pub(super) range: TextRange,
    /// The value, where it differs from the text between the quotes.
    pub(super) unescaped: Option<Box<str>>,
}

/// What a text that begins with `[` turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Parsed {
    /// An array of strings.
    Strings(Vec<JsonString>),
    /// Valid JSON, but the element there is no string.
    NotString(TextRange),
    /// Not JSON.
    Invalid,
}

/// Reads `range` of `text` as a JSON array.
pub(super) fn parse(text: &str, range: TextRange) -> Parsed {
    let mut scanner =
        Scanner { bytes: &text.as_bytes()[..range.end as usize], at: range.start as usize };
    match scanner.top_array(text) {
        Some((_, Some(element))) => Parsed::NotString(element),
        Some((strings, None)) => Parsed::Strings(strings),
        None => Parsed::Invalid,
    }
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// Deeper nesting is not JSON for Go either (it stops at 10,000); nobody writes it.
const MAX_DEPTH: usize = 200;

impl Scanner<'_> {
    /// The strings of the outermost array and the first element that is none.
    fn top_array(&mut self, text: &str) -> Option<(Vec<JsonString>, Option<TextRange>)> {
        let mut strings = Vec::new();
        let mut stranger = None;
        self.expect(b'[')?;
        if !self.take(b']') {
            loop {
                self.blanks();
                let start = self.at;
                if self.peek() == Some(b'"') {
                    strings.push(self.string(text)?);
                } else {
                    self.value(0)?;
                    stranger.get_or_insert(TextRange::new(start, self.at));
                }
                if !self.take(b',') {
                    break;
                }
            }
            self.expect(b']')?;
        }
        self.blanks();
        (self.at == self.bytes.len()).then_some((strings, stranger))
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        self.blanks();
        match self.peek()? {
            b'"' => self.skip_string().map(drop),
            b'[' => self.members(b'[', b']', depth, Scanner::value),
            b'{' => self.members(b'{', b'}', depth, |scanner, depth| {
                scanner.blanks();
                scanner.skip_string()?;
                scanner.expect(b':')?;
                scanner.value(depth)
            }),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.number(),
        }
    }

    fn members(
        &mut self,
        open: u8,
        close: u8,
        depth: usize,
        member: fn(&mut Self, usize) -> Option<()>,
    ) -> Option<()> {
        self.expect(open)?;
        if depth > MAX_DEPTH {
            return None;
        }
        if self.take(close) {
            return Some(());
        }
        loop {
            member(self, depth + 1)?;
            if !self.take(b',') {
                return self.expect(close);
            }
        }
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        self.bytes[self.at..].starts_with(word).then(|| self.at += word.len())
    }

    fn number(&mut self) -> Option<()> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1
        } else {
            self.digits()?
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    /// A string, unescaped.
    fn string(&mut self, text: &str) -> Option<JsonString> {
        let start = self.at;
        let has_escapes = self.skip_string()?;
        let range = TextRange::new(start, self.at);
        let inner = text.get(start + 1..self.at - 1).unwrap_or_default();
        Some(JsonString { range, unescaped: has_escapes.then(|| unescape(inner).into()) })
    }

    /// Walks over a string; true when it holds an escape.
    fn skip_string(&mut self) -> Option<bool> {
        if self.peek() != Some(b'"') {
            return None;
        }
        self.at += 1;
        let mut has_escapes = false;
        loop {
            match self.next()? {
                b'"' => return Some(has_escapes),
                b'\\' => {
                    has_escapes = true;
                    match self.next()? {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        b'u' => {
                            for _ in 0..4 {
                                self.next().filter(u8::is_ascii_hexdigit)?;
                            }
                        }
                        _ => return None,
                    }
                }
                byte if byte < 0x20 && byte != SUBSTITUTE => return None,
                _ => {}
            }
        }
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        self.blanks();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.take(byte).then_some(())
    }
}

/// What stands for a byte that is not UTF-8 (see `text::Source`): Go reads it as U+FFFD, not as a control character.
const SUBSTITUTE: u8 = 0x1a;

/// Replaces the escapes of a string that was found to be valid.
fn unescape(inner: &str) -> String {
    let mut value = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(ch) = chars.next() {
        if ch != '\\' {
            value.push(ch);
            continue;
        }
        match chars.next() {
            Some('b') => value.push('\u{8}'),
            Some('f') => value.push('\u{c}'),
            Some('n') => value.push('\n'),
            Some('r') => value.push('\r'),
            Some('t') => value.push('\t'),
            Some('u') => value.push(unicode_escape(&mut chars)),
            Some(other) => value.push(other),
            None => {}
        }
    }
    value
}

/// Reads what follows `\u`; a half of a surrogate pair alone is U+FFFD, as in Go.
fn unicode_escape(chars: &mut std::str::Chars<'_>) -> char {
    let first = hex(chars);
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    let mut ahead = chars.clone();
    if ahead.next() == Some('\\') && ahead.next() == Some('u') {
        let second = hex(&mut ahead);
        if (0xdc00..0xe000).contains(&second) {
            *chars = ahead;
            let scalar = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            return char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
    }
    char::REPLACEMENT_CHARACTER
}

fn hex(chars: &mut std::str::Chars<'_>) -> u32 {
    chars.by_ref().take(4).fold(0, |sum, ch| sum * 16 + ch.to_digit(16).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        match parse(text, TextRange::new(0, text.len())) {
            Parsed::Strings(strings) => strings
                .iter()
                .map(|string| match &string.unescaped {
                    Some(value) => format!("<{value}>"),
                    None => format!("<{}>", string.range.of(text).trim_matches('"')),
                })
                .collect(),
            Parsed::NotString(range) => format!("not a string: {}", range.of(text)),
            Parsed::Invalid => "invalid".into(),
        }
    }

    #[test]
    fn arrays() {
        for (text, expected) in [
            (r#"["a", "b c"]"#, "<a><b c>"),
            ("[]", ""),
            (r#"[ "a" ] "#, "<a>"),
            (r#"["a\n\"\u00e9\ud83d\ude00\ud800"]"#, "<a\n\"é😀\u{fffd}>"),
            (r#"["a", 1]"#, "not a string: 1"),
            (r#"["a", [1.5e3, {"k": null}], true]"#, r#"not a string: [1.5e3, {"k": null}]"#),
            ("['a']", "invalid"),
            (r#"["a",]"#, "invalid"),
            (r#"["a"] x"#, "invalid"),
            ("[ -f x ] && y", "invalid"),
            (r#"["a"#, "invalid"),
            (r#"["\x"]"#, "invalid"),
            ("[01]", "invalid"),
            ("[\"a\tb\"]", "invalid"),
        ] {
            assert_eq!(check(text), expected, "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_not_json_here() {
        assert_eq!(check(&"[".repeat(100_000)), "invalid");
    }
}
