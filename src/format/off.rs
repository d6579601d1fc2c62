//! Comments that keep the formatter away.
//!
//! `# fmt: off` up to `# fmt: on` or the end of the file; `# fmt: skip` in front of an instruction, or in
//! it. Words behind them are the author's.

use crate::syntax::{Dockerfile, Instruction};
use crate::text::TextRange;

/// The places that keep their layout.
#[derive(Clone, Debug, Default)]
pub(super) struct Off {
    regions: Vec<TextRange>,
    skips: Vec<TextRange>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Off,
    On,
    Skip,
}

impl Off {
    /// Reads the comments of `file`.
    pub(super) fn of(file: &Dockerfile) -> Self {
        let mut off = Self::default();
        let mut open: Option<usize> = None;
        for comment in file.comments() {
            match word(comment.of(file.text())) {
                Some(Word::Off) => {
                    open.get_or_insert(file.whole_lines(comment).start as usize);
                }
                Some(Word::On) => {
                    let end = comment.start as usize;
                    off.regions.extend(open.take().map(|start| TextRange::new(start, end)));
                }
                Some(Word::Skip) => off.skips.push(comment),
                None => {}
            }
        }
        off.regions.extend(open.map(|start| TextRange::new(start, file.text().len())));
        off
    }

    /// The same with further places.
    pub(super) fn with(mut self, regions: impl Iterator<Item = TextRange>) -> Self {
        self.regions.extend(regions);
        self
    }

    /// Whether `range`, or the end of the file when it is empty there, is to stay as it is.
    pub(super) fn covers(&self, range: TextRange) -> bool {
        let touches = |region: &TextRange| {
            region.overlaps(range) || range.is_empty() && region.end == range.end
        };
        self.regions.iter().any(touches)
    }

    /// Whether the instruction is to stay as it is.
    pub(super) fn skips(&self, instruction: Instruction<'_>) -> bool {
        let text = instruction.file().text();
        let range = instruction.range();
        let is_before = |skip: &TextRange| {
            skip.end <= range.start && {
                let between = TextRange { start: skip.end, end: range.start }.of(text);
                between.trim().is_empty() && between.matches('\n').count() == 1
            }
        };
        self.skips.iter().any(|skip| range.covers(*skip) || is_before(skip))
    }
}

fn word(comment: &str) -> Option<Word> {
    let rest = comment.trim_start_matches('#').trim_start().strip_prefix("fmt:")?;
    match rest.split_whitespace().next()? {
        "off" => Some(Word::Off),
        "on" => Some(Word::On),
        "skip" => Some(Word::Skip),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        for (comment, expected) in [
            ("# fmt: off", Some(Word::Off)),
            ("#fmt:on", Some(Word::On)),
            ("# fmt: skip aligned by hand", Some(Word::Skip)),
            ("# fmt: offside", None),
            ("# see fmt: off", None),
            ("# format: off", None),
        ] {
            assert_eq!(word(comment), expected, "{comment}");
        }
    }
}
