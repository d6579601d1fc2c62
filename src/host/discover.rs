//! Finding Dockerfiles below a folder.

use super::{HostError, shown};
use ::ignore::gitignore::{Gitignore, GitignoreBuilder};
use ::ignore::{DirEntry, WalkBuilder, WalkState};
use rayon::slice::ParallelSliceMut;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

/// Whether a file of that name is a Dockerfile (`ecosystem` part 4).
///
/// `Dockerfile`, `Containerfile`, both with a suffix behind `.` or `-`, both in lower case alone, and anything that
/// ends in `.dockerfile` or `.containerfile`; but no ignore files, documents, sources or templates.
pub fn is_dockerfile_name(name: &str) -> bool {
    const OTHERS: [&str; 14] = [
        "dockerignore",
        "containerignore",
        "md",
        "go",
        "rs",
        "py",
        "ts",
        "js",
        "json",
        "yml",
        "yaml",
        "j2",
        "tmpl",
        "erb",
    ];
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    if extension.is_some_and(|extension| OTHERS.contains(&extension)) {
        return false;
    }
    let is_suffixed = ["Dockerfile", "Containerfile"].iter().any(|stem| {
        let rest = name.strip_prefix(stem);
        rest.is_some_and(|rest| rest.is_empty() || (rest.len() > 1 && rest.starts_with(['.', '-'])))
    });
    let endings = ["Dockerfile", "dockerfile", "Containerfile", "containerfile"];
    is_suffixed
        || matches!(name, "dockerfile" | "containerfile")
        || extension.is_some_and(|extension| endings.contains(&extension))
}

/// The Dockerfiles below `folder`, sorted; what git ignores is passed over, `.git` too.
///
/// # Errors
///
/// When the folder cannot be read.
pub fn discover(folder: &Path) -> Result<Vec<PathBuf>, HostError> {
    let mut walk = WalkBuilder::new(folder);
    walk.hidden(false).require_git(false).filter_entry(|entry| entry.file_name() != ".git");
    let (sender, entries) = mpsc::channel();
    walk.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            let kept = match entry {
                Ok(entry) => is_dockerfile(&entry).then(|| Ok(entry.into_path())),
                // Only the folder itself is worth stopping for; below it, what can be read is read.
                Err(error) => (error.depth() == Some(0)).then_some(Err(error)),
            };
            match kept.map_or(Ok(()), |kept| sender.send(kept)) {
                Ok(()) => WalkState::Continue,
                Err(_) => WalkState::Quit,
            }
        })
    });
    drop(sender);
    let found: Result<Vec<PathBuf>, _> = entries.into_iter().collect();
    let mut found = found.map_err(|error| HostError::new("search", folder, error))?;
    found.par_sort_unstable();
    Ok(found)
}

fn is_dockerfile(entry: &DirEntry) -> bool {
    entry.file_name().to_str().is_some_and(is_dockerfile_name)
        && entry
            .file_type()
            .is_some_and(|kind| kind.is_file() || (kind.is_symlink() && entry.path().is_file()))
}

/// The `exclude` patterns of a configuration.
#[derive(Clone, Debug)]
pub struct Excludes(Gitignore);

impl Excludes {
    /// Patterns relative to `root`, in `.gitignore` syntax.
    ///
    /// # Errors
    ///
    /// The pattern that cannot be read, and why.
    pub fn new(root: &Path, patterns: &[String]) -> Result<Self, String> {
        let mut builder = GitignoreBuilder::new(root);
        for pattern in patterns {
            builder
                .add_line(None, pattern)
                .map_err(|error| format!("exclude {pattern:?}: {error}"))?;
        }
        builder.build().map(Self).map_err(|error| error.to_string())
    }

    /// Whether `path`, or a folder above it, is excluded.
    pub fn matches(&self, path: &Path) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let root = self.0.path();
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        match absolute.strip_prefix(&root) {
            Ok(inside) => {
                !shown(inside).is_empty()
                    && self.0.matched_path_or_any_parents(inside, false).is_ignore()
            }
            Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let yes = [
            "Dockerfile",
            "Containerfile",
            "Dockerfile.dev",
            "Dockerfile-dev",
            "dockerfile",
            "containerfile",
            "app.dockerfile",
            "app.Dockerfile",
            "x.containerfile",
            "Dockerfile.node-20",
        ];
        let no = [
            "Dockerfile.dockerignore",
            "Dockerfile.md",
            "dockerfile_test.go",
            "Dockerfile.j2",
            "Dockerfile.erb",
            "Dockerfiles",
            "Dockerfile.",
            "docker-compose.yml",
            "MyDockerfile",
            "Dockerfile.yaml",
            ".dockerignore",
        ];
        assert!(yes.iter().all(|name| is_dockerfile_name(name)), "{yes:?}");
        assert!(no.iter().all(|name| !is_dockerfile_name(name)), "{no:?}");
    }
}
