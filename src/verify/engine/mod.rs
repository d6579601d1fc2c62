//! Engines: whatever builds images and runs containers.
//!
//! One trait; a backend is one file. Builds differ from engine to engine, the
//! verbs for containers do not: docker and podman share them.

mod containers;
mod docker;
mod find;
mod program;

pub use containers::{ContainerRequest, Containers, Logs};
pub use docker::Docker;
pub use find::{EngineChoice, find};
pub use program::{Called, Program};

use crate::progress::{BuildLog, Provenance};
use crate::proof::EngineFacts;
use std::fmt;
use std::path::PathBuf;

/// Builds images.
pub trait Engine {
    /// Which engine this is.
    fn facts(&self) -> &EngineFacts;

    /// Builds. Lines of its progress go to `watch` as they come.
    ///
    /// # Errors
    ///
    /// [`EngineError::Build`] when a step fails; other errors when it could not be tried.
    fn build(
        &self,
        request: &BuildRequest<'_>,
        watch: &mut dyn FnMut(&str),
    ) -> Result<Built, EngineError>;

    /// What runs and inspects the images it builds; `None` where there is no such thing.
    fn containers(&self) -> Option<&Containers>;

    /// How much its build cache holds, in bytes; `None` where it does not say.
    fn cache_size(&self) -> Option<u64>;
}

/// What is built.
#[derive(Clone, Debug, Default)]
pub struct BuildRequest<'a> {
    /// Folder of the context.
    pub folder: PathBuf,
    /// The Dockerfile.
    pub dockerfile: PathBuf,
    /// The stage to build.
    pub target: Option<&'a str>,
    /// `NAME=VALUE`
    pub build_args: Vec<String>,
    /// Flags that are handed on as they are: named contexts, platform, secrets.
    pub flags: Vec<String>,
    /// Whether all steps run again.
    pub no_cache: bool,
    /// Where the image goes; without it nothing but the cache keeps the result.
    pub image: Option<ImageName<'a>>,
}

/// How an image is called that a build leaves.
#[derive(Clone, Copy, Debug)]
pub struct ImageName<'a> {
    /// Its tag.
    pub tag: &'a str,
    /// A label, `NAME=VALUE`; none for an image that the user keeps.
    pub label: Option<&'a str>,
}

/// A build that succeeded.
#[derive(Clone, Debug)]
pub struct Built {
    /// What it reported.
    pub log: BuildLog,
    /// The lines of each vertex; empty where the engine does not tell.
    pub provenance: Provenance,
    /// The images that it started from, and their digests, where the engine tells.
    pub bases: Vec<String>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

/// Why an engine did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineError {
    /// There is none that can be used; one line for each that was tried.
    None(Vec<String>),
    /// A step of the build failed: the engine's own words.
    Build(String),
    /// A command failed: what was called, and the engine's own words.
    Call {
        /// The command line.
        command: String,
        /// What it said.
        said: String,
    },
    /// A command did not end in its time and was stopped.
    TooLong {
        /// The command line.
        command: String,
    },
    /// The user asked to stop.
    Interrupted,
    /// Something else of the system.
    Other(String),
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EngineError::None(tried) => {
                writeln!(f, "there is no engine to build with")?;
                tried.iter().try_for_each(|line| writeln!(f, "  {line}"))?;
                write!(
                    f,
                    "Install Docker with buildx (https://docs.docker.com/engine/install/) and start it, or name a builder \
                     with --builder."
                )
            }
            EngineError::Build(said) => write!(f, "the build failed: {said}"),
            EngineError::Call { command, said } => write!(f, "{command}: {said}"),
            EngineError::TooLong { command } => {
                write!(f, "{command}: it took too long and was stopped")
            }
            EngineError::Interrupted => write!(f, "interrupted"),
            EngineError::Other(said) => write!(f, "{said}"),
        }
    }
}

impl std::error::Error for EngineError {}
