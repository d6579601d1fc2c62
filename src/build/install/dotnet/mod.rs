//! `dotnet restore`, and the builds that restore by themselves (`rule-union` 3.2).

mod projects;

use super::call::Call;
use super::{Early, EarlyCommand, Install, Installer, Manifests};
use crate::build::Context;
use crate::build::context::join;

const VALUED: [&str; 20] = [
    "-c",
    "--configuration",
    "-o",
    "--output",
    "-r",
    "--runtime",
    "-f",
    "--framework",
    "-v",
    "--verbosity",
    "-s",
    "--source",
    "--packages",
    "--configfile",
    "-a",
    "--arch",
    "--os",
    "--version-suffix",
    "--artifacts-path",
    "--tl",
];

/// Reads a restore.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let operands = call.operands(&VALUED);
    let operands: Option<Vec<String>> = operands.into_iter().collect();
    let operands: Vec<String> = operands?;
    // MSBuild's own switches may begin with a slash.
    let words: Vec<&str> = operands
        .iter()
        .map(String::as_str)
        .filter(|word| {
            !(word.starts_with("/p:") || word.starts_with("/property:") || word.starts_with("/v:"))
        })
        .collect();
    let (verb, paths) = words.split_first()?;
    if call.is_question() || call.has(&["--no-restore"]) || paths.len() > 1 {
        return None;
    }
    let path = paths.first().copied();
    if path.is_some_and(|path| path.starts_with('/') || path.contains('*')) {
        return None;
    }
    let early = match *verb {
        "restore" => Early::Itself,
        "build" | "publish" => Early::Command(EarlyCommand::Instead(restore(call, path)?)),
        _ => return None,
    };
    Some(Install {
        named: path
            .map(|path| path.trim_start_matches("./").replace('\\', "/"))
            .into_iter()
            .collect(),
        is_frozen: true,
        early,
        ..call.install(Installer::Dotnet, format!("dotnet {verb}"))
    })
}

/// The restore that a build would do first: of the same project, for the same runtime.
fn restore(call: &Call<'_, '_>, path: Option<&str>) -> Option<String> {
    let mut command = "dotnet restore".to_owned();
    if let Some(path) = path {
        command += &format!(" {path}");
    }
    for flags in [["-r", "--runtime"], ["-a", "--arch"]] {
        if let Some(word) = call.argv.flag_value(&flags) {
            command += &format!(" {} {}", flags[0], word.literal()?);
        }
    }
    Some(command)
}

/// The solution, the projects that it names with those that they refer to, and what MSBuild and NuGet look for around them.
pub(super) fn manifests(
    install: &Install,
    context: &Context,
    directory: &str,
) -> Option<Manifests> {
    let main = match install.named.first() {
        Some(path) => {
            let path = join(directory, path.trim_end_matches('/'));
            if context.has_directory(&path) { projects::only_one(context, &path)? } else { path }
        }
        None => projects::only_one(context, directory)?,
    };
    let mut manifests = Manifests::of(context, main)?;
    projects::add_all(&mut manifests, context, directory);
    Some(manifests)
}
