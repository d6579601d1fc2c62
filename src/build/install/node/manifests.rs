//! What an install of a Node project reads, and what stands against running it early.

use super::super::manifests::resolve;
use super::super::{Install, Installer, Manifests};
use super::hooks::{self, Hook};
use super::lock::{self, Lock};
use crate::build::project::{Members, PackageJson, members};
use crate::build::{Context, context::join};
use crate::diagnostic::Applicability;
use serde_json::Value;

/// Files that an installer reads beside the manifest and the lockfile.
fn settings(installer: Installer) -> &'static [&'static str] {
    match installer {
        Installer::Npm => &[".npmrc"],
        Installer::Yarn => &[".npmrc", ".yarnrc", ".yarnrc.yml", ".pnp.cjs", ".pnp.loader.mjs"],
        Installer::Pnpm => {
            &["pnpm-workspace.yaml", ".npmrc", ".pnpmfile.cjs", "pnpmfile.js", "pnpmfile.cjs"]
        }
        _ => &["bunfig.toml", ".npmrc"],
    }
}

/// Works out the manifests of `install` for the project in `directory`.
pub(in super::super) fn manifests(
    install: &Install,
    context: &Context,
    directory: &str,
) -> Option<Manifests> {
    let installer = install.installer;
    let main = join(directory, "package.json");
    let mut manifests = Manifests::of(context, main.clone())?;
    for name in lock::names(installer).iter().chain(settings(installer)) {
        manifests.add_file(context, join(directory, name));
    }
    let Some(package) = PackageJson::read(context, &main) else {
        manifests.risk(Applicability::Display, format!("{main} cannot be read"));
        return Some(manifests);
    };
    for patch in &package.patches {
        manifests.add_file(context, join(directory, patch));
    }
    if installer == Installer::Pnpm {
        // From version 10 on, the settings stand in the workspace file.
        let file = workspace_file(context, directory);
        let patches = file["patchedDependencies"].as_object().into_iter().flatten();
        for path in patches.filter_map(|(_, path)| path.as_str()) {
            manifests.add_file(context, join(directory, path));
        }
    }
    if installer == Installer::Yarn {
        yarn_folders(&mut manifests, context, directory);
    }
    packages(&mut manifests, install, &package, context, directory);
    lockfile(&mut manifests, install, &package, context, directory);
    if context.has_file(&join(directory, "binding.gyp")) && install.runs_hooks {
        manifests.risk(
            Applicability::Display,
            "binding.gyp makes the install compile sources of the project",
        );
    }
    private_settings(&mut manifests, context, directory);
    let homes = manifests.files.iter().filter_map(|path| path.strip_suffix("package.json"));
    manifests.outputs = homes.map(|home| format!("{home}node_modules")).collect();
    Some(manifests)
}

/// The root package and the members of its workspace.
fn packages(
    manifests: &mut Manifests,
    install: &Install,
    package: &PackageJson,
    context: &Context,
    directory: &str,
) {
    one_package(manifests, install, package, context, directory);
    let found = workspace(install.installer, package, context, directory);
    for pattern in found.unclear {
        let reason = format!("the workspace pattern {pattern} cannot be followed");
        manifests.risk(Applicability::Display, reason);
    }
    for member in found.directories {
        let path = join(&member, "package.json");
        manifests.add_file(context, path.clone());
        // Only Berry's immutable installs miss a member (rule-union 3.2, tested with all five).
        if !context.has_file(&join(directory, ".yarnrc.yml")) {
            manifests.vital.push(path.clone());
        }
        let Some(package) = PackageJson::read(context, &path) else {
            manifests.risk(Applicability::Display, format!("{path} cannot be read"));
            continue;
        };
        if package.has_bin {
            let reason =
                format!("{path} declares executables, which are linked only if they exist");
            manifests.risk(Applicability::Unsafe, reason);
        }
        one_package(manifests, install, &package, context, &member);
    }
}

fn workspace(
    installer: Installer,
    package: &PackageJson,
    context: &Context,
    directory: &str,
) -> Members {
    if installer != Installer::Pnpm {
        return package.members(context, directory);
    }
    let file = workspace_file(context, directory);
    let patterns = file["packages"].as_array().into_iter().flatten();
    let patterns: Vec<String> = patterns.filter_map(Value::as_str).map(str::to_owned).collect();
    members(context, directory, &patterns, "package.json")
}

/// pnpm's own file for members and settings.
fn workspace_file(context: &Context, directory: &str) -> Value {
    let text = context.read_text(&join(directory, "pnpm-workspace.yaml")).unwrap_or_default();
    serde_saphyr::from_str::<Value>(&text).unwrap_or_default()
}

/// Hooks and local dependencies of one package.
fn one_package(
    manifests: &mut Manifests,
    install: &Install,
    package: &PackageJson,
    context: &Context,
    directory: &str,
) {
    let path = join(directory, "package.json");
    if install.runs_hooks {
        for (name, hook) in hooks::of(package, install.installer) {
            match hook {
                Hook::Nothing => {}
                Hook::Files(needed) => {
                    for needed in needed {
                        manifests.add_directory(context, join(directory, needed));
                    }
                }
                Hook::Repository(program) => manifests.risk(
                    Applicability::Unsafe,
                    format!(
                        "the {name} script in {path} runs {program}, which looks at the repository"
                    ),
                ),
                Hook::Unknown(program) => manifests.risk(
                    Applicability::Display,
                    format!(
                        "the {name} script in {path} runs {program}, which may need the sources"
                    ),
                ),
            }
        }
    }
    for dependency in &package.dependencies {
        local_dependency(manifests, &dependency.name, &dependency.spec, context, directory);
    }
}

/// `file:`, `link:` and `portal:` dependencies.
fn local_dependency(
    manifests: &mut Manifests,
    name: &str,
    spec: &str,
    context: &Context,
    directory: &str,
) {
    let protocols = ["file:", "link:", "portal:"];
    let Some(path) = protocols.iter().find_map(|protocol| spec.strip_prefix(protocol)) else {
        if let Some(path) = spec.strip_prefix("patch:").and_then(|patch| patch.rsplit_once('#')) {
            let patch = path.1.trim_start_matches("~/").trim_start_matches("./");
            manifests.add_file(context, join(directory, patch.split(':').next().unwrap_or(patch)));
        }
        return;
    };
    manifests.local(context, directory, &format!("the dependency {name}"), path);
}

/// Berry's own folder, and the offline mirror of version 1.
fn yarn_folders(manifests: &mut Manifests, context: &Context, directory: &str) {
    for name in [".yarn/releases", ".yarn/plugins", ".yarn/patches"] {
        manifests.add_directory(context, join(directory, name));
    }
    let cache = join(directory, ".yarn/cache");
    if context.has_directory(&cache) && !context.is_ignored(&cache) {
        manifests.add_directory(context, cache);
        manifests.risk(Applicability::Unsafe, "dependencies are checked in below .yarn/cache");
    }
    let settings = context.read_text(&join(directory, ".yarnrc")).unwrap_or_default();
    let mirror = settings.lines().find_map(|line| line.trim().strip_prefix("yarn-offline-mirror "));
    if let Some(path) = mirror.and_then(|path| resolve(directory, path.trim().trim_matches('"'))) {
        manifests.add_directory(context, path);
    }
}

fn lockfile(
    manifests: &mut Manifests,
    install: &Install,
    package: &PackageJson,
    context: &Context,
    directory: &str,
) {
    if install.is_frozen {
        return;
    }
    if let Lock::OutOfStep(why) = lock::state(install.installer, package, context, directory) {
        let reason = format!(
            "{why}: {} would write a new one and the later copy bring the old one back",
            install.title
        );
        manifests.risk(Applicability::Unsafe, reason);
    }
}

/// Settings that point to further files.
fn private_settings(manifests: &mut Manifests, context: &Context, directory: &str) {
    let path = join(directory, ".npmrc");
    let text = context.read_text(&path).unwrap_or_default();
    let names_file = |line: &str| {
        let value = line.split_once('=').map(|(key, value)| (key.trim(), value.trim()));
        value.is_some_and(|(key, value)| {
            ["cafile", "certfile", "keyfile", "globalconfig"].contains(&key)
                && !value.starts_with('/')
        })
    };
    if text.lines().any(|line| names_file(line.trim())) {
        manifests.risk(Applicability::Display, format!("{path} names further files"));
    }
}
