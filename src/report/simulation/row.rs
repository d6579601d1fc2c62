//! One step in a few words: what comes of it, and why.

use super::{SimulationReport, is_root_cause};
use crate::cache::{CauseKind, Condition, StepOutcome, Verdict};
use crate::report::paint::one_line;
use crate::text::LineIndex;

/// How many paths are named before "and N more".
const NAMED_PATHS: usize = 3;

/// The word in front of a step. Root causes are in capitals, so that they stand out without colour.
pub(super) fn status(outcome: &StepOutcome) -> &'static str {
    match outcome.verdict {
        Verdict::Cached => "cached",
        Verdict::Rerun if is_root_cause(outcome) => "RE-RUN",
        Verdict::Rerun => "re-run",
        Verdict::Depends => "depends",
        Verdict::Unknown => "unknown",
        Verdict::NotBuilt => "unused",
    }
}

/// The escape sequence for the word.
pub(super) fn tint(outcome: &StepOutcome) -> &'static str {
    match outcome.verdict {
        Verdict::Cached => "\x1b[32m",
        Verdict::Rerun if is_root_cause(outcome) => "\x1b[1;31m",
        Verdict::Rerun => "\x1b[33m",
        Verdict::Depends | Verdict::Unknown => "\x1b[36m",
        Verdict::NotBuilt => "\x1b[2m",
    }
}

/// Why a step runs, or may; empty where there is nothing to say.
pub(super) fn reason(
    report: &SimulationReport<'_>,
    lines: &LineIndex,
    outcome: &StepOutcome,
) -> String {
    if !outcome.conditions.is_empty() {
        let conditions = outcome.conditions.iter().map(|it| condition(report, lines, it));
        return format!("cached if {}", conditions.collect::<Vec<_>>().join(" and "));
    }
    let Some(cause) = &outcome.cause else { return String::new() };
    let because = cause.step.map(|step| format!("because of line {}", line(report, lines, step)));
    match (cause.kind, because) {
        (CauseKind::Parent, Some(because)) => because,
        (_, Some(because)) if cause.paths.is_empty() => format!("{}, {because}", cause.detail),
        (_, Some(because)) => format!("{}, {because}", paths(outcome)),
        (CauseKind::Content, None) if !cause.paths.is_empty() => paths(outcome),
        (_, None) => one_line(&cause.detail),
    }
}

/// The paths of a cause, the first few.
pub(super) fn paths(outcome: &StepOutcome) -> String {
    let Some(cause) = &outcome.cause else { return String::new() };
    let named = cause.paths.iter().take(NAMED_PATHS);
    let named: Vec<String> =
        named.map(|change| format!("{} {}", one_line(&change.path), change.kind.name())).collect();
    let more = cause.paths.len().saturating_sub(NAMED_PATHS);
    match more {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// The line on which a step stands.
pub(super) fn line(report: &SimulationReport<'_>, lines: &LineIndex, step: usize) -> u32 {
    let start = report.simulation.steps.get(step).map_or(0, |it| it.step.range.start);
    lines.line(start as usize)
}

/// A condition in words.
pub(super) fn condition(
    report: &SimulationReport<'_>,
    lines: &LineIndex,
    condition: &Condition,
) -> String {
    match condition {
        Condition::SameOutput { step, path } => {
            let line = line(report, lines, *step);
            format!("line {line} leaves the same in {}", one_line(path))
        }
        Condition::SameRemote { address, .. } => {
            format!("{} still holds the same", one_line(address))
        }
        Condition::BaseInRoot => "the base image works in /".to_owned(),
        Condition::NothingSelected { path } => {
            format!("{} leads to nothing that changed", one_line(path))
        }
        Condition::SameImage { reference, path } => {
            format!("{} has the same in {}", one_line(reference), one_line(path))
        }
    }
}
