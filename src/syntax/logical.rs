//! Logical lines: the text of an instruction after its physical lines were joined.
//!
//! BuildKit joins continued lines before it looks at them: the escape
//! character, the line end, comment lines and empty lines in between vanish,
//! the indentation stays (`parser.go Parse`). Everything below the instruction
//! level works on that joined text; the segments lead back to the source.

use crate::text::TextRange;

/// Where a run of the joined text came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// Offset into the joined text.
    pub(super) joined: u32,
    /// Offset of the same byte in the source.
    pub(super) source: u32,
}

/// The joined text of one instruction.
#[derive(Clone, Debug)]
pub(super) enum Line {
    /// One physical line: a slice of the source.
    Slice(TextRange),
    /// Several lines, joined.
    Joined(Box<Joined>),
}

/// A text that was put together, and where its parts came from.
#[derive(Clone, Debug, Default)]
pub(super) struct Joined {
    pub(super) text: String,
    pub(super) segments: Vec<Segment>,
}

impl Line {
    pub(super) fn logical<'a>(&'a self, source: &'a str) -> LogicalText<'a> {
        match self {
            Line::Slice(range) => {
                LogicalText { text: range.of(source), base: 0, origin: Origin::Slice(range.start) }
            }
            Line::Joined(joined) => LogicalText {
                text: &joined.text,
                base: 0,
                origin: Origin::Segments(&joined.segments),
            },
        }
    }
}

/// A piece of joined text that knows where each of its bytes stands in the source.
#[derive(Clone, Copy, Debug)]
pub struct LogicalText<'a> {
    text: &'a str,
    /// Offset of `text` in the instruction's joined text.
    base: u32,
    origin: Origin<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Origin<'a> {
    Slice(u32),
    Segments(&'a [Segment]),
}

impl<'a> LogicalText<'a> {
    /// A text that stands in the source as it is, beginning at `start`.
    pub fn verbatim(text: &'a str, start: usize) -> Self {
        Self { text, base: 0, origin: Origin::Slice(TextRange::empty(start).start) }
    }

    /// The joined text.
    pub fn text(self) -> &'a str {
        self.text
    }

    /// The part `range` of this text.
    pub fn slice(self, range: TextRange) -> LogicalText<'a> {
        LogicalText { text: range.of(self.text), base: self.base + range.start, ..self }
    }

    /// Where `range` of this text stands in the source.
    ///
    /// A range over a continuation covers the line break and whatever stands in between.
    pub fn source_range(self, range: TextRange) -> TextRange {
        let start = self.source_offset(range.start);
        let end = if range.is_empty() { start } else { self.source_offset(range.end - 1) + 1 };
        TextRange { start, end }
    }

    /// Where the whole text stands in the source.
    pub fn range(self) -> TextRange {
        self.source_range(TextRange::new(0, self.text.len()))
    }

    /// Whether the text stands in the source as it is, without a line break.
    pub fn is_verbatim(self) -> bool {
        self.range().len() == self.text.len()
    }

    /// Where each unbroken piece of this text begins: its offset here, and in the source.
    pub fn pieces(self) -> Vec<(u32, u32)> {
        let end = self.base + TextRange::new(0, self.text.len()).end;
        let mut pieces = vec![(0, self.source_offset(0))];
        if let Origin::Segments(segments) = self.origin {
            let inside = segments
                .iter()
                .filter(|segment| segment.joined > self.base && segment.joined < end);
            pieces.extend(inside.map(|segment| (segment.joined - self.base, segment.source)));
        }
        pieces
    }

    fn source_offset(self, offset: u32) -> u32 {
        let offset = self.base + offset;
        match self.origin {
            Origin::Slice(start) => start + offset,
            Origin::Segments(segments) => {
                let behind = segments.partition_point(|segment| segment.joined <= offset);
                let segment = segments[..behind].last().copied();
                segment.map_or(offset, |segment| segment.source + (offset - segment.joined))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_lead_back_through_joined_lines() {
        // "RUN a \<newline>  b": the joined text is "RUN a   b".
        let joined = Joined {
            text: "RUN a   b".into(),
            segments: vec![Segment { joined: 0, source: 0 }, Segment { joined: 6, source: 8 }],
        };
        let line = Line::Joined(Box::new(joined));
        let text = line.logical("RUN a \\\n  b");
        let check = |start, end| {
            let range = text.source_range(TextRange::new(start, end));
            (range.start, range.end)
        };
        assert_eq!(check(4, 5), (4, 5));
        assert_eq!(check(8, 9), (10, 11));
        assert_eq!(check(4, 9), (4, 11));
        assert_eq!(check(0, 6), (0, 6));
        let tail = text.slice(TextRange::new(6, 9));
        assert_eq!(tail.text(), "  b");
        assert_eq!(tail.range(), TextRange::new(8, 11));
        assert!(tail.is_verbatim() && !text.is_verbatim());
    }
}
