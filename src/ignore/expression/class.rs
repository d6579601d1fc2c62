//! Sets of characters: classes in brackets, and Go's named ones.

use super::syntax::Reader;

/// Which characters one place of an expression accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CharSet {
    Char(u32),
    Any,
    NotNewline,
    Class { ranges: Vec<Range>, negated: bool },
}

/// Code points from the first to the last.
pub(super) type Range = (u32, u32);

impl CharSet {
    pub(super) fn contains(&self, ch: char) -> bool {
        let code = u32::from(ch);
        match self {
            CharSet::Char(expected) => code == *expected,
            CharSet::Any => true,
            CharSet::NotNewline => ch != '\n',
            CharSet::Class { ranges, negated } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&code)) != *negated
            }
        }
    }

    /// The class that a backslash and `letter` name, such as `\d`.
    pub(super) fn named(letter: char) -> Option<CharSet> {
        perl_class(letter).map(|ranges| CharSet::Class { ranges, negated: false })
    }

    /// Reads a class behind its `[` (Go's `regexp/syntax parseClass`).
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<CharSet> {
        let negated = reader.eat("^");
        let mut ranges = Vec::new();
        let mut is_first = true;
        while is_first || !reader.eat("]") {
            is_first = false;
            if let Some(named) = named_class(reader) {
                ranges.extend(named?);
                continue;
            }
            let low = class_char(reader)?;
            let is_range = reader.rest().starts_with('-') && !reader.rest().starts_with("-]");
            let high = if is_range && reader.eat("-") { class_char(reader)? } else { low };
            if high < low {
                return None;
            }
            ranges.push((low, high));
        }
        Some(CharSet::Class { ranges, negated })
    }
}

fn class_char(reader: &mut Reader<'_>) -> Option<u32> {
    match reader.next()? {
        '\\' => reader.escaped_char(),
        ch => Some(ch.into()),
    }
}

/// A class named inside brackets, `[:digit:]` or `\d`; the inner `None` is a
/// name that Go refuses.
fn named_class(reader: &mut Reader<'_>) -> Option<Option<Vec<Range>>> {
    let rest = reader.rest();
    if let Some(name) = rest.strip_prefix("[:")
        && let Some((name, _)) = name.split_once(":]")
    {
        reader.skip(name.len() + "[::]".len());
        return Some(posix_class(name));
    }
    let letter = rest.strip_prefix('\\')?.chars().next()?;
    let ranges = perl_class(letter)?;
    reader.skip(2);
    Some(Some(ranges))
}

const DIGIT: &[Range] = &[(0x30, 0x39)];
const SPACE: &[Range] = &[(0x09, 0x0a), (0x0c, 0x0d), (0x20, 0x20)];
const WORD: &[Range] = &[(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)];

fn perl_class(letter: char) -> Option<Vec<Range>> {
    let ranges = match letter {
        'd' | 'D' => DIGIT,
        's' | 'S' => SPACE,
        'w' | 'W' => WORD,
        _ => return None,
    };
    Some(if letter.is_ascii_uppercase() { complement(ranges) } else { ranges.to_vec() })
}

fn posix_class(name: &str) -> Option<Vec<Range>> {
    let (name, negated) = name.strip_prefix('^').map_or((name, false), |name| (name, true));
    let ranges: &[Range] = match name {
        "alnum" => &[(0x30, 0x39), (0x41, 0x5a), (0x61, 0x7a)],
        "alpha" => &[(0x41, 0x5a), (0x61, 0x7a)],
        "ascii" => &[(0x00, 0x7f)],
        "blank" => &[(0x09, 0x09), (0x20, 0x20)],
        "cntrl" => &[(0x00, 0x1f), (0x7f, 0x7f)],
        "digit" => DIGIT,
        "graph" => &[(0x21, 0x7e)],
        "lower" => &[(0x61, 0x7a)],
        "print" => &[(0x20, 0x7e)],
        "punct" => &[(0x21, 0x2f), (0x3a, 0x40), (0x5b, 0x60), (0x7b, 0x7e)],
        "space" => &[(0x09, 0x0d), (0x20, 0x20)],
        "upper" => &[(0x41, 0x5a)],
        "word" => WORD,
        "xdigit" => &[(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)],
        _ => return None,
    };
    Some(if negated { complement(ranges) } else { ranges.to_vec() })
}

/// What `ranges`, sorted and apart, leave out.
fn complement(ranges: &[Range]) -> Vec<Range> {
    let mut gaps = Vec::with_capacity(ranges.len() + 1);
    let mut next = 0;
    for (low, high) in ranges {
        if next < *low {
            gaps.push((next, low - 1));
        }
        next = high + 1;
    }
    gaps.push((next, u32::MAX));
    gaps
}
