//! `--since` and `--staged`: the working tree, or the index, against a commit.

use super::{Compared, of, unforced};
use crate::analysis::Build;
use crate::build::Context;
use crate::cache::{ChangeKind, Changes, PathChange};
use crate::history::EntryChange;
use crate::host::{self, BuildAt, OnDisk, Repository};
use crate::project::Place;
use crate::project::ProjectError;
use std::path::Path;

/// The build now against those at `revisions`: the first counts for causes, all of them are in the cache.
///
/// # Errors
///
/// When git does not answer, or a revision has no such Dockerfile.
pub fn since(build: Build, place: &Place, revisions: &[String]) -> Result<Compared, ProjectError> {
    let repository = repository(place)?;
    let mut earlier = revisions.iter().map(|revision| {
        let found = repository.changes_since(revision)?;
        let place = on_disk(&build, place);
        let before = host::build_at_revision(&repository, place, revision, &found)?;
        let before = unforced(at(&build, before));
        let changes = changes(&before, &build, &found);
        Ok::<_, ProjectError>((before, changes))
    });
    let first = earlier.next().transpose()?;
    let further = earlier.collect::<Result<Vec<_>, ProjectError>>()?;
    let (before, changes) = first.unwrap_or_else(|| (build.clone(), Changes::default()));
    let assumptions = vec![IGNORED.to_owned()];
    let compared = of(before, build.clone(), changes, place);
    Ok(Compared { notes: notes(&repository), assumptions, further, ..compared })
}

/// What is staged against the last commit.
///
/// # Errors
///
/// When git does not answer, or no such Dockerfile is staged.
pub fn staged(build: Build, place: &Place) -> Result<Compared, ProjectError> {
    let repository = repository(place)?;
    let (found, unstaged) = (repository.staged_changes()?, repository.unstaged_changes()?);
    let place_on_disk = on_disk(&build, place);
    let after = host::staged_build(&repository, place_on_disk, &unstaged)?;
    // What is staged is undone first, then what is not.
    let mut undone = found.clone();
    let is_staged = |path: &str| found.iter().any(|change| change.path == path);
    undone.extend(unstaged.into_iter().filter(|change| !is_staged(&change.path)));
    let before = host::build_at_revision(&repository, place_on_disk, "HEAD", &undone)?;
    let (before, after) = (at(&build, before), at(&build, after));
    let changes = changes(&before, &after, &found);
    let assumptions = vec![IGNORED.to_owned(), UNTRACKED.to_owned()];
    Ok(Compared { assumptions, ..of(unforced(before), after, changes, place) })
}

const IGNORED: &str = "the files that git ignores were the same";
const UNTRACKED: &str = "the files that git does not track were the same";

fn repository(place: &Place) -> Result<Repository, ProjectError> {
    let folder = place.context.as_ref().map(|(folder, _)| folder.as_path());
    let folder = folder.or(place.dockerfile.parent()).unwrap_or(Path::new("."));
    Ok(Repository::of(folder)?)
}

fn on_disk<'a>(build: &'a Build, place: &'a Place) -> OnDisk<'a> {
    let folder = place.context.as_ref().map(|(folder, _)| folder.as_path());
    OnDisk {
        dockerfile: &place.dockerfile,
        folder: folder.unwrap_or(Path::new(".")),
        context: build.context.as_ref(),
    }
}

fn at(build: &Build, at: BuildAt) -> Build {
    Build { dockerfile: at.dockerfile, context: at.context, ..build.clone() }
}

fn changes(before: &Build, after: &Build, found: &[EntryChange]) -> Changes {
    let (Some(before), Some(after)) = (&before.context, &after.context) else {
        return Changes::default();
    };
    let paths = found.iter().map(|change| PathChange {
        path: change.path.trim_end_matches('/').to_owned(),
        kind: kind(change, before, after),
    });
    Changes::new(paths, before.tree(), after.tree())
}

/// Git tells of files that may have changed where their times did: the two are compared then.
fn kind(change: &EntryChange, before: &Context, after: &Context) -> ChangeKind {
    match change.kind() {
        ChangeKind::Content => {
            let digest = |context: &Context| context.tree().digest(&change.path);
            let is_same = digest(before).is_some() && digest(before) == digest(after);
            if is_same { ChangeKind::Possible } else { ChangeKind::Content }
        }
        kind => kind,
    }
}

fn notes(repository: &Repository) -> Vec<String> {
    let shallow = "the clone is shallow: older commits are not there".to_owned();
    repository.is_shallow().then_some(shallow).into_iter().collect()
}
