//! Gradle: its scripts may do anything, so nothing is known to run without the
//! sources but the wrapper's own download (`rule-union` 3.2).

use super::call::Call;
use super::{Early, Install, Installer, Manifests};
use crate::build::Context;
use crate::build::context::join;
use crate::diagnostic::Applicability;

/// Tasks that build the project.
const TASKS: [&str; 14] = [
    "build",
    "assemble",
    "bootJar",
    "bootWar",
    "jar",
    "war",
    "shadowJar",
    "installDist",
    "distZip",
    "distTar",
    "installShadowDist",
    "buildFatJar",
    "quarkusBuild",
    "optimizedJar",
];

/// Reads a build, or a listing of dependencies, which downloads them.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let operands = call.operands(&[
        "-b",
        "-p",
        "--project-dir",
        "-g",
        "--gradle-user-home",
        "-x",
        "--exclude-task",
        "-I",
        "-c",
    ]);
    let words: Vec<&str> = operands.iter().filter_map(|word| word.as_deref()).collect();
    let task = |word: &str| word.rsplit(':').next().is_some_and(|task| TASKS.contains(&task));
    let early = match words.as_slice() {
        [] => return None,
        ["dependencies"] => Early::Itself,
        tasks if tasks.iter().any(|word| task(word)) => Early::Nothing,
        _ => return None,
    };
    if call.has(&[
        "--offline",
        "--version",
        "-v",
        "--help",
        "-p",
        "--project-dir",
        "-g",
        "--gradle-user-home",
    ]) {
        return None;
    }
    let program = if call.argv.runs(&["gradlew"]) { "./gradlew" } else { "gradle" };
    let task = words.last().copied().unwrap_or_default();
    Some(Install { early, ..call.install(Installer::Gradle, format!("{program} {task}")) })
}

/// The build scripts and what they usually read.
pub(super) fn manifests(_: &Install, context: &Context, directory: &str) -> Option<Manifests> {
    let names = ["build.gradle.kts", "build.gradle", "settings.gradle.kts", "settings.gradle"];
    let mut manifests = Manifests::of_first(context, directory, &names)?;
    manifests.add_files(context, directory, &names);
    manifests.add_files(context, directory, &["gradle.properties", "gradlew", "gradle.lockfile"]);
    for name in ["gradle", "buildSrc", "build-logic"] {
        manifests.add_directory(context, join(directory, name));
    }
    manifests.outputs.extend([join(directory, ".gradle"), join(directory, "build")]);
    let build_script = context.read_text(manifests.main()).unwrap_or_default();
    let settings = ["settings.gradle.kts", "settings.gradle"];
    let text: String =
        settings.iter().filter_map(|name| context.read_text(&join(directory, name))).collect();
    if text.contains("include") {
        manifests.risk(
            Applicability::Display,
            "the project has several builds, whose scripts have to be there too",
        );
    }
    applied(&mut manifests, context, directory, &(text + &build_script));
    manifests
        .risk(Applicability::Display, "build scripts are programs, and may look at the sources");
    Some(manifests)
}

/// Further scripts: `apply from: 'x.gradle'`, `apply(from = "x.gradle.kts")`.
fn applied(manifests: &mut Manifests, context: &Context, directory: &str, text: &str) {
    for part in text.split("apply").skip(1) {
        let part = part.trim_start_matches(['(', ' ']);
        let Some(rest) = part.strip_prefix("from") else { continue };
        let rest = rest.trim_start_matches([' ', ':', '=']);
        let name = rest.strip_prefix(['\'', '"']).and_then(|rest| rest.split(['\'', '"']).next());
        match name.filter(|name| !name.contains('$')) {
            Some(name) if name.contains("://") => {}
            Some(name) => manifests.add_file(context, join(directory, name)),
            None => manifests.risk(Applicability::Display, "a build script applies others"),
        }
    }
}
