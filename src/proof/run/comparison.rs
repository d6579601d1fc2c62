//! Two containers held against each other.

use super::{ContainerRun, ProbeAnswer, RunFinding, StoppedBy, findings_of, normalized};
use std::collections::BTreeSet;

/// How many lines of a log a difference quotes.
const QUOTED: usize = 5;

/// A container of the original and one of its rewritten successor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunComparison {
    /// Of the original.
    pub before: ContainerRun,
    /// Of its successor; `None` when there is none.
    pub after: Option<ContainerRun>,
    /// Where they differ.
    pub differences: Vec<RunDifference>,
    /// What is remarkable about both, or about the only one: traits of the program.
    pub traits: Vec<RunFinding>,
    /// What is remarkable about the successor only.
    pub new_findings: Vec<RunFinding>,
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunDifferenceKind {
    /// How far it came.
    State,
    /// What it exited with.
    ExitCode,
    /// Where it listens.
    Ports,
    /// What it answers.
    Probe,
    /// What its health check says.
    Health,
    /// What ended it.
    StoppedBy,
    /// What it prints. A hint: no rule foresees all that differs from start to start.
    Log,
}

impl RunDifferenceKind {
    /// Whether it says nothing for sure: a log differs from start to start in ways that no rule foresees.
    pub fn is_hint(self) -> bool {
        self == RunDifferenceKind::Log
    }

    /// As in JSON.
    pub fn name(self) -> &'static str {
        match self {
            RunDifferenceKind::State => "state",
            RunDifferenceKind::ExitCode => "exit-code",
            RunDifferenceKind::Ports => "ports",
            RunDifferenceKind::Probe => "probe",
            RunDifferenceKind::Health => "health",
            RunDifferenceKind::StoppedBy => "stopped-by",
            RunDifferenceKind::Log => "log",
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunDifference {
    /// What differs.
    pub kind: RunDifferenceKind,
    /// How it was.
    pub before: String,
    /// How it is.
    pub after: String,
}

impl RunComparison {
    /// Whether the successor does what the original does; what it prints is no part of that.
    pub fn is_equal(&self) -> bool {
        self.differences.iter().all(|it| it.kind.is_hint())
    }
}

/// Holds a container against its successor's.
pub fn compare_runs(before: ContainerRun, after: Option<ContainerRun>) -> RunComparison {
    let differences = after.as_ref().map(|after| differences(&before, after)).unwrap_or_default();
    let old = findings_of(&before);
    let new = after.as_ref().map(findings_of);
    let is_shared = |it: &RunFinding| new.as_ref().is_none_or(|new| new.contains(it));
    let traits = old.iter().filter(|it| is_shared(it)).cloned().collect();
    let new_findings = new.into_iter().flatten().filter(|it| !old.contains(it)).collect();
    RunComparison { before, after, differences, traits, new_findings }
}

fn differences(before: &ContainerRun, after: &ContainerRun) -> Vec<RunDifference> {
    let mut found = Vec::new();
    let mut differ = |kind, before: String, after: String| {
        if before != after {
            found.push(RunDifference { kind, before, after });
        }
    };
    differ(RunDifferenceKind::State, before.state.name().to_owned(), after.state.name().to_owned());
    let code = |run: &ContainerRun| run.exit_code.map_or("none".to_owned(), |it| it.to_string());
    differ(RunDifferenceKind::ExitCode, code(before), code(after));
    if before.listening.is_some() && after.listening.is_some() {
        differ(RunDifferenceKind::Ports, ports(before), ports(after));
    }
    differ(RunDifferenceKind::Probe, answer(before.probe.as_ref()), answer(after.probe.as_ref()));
    let health = |run: &ContainerRun| run.health.clone().unwrap_or("none".to_owned());
    differ(RunDifferenceKind::Health, health(before), health(after));
    let stopped = |run: &ContainerRun| run.stopped_by.map_or("none", StoppedBy::name).to_owned();
    differ(RunDifferenceKind::StoppedBy, stopped(before), stopped(after));
    let (lines, others) = (lines_of(before), lines_of(after));
    let missing = |of: &BTreeSet<String>, from: &BTreeSet<String>| {
        let lines: Vec<&str> = of.difference(from).take(QUOTED).map(String::as_str).collect();
        lines.join("\n")
    };
    differ(RunDifferenceKind::Log, missing(&lines, &others), missing(&others, &lines));
    found
}

fn ports(run: &ContainerRun) -> String {
    let ports = run.listening.iter().flatten().map(ToString::to_string);
    let ports: Vec<String> = ports.collect();
    if ports.is_empty() { "none".to_owned() } else { ports.join(", ") }
}

fn answer(probe: Option<&ProbeAnswer>) -> String {
    match probe {
        None => "not asked".to_owned(),
        // The words of the system may name a port that was published anywhere.
        Some(ProbeAnswer { status: None, .. }) => "no answer".to_owned(),
        Some(ProbeAnswer { status: Some(status), bytes, digest, .. }) => {
            let digest = digest.get(..12).unwrap_or(digest);
            format!("{status}, {bytes} bytes ({digest})")
        }
    }
}

fn lines_of(run: &ContainerRun) -> BTreeSet<String> {
    let lines = run.output.lines().chain(run.errors.lines()).map(normalized);
    lines.filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Listener, Reach, RunState};
    use super::*;

    fn server() -> ContainerRun {
        ContainerRun {
            started: true,
            state: RunState::Running,
            listening: Some(vec![Listener { port: 3000, reach: Reach::All }]),
            exposed: vec![3000],
            output: "2026-11-24T18:48:44Z ready in 12 ms\n".to_owned(),
            stopped_by: Some(StoppedBy::StopSignal),
            stop_signal: "SIGTERM".to_owned(),
            command: vec!["node".to_owned(), "server.js".to_owned()],
            ..ContainerRun::default()
        }
    }

    fn check(before: ContainerRun, after: Option<ContainerRun>, expected: &str) {
        let it = compare_runs(before, after);
        let differences = it
            .differences
            .iter()
            .map(|it| format!("{}: {} | {}", it.kind.name(), it.before, it.after));
        let traits = it.traits.iter().map(|it| format!("trait: {it}"));
        let new = it.new_findings.iter().map(|it| format!("new: {it}"));
        let shown: Vec<String> = differences.chain(traits).chain(new).collect();
        assert_eq!(shown.join("\n"), expected);
    }

    #[test]
    fn equal_but_for_the_time() {
        let output = "2026-11-25T01:02:03Z ready in 9 ms\n".to_owned();
        check(server(), Some(ContainerRun { output, ..server() }), "");
    }

    #[test]
    fn a_port_that_no_longer_listens() {
        check(
            server(),
            Some(ContainerRun { listening: Some(Vec::new()), ..server() }),
            "ports: 3000 | none\nnew: port 3000 is exposed and nothing listens on it",
        );
        check(server(), Some(ContainerRun { listening: None, ..server() }), "");
    }

    #[test]
    fn what_both_do_is_a_trait() {
        let run = ContainerRun { exposed: vec![], ..server() };
        check(run.clone(), Some(run.clone()), "trait: port 3000 listens and is not exposed");
        check(run, None, "trait: port 3000 listens and is not exposed");
    }

    #[test]
    fn an_end_without_input_is_no_crash() {
        let over = |command: &str, exit_code| {
            let run = ContainerRun {
                command: vec![command.to_owned()],
                exit_code: Some(exit_code),
                ..ContainerRun::default()
            };
            run.state_when_over()
        };
        assert_eq!(over("/bin/sh", 0), RunState::NoInput);
        assert_eq!(over("/bin/sh", 127), RunState::Crashed);
        assert_eq!(over("/app", 0), RunState::Exited);
    }
}
