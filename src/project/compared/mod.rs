//! An earlier build and a later one, wherever the earlier one is known from.

pub mod record;
mod reported;
pub mod revisions;

pub use reported::report;

use super::{Place, ProjectError};
use crate::analysis::Build;
use crate::build::vertex::{NoCache, Settings};
use crate::cache::{ChangeKind, Changes, PathChange};
use crate::host;
use std::collections::BTreeMap;
use std::path::Path;

/// Two builds, and what differs between their contexts.
pub struct Compared {
    /// The earlier build.
    pub before: Build,
    /// The later build.
    pub after: Build,
    /// What differs between their main contexts.
    pub changes: Changes,
    /// Still earlier builds that are in the cache too.
    pub further: Vec<(Build, Changes)>,
    /// Where the later build stands on the disk.
    pub place: Place,
    /// Path of the Dockerfile, as it is shown.
    pub dockerfile: String,
    /// Path of the context, as it is shown.
    pub context: Option<String>,
    /// What the user should know of how this was understood.
    pub notes: Vec<String>,
    /// What was taken for granted on the way here.
    pub assumptions: Vec<String>,
}

/// The two builds, with nothing further to say.
pub fn of(before: Build, after: Build, changes: Changes, place: &Place) -> Compared {
    Compared {
        before,
        after,
        changes,
        further: Vec::new(),
        place: place.clone(),
        dockerfile: host::shown(&place.dockerfile),
        context: place.context.as_ref().map(|(_, shown)| shown.clone()),
        notes: Vec::new(),
        assumptions: Vec::new(),
    }
}

/// The earlier build used its cache and the images of its time, whatever the later one is told.
pub fn unforced(build: Build) -> Build {
    let images = BTreeMap::new();
    let settings = Settings { no_cache: NoCache::Never, images, ..build.settings.clone() };
    Build { settings, ..build }
}

/// The same build with another Dockerfile, which takes the place of the old one in the context too.
///
/// # Errors
///
/// When the other Dockerfile cannot be read.
pub fn against(build: Build, place: &Place, file: &Path) -> Result<Compared, ProjectError> {
    let dockerfile = host::read(file)?;
    let inside = place.inside(&place.dockerfile);
    let is_same = dockerfile == build.dockerfile;
    let mut after = Build { dockerfile: dockerfile.clone(), ..build.clone() };
    let mut changes = Changes::default();
    if let (Some(context), Some(inside), false) = (&build.context, inside, is_same) {
        let new = context.with_overlay(&BTreeMap::from([(inside.clone(), dockerfile)]));
        let change = PathChange { path: inside, kind: ChangeKind::Content };
        changes = Changes::new([change], context.tree(), new.tree());
        after.context = Some(new);
    }
    let compared = of(unforced(build), after, changes, place);
    Ok(Compared { dockerfile: host::shown(file), ..compared })
}
