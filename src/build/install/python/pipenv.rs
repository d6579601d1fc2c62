//! `pipenv install` and `pipenv sync`.

use super::super::call::Call;
use super::super::{Install, Installer, Manifests};
use super::pyproject;
use crate::build::Context;
use crate::build::context::join;
use crate::diagnostic::Applicability;
use toml::{Table, Value};

const VALUED: [&str; 10] = [
    "--python",
    "--categories",
    "--index",
    "-i",
    "--pypi-mirror",
    "--extra-pip-args",
    "-r",
    "--requirements",
    "-e",
    "--editable",
];

/// Reads an install.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let operands = call.operands(&VALUED);
    let [Some(verb)] = operands.as_slice() else { return None };
    let adds = call.has(&["-r", "--requirements", "-e", "--editable"]);
    if !matches!(verb.as_str(), "install" | "sync") || call.is_question() || adds {
        return None;
    }
    let frozen = ["--deploy", "--ignore-pipfile", "--skip-lock"];
    Some(Install {
        is_frozen: verb == "sync" || call.has(&frozen),
        ..call.install(Installer::Pipenv, format!("pipenv {verb}"))
    })
}

/// What an install reads.
pub(super) fn manifests(
    install: &Install,
    context: &Context,
    directory: &str,
) -> Option<Manifests> {
    let mut manifests = Manifests::of(context, join(directory, "Pipfile"))?;
    let lock = join(directory, "Pipfile.lock");
    manifests.add_file(context, lock.clone());
    manifests.outputs.push(join(directory, ".venv"));
    if !install.is_frozen && context.has_file(&lock) {
        // Whether it is in step is a hash over the Pipfile that pipenv alone can tell.
        manifests.risk(
            Applicability::Unsafe,
            "pipenv install may write a new Pipfile.lock, and the later copy bring the old one back",
        );
    }
    let text = context.read_text(manifests.main()).unwrap_or_default();
    let Ok(pipfile) = text.parse::<Table>() else {
        manifests.risk(Applicability::Display, "the Pipfile cannot be read");
        return Some(manifests);
    };
    for section in pipfile.values().filter_map(Value::as_table) {
        let paths = pyproject::paths(Some(section));
        pyproject::add_paths(&mut manifests, context, directory, paths);
    }
    Some(manifests)
}
