//! `pip install -r …`, `uv pip install -r …`, and `pip install .`.

use super::super::call::Call;
use super::super::{Early, Install, Installer, Manifests, Risk};
use super::{pyproject, requirements};
use crate::build::context::join;
use crate::build::stage::{Stage, Step};
use crate::build::{Context, ImagePath};
use crate::diagnostic::Applicability;
use crate::syntax::Keyword;

const VALUED: [&str; 40] = [
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-e",
    "--editable",
    "-i",
    "--index-url",
    "--extra-index-url",
    "--index",
    "--default-index",
    "-f",
    "--find-links",
    "-t",
    "--target",
    "--trusted-host",
    "--proxy",
    "--cache-dir",
    "--timeout",
    "--retries",
    "--prefix",
    "--root",
    "--src",
    "--platform",
    "--python-version",
    "--python",
    "--implementation",
    "--abi",
    "--progress-bar",
    "--log",
    "--upgrade-strategy",
    "--no-binary",
    "--only-binary",
    "--config-settings",
    "-C",
    "--global-option",
    "--build-option",
    "--cert",
    "--client-cert",
    "--exists-action",
];

/// Reads an install.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let operands = call.operands(&VALUED);
    let mut operands = operands.iter();
    let verb = operands.next()?.as_deref()?;
    let is_sync = verb == "sync";
    if !(verb == "install" || is_sync) || call.is_question() || call.has(&["--download", "-d"]) {
        return None;
    }
    let mut files = call.values(&["-r", "--requirement", "--requirements"]);
    let mut rest: Vec<Option<String>> = operands.cloned().collect();
    if is_sync {
        files.append(&mut rest);
    }
    let files: Vec<String> = files.into_iter().collect::<Option<_>>()?;
    let editable = call.values(&["-e", "--editable"]);
    let local = rest.iter().chain(&editable).flatten().find(|word| is_local(word)).cloned();
    if files.is_empty() {
        return if call.has(&["--no-deps"]) { None } else { project(call, &local?) };
    }
    // The project itself is installed along, which needs its sources.
    let is_elsewhere = |file: &String| file.contains("://") || file.starts_with("/dev/");
    if local.is_some() || files.iter().any(is_elsewhere) {
        return None;
    }
    let constraints = call.values(&["-c", "--constraint"]);
    let named = files.into_iter().chain(constraints.into_iter().flatten());
    let (directory, named) = relative(call.workdir, named.collect())?;
    let mut risks = Vec::new();
    if call.argv.flag_value(&["-t", "--target"]).is_some() {
        let reason = "--target may put packages among the sources";
        risks.push(Risk { limit: Applicability::Unsafe, reason: reason.into() });
    }
    let program = if call.invocation.argv.runs(&["uv"]) { "uv pip" } else { "pip" };
    let title = match is_sync {
        true => format!("{program} sync {}", named.first()?),
        false => format!("{program} install -r {}", named.first()?),
    };
    Some(Install {
        directory,
        named,
        risks,
        is_frozen: true,
        ..call.install(Installer::Pip, title)
    })
}

/// `pip install .`: the project with its dependencies.
fn project(call: &Call<'_, '_>, local: &str) -> Option<Install> {
    let path = local.split('[').next().unwrap_or(local);
    Some(Install {
        directory: call.workdir.join(path.trim_start_matches("file://")),
        early: Early::Nothing,
        ..call.install(Installer::Pip, format!("pip install {local}"))
    })
}

/// Whether a word names a directory of the project: `.`, `./lib[extra]`, `../x`.
fn is_local(word: &str) -> bool {
    let path = word.split('[').next().unwrap_or(word);
    matches!(path, "." | "..") || path.starts_with("./") || path.starts_with("../")
}

/// The directory and the files as seen from it: the working directory if they lie below it, else their own.
fn relative(workdir: &ImagePath, files: Vec<String>) -> Option<(ImagePath, Vec<String>)> {
    let paths: Vec<ImagePath> = files.iter().map(|file| workdir.join(file)).collect();
    let below = |directory: &ImagePath| -> Option<Vec<String>> {
        paths.iter().map(|path| path.below(directory).map(str::to_owned)).collect()
    };
    if let Some(names) = below(workdir) {
        return Some((workdir.clone(), names));
    }
    let directory = paths.first()?.join("..");
    let names = below(&directory)?;
    Some((directory, names))
}

/// The requirement files with all that they include.
pub(super) fn manifests(
    install: &Install,
    context: &Context,
    directory: &str,
) -> Option<Manifests> {
    let Some(main) = install.named.first() else {
        return pyproject::project_manifests(context, directory);
    };
    let mut manifests = Manifests::of(context, join(directory, main))?;
    for file in &install.named {
        let path = join(directory, file);
        if !context.has_file(&path) {
            let reason = format!("{path} is not in the build context");
            manifests.risk(Applicability::Display, reason);
        }
        requirements::add(&mut manifests, context, directory, &path);
    }
    for name in ["pip.conf", "uv.toml"] {
        manifests.add_file(context, join(directory, name));
    }
    Some(manifests)
}

/// Whether no earlier command of the stage makes the requirement file, and the project itself is not what is installed.
pub(in super::super) fn is_plausible(install: &Install, stage: &Stage<'_>, run: &Step<'_>) -> bool {
    let Some(main) = install.named.first() else { return false };
    let name = main.rsplit('/').next().unwrap_or(main);
    let runs = stage.steps_of(Keyword::Run).take_while(|step| step.index <= run.index);
    !runs.into_iter().any(|step| {
        let text = step.instruction.arguments().text();
        text.match_indices(name).any(|(at, _)| {
            let before = text[..at]
                .trim_end_matches(|ch: char| !ch.is_whitespace() && ch != '>' && ch != '=');
            let before = before.trim_end();
            [">", "-o", "--output", "--output=", "--output-file", "--output-file="]
                .iter()
                .any(|mark| before.ends_with(mark))
        })
    })
}
