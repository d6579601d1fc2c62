//! Lines and columns of one file's diagnostics.
//!
//! Every format counts through this view, so that a place has the same
//! numbers everywhere. It knows ranges and nothing about what they mean.

use crate::text::{LineColumn, LineIndex, TextRange};

/// A text whose lines are indexed.
pub(super) struct Lines<'a> {
    pub(super) text: &'a str,
    pub(super) index: LineIndex,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, index: LineIndex::new(text) }
    }

    pub(super) fn at(&self, offset: usize) -> LineColumn {
        self.index.line_column(self.text, offset)
    }

    /// Positions of the first byte and behind the last byte.
    pub(super) fn span(&self, range: TextRange) -> (LineColumn, LineColumn) {
        (self.at(range.start as usize), self.at(range.end as usize))
    }

    /// The range without a line end that closes it: people see it end on the line before.
    pub(super) fn without_line_end(&self, range: TextRange) -> TextRange {
        let text = range.of(self.text);
        let kept = text.strip_suffix('\n').map_or(text, |line| line.trim_end_matches('\r'));
        match text.len() - kept.len() {
            0 => range,
            cut => TextRange::new(range.start as usize, range.end as usize - cut),
        }
    }

    /// Bytes of `line` (from 1) without its line end.
    pub(super) fn line_range(&self, line: u32) -> TextRange {
        let start = self.index.line_start(line).unwrap_or(self.text.len());
        let end = self.index.line_start(line + 1).unwrap_or(self.text.len());
        self.without_line_end(TextRange::new(start, end))
    }

    /// The bytes of all lines that `range` touches, line ends included.
    pub(super) fn whole_lines(&self, range: TextRange) -> TextRange {
        let first = self.index.line(range.start as usize);
        let last = self.index.line(range.end as usize);
        let start = self.index.line_start(first).unwrap_or_default();
        TextRange::new(start, self.index.line_start(last + 1).unwrap_or(self.text.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_before_its_line_end() {
        let lines = Lines::new("FROM a\r\nRUN b\n\nX");
        let shown = |line| lines.line_range(line).of(lines.text);
        assert_eq!([1, 2, 3, 4, 5].map(shown), ["FROM a", "RUN b", "", "X", ""]);
        assert_eq!(lines.without_line_end(TextRange::new(0, 8)), TextRange::new(0, 6));
        assert_eq!(lines.without_line_end(TextRange::new(0, 4)), TextRange::new(0, 4));
    }

    #[test]
    fn whole_lines_hold_their_line_ends() {
        let lines = Lines::new("FROM a\nRUN b\nX");
        let whole = |start, end| lines.whole_lines(TextRange::new(start, end)).of(lines.text);
        assert_eq!(whole(2, 3), "FROM a\n");
        assert_eq!(whole(2, 7), "FROM a\nRUN b\n");
        assert_eq!(whole(14, 14), "X");
    }
}
