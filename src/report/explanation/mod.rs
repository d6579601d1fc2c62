//! The explanation of a build that happened, as text and as JSON.

mod headline;
mod json;
mod row;
#[cfg(test)]
mod tests;
mod text;

use crate::build::vertex::{VertexGraph, VertexStep};
use crate::explain::{ExplainedStep, Explanation, Why};
use crate::progress::Outcome;
use crate::syntax::Keyword;
use crate::text::LineIndex;
use std::collections::BTreeSet;

pub use json::explanation_json;
pub use text::explanation_text;

/// An explanation, and what is needed to print it.
#[derive(Clone, Debug)]
pub struct ExplanationReport<'a> {
    /// Path of the Dockerfile, as people should see it.
    pub dockerfile: String,
    /// Path of the build context, as people should see it; `None` for no context.
    pub context: Option<String>,
    /// The target as it was named.
    pub target: Option<String>,
    /// Where the log comes from: a path, `-`, or the name of a build.
    pub log: String,
    /// How the log was written: `rawjson`, `plain`, `tty`.
    pub form: &'static str,
    /// What the build was compared with; `None` when the log alone had to do.
    pub against: Option<Against>,
    /// The text of the Dockerfile.
    pub text: &'a str,
    /// Its steps.
    pub vertices: &'a VertexGraph,
    /// The explanation.
    pub explanation: &'a Explanation,
}

/// What a build was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Against {
    /// The word that JSON has for it: `revision`, `record`, `dockerfile`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
}

impl ExplanationReport<'_> {
    fn lines(&self) -> LineIndex {
        LineIndex::new(self.text)
    }

    fn steps(&self) -> impl Iterator<Item = (usize, &VertexStep, &ExplainedStep)> {
        let steps = self.vertices.steps.iter().zip(&self.explanation.steps).enumerate();
        steps.map(|(number, (step, explained))| (number, step, explained))
    }

    fn line(&self, lines: &LineIndex, step: usize) -> u32 {
        let start = self.vertices.steps.get(step).map_or(0, |step| step.range.start);
        lines.line(start as usize)
    }

    /// How many steps other than FROM the log mentions that `are` so; a vertex that two stages share counts once.
    fn count(&self, are: impl Fn(&ExplainedStep) -> bool) -> usize {
        let counted = self.steps().filter(|(_, step, explained)| {
            step.keyword != Keyword::From && explained.seen.outcome.is_some() && are(explained)
        });
        let vertices: BTreeSet<_> = counted
            .map(|(number, step, _)| step.vertex.map_or((true, number), |vertex| (false, vertex)))
            .collect();
        vertices.len()
    }

    /// What all steps that ran took, in seconds.
    fn cost(&self) -> f64 {
        self.explanation.roots.iter().map(|root| root.seconds).sum()
    }
}

/// The instruction as it is shown.
fn shown(step: &VertexStep) -> String {
    let text = super::paint::one_line(&step.text);
    let text = if step.is_trigger { format!("ONBUILD {text}") } else { text };
    match text.char_indices().nth(44) {
        Some(_) => format!("{}…", text.chars().take(43).collect::<String>()),
        None => text,
    }
}

/// Whether a step ran for a reason of its own.
fn is_root(why: &Why) -> bool {
    why.root.is_none()
}

/// The word that JSON has for what became of a step.
fn status(step: &VertexStep, explained: &ExplainedStep) -> &'static str {
    match &explained.seen.outcome {
        Some(Outcome::Cached) => "cached",
        Some(Outcome::Ran) => "rerun",
        Some(Outcome::Failed(_)) => "failed",
        Some(Outcome::Canceled) => "canceled",
        Some(Outcome::Unfinished) => "unfinished",
        Some(Outcome::NotReached) => "not-reached",
        None if step.vertex.is_none() => "not-built",
        None => "not-logged",
    }
}
