//! Builds that happened, in place of an engine: what a log of `verify` has kept is told once more.

use super::{BuildRequest, Built, Containers, Engine, EngineError, failure};
use crate::proof::EngineFacts;

/// The mark of lines that are not the engine's own.
const MARK: &str = "# ";
/// What such a line begins with when it has what was told of a build apart from its progress.
const METADATA: &str = "# metadata ";
/// What such a line begins with when it says how long a build took.
const SECONDS: &str = "# seconds ";

/// The builds of a log. It has no images, and nothing is run.
#[derive(Clone, Debug)]
pub struct Recorded {
    facts: EngineFacts,
    builds: Vec<Recording>,
}

#[derive(Clone, Debug, Default)]
struct Recording {
    title: String,
    lines: Vec<String>,
    /// None for a build that failed.
    metadata: Option<String>,
    seconds: f64,
}

impl Recorded {
    /// Reads a log that `verify` has written.
    pub fn read(log: &str, facts: EngineFacts) -> Self {
        let mut builds: Vec<Recording> = Vec::new();
        for line in log.lines() {
            let last = builds.last_mut();
            if let Some((last, text)) = last.zip(line.strip_prefix(METADATA)) {
                last.metadata = Some(text.to_owned());
            } else if let Some((last, text)) = builds.last_mut().zip(line.strip_prefix(SECONDS)) {
                last.seconds = text.parse().unwrap_or_default();
            } else if let Some(title) = line.strip_prefix(MARK) {
                builds.push(Recording { title: title.to_owned(), ..Recording::default() });
            } else if let Some(last) = builds.last_mut() {
                last.lines.push(line.to_owned());
            }
        }
        Self { facts, builds }
    }
}

/// How a log begins the record of a build.
pub(in crate::verify) fn title(title: &str) -> String {
    format!("{MARK}{title}")
}

/// How a log ends the record of a build that succeeded.
pub(in crate::verify) fn ending(built: &Built) -> String {
    format!("{METADATA}{}\n{SECONDS}{:.3}", built.metadata, built.seconds)
}

impl Engine for Recorded {
    fn facts(&self) -> &EngineFacts {
        &self.facts
    }

    fn build(
        &self,
        request: &BuildRequest<'_>,
        watch: &mut dyn FnMut(&str),
    ) -> Result<Built, EngineError> {
        let recording = self.builds.iter().find(|build| build.title == request.title);
        let recording = recording.ok_or_else(|| {
            EngineError::Other(format!("there is no record of a build of {}", request.title))
        })?;
        recording.lines.iter().for_each(|line| watch(line));
        let progress = recording.lines.join("\n");
        let metadata = recording.metadata.as_deref();
        let built = metadata.and_then(|it| Built::of(&progress, it, recording.seconds));
        built.ok_or_else(|| EngineError::Build(failure(&progress)))
    }

    fn containers(&self) -> Option<&Containers> {
        None
    }

    fn cache_size(&self) -> Option<u64> {
        None
    }
}
