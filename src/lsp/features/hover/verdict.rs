//! What the cache does with a step, and why: in the next build, and over the last commits.

use crate::cache::{StepOutcome, Verdict};
use crate::history::StepHistory;
use crate::lsp::features::inlay_hints::percent;
use crate::lsp::insight::{Commits, Forecast, Pending};
use crate::lsp::markup::code;
use crate::lsp::server::Snapshot;
use crate::report::duration;
use crate::syntax::Instruction;

/// So many paths are named.
const NAMED: usize = 3;

/// The verdicts on a step; `None` where nothing is known of it.
pub(super) fn told(snapshot: &Snapshot, instruction: Instruction<'_>) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(pending) = &snapshot.insight.pending
        && let Some(step) = pending.step_of(instruction)
    {
        parts.extend(next_build(pending, step));
    }
    if let Some(commits) = &snapshot.insight.commits
        && let Some((number, step)) = commits.step_of(instruction)
    {
        parts.extend(over_commits(commits, number, step));
    }
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// What the next build does, when the last commit was built.
fn next_build(pending: &Pending, step: &StepOutcome) -> Option<String> {
    let verdict = match step.verdict {
        Verdict::Cached => "cached",
        Verdict::Rerun => "runs",
        Verdict::Depends => "may run",
        Verdict::Unknown => "cannot be told",
        Verdict::NotBuilt => "not built",
    };
    let mut chain = String::new();
    if let Some(cause) = &step.cause {
        let root = cause.step.and_then(|root| pending.simulation.steps.get(root));
        let (because, paths) = match root {
            Some(root) => (format!(" ← {}", code(&root.step.text)), root.cause.as_ref()),
            None => (String::new(), Some(cause)),
        };
        chain = because;
        if let Some(cause) = paths {
            let named: Vec<String> =
                cause.paths.iter().take(NAMED).map(|it| code(&it.path)).collect();
            match (named.is_empty(), cause.paths.len().saturating_sub(NAMED)) {
                (true, _) => chain += &format!(" ← {}", cause.detail),
                (false, 0) => chain += &format!(" ← {}", named.join(", ")),
                (false, more) => chain += &format!(" ← {} and {more} more", named.join(", ")),
            }
        }
    }
    Some(format!("**Next build** (since the last commit): {verdict}{chain}"))
}

/// How often it would have run, because of what.
fn over_commits(commits: &Commits, number: usize, step: &StepHistory) -> Option<String> {
    let history = &commits.history;
    let forecast = Forecast::of(step);
    if forecast.answers == 0 {
        return None;
    }
    let (part, seconds) = (percent(forecast.part), duration(forecast.seconds));
    let source = step.seconds.source.name();
    let head = format!(
        "**Last {} commits**: re-runs on {part}, about {seconds} each ({source})",
        forecast.answers
    );
    let mut lines = vec![head];
    let root = history.root_cause_of(number);
    if let Some(root) = root.filter(|root| *root != number).and_then(|it| history.steps.get(it)) {
        lines.push(format!("- ← {} (line {})", code(&root.step.text), root.line));
    }
    let cause = root.unwrap_or(number);
    let paths = history.top_paths.iter().filter_map(|path| Some((path, path.steps.get(&cause)?)));
    lines.extend(
        paths
            .take(NAMED)
            .map(|(path, count)| format!("- ← {} ({count} commits)", code(&path.path))),
    );
    Some(lines.join("\n"))
}
