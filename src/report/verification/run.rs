//! Two containers held against each other, for people and for programs.

use crate::proof::run::{ContainerRun, RunComparison, RunDifference, RunState, StoppedBy};
use crate::report::figures::duration;
use crate::report::paint::one_line;
use serde::Serialize;
use std::fmt::Write;

/// How much of the log of a container is shown that failed.
const LAST_LINES: usize = 10;

/// The lines of a comparison, without a title.
pub fn run_text(runs: &RunComparison) -> String {
    let mut text = row("before", &runs.before);
    text.extend(runs.after.as_ref().map(|after| row("after", after)));
    for it in &runs.differences {
        let (before, after) = (one_line(&it.before), one_line(&it.after));
        let _ = writeln!(text, "  {:10}  {before} → {after}", it.kind.name());
    }
    runs.new_findings
        .iter()
        .for_each(|it| _ = writeln!(text, "  new: {}", one_line(&it.to_string())));
    runs.traits.iter().for_each(|it| _ = writeln!(text, "  note: {}", one_line(&it.to_string())));
    text
}

fn row(name: &str, run: &ContainerRun) -> String {
    let mut parts = vec![run.state.name().to_owned()];
    parts.extend(run.refused.as_deref().map(one_line).map(|it| it.to_string()));
    parts.extend(run.exit_code.map(|code| format!("exit code {code}")));
    match run.listening.as_deref() {
        // What is over listens nowhere.
        None if run.state == RunState::Running => parts.push("ports not seen".to_owned()),
        None | Some([]) => {}
        Some(ports) => parts.push(format!("listens on {}", ports_of(ports).join(", "))),
    }
    parts.extend(run.health.as_deref().map(one_line).map(|it| it.to_string()));
    if let Some(probe) = &run.probe {
        let failed = probe.failed.as_deref().unwrap_or("no answer");
        parts.push(match probe.status {
            Some(status) => format!("answers {status}, {} bytes", probe.bytes),
            None => format!("no answer: {}", one_line(failed)),
        });
    }
    if let (Some(by), Some(seconds)) = (run.stopped_by, run.stop_seconds) {
        let by = if by == StoppedBy::Kill { "killed" } else { "stopped" };
        parts.push(format!("{by} in {}", duration(seconds)));
    }
    let mut text = format!("  {name:10}  {}\n", parts.join(", "));
    if matches!(run.state, RunState::Crashed | RunState::NotStarted) {
        let lines: Vec<&str> = run.output.lines().chain(run.errors.lines()).collect();
        let last = lines.iter().skip(lines.len().saturating_sub(LAST_LINES));
        last.for_each(|line| _ = writeln!(text, "              | {}", one_line(line)));
    }
    text
}

fn ports_of(ports: &[crate::proof::run::Listener]) -> Vec<String> {
    ports.iter().map(ToString::to_string).collect()
}

/// A comparison in JSON.
#[derive(Serialize)]
pub(super) struct JsonRuns<'r> {
    equal: bool,
    before: JsonRun<'r>,
    after: Option<JsonRun<'r>>,
    differences: Vec<JsonDifference<'r>>,
    traits: Vec<String>,
    new_findings: Vec<String>,
}

#[derive(Serialize)]
struct JsonRun<'r> {
    started: bool,
    refused: Option<&'r str>,
    state: &'static str,
    exit_code: Option<i64>,
    ports: Option<Vec<String>>,
    exposed: &'r [u16],
    health: Option<&'r str>,
    probe: Option<JsonAnswer<'r>>,
    stopped_by: Option<&'static str>,
    stop_seconds: Option<f64>,
    stop_signal: &'r str,
    restarted: Option<Box<JsonRun<'r>>>,
}

#[derive(Serialize)]
struct JsonAnswer<'r> {
    status: Option<u16>,
    bytes: usize,
    digest: &'r str,
    failed: Option<&'r str>,
}

#[derive(Serialize)]
struct JsonDifference<'r> {
    kind: &'static str,
    before: &'r str,
    after: &'r str,
}

/// The comparison as it stands in the document.
pub(super) fn runs(runs: &RunComparison) -> JsonRuns<'_> {
    let difference = |it: &'_ RunDifference| it.kind.name();
    JsonRuns {
        equal: runs.is_equal(),
        before: run(&runs.before),
        after: runs.after.as_ref().map(run),
        differences: runs
            .differences
            .iter()
            .map(|it| JsonDifference { kind: difference(it), before: &it.before, after: &it.after })
            .collect(),
        traits: runs.traits.iter().map(ToString::to_string).collect(),
        new_findings: runs.new_findings.iter().map(ToString::to_string).collect(),
    }
}

fn run(run_of: &ContainerRun) -> JsonRun<'_> {
    JsonRun {
        started: run_of.started,
        refused: run_of.refused.as_deref(),
        state: run_of.state.name(),
        exit_code: run_of.exit_code,
        ports: run_of.listening.as_deref().map(ports_of),
        exposed: &run_of.exposed,
        health: run_of.health.as_deref(),
        probe: run_of.probe.as_ref().map(|it| JsonAnswer {
            status: it.status,
            bytes: it.bytes,
            digest: &it.digest,
            failed: it.failed.as_deref(),
        }),
        stopped_by: run_of.stopped_by.map(StoppedBy::name),
        stop_seconds: run_of.stop_seconds,
        stop_signal: &run_of.stop_signal,
        restarted: run_of.restarted.as_deref().map(|it| Box::new(run(it))),
    }
}
