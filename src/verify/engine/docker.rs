//! `docker buildx`, with whatever builder it has.

use super::{BuildRequest, Built, Containers, Engine, EngineError, Program, failure};
use crate::proof::EngineFacts;
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};

/// The first buildx that has `--progress=rawjson` and tells the provenance in its metadata.
const OLDEST: (u32, u32) = (0, 13);
/// How long it may take to ask for something.
const LIMIT: Duration = Duration::from_secs(60);
/// A builder that sleeps (a pod, a container) may have to be woken.
const WAKING: Duration = Duration::from_secs(300);

/// Docker's command line.
#[derive(Clone, Debug)]
pub struct Docker {
    program: Program,
    containers: Option<Containers>,
    builder: Option<String>,
    facts: EngineFacts,
}

impl Docker {
    /// Docker with that builder, or the current one.
    ///
    /// # Errors
    ///
    /// When there is no docker, no buildx, one that is too old, or nobody answers; in one line.
    pub fn find(program: Program, builder: Option<&str>) -> Result<Self, EngineError> {
        let version = program.ask(&["buildx", "version"], LIMIT)?;
        let version = version_in(&version).unwrap_or_default();
        if numbers(&version).is_some_and(|found| found < OLDEST) {
            return Err(EngineError::Other(format!(
                "buildx {version} is too old: {}.{} is the first that tells what became of each step",
                OLDEST.0, OLDEST.1
            )));
        }
        let mut words = vec!["buildx", "inspect", "--bootstrap"];
        words.extend(builder);
        let builder_facts = program.ask(&words, WAKING)?;
        let said = |key: &str| field(&builder_facts, key).map(str::to_owned);
        let driver = said("Driver:");
        let is_own = driver.as_deref() == Some("docker");
        // The builder of another engine goes by the name of the context that leads there, and is reached through that alone;
        // its images are there, too.
        let (program, builder) = match builder {
            Some(context) if is_own => (program.with_first(&["--context", context]), None),
            builder => (program, builder),
        };
        // What runs containers; a builder elsewhere may do without.
        let info = program.ask(&["info", "--format", "{{json .}}"], LIMIT);
        let has_engine = info.as_ref().is_ok_and(|info| {
            serde_json::from_str(info).is_ok_and(|info: Value| info["ServerVersion"].is_string())
        });
        let facts = EngineFacts {
            backend: "docker buildx".to_owned(),
            version,
            builder: said("Name:"),
            buildkit: said("BuildKit version:").or_else(|| said("BuildKit:")),
            merges: !is_own
                || info.as_ref().is_ok_and(|info| info.contains("io.containerd.snapshotter")),
            driver,
        };
        let containers = has_engine.then(|| Containers::new(program.clone()));
        Ok(Self { program, containers, builder: builder.map(str::to_owned), facts })
    }

    fn words(&self, request: &BuildRequest<'_>, metadata: &Path) -> Vec<String> {
        let mut words: Vec<String> =
            ["buildx", "build", "--progress=rawjson"].map(str::to_owned).to_vec();
        let mut flag = |name: &str, value: &str| words.push(format!("--{name}={value}"));
        if let Some(builder) = &self.builder {
            flag("builder", builder);
        }
        flag("metadata-file", &metadata.to_string_lossy());
        flag("file", &request.dockerfile.to_string_lossy());
        if let Some(target) = request.target {
            flag("target", target);
        }
        request.build_args.iter().for_each(|value| flag("build-arg", value));
        match &request.image {
            Some(image) => {
                flag("tag", image.tag);
                image.label.into_iter().for_each(|label| flag("label", label));
                words.push("--load".to_owned());
            }
            None => flag("output", "type=cacheonly"),
        }
        words.extend(request.no_cache.then(|| "--no-cache".to_owned()));
        words.extend(request.flags.iter().cloned());
        words.push(request.folder.to_string_lossy().into_owned());
        words
    }
}

impl Engine for Docker {
    fn facts(&self) -> &EngineFacts {
        &self.facts
    }

    fn build(
        &self,
        request: &BuildRequest<'_>,
        watch: &mut dyn FnMut(&str),
    ) -> Result<Built, EngineError> {
        let metadata = request.folder.with_extension("metadata.json");
        let words = self.words(request, &metadata);
        // All of the provenance in the file: no further call is needed for it. The image itself stays without.
        let program = self.program.clone().with("BUILDX_METADATA_PROVENANCE", "max");
        let program = program.with("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
        let began = Instant::now();
        let called = program.watched(&words, None, None, watch)?;
        let seconds = began.elapsed().as_secs_f64();
        let told = std::fs::read_to_string(&metadata).unwrap_or_default();
        drop(std::fs::remove_file(&metadata));
        if !called.is_success {
            return Err(EngineError::Build(failure(&called.errors)));
        }
        Built::of(&called.errors, &told, seconds).ok_or_else(|| {
            EngineError::Other(format!(
                "{} told nothing of the steps of its build; is it really docker with buildx?",
                self.program.name()
            ))
        })
    }

    fn containers(&self) -> Option<&Containers> {
        self.containers.as_ref()
    }

    fn cache_size(&self) -> Option<u64> {
        let mut words = vec!["buildx", "du"];
        words.extend(self.builder.iter().flat_map(|builder| ["--builder", builder]));
        let said = self.program.undisturbed().ask(&words, LIMIT).ok()?;
        bytes_of(field(&said, "Total:")?)
    }
}

/// What follows a key at the beginning of a line, the first time.
fn field<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let values = text.lines().filter_map(|line| line.trim().strip_prefix(key));
    values.map(str::trim).find(|value| !value.is_empty())
}

/// `0.29.1` in `github.com/docker/buildx 0.29.1 1.2.3-4`, `v0.17.1` in that of others.
fn version_in(text: &str) -> Option<String> {
    let mut words = text.split_whitespace().map(|word| word.trim_start_matches('v'));
    words.find(|word| numbers(word).is_some()).map(str::to_owned)
}

fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split(['.', '-', '+']);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// `1.5GB`, as docker prints sizes: thousands, not 1,024s.
fn bytes_of(text: &str) -> Option<u64> {
    let end = text.find(|ch: char| !ch.is_ascii_digit() && ch != '.')?;
    let value: f64 = text[..end].parse().ok()?;
    let unit = match text[end..].trim() {
        "B" => 1.0,
        "kB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        "TB" => 1e12,
        _ => return None,
    };
    Some((value * unit) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_and_compared() {
        let check = |text: &str, expected: &str| {
            let version = version_in(text).unwrap_or_default();
            assert_eq!(format!("{version} {:?}", numbers(&version)), expected);
        };
        check("github.com/docker/buildx 0.29.1 abc", "0.29.1 Some((0, 29))");
        check("github.com/docker/buildx v0.12.0-desktop.2 9a8", "0.12.0-desktop.2 Some((0, 12))");
        check("github.com/docker/buildx 0.13.1+ds1-3", "0.13.1+ds1-3 Some((0, 13))");
        check("nothing here", " None");
    }

    #[test]
    fn sizes_are_read() {
        let check = |text: &str, expected| assert_eq!(bytes_of(text), expected, "{text}");
        check("0B", Some(0));
        check("12.5kB", Some(12_500));
        check("1.234GB", Some(1_234_000_000));
        check("many", None);
    }
}
