//! The versioned JSON of `explain`.
//!
//! A contract with other programs: a field may be added and is never changed
//! or removed within a version.

use super::headline::headline;
use super::{ExplanationReport, status};
use crate::build::vertex::VertexStep;
use crate::explain::{Advice, ExplainedStep, RootCause, Why};
use crate::text::LineIndex;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    dockerfile: &'a str,
    context: Option<&'a str>,
    target: Option<&'a str>,
    log: Log<'a>,
    evidence: Evidence<'a>,
    steps: Vec<Step<'a>>,
    roots: Vec<Root<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Log<'a> {
    name: &'a str,
    form: &'a str,
    strangers: &'a [String],
}

/// What the answer rests on: `log`, or what the build was compared with.
#[derive(Serialize)]
struct Evidence<'a> {
    kind: &'a str,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct Step<'a> {
    stage: Option<&'a str>,
    index: usize,
    total: usize,
    line: u32,
    end_line: u32,
    instruction: &'a str,
    vertex: Option<usize>,
    status: &'static str,
    cause: Option<Cause<'a>>,
    edited_since: bool,
    seconds: Option<Seconds>,
}

#[derive(Serialize)]
struct Cause<'a> {
    kind: &'static str,
    step: Option<usize>,
    through: Option<usize>,
    paths: Vec<Path<'a>>,
    detail: &'a str,
    possible: Vec<Possible<'a>>,
    also: Option<Box<Cause<'a>>>,
}

#[derive(Serialize)]
struct Path<'a> {
    path: &'a str,
    change: &'static str,
}

#[derive(Serialize)]
struct Possible<'a> {
    kind: &'static str,
    detail: &'a str,
}

#[derive(Serialize)]
struct Seconds {
    value: f64,
    source: &'static str,
}

#[derive(Serialize)]
struct Root<'a> {
    step: usize,
    victims: &'a [usize],
    seconds: f64,
    advice: Vec<Proposal<'a>>,
}

#[derive(Serialize)]
struct Proposal<'a> {
    text: &'a str,
    keeps: &'a [usize],
    seconds: f64,
    applicability: Option<&'static str>,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Summary {
    headline: String,
    cached: usize,
    rerun: usize,
    seconds_rerun: f64,
}

/// The explanation as one line of JSON, version 1. Steps are named by their place in `steps`.
pub fn explanation_json(report: &ExplanationReport<'_>) -> String {
    let lines = report.lines();
    let explanation = report.explanation;
    let against = report.against.as_ref();
    super::super::to_json(&Document {
        version: 1,
        dockerfile: &report.dockerfile,
        context: report.context.as_deref(),
        target: report.target.as_deref(),
        log: Log { name: &report.log, form: report.form, strangers: &explanation.strangers },
        evidence: Evidence {
            kind: against.map_or("log", |against| against.kind),
            name: against.map(|against| against.name.as_str()),
        },
        steps: report
            .steps()
            .map(|(_, step, explained)| step_of(&lines, step, explained))
            .collect(),
        roots: explanation.roots.iter().map(root_of).collect(),
        summary: Summary {
            headline: headline(report, &lines),
            cached: report.count(|explained| explained.seen.is_cached()),
            rerun: report.count(|explained| explained.seen.has_run()),
            seconds_rerun: rounded(report.cost()),
        },
    })
}

fn step_of<'a>(lines: &LineIndex, step: &'a VertexStep, explained: &'a ExplainedStep) -> Step<'a> {
    Step {
        stage: step.stage_name.as_deref(),
        index: step.index,
        total: step.total,
        line: lines.line(step.range.start as usize),
        end_line: lines.line((step.range.end as usize).saturating_sub(1)),
        instruction: &step.text,
        vertex: step.vertex,
        status: status(step, explained),
        cause: explained.why.as_ref().map(cause_of),
        edited_since: explained.seen.differs,
        seconds: explained
            .seen
            .seconds
            .map(|value| Seconds { value: rounded(value), source: "recorded" }),
    }
}

fn cause_of(why: &Why) -> Cause<'_> {
    let paths = why.paths.iter();
    let possible = why.possible.iter();
    Cause {
        kind: why.reason.name(),
        step: why.root,
        through: why.through,
        paths: paths
            .map(|change| Path { path: &change.path, change: change.kind.name() })
            .collect(),
        detail: &why.detail,
        possible: possible
            .map(|(reason, detail)| Possible { kind: reason.name(), detail })
            .collect(),
        also: why.also.as_deref().map(|also| Box::new(cause_of(also))),
    }
}

fn root_of(root: &RootCause) -> Root<'_> {
    Root {
        step: root.step,
        victims: &root.victims,
        seconds: rounded(root.seconds),
        advice: root.advice.iter().map(proposal).collect(),
    }
}

fn proposal(advice: &Advice) -> Proposal<'_> {
    Proposal {
        text: &advice.text,
        keeps: &advice.keeps,
        seconds: rounded(advice.seconds),
        applicability: advice.fix.as_ref().map(|fix| fix.applicability.name()),
        reason: advice.fix.as_ref().and_then(|fix| fix.reason.as_deref()),
    }
}

/// To milliseconds: the rest is noise.
fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}
