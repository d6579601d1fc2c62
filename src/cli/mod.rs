//! The command line: what the user typed, and what is printed.
//!
//! Owns arguments, exit codes and output. Each command is a file; all they do
//! is gather inputs from `host`, ask `analysis`, and hand the answer to `report`.

#![expect(clippy::print_stderr, reason = "this is where output belongs")]

mod args;
mod build;
mod check;
mod config;
mod explain;
mod files;
mod format;
mod history;
mod output;
mod rule;
mod settings;
mod simulate;
mod verify;

use args::{Args, Command};
use clap::Parser;
use std::fmt;
use std::process::ExitCode;

/// Nothing to report.
const CLEAN: u8 = 0;
/// Findings, or a difference.
const FINDINGS: u8 = 1;
/// The job could not be done.
const FAILED: u8 = 2;

/// Why the job could not be done: one or more lines for the user.
#[derive(Debug)]
struct Failure(String);

impl<E: fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are no errors; clap knows which stream is right.
            let code = if error.use_stderr() { FAILED } else { CLEAN };
            drop(error.print());
            return ExitCode::from(code);
        }
    };
    let outcome = match args.command {
        Command::Check(args) => check::run(&args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Format(args) => format::run(&args),
        Command::Lsp => crate::lsp::run().map(|()| CLEAN).map_err(Failure::from),
        Command::Rule(args) => rule::run(&args),
        Command::Config(args) => config::run(&args),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(Failure(message)) => {
            eprintln!("error: {}", crate::text::printable(&message));
            ExitCode::from(FAILED)
        }
    }
}
