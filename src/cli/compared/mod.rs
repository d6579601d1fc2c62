//! An earlier build and a later one, wherever the earlier one is known from.

pub(super) mod record;
pub(super) mod revisions;

use super::Failure;
use super::build::Place;
use crate::analysis::Build;
use crate::build::vertex::{NoCache, Settings};
use crate::cache::{ChangeKind, Changes, PathChange};
use crate::host;
use std::collections::BTreeMap;
use std::path::Path;

/// Two builds, and what differs between their contexts.
pub(super) struct Compared {
    pub(super) before: Build,
    pub(super) after: Build,
    pub(super) changes: Changes,
    /// Still earlier builds that are in the cache too.
    pub(super) further: Vec<(Build, Changes)>,
    /// Where the later build stands on the disk.
    pub(super) place: Place,
    /// Path of the Dockerfile, as it is shown.
    pub(super) dockerfile: String,
    /// Path of the context, as it is shown.
    pub(super) context: Option<String>,
    /// What the user should know of how this was understood.
    pub(super) notes: Vec<String>,
    /// What was taken for granted on the way here.
    pub(super) assumptions: Vec<String>,
}

pub(super) fn of(before: Build, after: Build, changes: Changes, place: &Place) -> Compared {
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
pub(super) fn unforced(build: Build) -> Build {
    let images = BTreeMap::new();
    let settings = Settings { no_cache: NoCache::Never, images, ..build.settings.clone() };
    Build { settings, ..build }
}

/// The same build with another Dockerfile, which takes the place of the old one in the context too.
pub(super) fn against(build: Build, place: &Place, file: &Path) -> Result<Compared, Failure> {
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
