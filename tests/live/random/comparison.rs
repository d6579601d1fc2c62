//! What was predicted, held against what was observed.

use crate::build::{Observed, ObservedStep};
use dockwright::build::vertex::{VertexGraph, VertexStep};
use dockwright::cache::{Condition, Simulation, Verdict};
use dockwright::syntax::Keyword;
use std::collections::{BTreeMap, BTreeSet};

/// What was said of one vertex of a step.
#[derive(Clone, Debug)]
pub(crate) struct Predicted {
    /// As in `fixtures/scenarios`.
    pub(crate) label: String,
    pub(crate) verdict: Verdict,
    pub(crate) conditions: BTreeSet<Condition>,
    /// Whether it is the copy of a `--link`, which a layer of its own puts on top.
    is_linked: bool,
    /// Its vertex, which several steps may share.
    vertex: Option<usize>,
}

/// How many there were of what.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) cached: usize,
    pub(crate) rerun: usize,
    pub(crate) depends: usize,
    pub(crate) unknown: usize,
    /// Open ones of whose conditions it is known whether they hold.
    pub(crate) decided: usize,
    /// Steps that read files of a stage whose last step ran again, and how many of them were cached all the same.
    pub(crate) of_rerun_stages: usize,
    pub(crate) of_rerun_stages_cached: usize,
}

impl Tally {
    /// Adds what there was in another scenario.
    pub(crate) fn add(&mut self, other: &Tally) {
        self.cached += other.cached;
        self.rerun += other.rerun;
        self.depends += other.depends;
        self.unknown += other.unknown;
        self.decided += other.decided;
        self.of_rerun_stages += other.of_rerun_stages;
        self.of_rerun_stages_cached += other.of_rerun_stages_cached;
    }

    /// How many steps there were.
    pub(crate) fn steps(&self) -> usize {
        self.cached + self.rerun + self.depends + self.unknown
    }
}

/// Where prediction and observation differ, one line each.
///
/// `holds` knows of some conditions whether they hold.
pub(crate) fn differences(
    simulation: &Simulation,
    observed: &Observed,
    holds: &dyn Fn(&Condition) -> Option<bool>,
    tally: &mut Tally,
) -> Vec<String> {
    let predicted = predictions(simulation);
    let mut lines = Vec::new();
    let mut open: Vec<(&Predicted, bool)> = Vec::new();
    for it in &predicted {
        let Some(step) = find(&predicted, it, observed) else {
            lines.push(format!("{}: predicted {}, no such step", it.label, it.verdict.name()));
            continue;
        };
        match it.verdict {
            Verdict::Cached => tally.cached += 1,
            Verdict::Rerun => tally.rerun += 1,
            Verdict::Depends => tally.depends += 1,
            Verdict::Unknown | Verdict::NotBuilt => tally.unknown += 1,
        }
        match it.verdict {
            Verdict::Cached if !step.is_cached() => lines.push(format!("{step}, predicted cached")),
            Verdict::Rerun if step.is_cached() => lines.push(format!("{step}, predicted rerun")),
            // Of a copy under a link only the conditions of the layer on top are known.
            Verdict::Depends | Verdict::Unknown if it.is_linked => {}
            Verdict::Depends | Verdict::Unknown => {
                let expected = expected(it, holds);
                tally.decided += usize::from(expected.is_some());
                if expected.is_some_and(|is_cached| is_cached != step.is_cached()) {
                    lines
                        .push(format!("{step}, its conditions say otherwise: {:?}", it.conditions));
                }
                open.push((it, step.is_cached()));
            }
            _ => {}
        }
    }
    let is_predicted = |step: &&ObservedStep| {
        let has_label = |it: &Predicted| it.label == step.label();
        predicted.iter().any(has_label)
    };
    for step in observed.steps.iter().filter(|step| !is_predicted(step)) {
        lines.push(format!("{step}, not predicted"));
    }
    lines.extend(contradictions(&open));
    lines
}

/// What comes of an open verdict, where it is known of enough of its conditions whether they hold.
fn expected(it: &Predicted, holds: &dyn Fn(&Condition) -> Option<bool>) -> Option<bool> {
    let known: Vec<Option<bool>> = it.conditions.iter().map(holds).collect();
    match (known.contains(&Some(false)), known.contains(&None) || known.is_empty()) {
        (true, _) => Some(false),
        (false, true) => None,
        (false, false) => Some(true),
    }
}

/// The step of a prediction: of its name, or of another name that its vertex has.
fn find<'o>(
    all: &[Predicted],
    predicted: &Predicted,
    observed: &'o Observed,
) -> Option<&'o ObservedStep> {
    let twins = all.iter().filter(|it| it.vertex.is_some() && it.vertex == predicted.vertex);
    let labels = [predicted].into_iter().chain(twins).map(|it| it.label.as_str());
    let mut steps = labels.filter_map(|label| observed.steps.iter().find(|it| it.label() == label));
    steps.next()
}

/// Where all conditions of a cached step hold, so do they for every other step that has no others.
fn contradictions(open: &[(&Predicted, bool)]) -> Vec<String> {
    let cached = open.iter().filter(|(_, is_cached)| *is_cached);
    let ran = || open.iter().filter(|(_, is_cached)| !*is_cached);
    cached
        .flat_map(|(held, _)| {
            let denied = ran().filter(|(it, _)| it.conditions.is_subset(&held.conditions));
            denied.map(|(other, _)| {
                format!(
                    "{} ran although {} did not, on the same conditions",
                    other.label, held.label
                )
            })
        })
        .collect()
}

/// What is predicted, one line a step.
pub(crate) fn lines(simulation: &Simulation) -> Vec<String> {
    let line = |it: Predicted| format!("{}: {}", it.label, it.verdict.name());
    predictions(simulation).into_iter().map(line).collect()
}

/// How often each verdict is given, and each condition.
pub(crate) fn count(simulations: &[Simulation]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for step in simulations.iter().flat_map(predictions) {
        *counts.entry(step.verdict.name()).or_default() += 1;
        for condition in &step.conditions {
            let name = match condition {
                Condition::SameOutput { .. } => "on an output",
                Condition::SameRemote { .. } => "on what is fetched",
                Condition::BaseInRoot => "on the base's folder",
                Condition::SameImage { .. } => "on an image",
                Condition::NothingSelected { .. } => "on what is selected",
            };
            *counts.entry(name).or_default() += 1;
        }
    }
    let counts: Vec<String> =
        counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    counts.join("; ")
}

/// What is said of each vertex of each step.
fn predictions(simulation: &Simulation) -> Vec<Predicted> {
    let is_told =
        |step: &VertexStep, verdict| step.keyword != Keyword::From && verdict != Verdict::NotBuilt;
    let told = simulation.steps.iter().filter(|it| is_told(&it.step, it.verdict));
    told.flat_map(|outcome| {
        let step = &outcome.step;
        let predicted = |label, verdict, vertex| Predicted {
            label,
            verdict,
            conditions: outcome.conditions.iter().cloned().collect(),
            is_linked: false,
            vertex,
        };
        let own = label(step);
        match outcome.linked {
            None => vec![predicted(own, outcome.verdict, step.vertex)],
            Some(copied) => vec![
                Predicted { is_linked: true, ..predicted(own, copied, step.linked) },
                predicted(link_label(step), outcome.verdict, step.vertex),
            ],
        }
    })
    .collect()
}

/// How a step is called in progress output.
pub(crate) fn label(step: &VertexStep) -> String {
    let keyword = if step.is_trigger { "ONBUILD" } else { step.keyword.name() };
    place(step) + keyword
}

fn link_label(step: &VertexStep) -> String {
    place(step) + "LINK"
}

fn place(step: &VertexStep) -> String {
    let stage = step.stage_name.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
    format!("{stage}{}/{} ", step.index, step.total)
}

/// Counts the steps that read files of a stage whose last step ran again.
pub(crate) fn count_reads(vertices: &VertexGraph, observed: &Observed, tally: &mut Tally) {
    let outcome = |vertex: usize| {
        let steps = vertices.steps.iter().filter(|step| step.vertex == Some(vertex));
        let labels: Vec<String> = steps.flat_map(|step| [label(step), link_label(step)]).collect();
        observed.steps.iter().rfind(|step| labels.contains(&step.label()))
    };
    for step in &vertices.steps {
        let Some(vertex) = step.linked.or(step.vertex) else { continue };
        let reads_rerun = vertices.vertex(vertex).sources.iter().any(|source| {
            source.by_content && outcome(source.vertex).is_some_and(|step| !step.is_cached())
        });
        if reads_rerun {
            tally.of_rerun_stages += 1;
            let own = observed.steps.iter().find(|it| it.label() == label(step));
            tally.of_rerun_stages_cached += usize::from(own.is_some_and(ObservedStep::is_cached));
        }
    }
}
