//! One step in a few words: what became of it, and why.

use super::{ExplanationReport, is_root, status};
use crate::build::vertex::VertexStep;
use crate::cache::PathChange;
use crate::explain::{ExplainedStep, Reason, Why};
use crate::report::paint::one_line;
use crate::syntax::Keyword;
use crate::text::LineIndex;

/// How many paths are named before "and N more".
const NAMED_PATHS: usize = 3;

/// The word in front of a step. Root causes are in capitals, so that they stand out without colour.
pub(super) fn word(step: &VertexStep, explained: &ExplainedStep) -> &'static str {
    let is_root = explained.why.as_ref().is_some_and(is_root);
    match status(step, explained) {
        // Whether a base is shown as cached means little: it is looked up in either case.
        _ if step.keyword == Keyword::From && is_root => "CHANGED",
        "cached" | "rerun" if step.keyword == Keyword::From => "base",
        "rerun" if is_root => "RE-RUN",
        "rerun" => "re-run",
        "failed" => "FAILED",
        "not-reached" => "not run",
        "not-built" => "unused",
        "not-logged" => "no log",
        other => other,
    }
}

/// The escape sequence for the word.
pub(super) fn tint(word: &str) -> &'static str {
    match word {
        "cached" => "\x1b[32m",
        "RE-RUN" | "CHANGED" | "FAILED" => "\x1b[1;31m",
        "re-run" | "canceled" | "unfinished" => "\x1b[33m",
        _ => "\x1b[2m",
    }
}

/// Why a step ran; empty where there is nothing to say.
pub(super) fn reason(
    report: &ExplanationReport<'_>,
    lines: &LineIndex,
    explained: &ExplainedStep,
) -> String {
    let Some(why) = &explained.why else { return String::new() };
    let because = match why.root {
        Some(root) => format!("because of line {}", report.line(lines, root)),
        None => own(why),
    };
    match &why.also {
        Some(also) => format!("{because}; by itself too: {}", own(also)),
        None => because,
    }
}

/// The step's own reason.
pub(super) fn own(why: &Why) -> String {
    match why.possible.as_slice() {
        [] if why.reason == Reason::Content && !why.paths.is_empty() => paths(&why.paths),
        [] => one_line(&why.detail),
        possible => {
            let texts: Vec<String> = possible.iter().map(|(_, text)| one_line(text)).collect();
            format!("perhaps {}", texts.join("; or "))
        }
    }
}

/// The first few paths.
pub(super) fn paths(paths: &[PathChange]) -> String {
    let named = paths.iter().take(NAMED_PATHS);
    let named: Vec<String> =
        named.map(|change| format!("{} {}", one_line(&change.path), change.kind.name())).collect();
    match paths.len().saturating_sub(NAMED_PATHS) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
