//! The files of a context at a commit, or as they are staged: the disk with the changes undone.

use super::HostError;
use super::git::{GitError, Repository};
use crate::build::{Context, ContextTree, MemoryTree, StatKind};
use crate::history::{ContentId, Entry, EntryChange, FileMode};
use crate::ignore::IgnoreFile;
use crate::text::Source;
use std::collections::BTreeSet;
use std::path::Path;

/// A build as a repository has it.
#[derive(Debug)]
pub struct BuildAt {
    /// The Dockerfile.
    pub dockerfile: Vec<u8>,
    /// The context; `None` where there is none on the disk.
    pub context: Option<Context>,
}

/// Where a build stands on the disk.
#[derive(Clone, Copy, Debug)]
pub struct OnDisk<'a> {
    /// The Dockerfile.
    pub dockerfile: &'a Path,
    /// The folder of the context.
    pub folder: &'a Path,
    /// The context.
    pub context: Option<&'a Context>,
}

/// What a repository has at a path from its root.
type FileAt<'a> = &'a dyn Fn(&str) -> Result<Option<Vec<u8>>, GitError>;

/// The build as it was at `revision`. `changes` are those of the working tree since then.
///
/// # Errors
///
/// When git does not answer, or the commit has no such Dockerfile.
pub fn build_at_revision(
    repository: &Repository,
    place: OnDisk<'_>,
    revision: &str,
    changes: &[EntryChange],
) -> Result<BuildAt, HostError> {
    let undone = changes.iter().map(|change| (change.path.as_str(), change.before)).collect();
    let file = |path: &str| repository.file_at(revision, path);
    build(repository, place, undone, &file, &format!("at {revision}"))
}

/// The build as it is staged; `unstaged` are the changes of the working tree that are not.
///
/// # Errors
///
/// When git does not answer, or no such Dockerfile is staged.
pub fn staged_build(
    repository: &Repository,
    place: OnDisk<'_>,
    unstaged: &[EntryChange],
) -> Result<BuildAt, HostError> {
    let undone = unstaged.iter().map(|change| (change.path.as_str(), change.before)).collect();
    build(repository, place, undone, &|path| repository.staged_file(path), "in the index")
}

fn build(
    repository: &Repository,
    place: OnDisk<'_>,
    undone: Vec<(&str, Option<Entry>)>,
    file: FileAt<'_>,
    moment: &str,
) -> Result<BuildAt, HostError> {
    let failed =
        |error: GitError| HostError::new("look into the history of", place.dockerfile, error);
    let no_file = |reason: String| HostError::new("find", place.dockerfile, reason);
    let at = repository.path_of(place.dockerfile);
    let at = at.ok_or_else(|| no_file("it lies outside the repository".to_owned()))?;
    let dockerfile = file(&at).map_err(failed)?;
    let dockerfile = dockerfile.ok_or_else(|| no_file(format!("there is none {moment}")))?;
    let Some(context) = place.context else { return Ok(BuildAt { dockerfile, context: None }) };
    let tree = patched(repository, context, undone).map_err(failed)?;
    // A file of its own counts before the usual one, as on the disk.
    let own = format!("{at}.dockerignore");
    let usual = repository.path_of(&place.folder.join(".dockerignore"));
    let mut ignore = (IgnoreFile::empty(), None);
    for path in [Some(own), usual].into_iter().flatten() {
        if let Some(bytes) = file(&path).map_err(failed)? {
            let inside = repository.below(&path).map(str::to_owned);
            ignore = (IgnoreFile::parse(Source::new(&bytes).text()), inside);
            break;
        }
    }
    let context = Some(Context::new(tree, ignore.0, ignore.1));
    Ok(BuildAt { dockerfile, context })
}

/// The tree of the disk with other entries at some paths.
fn patched(
    repository: &Repository,
    context: &Context,
    entries: Vec<(&str, Option<Entry>)>,
) -> Result<std::sync::Arc<dyn ContextTree>, GitError> {
    let ids: Vec<ContentId> = entries
        .iter()
        .filter_map(|(_, entry)| (*entry)?.content)
        .filter(|id| !id.is_zero())
        .collect();
    let contents = repository.contents(&ids)?;
    let mut files = Vec::new();
    let (mut links, mut permissions, mut removed) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (path, entry) in entries {
        let content = entry.and_then(|entry| contents.get(&entry.content?));
        match entry {
            None => drop(removed.insert(path.trim_end_matches('/').to_owned())),
            Some(Entry { mode: FileMode::Symlink, .. }) => {
                let target = content.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
                links.push((path, target.unwrap_or_default()));
            }
            Some(Entry { mode: FileMode::Submodule, .. }) => {}
            Some(entry) => {
                files.push((path, content.cloned().unwrap_or_default()));
                let is_executable = entry.mode == FileMode::Executable;
                permissions.push((path, permissions_of(context.tree(), path, is_executable)));
            }
        }
    }
    let mut above = MemoryTree::new(files);
    for (path, target) in links {
        above = above.with_link(path, &target);
    }
    for (path, bits) in permissions {
        above = above.with_permissions(path, bits);
    }
    Ok(context.patched_tree(above, removed))
}

/// Git knows of permissions only whether a file may be executed; the rest is as on the disk.
fn permissions_of(tree: &dyn ContextTree, path: &str, is_executable: bool) -> u32 {
    let on_disk = tree.stat(path).filter(|stat| stat.kind == StatKind::File);
    match on_disk {
        Some(stat) if is_executable => stat.permissions | (stat.permissions & 0o444) >> 2,
        Some(stat) => stat.permissions & !0o111,
        None if is_executable => 0o755,
        None => 0o644,
    }
}
