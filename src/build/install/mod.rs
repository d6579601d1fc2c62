//! Dependency installs as facts: which command installs from which manifests,
//! and what must be there when it runs.
//!
//! One folder or file an ecosystem. Whether an order of instructions is wise
//! is for rules to say.

mod bundler;
mod call;
mod cargo;
mod composer;
mod dotnet;
mod go;
mod gradle;
mod installer;
mod manifests;
mod maven;
mod mix;
mod node;
mod others;
mod python;

pub use installer::Installer;
pub use manifests::{Manifests, Risk};

use super::stage::{Stage, Step};
use super::{BuildGraph, Context, ImagePath};
use crate::shell::Invocation;
use crate::text::TextRange;
use call::Call;

/// A command that installs what manifests ask for, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Install {
    /// The program.
    pub installer: Installer,
    /// The command as a person would call it: `npm ci`.
    pub title: String,
    /// The directory of the manifests.
    pub directory: ImagePath,
    /// Manifests that the command names, relative to `directory`.
    pub named: Vec<String>,
    /// Whether it leaves the lockfile alone.
    pub is_frozen: bool,
    /// Whether scripts of the project run along with it.
    pub runs_hooks: bool,
    /// What of it can run before the sources are there.
    pub early: Early,
    /// What the command itself says against running it early.
    pub risks: Vec<Risk>,
    /// Where the program's words stand in the script.
    pub range: TextRange,
    /// Whether it stands in a script that is given to another shell.
    pub is_nested: bool,
}

/// What of an install can run before the sources are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Early {
    /// The install as it is.
    Itself,
    /// Another command that fetches the same; the install stays behind the sources and finds it done.
    Command(EarlyCommand),
    /// Nothing: it compiles the project along with the dependencies. What it downloads can be kept in a cache mount.
    Nothing,
}

/// The command that fetches the dependencies and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EarlyCommand {
    /// The same with these flags behind it.
    WithFlags(&'static str),
    /// Another one.
    Instead(String),
}

impl Install {
    /// The programs that install, for a look at a text before it is parsed; `python` stands for `python3.12` too.
    pub const PROGRAMS: &[&str] = &[
        "bun",
        "bundle",
        "bundler",
        "cabal",
        "cargo",
        "composer",
        "composer.phar",
        "conan",
        "conda",
        "cpanm",
        "dart",
        "deno",
        "dotnet",
        "flutter",
        "gleam",
        "go",
        "gradle",
        "gradlew",
        "mamba",
        "micromamba",
        "mix",
        "mvn",
        "mvnw",
        "npm",
        "pdm",
        "pip",
        "pipenv",
        "pnpm",
        "poetry",
        "pypy",
        "python",
        "rebar",
        "stack",
        "swift",
        "uv",
        "yarn",
        "yarnpkg",
    ];

    /// Reads a command that runs in `workdir`; `text` gives the value of a word as far as it is known.
    pub fn of(
        invocation: &Invocation<'_>,
        workdir: &ImagePath,
        text: &dyn Fn(&crate::shell::Word) -> Option<String>,
    ) -> Option<Self> {
        let name = invocation.argv.basename()?;
        let call = Call { invocation, argv: invocation.argv, workdir, text };
        match name {
            "npm" | "yarn" | "yarnpkg" | "pnpm" | "bun" => node::install(&call),
            "pip" | "pip2" | "pip3" | "python" | "python2" | "python3" | "uv" | "poetry"
            | "pipenv" | "conda" | "mamba" | "micromamba" => python::install(&call),
            "go" => go::install(&call),
            "bundle" | "bundler" => bundler::install(&call),
            "composer" | "composer.phar" | "php" => composer::install(&call),
            "dotnet" => dotnet::install(&call),
            "mix" => mix::install(&call),
            "cargo" => cargo::install(&call),
            "mvn" | "mvnw" => maven::install(&call),
            "gradle" | "gradlew" => gradle::install(&call),
            name if python::is_python(name) => python::install(&call),
            _ => others::install(&call),
        }
    }

    /// What it reads of the project in `directory` of the context; `None` when its main manifest is not there.
    pub fn manifests(&self, context: &Context, directory: &str) -> Option<Manifests> {
        let mut manifests = match self.installer {
            Installer::Npm | Installer::Yarn | Installer::Pnpm | Installer::Bun => {
                node::manifests(self, context, directory)
            }
            Installer::Pip
            | Installer::Uv
            | Installer::Poetry
            | Installer::Pipenv
            | Installer::Conda => python::manifests(self, context, directory),
            Installer::Go => go::manifests(self, context, directory),
            Installer::Bundler => bundler::manifests(self, context, directory),
            Installer::Composer => composer::manifests(self, context, directory),
            Installer::Dotnet => dotnet::manifests(self, context, directory),
            Installer::Mix => mix::manifests(self, context, directory),
            Installer::Cargo => cargo::manifests(self, context, directory),
            Installer::Maven => maven::manifests(self, context, directory),
            Installer::Gradle => gradle::manifests(self, context, directory),
            Installer::Other(index) => others::manifests(index, context, directory),
        }?;
        manifests.risks.splice(0..0, self.risks.iter().cloned());
        manifests.drop_covered();
        Some(manifests)
    }

    /// Whether another install leaves the same in place: behind one, the other has little to do.
    pub fn is_for_the_same(&self, other: &Install) -> bool {
        if self.installer != other.installer {
            return false;
        }
        match self.installer {
            Installer::Pip | Installer::Conda => {
                self.directory == other.directory && self.named == other.named
            }
            // One restore serves all projects that it reaches, wherever they lie.
            Installer::Dotnet => true,
            Installer::Go | Installer::Cargo | Installer::Maven | Installer::Gradle => {
                other.directory.below(&self.directory).is_some()
            }
            _ => self.directory == other.directory,
        }
    }

    /// Whether it is likely to install what a manifest of the context asks for, judged without a context.
    pub fn is_plausible<'a>(
        &self,
        graph: &BuildGraph<'a>,
        stage: &Stage<'a>,
        run: &Step<'a>,
    ) -> bool {
        match self.installer {
            Installer::Go => go::is_plausible(self, graph, stage, run),
            Installer::Pip => python::is_plausible(self, stage, run),
            _ => true,
        }
    }

    /// The files to guess at when the context cannot be seen, as COPY sources; the first always exists.
    pub fn usual_manifests(&self) -> Vec<String> {
        if !self.named.is_empty() {
            return self.named.clone();
        }
        self.installer.usual_manifests().iter().map(|name| (*name).to_owned()).collect()
    }

    /// The names that the main manifest usually has.
    pub fn usual_main(&self) -> Vec<String> {
        if !self.named.is_empty() {
            return self.named.clone();
        }
        self.installer.usual_main().iter().map(|name| (*name).to_owned()).collect()
    }

    /// Whether all that can be had early are downloads, and not the installation.
    pub fn only_downloads(&self) -> bool {
        matches!(self.early, Early::Nothing | Early::Command(EarlyCommand::Instead(_)))
    }

    /// The early command as a person would call it.
    pub fn early_title(&self) -> String {
        match &self.early {
            Early::Command(EarlyCommand::WithFlags(flags)) => format!("{} {flags}", self.title),
            Early::Command(EarlyCommand::Instead(command)) => command.clone(),
            Early::Itself | Early::Nothing => self.title.clone(),
        }
    }
}
