//! `poetry install` and `poetry sync`.

use super::super::call::Call;
use super::super::{Early, EarlyCommand, Install, Installer, Manifests};
use super::pyproject::{self, table};
use crate::build::Context;
use crate::build::context::join;
use toml::Value;

const VALUED: [&str; 12] = [
    "-C",
    "--directory",
    "-P",
    "--project",
    "--without",
    "--with",
    "--only",
    "-E",
    "--extras",
    "--with-extras",
    "--format",
    "-f",
];

/// Reads an install.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let operands = call.operands(&VALUED);
    let [Some(verb)] = operands.as_slice() else { return None };
    if !matches!(verb.as_str(), "install" | "sync") || call.is_question() {
        return None;
    }
    let early = match call.has(&["--no-root", "--only-root"]) {
        true => Early::Itself,
        // Without it the project itself is installed, which needs its package and its README (tested with 2.5).
        false => Early::Command(EarlyCommand::WithFlags("--no-root")),
    };
    (!call.has(&["--only-root"])).then_some(())?;
    Some(Install {
        directory: call.directory(&["-C", "--directory", "-P", "--project"])?,
        is_frozen: true,
        early,
        ..call.install(Installer::Poetry, format!("poetry {verb}"))
    })
}

/// What an install reads.
pub(super) fn manifests(
    install: &Install,
    context: &Context,
    directory: &str,
) -> Option<Manifests> {
    let mut manifests = Manifests::of(context, join(directory, "pyproject.toml"))?;
    manifests.add_files(context, directory, &["poetry.lock", "poetry.toml"]);
    manifests.outputs.push(join(directory, ".venv"));
    let project = pyproject::read(context, directory)?;
    let poetry = table(&project, &["tool", "poetry"]);
    let has_lock = context.has_file(&join(directory, "poetry.lock"));
    let is_package = poetry.and_then(|poetry| poetry.get("package-mode")).and_then(Value::as_bool);
    if is_package == Some(false) && has_lock && install.early != Early::Itself {
        manifests.early = Some(Early::Itself);
    }
    let mut paths = Vec::new();
    if let Some(poetry) = poetry {
        paths.extend(pyproject::paths(table(poetry, &["dependencies"])));
        paths.extend(pyproject::paths(table(poetry, &["dev-dependencies"])));
        let groups = table(poetry, &["group"]).into_iter().flatten();
        for (_, group) in groups {
            paths.extend(pyproject::paths(group.get("dependencies").and_then(Value::as_table)));
        }
    }
    pyproject::add_paths(&mut manifests, context, directory, paths);
    Some(manifests)
}
