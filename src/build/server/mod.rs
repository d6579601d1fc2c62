//! Commands that start a server: one that runs until it is stopped, or one that
//! goes to the background and is lost with the step.
//!
//! Facts only; a rule decides what they mean in a RUN or a CMD.

mod daemons;
mod ports;
mod programs;

pub use ports::{listens_in_source, literal_port};

use super::project::PackageJson;
use crate::shell::Argv;

/// A command that starts a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// What it is called in a sentence: `nginx`, `npm start`.
    pub name: String,
    /// How it runs.
    pub mode: ServerMode,
    /// The port on which it listens: as given, or else its default.
    pub port: Option<u16>,
    /// Whether it may as well be something that ends by itself, judged by its name alone.
    pub is_guess: bool,
}

/// How a server runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServerMode {
    /// In the foreground, until it is stopped.
    Foreground,
    /// In the background: the command returns at once.
    Background,
}

impl Server {
    fn foreground(name: impl Into<String>, port: Option<u16>) -> Self {
        Self { name: name.into(), mode: ServerMode::Foreground, port, is_guess: false }
    }

    fn background(name: impl Into<String>, port: Option<u16>) -> Self {
        Self { mode: ServerMode::Background, ..Self::foreground(name, port) }
    }

    fn guess(self) -> Self {
        Self { is_guess: true, ..self }
    }

    /// Reads a command; `package` is the `package.json` of the directory in which it runs, if it can be seen.
    pub fn of(argv: Argv<'_>, package: Option<&PackageJson>) -> Option<Self> {
        let words: Vec<&str> =
            argv.words().iter().map(|word| word.literal().unwrap_or(UNKNOWN)).collect();
        Self::of_words(&words, package)
    }

    /// Reads a command from its words.
    pub fn of_words(words: &[&str], package: Option<&PackageJson>) -> Option<Self> {
        let (first, args) = words.split_first()?;
        if args.iter().any(|arg| is_question(arg)) {
            return None;
        }
        let name = first.rsplit('/').next().unwrap_or(first);
        let mut found =
            daemons::find(first, name, args).or_else(|| programs::find(name, args, package))?;
        found.port = literal_port(words).or(found.port);
        Some(found)
    }
}

/// Stands for a word whose value is not known.
const UNKNOWN: &str = "\u{1a}";

/// Arguments with which a server only answers a question or checks something.
fn is_question(arg: &str) -> bool {
    const QUESTIONS: [&str; 12] = [
        "--help",
        "--version",
        "-version",
        "--help-all",
        "--check-config",
        "--check",
        "--test",
        "--dry-run",
        "--validate",
        "configtest",
        "help",
        "version",
    ];
    QUESTIONS.contains(&arg)
}
