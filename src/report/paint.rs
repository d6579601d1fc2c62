//! Colour, and text from strangers made fit for one line of a terminal.
//!
//! Whether there is colour is the caller's decision.

use crate::diagnostic::Severity;
use crate::text::printable;

/// What a piece of text is, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tint {
    /// The word for a severity, and what it marks.
    Severity(Severity),
    /// The message of a finding.
    Strong,
    /// Line numbers and the frame of an excerpt.
    Frame,
    /// A proposal.
    Help,
    /// A line that an edit adds.
    Added,
    /// A line that an edit removes.
    Removed,
}

impl Tint {
    pub(super) fn escape(self) -> &'static str {
        match self {
            Tint::Severity(Severity::Error) => "\x1b[1;31m",
            Tint::Severity(Severity::Warning) => "\x1b[1;33m",
            Tint::Severity(Severity::Info) => "\x1b[1;36m",
            Tint::Severity(Severity::Style) => "\x1b[1;35m",
            Tint::Strong => "\x1b[1m",
            Tint::Frame => "\x1b[34m",
            Tint::Help => "\x1b[1;36m",
            Tint::Added => "\x1b[32m",
            Tint::Removed => "\x1b[31m",
        }
    }
}

/// Ends what [`Tint::escape`] begins.
pub(super) const RESET: &str = "\x1b[0m";

/// `text` in the colour of `tint`, if there is colour.
pub(super) fn paint(color: bool, tint: Tint, text: &str) -> String {
    if color { format!("{}{text}{RESET}", tint.escape()) } else { text.to_owned() }
}

/// `text` without anything that acts on a terminal, on one line.
pub(super) fn one_line(text: &str) -> String {
    printable(text).replace(['\n', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_cannot_leave_its_line() {
        assert_eq!(one_line("a\nb\tc\u{1b}[2J"), "a b c?[2J");
    }

    #[test]
    fn colour_is_reset_and_optional() {
        assert_eq!(paint(false, Tint::Added, "+ x"), "+ x");
        assert_eq!(paint(true, Tint::Added, "+ x"), "\x1b[32m+ x\x1b[0m");
    }
}
