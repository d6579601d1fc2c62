//! Why git did not answer.

use crate::host::shown;
use std::fmt;
use std::path::PathBuf;

/// Why git did not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitError {
    /// The program cannot be started.
    Missing {
        /// The system's reason.
        reason: String,
    },
    /// The folder is in no working tree of a repository.
    NoRepository {
        /// The folder.
        folder: PathBuf,
    },
    /// There is no commit yet.
    NoCommits {
        /// The root of the repository.
        root: PathBuf,
    },
    /// No commit is meant by this.
    UnknownRevision {
        /// What was asked for.
        revision: String,
    },
    /// A Dockerfile that git does not know cannot be read either.
    Dockerfile {
        /// Where it should be.
        path: PathBuf,
        /// The system's reason.
        reason: String,
    },
    /// Git refused.
    Failed {
        /// The command without its options that are always there.
        command: String,
        /// Git's own words.
        message: String,
    },
    /// Git answered something that is not understood.
    Unexpected {
        /// The command.
        command: String,
        /// The place in its answer.
        found: String,
    },
}

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GitError::Missing { reason } => write!(f, "cannot start git: {reason}"),
            GitError::NoRepository { folder } => {
                write!(f, "{} is not in a git repository", shown(folder))
            }
            GitError::NoCommits { root } => {
                write!(f, "the git repository {} has no commits yet", shown(root))
            }
            GitError::UnknownRevision { revision } => {
                write!(f, "git knows no commit `{revision}`")
            }
            GitError::Dockerfile { path, reason } => {
                write!(f, "cannot read {}: {reason}", shown(path))
            }
            GitError::Failed { command, message } => write!(f, "{command} failed: {message}"),
            GitError::Unexpected { command, found } => {
                write!(f, "{command} gave an answer that is not understood: {found:?}")
            }
        }
    }
}

impl std::error::Error for GitError {}
