//! Engines: whatever builds images and runs containers.
//!
//! One trait; a backend is one file. Builds differ from engine to engine, the
//! verbs for containers do not: docker and podman share them.

mod containers;
mod docker;
mod find;
mod program;
mod recorded;

pub use containers::{ContainerRequest, Containers, Logs};
pub use docker::Docker;
pub use find::{EngineChoice, find};
pub use program::{Called, Program};
pub use recorded::Recorded;
pub(super) use recorded::{ending as record_ending, title as record_title};

use crate::progress::{self, BuildLog, LogForm, Provenance};
use crate::proof::EngineFacts;
use serde_json::Value;
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
    /// What is built, as logs name it.
    pub title: String,
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
    /// What was told of it apart from its progress: a JSON document, without what the user passed to the build.
    pub metadata: String,
}

impl Built {
    /// From the progress and the metadata of a build; `None` when the progress tells of no steps.
    fn of(progress: &str, metadata: &str, seconds: f64) -> Option<Self> {
        let log = progress::read(progress);
        if log.form == LogForm::Unknown {
            return None;
        }
        let mut told: Value = serde_json::from_str(metadata).unwrap_or_default();
        forget(&mut told);
        let bases = bases(&told);
        let metadata = told.to_string();
        Some(Self { log, provenance: Provenance::read(&metadata), bases, seconds, metadata })
    }
}

/// What holds values of build arguments (how the build was called, what each step was given), and what the machine did
/// meanwhile.
const FORGOTTEN: [&str; 3] = ["invocation", "llbDefinition", "sysUsage"];

/// Takes out what is nobody's business.
fn forget(told: &mut Value) {
    match told {
        Value::Object(fields) => {
            fields.retain(|key, _| !FORGOTTEN.contains(&key.as_str()));
            fields.values_mut().for_each(forget);
        }
        Value::Array(items) => items.iter_mut().for_each(forget),
        _ => {}
    }
}

/// The images that a build started from, `NAME@DIGEST`, as its metadata has them.
fn bases(metadata: &Value) -> Vec<String> {
    let materials = metadata["buildx.build.provenance"]["materials"].as_array();
    let text = |material: &Value| {
        let digest = material["digest"]["sha256"].as_str()?;
        Some(format!("{}@sha256:{digest}", material["uri"].as_str()?))
    };
    let mut bases: Vec<String> = materials.into_iter().flatten().filter_map(text).collect();
    bases.sort_unstable();
    bases.dedup();
    bases
}

/// Why a build failed: what buildx says beside its progress, the excerpt and the error.
fn failure(errors: &str) -> String {
    let lines = errors.lines().filter(|line| !line.trim_start().starts_with('{'));
    let text = lines.collect::<Vec<_>>().join("\n");
    let text = text.trim();
    text.strip_prefix("ERROR: ").unwrap_or(text).to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_what_is_not_progress() {
        let text = "{\"vertexes\":[]}\nDockerfile:2\n--------------------\n   2 | >>> RUN false\nERROR: failed to solve\n";
        assert_eq!(
            failure(text),
            "Dockerfile:2\n--------------------\n   2 | >>> RUN false\nERROR: failed to solve"
        );
        assert_eq!(failure("ERROR: failed to connect\n"), "failed to connect");
    }

    #[test]
    fn bases_are_those_with_a_digest() {
        let text = r#"{"buildx.build.provenance":{"materials":[
            {"uri":"pkg:docker/node@20?platform=linux%2Famd64","digest":{"sha256":"ab"}},
            {"uri":"pkg:docker/local@1"}]}}"#;
        assert_eq!(
            bases(&serde_json::from_str(text).unwrap()),
            ["pkg:docker/node@20?platform=linux%2Famd64@sha256:ab"]
        );
    }

    #[test]
    fn what_the_user_passed_to_a_build_is_not_kept() {
        let told = r#"{"buildx.build.provenance":{
            "invocation":{"parameters":{"args":{"build-arg:TOKEN":"hush"}}},
            "buildConfig":{"llbDefinition":[{"op":{"Op":{"exec":{"meta":{"env":["TOKEN=hush"]}}}}}]},
            "materials":[]}}"#;
        let progress = r#"{"vertexes":[{"digest":"sha256:ab","name":"[1/1] RUN true"}]}"#;
        let built = Built::of(progress, told, 1.0).unwrap();
        assert_eq!(
            built.metadata,
            r#"{"buildx.build.provenance":{"buildConfig":{},"materials":[]}}"#
        );
    }
}
