//! The one sentence: how much ran, what it cost, and because of what.

use super::row::paths;
use super::{ExplanationReport, shown};
use crate::explain::{Reason, RootCause, Why};
use crate::progress::Outcome;
use crate::report::figures::duration;
use crate::report::paint::one_line;
use crate::text::LineIndex;

/// How many root causes are named in the sentence.
const NAMED_ROOTS: usize = 2;

pub(super) fn headline(report: &ExplanationReport<'_>, lines: &LineIndex) -> String {
    let all = report.count(|_| true);
    let ran = report.count(|explained| explained.seen.has_run());
    let failed = failure(report, lines).map(|failure| format!("; {failure}")).unwrap_or_default();
    if all == 0 {
        return "the log mentions no step of this Dockerfile".to_owned();
    }
    if ran == 0 {
        let reached = report.count(|explained| explained.seen.is_cached());
        return format!("all {reached} steps were cached{failed}");
    }
    let cost = match report.cost() {
        cost if cost > 0.0 => format!(" and cost {}", duration(cost)),
        _ => String::new(),
    };
    let counted = format!("{ran} of {all} steps re-ran{cost}{failed}");
    let causes = causes(report, lines);
    match causes.as_slice() {
        [] => counted,
        [only] => format!("{counted}; root cause: {only}"),
        several => {
            let named: Vec<&str> = several.iter().take(NAMED_ROOTS).map(String::as_str).collect();
            let more = several.len().saturating_sub(NAMED_ROOTS);
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            format!("{counted}; root causes: {}{more}", named.join("; "))
        }
    }
}

/// The root causes in words. That nothing was cached is one cause, however many stages begin with it.
fn causes(report: &ExplanationReport<'_>, lines: &LineIndex) -> Vec<String> {
    let mut causes = Vec::new();
    for root in &report.explanation.roots {
        let Some(why) = report.explanation.steps[root.step].why.as_ref() else { continue };
        let cause = match why.reason {
            Reason::ColdCache | Reason::Forced => brief(why),
            _ => cause(report, lines, root, why),
        };
        if !causes.contains(&cause) {
            causes.push(cause);
        }
    }
    causes
}

fn cause(report: &ExplanationReport<'_>, lines: &LineIndex, root: &RootCause, why: &Why) -> String {
    let step = &report.vertices.steps[root.step];
    let place = format!("{} (line {})", shown(step), report.line(lines, root.step));
    match why.reason {
        Reason::Content if !why.paths.is_empty() => {
            format!("{place}, because of {}", paths(&why.paths))
        }
        _ => format!("{place}: {}", brief(why)),
    }
}

/// The reason, or the likeliest one.
fn brief(why: &Why) -> String {
    let perhaps = if why.possible.is_empty() { "" } else { "perhaps " };
    format!("{perhaps}{}", one_line(&why.detail))
}

/// Where the build failed.
fn failure(report: &ExplanationReport<'_>, lines: &LineIndex) -> Option<String> {
    let mut steps = report.steps();
    let (number, step, _) =
        steps.find(|(_, _, it)| matches!(it.seen.outcome, Some(Outcome::Failed(_))))?;
    Some(format!("it failed at {} (line {})", shown(step), report.line(lines, number)))
}
