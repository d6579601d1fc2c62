//! Copies of a project, to be built and changed in: the user's own files stay as they are.

use super::engine::EngineError;
use super::ledger::Run;
use crate::analysis::Build;
use crate::build::vertex::Settings;
use crate::build::{BuildArgs, Context, PathEdit, StatKind};
use crate::host::{self, ContextChoice, find_context};
use crate::ignore::Walk;
use crate::syntax::Dockerfile;
use crate::text::Source;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where the files of a build stand on the disk.
#[derive(Clone, Copy, Debug)]
pub struct Original<'a> {
    /// Folder of the context; none for a build that sends nothing.
    pub folder: Option<&'a Path>,
    /// The Dockerfile.
    pub dockerfile: &'a Path,
}

/// A copy of a context with a Dockerfile.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Folder of the context. Its name is its own: engines know a context by the last part of its path alone, and would
    /// take one of the same name for the same files (reference A.2).
    pub folder: PathBuf,
    /// The Dockerfile.
    pub dockerfile: PathBuf,
    /// How many edits were made.
    edits: usize,
}

impl Workspace {
    /// Copies what a build can read; `role` names the copy.
    ///
    /// A rewritten Dockerfile stands outside the copy, where the original stays in its place: a `COPY . .` then copies the
    /// same into both images, and what differs between them is what the rewrite does.
    ///
    /// # Errors
    ///
    /// When something cannot be read or written, with its path.
    pub fn create(
        run: &Run,
        role: &str,
        build: &Build,
        original: Original<'_>,
        is_rewritten: bool,
    ) -> Result<Self, EngineError> {
        let folder = run.folder().join(format!("{role}-{}", run.id()));
        make(&folder)?;
        if let (Some(from), Some(context)) = (original.folder, &build.context) {
            let mut copier =
                Copier { from, to: &folder, context, walk: Walk::new(context.ignore_file()) };
            copier.folder("")?;
        }
        let inside =
            original.folder.and_then(|folder| host::path_below(original.dockerfile, folder));
        let name = original.dockerfile.file_name().unwrap_or("Dockerfile".as_ref());
        let dockerfile = match &inside {
            Some(path) if !is_rewritten => folder.join(path),
            _ => run.folder().join(format!("{role}-file")).join(name),
        };
        let ignore = own_ignore_file(original.dockerfile);
        if let (Some(path), true) = (&inside, is_rewritten) {
            let bytes = host::read(original.dockerfile);
            write(
                &folder.join(path),
                &bytes.map_err(|error| EngineError::Other(error.to_string()))?,
            )?;
        }
        // Inside the context it is a file like others, which a commit may have had otherwise.
        let is_outside = inside.is_none() || is_rewritten;
        let own = (is_outside && ignore.is_file()).then(|| fs::read(&ignore));
        if let Some(text) = own.and_then(Result::ok) {
            write(&own_ignore_file(&dockerfile), &text)?;
        }
        if let Some(path) = build.context.as_ref().and_then(Context::ignore_path)
            && let Some(bytes) =
                build.context.as_ref().and_then(|context| context.tree().read(path))
        {
            write(&folder.join(path), &bytes)?;
        }
        write(&dockerfile, &build.dockerfile)?;
        Ok(Self { folder, dockerfile, edits: 0 })
    }

    /// The build as the copy is now.
    ///
    /// # Errors
    ///
    /// When the Dockerfile cannot be read.
    pub fn build(&self, like: &Build) -> Result<Build, EngineError> {
        let other = |error: host::HostError| EngineError::Other(error.to_string());
        let dockerfile = host::read(&self.dockerfile).map_err(other)?;
        let file = Dockerfile::parse(Source::new(&dockerfile).text());
        let choice = ContextChoice::Folder(self.folder.clone());
        let found = find_context(&choice, &self.dockerfile, &file).map_err(other)?;
        let (args, settings): (BuildArgs, Settings) = (like.args.clone(), like.settings.clone());
        let context = found.map(|found| found.context);
        Ok(Build { dockerfile, context, contexts: like.contexts.clone(), args, settings })
    }

    /// Changes a path; what takes it back.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn edit(&mut self, path: &str, edit: PathEdit) -> Result<Undo, EngineError> {
        self.edits += 1;
        let full = self.folder.join(path);
        let failed = |error: io::Error| failure("change", &full, &error);
        let before = fs::symlink_metadata(&full).ok();
        let bytes = before.as_ref().filter(|it| it.is_file()).and_then(|_| fs::read(&full).ok());
        let undo = Undo {
            path: full.clone(),
            bytes: bytes.clone(),
            permissions: before.map(|it| it.permissions()),
        };
        match edit {
            PathEdit::Content | PathEdit::Added => {
                let mut bytes = bytes.unwrap_or_default();
                bytes.extend(blank_lines(&self.folder.to_string_lossy(), self.edits).into_bytes());
                write(&full, &bytes)?;
            }
            PathEdit::Deleted if full.is_dir() => fs::remove_dir_all(&full).map_err(failed)?,
            PathEdit::Deleted => fs::remove_file(&full).map_err(failed)?,
            PathEdit::Mode => toggle_mode(&full).map_err(failed)?,
        }
        Ok(undo)
    }
}

/// What was at a path before it was changed.
#[derive(Debug)]
#[must_use]
pub struct Undo {
    path: PathBuf,
    bytes: Option<Vec<u8>>,
    permissions: Option<fs::Permissions>,
}

impl Undo {
    /// Puts it back.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn take_back(self) -> Result<(), EngineError> {
        match &self.bytes {
            Some(bytes) => write(&self.path, bytes)?,
            None => drop(fs::remove_file(&self.path)),
        }
        if let Some(permissions) = self.permissions {
            drop(fs::set_permissions(&self.path, permissions));
        }
        Ok(())
    }
}

/// Lines of blanks that no file ever ended in: harmless wherever a text may end in blank lines, and never built before.
/// `place` is that of this copy alone.
fn blank_lines(place: &str, edit: usize) -> String {
    let seed = format!("{place} {edit}");
    let digest = blake3::hash(seed.as_bytes());
    let line = |byte: &u8| format!("{}\n", " ".repeat(usize::from(byte % 16)));
    digest.as_bytes().iter().take(12).map(line).collect::<String>() + "\n"
}

#[cfg(unix)]
fn toggle_mode(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    fs::set_permissions(path, fs::Permissions::from_mode(mode ^ 0o100))
}

#[cfg(not(unix))]
fn toggle_mode(_: &Path) -> io::Result<()> {
    Err(io::Error::other("files have no modes here"))
}

/// The ignore file that belongs to a Dockerfile alone.
fn own_ignore_file(dockerfile: &Path) -> PathBuf {
    let mut name = dockerfile.as_os_str().to_owned();
    name.push(".dockerignore");
    name.into()
}

struct Copier<'a> {
    from: &'a Path,
    to: &'a Path,
    context: &'a Context,
    walk: Walk<'a>,
}

impl Copier<'_> {
    /// Copies what is in a folder and may be sent.
    fn folder(&mut self, at: &str) -> Result<(), EngineError> {
        let tree = self.context.tree();
        for (name, _) in tree.children(at) {
            let path = if at.is_empty() { name.clone() } else { format!("{at}/{name}") };
            let Some(stat) = tree.stat(&path) else { continue };
            let is_ignored = self.walk.is_ignored(&path);
            match stat.kind {
                StatKind::Directory if is_ignored && !self.walk.may_contain_included(&path) => {
                    continue;
                }
                StatKind::Directory => {
                    make(&self.to.join(&path))?;
                    self.folder(&path)?;
                    self.permit(&path, stat.permissions);
                }
                _ if is_ignored => continue,
                StatKind::File => self.file(&path, stat.permissions)?,
                StatKind::Link => self.link(&path),
                StatKind::Other => {}
            }
        }
        Ok(())
    }

    fn file(&self, path: &str, permissions: u32) -> Result<(), EngineError> {
        let (from, to) = (self.from.join(path), self.to.join(path));
        let read = self.context.tree().read(path);
        // Large files are not held in memory; files of a commit are nowhere on the disk.
        match read {
            Some(bytes) => write(&to, &bytes)?,
            None => drop(fs::copy(&from, &to).map_err(|error| failure("copy", &from, &error))?),
        }
        self.permit(path, permissions);
        Ok(())
    }

    fn link(&self, path: &str) {
        #[cfg(unix)]
        if let Some(target) = self.context.tree().link(path) {
            drop(std::os::unix::fs::symlink(target, self.to.join(path)));
        }
        #[cfg(not(unix))]
        let _ = path;
    }

    fn permit(&self, path: &str, permissions: u32) {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            drop(fs::set_permissions(self.to.join(path), fs::Permissions::from_mode(permissions)));
        }
        #[cfg(not(unix))]
        let _ = (path, permissions);
    }
}

fn make(folder: &Path) -> Result<(), EngineError> {
    fs::create_dir_all(folder).map_err(|error| failure("make", folder, &error))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    if let Some(folder) = path.parent() {
        make(folder)?;
    }
    fs::write(path, bytes).map_err(|error| failure("write", path, &error))
}

fn failure(action: &str, path: &Path, error: &io::Error) -> EngineError {
    EngineError::Other(format!("cannot {action} {}: {error}", host::shown(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_are_blank_and_never_the_same() {
        let (one, other) = (blank_lines("run", 1), blank_lines("run", 2));
        assert!(one.trim().is_empty() && other.trim().is_empty());
        assert_ne!(one, other);
    }
}
