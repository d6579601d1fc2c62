//! What git knows: commits, their files, and how the working tree differs.
//!
//! Git is a process that is asked and answers in NUL-ended records; nothing is
//! checked out, fetched or written. Contents are named by git's own ids.

mod command;
mod error;
mod log;
mod raw;
mod recording;
#[cfg(test)]
mod tests;
mod tree;
mod working;

pub use error::GitError;
pub use log::Commit;

use command::Git;
use raw::text;
use std::path::{Path, PathBuf};

/// A repository, seen from a folder of its working tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    root: PathBuf,
    folder: PathBuf,
    prefix: String,
    is_shallow: bool,
}

impl Repository {
    /// The repository that `folder` is in.
    ///
    /// # Errors
    ///
    /// When it is in none, or git does not answer.
    pub fn of(folder: &Path) -> Result<Self, GitError> {
        let folder = if folder == Path::new("") { Path::new(".") } else { folder };
        if !folder.is_dir() {
            return Err(GitError::NoRepository { folder: folder.to_owned() });
        }
        let arguments =
            ["rev-parse", "--is-shallow-repository", "--show-prefix", "--show-toplevel"];
        let answer = match Git::new(folder, &arguments).output() {
            // In a bare repository, or inside `.git`, there is no working tree.
            Err(GitError::Failed { message, .. }) if says_none(&message) => {
                return Err(GitError::NoRepository { folder: folder.to_owned() });
            }
            answer => text(&answer?),
        };
        let command = || format!("git {}", arguments.join(" "));
        let mut lines = answer.splitn(3, '\n');
        let (Some(is_shallow), Some(prefix), Some(root)) =
            (lines.next(), lines.next(), lines.next())
        else {
            return Err(GitError::Unexpected { command: command(), found: answer });
        };
        Ok(Self {
            root: PathBuf::from(root.trim_end_matches(['\n', '\r'])),
            folder: folder.to_owned(),
            prefix: prefix.to_owned(),
            is_shallow: is_shallow == "true",
        })
    }

    /// The root of the working tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder that was opened.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether older commits were not cloned.
    pub fn is_shallow(&self) -> bool {
        self.is_shallow
    }

    /// `path`, which is from the root of the repository, from the folder that was opened; `None` when it is not below.
    pub fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&self.prefix)
    }

    /// The path from the root of the repository of a file on the disk, which need not exist; `None` outside.
    ///
    /// A link that leads to another file of the repository stands for that file.
    pub fn path_of(&self, file: &Path) -> Option<String> {
        let root = std::fs::canonicalize(&self.root).ok()?;
        let real = std::fs::canonicalize(file).or_else(|_| {
            let folder = file.parent().filter(|folder| *folder != Path::new(""));
            let folder = std::fs::canonicalize(folder.unwrap_or(Path::new(".")))?;
            Ok::<PathBuf, std::io::Error>(folder.join(file.file_name().unwrap_or_default()))
        });
        Some(super::shown(real.ok()?.strip_prefix(root).ok()?))
    }

    /// The full name of the commit that `revision` means.
    ///
    /// # Errors
    ///
    /// When there is none, or git does not answer.
    pub fn commit_of(&self, revision: &str) -> Result<String, GitError> {
        if is_full_name(revision) {
            return Ok(revision.to_owned());
        }
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options"];
        let answer =
            Git::new(&self.root, &arguments).arg(format!("{revision}^{{commit}}")).output();
        match answer {
            Ok(answer) => Ok(text(&answer).trim_end().to_owned()),
            Err(GitError::Failed { .. }) if revision == "HEAD" => {
                Err(GitError::NoCommits { root: self.root.clone() })
            }
            Err(GitError::Failed { .. }) => {
                Err(GitError::UnknownRevision { revision: revision.to_owned() })
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether it is a commit's name already, so that nobody needs to be asked.
fn is_full_name(revision: &str) -> bool {
    matches!(revision.len(), 40 | 64) && revision.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn says_none(message: &str) -> bool {
    message.contains("not a git repository") || message.contains("must be run in a work tree")
}
