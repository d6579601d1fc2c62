//! Dependency installs as facts: which command installs from which manifests,
//! and what must be there when it runs.
//!
//! One folder or file an ecosystem. Whether an order of instructions is wise
//! is for rules to say.

mod node;

use super::{Context, ImagePath};
use crate::diagnostic::Applicability;
use crate::shell::Invocation;

/// Which program installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Installer {
    /// `npm`
    Npm,
    /// `yarn`, version 1 or Berry.
    Yarn,
    /// `pnpm`
    Pnpm,
    /// `bun`
    Bun,
}

impl Installer {
    /// The program's name.
    pub fn name(self) -> &'static str {
        match self {
            Installer::Npm => "npm",
            Installer::Yarn => "yarn",
            Installer::Pnpm => "pnpm",
            Installer::Bun => "bun",
        }
    }

    /// Where it puts what it installs, below the directory in which it runs.
    pub fn output(self) -> &'static str {
        match self {
            Installer::Npm | Installer::Yarn | Installer::Pnpm | Installer::Bun => "node_modules",
        }
    }

    /// The files to guess at when the context cannot be seen, as COPY patterns; the first always exists.
    pub fn usual_manifests(self) -> &'static [&'static str] {
        match self {
            Installer::Npm => &["package*.json"],
            Installer::Yarn => &["package.json", "yarn.lock*"],
            Installer::Pnpm => &["package.json", "pnpm-lock.yaml*"],
            Installer::Bun => &["package.json", "bun.lock*"],
        }
    }
}

/// A command that installs what manifests ask for, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Install {
    /// The program.
    pub installer: Installer,
    /// The command as a person would call it: `npm ci`.
    pub title: String,
    /// The directory of the manifests.
    pub directory: ImagePath,
    /// Whether it leaves the lockfile alone.
    pub is_frozen: bool,
    /// Whether scripts of the project run along with it.
    pub runs_hooks: bool,
}

impl Install {
    /// Reads a command that runs in `workdir`; `text` gives the value of a word as far as it is known.
    pub fn of(
        invocation: &Invocation<'_>,
        workdir: &ImagePath,
        text: &dyn Fn(&crate::shell::Word) -> Option<String>,
    ) -> Option<Self> {
        node::install(invocation, workdir, text)
    }

    /// What it reads of the project in `directory` of the context; `None` when its main manifest is not there.
    pub fn manifests(&self, context: &Context, directory: &str) -> Option<Manifests> {
        node::manifests(self, context, directory)
    }
}

/// What an install reads, and what speaks against running it before the sources are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifests {
    /// Files, by path from the context's root; the main manifest first.
    pub files: Vec<String>,
    /// Directories that are read as a whole.
    pub directories: Vec<String>,
    /// What speaks against it.
    pub risks: Vec<Risk>,
}

impl Manifests {
    fn add_file(&mut self, context: &Context, path: String) {
        if context.has_file(&path) && !self.files.contains(&path) {
            self.files.push(path);
        }
    }

    fn add_directory(&mut self, context: &Context, path: String) {
        if context.has_directory(&path)
            && !context.is_ignored(&path)
            && !self.directories.contains(&path)
        {
            self.directories.push(path);
        }
    }

    fn risk(&mut self, limit: Applicability, reason: impl Into<String>) {
        self.risks.push(Risk { limit, reason: reason.into() });
    }
}

/// One reason to trust a reordering less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    /// How far it can be trusted at most.
    pub limit: Applicability,
    /// Why.
    pub reason: String,
}
