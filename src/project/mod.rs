//! A project on the disk: which rules count for a file, which build it stands for, and which earlier builds that one
//! can be held against.
//!
//! Puts together what `host` reads for all who work on projects, the command line and the language server alike. Says
//! nothing to anybody: what went wrong is a [`ProjectError`].

pub mod compared;
mod place;
mod settings;

pub use compared::{Compared, against};
pub use place::Place;
pub use settings::{Overrides, Settings, SettingsCache};

use std::fmt;

/// Why a project cannot be worked on, in words for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectError(pub String);

impl fmt::Display for ProjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ProjectError {}

macro_rules! from_errors {
    ($($error:ty),*) => {$(
        impl From<$error> for ProjectError {
            fn from(error: $error) -> Self {
                Self(error.to_string())
            }
        }
    )*};
}

from_errors!(crate::host::HostError, crate::host::GitError, serde_json::Error);
