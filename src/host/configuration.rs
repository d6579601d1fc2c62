//! Finding `dockwright.toml`.

use super::{HostError, read, shown};
use crate::config::Config;
use std::path::{Path, PathBuf};

/// A configuration and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigFile {
    /// What it says.
    pub config: Config,
    /// The file; `None` for the defaults.
    pub path: Option<PathBuf>,
}

impl ConfigFile {
    /// The folder that its paths are relative to.
    pub fn root(&self) -> &Path {
        self.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""))
    }
}

/// The name of the file.
const NAME: &str = "dockwright.toml";

/// The configuration for `file`: that of its folder, or of the nearest folder above that has one.
///
/// # Errors
///
/// When the nearest one cannot be read or says what is not understood.
pub fn config_for(file: &Path) -> Result<ConfigFile, HostError> {
    let absolute = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    for folder in absolute.ancestors().skip(1) {
        let candidate = folder.join(NAME);
        if candidate.is_file() {
            return read_config(&near(&candidate));
        }
    }
    Ok(ConfigFile::default())
}

/// The path from the working directory, if it is below it: that is how people read it.
fn near(path: &Path) -> PathBuf {
    let below = std::env::current_dir()
        .ok()
        .and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    below.unwrap_or_else(|| path.to_owned())
}

/// Reads the configuration at `path`.
///
/// # Errors
///
/// When it cannot be read, or the first thing in it that is not understood.
pub fn read_config(path: &Path) -> Result<ConfigFile, HostError> {
    let bytes = read(path)?;
    let text =
        String::from_utf8(bytes).map_err(|_| HostError::new("use", path, "it is not UTF-8"))?;
    let config = Config::parse(&text).map_err(|error| match error.line {
        Some(line) => HostError {
            action: "use",
            path: PathBuf::from(format!("{}:{line}", shown(path))),
            reason: error.message,
        },
        None => HostError::new("use", path, error),
    })?;
    Ok(ConfigFile { config, path: Some(path.to_owned()) })
}
