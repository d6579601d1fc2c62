//! Which files a command looks at.

use super::Failure;
use super::args::CheckArgs;
use crate::host;
use crate::project::{Settings, SettingsCache};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file to look at.
#[derive(Debug)]
pub(super) struct Target {
    /// Where it stands, or what standard input stands for.
    pub(super) path: PathBuf,
    /// Whether it is read from standard input.
    pub(super) is_stdin: bool,
    /// What it is checked with.
    pub(super) settings: Arc<Settings>,
}

/// The files that the paths on the command line come to, each once, in order.
pub(super) fn targets(args: &CheckArgs) -> Result<Vec<Target>, Failure> {
    let overrides = args.overrides();
    let mut cache = SettingsCache::default();
    let mut targets: Vec<Target> = Vec::new();
    let mut known: HashSet<PathBuf> = HashSet::new();
    for path in &args.paths {
        if path == Path::new("-") {
            let path = args.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("Dockerfile"));
            let settings = cache.get(&overrides, &path)?;
            if !(args.force_exclude && settings.excludes(&path)) {
                targets.push(Target { path, is_stdin: true, settings });
            }
            continue;
        }
        let is_folder = host::is_directory(path);
        let found = if is_folder { host::discover(path)? } else { vec![path.clone()] };
        for path in found {
            let settings = cache.get(&overrides, &path)?;
            let is_excluded = (is_folder || args.force_exclude) && settings.excludes(&path);
            if !is_excluded && known.insert(path.clone()) {
                targets.push(Target { path, is_stdin: false, settings });
            }
        }
    }
    Ok(targets)
}
