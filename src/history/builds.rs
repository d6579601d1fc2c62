//! The distinct builds of a recording, each prepared once: most commits leave the Dockerfile alone.

use super::align::{Steps, align};
use super::{BuildTexts, Recording, ReplayOptions};
use crate::build::vertex::VertexGraph;
use crate::build::{BuildGraph, Context, MemoryTree};
use crate::cost::Seconds;
use crate::ignore::IgnoreFile;
use crate::syntax::Dockerfile;
use crate::text::{LineIndex, Source};
use std::collections::HashMap;
use std::sync::Arc;

/// What is built from some texts.
pub(super) struct Build {
    pub(super) vertices: VertexGraph,
    /// The names of the stages.
    stages: Vec<Option<String>>,
    /// What each step costs when it runs.
    pub(super) seconds: Vec<Seconds>,
    /// First and last line of each step.
    pub(super) lines: Vec<(u32, u32)>,
    /// For each step of the newest build the step of this one.
    pub(super) counterparts: Vec<Option<usize>>,
    /// The rules of the ignore file over no files.
    pub(super) rules: Context,
    /// Why BuildKit would refuse the file.
    pub(super) refused: Option<String>,
}

impl Build {
    fn steps(&self) -> Steps {
        Steps { steps: self.vertices.steps.clone(), stages: self.stages.clone() }
    }
}

/// The builds of all moments.
pub(super) struct Builds {
    builds: Vec<Build>,
    /// Which of them is that of a moment.
    of_moment: Vec<Option<usize>>,
}

impl Builds {
    pub(super) fn new(recording: &Recording, options: &ReplayOptions<'_>) -> Self {
        let mut known: HashMap<&BuildTexts, usize> = HashMap::new();
        let mut builds: Vec<Build> = Vec::new();
        let mut of_moment = Vec::new();
        for texts in &recording.texts {
            let number = texts.as_deref().map(|texts| {
                *known.entry(texts).or_insert_with(|| {
                    builds.push(prepare(texts, options));
                    builds.len() - 1
                })
            });
            of_moment.push(number);
        }
        let mut builds = Self { builds, of_moment };
        builds.align();
        builds
    }

    fn align(&mut self) {
        let newest = self.newest().map(Build::steps).unwrap_or_default();
        for build in &mut self.builds {
            build.counterparts = align(&newest, &build.steps());
        }
    }

    /// The build of the last moment that has one, whose steps are the rows.
    pub(super) fn newest(&self) -> Option<&Build> {
        let number = self.of_moment.iter().rev().find_map(|number| *number)?;
        self.builds.get(number)
    }

    /// The build of a moment, if there is one and BuildKit would run it.
    pub(super) fn at(&self, moment: usize) -> Option<&Build> {
        let number = (*self.of_moment.get(moment)?)?;
        self.builds.get(number).filter(|build| build.refused.is_none())
    }

    /// The last moment before `moment` that has a build.
    pub(super) fn before(&self, moment: usize) -> Option<usize> {
        (0..moment).rev().find(|earlier| self.at(*earlier).is_some())
    }
}

fn prepare(texts: &BuildTexts, options: &ReplayOptions<'_>) -> Build {
    let file = Dockerfile::parse(Source::new(&texts.dockerfile).text());
    let graph = BuildGraph::new(&file, &options.args);
    let vertices = VertexGraph::new(&graph, &options.settings);
    let index = LineIndex::new(file.text());
    let line = |offset: u32| index.line(offset as usize);
    let lines = vertices.steps.iter().map(|step| {
        let end = step.range.end.max(step.range.start + 1) - 1;
        (line(step.range.start), line(end))
    });
    let mut problems = file.problems().iter().chain(&graph.problems);
    let refused = problems.next().map(|problem| problem.message.clone());
    let (ignore, path) = match &texts.ignore {
        Some(ignore) => (IgnoreFile::parse(Source::new(&ignore.text).text()), ignore.path.clone()),
        None => (IgnoreFile::empty(), None),
    };
    Build {
        seconds: vertices.steps.iter().map(|step| options.costs.of(&graph, step)).collect(),
        lines: lines.collect(),
        stages: graph.stages.iter().map(|stage| stage.name.clone()).collect(),
        counterparts: Vec::new(),
        rules: Context::new(Arc::new(MemoryTree::default()), ignore, path),
        refused: refused
            .or_else(|| graph.target().is_none().then(|| "it has no such stage".into())),
        vertices,
    }
}
