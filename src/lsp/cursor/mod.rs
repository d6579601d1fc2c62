//! Where a cursor stands: in which instruction, behind which flags and words, in the middle of which word.
//!
//! Whoever types has not finished: the line may be no instruction yet. So the text in front of the cursor is parsed by
//! itself, and only what is behind it in the same word is looked up in the whole text.

mod comment;
mod line;

pub(super) use comment::CommentCursor;
pub(super) use line::{ArgumentForm, LineCursor, Typing};

use crate::syntax::{Dockerfile, Token, TokenKind};
use crate::text::TextRange;

/// Where a cursor stands.
#[derive(Clone, Debug)]
pub(super) enum Cursor {
    /// In a comment, or a directive.
    Comment(CommentCursor),
    /// In an instruction, or where one may begin.
    Line(LineCursor),
    /// Where nothing can be said: in a heredoc, behind a continuation.
    Nowhere,
}

impl Cursor {
    /// Where `offset` of `text` is.
    pub(super) fn at(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or_default();
        let file = Dockerfile::parse(before);
        let tokens = file.tokens();
        let Some(last) = tokens.last() else {
            return Self::Line(LineCursor::blank(offset));
        };
        match last.kind {
            TokenKind::Comment | TokenKind::Directive => {
                let whole = line_end(text, offset);
                let range = TextRange::new(last.range.start as usize, whole);
                return Self::Comment(CommentCursor::new(&file, range, offset));
            }
            TokenKind::Continuation | TokenKind::HeredocLine | TokenKind::HeredocEnd => {
                return Self::Nowhere;
            }
            _ => {}
        }
        let unfinished = file.instructions().last().filter(|instruction| {
            let mut heredocs = instruction.heredocs();
            heredocs.any(|it| it.end_range().is_none())
        });
        let stands_below = last.kind == TokenKind::Newline || is_first_blank(tokens);
        if unfinished.is_some() && stands_below {
            return Self::Nowhere;
        }
        if stands_below && !is_continued(tokens) {
            return Self::Line(LineCursor::blank(offset));
        }
        Self::Line(LineCursor::read(&file, offset))
    }
}

/// Whether the text ends with the white space that a line begins with.
fn is_first_blank(tokens: &[Token]) -> bool {
    match tokens {
        [.., line, last] => last.kind == TokenKind::Whitespace && line.kind == TokenKind::Newline,
        [last] => last.kind == TokenKind::Whitespace,
        [] => true,
    }
}

/// Whether the last line goes on with the one before it; comments and empty lines in between do not count.
fn is_continued(tokens: &[Token]) -> bool {
    let mut back = tokens.iter().rev().filter(|token| {
        !matches!(token.kind, TokenKind::Newline | TokenKind::Whitespace | TokenKind::Comment)
    });
    back.next().is_some_and(|token| token.kind == TokenKind::Continuation)
}

/// Where the line of `offset` ends.
pub(super) fn line_end(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or_default();
    offset + memchr::memchr2(b'\n', b'\r', rest.as_bytes()).unwrap_or(rest.len())
}
