//! What the history says of each step, at the end of its first line.

use crate::history::StepHistory;
use crate::lsp::insight::{Commits, Forecast};
use crate::lsp::server::Snapshot;
use crate::report::duration;
use gen_lsp_types as lsp;

/// `textDocument/inlayHint`.
pub(in crate::lsp) fn hints(
    snapshot: &Snapshot,
    params: lsp::InlayHintParams,
) -> Option<Vec<lsp::InlayHint>> {
    let threshold = snapshot.options().hints_from?;
    let commits = snapshot.insight.commits.as_ref()?;
    let wanted = snapshot.text_range(params.range);
    let mut hints = Vec::new();
    for instruction in snapshot.file().instructions() {
        let head = instruction.head_range();
        if head.start > wanted.end || head.end < wanted.start {
            continue;
        }
        let Some((number, step)) = commits.step_of(instruction) else { continue };
        let forecast = Forecast::of(step);
        if forecast.answers == 0 || (forecast.part + forecast.open) * 100.0 < threshold {
            continue;
        }
        hints.push(lsp::InlayHint {
            position: snapshot.position(head.end as usize),
            label: label(forecast).into(),
            kind: None,
            text_edits: None,
            tooltip: Some(tooltip(snapshot, commits, number, step)),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        });
    }
    Some(hints)
}

/// `re-runs on 87 % of the last 200 commits, about 41 s`.
fn label(forecast: Forecast) -> String {
    let (part, answers) = (percent(forecast.part), forecast.answers);
    let commits = if answers == 1 { "commit".to_owned() } else { format!("{answers} commits") };
    let seconds = duration(forecast.seconds);
    match (forecast.part, forecast.open) {
        (0.0, 0.0) => format!("cached on the last {commits}"),
        (0.0, open) => {
            format!("may re-run on {} of the last {commits}, about {seconds}", percent(open))
        }
        _ => format!("re-runs on {part} of the last {commits}, about {seconds}"),
    }
}

/// A part in per cent; what is more than nothing is never shown as nothing.
pub(super) fn percent(part: f64) -> String {
    match part * 100.0 {
        percent if percent > 0.0 && percent < 1.0 => "under 1 %".to_owned(),
        percent => format!("{percent:.0} %"),
    }
}

fn tooltip(
    snapshot: &Snapshot,
    commits: &Commits,
    number: usize,
    step: &StepHistory,
) -> lsp::Tooltip {
    let history = &commits.history;
    let mut lines = Vec::new();
    let root = history.root_cause_of(number).filter(|root| *root != number);
    if let Some(root) = root.and_then(|root| history.steps.get(root)) {
        lines.push(format!("Root cause: line {}, `{}`", root.line, root.step.text));
    }
    let cause = root.unwrap_or(number);
    let mut paths: Vec<_> =
        history.top_paths.iter().filter(|path| path.steps.contains_key(&cause)).collect();
    paths.truncate(3);
    for path in paths {
        let count = path.steps.get(&cause).copied().unwrap_or_default();
        lines.push(format!("- `{}`: {count} of {} commits", path.path, history.commits.len()));
    }
    lines.push(format!(
        "One run: {} ({})",
        duration(step.seconds.value),
        step.seconds.source.name()
    ));
    if commits.is_shallow {
        lines.push("The clone is shallow: older commits are not there.".to_owned());
    }
    let kind = match snapshot.client().reads_markdown {
        true => lsp::MarkupKind::Markdown,
        false => lsp::MarkupKind::PlainText,
    };
    lsp::MarkupContent { kind, value: lines.join("\n") }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(part: f64, seconds: f64, answers: usize) -> String {
        label(Forecast { part, open: 0.0, seconds, answers })
    }

    #[test]
    fn labels() {
        assert_eq!(check(0.87, 41.2, 200), "re-runs on 87 % of the last 200 commits, about 41 s");
        assert_eq!(check(0.0, 41.2, 200), "cached on the last 200 commits");
        let open = Forecast { part: 0.0, open: 0.5, seconds: 0.5, answers: 20 };
        assert_eq!(label(open), "may re-run on 50 % of the last 20 commits, about 0.5 s");
        assert_eq!(check(1.0, 0.4, 1), "re-runs on 100 % of the last commit, about 0.4 s");
        assert_eq!(
            check(0.004, 5.0, 200),
            "re-runs on under 1 % of the last 200 commits, about 5 s"
        );
    }
}
