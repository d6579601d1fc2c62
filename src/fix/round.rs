//! One round: which fixes go together, and the texts they give.

use super::{AppliedFix, Texts};
use crate::diagnostic::{Applicability, Diagnostic, Edit, EditTarget, Fix, edited};
use std::collections::BTreeMap;

/// A fix that was chosen for a finding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice<'d> {
    rule: &'static str,
    fix: &'d Fix,
}

impl Choice<'_> {
    pub(super) fn name(&self) -> AppliedFix {
        AppliedFix { rule: self.rule, title: self.fix.title.clone() }
    }
}

/// For each finding the first fix that is allowed; of those that touch each other, the most trusted, then the first.
pub(super) fn choose(diagnostics: &[Diagnostic], allowed: Applicability) -> Vec<Choice<'_>> {
    let mut candidates: Vec<Choice<'_>> = diagnostics
        .iter()
        .filter_map(|diagnostic| {
            let fix = diagnostic.fixes.iter().find(|fix| is_allowed(fix, allowed))?;
            Some(Choice { rule: diagnostic.rule, fix })
        })
        .collect();
    candidates.sort_by_key(|choice| choice.fix.applicability);
    let mut chosen: Vec<Choice<'_>> = Vec::new();
    for candidate in candidates {
        if !chosen.iter().any(|earlier| collide(earlier.fix, candidate.fix)) {
            chosen.push(candidate);
        }
    }
    chosen
}

fn is_allowed(fix: &Fix, allowed: Applicability) -> bool {
    fix.applicability <= allowed
        && fix.applicability != Applicability::Display
        && !fix.edits.is_empty()
}

/// Two fixes collide when an edit of one overlaps or touches an edit of the other.
///
/// An insertion at the border of another edit counts: their order would be a guess.
fn collide(one: &Fix, other: &Fix) -> bool {
    one.edits.iter().any(|edit| {
        other.edits.iter().any(|against| {
            edit.target == against.target
                && edit.range.start <= against.range.end
                && against.range.start <= edit.range.end
        })
    })
}

/// The texts after the chosen fixes.
pub(super) fn apply(
    texts: &Texts,
    choices: &[Choice<'_>],
    read: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Texts {
    let mut by_target: BTreeMap<&EditTarget, Vec<&Edit>> = BTreeMap::new();
    for edit in choices.iter().flat_map(|choice| &choice.fix.edits) {
        by_target.entry(&edit.target).or_default().push(edit);
    }
    let mut after = texts.clone();
    for (target, edits) in by_target {
        match target {
            EditTarget::Dockerfile => after.dockerfile = edited(&texts.dockerfile, edits),
            EditTarget::Context(path) => {
                let before =
                    texts.overlay.get(path).cloned().or_else(|| read(path)).unwrap_or_default();
                after.overlay.insert(path.clone(), edited(&before, edits));
            }
        }
    }
    after
}
