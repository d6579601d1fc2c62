//! The programs that install.

use super::others;

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
    /// `pip` and `uv pip`
    Pip,
    /// `uv sync`
    Uv,
    /// `poetry`
    Poetry,
    /// `pipenv`
    Pipenv,
    /// `conda`, `mamba` or `micromamba`
    Conda,
    /// `go`
    Go,
    /// `bundle`
    Bundler,
    /// `composer`
    Composer,
    /// `dotnet`
    Dotnet,
    /// `mix`
    Mix,
    /// `cargo`
    Cargo,
    /// `mvn`
    Maven,
    /// `gradle`
    Gradle,
    /// One of the rarer ones: a row of their table.
    Other(u8),
}

impl Installer {
    /// The program's name.
    pub fn name(self) -> &'static str {
        match self {
            Installer::Npm => "npm",
            Installer::Yarn => "yarn",
            Installer::Pnpm => "pnpm",
            Installer::Bun => "bun",
            Installer::Pip => "pip",
            Installer::Uv => "uv",
            Installer::Poetry => "poetry",
            Installer::Pipenv => "pipenv",
            Installer::Conda => "conda",
            Installer::Go => "go",
            Installer::Bundler => "bundle",
            Installer::Composer => "composer",
            Installer::Dotnet => "dotnet",
            Installer::Mix => "mix",
            Installer::Cargo => "cargo",
            Installer::Maven => "mvn",
            Installer::Gradle => "gradle",
            Installer::Other(index) => others::name(index),
        }
    }

    /// The files to guess at when the context cannot be seen, as COPY patterns; the first always exists.
    pub fn usual_manifests(self) -> &'static [&'static str] {
        match self {
            Installer::Npm => &["package*.json"],
            Installer::Yarn => &["package.json", "yarn.lock*"],
            Installer::Pnpm => &["package.json", "pnpm-lock.yaml*"],
            Installer::Bun => &["package.json", "bun.lock*"],
            Installer::Pip => &["requirements.txt"],
            Installer::Uv => &["pyproject.toml", "uv.lock*"],
            Installer::Poetry => &["pyproject.toml", "poetry.lock*"],
            Installer::Pipenv => &["Pipfile", "Pipfile.lock*"],
            Installer::Conda => &["environment.yml"],
            Installer::Go => &["go.mod", "go.sum*"],
            Installer::Bundler => &["Gemfile", "Gemfile.lock*"],
            Installer::Composer => &["composer.json", "composer.lock*"],
            Installer::Dotnet => &["*.csproj"],
            Installer::Mix => &["mix.exs", "mix.lock*"],
            Installer::Cargo => &["Cargo.toml", "Cargo.lock*"],
            Installer::Maven => &["pom.xml"],
            Installer::Gradle => &["*.gradle*"],
            Installer::Other(index) => others::usual_manifests(index),
        }
    }

    /// The names that its main manifest may have.
    pub fn usual_main(self) -> &'static [&'static str] {
        match self {
            Installer::Npm | Installer::Yarn | Installer::Pnpm | Installer::Bun => {
                &["package.json"]
            }
            Installer::Gradle => {
                &["build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"]
            }
            Installer::Bundler => &["Gemfile", "gems.rb"],
            other => other.usual_manifests(),
        }
    }

    /// Where it always puts what it installs, below the directory in which it runs.
    pub fn outputs(self) -> &'static [&'static str] {
        match self {
            Installer::Npm | Installer::Yarn | Installer::Pnpm | Installer::Bun => {
                &["node_modules"]
            }
            Installer::Uv => &[".venv"],
            Installer::Composer => &["vendor"],
            Installer::Mix => &["deps"],
            _ => &[],
        }
    }
}
