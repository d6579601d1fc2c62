//! The lossless side: a flat list of tokens that tiles the source.

use crate::text::TextRange;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A byte-order mark at the very start.
    Bom,
    /// White space before a keyword or comment, or between keyword, flags and arguments.
    Whitespace,
    /// The end of a line: `\n`, `\r\n`, or a `\r` before the end of the file.
    Newline,
    /// A comment, from its `#` to the end of the line.
    Comment,
    /// A parser directive, from its `#` to the end of the line.
    Directive,
    /// The keyword of an instruction; of the inner one too for `ONBUILD`.
    Keyword,
    /// A `--flag` with its value.
    Flag,
    /// The arguments of an instruction on one line.
    Argument,
    /// The escape character that continues a line, with the blanks behind it.
    Continuation,
    /// A line of a heredoc's body, without its end.
    HeredocLine,
    /// The line that ends a heredoc.
    HeredocEnd,
}

/// One token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is; never empty, and starts where the token before ends.
    pub range: TextRange,
}
