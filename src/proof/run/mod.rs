//! What containers did that were started from an image, and from its rewritten successor.

mod comparison;
mod findings;
mod inspect;
mod logs;
mod sockets;

pub use comparison::{RunComparison, RunDifference, RunDifferenceKind, compare_runs};
pub use findings::{RunFinding, findings_of};
pub use inspect::{ContainerState, tcp_port};
pub use logs::normalized;
pub use sockets::{Listener, Reach, listeners};

/// What was seen of one container.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContainerRun {
    /// Whether it started at all.
    pub started: bool,
    /// Why it did not: the engine's words.
    pub refused: Option<String>,
    /// Whether it still ran when it was looked at, or how it had ended.
    pub state: RunState,
    /// What it exited with by itself; `None` while it ran.
    pub exit_code: Option<i64>,
    /// Whether the kernel ended it because its memory was used up.
    pub is_out_of_memory: bool,
    /// Where it listens; `None` when that could not be looked at.
    pub listening: Option<Vec<Listener>>,
    /// The TCP ports that its image exposes.
    pub exposed: Vec<u16>,
    /// Its ports and where each was published on this machine.
    pub published: Vec<(u16, u16)>,
    /// What its health check says; `None` without one.
    pub health: Option<String>,
    /// What it printed, until it was stopped.
    pub output: String,
    /// What it printed to standard error.
    pub errors: String,
    /// What it answered; `None` when it was not asked.
    pub probe: Option<ProbeAnswer>,
    /// What ended it.
    pub stopped_by: Option<StoppedBy>,
    /// How long stopping took, in seconds.
    pub stop_seconds: Option<f64>,
    /// The signal that stops it.
    pub stop_signal: String,
    /// The words of its ENTRYPOINT and CMD.
    pub command: Vec<String>,
    /// Whether somebody was attached: input was given, or there was a terminal.
    pub is_attached: bool,
    /// The same container, stopped and started again.
    pub restarted: Option<Box<ContainerRun>>,
}

/// How far a container came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunState {
    /// It never started.
    #[default]
    NotStarted,
    /// It ran until it was stopped.
    Running,
    /// It ended by itself, with success.
    Exited,
    /// It ended with an error, a signal, or for want of memory.
    Crashed,
    /// It ended because nobody is attached to it.
    NoInput,
}

impl RunState {
    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            RunState::NotStarted => "not started",
            RunState::Running => "running",
            RunState::Exited => "exited",
            RunState::Crashed => "crashed",
            RunState::NoInput => "exited without input",
        }
    }
}

/// What ended a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoppedBy {
    /// The signal that its image names.
    StopSignal,
    /// SIGKILL: it ignored that signal.
    Kill,
    /// Nobody else.
    Itself,
}

impl StoppedBy {
    /// As in JSON.
    pub fn name(self) -> &'static str {
        match self {
            StoppedBy::StopSignal => "stop-signal",
            StoppedBy::Kill => "kill",
            StoppedBy::Itself => "itself",
        }
    }
}

/// What came back on a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProbeAnswer {
    /// The status of HTTP; `None` when no answer came.
    pub status: Option<u16>,
    /// The digest of the body.
    pub digest: String,
    /// How many bytes it has.
    pub bytes: usize,
    /// How it begins.
    pub first: String,
    /// Why no answer came.
    pub failed: Option<String>,
}

impl ContainerRun {
    /// Tells how a container ended that is over, from what is known of it.
    pub fn state_when_over(&self) -> RunState {
        let is_silent = self.output.trim().is_empty() && self.errors.trim().is_empty();
        if self.is_out_of_memory || self.exit_code != Some(0) {
            RunState::Crashed
        } else if !self.is_attached && (is_silent && self.reads_input() || self.is_prompt()) {
            RunState::NoInput
        } else {
            RunState::Exited
        }
    }

    fn program(&self) -> &str {
        let first = self.command.first().map(String::as_str).unwrap_or_default();
        first.rsplit('/').next().unwrap_or_default()
    }

    /// Programs that read what to do, and do nothing without.
    fn is_prompt(&self) -> bool {
        const PROMPTS: [&str; 14] = [
            "sh", "ash", "bash", "dash", "zsh", "fish", "python", "python3", "node", "irb", "php",
            "lua", "jshell", "iex",
        ];
        let is_bare =
            self.command.iter().skip(1).all(|word| matches!(word.as_str(), "-i" | "-a" | "-l"));
        is_bare && PROMPTS.contains(&self.program())
    }

    fn reads_input(&self) -> bool {
        const READERS: [&str; 8] = ["cat", "tee", "jq", "sort", "wc", "bc", "psql", "redis-cli"];
        READERS.contains(&self.program())
    }

    /// Whether a shell is the first process and starts the program as its child: the shell form of CMD or ENTRYPOINT.
    pub fn is_shell_form(&self) -> bool {
        matches!(self.program(), "sh" | "ash" | "bash" | "dash")
            && self.command.get(1).is_some_and(|word| word.starts_with('-') && word.ends_with('c'))
    }
}
