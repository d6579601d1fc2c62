//! What the cache does with a step: how often it would have run again, and what the next build does.

use crate::cache::{Condition, StepOutcome, Verdict};
use crate::history::{History, StepHistory};
use crate::lsp::features::listing::count;
use crate::lsp::insight::{Commits, Pending};
use crate::lsp::markup::code;
use crate::lsp::server::Snapshot;
use crate::syntax::Instruction;
use std::fmt::Write;

/// As many paths are named.
const SOME: usize = 3;

/// The verdict on the step that an instruction is; `None` where nothing is known of it yet.
pub(super) fn of(snapshot: &Snapshot, instruction: Instruction<'_>) -> Option<String> {
    let insight = &snapshot.insight;
    let past = insight.commits.as_ref().and_then(|it| past(snapshot, it, instruction));
    let next = insight.pending.as_ref().and_then(|it| next(snapshot, it, instruction));
    let parts: Vec<String> = [past, next].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

fn line(snapshot: &Snapshot, offset: u32) -> usize {
    snapshot.document.positions.line(offset as usize) + 1
}

/// What the last commits would have done.
fn past(snapshot: &Snapshot, commits: &Commits, instruction: Instruction<'_>) -> Option<String> {
    let (number, step) = commits.step_of(instruction)?;
    let (answers, reruns) = (step.answers(), step.reruns());
    if answers == 0 {
        return None;
    }
    let all = count(answers, "commit", "commits");
    let mut text = match reruns {
        0 => format!("**Cache:** none of the last {all} would have run it again for certain."),
        _ => format!(
            "**Cache:** {reruns} of the last {all} ({}) would have run it again, {} each.",
            percent(step.fraction(reruns)),
            cost(step)
        ),
    };
    if step.open() > 0 {
        let _ = write!(text, " In {} that is open.", count(step.open(), "commit", "commits"));
    }
    if reruns > 0 {
        let _ = write!(text, " {}", cause(snapshot, &commits.history, number, step));
    }
    if commits.is_shallow {
        text += " Older commits were not cloned.";
    }
    Some(text)
}

/// Whether it is the root cause or a victim, and the paths behind that.
fn cause(snapshot: &Snapshot, history: &History, number: usize, step: &StepHistory) -> String {
    let Some(root) = history.root_cause_of(number) else { return String::new() };
    let own = step.root_causes();
    let mut text = match history.steps.get(root).filter(|_| root != number) {
        Some(other) => {
            let times = step.causes.get(&root).copied().unwrap_or_default();
            let line = line(snapshot, other.step.range.start);
            format!(
                "{times} times because line {line} ran again: {}.",
                code(&brief(&other.step.text))
            )
        }
        None => format!("{own} times because of what it reads or says itself."),
    };
    let touching = |path: &&crate::history::PathCause| path.steps.contains_key(&root);
    let mut paths: Vec<_> = history.top_paths.iter().filter(touching).collect();
    let times =
        |path: &crate::history::PathCause| path.steps.get(&root).copied().unwrap_or_default();
    paths.sort_by_key(|path| std::cmp::Reverse(times(path)));
    for path in paths.iter().take(SOME) {
        let _ =
            write!(text, "\n- {}: {}", code(&path.path), count(times(path), "commit", "commits"));
    }
    text
}

fn brief(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// What the next build does, if the last commit was built.
fn next(snapshot: &Snapshot, pending: &Pending, instruction: Instruction<'_>) -> Option<String> {
    let outcome = pending.step_of(instruction)?;
    let reason = reason(snapshot, pending, outcome);
    Some(match outcome.verdict {
        Verdict::Cached => "**Next build**, if the last commit was built: cached.".to_owned(),
        Verdict::Rerun => {
            format!("**Next build**, if the last commit was built: runs again{reason}")
        }
        Verdict::Depends => format!("**Next build**: that depends{reason}"),
        Verdict::Unknown => format!("**Next build**: that cannot be told from here{reason}"),
        Verdict::NotBuilt => "**Next build**: the target does not need it.".to_owned(),
    })
}

/// The chain of causes: what is different here, or which step is, and the paths.
fn reason(snapshot: &Snapshot, pending: &Pending, outcome: &StepOutcome) -> String {
    let Some(cause) = &outcome.cause else { return ".".to_owned() };
    let mut text = format!(": {}.", cause.detail);
    let steps = &pending.simulation.steps;
    let root = cause.step.and_then(|step| steps.get(step));
    if let Some(root) = root {
        let line = line(snapshot, root.step.range.start);
        let _ = write!(text, " It began at line {line}, {}", code(&brief(&root.step.text)));
        let detail = root.cause.as_ref().map(|cause| format!(": {}.", cause.detail));
        text += &detail.unwrap_or_else(|| ".".to_owned());
    }
    let paths = match root.and_then(|root| root.cause.as_ref()) {
        Some(cause) if !cause.paths.is_empty() => &cause.paths,
        _ => &cause.paths,
    };
    for path in paths.iter().take(SOME) {
        let _ = write!(text, "\n- {}", code(&path.path));
    }
    if paths.len() > SOME {
        let _ = write!(text, "\n- and {} more", paths.len() - SOME);
    }
    for condition in &outcome.conditions {
        if let Condition::SameOutput { step, path } = condition
            && let Some(other) = steps.get(*step)
        {
            let line = line(snapshot, other.step.range.start);
            let _ = write!(text, "\n- cached if line {line} leaves the same at {}", code(path));
        }
    }
    text
}

/// `93 %`; what is not nothing and not all is never shown as that.
fn percent(part: f64) -> String {
    match part * 100.0 {
        part if part > 0.0 && part < 1.0 => "<1 %".to_owned(),
        part if part > 99.0 && part < 100.0 => ">99 %".to_owned(),
        part => format!("{part:.0} %"),
    }
}

/// What one run costs, with where that is known from.
fn cost(step: &StepHistory) -> String {
    let seconds = match step.seconds.value {
        value if value < 9.95 => format!("{value:.1} s").replace(".0 s", " s"),
        value if value < 59.5 => format!("{value:.0} s"),
        value => format!("{:.0} min", value / 60.0),
    };
    format!("about {seconds} ({})", step.seconds.source.name())
}
