//! Which folder is the build context of a Dockerfile, and its ignore file.

use super::disk::DiskTree;
use super::{HostError, shown};
use crate::build::{BuildArgs, BuildGraph, Context, ContextTree, SourceTarget};
use crate::ignore::IgnoreFile;
use crate::syntax::Dockerfile;
use crate::text::Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the user said about the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContextChoice {
    /// Nothing.
    Find,
    /// There is none.
    None,
    /// This folder.
    Folder(PathBuf),
}

/// A context that was found.
#[derive(Clone, Debug)]
pub struct FoundContext {
    /// Its folder, as it is shown.
    pub path: String,
    /// Its folder.
    pub folder: PathBuf,
    /// Its files.
    pub context: Context,
}

/// Finds the context of the Dockerfile `file`, which stands at `path`.
///
/// Without a word from the user: of its folder and the root of its repository the one in which more of its sources
/// exist, the former if they are equal; none if no source exists in either.
///
/// # Errors
///
/// When the folder that the user named is none.
pub fn find_context(
    choice: &ContextChoice,
    path: &Path,
    file: &Dockerfile,
) -> Result<Option<FoundContext>, HostError> {
    match choice {
        ContextChoice::None => Ok(None),
        ContextChoice::Folder(folder) if !folder.is_dir() => {
            Err(HostError::new("use as the build context", folder, "it is not a folder"))
        }
        ContextChoice::Folder(folder) => Ok(Some(open(folder, path))),
        ContextChoice::Find => Ok(guess(path, file).map(|folder| open(&folder, path))),
    }
}

fn guess(path: &Path, file: &Dockerfile) -> Option<PathBuf> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let sources = sources(file);
    let score = |folder: &Path| {
        let tree = DiskTree::new(folder);
        sources.iter().filter(|source| tree.kind(source).is_some()).count()
    };
    let own = score(&folder);
    if own == sources.len() {
        return Some(folder);
    }
    let root = repository(&folder);
    let of_root = root.as_deref().map_or(0, score);
    match (own, of_root) {
        (0, 0) => None,
        (own, of_root) if of_root > own => root,
        _ => Some(folder),
    }
}

/// What the file copies from its context, as plain paths.
fn sources(file: &Dockerfile) -> Vec<String> {
    let graph = BuildGraph::new(file, &BuildArgs::default());
    let copies = graph.stages.iter().flat_map(|stage| graph.copies(stage));
    let from_context =
        copies.filter(|(_, copy)| copy.reads_context()).flat_map(|(_, copy)| copy.sources);
    let paths = from_context.filter_map(|source| match source.target {
        SourceTarget::Path(path) => Some(path),
        _ => None,
    });
    paths.collect()
}

/// The root of the repository that `folder` is in.
fn repository(folder: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(folder).ok()?;
    let mut steps = PathBuf::from(folder);
    for ancestor in absolute.ancestors() {
        if ancestor.join(".git").exists() {
            return Some(steps);
        }
        // Relative paths stay relative: they are what the user reads.
        let is_relative_top =
            steps.as_os_str().is_empty() || steps == Path::new(".") || steps.ends_with("..");
        steps = match steps.parent() {
            Some(parent) if !is_relative_top => {
                if parent.as_os_str().is_empty() {
                    PathBuf::from(".")
                } else {
                    parent.to_owned()
                }
            }
            _ => steps.join(".."),
        };
    }
    None
}

/// Opens a context: `<Dockerfile>.dockerignore` counts if it exists, even when empty, else `.dockerignore` (reference A.4).
pub(super) fn open(folder: &Path, dockerfile: &Path) -> FoundContext {
    let mut specific = dockerfile.as_os_str().to_owned();
    specific.push(".dockerignore");
    let specific = PathBuf::from(specific);
    let usual = folder.join(".dockerignore");
    let found = [(specific, None), (usual, Some(".dockerignore".to_owned()))]
        .into_iter()
        .find_map(|(path, inside)| Some((std::fs::read(&path).ok()?, path, inside)));
    let (ignore, ignore_path) = match found {
        Some((bytes, path, inside)) => {
            let inside = inside.or_else(|| below(&path, folder));
            (IgnoreFile::parse(Source::new(&bytes).text()), inside)
        }
        None => (IgnoreFile::empty(), None),
    };
    let context = Context::new(Arc::new(DiskTree::new(folder)), ignore, ignore_path);
    let path = match shown(folder).as_str() {
        "" => ".".to_owned(),
        shown => shown.to_owned(),
    };
    FoundContext { path, folder: folder.to_owned(), context }
}

/// `path` from `folder`, if it is below it.
fn below(path: &Path, folder: &Path) -> Option<String> {
    let (path, folder) = (std::path::absolute(path).ok()?, std::path::absolute(folder).ok()?);
    path.strip_prefix(folder).ok().map(shown)
}
