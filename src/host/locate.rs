//! The one Dockerfile that a command is about.

use super::{HostError, is_dockerfile_name};
use std::path::{Path, PathBuf};

/// A Dockerfile that was named by its path or by its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// Its path.
    pub path: PathBuf,
    /// The folder that was named, which then is the build context.
    pub folder: Option<PathBuf>,
}

/// The Dockerfile at `path`, or in the folder `path`.
///
/// # Errors
///
/// When there is none, or when a folder has several and none of them is called `Dockerfile`.
pub fn locate(path: &Path) -> Result<Located, HostError> {
    if !path.is_dir() {
        return Ok(Located { path: path.to_owned(), folder: None });
    }
    let folder = Some(path.to_owned());
    for name in ["Dockerfile", "dockerfile", "Containerfile"] {
        if path.join(name).is_file() {
            return Ok(Located { path: path.join(name), folder });
        }
    }
    let entries = std::fs::read_dir(path);
    let entries = entries.map_err(|error| HostError::new("read", path, super::plain(&error)))?;
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut found: Vec<String> = names.filter(|name| is_dockerfile_name(name)).collect();
    found.sort_unstable();
    match found.as_slice() {
        [only] => Ok(Located { path: path.join(only), folder }),
        [] => Err(HostError::new("find a Dockerfile in", path, "there is none")),
        several => {
            let reason = format!("there are several: {}; name one", several.join(", "));
            Err(HostError::new("choose a Dockerfile in", path, reason))
        }
    }
}

/// The platform of this machine, as in `linux/amd64`: what a build is for by default.
pub fn platform() -> String {
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64/v8",
        "x86" => "386",
        "arm" => "arm/v7",
        other => other,
    };
    // BuildKit leaves the default variant of arm64 out (`platforms.Format`).
    format!("linux/{}", architecture.trim_end_matches("/v8"))
}

/// `path` as seen from `folder`, with forward slashes; `None` when it does not lie below it.
pub fn path_below(path: &Path, folder: &Path) -> Option<String> {
    let clean = |path: &Path| {
        let absolute = std::path::absolute(path).ok()?;
        let mut parts = PathBuf::new();
        for part in absolute.components() {
            match part {
                std::path::Component::ParentDir => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        Some(parts)
    };
    clean(path)?.strip_prefix(clean(folder)?).ok().map(super::shown)
}
