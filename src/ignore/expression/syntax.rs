//! Reads the part of Go's regular expression syntax that a pattern can become.
//!
//! Moby's translation leaves some characters alone that mean something to Go's
//! `regexp`: `|`, `^`, `{2}` and letters behind a backslash. They act here as
//! they do there.

use super::class::CharSet;

/// One place of an expression and how often it may occur.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Atom {
    pub(super) unit: Unit,
    pub(super) min: u32,
    /// `None` is no limit.
    pub(super) max: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Set(CharSet),
    /// `(.*/)?`, what `**/` becomes; the only group there is.
    Directories,
    Assert(Assertion),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assertion {
    Start,
    End,
    WordBoundary,
    NotWordBoundary,
}

/// The alternatives of an expression, or `None` where Go refuses it.
///
/// Unicode classes (`\pL`) are refused too: which names exist depends on the
/// version of Go.
pub(super) fn parse(text: &str) -> Option<Vec<Vec<Atom>>> {
    let mut reader = Reader { rest: text };
    let mut alternatives = Vec::new();
    let mut atoms = Vec::new();
    // Go refuses a repetition of a repetition.
    let mut was_repeated = false;
    while let Some(ch) = reader.next() {
        let repeats = match ch {
            '*' => Some((0, None)),
            '{' => reader.counts(),
            _ => None,
        };
        if let Some((min, max)) = repeats {
            let last: &mut Atom = atoms.last_mut().filter(|_| !was_repeated)?;
            (last.min, last.max) = checked_counts(min, max)?;
            was_repeated = true;
            continue;
        }
        was_repeated = ch == '(';
        match ch {
            '|' => alternatives.push(std::mem::take(&mut atoms)),
            '\\' if reader.eat("Q") => atoms.extend(reader.quoted().chars().map(literal)),
            _ => atoms.push(once(unit(ch, &mut reader)?)),
        }
    }
    alternatives.push(atoms);
    Some(alternatives)
}

fn unit(ch: char, reader: &mut Reader<'_>) -> Option<Unit> {
    let set = match ch {
        '^' => return Some(Unit::Assert(Assertion::Start)),
        '$' => return Some(Unit::Assert(Assertion::End)),
        '(' => return reader.eat(".*/)?").then_some(Unit::Directories),
        '\\' => return escape(reader),
        '.' => CharSet::NotNewline,
        '[' => CharSet::read(reader)?,
        _ => CharSet::Char(ch.into()),
    };
    Some(Unit::Set(set))
}

fn escape(reader: &mut Reader<'_>) -> Option<Unit> {
    let letter = reader.rest.chars().next()?;
    let unit = match letter {
        'A' => Unit::Assert(Assertion::Start),
        'z' => Unit::Assert(Assertion::End),
        'b' => Unit::Assert(Assertion::WordBoundary),
        'B' => Unit::Assert(Assertion::NotWordBoundary),
        _ => match CharSet::named(letter) {
            Some(set) => Unit::Set(set),
            None => return reader.escaped_char().map(|code| Unit::Set(CharSet::Char(code))),
        },
    };
    reader.skip(letter.len_utf8());
    Some(unit)
}

fn once(unit: Unit) -> Atom {
    Atom { unit, min: 1, max: Some(1) }
}

fn literal(ch: char) -> Atom {
    once(Unit::Set(CharSet::Char(ch.into())))
}

/// Go's limit on `{n,m}` is 1000.
fn checked_counts(min: u32, max: Option<u32>) -> Option<(u32, Option<u32>)> {
    let is_legal = min <= 1000 && max.is_none_or(|max| max <= 1000 && min <= max);
    is_legal.then_some((min, max))
}

/// What is left of the text of an expression.
pub(super) struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    pub(super) fn rest(&self) -> &'t str {
        self.rest
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let ch = chars.next();
        self.rest = chars.as_str();
        ch
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    pub(super) fn eat(&mut self, expected: &str) -> bool {
        let after = self.rest.strip_prefix(expected);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// The code point of an escape behind its backslash (`parseEscape`).
    pub(super) fn escaped_char(&mut self) -> Option<u32> {
        let ch = self.next()?;
        match ch {
            '0' => Some(self.octal(0)),
            '1'..='7' if self.rest.starts_with(|next: char| next.is_digit(8)) => {
                Some(self.octal(ch.to_digit(8)?))
            }
            'x' => self.hexadecimal(),
            'a' => Some(0x07),
            'f' => Some(0x0c),
            'n' => Some(0x0a),
            'r' => Some(0x0d),
            't' => Some(0x09),
            'v' => Some(0x0b),
            _ => (ch.is_ascii() && !ch.is_ascii_alphanumeric()).then_some(ch.into()),
        }
    }

    /// Up to two more octal digits.
    fn octal(&mut self, first: u32) -> u32 {
        let digits = self.rest.chars().map_while(|ch| ch.to_digit(8)).take(2);
        let (count, value) =
            digits.fold((0, first), |(count, value), digit| (count + 1, value * 8 + digit));
        self.skip(count);
        value
    }

    /// `41` or `{1F600}`, behind `\x`.
    fn hexadecimal(&mut self) -> Option<u32> {
        let digits = match self.rest.strip_prefix('{') {
            Some(braced) => braced.split_once('}')?.0,
            None => self.rest.get(..2)?,
        };
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let value = u32::from_str_radix(digits, 16).ok().filter(|_| is_number)?;
        self.skip(digits.len() + if self.rest.starts_with('{') { 2 } else { 0 });
        (value <= u32::from(char::MAX)).then_some(value)
    }

    /// The text up to `\E`, behind `\Q`.
    fn quoted(&mut self) -> &'t str {
        let (quoted, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
        self.rest = rest;
        quoted
    }

    /// `2}`, `2,}` or `2,3}`, behind `{`; anything else leaves the brace literal.
    fn counts(&mut self) -> Option<(u32, Option<u32>)> {
        let (inside, rest) = self.rest.split_once('}')?;
        let counts = match inside.split_once(',') {
            None => (count(inside)?, Some(count(inside)?)),
            Some((min, "")) => (count(min)?, None),
            Some((min, max)) => (count(min)?, Some(count(max)?)),
        };
        self.rest = rest;
        Some(counts)
    }
}

/// A decimal number without leading zeros; one that is too large stays too large.
fn count(digits: &str) -> Option<u32> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_padded = digits.len() > 1 && digits.starts_with('0');
    (is_number && !is_padded).then(|| digits.parse().unwrap_or(u32::MAX))
}
