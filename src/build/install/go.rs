//! `go mod download`, and the builds that download by themselves (`rule-union` 3.2).

use super::call::Call;
use super::manifests::resolve;
use super::{Early, EarlyCommand, Install, Installer, Manifests};
use crate::build::context::join;
use crate::build::stage::{Base, Stage, Step};
use crate::build::{BuildGraph, Context};
use crate::diagnostic::Applicability;

const VALUED: [&str; 16] = [
    "-o",
    "-p",
    "-asmflags",
    "-buildmode",
    "-compiler",
    "-gcflags",
    "-installsuffix",
    "-ldflags",
    "-mod",
    "-modfile",
    "-overlay",
    "-pkgdir",
    "-tags",
    "-toolexec",
    "-C",
    "-x",
];

/// Reads a download, or a build that downloads first.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let operands = call.operands(&VALUED);
    let words: Vec<&str> = operands.iter().map(|word| word.as_deref().unwrap_or("?")).collect();
    let other_modules = [Some("mod"), Some("vendor")];
    let mode = call.argv.flag_value(&["-mod"]);
    if mode.is_some_and(|mode| other_modules.contains(&mode.literal())) || call.is_question() {
        return None;
    }
    let early = match words.as_slice() {
        ["mod", "download" | "verify"] => Early::Itself,
        // `go install x@version` fetches a tool and reads no module.
        ["build" | "install" | "vet" | "test", packages @ ..]
            if !packages.iter().any(|package| package.contains('@')) =>
        {
            Early::Command(EarlyCommand::Instead("go mod download".into()))
        }
        _ => return None,
    };
    let verb = if words.first() == Some(&"mod") { words.join(" ") } else { words[0].to_owned() };
    Some(Install {
        directory: call.directory(&["-C"])?,
        is_frozen: true,
        early,
        ..call.install(Installer::Go, format!("go {verb}"))
    })
}

/// The module files of the project, its workspace and its local replacements.
pub(super) fn manifests(
    install: &Install,
    context: &Context,
    directory: &str,
) -> Option<Manifests> {
    let mut manifests = Manifests::of_first(context, directory, &["go.mod", "go.work"])?;
    let is_vendored = context.has_file(&join(directory, "vendor/modules.txt"));
    if is_vendored {
        return None;
    }
    manifests.add_files(context, directory, &["go.mod", "go.sum", "go.work", "go.work.sum"]);
    if !has_requirements(context, &join(directory, "go.mod"))
        && !context.has_file(&join(directory, "go.work"))
    {
        return None;
    }
    let workspace = context.read_text(&join(directory, "go.work")).unwrap_or_default();
    let mut modules = vec![directory.to_owned()];
    for entry in block(&workspace, "use") {
        match resolve(directory, entry.trim_matches('"')) {
            Some(module) => modules.push(module),
            None => manifests.risk(
                Applicability::Display,
                format!("go.work uses {entry}, outside the build context"),
            ),
        }
    }
    let mut done = 0;
    while let Some(module) = modules.get(done).cloned() {
        manifests.add_files(context, &module, &["go.mod", "go.sum"]);
        let text = context.read_text(&join(&module, "go.mod")).unwrap_or_default();
        for target in replacements(&text) {
            match resolve(&module, &target) {
                // A download needs only the replacement's go.mod; a build needs its sources, which are there by then.
                Some(path) if context.has_file(&join(&path, "go.mod")) => {
                    if !modules.contains(&path) {
                        modules.push(path);
                    }
                }
                _ => manifests.risk(
                    Applicability::Display,
                    format!("go.mod replaces a module by {target}, which is not there"),
                ),
            }
        }
        done += 1;
    }
    let has_sums = manifests.files.iter().any(|path| path.ends_with(".sum"));
    if install.early == Early::Itself && !has_sums {
        manifests
            .risk(Applicability::Unsafe, "there is no go.sum, so what is downloaded is not fixed");
    }
    Some(manifests)
}

/// Whether a module asks for anything at all.
fn has_requirements(context: &Context, path: &str) -> bool {
    let text = context.read_text(path).unwrap_or_default();
    !block(&text, "require").is_empty()
}

/// The entries of a directive, in its one-line and its block form, comments dropped.
fn block(text: &str, keyword: &str) -> Vec<String> {
    let mut entries = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        let rest = line.strip_prefix(keyword).filter(|rest| rest.starts_with([' ', '\t', '(']));
        match rest.map(str::trim) {
            Some("(") => is_inside = true,
            Some(entry) if !entry.is_empty() => entries.push(entry.to_owned()),
            _ if line == ")" => is_inside = false,
            _ if is_inside && !line.is_empty() => entries.push(line.to_owned()),
            _ => {}
        }
    }
    entries
}

/// The local directories that `replace` directives point to.
fn replacements(text: &str) -> Vec<String> {
    let targets = block(text, "replace").into_iter();
    let targets = targets.filter_map(|entry| Some(entry.split_once("=>")?.1.trim().to_owned()));
    targets.filter(|target| target.starts_with(['.', '/'])).collect()
}

/// Whether a build is one of modules, as far as the Dockerfile tells: not below `GOPATH`, not with a
/// toolchain from before they were the default (1.16).
pub(super) fn is_plausible<'a>(
    install: &Install,
    graph: &BuildGraph<'a>,
    stage: &Stage<'a>,
    run: &Step<'a>,
) -> bool {
    if install.early == Early::Itself {
        return true;
    }
    let directory = install.directory.absolute().unwrap_or_default();
    let text = graph.file.text();
    if directory.contains("/src/") && directory.contains("go") {
        return text.contains("go.mod");
    }
    let root = graph.lineage(stage).last();
    let is_old = match root.map(|stage| &stage.base) {
        Some(Base::Image(image)) => is_before_modules(image.familiar_name(), image.tag()),
        _ => true,
    };
    let opts_out = text.contains("vendor") || text.contains("GO111MODULE=off");
    let scope = stage.scope(run);
    let has_path = scope.known("GO111MODULE") == Some("off");
    !is_old && !opts_out && !has_path
}

/// Whether an image brings a toolchain that takes `GOPATH` for granted, or may.
fn is_before_modules(name: &str, tag: Option<&str>) -> bool {
    if !name.ends_with("golang") && !name.ends_with("/go") {
        return true;
    }
    let Some(tag) = tag else { return false };
    let mut numbers = tag.split(['.', '-', '_']);
    let (major, minor) = (numbers.next(), numbers.next());
    match (major, minor.and_then(|minor| minor.parse::<u32>().ok())) {
        (Some("1"), Some(minor)) => minor < 16,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives() {
        let text = "module a\nrequire b v1 // c\nrequire (\n\td v1\n)\nreplace e => ../e\nreplace (\n f v1 => ./f\n g => h v2\n)\n";
        assert_eq!(block(text, "require"), ["b v1", "d v1"]);
        assert_eq!(replacements(text), ["../e", "./f"]);
        assert_eq!(block("use ./a\nuse (\n ./b\n)", "use"), ["./a", "./b"]);
    }

    #[test]
    fn old_toolchains() {
        assert!(is_before_modules("golang", Some("1.12-alpine")));
        assert!(!is_before_modules("golang", Some("1.22")));
        assert!(!is_before_modules("golang", None));
        assert!(is_before_modules("alpine", Some("3")));
    }
}
