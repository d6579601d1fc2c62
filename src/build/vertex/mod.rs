//! The graph that BuildKit would solve: one vertex for each operation, with its inputs.
//!
//! Follows `dockerfile2llb/convert.go`: stages that the target does not need have
//! no vertices, equal operations on equal inputs are one vertex, instructions
//! that only describe the image have none. What cannot be known offline (a base
//! image's environment) stands in the texts as a placeholder, which is equal to
//! itself and to nothing else.

mod copy;
mod environment;
mod exec;
mod mounts;
mod numbering;
mod op;
mod remote;
mod settings;
mod size;
mod stages;
mod state;

pub use environment::{Environment, Variable};
pub use op::{
    CacheSharing, CopyAction, CopyKind, Exec, ExecMount, InlineFile, Mkdir, Op, Selector,
};
pub use settings::{ImageFacts, NamedContext, NoCache, RunSettings, Settings};
pub use state::known_part;

use super::BuildGraph;
use crate::syntax::Keyword;
use crate::text::TextRange;

/// Number of a vertex in its graph.
pub type VertexId = usize;

/// One operation.
#[derive(Clone, Debug)]
pub struct Vertex {
    /// What it does, as BuildKit's definition has it.
    pub op: Op,
    /// The part of `op` that is in the cache key (`ops/file.go`, `ops/exec.go CacheMap`).
    pub key: Op,
    /// The file system it starts from; `None` for `scratch`, and for sources.
    pub root: Option<VertexId>,
    /// What else it reads, in the order of the definition's inputs.
    pub sources: Vec<SourceInput>,
    /// Whether the root may also match by the content of all of it: a RUN that mounts the very stage it is built on.
    pub root_by_content: bool,
    /// Whether `--no-cache` or `--no-cache-filter` makes it run whatever is known.
    pub is_forced: bool,
}

/// An input whose selected paths may match by content.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourceInput {
    /// Whose result is read.
    pub vertex: VertexId,
    /// Which paths of it, without those below others.
    pub selectors: Vec<Selector>,
    /// Whether their content counts; otherwise only where they come from does.
    pub by_content: bool,
}

/// An instruction that BuildKit turns into a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VertexStep {
    /// Its stage, from 0.
    pub stage: usize,
    /// The stage's name in progress output: `stage-N` without a name, `None` when the file has only one state.
    pub stage_name: Option<String>,
    /// Position in the stage's steps as BuildKit counts it, from 1.
    pub index: usize,
    /// The number of steps of the stage as BuildKit counts it.
    pub total: usize,
    /// Its instruction; for a trigger the one behind the parent's ONBUILD.
    pub keyword: Keyword,
    /// Where the instruction stands.
    pub range: TextRange,
    /// The instruction on one line.
    pub text: String,
    /// Whether it is an ONBUILD trigger of the parent.
    pub is_trigger: bool,
    /// The vertex that later steps start from; `None` for `WORKDIR /`, and in a stage that is not built.
    pub vertex: Option<VertexId>,
    /// The vertex that copies, where `vertex` only merges its result (`--link`).
    pub linked: Option<VertexId>,
}

/// The vertices of a build, sources before what reads them, and its steps in file order.
#[derive(Clone, Debug, Default)]
pub struct VertexGraph {
    /// The vertices.
    pub vertices: Vec<Vertex>,
    /// The steps of all stages, built or not.
    pub steps: Vec<VertexStep>,
    /// What the target comes to; `None` for `scratch`, and where there is no such target.
    pub target: Option<VertexId>,
}

impl VertexGraph {
    /// Works out what BuildKit would solve for the target of `graph`.
    pub fn new(graph: &BuildGraph<'_>, settings: &Settings) -> Self {
        stages::solve(graph, settings)
    }

    /// The vertex with that number.
    pub fn vertex(&self, id: VertexId) -> &Vertex {
        &self.vertices[id]
    }
}
