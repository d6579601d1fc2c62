//! Running the rules over one file.

use super::check::{Check, Subject};
use super::finding::{Finding, Findings};
use super::selection::EnabledRule;
use super::suppression::{self, Suppression};
use crate::diagnostic::{Diagnostic, Suppressed};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the rules say of a file.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The findings, in the order of the source.
    pub diagnostics: Vec<Diagnostic>,
    /// What inline ignores hide.
    pub suppressed: Vec<Suppressed>,
    /// Rules that broke down on this file: bugs of ours.
    pub broken: Vec<&'static str>,
}

/// Runs `rules` over `subject`.
pub fn run(rules: &[EnabledRule], subject: &Subject<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut found = Vec::new();
    for enabled in rules {
        let check = |findings: &mut Findings| enabled.rule.check.run(subject, findings);
        collect(enabled, check, &mut found, &mut outcome);
    }
    keep_most_specific(&mut found);
    let mut suppressions = suppression::suppressions(subject.file);
    hide(rules, found, &mut suppressions, &mut outcome);
    let mut found = Vec::new();
    for enabled in rules {
        if let Check::Suppressions(check) = enabled.rule.check {
            let check = |findings: &mut Findings| check(&suppressions, subject, findings);
            collect(enabled, check, &mut found, &mut outcome);
        }
    }
    hide(rules, found, &mut suppressions, &mut outcome);
    outcome.diagnostics.sort_by(|one, other| {
        (one.range, one.severity, one.rule).cmp(&(other.range, other.severity, other.rule))
    });
    outcome
}

/// Runs one check; a panic in it is noted and the rest goes on.
fn collect(
    enabled: &EnabledRule,
    check: impl FnOnce(&mut Findings),
    found: &mut Vec<(EnabledRule, Finding)>,
    outcome: &mut Outcome,
) {
    let mut findings = Findings::new(enabled.rule.id, enabled.severity);
    match catch_unwind(AssertUnwindSafe(|| check(&mut findings))) {
        Ok(()) => found.extend(findings.found.into_iter().map(|finding| (*enabled, finding))),
        Err(_) => outcome.broken.push(enabled.rule.id),
    }
}

/// Of the findings on one topic, only the highest rank stays.
fn keep_most_specific(found: &mut Vec<(EnabledRule, Finding)>) {
    let topics: Vec<_> = found
        .iter()
        .filter_map(|(_, finding)| Some((finding.topic?, finding.diagnostic.range)))
        .collect();
    found.retain(|(_, finding)| {
        let Some((topic, rank)) = finding.topic else { return true };
        !topics.iter().any(|((other, higher), range)| {
            *other == topic && *higher > rank && topic.is_shared(*range, finding.diagnostic.range)
        })
    });
}

fn hide(
    rules: &[EnabledRule],
    found: Vec<(EnabledRule, Finding)>,
    suppressions: &mut [Suppression],
    outcome: &mut Outcome,
) {
    for suppression in suppressions.iter_mut() {
        suppression.is_known = rules.iter().any(|enabled| suppression.means(enabled.rule));
    }
    for (enabled, finding) in found {
        let diagnostic = finding.diagnostic;
        let mut hiding = suppressions
            .iter_mut()
            .filter(|suppression| suppression.hides(enabled.rule, &diagnostic));
        match hiding.next() {
            None => outcome.diagnostics.push(diagnostic),
            Some(suppression) => {
                suppression.is_used = true;
                let reason = suppression.reason.clone();
                outcome.suppressed.push(Suppressed { diagnostic, reason });
            }
        }
    }
}
