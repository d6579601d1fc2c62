//! One Dockerfile, analysed: the one thing that `cli` and `lsp` talk to.
//!
//! Takes plain data and gives answers. Nothing here touches the world.

use crate::build::vertex::{Settings, VertexGraph};
use crate::build::{BuildArgs, BuildGraph, Context};
use crate::cache::{self, Changes, Simulation, Snapshot};
use crate::diagnostic::{Applicability, EditTarget};
use crate::fix::{self, Fixed, Texts};
use crate::lint::{self, EnabledRule, Outcome, Subject};
use crate::shell::Remembered;
use crate::syntax::Dockerfile;
use crate::text::Source;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that is known about a file before it is looked at.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Where it stands, as the user named it; empty when it has no name.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its build context; `None` when there is none to look at.
    pub context: Option<Context>,
    /// Build arguments and target.
    pub args: BuildArgs,
    /// Scripts that were parsed before.
    pub scripts: Arc<Remembered>,
}

/// A file, parsed.
#[derive(Debug)]
pub struct Analysis {
    inputs: Inputs,
    file: Dockerfile,
}

impl Analysis {
    /// Parses the file.
    pub fn new(inputs: Inputs) -> Self {
        let file = Dockerfile::parse(Source::new(&inputs.bytes).text());
        Self { inputs, file }
    }

    /// The same file in another build context.
    pub fn in_context(mut self, context: Option<Context>) -> Self {
        self.inputs.context = context;
        self
    }

    /// The inputs.
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The parsed file.
    pub fn file(&self) -> &Dockerfile {
        &self.file
    }

    /// The text, as long as the bytes.
    pub fn text(&self) -> &str {
        self.file.text()
    }

    /// The text alone, once nothing else is wanted.
    pub fn into_text(self) -> String {
        self.file.into_text()
    }

    /// Its stages and steps.
    pub fn graph(&self) -> BuildGraph<'_> {
        BuildGraph::remembering(&self.file, &self.inputs.args, &self.inputs.scripts)
    }

    /// What `rules` say, and whether BuildKit would accept the file.
    pub fn check(&self, rules: &[EnabledRule]) -> (Outcome, bool) {
        let graph = self.graph();
        let context = self.inputs.context.as_ref();
        let subject = Subject { path: &self.inputs.path, file: &self.file, graph: &graph, context };
        (lint::run(rules, &subject), graph.is_valid())
    }

    /// Applies the fixes of `rules` up to `allowed` until nothing changes.
    pub fn fix(&self, rules: &[EnabledRule], allowed: Applicability) -> Fixed {
        let read =
            |path: &str| self.inputs.context.as_ref()?.read_any(path).map(|bytes| bytes.to_vec());
        let mut findings = |texts: &Texts| self.with_texts(texts).check(rules).0.diagnostics;
        fix::converge(&self.inputs.bytes, allowed, &read, &mut findings)
    }

    /// The same file with other texts.
    pub fn with_texts(&self, texts: &Texts) -> Analysis {
        let context =
            self.inputs.context.as_ref().map(|context| context.with_overlay(&texts.overlay));
        let inputs = Inputs { bytes: texts.dockerfile.clone(), context, ..self.inputs.clone() };
        Analysis::new(inputs)
    }
}

/// A build: everything that its cache keys depend on.
#[derive(Clone, Debug, Default)]
pub struct Build {
    /// The bytes of the Dockerfile.
    pub dockerfile: Vec<u8>,
    /// Its main context; `None` when there is none to look at.
    pub context: Option<Context>,
    /// The directories of `--build-context`.
    pub contexts: BTreeMap<String, Context>,
    /// Build arguments and target.
    pub args: BuildArgs,
    /// The rest of the command line.
    pub settings: Settings,
}

impl Build {
    /// The Dockerfile, parsed.
    pub fn file(&self) -> Dockerfile {
        Dockerfile::parse(Source::new(&self.dockerfile).text())
    }

    /// What BuildKit would solve.
    pub fn vertices(&self) -> VertexGraph {
        let file = self.file();
        VertexGraph::new(&BuildGraph::new(&file, &self.args), &self.settings)
    }

    fn snapshot<'a>(&'a self, vertices: &'a VertexGraph) -> Snapshot<'a> {
        Snapshot { vertices, context: self.context.as_ref(), contexts: &self.contexts }
    }
}

/// Predicts what `after` runs when all of `before` is in the cache; `changes` are between their main contexts.
pub fn simulate(before: &Build, after: &Build, changes: &Changes) -> Simulation {
    let (old, new) = (before.vertices(), after.vertices());
    cache::simulate(&before.snapshot(&old), &after.snapshot(&new), changes)
}

/// The files of the context that the fixes of an outcome would make anew.
pub fn new_files(outcome: &Outcome, context: Option<&Context>) -> Vec<String> {
    let edits = outcome
        .diagnostics
        .iter()
        .flat_map(|diagnostic| &diagnostic.fixes)
        .flat_map(|fix| &fix.edits);
    let paths = edits.filter_map(|edit| match &edit.target {
        EditTarget::Context(path) => Some(path.clone()),
        EditTarget::Dockerfile => None,
    });
    let mut missing: Vec<String> =
        paths.filter(|path| context.is_none_or(|context| !context.is_on_disk(path))).collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}
