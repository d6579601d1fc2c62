//! One build on an engine, and what became of its steps.

use crate::engine::Engine;
use dockwright::progress::{self, BuildLog, LoggedVertex, Outcome, Provenance, StepName};
use std::fmt;
use std::path::Path;
use std::process::Stdio;

/// A build that succeeded.
#[derive(Clone, Debug)]
pub(crate) struct Observed {
    /// What the engine reported, read by the product.
    pub(crate) log: BuildLog,
    /// The lines of each vertex.
    pub(crate) lines: Provenance,
    /// The provenance as the engine gave it: `buildConfig.llbDefinition` has all operations.
    pub(crate) provenance: serde_json::Value,
    /// The steps other than FROM, in the order of their lines.
    pub(crate) steps: Vec<ObservedStep>,
}

/// A step, as the engine shows it. Equal steps of several stages are shown once.
#[derive(Clone, Debug)]
pub(crate) struct ObservedStep {
    /// The digest of its vertex in this build.
    pub(crate) digest: String,
    /// First lines of the instructions that it comes from.
    pub(crate) lines: Vec<u32>,
    /// Its name in progress output: stage, index, total, instruction.
    pub(crate) name: StepName,
    /// What became of it.
    pub(crate) outcome: Outcome,
    /// How long it was worked on.
    pub(crate) seconds: f64,
}

impl ObservedStep {
    /// As in `fixtures/scenarios`: `b 2/3 COPY`; `LINK` for what lays a linked copy on top.
    pub(crate) fn label(&self) -> String {
        let name = &self.name;
        let stage = name.stage.as_ref().map(|stage| format!("{stage} ")).unwrap_or_default();
        let keyword = match (name.link, name.onbuild) {
            (true, _) => "LINK",
            (_, true) => "ONBUILD",
            _ => name.keyword(),
        };
        format!("{stage}{}/{} {keyword}", name.index, name.total)
    }

    /// Whether its result was taken from the cache.
    pub(crate) fn is_cached(&self) -> bool {
        self.outcome == Outcome::Cached
    }
}

impl fmt::Display for ObservedStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = match &self.outcome {
            Outcome::Cached => "cached",
            Outcome::Ran => "rerun",
            _ => "not finished",
        };
        write!(f, "{}: {status}", self.label())
    }
}

/// Builds the context `folder`, where the flags are relative to; the error is the engine's message.
pub(crate) fn build(engine: &Engine, folder: &Path, flags: &[String]) -> Result<Observed, String> {
    let metadata = tempfile::NamedTempFile::new().unwrap();
    let mut buildx = engine.buildx();
    buildx.args(["build", "--progress=rawjson", "--output=type=cacheonly"]);
    buildx.arg("--metadata-file").arg(metadata.path()).args(flags).arg(".");
    // All of the provenance in the file: no further call is needed for it.
    buildx.env("BUILDX_METADATA_PROVENANCE", "max").env_remove("SOURCE_DATE_EPOCH");
    let output = buildx.current_dir(folder).stdin(Stdio::null()).output().unwrap();
    let progress = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let told = progress.lines().filter(|line| !line.starts_with('{')).collect::<Vec<_>>();
        return Err(told.join("\n"));
    }
    let metadata = std::fs::read_to_string(metadata.path()).unwrap();
    Ok(Observed::new(&progress, &metadata))
}

impl Observed {
    fn new(progress: &str, metadata: &str) -> Self {
        let log = progress::read(progress);
        let lines = Provenance::read(metadata);
        let mut metadata: serde_json::Value = serde_json::from_str(metadata).unwrap();
        let step = |(vertex, name): (&LoggedVertex, &StepName)| ObservedStep {
            digest: vertex.id.clone(),
            lines: lines.lines_of(&vertex.id).collect(),
            name: name.clone(),
            outcome: vertex.outcome.clone(),
            seconds: vertex.seconds.unwrap_or_default(),
        };
        let mut steps: Vec<_> = log.steps().map(step).collect();
        // The engine announces them in any order; a linked copy comes before what lays it on top.
        steps.sort_by_key(|step| (step.lines.clone(), step.name.link));
        Self { steps, log, lines, provenance: provenance(&mut metadata) }
    }

    /// The operation of a vertex, as the provenance has it: `{"exec": …}`, `{"file": …}`; null where it has none.
    pub(crate) fn operation(&self, digest: &str) -> &serde_json::Value {
        let config = &self.provenance["buildConfig"];
        let id = &config["digestMapping"][digest];
        let mut definition = config["llbDefinition"].as_array().into_iter().flatten();
        let found = definition.find(|step| step["id"] == *id);
        found.map_or(&serde_json::Value::Null, |step| &step["op"]["Op"])
    }
}

/// What the engine says of how it built; a build for several platforms says it of each, behind a slash.
fn provenance(metadata: &mut serde_json::Value) -> serde_json::Value {
    let name = "buildx.build.provenance";
    let all = metadata.as_object_mut().into_iter().flatten();
    let mut of_build = all.filter(|(key, _)| key.split('/').next() == Some(name));
    of_build.next().map(|(_, value)| value.take()).unwrap_or_default()
}
