//! Commands that start a server: one that runs until it is stopped, or one that
//! goes to the background and is lost with the step.
//!
//! Facts only; a rule decides what they mean in a RUN or a CMD.

mod address;
mod daemons;
mod ports;
mod programs;
mod sources;

pub use address::{Address, AddressOrigin, address, is_local};
pub use ports::{has_fixed_default, literal_port, port_of, port_variables};
pub use sources::{Bound, bound_in_source};

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

    /// A program of the project's own that is known to serve.
    pub fn compiled(name: String, port: Option<u16>) -> Self {
        Self::foreground(name, port)
    }

    /// Whatever a command starts, taken as something that runs on.
    pub fn unknown(argv: Argv<'_>) -> Self {
        let words: Vec<&str> =
            argv.words().iter().take(2).map(|word| word.value.as_str()).collect();
        let name = words.first().copied().unwrap_or_default();
        let title = if name_of(name) == name { words.join(" ") } else { name_of(name).to_owned() };
        Self::foreground(title, None)
    }

    /// The program that serves: `uvicorn` in `poetry run python -m uvicorn app`.
    pub fn program<'w>(&self, words: &[&'w str]) -> &'w str {
        programs::innermost(words)
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
        let name = name_of(first);
        let mut found =
            daemons::find(first, name, args).or_else(|| programs::find(name, args, package))?;
        found.port = literal_port(words).or(found.port);
        Some(found)
    }
}

/// The program behind a first word: without its folder, and without the version that some bear in their names.
pub fn name_of(first: &str) -> &str {
    let name = first.rsplit('/').next().unwrap_or(first);
    let name = name.strip_suffix(".exe").unwrap_or(name);
    let is_version = |rest: &str| rest.chars().all(|ch| ch.is_ascii_digit() || ch == '.');
    let versioned = ["python", "php-fpm", "php", "ruby", "pypy"];
    versioned
        .into_iter()
        .find(|plain| name.strip_prefix(plain).is_some_and(is_version))
        .unwrap_or(name)
}

/// The command that is given to a program: its first word that is no flag. Vite can do without, so only its very first counts.
fn verb<'w>(name: &str, args: &[&'w str]) -> Option<&'w str> {
    let reach = if name == "vite" { 1 } else { args.len() };
    args.iter().take(reach).find(|arg| !arg.starts_with('-')).copied()
}

/// Stands for a word whose value is not known.
pub const UNKNOWN: &str = "\u{1a}";

/// Arguments with which a server only answers a question or checks something.
fn is_question(arg: &str) -> bool {
    const QUESTIONS: [&str; 14] = [
        "--help",
        "--version",
        "-version",
        "--help-all",
        "--check-config",
        "--check",
        "--test",
        "--dry-run",
        "--validate",
        "--configtest",
        "--generate-config",
        "configtest",
        "help",
        "version",
    ];
    QUESTIONS.contains(&arg)
}
