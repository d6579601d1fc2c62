//! A vertex as a log tells of it.

use super::name::VertexKind;

/// What became of a vertex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its result came out of the cache.
    Cached,
    /// It was executed and succeeded.
    Ran,
    /// It was executed and failed, with the engine's message.
    Failed(String),
    /// It was stopped because something else failed, or by the user.
    Canceled,
    /// It began, and the log ends before it does.
    Unfinished,
    /// It was announced and never began: something before it failed.
    NotReached,
}

/// A time during which a vertex was worked on, in nanoseconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    /// When it began.
    pub started: i64,
    /// When it ended; `None` when the log does not say.
    pub completed: Option<i64>,
}

/// One vertex of a build.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedVertex {
    /// Its digest (raw JSON), its number as in `#7` (plain), or its place in the log (tty).
    ///
    /// The digest is that of this one build: it is no cache key and differs in the next build.
    pub id: String,
    /// The ids of what it is made from; only raw JSON tells them.
    pub inputs: Vec<String>,
    /// Its name, as printed.
    pub name: String,
    /// Whether the display cut the name off.
    pub cut: bool,
    /// What the name says.
    pub kind: VertexKind,
    /// What became of it.
    pub outcome: Outcome,
    /// How long it was worked on, in seconds; zero when it was cached.
    pub seconds: Option<f64>,
    /// When it was worked on; only raw JSON tells.
    pub intervals: Vec<Interval>,
    /// Whether it only fetches what an ADD of a URL then copies: never cached,
    /// and of the same name as the copy (`source/http`, `source/git`).
    pub fetches: bool,
}

impl LoggedVertex {
    pub(super) fn new(id: String, name: String) -> LoggedVertex {
        LoggedVertex {
            id,
            inputs: Vec::new(),
            kind: VertexKind::of(&name),
            name,
            cut: false,
            outcome: Outcome::Unfinished,
            seconds: None,
            intervals: Vec::new(),
            fetches: false,
        }
    }

    /// Whether it counts for the cache: it is a step, other than FROM.
    pub fn counts(&self) -> bool {
        match &self.kind {
            VertexKind::Step(step) => step.keyword() != "FROM" && !self.fetches,
            _ => false,
        }
    }

    /// Whether it has ended, in whichever way.
    pub(super) fn has_ended(&self) -> bool {
        !matches!(self.outcome, Outcome::Unfinished | Outcome::NotReached)
    }
}

/// The outcome that an engine's error message stands for.
///
/// The message of a step that was stopped ends so, whatever it begins with.
pub(super) fn outcome_of_error(message: &str) -> Outcome {
    if message.trim_end().ends_with("context canceled") {
        Outcome::Canceled
    } else {
        Outcome::Failed(message.to_owned())
    }
}

/// Finds the vertices that fetch for an ADD: those without inputs where the
/// log tells inputs, else the first of two of the same name, unless that one
/// was cached.
pub(super) fn mark_fetches(vertices: &mut [LoggedVertex]) {
    let tells_inputs = vertices.iter().any(|vertex| !vertex.inputs.is_empty());
    for index in 0..vertices.len() {
        let vertex = &vertices[index];
        let VertexKind::Step(step) = &vertex.kind else { continue };
        if step.keyword() != "ADD" || step.link {
            continue;
        }
        let twins = vertices.iter().enumerate().filter(|(_, other)| other.name == vertex.name);
        let others: Vec<_> = twins.filter(|(other, _)| *other != index).collect();
        let fetches = match others.as_slice() {
            [] => false,
            _ if tells_inputs => vertex.inputs.is_empty(),
            // Only a pinned one is found in the cache, and then mostly what copies it as well.
            _ if vertex.outcome == Outcome::Cached => false,
            [(other, twin)] => *other > index || twin.outcome == Outcome::Cached,
            _ => false,
        };
        vertices[index].fetches = fetches;
    }
}
