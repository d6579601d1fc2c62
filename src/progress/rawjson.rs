//! `--progress=rawjson`: one JSON object a line (`client/graph.go`).
//!
//! A vertex is announced first, then repeated as it gets on; what a later
//! record says wins. The stream also has status lines, output and warnings,
//! which say nothing about vertices.

use super::Reading;
use super::line::lines;
use super::name::{VertexKind, is_step};
use super::time::nanoseconds;
use super::vertex::{Interval, LoggedVertex, Outcome, outcome_of_error};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::HashMap;
use std::mem::take;

#[derive(Deserialize)]
struct Record {
    #[serde(alias = "Vertexes")]
    vertexes: Option<Vec<Vertex>>,
    statuses: Option<IgnoredAny>,
    logs: Option<IgnoredAny>,
    warnings: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Vertex {
    digest: String,
    inputs: Option<Vec<String>>,
    name: Option<String>,
    started: Option<String>,
    completed: Option<String>,
    cached: Option<bool>,
    error: Option<String>,
}

pub(super) fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let mut build = Build::default();
    for line in lines(text) {
        let Some(record) = record(line) else { continue };
        reading.lines += 1;
        for vertex in record.vertexes.unwrap_or_default() {
            if build.is_left_by(&vertex) {
                reading.builds.push(take(&mut build).finish());
            }
            build.add(vertex);
        }
    }
    reading.builds.push(build.finish());
    reading
}

/// The record in a line, behind whatever a CI system wrote before it.
fn record(line: &str) -> Option<Record> {
    let start = line.find("{\"")?;
    let record: Record = serde_json::from_str(line[start..].trim_end()).ok()?;
    let known = record.vertexes.is_some()
        || record.statuses.is_some()
        || record.logs.is_some()
        || record.warnings.is_some();
    known.then_some(record)
}

/// The vertices of one build, in the order of announcement.
#[derive(Default)]
struct Build {
    known: Vec<Known>,
    by_digest: HashMap<String, usize>,
}

/// What the records of one digest have said so far.
#[derive(Default)]
struct Known {
    digest: String,
    inputs: Vec<String>,
    name: String,
    cached: bool,
    error: Option<String>,
    intervals: Vec<Interval>,
}

impl Build {
    /// Whether `vertex` begins the next build: it loads a Dockerfile anew though
    /// one was loaded and steps of it are known. (A `# syntax=` line makes one
    /// build load it twice, but before there are steps.)
    fn is_left_by(&self, vertex: &Vertex) -> bool {
        let Some(name) = vertex.name.as_deref() else { return false };
        name.contains("internal] load build definition")
            && !self.by_digest.contains_key(&vertex.digest)
            && self.known.iter().any(|known| known.name == name)
            && self.known.iter().any(|known| is_step(&known.name))
    }

    fn add(&mut self, record: Vertex) {
        let index = *self.by_digest.entry(record.digest.clone()).or_insert(self.known.len());
        if index == self.known.len() {
            self.known.push(Known { digest: record.digest.clone(), ..Known::default() });
        }
        self.known[index].add(record);
    }

    fn finish(self) -> Vec<LoggedVertex> {
        self.known.into_iter().map(Known::finish).collect()
    }
}

impl Known {
    fn add(&mut self, record: Vertex) {
        if let Some(started) = record.started.as_deref().and_then(nanoseconds) {
            let completed = record.completed.as_deref().and_then(nanoseconds);
            match self.intervals.iter_mut().find(|known| known.started == started) {
                Some(known) => known.completed = completed.or(known.completed),
                None => self.intervals.push(Interval { started, completed }),
            }
        }
        self.name = record.name.filter(|name| !name.is_empty()).unwrap_or(take(&mut self.name));
        self.inputs =
            record.inputs.filter(|inputs| !inputs.is_empty()).unwrap_or(take(&mut self.inputs));
        self.error = record.error.filter(|error| !error.is_empty()).or(self.error.take());
        self.cached |= record.cached == Some(true);
    }

    fn finish(self) -> LoggedVertex {
        let ended = self.intervals.iter().any(|interval| interval.completed.is_some());
        let outcome = match self.error {
            Some(error) => outcome_of_error(&error),
            None if self.cached || self.is_only_looked_up() => Outcome::Cached,
            None if ended => Outcome::Ran,
            None if self.intervals.is_empty() => Outcome::NotReached,
            None => Outcome::Unfinished,
        };
        LoggedVertex {
            inputs: self.inputs,
            seconds: ended.then(|| seconds_of(&self.intervals)),
            intervals: self.intervals,
            outcome,
            ..LoggedVertex::new(self.digest, self.name)
        }
    }
}

impl Known {
    /// Whether it is made from nothing (a WORKDIR on `scratch`, a linked COPY out of it) and nobody asked for its
    /// result: its key is computed, which takes the one interval that there is, and then all that stands on it is found
    /// in the cache (`solver/edge.go`).
    fn is_only_looked_up(&self) -> bool {
        // What an ADD fetches is made from nothing, too, and never cached.
        let is_own = || match VertexKind::of(&self.name) {
            VertexKind::Step(step) => matches!(step.keyword(), "WORKDIR" | "COPY"),
            _ => false,
        };
        let has_ended = self.intervals.iter().all(|interval| interval.completed.is_some());
        self.inputs.is_empty() && self.intervals.len() == 1 && has_ended && is_own()
    }
}

fn seconds_of(intervals: &[Interval]) -> f64 {
    let lengths = intervals.iter().filter_map(|interval| {
        Some(interval.completed?.saturating_sub(interval.started).max(0) as f64 / 1e9)
    });
    lengths.sum()
}
