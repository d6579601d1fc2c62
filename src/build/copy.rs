//! COPY and ADD: what is read from where, and where it goes.

use super::stage::{Stage, Step};
use super::{BuildGraph, ImagePath};
use crate::ignore::{clean, has_wildcards};
use crate::syntax::{Copy, Expander, Word};

/// Where a COPY or ADD reads from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CopyFrom {
    /// The build context.
    Context,
    /// An earlier stage.
    Stage(usize),
    /// An image or a named context.
    Other(String),
}

/// One source of a COPY or ADD.
#[derive(Clone, Debug)]
pub struct CopySource<'a> {
    /// The word as written.
    pub word: Word<'a>,
    /// What it names.
    pub target: SourceTarget,
}

/// What a source names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceTarget {
    /// A path from the root of the context (or stage), clean; `""` is the root itself.
    Path(String),
    /// A pattern from that root.
    Pattern(String),
    /// A URL or git repository (ADD).
    Remote(String),
    /// It depends on an unknown variable.
    Unknown,
}

/// A COPY or ADD with its words understood.
#[derive(Clone, Debug)]
pub struct CopyStep<'a> {
    /// The instruction.
    pub copy: Copy<'a>,
    /// Where it reads from.
    pub from: CopyFrom,
    /// Its sources.
    pub sources: Vec<CopySource<'a>>,
    /// Where they go; `None` when it depends on something unknown.
    pub destination: Option<ImagePath>,
    /// Whether the destination is written as a directory: it ends in `/` or `.`.
    pub into_directory: bool,
}

impl<'a> CopyStep<'a> {
    /// Reads a step as a COPY or ADD.
    pub fn of(graph: &BuildGraph<'a>, stage: &Stage<'a>, step: &Step<'a>) -> Option<Self> {
        let copy = step.instruction.as_copy()?;
        let scope = stage.scope(step);
        let lookup = |name: &str| scope.get(name);
        let expander = Expander::new(step.instruction.file().escape(), &lookup);
        let expand = |word: &Word<'_>| expander.expand(word.text()).ok().and_then(|done| done.text);
        let is_add = !copy.is_copy();
        let sources = copy.sources.iter().map(|word| CopySource {
            word: word.clone(),
            target: expand(word).map_or(SourceTarget::Unknown, |path| target(&path, is_add)),
        });
        let written = expand(&copy.destination);
        let into_directory = written.as_deref().is_some_and(|path| {
            path.ends_with('/') || path == "." || path.ends_with("/.") || path == ".."
        });
        let destination = match (&written, &step.workdir) {
            (Some(path), _) if path.starts_with('/') => Some(ImagePath::root().join(path)),
            (Some(path), Some(workdir)) => Some(workdir.join(path)),
            _ => None,
        };
        let from = match copy.from() {
            None => CopyFrom::Context,
            Some(name) => match graph.stage_named(name, stage.index) {
                Some(index) => CopyFrom::Stage(index),
                None => CopyFrom::Other(name.to_owned()),
            },
        };
        Some(Self { from, sources: sources.collect(), destination, into_directory, copy })
    }

    /// Whether it reads the build context.
    pub fn reads_context(&self) -> bool {
        self.from == CopyFrom::Context
    }
}

fn target(path: &str, is_add: bool) -> SourceTarget {
    if is_add && is_remote(path) {
        return SourceTarget::Remote(path.to_owned());
    }
    let cleaned = clean(&format!("/{path}"));
    let cleaned = cleaned.trim_start_matches('/').to_owned();
    if has_wildcards(path) { SourceTarget::Pattern(cleaned) } else { SourceTarget::Path(cleaned) }
}

/// Whether ADD fetches `path` (`convert_copy.go`, `gitutil.ParseGitRef`).
fn is_remote(path: &str) -> bool {
    let schemes = ["http://", "https://", "git://", "ssh://", "git@"];
    schemes.iter().any(|scheme| path.starts_with(scheme)) || path.starts_with("github.com/")
}
