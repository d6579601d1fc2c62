//! What an install reads, and what speaks against running it early.

use super::EarlyCommand;
use crate::build::Context;
use crate::build::context::join;
use crate::diagnostic::Applicability;

/// What an install reads, and what speaks against running it before the sources are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifests {
    /// Files, by path from the context's root; the main manifest first.
    pub files: Vec<String>,
    /// Directories that are read as a whole.
    pub directories: Vec<String>,
    /// What the install makes in the project, by path from the context's root: the host may have its own.
    pub outputs: Vec<String>,
    /// Files without which it ends well and installs less than it should.
    pub vital: Vec<String>,
    /// What speaks against it.
    pub risks: Vec<Risk>,
    /// What the project says about the command that can run early, if it says anything else than the command itself.
    pub early: Option<super::Early>,
}

impl Manifests {
    /// Starts with the main manifest; `None` when it is not there.
    pub(super) fn of(context: &Context, main: String) -> Option<Self> {
        context.has_file(&main).then(|| Self { files: vec![main], ..Self::default() })
    }

    /// Starts with the first of `names` that `directory` has.
    pub(super) fn of_first(context: &Context, directory: &str, names: &[&str]) -> Option<Self> {
        names.iter().find_map(|name| Self::of(context, join(directory, name)))
    }

    /// The main manifest.
    pub fn main(&self) -> &str {
        self.files.first().map_or("", String::as_str)
    }

    pub(super) fn add_file(&mut self, context: &Context, path: String) {
        if context.has_file(&path) && !self.files.contains(&path) {
            self.files.push(path);
        }
    }

    pub(super) fn add_files(&mut self, context: &Context, directory: &str, names: &[&str]) {
        for name in names {
            self.add_file(context, join(directory, name));
        }
    }

    pub(super) fn add_directory(&mut self, context: &Context, path: String) {
        if context.has_directory(&path)
            && !path.is_empty()
            && !context.is_ignored(&path)
            && !self.directories.contains(&path)
        {
            self.directories.push(path);
        }
    }

    pub(super) fn risk(&mut self, limit: Applicability, reason: impl Into<String>) {
        self.risks.push(Risk { limit, reason: reason.into() });
    }

    /// A dependency that lies beside the project: its folder is taken along.
    pub(super) fn local(&mut self, context: &Context, directory: &str, name: &str, path: &str) {
        let Some(path) = resolve(directory, path) else {
            let reason = format!("{name} comes from {path}, outside the build context");
            return self.risk(Applicability::Display, reason);
        };
        if path.is_empty() {
            let reason = format!("{name} is the project itself, which needs its sources");
            return self.risk(Applicability::Display, reason);
        }
        if context.has_file(&path) {
            self.add_file(context, path.clone());
        } else if context.has_directory(&path) {
            self.add_directory(context, path.clone());
        } else {
            let reason = format!("{name} comes from {path}, which is not there");
            return self.risk(Applicability::Display, reason);
        }
        self.risk(Applicability::Unsafe, format!("{name} is local ({path})"));
    }

    /// Takes out files that lie in a directory which is taken as a whole.
    pub(super) fn drop_covered(&mut self) {
        let main = self.main().to_owned();
        let directories = &self.directories;
        self.files.retain(|file| {
            let is_covered = directories.iter().any(|directory| {
                file.strip_prefix(directory.as_str()).is_some_and(|rest| rest.starts_with('/'))
            });
            *file == main || !is_covered
        });
    }

    pub(super) fn run_early(&mut self, flags: &'static str) {
        self.early = Some(super::Early::Command(EarlyCommand::WithFlags(flags)));
    }
}

/// `path` as seen from `directory`; `None` when it leaves the context.
pub(super) fn resolve(directory: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    if path.starts_with('/') || path.starts_with('~') {
        return None;
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The directory of a path, `""` for the root.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// One reason to trust a reordering less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    /// How far it can be trusted at most.
    pub limit: Applicability,
    /// Why.
    pub reason: String,
}
