//! From matches to what is told of each step: verdict, cause, conditions.

use super::definition;
use super::matching::{Comparison, Equality, Need};
use super::{Cause, CauseKind, Condition, Simulation, StepOutcome, Verdict};
use crate::build::vertex::{Op, Vertex, VertexId, VertexStep};
use std::collections::{BTreeSet, HashMap};

/// The outcomes of all steps.
pub(super) fn outcomes(comparison: &Comparison<'_>) -> Simulation {
    let steps = &comparison.after.vertices.steps;
    let mut by_vertex = HashMap::new();
    for (number, step) in steps.iter().enumerate() {
        // The first of several that share a vertex is named.
        for vertex in [step.vertex, step.linked].into_iter().flatten() {
            by_vertex.entry(vertex).or_insert(number);
        }
    }
    let mut told = Told { comparison, by_vertex, causes: HashMap::new() };
    let vertices = 0..comparison.after.vertices.vertices.len();
    vertices.for_each(|id| told.explain(id));
    let outcomes = steps.iter().map(|step| told.outcome(step));
    Simulation { steps: outcomes.collect(), assumptions: assumptions(comparison) }
}

struct Told<'c, 'a> {
    comparison: &'c Comparison<'a>,
    by_vertex: HashMap<VertexId, usize>,
    /// Why vertices run, or may run.
    causes: HashMap<VertexId, Explained>,
}

#[derive(Clone, Debug)]
struct Explained {
    cause: Cause,
    may_be_stale: bool,
}

impl Told<'_, '_> {
    fn outcome(&self, step: &VertexStep) -> StepOutcome {
        let verdict = step.vertex.map_or(Verdict::NotBuilt, |vertex| self.verdict(vertex));
        // The layer of a --link is put on top anew whenever what is below it is; its own cause says more.
        let vertex = step.linked.filter(|it| self.verdict(*it) != Verdict::Cached).or(step.vertex);
        let explained = vertex.and_then(|vertex| self.causes.get(&vertex));
        let needs = step.vertex.map(|vertex| self.needs(vertex)).unwrap_or_default();
        let is_open = matches!(verdict, Verdict::Depends | Verdict::Unknown);
        StepOutcome {
            step: step.clone(),
            verdict,
            linked: step.linked.map(|vertex| self.verdict(vertex)),
            cause: explained.map(|it| it.cause.clone()).filter(|_| verdict != Verdict::Cached),
            conditions: needs.iter().filter(|_| is_open).map(|it| self.condition(it)).collect(),
            may_be_stale: explained.is_some_and(|it| it.may_be_stale),
        }
    }

    fn verdict(&self, id: VertexId) -> Verdict {
        let matches = self.comparison.matches(id);
        if !matches.certain.is_empty() {
            return Verdict::Cached;
        }
        let vertex = self.comparison.after.vertices.vertex(id);
        match matches.possible.first() {
            None => Verdict::Rerun,
            Some((_, needs)) if self.fetches(vertex, needs) => Verdict::Unknown,
            Some(_) => Verdict::Depends,
        }
    }

    /// Whether a step itself fetches what is not known.
    fn fetches(&self, vertex: &Vertex, needs: &BTreeSet<Need>) -> bool {
        let is_fetched = |vertex: VertexId| needs.contains(&Need::Remote { vertex });
        vertex.sources.iter().any(|source| is_fetched(source.vertex))
    }

    fn needs(&self, id: VertexId) -> BTreeSet<Need> {
        let possible = &self.comparison.matches(id).possible;
        possible.first().map(|(_, needs)| needs.clone()).unwrap_or_default()
    }

    fn condition(&self, need: &Need) -> Condition {
        let graph = self.comparison.after.vertices;
        let step = |vertex: &VertexId| self.by_vertex.get(vertex).copied().unwrap_or_default();
        match need {
            Need::Output { vertex, path } => {
                Condition::SameOutput { step: step(vertex), path: path.clone() }
            }
            Need::Remote { vertex } => {
                let address = address(&graph.vertex(*vertex).op).to_owned();
                Condition::SameRemote { step: self.reader_of(*vertex), address }
            }
            Need::BaseInRoot => Condition::BaseInRoot,
            Need::NothingSelected { path } => Condition::NothingSelected { path: path.clone() },
            Need::Image { vertex, path } => {
                let reference = match &graph.vertex(*vertex).op {
                    Op::Image { reference, .. } => reference.clone(),
                    _ => String::new(),
                };
                Condition::SameImage { reference, path: path.clone() }
            }
        }
    }

    /// The step that reads what a vertex fetches.
    fn reader_of(&self, source: VertexId) -> usize {
        let vertices = self.comparison.after.vertices.vertices.iter().enumerate();
        let mut readers =
            vertices.filter(|(_, it)| it.sources.iter().any(|input| input.vertex == source));
        let found = readers.find_map(|(id, _)| self.by_vertex.get(&id));
        found.copied().unwrap_or_default()
    }

    fn explain(&mut self, id: VertexId) {
        if self.verdict(id) == Verdict::Cached {
            return;
        }
        let vertex = self.comparison.after.vertices.vertex(id);
        if matches!(vertex.op, Op::Context(_) | Op::Inline(_)) {
            return;
        }
        // A file system that is surely there cannot be what a verdict depends on.
        let is_open = self.verdict(id) != Verdict::Rerun;
        let is_rooted = vertex.root.is_none_or(|root| self.verdict(root) == Verdict::Cached);
        let explained = match is_open && is_rooted {
            true => self.open_sources(id, vertex),
            false => self.own(id, vertex).or_else(|| self.below(vertex)),
        };
        let explained = explained.or_else(|| self.open_sources(id, vertex));
        if let Some(explained) = explained {
            self.causes.insert(id, explained);
        }
    }

    /// What is different about the step itself.
    fn own(&self, id: VertexId, vertex: &Vertex) -> Option<Explained> {
        let cause = |kind, detail: String| Explained {
            cause: Cause { kind, step: None, paths: Vec::new(), detail },
            may_be_stale: false,
        };
        if vertex.is_forced {
            let detail = "the command line asks for it to run again".to_owned();
            return Some(cause(CauseKind::Definition, detail));
        }
        if let Op::Image { reference, .. } = &vertex.op {
            return Some(cause(CauseKind::Base, format!("the image {reference} is another")));
        }
        let step =
            self.by_vertex.get(&id).map(|number| &self.comparison.after.vertices.steps[*number]);
        let candidates = self.comparison.candidates(vertex);
        if candidates.is_empty() {
            let detail = definition::difference(self.comparison, step, vertex);
            return Some(cause(CauseKind::Definition, detail));
        }
        let mut closest = None;
        for before in candidates {
            let candidate = self.comparison.before.vertices.vertex(*before);
            match self.comparison.sources(vertex, candidate) {
                Equality::No(difference) => closest = closest.or(Some(difference)),
                _ => return None,
            }
        }
        let difference = closest?;
        let origin = self.origin_of_content(vertex);
        let detail = match origin {
            Some(_) => "what it takes from another stage is different",
            None => "files that it reads are different",
        };
        let mut explained = cause(CauseKind::Content, detail.to_owned());
        explained.cause.paths = difference.paths;
        explained.cause.step = origin;
        explained.may_be_stale = difference.may_be_stale;
        Some(explained)
    }

    /// For a step that reads other stages: the root cause there.
    fn origin_of_content(&self, vertex: &Vertex) -> Option<usize> {
        vertex.sources.iter().find_map(|source| {
            let explained = self.causes.get(&source.vertex)?;
            explained.cause.step.or_else(|| self.by_vertex.get(&source.vertex).copied())
        })
    }

    /// What is different below the step.
    fn below(&self, vertex: &Vertex) -> Option<Explained> {
        let root = vertex.root?;
        let below = self.causes.get(&root);
        let graph = self.comparison.after.vertices;
        if let (Op::Image { reference, .. }, Some(_)) = (&graph.vertex(root).op, below) {
            let detail = format!("the base image {reference} is another");
            let cause = Cause { kind: CauseKind::Base, step: None, paths: Vec::new(), detail };
            return Some(Explained { cause, may_be_stale: false });
        }
        let step = match below {
            Some(below) => below.cause.step.or_else(|| self.by_vertex.get(&root).copied()),
            // The stage was moved onto another one, whose steps are all cached.
            None if self.verdict(root) == Verdict::Cached => None,
            None => return None,
        };
        let detail = match below {
            Some(_) => "a step before it runs again",
            None => "it stands on other steps than before",
        };
        let kind = if step.is_some() { CauseKind::Parent } else { CauseKind::Definition };
        let cause = Cause { kind, step, paths: Vec::new(), detail: detail.to_owned() };
        Some(Explained { cause, may_be_stale: below.is_some_and(|below| below.may_be_stale) })
    }

    /// For a step whose own inputs may be different.
    fn open_sources(&self, id: VertexId, vertex: &Vertex) -> Option<Explained> {
        let needs = self.needs(id);
        let is_remote = needs.iter().any(|need| matches!(need, Need::Remote { .. }));
        let (kind, detail) = match is_remote {
            true => (CauseKind::Remote, "what it fetches may be different"),
            false if needs.contains(&Need::BaseInRoot) => {
                (CauseKind::Definition, "whether the working directory is another is not known")
            }
            false => (CauseKind::Parent, "what it takes from another stage may be different"),
        };
        let step = if is_remote { None } else { self.origin_of_content(vertex) };
        let cause = Cause { kind, step, paths: Vec::new(), detail: detail.to_owned() };
        Some(Explained { cause, may_be_stale: false })
    }
}

/// What a source is fetched from.
fn address(op: &Op) -> &str {
    match op {
        Op::Http { url, .. } => url,
        Op::Git { remote, .. } => remote,
        _ => "",
    }
}

/// What the prediction takes for granted.
fn assumptions(comparison: &Comparison<'_>) -> Vec<String> {
    let mut assumptions =
        vec!["the earlier build finished on this builder, and its cache is still there".to_owned()];
    let vertices = &comparison.after.vertices.vertices;
    let is_open = |vertex: &Vertex| matches!(vertex.op, Op::Image { layers: None, .. });
    if vertices.iter().any(is_open) {
        assumptions.push("the tags of images still lead to the same images".to_owned());
    }
    assumptions
}
