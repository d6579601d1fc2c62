//! Between byte offsets and positions of the protocol.
//!
//! A line of the protocol ends with `\n`, `\r\n` or a lone `\r`, unlike one of a Dockerfile; a column counts the
//! units of the encoding that was agreed upon.

use crate::text::TextRange;
use gen_lsp_types::{Position, PositionEncodingKind, Range};

/// What a column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::lsp) enum Encoding {
    /// Bytes.
    Utf8,
    /// What every client can.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The first that we like best of what a client offers.
    pub(in crate::lsp) fn negotiate(offered: &[PositionEncodingKind]) -> Self {
        let has = |kind: PositionEncodingKind| offered.contains(&kind);
        match () {
            () if has(PositionEncodingKind::UTF8) => Self::Utf8,
            () if has(PositionEncodingKind::UTF16) => Self::Utf16,
            () if has(PositionEncodingKind::UTF32) => Self::Utf32,
            () => Self::Utf16,
        }
    }

    pub(in crate::lsp) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, character: char) -> usize {
        match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => character.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// How many units a text has.
    pub(in crate::lsp) fn length(self, text: &str) -> u32 {
        let length = match self {
            Self::Utf8 => text.len(),
            _ if text.is_ascii() => text.len(),
            _ => text.chars().map(|character| self.width(character)).sum(),
        };
        u32::try_from(length).unwrap_or(u32::MAX)
    }
}

/// Where the lines of a text start, for an editor.
#[derive(Clone, Debug)]
pub(in crate::lsp) struct Positions {
    starts: Vec<usize>,
    encoding: Encoding,
}

impl Positions {
    pub(in crate::lsp) fn new(text: &str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let is_end = |at: &usize| match bytes[*at] {
            b'\n' => true,
            // A `\r` before a `\n` ends nothing by itself.
            _ => bytes.get(at + 1) != Some(&b'\n'),
        };
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes).filter(is_end);
        Self { starts: std::iter::once(0).chain(ends.map(|end| end + 1)).collect(), encoding }
    }

    pub(in crate::lsp) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The line of an offset, from 0.
    pub(in crate::lsp) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// A line, from 0, without its end.
    pub(in crate::lsp) fn line_range(&self, text: &str, line: usize) -> TextRange {
        let start = self.starts.get(line).copied().unwrap_or(text.len());
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let line = text.get(start..end).unwrap_or_default();
        TextRange::new(start, start + line.trim_end_matches(['\n', '\r']).len())
    }

    /// The position of an offset; one inside a character is at its start, one behind the text at its end.
    pub(in crate::lsp) fn position(&self, text: &str, offset: usize) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line(offset);
        let before = &text[self.starts[line]..offset];
        Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            character: self.encoding.length(before),
        }
    }

    /// The range of the protocol.
    pub(in crate::lsp) fn range(&self, text: &str, range: TextRange) -> Range {
        let start = self.position(text, range.start as usize);
        Range { start, end: self.position(text, range.end as usize) }
    }

    /// The offset of a position; one behind the end of its line is the end of the line, before its line break.
    pub(in crate::lsp) fn offset(&self, text: &str, position: Position) -> usize {
        let line = position.line as usize;
        if line >= self.starts.len() {
            return text.len();
        }
        let range = self.line_range(text, line);
        let (line, wanted) = (range.of(text), position.character as usize);
        if self.encoding == Encoding::Utf8 || line.is_ascii() {
            let mut at = wanted.min(line.len());
            while !line.is_char_boundary(at) {
                at -= 1;
            }
            return range.start as usize + at;
        }
        let mut units = 0;
        for (at, character) in line.char_indices() {
            units += self.encoding.width(character);
            if units > wanted {
                return range.start as usize + at;
            }
        }
        range.end as usize
    }

    /// The offsets of a range; an end before its start is the start.
    pub(in crate::lsp) fn text_range(&self, text: &str, range: Range) -> TextRange {
        TextRange::new(self.offset(text, range.start), self.offset(text, range.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, encoding: Encoding, offset: usize) -> (u32, u32) {
        let positions = Positions::new(text, encoding);
        let at = positions.position(text, offset);
        assert_eq!(positions.offset(text, at), offset, "{at:?}");
        (at.line, at.character)
    }

    #[test]
    fn columns_count_units() {
        let text = "a\r\né𝄞x\rb\n";
        for (encoding, expected) in
            [(Encoding::Utf8, (1, 6)), (Encoding::Utf16, (1, 3)), (Encoding::Utf32, (1, 2))]
        {
            assert_eq!(check(text, encoding, 9), expected);
        }
        assert_eq!(check(text, Encoding::Utf16, 11), (2, 0));
        assert_eq!(check(text, Encoding::Utf16, 13), (3, 0));
    }

    #[test]
    fn what_lies_outside_is_the_nearest_inside() {
        let text = "ab\r\nc𝄞";
        let positions = Positions::new(text, Encoding::Utf16);
        let offset = |line, character| positions.offset(text, Position { line, character });
        assert_eq!(offset(0, 99), 2);
        assert_eq!(offset(9, 0), text.len());
        assert_eq!(offset(1, 2), 5, "inside a character is its start");
        assert_eq!(positions.position(text, 99), Position { line: 1, character: 3 });
    }
}
