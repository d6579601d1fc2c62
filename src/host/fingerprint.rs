//! Fingerprints of builds, kept in the user's cache folder by project.

use super::{HostError, write_atomically};
use std::env;
use std::path::{Path, PathBuf};

/// Where the fingerprint of a project is kept: never inside a build context.
///
/// A project is a Dockerfile, by its absolute path, and a target.
///
/// # Errors
///
/// When there is no home folder to keep anything in.
pub fn fingerprint_path(dockerfile: &Path, target: Option<&str>) -> Result<PathBuf, HostError> {
    let absolute = std::path::absolute(dockerfile).unwrap_or_else(|_| dockerfile.to_owned());
    let name = format!("{}\0{}", absolute.display(), target.unwrap_or_default());
    let name = blake3::hash(name.as_bytes()).to_hex();
    let folder = cache_folder().ok_or_else(|| {
        let reason = "there is no home folder; set XDG_CACHE_HOME";
        HostError::new("find a place for the fingerprint of", dockerfile, reason)
    })?;
    Ok(folder.join("builds").join(format!("{}.json", &name[..32])))
}

/// Our folder in the user's cache folder; `None` where there is no home folder.
pub fn cache_folder() -> Option<PathBuf> {
    user_folder().map(|folder| folder.join("dockwright"))
}

/// The user's cache folder, as the system has it.
fn user_folder() -> Option<PathBuf> {
    let folder = |name: &str| env::var_os(name).filter(|it| !it.is_empty()).map(PathBuf::from);
    if let Some(folder) = folder("XDG_CACHE_HOME") {
        return Some(folder);
    }
    if cfg!(windows) {
        return folder("LOCALAPPDATA");
    }
    let home = folder("HOME")?;
    Some(if cfg!(target_os = "macos") { home.join("Library/Caches") } else { home.join(".cache") })
}

/// Writes a fingerprint, and the folders above it.
///
/// # Errors
///
/// With the path and the system's reason.
pub fn write_fingerprint(path: &Path, bytes: &[u8]) -> Result<(), HostError> {
    if let Some(folder) = path.parent() {
        let made = std::fs::create_dir_all(folder);
        made.map_err(|error| HostError::new("make the folder", folder, super::plain(&error)))?;
    }
    write_atomically(path, bytes)
}
