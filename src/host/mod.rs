//! The world: disk, environment, repository.
//!
//! Everything the core wants to know is read here and given to it as data;
//! everything it decides is written here. Errors name the path and what was
//! tried.

#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "effects belong here")]

mod buildx;
mod configuration;
mod context;
mod discover;
mod disk;
mod editor_config;
mod fingerprint;
mod git;
mod locate;
mod progress;
mod revision;
mod running;
mod write;

pub use buildx::{BuildRecord, build_record};
pub use configuration::{ConfigFile, config_for, read_config};
pub use context::{ContextChoice, FoundContext, find_context};
pub use discover::{Excludes, discover, is_dockerfile_name};
pub use disk::DiskTree;
pub use editor_config::editor_properties;
pub use fingerprint::{cache_folder, fingerprint_path, write_fingerprint};
pub use git::{Commit, GitError, Repository};
pub use locate::{Located, locate, path_below, platform};
pub use progress::Progress;
pub use revision::{BuildAt, OnDisk, build_at_revision, staged_build};
pub use running::is_running;
pub use write::write_atomically;

use std::fmt;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

/// Why the world did not do what was asked.
#[derive(Debug)]
pub struct HostError {
    /// What was tried, as in "cannot read".
    pub action: &'static str,
    /// On what.
    pub path: PathBuf,
    /// Why not.
    pub reason: String,
}

impl HostError {
    fn new(action: &'static str, path: &Path, reason: impl fmt::Display) -> Self {
        Self { action, path: path.to_owned(), reason: reason.to_string() }
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} {}: {}", self.action, shown(&self.path), self.reason)
    }
}

impl std::error::Error for HostError {}

/// A path as it is shown: with forward slashes, and without a `./` in front.
pub fn shown(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    match text.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => text,
    }
}

/// Whether something is at `path`.
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The bytes of a file.
///
/// # Errors
///
/// With the path and the system's reason.
pub fn read(path: &Path) -> Result<Vec<u8>, HostError> {
    std::fs::read(path).map_err(|error| HostError::new("read", path, plain(&error)))
}

/// All of standard input.
///
/// # Errors
///
/// When reading fails.
pub fn read_stdin() -> Result<Vec<u8>, HostError> {
    let mut bytes = Vec::new();
    let outcome = io::stdin().lock().read_to_end(&mut bytes);
    outcome.map_err(|error| HostError::new("read", Path::new("-"), plain(&error)))?;
    Ok(bytes)
}

/// Whether `path` is a directory.
pub fn is_directory(path: &Path) -> bool {
    path.is_dir()
}

/// Opens `folder` as the build context of a Dockerfile; `None` for a folder that is none.
pub fn open_context(folder: &Path, dockerfile: &Path) -> Option<FoundContext> {
    folder.is_dir().then(|| context::open(folder, dockerfile))
}

/// Whether colours may be used on standard output: it is a terminal, and nobody objects.
pub fn wants_color() -> bool {
    let objects = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stdout().is_terminal() && !objects && !is_dumb
}

/// How many columns the terminal has: what `COLUMNS` says, else what the terminal says, else 80.
pub fn columns() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    said.or_else(terminal_columns).filter(|columns| *columns > 0).unwrap_or(80)
}

#[cfg(unix)]
fn terminal_columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(usize::from(size.ws_col))
}

#[cfg(not(unix))]
fn terminal_columns() -> Option<usize> {
    None
}

/// Whether standard output is a terminal.
pub fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// The system's reason without its error number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((reason, _)) => reason.to_lowercase(),
        None => text,
    }
}
