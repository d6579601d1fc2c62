//! Where a rule puts what it finds.

use crate::diagnostic::{Diagnostic, Fix, Related, Severity};
use crate::text::TextRange;

/// What several rules may speak about at once; the most specific one is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A line that BuildKit cannot read. Concerns the findings that share bytes.
    UnreadableLine,
    /// What the container runs. Concerns the whole file.
    StartCommand,
}

impl Topic {
    /// Whether findings at these two places speak about the same thing.
    pub(super) fn is_shared(self, one: TextRange, other: TextRange) -> bool {
        match self {
            Topic::UnreadableLine => one.overlaps(other) || one == other,
            Topic::StartCommand => true,
        }
    }
}

/// A diagnostic on its way out.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) diagnostic: Diagnostic,
    pub(super) topic: Option<(Topic, u8)>,
}

/// Collects the findings of one rule.
#[derive(Debug)]
pub struct Findings {
    rule: &'static str,
    severity: Severity,
    pub(super) found: Vec<Finding>,
}

impl Findings {
    pub(super) fn new(rule: &'static str, severity: Severity) -> Self {
        Self { rule, severity, found: Vec::new() }
    }

    /// Reports `message` at `range`.
    pub fn add(&mut self, range: TextRange, message: impl Into<String>) -> FindingBuilder<'_> {
        self.found.push(Finding {
            diagnostic: Diagnostic {
                rule: self.rule,
                aliases: Vec::new(),
                severity: self.severity,
                message: message.into(),
                range,
                related: Vec::new(),
                fixes: Vec::new(),
            },
            topic: None,
        });
        FindingBuilder { finding: self.found.last_mut() }
    }
}

/// Adds to the finding that was just reported.
#[derive(Debug)]
pub struct FindingBuilder<'f> {
    /// Always there: `add` has just pushed it.
    finding: Option<&'f mut Finding>,
}

impl FindingBuilder<'_> {
    fn with(mut self, change: impl FnOnce(&mut Finding)) -> Self {
        if let Some(finding) = self.finding.as_deref_mut() {
            change(finding);
        }
        self
    }

    /// Offers a fix; the best one first.
    pub fn fix(self, fix: Fix) -> Self {
        self.with(|finding| finding.diagnostic.fixes.push(fix))
    }

    /// Offers a fix if there is one.
    pub fn maybe_fix(self, fix: Option<Fix>) -> Self {
        self.with(|finding| finding.diagnostic.fixes.extend(fix))
    }

    /// Points to a file of the context.
    pub fn related_file(self, path: impl Into<String>, message: impl Into<String>) -> Self {
        let related = Related { path: Some(path.into()), range: None, message: message.into() };
        self.with(|finding| finding.diagnostic.related.push(related))
    }

    /// Points to a place in a file of the context.
    pub fn related_place(
        self,
        path: impl Into<String>,
        range: TextRange,
        message: impl Into<String>,
    ) -> Self {
        let (path, range) = (Some(path.into()), Some(range));
        let related = Related { path, range, message: message.into() };
        self.with(|finding| finding.diagnostic.related.push(related))
    }

    /// Points to another place of the Dockerfile.
    pub fn related_range(self, range: TextRange, message: impl Into<String>) -> Self {
        let related = Related { path: None, range: Some(range), message: message.into() };
        self.with(|finding| finding.diagnostic.related.push(related))
    }

    /// Says under which code another tool reports this very finding.
    pub fn alias(self, code: &'static str) -> Self {
        self.with(|finding| finding.diagnostic.aliases.push(code))
    }

    /// Sets another severity than the rule's own; only ever a lower one.
    pub fn at_most(self, severity: Severity) -> Self {
        self.with(|finding| {
            finding.diagnostic.severity = finding.diagnostic.severity.max(severity);
        })
    }

    /// Joins a topic: of the findings that speak about the same thing, those with the highest `rank` stay.
    pub fn about(self, topic: Topic, rank: u8) -> Self {
        self.with(|finding| finding.topic = Some((topic, rank)))
    }
}
