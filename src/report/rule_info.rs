//! What a report needs to know of a rule.
//!
//! A view, so that rules made from tables and those of this program look the
//! same to every format. It cannot run anything.

use std::collections::HashMap;

use crate::diagnostic::Severity;
use crate::lint::{Category, FixAvailability, Rule};

/// What a report says about a rule.
#[derive(Clone, Debug)]
pub struct RuleInfo<'a> {
    /// Its id.
    pub id: &'a str,
    /// One sentence on what it reports.
    pub summary: &'a str,
    /// Its page without the metadata, Markdown.
    pub prose: &'a str,
    /// What it is about.
    pub category: Category,
    /// The severity that its findings have in this run unless they say otherwise.
    pub severity: Severity,
    /// Where its page is published.
    pub url: String,
    /// Codes of other tools for the same concern, as `tool:CODE`.
    pub aliases: &'a [&'a str],
    /// Whether its findings carry fixes.
    pub fix: FixAvailability,
}

impl RuleInfo<'static> {
    /// The view of `rule`, with its default severity.
    pub fn of(rule: &Rule) -> Self {
        Self {
            id: rule.id,
            summary: rule.summary,
            prose: rule.prose(),
            category: rule.category,
            severity: rule.severity,
            url: rule.url(),
            aliases: rule.aliases,
            fix: rule.fix,
        }
    }
}

/// Finds the rule of a finding in a report.
pub(super) struct RuleIndex<'r, 'a> {
    rules: &'r [RuleInfo<'a>],
    by_id: HashMap<&'r str, usize>,
}

impl<'r, 'a> RuleIndex<'r, 'a> {
    pub(super) fn new(rules: &'r [RuleInfo<'a>]) -> Self {
        let by_id = rules.iter().enumerate().map(|(position, rule)| (rule.id, position)).collect();
        Self { rules, by_id }
    }

    /// Place of the rule in the report's list.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    pub(super) fn url(&self, id: &str) -> Option<&'r str> {
        self.position(id).and_then(|position| self.rules.get(position)).map(|rule| &*rule.url)
    }
}
