//! `uv sync`, and `uv pip`, which is pip's business.

use super::super::call::Call;
use super::super::{Early, EarlyCommand, Install, Installer, Manifests};
use super::pip;
use super::pyproject::{self, table};
use crate::build::Context;
use crate::build::context::join;
use crate::diagnostic::Applicability;
use crate::shell::Argv;

const VALUED: [&str; 24] = [
    "--directory",
    "--project",
    "--extra",
    "--no-extra",
    "--group",
    "--no-group",
    "--only-group",
    "--package",
    "--no-install-package",
    "--python",
    "-p",
    "--index",
    "--default-index",
    "--index-url",
    "-i",
    "--extra-index-url",
    "--find-links",
    "-f",
    "--cache-dir",
    "--link-mode",
    "--config-file",
    "--resolution",
    "--refresh-package",
    "--color",
];

/// Flags with which the project itself is left out.
const WITHOUT_PROJECT: [&str; 3] =
    ["--no-install-project", "--no-install-workspace", "--no-install-local"];

/// Reads an install.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let operands = call.operands(&VALUED);
    match operands.first()?.as_deref()? {
        "sync" if operands.len() == 1 && !call.is_question() && !call.has(&["--script"]) => {}
        "pip" => {
            let words = call.argv.words();
            let at = words.iter().position(|word| word.is("pip"))?;
            return pip::install(&Call { argv: Argv::new(&words[at..]), ..*call });
        }
        _ => return None,
    }
    let early = match call.has(&WITHOUT_PROJECT) {
        true => Early::Itself,
        false => Early::Command(EarlyCommand::WithFlags("--no-install-project")),
    };
    Some(Install {
        directory: call.directory(&["--directory", "--project"])?,
        is_frozen: call.has(&["--locked", "--frozen"]),
        early,
        ..call.install(Installer::Uv, "uv sync")
    })
}

/// What an install reads.
pub(super) fn manifests(context: &Context, directory: &str) -> Option<Manifests> {
    let mut manifests = Manifests::of(context, join(directory, "pyproject.toml"))?;
    manifests.add_files(context, directory, &["uv.lock", ".python-version", "uv.toml"]);
    manifests.outputs.push(join(directory, ".venv"));
    let Some(project) = pyproject::read(context, directory) else {
        manifests.risk(Applicability::Display, "pyproject.toml cannot be read");
        return Some(manifests);
    };
    if pyproject::has_dynamic(&project, "dependencies") {
        manifests.risk(
            Applicability::Display,
            "the dependencies are dynamic: the build backend works them out from the sources",
        );
    }
    if let Some(workspace) = table(&project, &["tool", "uv", "workspace"]) {
        // Without the members' manifests `--locked` fails (tested with 0.13).
        pyproject::add_members(&mut manifests, context, directory, workspace);
        manifests.run_early("--no-install-workspace");
    }
    let sources = pyproject::paths(table(&project, &["tool", "uv", "sources"]));
    pyproject::add_paths(&mut manifests, context, directory, sources);
    Some(manifests)
}
