//! Scenarios of `fixtures/scenarios`: two builds, what changes between them, and what a real engine made of the second.
//!
//! Shared by the tests without an engine (`it`) and with one (`live`). The format is explained beside the fixtures.

#![allow(dead_code, reason = "not every test binary uses all of it")]

pub(crate) mod folder;
pub(crate) mod predict;

use serde::Deserialize;
use std::path::Path;
use std::str::FromStr;

/// The image store of an engine; `--link` has an effect on one of them only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Store {
    /// The classic store of Docker.
    Overlay2,
    /// The store of containerd.
    Containerd,
}

/// What is said of a step, by the simulator or by an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Taken from the cache.
    Cached,
    /// Run again.
    Rerun,
    /// Cached if a step that runs again writes the same.
    Depends,
    /// Not to be known without the network.
    Unknown,
}

impl Status {
    /// The word for it in fixtures and messages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Cached => "cached",
            Self::Rerun => "rerun",
            Self::Depends => "depends",
            Self::Unknown => "unknown",
        }
    }
}

impl FromStr for Status {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Cached, Self::Rerun, Self::Depends, Self::Unknown]
            .into_iter()
            .find(|status| status.word() == word)
            .ok_or_else(|| format!("no status is called {word:?}"))
    }
}

/// One step of build B.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Stage, number, total and keyword as BuildKit shows them: `b 2/3 COPY`.
    pub(crate) label: String,
    /// The right answer of the simulator.
    pub(crate) answer: Status,
    /// What the engine did: cached or rerun.
    pub(crate) observed: Status,
}

impl Step {
    /// The label without a platform, which is shown in front when several could be built.
    pub(crate) fn label_without_platform(&self) -> &str {
        let (first, rest) = self.label.split_once(' ').unwrap_or_default();
        if first.starts_with("linux/") { rest } else { &self.label }
    }
}

impl FromStr for Step {
    type Err = String;

    /// Reads `b 2/3 COPY: depends, observed cached`.
    fn from_str(line: &str) -> Result<Self, String> {
        let (label, statuses) = line.split_once(": ").ok_or(format!("no status: {line:?}"))?;
        let (answer, observed) = statuses.split_once(", observed ").unwrap_or((statuses, statuses));
        let step =
            Self { label: label.into(), answer: answer.parse()?, observed: observed.parse()? };
        match step.observed {
            Status::Cached | Status::Rerun => Ok(step),
            Status::Depends | Status::Unknown => Err(format!("nothing observed: {line:?}")),
        }
    }
}

/// The keys of one section, as they stand in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Recipe {
    #[serde(default)]
    pub(crate) folder: String,
    pub(crate) ignore: Option<String>,
    pub(crate) dockerfile_ignore: Option<String>,
    pub(crate) dockerfile: String,
    pub(crate) dockerfile_b: Option<String>,
    #[serde(default)]
    pub(crate) setup: String,
    pub(crate) between: Option<String>,
    #[serde(default)]
    pub(crate) change: String,
    #[serde(default)]
    pub(crate) fresh: bool,
    #[serde(default)]
    pub(crate) flags: String,
    #[serde(default)]
    pub(crate) flags_a: String,
    #[serde(default)]
    pub(crate) flags_b: String,
    pub(crate) base_change: Option<String>,
    pub(crate) base_config: Option<Vec<String>>,
    pub(crate) image: Option<String>,
    pub(crate) image_change: Option<String>,
    steps: String,
}

/// One scenario.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    /// File and section: `copy-link/link_chmod`.
    pub(crate) name: String,
    /// The store that it was observed on.
    pub(crate) store: Store,
    /// Commands that make the context.
    pub(crate) context: String,
    /// Everything else that its section says.
    pub(crate) recipe: Recipe,
    /// The steps of build B.
    pub(crate) steps: Vec<Step>,
}

/// Which of the two builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Build {
    /// The first.
    A,
    /// The second, whose steps are looked at.
    B,
}

impl Scenario {
    /// The flags of a build, one word each.
    pub(crate) fn flags(&self, build: Build) -> Vec<&str> {
        let own = match build {
            Build::A => &self.recipe.flags_a,
            Build::B => &self.recipe.flags_b,
        };
        self.recipe.flags.split_whitespace().chain(own.split_whitespace()).collect()
    }

    /// The path of the Dockerfile of a build, from the folder that is the context.
    pub(crate) fn dockerfile_path(&self, build: Build) -> &str {
        let flags = self.flags(build);
        let at = flags.iter().position(|flag| *flag == "-f");
        at.map_or("Dockerfile", |at| flags[at + 1])
    }
}

/// All scenarios of the repository, by file and then by name.
pub(crate) fn all() -> Vec<Scenario> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths.iter().flat_map(|path| read(path)).collect()
}

fn read(path: &Path) -> Vec<Scenario> {
    let file = path.file_stem().unwrap().to_str().unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let mut table: toml::Table = toml::from_str(&text).unwrap_or_else(|e| panic!("{file}: {e}"));
    let store: Store = table.remove("store").expect("a file names its store").try_into().unwrap();
    let context: String =
        table.remove("context").expect("a file has a context").try_into().unwrap();
    let scenario = |(id, section): (String, toml::Value)| {
        let name = format!("{file}/{id}");
        let recipe: Recipe = section.try_into().unwrap_or_else(|e| panic!("{name}: {e}"));
        let steps: Result<_, _> = recipe.steps.lines().map(str::parse).collect();
        let steps = steps.unwrap_or_else(|e| panic!("{name}: {e}"));
        Scenario { name, store, context: context.clone(), recipe, steps }
    };
    table.into_iter().map(scenario).collect()
}
