//! From byte offsets to lines and columns.

/// A position as people count it: both numbers start at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

/// Where each line of a text starts.
///
/// A line ends with `\n`; a `\r` before it belongs to the line, a lone `\r`
/// ends nothing (as in BuildKit's scanner, `parser.go scanLines`).
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        let starts = std::iter::once(0).chain(ends.map(|end| super::offset(end + 1)));
        Self { starts: starts.collect() }
    }

    /// Line of `offset`, from 1.
    pub fn line(&self, offset: usize) -> u32 {
        let offset = super::offset(offset);
        super::offset(self.starts.partition_point(|start| *start <= offset))
    }

    /// Offset of the first byte of `line` (from 1); the end of the text for a line behind it.
    pub fn line_start(&self, line: u32) -> Option<usize> {
        let index = (line as usize).checked_sub(1)?;
        self.starts.get(index).map(|start| *start as usize)
    }

    /// Line and column of `offset` in the text that was indexed.
    ///
    /// An offset inside a character counts as the character's own column, one
    /// past the end as the end. A byte-order mark is not a column.
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let offset = floor_char_boundary(text, offset);
        let line = self.line(offset);
        let start = self.line_start(line).unwrap_or_default();
        let before = text.get(start..offset).unwrap_or_default();
        let before = if start == 0 { before.trim_start_matches('\u{feff}') } else { before };
        LineColumn { line, column: super::offset(before.chars().count() + 1) }
    }
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: usize) -> (u32, u32) {
        let at = LineIndex::new(text).line_column(text, offset);
        (at.line, at.column)
    }

    #[test]
    fn columns_count_characters_and_not_the_mark() {
        assert_eq!(check("ab\ncd", 0), (1, 1));
        assert_eq!(check("ab\ncd", 4), (2, 2));
        assert_eq!(check("a\r\nb", 3), (2, 1));
        assert_eq!(check("é→x", 5), (1, 3));
        assert_eq!(check("\u{feff}FROM a", 3), (1, 1));
        assert_eq!(check("ab", 99), (1, 3));
        assert_eq!(check("", 0), (1, 1));
    }
}
