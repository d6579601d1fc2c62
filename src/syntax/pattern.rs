//! The `*` and `?` patterns of `${name#p}`, `${name%p}` and `${name/p/r}`.
//!
//! No brackets; an escape character takes the next character as it is
//! (`shell/lex.go convertShellPatternToRegex`).

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Char(char),
    One,
    Any,
}

fn compile(pattern: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut chars = pattern.chars();
    while let Some(ch) = chars.next() {
        parts.push(match ch {
            '*' => Part::Any,
            '?' => Part::One,
            '\\' => Part::Char(chars.next().unwrap_or('\\')),
            _ => Part::Char(ch),
        });
    }
    parts
}

/// The lengths of the prefixes of `text` that match, in ascending order.
fn prefix_lengths(parts: &[Part], text: &str) -> Vec<usize> {
    // The set of reachable positions in the pattern, advanced character by character.
    let mut states = vec![false; parts.len() + 1];
    states[0] = true;
    skip_any(parts, &mut states);
    let mut lengths: Vec<usize> = states[parts.len()].then_some(0).into_iter().collect();
    for (at, ch) in text.char_indices() {
        let mut next = vec![false; parts.len() + 1];
        for (index, part) in parts.iter().enumerate().filter(|(index, _)| states[*index]) {
            match part {
                Part::Any => next[index] = true,
                Part::One => next[index + 1] = true,
                Part::Char(expected) => next[index + 1] |= *expected == ch,
            }
        }
        skip_any(parts, &mut next);
        states = next;
        if states[parts.len()] {
            lengths.push(at + ch.len_utf8());
        }
    }
    lengths
}

/// A `*` may match nothing.
fn skip_any(parts: &[Part], states: &mut [bool]) {
    for (index, part) in parts.iter().enumerate() {
        if states[index] && *part == Part::Any {
            states[index + 1] = true;
        }
    }
}

/// `text` without the shortest (or, `greedy`, longest) prefix that matches.
pub(super) fn trim_prefix<'t>(pattern: &str, text: &'t str, greedy: bool) -> &'t str {
    let lengths = prefix_lengths(&compile(pattern), text);
    let length = if greedy { lengths.last() } else { lengths.first() };
    length.and_then(|length| text.get(*length..)).unwrap_or(text)
}

/// `text` without the shortest (or, `greedy`, longest) suffix that matches.
pub(super) fn trim_suffix<'t>(pattern: &str, text: &'t str, greedy: bool) -> &'t str {
    let mut parts = compile(pattern);
    parts.reverse();
    let reversed: String = text.chars().rev().collect();
    let lengths = prefix_lengths(&parts, &reversed);
    let length = if greedy { lengths.last() } else { lengths.first() };
    length.and_then(|length| text.get(..text.len() - length)).unwrap_or(text)
}

/// `text` with the first (or every) longest match of `pattern` replaced.
pub(super) fn replace(pattern: &str, replacement: &str, text: &str, all: bool) -> String {
    let parts = compile(pattern);
    let mut result = String::new();
    let mut at = 0;
    while let Some(ch) = text[at..].chars().next() {
        match prefix_lengths(&parts, &text[at..]).last() {
            Some(&length) if length > 0 => {
                result.push_str(replacement);
                at += length;
                if !all {
                    break;
                }
            }
            _ => {
                result.push(ch);
                at += ch.len_utf8();
            }
        }
    }
    result.push_str(&text[at..]);
    result
}
