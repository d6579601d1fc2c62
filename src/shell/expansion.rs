//! Finds expansions and substitutions in text that is not a word: bodies of heredocs.
//!
//! Also the one place that knows how to read the name out of `${…}`.

use std::ops::Range;

use super::word::ExpansionForm;

/// A `$` or a backtick that stands for something else.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Hole {
    /// `$X`, `${…}` or `$((…))`.
    Expansion(Range<usize>),
    /// `$(…)` or backticks: all of it, and the commands inside.
    Substitution(Range<usize>, Range<usize>),
}

/// The outermost holes of `text`, read as inside double quotes.
pub(super) fn holes(text: &str) -> Vec<Hole> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['\\', '$', '`'])) {
        at += next;
        let rest = text.get(at..).unwrap_or_default();
        let hole = hole_at(rest, at);
        at += match &hole {
            Some(Hole::Expansion(all) | Hole::Substitution(all, _)) => all.len(),
            None if rest.starts_with('\\') => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            None => 1,
        };
        found.extend(hole);
    }
    found
}

/// The hole that `rest` begins with; `at` is its offset.
fn hole_at(rest: &str, at: usize) -> Option<Hole> {
    let expansion = |len: usize| Hole::Expansion(at..at + len);
    let substitution =
        |len: usize, open: usize| Hole::Substitution(at..at + len, at + open..at + len - 1);
    if rest.starts_with("$((") {
        closing(rest, 1).map(expansion)
    } else if rest.starts_with("$(") {
        closing(rest, 1).map(|len| substitution(len, 2))
    } else if rest.starts_with("${") {
        closing(rest, 1).map(expansion)
    } else if let Some(inside) = rest.strip_prefix('`') {
        inside.find('`').map(|len| substitution(len + 2, 1))
    } else {
        let name = rest.strip_prefix('$')?;
        let len = name_len(name);
        (len > 0).then(|| expansion(1 + len))
    }
}

/// Length of `text` up to the bracket that closes the one at `open`, quotes taken into account.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    let (mut quote, mut escaped) = (None, false);
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quote != Some(b'\'') => escaped = true,
            b'\'' | b'"' if quote == Some(byte) => quote = None,
            b'\'' | b'"' if quote.is_none() => quote = Some(byte),
            _ if quote.is_some() => {}
            b'(' | b'{' => depth += 1,
            b')' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Name and form of an expansion, from how it is written.
pub(super) fn read(expansion: &str) -> (&str, ExpansionForm) {
    if expansion.starts_with("$((") || expansion.starts_with("$[") {
        return ("", ExpansionForm::Arithmetic);
    }
    let Some(inside) = expansion.strip_prefix("${") else {
        return (expansion.strip_prefix('$').unwrap_or(expansion), ExpansionForm::Plain);
    };
    let inside = inside.strip_suffix('}').unwrap_or(inside);
    if inside.len() == name_len(inside) || inside.bytes().all(|byte| byte.is_ascii_digit()) {
        return (inside, ExpansionForm::Plain);
    }
    let name = inside.trim_start_matches(['#', '!']);
    (name.get(..name_len(name)).unwrap_or_default(), ExpansionForm::Operated)
}

/// Length of the variable name that `text` begins with; special ones have one character.
fn name_len(text: &str) -> usize {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    match text.as_bytes().first() {
        Some(first) if first.is_ascii_digit() => 1,
        Some(first) if word(first) => text.bytes().take_while(word).count(),
        Some(b'@' | b'*' | b'#' | b'?' | b'-' | b'$' | b'!') => 1,
        _ => 0,
    }
}

/// What a `$` at the start of `rest` begins: length, name and form. `$(…)` has no name. With
/// `colons` a name may hold them, as `$env:PATH` does.
pub(super) fn dollar(rest: &str, colons: bool) -> Option<(usize, &str, ExpansionForm)> {
    match hole_at(rest, 0)? {
        Hole::Expansion(at) if colons && !rest.starts_with("${") => {
            let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':';
            let len = 1 + rest.bytes().skip(1).take_while(|byte| word(*byte)).count();
            let len = len.max(at.end);
            Some((len, rest.get(1..len)?, ExpansionForm::Plain))
        }
        Hole::Expansion(at) => {
            let (name, form) = read(rest.get(..at.end)?);
            Some((at.end, name, form))
        }
        Hole::Substitution(at, _) => Some((at.end, "", ExpansionForm::Operated)),
    }
}
