//! One run: its id, its label, its folder.

use crate::host;
use crate::verify::engine::EngineError;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// The label that everything made by a run carries; its value is the run's id.
pub const LABEL: &str = "dev.dockwright.run";

/// A run that is at work. Its folder is removed when it is dropped.
#[derive(Debug)]
pub struct Run {
    id: String,
    folder: PathBuf,
    /// Held as long as the run lives: the system gives it back however that ends.
    _lock: File,
}

impl Run {
    /// Begins a run, with a folder of its own below the user's cache folder.
    ///
    /// # Errors
    ///
    /// When there is no place for it.
    pub fn begin() -> Result<Self, EngineError> {
        Self::begin_in(&runs_folder()?)
    }

    /// The same in a folder of the caller's.
    ///
    /// # Errors
    ///
    /// When nothing can be written there.
    pub fn begin_in(runs: &Path) -> Result<Self, EngineError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let id = format!("{:x}-{:x}", now.as_micros(), std::process::id());
        let folder = runs.join(&id);
        let other = |error: std::io::Error| {
            EngineError::Other(format!("cannot use {}: {error}", host::shown(&folder)))
        };
        std::fs::create_dir_all(&folder).map_err(other)?;
        let lock = File::create(folder.join("lock")).map_err(other)?;
        lock.lock().map_err(other)?;
        Ok(Self { id, folder, _lock: lock })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its label, as command lines take it.
    pub fn label(&self) -> String {
        format!("{LABEL}={}", self.id)
    }

    /// A tag for an image that is made in it.
    pub fn tag(&self, role: &str) -> String {
        format!("dockwright-verify:{}-{role}", self.id)
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// Where the folders of runs are.
pub(super) fn runs_folder() -> Result<PathBuf, EngineError> {
    let folder = host::cache_folder().ok_or_else(|| {
        EngineError::Other("there is no home folder; set XDG_CACHE_HOME".to_owned())
    })?;
    Ok(folder.join("runs"))
}

/// The runs whose folders are there and that are over, by their ids.
pub(super) fn is_over(runs: &Path, id: &str) -> bool {
    match File::open(runs.join(id).join("lock")) {
        Ok(lock) => !matches!(lock.try_lock(), Err(TryLockError::WouldBlock)),
        // Without a folder it is over, or runs on another machine with the same engine: that cannot be told apart.
        Err(_) => true,
    }
}

/// The folders that runs left which are over.
pub(super) fn folders_left(runs: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(runs).into_iter().flatten().flatten();
    let folders = entries.map(|entry| entry.path()).filter(|path| path.is_dir());
    let id = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
    folders.filter(|path| id(path).is_some_and(|id| is_over(runs, &id))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_over_when_it_is_dropped_or_its_lock_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let run = Run::begin_in(folder.path()).unwrap();
        let id = run.id().to_owned();
        assert!(!is_over(folder.path(), &id));
        assert!(folders_left(folder.path()).is_empty());
        drop(run);
        assert!(is_over(folder.path(), &id));
        // As a killed run leaves it.
        std::fs::create_dir(folder.path().join("killed")).unwrap();
        std::fs::write(folder.path().join("killed/lock"), "").unwrap();
        assert!(is_over(folder.path(), "killed"));
        assert_eq!(folders_left(folder.path()), [folder.path().join("killed")]);
    }
}
