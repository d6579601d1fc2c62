//! Builds that ask the repository for a version, and so need its history.

use super::candidates::{mentions, runs};
use crate::lint::prelude::*;

/// Files that say so, each with the words of which one does.
const SIGNS: &[(&str, &[&str])] = &[
    ("pyproject.toml", &["setuptools_scm", "setuptools-scm", "hatch-vcs", "versioneer", "versioningit", "dunamai", "poetry-dynamic-versioning", "pbr", "setuptools-git", "scikit-build", "pdm-backend", "flit_scm"]),
    ("setup.py", &["setuptools_scm", "setuptools-scm", "versioneer", "pbr", "git"]),
    ("setup.cfg", &["setuptools_scm", "setuptools-scm", "versioneer", "pbr"]),
    ("Cargo.toml", &["vergen", "built", "shadow-rs", "git-version", "git2", "git-testament"]),
    ("build.rs", &["git"]),
    ("package.json", &["git ", "git-rev", "semantic-release", "husky", "lerna", "nx affected"]),
    ("Makefile", &["git"]),
    ("GNUmakefile", &["git"]),
    ("makefile", &["git"]),
    ("Taskfile.yml", &["git"]),
    ("justfile", &["git"]),
    ("CMakeLists.txt", &["git", "Git"]),
    ("pom.xml", &["git-commit-id", "jgitver", "buildnumber-maven", "git-versioning"]),
    ("build.gradle", &["git", "Git", "axion", "palantir"]),
    ("build.gradle.kts", &["git", "Git", "axion", "palantir"]),
    ("build.sbt", &["git", "dynver"]),
    ("mix.exs", &["git"]),
    ("next.config.js", &["git"]),
    ("vite.config.ts", &["git"]),
    ("vite.config.js", &["git"]),
    ("vue.config.js", &["git"]),
    (".goreleaser.yml", &[""]),
    (".goreleaser.yaml", &[""]),
    ("GitVersion.yml", &[""]),
    ("version.json", &["nerdbank"]),
    ("Directory.Build.props", &["GitVersion", "MinVer", "Nerdbank", "SourceLink"]),
];

/// Whether a step of the build needs the `.git` of `directory`.
pub(super) fn is_needed(subject: &Subject<'_>, context: &Context, directory: &str) -> bool {
    let runs: Vec<&str> = runs(subject).collect();
    if runs.iter().any(|run| asks_git(run)) || mentions(&runs, &["GitVersion", "gitversion", "goreleaser"]) {
        return true;
    }
    let says_so = |(name, words): &(&str, &[&str])| {
        let text = context.read_text(&join(directory, name));
        text.is_some_and(|text| words.iter().any(|word| text.contains(word)))
    };
    SIGNS.iter().any(says_so) || context.children(directory).iter().any(|(path, _)| {
        let is_named = path.ends_with(".gemspec") || path.ends_with(".csproj") || path.ends_with(".sh");
        let words = ["git ls-files", "GitVersion", "MinVer", "Nerdbank", "git rev-parse", "git describe", "git log"];
        is_named && context.read_text(path).is_some_and(|text| words.iter().any(|word| text.contains(word)))
    })
}

/// Whether a RUN asks git about the repository, rather than fetching another.
fn asks_git(run: &str) -> bool {
    run.match_indices("git ").any(|(at, _)| {
        let is_word = !run[..at].ends_with(|ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_' | '.' | '/'));
        let rest = run[at + 4..].trim_start();
        let verbs = ["rev-parse", "describe", "log", "ls-files", "submodule", "status", "show", "rev-list", "diff", "branch", "tag", "-C", "checkout", "lfs", "config --get", "fetch", "pull", "rev", "name-rev", "symbolic-ref", "clean", "reset", "archive", "--git-dir"];
        is_word && verbs.iter().any(|verb| rest.starts_with(verb))
    })
}
