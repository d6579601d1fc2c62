//! pip, uv, Poetry, Pipenv and conda (`rule-union` 3.2).

mod conda;
mod pip;
mod pipenv;
mod poetry;
mod pyproject;
mod requirements;
mod uv;

pub(super) use pip::is_plausible;

use super::call::Call;
use super::{Install, Installer, Manifests};
use crate::build::Context;
use crate::shell::Argv;

/// Whether a name is that of an interpreter or of its pip: `python3.12`, `pip3.9`.
pub(super) fn is_python(name: &str) -> bool {
    let version = ["python", "pip", "pypy"].iter().find_map(|stem| name.strip_prefix(stem));
    version.is_some_and(|version| version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
}

/// Reads an install.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let name = call.argv.basename()?;
    if name.starts_with("python") || name.starts_with("pypy") {
        // `python -m pip install …` is what it runs.
        let words = call.argv.words();
        let at = words.iter().position(|word| word.is("-m"))?;
        let flags_only = words[1..at].iter().all(|word| word.known_start().starts_with('-'));
        let argv = Argv::new(words.get(at + 1..).filter(|_| flags_only)?);
        if !argv.runs(&["pip", "poetry", "pipenv", "uv"]) {
            return None;
        }
        return install(&Call { argv, ..*call });
    }
    match name {
        "uv" => uv::install(call),
        "poetry" => poetry::install(call),
        "pipenv" => pipenv::install(call),
        "conda" | "mamba" | "micromamba" => conda::install(call),
        _ => pip::install(call),
    }
}

/// What an install reads.
pub(super) fn manifests(
    install: &Install,
    context: &Context,
    directory: &str,
) -> Option<Manifests> {
    match install.installer {
        Installer::Uv => uv::manifests(context, directory),
        Installer::Poetry => poetry::manifests(install, context, directory),
        Installer::Pipenv => pipenv::manifests(install, context, directory),
        Installer::Conda => conda::manifests(install, context, directory),
        _ => pip::manifests(install, context, directory),
    }
}
