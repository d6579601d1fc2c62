//! What a fix would have saved over the last commits.

use crate::analysis::Build;
use crate::cost::Costs;
use crate::diagnostic::Fix;
use crate::history::StepHistory;
use crate::lsp::features::{edits, inlay_hints::percent};
use crate::lsp::insight::{self, Commits};
use crate::lsp::server::Snapshot;
use crate::report::duration;

/// `re-runs 87 % → 6 % of the last 200 commits, about 41 s each`, or, where a step was split, the seconds of all steps;
/// nothing where no history is known, or nothing is saved.
pub(super) fn of(snapshot: &Snapshot, fix: &Fix) -> Option<String> {
    let before = snapshot.insight.commits.as_deref()?;
    let (build, _) = insight::build(snapshot)?;
    let texts = edits::applied(snapshot, fix);
    let context = build.context.as_ref().map(|context| context.with_overlay(&texts.overlay));
    let after = Build { dockerfile: texts.dockerfile, context, ..build };
    said(before, &before.replayed(&after, &Costs::default()))
}

fn said(before: &Commits, after: &Commits) -> Option<String> {
    let parts = |step: &StepHistory| step.fraction(step.reruns());
    let saved = before.history.steps.iter().filter_map(|old| {
        let mut others = after.history.steps.iter();
        let new = others.find(|it| it.step.text == old.step.text)?;
        let seconds = (parts(old) - parts(new)) * old.seconds.value;
        Some((seconds, old, new))
    });
    let best = saved.max_by(|one, other| one.0.total_cmp(&other.0));
    let Some((_, old, new)) = best.filter(|(seconds, ..)| *seconds > 0.0) else {
        return in_all(before, after);
    };
    let (from, to) = (percent(parts(old)), percent(parts(new)));
    let (commits, seconds) = (old.answers(), duration(old.seconds.value));
    Some(format!("re-runs {from} → {to} of the last {commits} commits, about {seconds} each"))
}

/// `about 61 s → 30 s a commit over the last 200`.
fn in_all(before: &Commits, after: &Commits) -> Option<String> {
    let (from, to) = (before.seconds_per_commit(), after.seconds_per_commit());
    let commits = before.history.commits.len();
    // What is less than a second is no promise.
    let is_saved = from - to >= 1.0;
    is_saved.then(|| {
        format!("about {} → {} a commit over the last {commits}", duration(from), duration(to))
    })
}
