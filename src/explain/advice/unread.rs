//! Changed files that an image hardly ever needs: the ignore file should name them.

use super::super::reason::{Reason, Why};
use super::super::{Happened, RootCause};
use super::Advice;
use crate::build::{CopyStep, Step};
use crate::diagnostic::{Applicability, Fix};

/// Directories that belong to tools, not to the application.
const DIRECTORIES: [&str; 16] = [
    ".git",
    ".github",
    ".gitlab",
    ".circleci",
    ".idea",
    ".vscode",
    ".vs",
    ".cache",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".tox",
    ".nyc_output",
    "__pycache__",
    "coverage",
    "htmlcov",
];

/// Files that belong to the repository or the machine.
const FILES: [&str; 12] = [
    ".gitignore",
    ".gitattributes",
    ".gitmodules",
    ".editorconfig",
    ".DS_Store",
    ".gitlab-ci.yml",
    ".travis.yml",
    ".pre-commit-config.yaml",
    ".coverage",
    "Jenkinsfile",
    "CODEOWNERS",
    "npm-debug.log",
];

/// Proposes to ignore what differs, when that is all of it.
pub(super) fn ignore(happened: &Happened<'_>, root: &RootCause, why: &Why) -> Option<Advice> {
    if why.reason != Reason::Content {
        return None;
    }
    if why.paths.is_empty() {
        return ignore_build_files(happened, root);
    }
    let mut paths: Vec<String> = Vec::new();
    for change in &why.paths {
        let path = unread(&change.path)?;
        if !paths.iter().any(|known| known == path) {
            paths.push(path.to_owned());
        }
    }
    let all = std::iter::once(root.step).chain(root.victims.iter().copied()).collect();
    let text =
        format!("Name {} in the ignore file, if nothing in the image reads it", list(&paths));
    Some(Advice { fix: fix(happened, &paths), ..Advice::new(text, all) })
}

/// Without the paths that differ: the files of the build itself, if the COPY takes them along.
fn ignore_build_files(happened: &Happened<'_>, root: &RootCause) -> Option<Advice> {
    let context = happened.context?;
    let step = &happened.vertices.steps[root.step];
    let stage = &happened.graph.stages[step.stage];
    let own = |own: &&Step<'_>| own.instruction.range() == step.range;
    let copy = CopyStep::of(happened.graph, stage, stage.steps.iter().find(own)?)?;
    let takes_all = copy.sources.iter().any(|source| {
        matches!(&source.target, crate::build::SourceTarget::Path(path) if path.is_empty())
    });
    if !copy.reads_context() || !takes_all {
        return None;
    }
    let paths = ["Dockerfile", ".dockerignore", ".git"].map(str::to_owned);
    let paths: Vec<String> = paths.into_iter().filter(|path| context.is_sent(path)).collect();
    if paths.is_empty() {
        return None;
    }
    let text =
        format!("Name {} in the ignore file: a change of that alone re-runs it", list(&paths));
    Some(Advice { fix: fix(happened, &paths), ..Advice::new(text, Vec::new()) })
}

fn fix(happened: &Happened<'_>, paths: &[String]) -> Option<Fix> {
    let edit = happened.context?.ignoring(paths)?;
    let fix = Fix::safe(format!("Ignore {}", list(paths)), vec![edit]);
    Some(fix.at_most(Applicability::Unsafe, "a step or the application may read it"))
}

/// The part of a path that should be ignored; `None` for what may well be needed.
fn unread(path: &str) -> Option<&str> {
    let mut end = 0;
    for part in path.split('/') {
        end += part.len();
        if DIRECTORIES.contains(&part) {
            return Some(&path[..end]);
        }
        end += 1;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    let is_document =
        [".md", ".log", ".swp", ".orig", ".pyc"].iter().any(|end| lower.ends_with(end))
            || ["license", "licence", "changelog", "contributing"]
                .iter()
                .any(|start| lower.starts_with(start));
    let is_build = lower == "dockerfile"
        || lower.starts_with("dockerfile.")
        || [".dockerfile", ".dockerignore"].iter().any(|end| lower.ends_with(end))
        || ((lower.starts_with("docker-compose") || lower.starts_with("compose."))
            && [".yml", ".yaml"].iter().any(|end| lower.ends_with(end)));
    (FILES.contains(&name) || is_document || is_build).then_some(path)
}

fn list(paths: &[String]) -> String {
    match paths {
        [] => String::new(),
        [only] => only.clone(),
        [one, other] => format!("{one} and {other}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_image_needs_is_known_by_its_name() {
        for (path, expected) in [
            ("Dockerfile", Some("Dockerfile")),
            ("docker/app.Dockerfile", Some("docker/app.Dockerfile")),
            (".git/index", Some(".git")),
            ("sub/.git/HEAD", Some("sub/.git")),
            ("README.md", Some("README.md")),
            ("compose.prod.yaml", Some("compose.prod.yaml")),
            ("src/app.ts", None),
            ("src/compose.ts", None),
            ("package.json", None),
            ("", None),
        ] {
            assert_eq!(unread(path), expected, "{path}");
        }
    }
}
