//! The verbs for images and containers, which docker and podman have in common.

use super::{Called, EngineError, Program};
use serde_json::Value;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

/// How long a verb may take that starts nothing of the user's.
const LIMIT: Duration = Duration::from_secs(120);

/// Creates, starts, looks at and removes containers, through the command line that people know.
#[derive(Clone, Debug)]
pub struct Containers {
    program: Program,
}

/// A container to be created.
#[derive(Clone, Debug, Default)]
pub struct ContainerRequest<'a> {
    /// Its image.
    pub image: &'a str,
    /// A label, `NAME=VALUE`.
    pub label: &'a str,
    /// The network, as `--network` takes it.
    pub network: Option<&'a str>,
    /// Ports that are published on 127.0.0.1, each wherever there is room: `3000/tcp`.
    pub ports: Vec<String>,
    /// Variables, `NAME=VALUE`.
    pub env: Vec<String>,
    /// Flags that are handed on as they are: limits, volumes.
    pub flags: Vec<String>,
    /// Whether it has a terminal.
    pub tty: bool,
    /// Whether its standard input stays open.
    pub stdin: bool,
    /// What runs in place of the image's CMD; empty for that.
    pub command: Vec<String>,
}

/// What a container printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Logs {
    /// Standard output; all of it where there is a terminal.
    pub output: String,
    /// Standard error.
    pub errors: String,
}

impl Containers {
    /// With that program.
    pub fn new(program: Program) -> Self {
        Self { program }
    }

    /// The same for what has to be done even when the user asked to stop.
    pub fn undisturbed(&self) -> Self {
        Self { program: self.program.undisturbed() }
    }

    /// The program behind it.
    pub fn program(&self) -> &Program {
        &self.program
    }

    fn ask(&self, words: &[&str]) -> Result<String, EngineError> {
        self.program.ask(words, LIMIT)
    }

    /// What `inspect` says of an image: one object.
    ///
    /// # Errors
    ///
    /// As all of these verbs: when the engine says no, with its words.
    pub fn inspect_image(&self, image: &str) -> Result<String, EngineError> {
        self.ask(&["image", "inspect", "--format", "{{json .}}", image])
    }

    /// `tag`
    pub fn tag(&self, image: &str, name: &str) -> Result<(), EngineError> {
        self.ask(&["tag", image, name]).map(drop)
    }

    /// Creates a container; its id.
    pub fn create(&self, request: &ContainerRequest<'_>) -> Result<String, EngineError> {
        let mut words = vec!["create".to_owned(), "--label".to_owned(), request.label.to_owned()];
        // What is there counts: nothing is fetched behind the user's back.
        words.push("--pull=never".to_owned());
        words.extend(request.network.map(|network| format!("--network={network}")));
        words.extend(request.ports.iter().map(|port| format!("--publish=127.0.0.1::{port}")));
        words.extend(request.env.iter().map(|variable| format!("--env={variable}")));
        words.extend(request.flags.iter().cloned());
        words.extend(request.tty.then(|| "--tty".to_owned()));
        words.extend(request.stdin.then(|| "--interactive".to_owned()));
        words.push(request.image.to_owned());
        words.extend(request.command.iter().cloned());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let said = self.ask(&words)?;
        // Warnings may come first.
        Ok(said.lines().next_back().unwrap_or_default().to_owned())
    }

    /// Starts a container, and does not wait for it.
    pub fn start(&self, container: &str) -> Result<(), EngineError> {
        self.ask(&["start", container]).map(drop)
    }

    /// Starts a container with some input and waits for its end, at most so long; what it printed.
    pub fn start_with(
        &self,
        container: &str,
        input: &[u8],
        limit: Duration,
    ) -> Result<Called, EngineError> {
        let words = ["start", "--attach", "--interactive", container];
        self.program.watched(&words, Some(limit), Some(input), &mut |_| {})
    }

    /// What `inspect` says of a container.
    pub fn inspect(&self, container: &str) -> Result<Value, EngineError> {
        let text = self.ask(&["container", "inspect", "--format", "{{json .}}", container])?;
        serde_json::from_str(&text).map_err(|error| {
            EngineError::Other(format!("what inspect says cannot be read: {error}"))
        })
    }

    /// Whether it was ever started.
    pub fn has_begun(&self, container: &str) -> Result<bool, EngineError> {
        let state = self.inspect(container)?;
        // The zero of Go's clock stands for never.
        Ok(state["State"]["StartedAt"].as_str().is_some_and(|it| !it.starts_with("0001-")))
    }

    /// What it printed until now.
    pub fn logs(&self, container: &str) -> Result<Logs, EngineError> {
        let called = self.program.call(&["logs", container], LIMIT)?;
        if !called.is_success {
            let command = format!("{} logs", self.program.name());
            return Err(EngineError::Call { command, said: called.said() });
        }
        let output = String::from_utf8_lossy(&called.output).into_owned();
        Ok(Logs { output, errors: called.errors })
    }

    /// Runs a command in a container that runs. That it fails is no error.
    pub fn exec(&self, container: &str, words: &[&str]) -> Result<Called, EngineError> {
        let words: Vec<&str> =
            ["exec", container].into_iter().chain(words.iter().copied()).collect();
        self.program.call(&words, Duration::from_secs(10))
    }

    /// Sends it the signal that its image names, and kills it after so many seconds.
    pub fn stop(&self, container: &str, seconds: u64) -> Result<(), EngineError> {
        let seconds = seconds.to_string();
        self.ask(&["stop", "--time", &seconds, container]).map(drop)
    }

    /// Kills it.
    pub fn kill(&self, container: &str) -> Result<(), EngineError> {
        self.ask(&["kill", container]).map(drop)
    }

    /// Copies a path out of it, to a folder, which is made where it is missing.
    pub fn copy_out(&self, container: &str, path: &str, to: &Path) -> Result<(), EngineError> {
        std::fs::create_dir_all(to).map_err(|error| {
            EngineError::Other(format!("cannot make {}: {error}", to.display()))
        })?;
        let from = format!("{container}:{path}");
        self.ask(&["cp", &from, &to.to_string_lossy()]).map(drop)
    }

    /// Removes a container, running or not, and the volumes without a name that it has.
    pub fn remove(&self, container: &str) -> Result<(), EngineError> {
        self.ask(&["rm", "--force", "--volumes", container]).map(drop)
    }

    /// Reads its files: the archive that `export` prints.
    pub fn export<T>(
        &self,
        container: &str,
        read: impl FnOnce(&mut dyn Read) -> Result<T, String>,
    ) -> Result<T, EngineError> {
        self.program.stream(&["export", container], read)
    }

    /// Reads an image with its layers: the archive that `save` prints.
    pub fn save<T>(
        &self,
        image: &str,
        read: impl FnOnce(&mut dyn Read) -> Result<T, String>,
    ) -> Result<T, EngineError> {
        self.program.stream(&["image", "save", image], read)
    }
}
