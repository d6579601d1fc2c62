//! Predictions, held against what an engine did.

use crate::build::BuildGraph;
use crate::build::vertex::VertexGraph;
use crate::cache::{Simulation, StepOutcome, Verdict, observe_with};
use crate::progress::{BuildLog, Outcome, Provenance};
use crate::syntax::Keyword;
use crate::text::LineIndex;

/// All that was predicted and tried.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Predictions {
    /// One for each change.
    pub scenarios: Vec<ScenarioOutcome>,
}

/// What came of one change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScenarioOutcome {
    /// What was changed, as it is shown.
    pub name: String,
    /// What kind of input that is.
    pub kind: &'static str,
    /// The steps that were predicted or seen, in file order; FROM is not among them.
    pub steps: Vec<StepComparison>,
    /// How long the build took, in seconds.
    pub seconds: f64,
    /// Why there is nothing to compare: the engine's words.
    pub failed: Option<String>,
}

/// How a prediction fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// It came true.
    Agrees,
    /// It did not.
    Diverged,
    /// It was left open on what; now it is known.
    Open,
    /// The step was cached although it differs from the build before: an older one may have been the same.
    Kept,
}

/// One step: what was predicted, what was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct StepComparison {
    /// The first line of the instruction, from 1.
    pub line: u32,
    /// The instruction on one line, and not too long.
    pub instruction: String,
    /// All of it on one line, without flags: what the step does, whatever is mounted for it.
    pub command: String,
    /// What was predicted.
    pub predicted: Verdict,
    /// Whether it was cached; `None` when the engine did not come to it.
    pub is_cached: Option<bool>,
    /// How long it ran, in seconds.
    pub seconds: Option<f64>,
    /// How the prediction fared.
    pub agreement: Agreement,
    /// What there is to say about that.
    pub explanation: Option<String>,
}

impl StepComparison {
    /// What was seen, in a word.
    pub fn observed(&self) -> &'static str {
        match self.is_cached {
            Some(true) => "cached",
            Some(false) => "rerun",
            None => "not-built",
        }
    }
}

impl Predictions {
    fn steps(&self) -> impl Iterator<Item = &StepComparison> {
        self.scenarios.iter().flat_map(|scenario| &scenario.steps)
    }

    /// How many predictions there were.
    pub fn count(&self) -> usize {
        self.steps().count()
    }

    /// How many fared so.
    pub fn count_of(&self, agreement: Agreement) -> usize {
        self.steps().filter(|step| step.agreement == agreement).count()
    }

    /// Those that did not come true, each with its scenario.
    pub fn diverged(&self) -> impl Iterator<Item = (&ScenarioOutcome, &StepComparison)> {
        let pairs = self
            .scenarios
            .iter()
            .flat_map(|scenario| scenario.steps.iter().map(move |step| (scenario, step)));
        pairs.filter(|(_, step)| step.agreement == Agreement::Diverged)
    }
}

/// A build as it is compared: the file, what was to be solved, what was reported.
#[derive(Clone, Copy, Debug)]
pub struct Observed<'a> {
    /// The text of the file.
    pub text: &'a str,
    /// The file.
    pub graph: &'a BuildGraph<'a>,
    /// What was to be solved.
    pub vertices: &'a VertexGraph,
    /// What the engine reported.
    pub log: &'a BuildLog,
    /// The lines of each vertex.
    pub provenance: &'a Provenance,
}

/// Holds a prediction against a build; `is_unheard_of` says that no older build can have had these inputs.
pub fn compare(
    simulation: &Simulation,
    observed: Observed<'_>,
    is_unheard_of: bool,
) -> Vec<StepComparison> {
    let Observed { text, graph, vertices, log, provenance } = observed;
    let lines = LineIndex::new(text);
    let seen = observe_with(graph, vertices, log, provenance);
    let steps = simulation.steps.iter().zip(&seen.steps);
    let counts = |outcome: &StepOutcome| {
        outcome.step.keyword != Keyword::From && outcome.step.vertex.is_some()
    };
    steps
        .filter(|(outcome, _)| counts(outcome))
        .filter(|(outcome, seen)| outcome.verdict != Verdict::NotBuilt || seen.outcome.is_some())
        .map(|(outcome, seen)| {
            let is_cached = match &seen.outcome {
                Some(Outcome::Cached) => Some(true),
                Some(Outcome::Ran) => Some(false),
                _ => None,
            };
            let agreement = agreement(outcome.verdict, is_cached, is_unheard_of);
            StepComparison {
                line: lines.line(outcome.step.range.start as usize),
                instruction: outcome.step.text.clone(),
                command: command(graph, outcome),
                predicted: outcome.verdict,
                is_cached,
                seconds: seen.seconds.filter(|_| is_cached == Some(false)),
                agreement,
                explanation: explanation(outcome, agreement, is_cached),
            }
        })
        .collect()
}

fn command(graph: &BuildGraph<'_>, outcome: &StepOutcome) -> String {
    let mut steps = graph.stages.iter().flat_map(|stage| &stage.steps);
    let step = steps.find(|step| step.instruction.range() == outcome.step.range);
    let Some(step) = step else { return outcome.step.text.clone() };
    let arguments = step.instruction.arguments();
    let words = arguments.text().split_whitespace();
    [outcome.step.keyword.name()].into_iter().chain(words).collect::<Vec<_>>().join(" ")
}

fn agreement(predicted: Verdict, is_cached: Option<bool>, is_unheard_of: bool) -> Agreement {
    match (predicted, is_cached) {
        (Verdict::Depends | Verdict::Unknown, _) => Agreement::Open,
        (Verdict::Cached, Some(true)) | (Verdict::Rerun, Some(false)) => Agreement::Agrees,
        // A step whose result nobody needs is not mentioned, whatever would have come of it.
        (Verdict::Cached | Verdict::NotBuilt, None) => Agreement::Agrees,
        (Verdict::Rerun, Some(true)) if !is_unheard_of => Agreement::Kept,
        _ => Agreement::Diverged,
    }
}

fn explanation(
    outcome: &StepOutcome,
    agreement: Agreement,
    is_cached: Option<bool>,
) -> Option<String> {
    let text = match (agreement, is_cached) {
        (Agreement::Agrees, _) => return None,
        (Agreement::Open, Some(true)) => {
            "left open; it was cached, so what it reads came out the same"
        }
        (Agreement::Open, Some(false)) => "left open; it ran, so what it reads came out different",
        (Agreement::Open, None) => "left open; the engine did not come to it",
        (Agreement::Kept, _) => "an older build in the engine's cache had the same inputs",
        (Agreement::Diverged, Some(true)) if outcome.may_be_stale => {
            "the engine did not notice the change: its transfer of the context looks at size and time only"
        }
        (Agreement::Diverged, Some(true)) => {
            "the engine found its result in the cache although its inputs are new"
        }
        (Agreement::Diverged, Some(false)) => {
            "nothing that it reads has changed, yet the engine ran it: it may have dropped the old result"
        }
        (Agreement::Diverged, None) => "the engine did not come to it",
    };
    Some(text.to_owned())
}
