//! Finding and removing what runs made on an engine.

use super::orphans::end_builds_of;
use super::run::{LABEL, folders_left, is_over, runs_folder};
use crate::host;
use crate::verify::engine::{Containers, EngineError};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(120);

/// What can be left on an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftoverKind {
    /// A container.
    Container,
    /// An image.
    Image,
    /// A network.
    Network,
    /// A volume.
    Volume,
    /// A folder of a run on this machine.
    Folder,
    /// A process on this machine that builds for nobody.
    Build,
}

impl LeftoverKind {
    /// On an engine, in the order in which they can be removed.
    const ON_ENGINE: [LeftoverKind; 4] =
        [LeftoverKind::Container, LeftoverKind::Image, LeftoverKind::Network, LeftoverKind::Volume];

    /// In a word.
    pub fn name(self) -> &'static str {
        match self {
            LeftoverKind::Container => "container",
            LeftoverKind::Image => "image",
            LeftoverKind::Network => "network",
            LeftoverKind::Volume => "volume",
            LeftoverKind::Folder => "folder",
            LeftoverKind::Build => "build, process",
        }
    }
}

/// Something that a run made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// What it is.
    pub kind: LeftoverKind,
    /// Its id, or path.
    pub id: String,
}

/// How often a run tries to remove what it made: an engine that is at work with something may let go of it a little later.
const ATTEMPTS: usize = 4;
const BETWEEN: Duration = Duration::from_millis(500);

/// Removes all that the run `id` made; what could not be removed, and why.
pub fn remove_of(containers: &Containers, id: &str) -> Vec<String> {
    let containers = containers.undisturbed();
    let filter = format!("label={LABEL}={id}");
    let mut left = Vec::new();
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            std::thread::sleep(BETWEEN);
        }
        let kinds = LeftoverKind::ON_ENGINE.into_iter();
        left = kinds.flat_map(|kind| remove_all(&containers, kind, &filter)).collect();
        if left.is_empty() {
            break;
        }
    }
    left
}

fn remove_all(containers: &Containers, kind: LeftoverKind, filter: &str) -> Vec<String> {
    let name = kind.name();
    let found = match listed(containers, kind, filter) {
        Ok(found) => found,
        Err(error) => return vec![format!("{name}s, perhaps: {error}")],
    };
    let failed = |it: Leftover| {
        let error = remove(containers, &it).err()?;
        Some(format!("{name} {}: {error}", it.id))
    };
    found.into_iter().filter_map(failed).collect()
}

/// Removes what runs left that are over: what was removed, and what could not be.
///
/// # Errors
///
/// When the engine does not answer.
pub fn clean(
    containers: Option<&Containers>,
) -> Result<(Vec<Leftover>, Vec<Leftover>), EngineError> {
    let runs = runs_folder()?;
    let folders = folders_left(&runs);
    let ids = folders.iter().filter_map(|folder| folder.file_name());
    let builds = ids.flat_map(|id| end_builds_of(&id.to_string_lossy()));
    let mut removed: Vec<Leftover> =
        builds.map(|id| Leftover { kind: LeftoverKind::Build, id }).collect();
    let mut left = Vec::new();
    for kind in LeftoverKind::ON_ENGINE {
        let Some(containers) = containers else { break };
        for it in listed(containers, kind, &format!("label={LABEL}"))? {
            let run = run_of(containers, &it)?;
            if !is_over(&runs, &run) {
                continue;
            }
            match remove(containers, &it) {
                Ok(()) => removed.push(it),
                Err(_) => left.push(it),
            }
        }
    }
    for folder in folders {
        let it = Leftover { kind: LeftoverKind::Folder, id: host::shown(&folder) };
        match std::fs::remove_dir_all(&folder) {
            Ok(()) => removed.push(it),
            Err(_) => left.push(it),
        }
    }
    Ok((removed, left))
}

fn listed(
    containers: &Containers,
    kind: LeftoverKind,
    filter: &str,
) -> Result<Vec<Leftover>, EngineError> {
    let words: &[&str] = match kind {
        LeftoverKind::Container => &["ps", "--all", "--no-trunc", "--quiet", "--filter", filter],
        LeftoverKind::Image => &["images", "--no-trunc", "--quiet", "--filter", filter],
        LeftoverKind::Network => &["network", "ls", "--no-trunc", "--quiet", "--filter", filter],
        LeftoverKind::Volume => &["volume", "ls", "--quiet", "--filter", filter],
        LeftoverKind::Folder | LeftoverKind::Build => return Ok(Vec::new()),
    };
    let text = containers.program().ask(words, LIMIT)?;
    let mut ids: Vec<String> = text.lines().map(|line| line.trim().to_owned()).collect();
    ids.retain(|id| !id.is_empty());
    ids.sort_unstable();
    ids.dedup();
    Ok(ids.into_iter().map(|id| Leftover { kind, id }).collect())
}

/// The id of the run that made it.
fn run_of(containers: &Containers, it: &Leftover) -> Result<String, EngineError> {
    let labels = match it.kind {
        LeftoverKind::Container | LeftoverKind::Image => ".Config.Labels",
        _ => ".Labels",
    };
    let format = format!("{{{{index {labels} \"{LABEL}\"}}}}");
    containers.program().ask(&[it.kind.name(), "inspect", "--format", &format, &it.id], LIMIT)
}

fn remove(containers: &Containers, it: &Leftover) -> Result<(), EngineError> {
    let words: &[&str] = match it.kind {
        LeftoverKind::Container => return containers.remove(&it.id),
        LeftoverKind::Image => &["image", "rm", "--force", &it.id],
        LeftoverKind::Network => &["network", "rm", &it.id],
        LeftoverKind::Volume => &["volume", "rm", "--force", &it.id],
        LeftoverKind::Folder | LeftoverKind::Build => return Ok(()),
    };
    containers.program().ask(words, LIMIT).map(drop)
}
