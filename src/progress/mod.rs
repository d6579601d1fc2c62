//! The progress output of builds that happened, read back into vertices.
//!
//! Takes what a terminal, a file or a CI system kept of `docker buildx build`
//! (any `--progress`), finds out by itself in which form it is, and returns
//! the vertices that the build reported. Knows nothing of Dockerfiles: which
//! instruction a vertex belongs to is the caller's question. Reading never
//! fails; what is no progress output is counted and left alone.

mod line;
mod name;
mod plain;
mod provenance;
mod rawjson;
#[cfg(test)]
mod tests;
mod time;
mod tty;
mod vertex;

pub use name::{StepName, VertexKind};
pub use provenance::Provenance;
pub use vertex::{Interval, LoggedVertex, Outcome};

/// How a log was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogForm {
    /// `--progress=rawjson`, also of `docker buildx history logs`.
    RawJson,
    /// `--progress=plain`: lines that begin with `#7`.
    Plain,
    /// `--progress=tty`: frames under `[+] Building`.
    Tty,
    /// No progress output was found.
    Unknown,
}

impl LogForm {
    /// In a word, for reports.
    pub fn name(self) -> &'static str {
        match self {
            LogForm::RawJson => "rawjson",
            LogForm::Plain => "plain",
            LogForm::Tty => "tty",
            LogForm::Unknown => "unknown",
        }
    }
}

/// One build, as its log tells it.
#[derive(Clone, Debug)]
pub struct BuildLog {
    /// How it was written.
    pub form: LogForm,
    /// What the build reported, in the order of first mention.
    pub vertices: Vec<LoggedVertex>,
    /// How many lines of the whole text, blank ones aside, say nothing about vertices.
    pub other_lines: usize,
}

impl BuildLog {
    /// The vertices that count for the cache: steps of the Dockerfile, without
    /// FROM and without what is fetched for an ADD.
    pub fn steps(&self) -> impl Iterator<Item = (&LoggedVertex, &StepName)> {
        self.vertices.iter().filter(|vertex| vertex.counts()).filter_map(|vertex| {
            let VertexKind::Step(step) = &vertex.kind else { return None };
            Some((vertex, step))
        })
    }

    /// The vertex with that id.
    pub fn vertex(&self, id: &str) -> Option<&LoggedVertex> {
        self.vertices.iter().find(|vertex| vertex.id == id)
    }

    /// Whether some vertex failed. A build that was cut off has not failed.
    pub fn has_failed(&self) -> bool {
        self.vertices.iter().any(|vertex| matches!(vertex.outcome, Outcome::Failed(_)))
    }
}

/// Reads a log; of several builds in it, the last one that has steps.
pub fn read(text: &str) -> BuildLog {
    let mut builds = read_all(text);
    let last = builds.iter().rposition(|build| build.steps().next().is_some());
    match last.or_else(|| builds.len().checked_sub(1)) {
        Some(index) => builds.swap_remove(index),
        None => BuildLog {
            form: LogForm::Unknown,
            vertices: Vec::new(),
            other_lines: line::lines(text).count(),
        },
    }
}

/// Reads all builds in a log, in the order in which they began.
///
/// All are taken to be written in one form: that in which most vertices are found.
pub fn read_all(text: &str) -> Vec<BuildLog> {
    let clean = line::without_escapes(text);
    let readings = [
        (LogForm::RawJson, rawjson::read(&clean)),
        (LogForm::Plain, plain::read(&clean)),
        (LogForm::Tty, tty::read(&clean)),
    ];
    let best = readings.into_iter().rev().max_by_key(|(_, reading)| reading.vertices());
    let Some((form, reading)) = best else { return Vec::new() };
    let other_lines = line::lines(&clean).count().saturating_sub(reading.lines);
    let builds = reading.builds.into_iter().filter(|vertices| !vertices.is_empty());
    builds
        .map(|mut vertices| {
            name::name_targets(&mut vertices);
            vertex::mark_fetches(&mut vertices);
            BuildLog { form, vertices, other_lines }
        })
        .collect()
}

/// What one of the readers found.
#[derive(Debug, Default)]
struct Reading {
    /// The vertices of each build.
    builds: Vec<Vec<LoggedVertex>>,
    /// How many lines it understood.
    lines: usize,
}

impl Reading {
    fn vertices(&self) -> usize {
        self.builds.iter().map(Vec::len).sum()
    }
}
