//! Where a build stands on the disk.

use crate::host;
use std::path::{Path, PathBuf};

/// Where a build stands on the disk.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its Dockerfile.
    pub dockerfile: PathBuf,
    /// Folder of the context, and how it is shown.
    pub context: Option<(PathBuf, String)>,
}

impl Place {
    /// `path` from the root of the context.
    pub fn inside(&self, path: &Path) -> Option<String> {
        host::path_below(path, &self.context.as_ref()?.0)
    }
}
