//! Splitting the arguments of an instruction into words.
//!
//! BuildKit has three ways, kept apart here as there: blanks only (FROM, COPY,
//! EXPOSE …), words with quotes and escapes (ENV, LABEL, ARG), and the leading
//! `--flags` of every instruction. All work on logical text and give ranges in it.

use crate::text::TextRange;

/// White space between words that carry no quotes (`parser.go reWhitespace`; a line feed is not among it).
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | 0x0b | 0x0c)
}

/// The part of `text` within `range` without white space at its ends.
pub(super) fn trim(text: &str, range: TextRange) -> TextRange {
    let part = range.of(text);
    // Mostly there is nothing to trim, or blanks only.
    if let [first, .., last] = part.as_bytes()
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return range;
    }
    let start = range.start as usize + (part.len() - part.trim_start().len());
    TextRange::new(start, start + part.trim().len())
}

/// Words separated by blanks (`line_parsers.go parseStringsWhitespaceDelimited`).
pub(super) fn blank_separated(text: &str, range: TextRange) -> Vec<TextRange> {
    let mut words = Vec::with_capacity(4);
    let mut start = None;
    for (offset, byte) in range.of(text).bytes().enumerate() {
        let offset = range.start as usize + offset;
        match (start, is_blank(byte)) {
            (None, false) => start = Some(offset),
            (Some(begin), true) => {
                words.push(TextRange::new(begin, offset));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|begin| TextRange::new(begin, range.end as usize)));
    words
}

/// Words in which quotes and escapes protect white space (`line_parsers.go parseWords`); the quotes stay in the word.
pub(super) fn quoted(text: &str, range: TextRange, escape: char) -> Vec<TextRange> {
    let part = range.of(text);
    let base = range.start as usize;
    let word = |begin, end| TextRange::new(base + begin, base + end);
    let mut words = Vec::with_capacity(2);
    let mut rest = part.char_indices();
    let mut start = None;
    let mut quote = None;
    let mut end = part.len();
    while let Some((offset, ch)) = rest.next() {
        if start.is_none() {
            if ch.is_whitespace() {
                continue;
            }
            start = Some(offset);
        }
        match quote {
            None if ch.is_whitespace() => {
                words.extend(start.take().map(|begin| word(begin, offset)));
            }
            None if ch == '\'' || ch == '"' => quote = Some(ch),
            Some(open) if ch == open => quote = None,
            // Within single quotes nothing can be escaped.
            // An escape character at the very end is dropped.
            _ if ch == escape && quote != Some('\'') && rest.next().is_none() => end = offset,
            _ => {}
        }
    }
    words.extend(start.filter(|begin| *begin < end).map(|begin| word(begin, end)));
    words
}

/// A leading `--flag` of an instruction.
#[derive(Clone, Debug)]
pub(super) struct RawFlag {
    /// The whole flag.
    pub(super) range: TextRange,
    /// The flag without quotes and escapes, where it has any.
    pub(super) cooked: Option<Box<str>>,
}

/// The flags at the start of `range`, and what is left of it (`split_command.go extractBuilderFlags`).
pub(super) fn leading_flags(
    text: &str,
    range: TextRange,
    escape: char,
) -> (Vec<RawFlag>, TextRange) {
    let mut flags = Vec::new();
    let mut at = range.start as usize;
    let end = range.end as usize;
    loop {
        let rest = text.get(at..end).unwrap_or_default();
        at += rest.len() - rest.trim_start().len();
        if !text.get(at..end).unwrap_or_default().starts_with("--") {
            return (flags, TextRange::new(at, end));
        }
        let (flag, next) = flag_word(text, at, end, escape);
        at = next;
        if flag.range.of(text) == "--" && flag.cooked.is_none() {
            return (flags, TextRange::new(at, end));
        }
        flags.push(flag);
    }
}

/// Reads one flag from `start` up to white space outside quotes.
fn flag_word(text: &str, start: usize, end: usize, escape: char) -> (RawFlag, usize) {
    let mut cooked = String::new();
    let mut is_cooked = false;
    let mut quote = None;
    let mut rest = text.get(start..end).unwrap_or_default().char_indices();
    let mut stop = end;
    while let Some((offset, ch)) = rest.next() {
        match quote {
            None if ch.is_whitespace() => {
                stop = start + offset;
                break;
            }
            None if ch == '\'' || ch == '"' => (quote, is_cooked) = (Some(ch), true),
            Some(open) if ch == open => quote = None,
            _ if ch == escape => {
                is_cooked = true;
                cooked.extend(rest.next().map(|(_, escaped)| escaped));
            }
            _ => cooked.push(ch),
        }
    }
    let range = TextRange::new(start, stop);
    (RawFlag { range, cooked: is_cooked.then(|| cooked.into()) }, stop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> TextRange {
        TextRange::new(0, text.len())
    }

    #[test]
    fn blanks_separate() {
        let check = |text: &'static str| -> Vec<&str> {
            blank_separated(text, all(text)).into_iter().map(|word| word.of(text)).collect()
        };
        assert_eq!(check("a  b\tc"), ["a", "b", "c"]);
        assert_eq!(check(" 'a b' "), ["'a", "b'"]);
        assert_eq!(check(""), [""; 0]);
    }

    #[test]
    fn quotes_and_escapes_protect_blanks() {
        let check = |text: &'static str| -> Vec<&str> {
            quoted(text, all(text), '\\').into_iter().map(|word| word.of(text)).collect()
        };
        assert_eq!(check(r#"a="b c" d=e\ f"#), [r#"a="b c""#, r"d=e\ f"]);
        assert_eq!(check(r"a='b\' c"), [r"a='b\'", "c"]);
        assert_eq!(check(r#"a="b\" c" d"#), [r#"a="b\" c""#, "d"]);
        assert_eq!(check(r"a=b\"), ["a=b"]);
        assert_eq!(check(r"a \"), ["a"]);
        assert_eq!(check("a='open b"), ["a='open b"]);
        assert_eq!(check("é=ü\u{3000}x"), ["é=ü", "x"]);
    }

    #[test]
    fn flags_lead() {
        let check = |text: &'static str| {
            let (flags, rest) = leading_flags(text, all(text), '\\');
            let flags: Vec<String> = flags
                .iter()
                .map(|flag| flag.cooked.as_deref().unwrap_or(flag.range.of(text)).to_owned())
                .collect();
            (flags.join("|"), rest.of(text))
        };
        assert_eq!(check("--a=b --c d --e"), ("--a=b|--c".into(), "d --e"));
        assert_eq!(check("x --a"), ("".into(), "x --a"));
        assert_eq!(check("--a -- --b"), ("--a".into(), " --b"));
        assert_eq!(check(r#"--a="b c" d"#), ("--a=b c".into(), "d"));
        assert_eq!(check(r"--a=b\ c d"), ("--a=b c".into(), "d"));
        assert_eq!(check("--a"), ("--a".into(), ""));
    }
}
