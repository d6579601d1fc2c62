//! Running git: never a pager, a prompt, a hook or the network, and no lock is taken.

use super::GitError;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// One call of git.
pub(super) struct Git {
    command: Command,
    /// The words that make it out, for errors.
    title: String,
}

impl Git {
    /// A call in `folder`; the arguments are what makes it out, options that are always there aside.
    pub(super) fn new(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new("git");
        command.current_dir(folder).stdin(Stdio::null());
        // The user's settings would change what is printed, or run a program of the repository's choice.
        let settings = [
            "core.fsmonitor=false",
            "diff.autoRefreshIndex=true",
            "log.diffMerges=first-parent",
            "log.showRoot=true",
            "log.showSignature=false",
        ];
        for setting in settings {
            command.arg("-c").arg(setting);
        }
        command.args(arguments);
        command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
        // A partial clone would fetch what it lacks.
        command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_LITERAL_PATHSPECS", "1");
        command.env("LC_ALL", "C").env_remove("GIT_EXTERNAL_DIFF");
        Self { command, title: format!("git {}", arguments.join(" ")) }
    }

    /// One argument more, which is a path or comes from the user.
    pub(super) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.title.push_str(&format!(" {}", argument.as_ref().to_string_lossy()));
        self.command.arg(argument);
        self
    }

    /// The words that make the call out.
    pub(super) fn title(&self) -> &str {
        &self.title
    }

    /// What it prints.
    pub(super) fn output(mut self) -> Result<Vec<u8>, GitError> {
        let output = self.command.output().map_err(|error| missing(&error))?;
        self.checked(output)
    }

    /// What it prints when `input` is given to it.
    pub(super) fn output_for(mut self, input: &[u8]) -> Result<Vec<u8>, GitError> {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().map_err(|error| missing(&error))?;
        let stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // Beside the reading: both pipes may fill. A git that has stopped says why by its exit.
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
            child.wait_with_output()
        });
        self.checked(output.map_err(|error| missing(&error))?)
    }

    fn checked(&self, output: Output) -> Result<Vec<u8>, GitError> {
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(GitError::Failed { command: self.title.clone(), message: said(&output) })
    }
}

fn missing(error: &io::Error) -> GitError {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "it is not installed, or not on the PATH".to_owned(),
        _ => error.to_string(),
    };
    GitError::Missing { reason }
}

/// Git's own words on one line, without the `fatal:` in front.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let lines = lines.join(" ");
    match lines.trim_start_matches("fatal: ") {
        "" => output.status.to_string(),
        message => message.to_owned(),
    }
}
