//! The versioned JSON of `simulate`.

use super::SimulationReport;
use crate::cache::{Cause, Condition, StepOutcome, Verdict};
use crate::explain::Advice;
use crate::text::LineIndex;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    dockerfile: &'a str,
    context: Option<&'a str>,
    target: Option<&'a str>,
    assumptions: &'a [String],
    steps: Vec<Step<'a>>,
    advice: Vec<Proposal<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Proposal<'a> {
    text: &'a str,
    keeps: &'a [usize],
    seconds: f64,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    linked_copy: Option<&'static str>,
    cause: JsonCause<'a>,
    depends_on: Vec<DependsOn<'a>>,
    may_be_stale: bool,
    seconds: Option<JsonSeconds>,
}

#[derive(Serialize)]
struct JsonCause<'a> {
    kind: &'static str,
    step: Option<usize>,
    paths: Vec<&'a str>,
    detail: &'a str,
}

#[derive(Default, Serialize)]
struct DependsOn<'a> {
    stage: Option<&'a str>,
    line: Option<u32>,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_works_in: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    selects_changes: Option<bool>,
}

#[derive(Serialize)]
struct JsonSeconds {
    value: f64,
    source: &'static str,
}

#[derive(Serialize)]
struct Summary {
    cached: usize,
    rerun: usize,
    depends: usize,
    unknown: usize,
    not_built: usize,
    seconds_rerun: Option<f64>,
}

/// The prediction as one line of JSON, version 1.
pub fn simulation_json(report: &SimulationReport<'_>) -> String {
    let lines = report.lines();
    let count = |verdict| report.count(verdict);
    let document = Document {
        version: 1,
        dockerfile: &report.dockerfile,
        context: report.context.as_deref(),
        target: report.target.as_deref(),
        assumptions: &report.simulation.assumptions,
        steps: report.steps().map(|(number, it)| step(report, &lines, number, it)).collect(),
        advice: report.roots.iter().flat_map(|root| &root.advice).map(proposal).collect(),
        summary: Summary {
            cached: count(Verdict::Cached),
            rerun: count(Verdict::Rerun),
            depends: count(Verdict::Depends),
            unknown: count(Verdict::Unknown),
            not_built: count(Verdict::NotBuilt),
            seconds_rerun: report.cost(Verdict::Rerun),
        },
    };
    serde_json::to_string(&document).unwrap_or_default() + "\n"
}

fn proposal(advice: &Advice) -> Proposal<'_> {
    Proposal { text: &advice.text, keeps: &advice.keeps, seconds: advice.seconds }
}

fn step<'a>(
    report: &'a SimulationReport<'_>,
    lines: &LineIndex,
    number: usize,
    outcome: &'a StepOutcome,
) -> Step<'a> {
    let it = &outcome.step;
    let seconds = report.seconds_of(number);
    Step {
        stage: it.stage_name.as_deref(),
        index: it.index,
        total: it.total,
        line: lines.line(it.range.start as usize),
        end_line: lines.line((it.range.end as usize).saturating_sub(1)),
        instruction: &it.text,
        vertex: it.vertex,
        status: outcome.verdict.name(),
        linked_copy: outcome.linked.map(Verdict::name),
        cause: cause(outcome.cause.as_ref()),
        depends_on: outcome.conditions.iter().map(|it| depends(report, lines, it)).collect(),
        may_be_stale: outcome.may_be_stale,
        seconds: seconds.map(|it| JsonSeconds { value: it.value, source: it.source.name() }),
    }
}

fn cause(cause: Option<&Cause>) -> JsonCause<'_> {
    match cause {
        None => JsonCause { kind: "none", step: None, paths: Vec::new(), detail: "" },
        Some(cause) => JsonCause {
            kind: cause.kind.name(),
            step: cause.step,
            paths: cause.paths.iter().map(|change| change.path.as_str()).collect(),
            detail: &cause.detail,
        },
    }
}

fn depends<'a>(
    report: &'a SimulationReport<'_>,
    lines: &LineIndex,
    condition: &'a Condition,
) -> DependsOn<'a> {
    let step = |number: &usize| report.simulation.steps.get(*number).map(|outcome| &outcome.step);
    let line = |number: &usize| step(number).map(|step| lines.line(step.range.start as usize));
    let stage = |number: &usize| step(number).and_then(|step| step.stage_name.as_deref());
    let none = DependsOn::default();
    match condition {
        Condition::SameOutput { step, path } => {
            DependsOn { stage: stage(step), line: line(step), path, ..none }
        }
        Condition::SameRemote { step, address } => {
            DependsOn { stage: stage(step), line: line(step), address: Some(address), ..none }
        }
        Condition::BaseInRoot => DependsOn { base_works_in: Some("/"), ..none },
        Condition::NothingSelected { path } => {
            DependsOn { path, selects_changes: Some(false), ..none }
        }
        Condition::SameImage { reference, path } => {
            DependsOn { path, image: Some(reference), ..none }
        }
    }
}
