//! One build: its vertices and the files that it can read.

use crate::build::Context;
use crate::build::vertex::VertexGraph;
use std::collections::BTreeMap;

/// A build to compare, or to compare with.
#[derive(Clone, Copy, Debug)]
pub struct Snapshot<'a> {
    /// What is to be solved.
    pub vertices: &'a VertexGraph,
    /// The main build context; `None` where there is none to look at.
    pub context: Option<&'a Context>,
    /// The directories given with `--build-context`, by name.
    pub contexts: &'a BTreeMap<String, Context>,
}
