//! The sentences that all views share.

use super::HistoryReport;
use super::figures::{count, duration, percent};
use crate::cost::SecondsSource;
use crate::history::{PathCause, StepHistory};
use crate::report::paint::one_line;

/// The worst step, its root cause, and the paths behind that.
#[derive(Clone, Copy)]
pub(super) struct Worst<'a> {
    pub(super) step: &'a StepHistory,
    /// `None` when it is its own.
    pub(super) cause: Option<&'a StepHistory>,
    pub(super) path: Option<&'a PathCause>,
}

impl<'a> HistoryReport<'a> {
    /// Where most time goes, if any does.
    pub(super) fn worst(&self) -> Option<Worst<'a>> {
        let history = self.history;
        let step = history.worst_step()?;
        let cause = history.root_cause_of(step);
        let path = cause.and_then(|cause| {
            let count = |path: &&PathCause| path.steps.get(&cause).copied().unwrap_or_default();
            let most = history.top_paths.iter().rev().max_by_key(count);
            most.filter(|path| count(path) > 0)
        });
        Some(Worst {
            step: &history.steps[step],
            cause: cause.filter(|cause| *cause != step).map(|cause| &history.steps[cause]),
            path,
        })
    }

    /// Where the seconds of the steps come from, best first, each once.
    pub(super) fn sources(&self) -> Vec<SecondsSource> {
        let costly = self.history.steps.iter().filter(|step| step.seconds.value > 0.0);
        let mut sources: Vec<SecondsSource> = costly.map(|step| step.seconds.source).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    /// `200 commits, c6af5c6 to f11b376, 2025-08-28 to 2026-08-21`
    pub(super) fn span(&self) -> String {
        let commits = &self.history.commits;
        let counted = count(commits.len(), "commit", "commits");
        let (Some(first), Some(last)) = (commits.first(), commits.last()) else { return counted };
        let (from, to) = (short_sha(&first.sha), short_sha(&last.sha));
        let (since, until) = (day(&first.date), day(&last.date));
        let days = match (since.is_empty(), since == until) {
            (true, _) => String::new(),
            (_, true) => format!(", {since}"),
            _ => format!(", {since} to {until}"),
        };
        let shas = if from == to { from } else { format!("{from} to {to}") };
        format!("{counted}, {shas}{days}")
    }

    /// Seconds of work for each ten commits.
    pub(super) fn seconds_per_ten(&self) -> f64 {
        let answered = self.history.commits_answered();
        if answered == 0 { 0.0 } else { self.history.total_seconds() * 10.0 / answered as f64 }
    }

    /// How much ran, in a sentence.
    pub(super) fn headline(&self) -> String {
        let history = self.history;
        let answered = history.commits_answered();
        let ran = history.commits_with_reruns();
        if let (0, Some(reason)) = (answered, &history.refused) {
            return format!("the Dockerfile does not build: {}", one_line(reason));
        }
        if answered == 0 {
            return "no commit has a build, with one before it to compare with".to_owned();
        }
        if ran == 0 {
            return match history.open_seconds() > 0.0 {
                true => "no step ran again for certain".to_owned(),
                false => format!("no step ran again in {}", count(answered, "commit", "commits")),
            };
        }
        let seconds = history.total_seconds();
        let open = match history.open_seconds() {
            open if open >= 0.05 => format!(", and up to {} more", duration(open)),
            _ => String::new(),
        };
        format!(
            "{} of {} re-ran steps ({}): about {}{open}",
            ran,
            count(answered, "commit", "commits"),
            percent(ran as f64 / answered as f64),
            duration(seconds),
        )
    }

    /// Which step costs most, and because of what.
    pub(super) fn blame(&self) -> Option<String> {
        let worst = self.worst()?;
        let runs = count(worst.step.reruns(), "run", "runs");
        let step = format!("{} (line {})", instruction(worst.step), worst.step.line);
        let mut text = format!("worst: {step}, {runs}, {}", duration(worst.step.cost()));
        match worst.cause {
            Some(cause) => {
                text.push_str(&format!(
                    "; root cause: {} (line {})",
                    instruction(cause),
                    cause.line
                ));
            }
            None => text.push_str("; its own root cause"),
        }
        if let Some(path) = worst.path {
            text.push_str(&format!(", because of {}", one_line(&path.path)));
        }
        Some(text)
    }

    /// What is missing from the history.
    pub(super) fn warning(&self) -> Option<String> {
        let found = self.history.commits.len();
        (self.is_shallow && found < self.asked).then(|| {
            format!(
                "this clone is shallow: {} of the {} asked for; `git fetch --unshallow` brings the others",
                count(found, "commit", "commits"),
                self.asked
            )
        })
    }
}

/// The instruction of a step on one line.
pub(super) fn instruction(step: &StepHistory) -> String {
    let text = one_line(&step.step.text);
    if step.step.is_trigger { format!("ONBUILD {text}") } else { text }
}

/// `text` in at most `most` characters.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some(_) => format!("{}…", text.chars().take(most.saturating_sub(1)).collect::<String>()),
        None => text.to_owned(),
    }
}

/// As much of a commit's name as git shows.
pub(super) fn short_sha(sha: &str) -> String {
    one_line(sha).chars().take(7).collect()
}

/// The day of a date.
pub(super) fn day(date: &str) -> String {
    one_line(date).chars().take(10).collect()
}
