//! `conda env create`, `mamba env update`, `micromamba install -f`.

use super::super::call::Call;
use super::super::{Install, Installer, Manifests};
use super::requirements;
use crate::build::Context;
use crate::build::context::join;
use crate::diagnostic::Applicability;
use serde_json::Value;

const VALUED: [&str; 14] = [
    "-f",
    "--file",
    "-n",
    "--name",
    "-p",
    "--prefix",
    "-c",
    "--channel",
    "-r",
    "--root-prefix",
    "--solver",
    "--platform",
    "--rc-file",
    "--override-channels",
];

/// Reads an install.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let operands = call.operands(&VALUED);
    let words: Vec<&str> = operands.iter().map(|word| word.as_deref().unwrap_or("?")).collect();
    let files = call.values(&["-f", "--file"]);
    let program = call.argv.basename()?;
    let (title, named) = match words.as_slice() {
        ["env", verb @ ("create" | "update")] if files.is_empty() => {
            (format!("{program} env {verb}"), vec![Some("environment.yml".to_owned())])
        }
        ["env", verb @ ("create" | "update")] => (format!("{program} env {verb}"), files),
        [verb @ ("install" | "create" | "update")] if !files.is_empty() => {
            (format!("{program} {verb}"), files)
        }
        _ => return None,
    };
    let named: Vec<String> = named.into_iter().collect::<Option<_>>()?;
    let is_elsewhere = |file: &String| file.contains("://") || file.starts_with('/');
    if call.is_question() || named.iter().any(is_elsewhere) {
        return None;
    }
    let named = named.iter().map(|file| file.trim_start_matches("./").to_owned());
    Some(Install {
        named: named.collect(),
        is_frozen: true,
        ..call.install(Installer::Conda, title)
    })
}

/// The environment files, and what their pip sections name.
pub(super) fn manifests(
    install: &Install,
    context: &Context,
    directory: &str,
) -> Option<Manifests> {
    let mut manifests = Manifests::of(context, join(directory, install.named.first()?))?;
    for name in &install.named {
        let path = join(directory, name);
        manifests.add_file(context, path.clone());
        let text = context.read_text(&path).unwrap_or_default();
        let file = serde_saphyr::from_str::<Value>(&text).unwrap_or_default();
        let dependencies = file["dependencies"].as_array().into_iter().flatten();
        let pip = dependencies.filter_map(|entry| entry.get("pip")?.as_array()).flatten();
        for line in pip.filter_map(Value::as_str) {
            pip_line(&mut manifests, context, directory, line.trim());
        }
    }
    Some(manifests)
}

fn pip_line(manifests: &mut Manifests, context: &Context, directory: &str, line: &str) {
    if let Some(file) = line.strip_prefix("-r ").or_else(|| line.strip_prefix("--requirement ")) {
        return requirements::add(manifests, context, directory, &join(directory, file.trim()));
    }
    if line.starts_with("-e") || line.starts_with('.') {
        let path = line.trim_start_matches("-e").trim();
        let reason = format!("its pip section installs {path} of the project");
        manifests.risk(Applicability::Display, reason);
    }
}
