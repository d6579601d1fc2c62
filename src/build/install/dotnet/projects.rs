//! Solutions and projects, and the files that every project takes its settings from.

use super::super::Manifests;
use super::super::manifests::{parent, resolve};
use crate::build::Context;
use crate::build::context::join;
use crate::diagnostic::Applicability;

/// Files that MSBuild and NuGet look for in the folder of a project and in all above it.
const AROUND: [&str; 9] = [
    "Directory.Build.props",
    "Directory.Build.targets",
    "Directory.Packages.props",
    "Directory.Solution.props",
    "NuGet.Config",
    "NuGet.config",
    "nuget.config",
    "global.json",
    "packages.lock.json",
];

/// The solution or project that a folder has, if it is one only.
pub(super) fn only_one(context: &Context, directory: &str) -> Option<String> {
    let files: Vec<String> =
        context.children(directory).into_iter().map(|(path, _)| path).collect();
    let of = |is_kind: fn(&str) -> bool| -> Option<String> {
        let mut found = files.iter().filter(|path| is_kind(path));
        let first = found.next()?;
        found.next().is_none().then(|| first.clone())
    };
    match files.iter().any(|path| is_solution(path)) {
        true => of(is_solution),
        false => of(is_project),
    }
}

fn is_solution(path: &str) -> bool {
    [".sln", ".slnx", ".slnf"].iter().any(|end| path.ends_with(end))
}

fn is_project(path: &str) -> bool {
    [".csproj", ".fsproj", ".vbproj"].iter().any(|end| path.ends_with(end))
}

/// Adds everything that the main file leads to.
pub(super) fn add_all(manifests: &mut Manifests, context: &Context, directory: &str) {
    let mut open = vec![manifests.main().to_owned()];
    let mut done: Vec<String> = Vec::new();
    while let Some(path) = open.pop() {
        if done.contains(&path) {
            continue;
        }
        let text = context.read_text(&path).unwrap_or_default();
        for named in references(&path, &text) {
            follow(manifests, context, &path, &named, &mut open);
        }
        around(manifests, context, parent(&path), directory);
        if is_project(&path) {
            imports(manifests, context, &path, &text);
            let home = parent(&path);
            manifests.outputs.extend([join(home, "obj"), join(home, "bin")]);
        }
        done.push(path);
    }
    manifests.add_file(context, join(directory, ".config/dotnet-tools.json"));
}

/// The projects that a solution or project names, with forward slashes.
fn references(path: &str, text: &str) -> Vec<String> {
    let attribute = |mark: &str| -> Vec<String> {
        let parts = text.split(mark).skip(1);
        parts.filter_map(|part| Some(part.split_once('"')?.0.replace('\\', "/"))).collect()
    };
    if path.ends_with(".sln") {
        let lines = text.lines().filter(|line| line.starts_with("Project("));
        let names =
            lines.filter_map(|line| line.split('"').nth(5).map(|name| name.replace('\\', "/")));
        return names.filter(|name| is_project(name)).collect();
    }
    if path.ends_with(".slnx") {
        return attribute("<Project Path=\"").into_iter().filter(|name| is_project(name)).collect();
    }
    attribute("<ProjectReference Include=\"")
}

fn follow(
    manifests: &mut Manifests,
    context: &Context,
    path: &str,
    named: &str,
    open: &mut Vec<String>,
) {
    match resolve(parent(path), named) {
        Some(project) if context.has_file(&project) => {
            manifests.add_file(context, project.clone());
            open.push(project);
        }
        _ => {
            let reason = format!("{path} names {named}, which is not in the build context");
            manifests.risk(Applicability::Display, reason);
        }
    }
}

/// Settings in the folder and in those above it.
fn around(manifests: &mut Manifests, context: &Context, folder: &str, _: &str) {
    let mut folder = folder;
    loop {
        manifests.add_files(context, folder, &AROUND);
        if folder.is_empty() {
            return;
        }
        folder = parent(folder);
    }
}

/// Files that a project imports.
fn imports(manifests: &mut Manifests, context: &Context, path: &str, text: &str) {
    let parts = text.split("<Import ").skip(1);
    let names = parts.filter_map(|part| {
        let element = part.split_once('>')?.0;
        let (_, rest) = element.split_once("Project=\"")?;
        // `Sdk="…"` imports come from the SDK.
        (!element.contains("Sdk=\""))
            .then(|| rest.split_once('"').map(|(name, _)| name.replace('\\', "/")))?
    });
    for name in names {
        let name = name.replace("$(MSBuildThisFileDirectory)", "./");
        match resolve(parent(path), &name).filter(|_| !name.contains("$(")) {
            Some(file) => manifests.add_file(context, file),
            None => {
                manifests.risk(Applicability::Display, format!("{path} imports {name}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects_of_files() {
        let solution = "Project(\"{9A19}\") = \"Api\", \"src\\Api\\Api.csproj\", \"{1}\"\nEndProject\nProject(\"{2150}\") = \"src\", \"src\", \"{2}\"\n";
        assert_eq!(references("a.sln", solution), ["src/Api/Api.csproj"]);
        assert_eq!(references("a.slnx", "<Project Path=\"src/A/A.csproj\" />"), ["src/A/A.csproj"]);
        let project = "<ProjectReference Include=\"..\\Lib\\Lib.csproj\" />";
        assert_eq!(references("a.csproj", project), ["../Lib/Lib.csproj"]);
    }
}
