//! Positions in a text: byte ranges inside, lines and columns at the edges.
//!
//! Owns nothing about Dockerfiles. Every other module speaks in
//! [`TextRange`]s; only reports and editors ask a [`LineIndex`] for lines.

mod line_index;
mod printable;
mod source;

pub use line_index::{LineColumn, LineIndex};
pub use printable::printable;
pub use source::Source;

/// A half-open range of byte offsets into a source text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextRange {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte; never smaller than `start`.
    pub end: u32,
}

impl TextRange {
    /// The range `start..end`; an `end` before `start` gives an empty range.
    pub fn new(start: usize, end: usize) -> Self {
        let start = offset(start);
        Self { start, end: offset(end).max(start) }
    }

    /// The empty range at `offset`.
    pub fn empty(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the range holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `offset` is one of the bytes of the range.
    pub fn contains(self, offset: usize) -> bool {
        (self.start as usize..self.end as usize).contains(&offset)
    }

    /// Whether `other` lies inside this range; equal ranges do.
    pub fn covers(self, other: TextRange) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two ranges share at least one byte.
    pub fn overlaps(self, other: TextRange) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest range that covers both.
    pub fn join(self, other: TextRange) -> TextRange {
        TextRange { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The range as a `usize` range, for slicing.
    pub fn span(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text of this range, or `""` when it is not a range of `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.span()).unwrap_or_default()
    }
}

/// Offsets are 32 bits wide: a text of 4 GiB is not a Dockerfile.
fn offset(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
