//! The versioned JSON of `simulate --history`.

use super::HistoryReport;
use crate::history::{Commit, PathCause, StepHistory};
use crate::report::to_json;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    dockerfile: &'a str,
    context: Option<&'a str>,
    target: Option<&'a str>,
    shallow: bool,
    assumptions: &'a [String],
    commits: Vec<JsonCommit<'a>>,
    steps: Vec<Step<'a>>,
    top_paths: Vec<JsonPath<'a>>,
    totals: Totals,
}

#[derive(Serialize)]
struct JsonCommit<'a> {
    sha: &'a str,
    date: &'a str,
    subject: &'a str,
    changed: usize,
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
    statuses: String,
    rerun: f64,
    root_cause: f64,
    open: f64,
    seconds: JsonSeconds,
    seconds_rerun: f64,
}

#[derive(Serialize)]
struct JsonSeconds {
    value: f64,
    source: &'static str,
}

#[derive(Serialize)]
struct JsonPath<'a> {
    path: &'a str,
    commits: usize,
    commits_alone: usize,
    seconds_alone: f64,
    step: Option<usize>,
}

#[derive(Serialize)]
struct Totals {
    commits: usize,
    commits_answered: usize,
    commits_rerun: usize,
    seconds_rerun: f64,
    seconds_open: f64,
    seconds_per_10_commits: f64,
}

/// The history as one line of JSON, version 1.
pub fn history_json(report: &HistoryReport<'_>) -> String {
    let history = report.history;
    let commits = history.commits.iter().zip(&history.seconds);
    to_json(&Document {
        version: 1,
        dockerfile: &report.dockerfile,
        context: report.context.as_deref(),
        target: report.target.as_deref(),
        shallow: report.is_shallow,
        assumptions: &history.assumptions,
        commits: commits.map(|(commit, (seconds, _))| json_commit(commit, *seconds)).collect(),
        steps: history.steps.iter().map(step).collect(),
        top_paths: history.top_paths.iter().map(path).collect(),
        totals: Totals {
            commits: history.commits.len(),
            commits_answered: history.commits_answered(),
            commits_rerun: history.commits_with_reruns(),
            seconds_rerun: rounded(history.total_seconds()),
            seconds_open: rounded(history.open_seconds()),
            seconds_per_10_commits: rounded(report.seconds_per_ten()),
        },
    })
}

fn json_commit(commit: &Commit, seconds: f64) -> JsonCommit<'_> {
    JsonCommit {
        sha: &commit.sha,
        date: &commit.date,
        subject: &commit.subject,
        changed: commit.changed,
        seconds: rounded(seconds),
    }
}

fn step(step: &StepHistory) -> Step<'_> {
    let it = &step.step;
    Step {
        stage: it.stage_name.as_deref(),
        index: it.index,
        total: it.total,
        line: step.line,
        end_line: step.end_line,
        instruction: &it.text,
        vertex: it.vertex,
        statuses: step.cells.iter().map(|cell| cell.letter()).collect(),
        rerun: rounded(step.fraction(step.reruns())),
        root_cause: rounded(step.fraction(step.root_causes())),
        open: rounded(step.fraction(step.open())),
        seconds: JsonSeconds { value: step.seconds.value, source: step.seconds.source.name() },
        seconds_rerun: rounded(step.cost()),
    }
}

fn path(path: &PathCause) -> JsonPath<'_> {
    JsonPath {
        path: &path.path,
        commits: path.commits,
        commits_alone: path.alone,
        seconds_alone: rounded(path.seconds_alone),
        step: path.step(),
    }
}

/// Without the noise of adding fractions.
fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}
