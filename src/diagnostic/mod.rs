//! What is said about a file: diagnostics, and the fixes that go with them.
//!
//! Owns no opinion: rules make these, `fix` chooses among the fixes, `report`
//! prints them.

use crate::text::TextRange;

/// How much a diagnostic matters, most severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The build fails, or the image is broken.
    Error,
    /// Costs time or breaks later; should be mended.
    Warning,
    /// Worth knowing.
    Info,
    /// Taste; below info.
    Style,
}

impl Severity {
    /// All severities, most severe first.
    pub const ALL: [Severity; 4] =
        [Severity::Error, Severity::Warning, Severity::Info, Severity::Style];

    /// The word used in configuration and reports.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
            Severity::Style => "style",
        }
    }
}

/// Who may apply a fix, most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Applicability {
    /// The image of the target and its behaviour are unchanged, and no comment is lost.
    Safe,
    /// Meant to be right, but the image or its behaviour may change; applied when asked.
    Unsafe,
    /// Shown, never applied.
    Display,
}

impl Applicability {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
            Applicability::Display => "display",
        }
    }
}

/// The file that an edit changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EditTarget {
    /// The Dockerfile that was checked.
    #[default]
    Dockerfile,
    /// A file of the build context, by its path below the context's root; made when it is missing.
    Context(String),
}

/// One replacement of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Which file.
    pub target: EditTarget,
    /// What is replaced; empty for an insertion.
    pub range: TextRange,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Replaces `range` of the Dockerfile by `text`.
    pub fn replace(range: TextRange, text: impl Into<String>) -> Self {
        Self { target: EditTarget::Dockerfile, range, text: text.into() }
    }

    /// Inserts `text` into the Dockerfile at `offset`.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self::replace(TextRange::empty(offset), text)
    }

    /// Removes `range` from the Dockerfile.
    pub fn delete(range: TextRange) -> Self {
        Self::replace(range, "")
    }
}

/// The bytes of a file after `edits`, which do not overlap and are in any order.
pub fn edited(before: &[u8], mut edits: Vec<&Edit>) -> Vec<u8> {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut after = Vec::with_capacity(before.len() + 64);
    let mut at = 0;
    for edit in edits {
        let span = edit.range.span();
        after.extend_from_slice(before.get(at..span.start).unwrap_or_default());
        after.extend_from_slice(edit.text.as_bytes());
        at = span.end;
    }
    after.extend_from_slice(before.get(at..).unwrap_or_default());
    after
}

/// A titled set of edits that belong together: all are made, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What applying it does, in the imperative.
    pub title: String,
    /// Who may apply it.
    pub applicability: Applicability,
    /// Why it is not safer than it is; `None` for a safe fix.
    pub reason: Option<String>,
    /// The edits, in any order; they do not overlap.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that leaves the image and its behaviour as they are.
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), applicability: Applicability::Safe, reason: None, edits }
    }

    /// The same fix, trusted no more than `applicability` because of `reason`.
    ///
    /// The least trusted of all limits wins, and its reason is the one kept.
    pub fn at_most(mut self, applicability: Applicability, reason: impl Into<String>) -> Self {
        if applicability > self.applicability {
            self.applicability = applicability;
            self.reason = Some(reason.into());
        }
        self
    }
}

/// Another place that explains a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// A file of the build context, by its path below the root; `None` is the Dockerfile.
    pub path: Option<String>,
    /// Where in that file, when it is known.
    pub range: Option<TextRange>,
    /// What is there.
    pub message: String,
}

/// A located message about a Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Id of the rule that speaks.
    pub rule: &'static str,
    /// Codes under which other tools report the same thing at this place.
    pub aliases: Vec<&'static str>,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence, no blame, names the thing.
    pub message: String,
    /// Where in the Dockerfile.
    pub range: TextRange,
    /// Further places that explain it.
    pub related: Vec<Related>,
    /// Ways to mend it, best first.
    pub fixes: Vec<Fix>,
}

/// A diagnostic that an inline ignore hides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppressed {
    /// What is hidden.
    pub diagnostic: Diagnostic,
    /// Why, in the author's words.
    pub reason: Option<String>,
}
