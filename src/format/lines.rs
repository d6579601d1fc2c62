//! The physical lines of a continued instruction: where each is broken, and what its indentation means.

use super::parts::{Part, PartKind};
use super::shell;
use crate::syntax::{Dockerfile, Token, TokenKind};
use crate::text::TextRange;

/// What the blanks around a line break are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// They separate parts: any number is as good.
    Layout,
    /// They separate words of a shell text, which is kept as it is written.
    Shell,
    /// They are part of a value, or of something that is not understood.
    Value,
}

/// A line break within an instruction.
#[derive(Clone, Debug)]
pub(super) struct Break {
    pub(super) meaning: Meaning,
    /// Blanks in front of the escape character.
    pub(super) before: TextRange,
    /// Blanks behind the escape character.
    pub(super) behind: TextRange,
    /// The indentation of the line that goes on; `None` when the file ends.
    pub(super) indentation: Option<TextRange>,
    /// The indentations of the comment lines in between.
    pub(super) comments: Vec<TextRange>,
}

/// The line breaks in `region` of the source, which is that of an instruction made of `parts`.
pub(super) fn breaks(
    file: &Dockerfile,
    region: TextRange,
    parts: &[Part<'_>],
    is_posix: bool,
) -> Vec<Break> {
    let mut movable: Vec<u32> = Vec::new();
    for part in parts.iter().filter(|_| is_posix) {
        if let PartKind::Shell(text) = part.kind {
            movable.extend(shell::movable_lines(text));
        }
    }
    let tokens = file.tokens();
    let first = tokens.partition_point(|token| token.range.start < region.start);
    let inside = tokens[first..].iter().take_while(|token| token.range.start < region.end);
    let places = inside.enumerate().filter(|(_, token)| token.kind == TokenKind::Continuation);
    let places = places.map(|(index, token)| (first + index, token.range));
    places
        .map(|(index, escape)| {
            let mut found = line_break(file.text(), escape, &tokens[index + 1..]);
            found.meaning = meaning(file.text(), &found, escape, parts, &movable);
            found
        })
        .collect()
}

fn line_break(text: &str, escape: TextRange, behind: &[Token]) -> Break {
    let before = &text[..escape.start as usize];
    let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
    let mut found = Break {
        meaning: Meaning::Value,
        before: TextRange { start: escape.start - blanks as u32, end: escape.start },
        behind: TextRange { start: escape.start + 1, end: escape.end },
        indentation: None,
        comments: Vec::new(),
    };
    let mut tokens = behind.iter().peekable();
    tokens.next_if(|token| token.kind == TokenKind::Newline);
    while let Some(start) = tokens.peek().map(|token| token.range.start as usize) {
        tokens.next_if(|token| token.kind == TokenKind::Whitespace);
        let Some(token) = tokens.peek() else { break };
        let indentation = indentation(text, start);
        match token.kind {
            TokenKind::Comment => {
                found.comments.push(indentation);
                tokens.next();
            }
            TokenKind::Newline => {}
            _ => {
                found.indentation = Some(indentation);
                break;
            }
        }
        tokens.next_if(|token| token.kind == TokenKind::Newline);
    }
    found
}

/// The spaces and tabs at `start` of the source.
fn indentation(text: &str, start: usize) -> TextRange {
    let line = &text[start..];
    TextRange::new(start, start + line.len() - line.trim_start_matches([' ', '\t']).len())
}

fn meaning(
    text: &str,
    found: &Break,
    escape: TextRange,
    parts: &[Part<'_>],
    movable: &[u32],
) -> Meaning {
    let Some(next) = found.indentation else {
        // Nothing follows: what is in front is trimmed with the end of the instruction.
        let ends = parts.last().is_some_and(|part| part.range.end == found.before.start);
        return if ends { Meaning::Layout } else { Meaning::Value };
    };
    let around =
        parts.iter().find(|part| part.range.start < escape.start && next.start < part.range.end);
    if around.is_some() {
        let is_movable = movable.contains(&next.start);
        return if is_movable { Meaning::Shell } else { Meaning::Value };
    }
    // White space that is neither space nor tab is not ours to judge.
    let begins_line = |at: u32| at == 0 || text.as_bytes()[at as usize - 1] == b'\n';
    let is_clean_before = begins_line(found.before.start)
        || parts.iter().any(|part| part.range.end == found.before.start);
    let goes_on = text.as_bytes().get(next.end as usize).copied();
    let is_clean_behind = parts.iter().any(|part| part.range.start == next.end)
        || goes_on == Some(text.as_bytes()[escape.start as usize]);
    if is_clean_before && is_clean_behind { Meaning::Layout } else { Meaning::Value }
}
