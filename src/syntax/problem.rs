//! What BuildKit would not accept.

use crate::text::TextRange;

/// The kind of a problem, as far as somebody needs to tell them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The first word of a line is no instruction.
    UnknownInstruction,
    /// Anything else.
    Other,
}

/// One reason why BuildKit refuses the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its kind.
    pub kind: ProblemKind,
    /// One sentence without a period.
    pub message: String,
    /// Where in the source.
    pub range: TextRange,
    /// How to mend it, where that is obvious.
    pub repair: Option<Repair>,
}

/// An obvious way to mend a problem: one replacement in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What it does, in the imperative.
    pub title: String,
    /// What is replaced.
    pub range: TextRange,
    /// By what.
    pub text: String,
}

impl Problem {
    /// A problem of no particular kind.
    pub fn new(range: TextRange, message: impl Into<String>) -> Self {
        Self { kind: ProblemKind::Other, message: message.into(), range, repair: None }
    }

    pub(super) fn with_repair(
        mut self,
        title: impl Into<String>,
        range: TextRange,
        text: impl Into<String>,
    ) -> Self {
        self.repair = Some(Repair { title: title.into(), range, text: text.into() });
        self
    }
}
