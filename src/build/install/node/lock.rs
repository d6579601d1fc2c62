//! Whether a lockfile says what the manifest says.
//!
//! An install that is not frozen rewrites a lockfile that does not; a copy of
//! the sources behind it would then bring the old one back.

use super::super::Installer;
use crate::build::project::{Dependency, PackageJson};
use crate::build::{Context, context::join};
use serde_json::Value;

/// The state of a lockfile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lock {
    /// There is none.
    Missing,
    /// It says what the manifest says.
    InStep,
    /// It does not, or may not: why.
    OutOfStep(String),
}

/// The lockfiles of an installer, the one it prefers first.
pub(super) fn names(installer: Installer) -> &'static [&'static str] {
    match installer {
        Installer::Npm => &["npm-shrinkwrap.json", "package-lock.json"],
        Installer::Yarn => &["yarn.lock"],
        Installer::Pnpm => &["pnpm-lock.yaml"],
        _ => &["bun.lock", "bun.lockb"],
    }
}

/// Compares the lockfile in `directory` with its manifest.
pub(super) fn state(
    installer: Installer,
    package: &PackageJson,
    context: &Context,
    directory: &str,
) -> Lock {
    let names = names(installer).iter();
    let Some(name) = names.copied().find(|name| context.has_file(&join(directory, name))) else {
        return Lock::Missing;
    };
    let text = context.read_text(&join(directory, name)).unwrap_or_default();
    let differing = match name {
        "yarn.lock" => yarn(&text, package),
        "pnpm-lock.yaml" => pnpm(&text, package),
        "bun.lock" => bun(&text, package),
        "bun.lockb" => Some("is binary and cannot be compared with package.json".into()),
        _ => npm(&text, package),
    };
    differing.map_or(Lock::InStep, |why| Lock::OutOfStep(format!("{name} {why}")))
}

fn unreadable() -> Option<String> {
    Some("cannot be read".into())
}

/// The first dependency whose locked specifier differs.
fn first_difference(
    package: &PackageJson,
    is_locked: impl Fn(&Dependency) -> bool,
) -> Option<String> {
    let dependencies =
        package.dependencies.iter().filter(|dependency| dependency.section != "peerDependencies");
    let missing = dependencies.into_iter().find(|dependency| !is_locked(dependency))?;
    Some(format!("is out of step with package.json ({}@{})", missing.name, missing.spec))
}

fn npm(text: &str, package: &PackageJson) -> Option<String> {
    let Ok(lock) = serde_json::from_str::<Value>(text) else { return unreadable() };
    if lock.get("lockfileVersion").and_then(Value::as_u64).unwrap_or(1) < 2 {
        return Some("is of version 1, which npm 7 and later rewrite".into());
    }
    let root = &lock["packages"][""];
    first_difference(package, |dependency| {
        root[dependency.section][&dependency.name].as_str() == Some(dependency.spec.as_str())
    })
    .or_else(|| more_locked(root, package))
}

/// A dependency that the lockfile still has and the manifest no longer.
fn more_locked(root: &Value, package: &PackageJson) -> Option<String> {
    let sections = ["dependencies", "devDependencies", "optionalDependencies"];
    let locked = sections.iter().filter_map(|section| root[section].as_object()).flatten();
    let stale = locked.map(|(name, _)| name).find(|name| !package.depends_on(name))?;
    Some(format!("is out of step with package.json ({stale} is no dependency any more)"))
}

/// The keys of a yarn.lock are lines such as `"a@^1", "a@^1.2":`, in Berry with a protocol before the range.
fn yarn(text: &str, package: &PackageJson) -> Option<String> {
    let keys: std::collections::BTreeSet<&str> = text
        .lines()
        .filter(|line| line.ends_with(':') && !line.starts_with([' ', '#']))
        .flat_map(|line| line.trim_end_matches(':').split(','))
        .map(|key| key.trim().trim_matches('"'))
        .flat_map(|key| key.split(", "))
        .collect();
    first_difference(package, |dependency| {
        let Dependency { name, spec, .. } = dependency;
        let is_local =
            ["workspace:", "link:", "portal:"].iter().any(|protocol| spec.starts_with(protocol));
        is_local
            || keys.contains(format!("{name}@{spec}").as_str())
            || keys.contains(format!("{name}@npm:{spec}").as_str())
    })
}

fn pnpm(text: &str, package: &PackageJson) -> Option<String> {
    let Ok(lock) = serde_saphyr::from_str::<Value>(text) else { return unreadable() };
    let root = match lock.pointer("/importers/.") {
        Some(root) => root,
        None => &lock,
    };
    first_difference(package, |dependency| {
        let entry = &root[dependency.section][&dependency.name];
        let specifier = entry.get("specifier").or_else(|| root["specifiers"].get(&dependency.name));
        // `catalog:` is resolved in the workspace file.
        specifier.and_then(Value::as_str) == Some(dependency.spec.as_str())
    })
}

/// JSON with trailing commas, which is YAML.
fn bun(text: &str, package: &PackageJson) -> Option<String> {
    let Ok(lock) = serde_saphyr::from_str::<Value>(text) else { return unreadable() };
    let root = &lock["workspaces"][""];
    first_difference(package, |dependency| {
        root[dependency.section][&dependency.name].as_str() == Some(dependency.spec.as_str())
    })
}
