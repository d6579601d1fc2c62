//! Which vertex of a log is which step of the file.

use super::text::agrees;
use crate::build::BuildGraph;
use crate::build::vertex::{VertexGraph, VertexStep};
use crate::progress::{BuildLog, LoggedVertex, Provenance, StepName, VertexKind};
use crate::syntax::{Instruction, Keyword};
use crate::text::LineIndex;
use std::collections::{BTreeSet, HashMap};

/// A vertex and its step.
pub(super) struct Pair {
    pub(super) step: usize,
    pub(super) logged: usize,
    /// Whether it is the copy under a `LINK`.
    pub(super) is_linked: bool,
    pub(super) differs: bool,
}

/// How much a vertex and a step have in common; more is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    /// Provenance says so.
    has_line: bool,
    has_text: bool,
    place: u8,
}

/// The best pairs first; no step has two vertices of one platform, no vertex two steps.
pub(super) fn pairs(
    graph: &BuildGraph<'_>,
    vertices: &VertexGraph,
    log: &BuildLog,
    provenance: &Provenance,
) -> Vec<Pair> {
    let file = Written::new(graph, vertices);
    let mut candidates = Vec::new();
    for (logged, vertex) in log.vertices.iter().enumerate().filter(|(_, it)| !it.fetches) {
        let VertexKind::Step(name) = &vertex.kind else { continue };
        for (step, written) in file.steps.iter().enumerate() {
            if let Some(like) = file.likeness(written, vertex, name, provenance) {
                candidates.push((like, logged, step, name));
            }
        }
    }
    let target = main_target(&candidates);
    candidates.retain(|(like, _, _, name)| like.has_text || name.target.as_deref() == target);
    candidates.sort_by_key(|(like, logged, step, name)| {
        (name.target.as_deref() != target, std::cmp::Reverse(*like), *logged, *step)
    });
    choose(&file, log, candidates.into_iter().map(|(_, logged, step, name)| (logged, step, name)))
}

fn choose<'n>(
    file: &Written<'_>,
    log: &BuildLog,
    candidates: impl Iterator<Item = (usize, usize, &'n StepName)>,
) -> Vec<Pair> {
    let linked = linked_copies(log);
    let mut taken_steps = BTreeSet::new();
    let mut taken_vertices = BTreeSet::new();
    let mut pairs = Vec::new();
    for (logged, step, name) in candidates {
        let is_linked = linked.contains(&logged);
        let place = (step, name.platform.as_deref(), is_linked);
        if taken_vertices.contains(&logged) || taken_steps.contains(&place) {
            continue;
        }
        taken_vertices.insert(logged);
        taken_steps.insert(place);
        let differs = !file.steps[step].has_text_of(&log.vertices[logged], name);
        pairs.push(Pair { step, logged, is_linked, differs });
    }
    pairs
}

/// The target of bake or compose that most speaks for this file.
fn main_target<'n>(candidates: &[(Likeness, usize, usize, &'n StepName)]) -> Option<&'n str> {
    let mut votes: HashMap<Option<&str>, BTreeSet<usize>> = HashMap::new();
    for (like, _, step, name) in candidates {
        if like.has_text {
            votes.entry(name.target.as_deref()).or_default().insert(*step);
        }
    }
    let best =
        votes.into_iter().max_by_key(|(target, steps)| (steps.len(), std::cmp::Reverse(*target)));
    best.and_then(|(target, _)| target)
}

/// The vertices that copy what a `LINK` of the same place lays on top.
fn linked_copies(log: &BuildLog) -> BTreeSet<usize> {
    let place = |name: &StepName| {
        (name.target.clone(), name.platform.clone(), name.stage.clone(), name.index)
    };
    let steps = log.vertices.iter().enumerate().filter_map(|(index, vertex)| match &vertex.kind {
        VertexKind::Step(name) => Some((index, name)),
        _ => None,
    });
    let steps: Vec<_> = steps.collect();
    let links: BTreeSet<_> =
        steps.iter().filter(|(_, name)| name.link).map(|(_, name)| place(name)).collect();
    let copies = steps.iter().filter(|(_, name)| !name.link && links.contains(&place(name)));
    copies.map(|(index, _)| *index).collect()
}

/// The steps as the file has them.
struct Written<'v> {
    steps: Vec<WrittenStep<'v>>,
}

struct WrittenStep<'v> {
    step: &'v VertexStep,
    text: String,
    /// Whether `text` is not all of the instruction.
    is_cut: bool,
    line: u32,
}

impl<'v> Written<'v> {
    fn new(graph: &BuildGraph<'_>, vertices: &'v VertexGraph) -> Self {
        let lines = LineIndex::new(graph.file.text());
        let all: Vec<Instruction<'_>> = graph
            .file
            .instructions()
            .flat_map(|instruction| [Some(instruction), instruction.trigger()])
            .flatten()
            .collect();
        let steps = vertices.steps.iter().map(|step| {
            let own =
                |it: &&Instruction<'_>| it.range() == step.range && it.keyword() == step.keyword;
            let text = all.iter().find(own).map(|it| it.logical().text());
            WrittenStep {
                step,
                is_cut: text.is_none() && step.text.ends_with('…'),
                text: text.unwrap_or(step.text.trim_end_matches('…')).to_owned(),
                line: lines.line(step.range.start as usize),
            }
        });
        Self { steps: steps.collect() }
    }

    fn likeness(
        &self,
        written: &WrittenStep<'_>,
        vertex: &LoggedVertex,
        name: &StepName,
        provenance: &Provenance,
    ) -> Option<Likeness> {
        let step = written.step;
        if step.keyword.name() != name.keyword() || step.is_trigger != name.onbuild {
            return None;
        }
        let mut lines = provenance.lines_of(&vertex.id).peekable();
        let knows_lines = lines.peek().is_some();
        let has_line = lines.any(|line| line == written.line);
        if knows_lines && !has_line {
            return None;
        }
        let has_text = written.has_text_of(vertex, name);
        // Stages keep their names while steps come and go.
        let place = 4 * u8::from(step.stage_name == name.stage)
            + 2 * u8::from(step.index == name.index as usize)
            + u8::from(step.total == name.total as usize);
        let is_likely = has_line || has_text || place == 7;
        is_likely.then_some(Likeness { has_line, has_text, place })
    }
}

impl WrittenStep<'_> {
    fn has_text_of(&self, vertex: &LoggedVertex, name: &StepName) -> bool {
        if self.step.keyword == Keyword::From {
            // Printed with the full name and digest of the image: only the place can tell.
            return self.step.stage_name == name.stage;
        }
        if self.is_cut {
            let length = self.text.len().min(name.instruction.len());
            return name
                .instruction
                .get(..length)
                .is_some_and(|start| agrees(&self.text, start, true));
        }
        agrees(&self.text, &name.instruction, vertex.cut)
    }
}
