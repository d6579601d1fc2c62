//! A cursor in a comment.

use crate::syntax::{Dockerfile, TokenKind};
use crate::text::TextRange;

/// A cursor in a comment or directive.
#[derive(Clone, Debug)]
pub(in crate::lsp) struct CommentCursor {
    /// Where the cursor is.
    pub(in crate::lsp) offset: usize,
    /// From `#` to the end of the line.
    pub(in crate::lsp) range: TextRange,
    /// What stands between `#` and the cursor, without the white space behind `#`.
    pub(in crate::lsp) before: String,
    /// Whether a directive could stand here: nothing but directives comes before it.
    pub(in crate::lsp) may_be_directive: bool,
}

impl CommentCursor {
    /// In the last comment of `file`, which ends at the cursor.
    pub(super) fn new(file: &Dockerfile, range: TextRange, offset: usize) -> Self {
        let before = TextRange::new(range.start as usize, offset).of(file.text());
        let before = before.trim_start_matches('#').trim_start();
        let is_own = |kind: TokenKind| {
            matches!(kind, TokenKind::Directive | TokenKind::Newline | TokenKind::Bom)
        };
        // An empty line ends the directives.
        let mut at_line_start = true;
        let earlier = file.tokens().iter().take_while(|token| token.range.start < range.start);
        let may_be_directive = earlier.into_iter().all(|token| {
            let is_empty_line = token.kind == TokenKind::Newline && at_line_start;
            at_line_start = token.kind == TokenKind::Newline;
            is_own(token.kind) && !is_empty_line
        });
        Self { offset, range, before: before.to_owned(), may_be_directive }
    }
}
