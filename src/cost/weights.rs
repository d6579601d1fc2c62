//! Seconds by kind of step: from a file, or the built-in ones.

use super::{SecondsSource, command, estimate};
use crate::build::Step;
use crate::shell::Invocation;
use crate::syntax::Keyword;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

/// Seconds by kind of step.
#[derive(Clone, Debug)]
pub struct Weights {
    copy: f64,
    add: f64,
    fetch: f64,
    workdir: f64,
    run: f64,
    /// Words of a command, and its seconds.
    commands: Vec<(Vec<String>, f64)>,
    source: SecondsSource,
}

/// Why a file of weights cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeightsError(String);

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WeightsError {}

/// The file: seconds for instructions, and under `RUN` for commands by their words.
#[derive(Deserialize)]
struct File {
    #[serde(rename = "COPY", default = "copy")]
    copy: f64,
    #[serde(rename = "ADD", default = "copy")]
    add: f64,
    #[serde(rename = "ADD_remote", default = "fetch")]
    fetch: f64,
    #[serde(rename = "WORKDIR", default = "workdir")]
    workdir: f64,
    #[serde(rename = "RUN_default", default = "run")]
    run: f64,
    #[serde(rename = "RUN")]
    commands: BTreeMap<String, f64>,
}

fn copy() -> f64 {
    estimate::COPY
}

fn fetch() -> f64 {
    estimate::FETCH
}

fn workdir() -> f64 {
    estimate::WORKDIR
}

fn run() -> f64 {
    estimate::RUN
}

impl Weights {
    /// The built-in ones.
    pub fn estimated() -> Self {
        let commands = estimate::COMMANDS.iter().map(|(command, seconds)| (*command, *seconds));
        Self {
            copy: estimate::COPY,
            add: estimate::COPY,
            fetch: estimate::FETCH,
            workdir: estimate::WORKDIR,
            run: estimate::RUN,
            commands: split(commands),
            source: SecondsSource::Estimated,
        }
    }

    /// Reads a file: JSON with seconds for `COPY`, `ADD`, `ADD_remote`, `WORKDIR` and `RUN_default`, and under `RUN` for
    /// commands such as `npm ci`.
    ///
    /// # Errors
    ///
    /// When it is not such a file, or holds what is no time.
    pub fn parse(text: &str) -> Result<Self, WeightsError> {
        let file: File =
            serde_json::from_str(text).map_err(|error| WeightsError(error.to_string()))?;
        let commands = file.commands.iter().map(|(command, seconds)| (command.as_str(), *seconds));
        let fixed = [
            ("COPY", file.copy),
            ("ADD", file.add),
            ("ADD_remote", file.fetch),
            ("WORKDIR", file.workdir),
            ("RUN_default", file.run),
        ];
        let mut all = fixed.into_iter().chain(commands.clone());
        if let Some((name, seconds)) = all.find(|(_, seconds)| !(0.0..1e9).contains(seconds)) {
            return Err(WeightsError(format!("`{name}`: {seconds} is not a number of seconds")));
        }
        Ok(Self {
            copy: file.copy,
            add: file.add,
            fetch: file.fetch,
            workdir: file.workdir,
            run: file.run,
            commands: split(commands),
            source: SecondsSource::File,
        })
    }

    /// Each kind of step and its seconds: instructions, then commands.
    pub fn rows(&self) -> Vec<(String, f64)> {
        let fixed = [
            ("COPY", self.copy),
            ("ADD", self.add),
            ("ADD of an address", self.fetch),
            ("WORKDIR", self.workdir),
            ("any other RUN", self.run),
        ];
        let fixed = fixed.into_iter().map(|(name, seconds)| (name.to_owned(), seconds));
        let commands = self.commands.iter().map(|(words, seconds)| (words.join(" "), *seconds));
        fixed.chain(commands).collect()
    }

    /// Where they come from.
    pub fn source(&self) -> SecondsSource {
        self.source
    }

    /// Seconds of a step.
    pub(super) fn of(&self, step: &Step<'_>) -> f64 {
        match step.instruction.keyword() {
            Keyword::Add if fetches(step) => self.fetch,
            Keyword::Run => self.of_run(step),
            keyword => self.of_keyword(keyword),
        }
    }

    /// Seconds of a step of which nothing is known but its instruction.
    pub(super) fn of_keyword(&self, keyword: Keyword) -> f64 {
        match keyword {
            Keyword::Copy => self.copy,
            Keyword::Add => self.add,
            Keyword::Workdir => self.workdir,
            Keyword::Run => self.run,
            _ => 0.0,
        }
    }

    /// The sum over the commands that are known; one figure for a RUN without any.
    fn of_run(&self, step: &Step<'_>) -> f64 {
        let commands = step.script().invocations().filter_map(|command| self.of_command(&command));
        let seconds: Vec<f64> = commands.collect();
        if seconds.is_empty() { self.run } else { seconds.iter().sum() }
    }

    fn of_command(&self, invocation: &Invocation<'_>) -> Option<f64> {
        let readings = [command::words(invocation), command::title(invocation)];
        let matching = self
            .commands
            .iter()
            .filter(|(wanted, _)| readings.iter().any(|words| has_words(words, wanted)));
        // The one that says most: `uv pip install` is no `pip install`, `npm run build` no `npm run`.
        matching.max_by_key(|(wanted, _)| wanted.len()).map(|(_, seconds)| *seconds)
    }
}

fn split<'c>(commands: impl Iterator<Item = (&'c str, f64)>) -> Vec<(Vec<String>, f64)> {
    let words = |command: &str| command.split_whitespace().map(str::to_owned).collect();
    commands.map(|(command, seconds)| (words(command), seconds)).collect()
}

/// Whether the program is the wanted one and the wanted operands are among its own, in order: values of flags and
/// further goals (`mvn clean package`) may stand between them.
fn has_words(words: &[String], wanted: &[String]) -> bool {
    let [program, wanted @ ..] = wanted else { return false };
    let Some((first, operands)) = words.split_first() else { return false };
    let mut operands = operands.iter();
    first == program && wanted.iter().all(|word| operands.any(|operand| operand == word))
}

/// Whether a source of an ADD is fetched from the network.
fn fetches(step: &Step<'_>) -> bool {
    let sources = step.instruction.as_copy().map(|copy| copy.sources).unwrap_or_default();
    sources.iter().any(|source| {
        let text = source.text();
        ["http://", "https://", "git@", "git://", "ssh://"].iter().any(|it| text.starts_with(it))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::vertex::{Settings, VertexGraph};
    use crate::build::{BuildArgs, BuildGraph};
    use crate::cost::{Costs, Seconds};
    use crate::syntax::Dockerfile;

    const FILE: &str = r#"{"note": "n", "COPY": 0.25, "RUN_default": 2, "RUN": {"npm ci": 35,
        "npm run build": 30, "pip install": 31, "uv pip install": 8, "apt-get install": 25, "yarn install": 36,
        "mvnw package": 90, "composer install": 24, "gradlew build": 120, "apk add": 6}}"#;

    fn seconds(costs: &Costs, instruction: &str) -> Seconds {
        let text = format!("FROM alpine\n{instruction}\n");
        let file = Dockerfile::parse(&text);
        let graph = BuildGraph::new(&file, &BuildArgs::default());
        let vertices = VertexGraph::new(&graph, &Settings::default());
        costs.of(&graph, vertices.steps.last().unwrap())
    }

    #[test]
    fn a_run_costs_what_its_known_commands_cost() {
        let costs = Costs::new(Weights::parse(FILE).unwrap());
        for (instruction, expected) in [
            ("RUN npm ci", 35.0),
            ("RUN npm clean-install --prefix ui", 35.0),
            ("RUN npm --prefix ui ci && npm run build", 65.0),
            ("RUN echo npm ci", 2.0),
            ("RUN apt-get update && apt-get install -y curl", 25.0),
            ("RUN sudo apt -y install curl", 25.0),
            ("RUN python3 -m pip install -r requirements.txt", 31.0),
            ("RUN pip3.11 install flask", 31.0),
            ("RUN uv pip install flask", 8.0),
            ("RUN yarn --frozen-lockfile", 36.0),
            ("RUN ./mvnw -B -T 1C clean package", 90.0),
            ("RUN ./gradlew build -x test", 120.0),
            ("RUN php composer.phar install --no-dev", 24.0),
            ("RUN if [ -n \"$X\" ]; then apk add a; apk add b; fi", 12.0),
            ("RUN sh -c 'npm ci'", 35.0),
            ("RUN [\"npm\", \"ci\"]", 35.0),
            ("RUN --mount=type=cache,target=/root/.npm <<EOF\nnpm ci\nEOF", 35.0),
            ("COPY . .", 0.25),
            ("ADD . .", 0.5),
            ("ADD https://example.com/x /x", 5.0),
            ("WORKDIR /x", 0.1),
        ] {
            let found = seconds(&costs, instruction);
            assert_eq!(found.value, expected, "{instruction}");
            assert_eq!(found.source, SecondsSource::File);
        }
    }

    #[test]
    fn without_a_file_there_are_estimates() {
        let costs = Costs::default();
        for (instruction, expected) in [
            ("RUN cargo build --release", 180.0),
            ("RUN npm ci", 30.0),
            ("RUN true", 1.0),
            ("COPY . .", 0.5),
        ] {
            let found = seconds(&costs, instruction);
            assert_eq!((found.value, found.source), (expected, SecondsSource::Estimated));
        }
        let programs = estimate::COMMANDS.map(|(command, _)| command);
        let mut distinct = programs.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), programs.len());
    }

    #[test]
    fn what_a_step_really_took_comes_first() {
        let mut costs = Costs::default();
        let took = |value, source| Seconds { value, source };
        costs.learn("RUN npm ci", took(41.0, SecondsSource::Recorded));
        assert_eq!(seconds(&costs, "RUN npm ci"), took(41.0, SecondsSource::Recorded));
        costs.learn("RUN npm ci", took(42.0, SecondsSource::Measured));
        costs.learn("RUN npm ci", took(43.0, SecondsSource::Recorded));
        assert_eq!(seconds(&costs, "RUN npm ci"), took(42.0, SecondsSource::Measured));
    }

    #[test]
    fn a_file_that_is_none_is_refused() {
        for text in ["", "[]", "{}", r#"{"RUN": {"a": -1}}"#, r#"{"RUN": {}, "COPY": "x"}"#] {
            assert!(Weights::parse(text).is_err(), "{text}");
        }
        let error = Weights::parse(r#"{"RUN": {"a": -1}}"#).unwrap_err();
        assert_eq!(error.to_string(), "`a`: -1 is not a number of seconds");
    }
}
