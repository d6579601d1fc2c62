//! Rarer package managers: one row each (`rule-union` 3.2).

use super::call::Call;
use super::{Early, EarlyCommand, Install, Installer, Manifests};
use crate::build::Context;
use crate::diagnostic::Applicability;

/// A package manager.
struct Row {
    program: &'static str,
    /// The words behind the program with which it installs.
    verbs: &'static [&'static str],
    /// The main manifest, under any of its names.
    main: &'static [&'static str],
    /// What it reads beside.
    more: &'static [&'static str],
    /// Where it installs, in the project.
    outputs: &'static [&'static str],
    /// Whether the install must run again behind the sources.
    runs_twice: bool,
}

const fn row(
    program: &'static str,
    verbs: &'static [&'static str],
    main: &'static [&'static str],
    more: &'static [&'static str],
    outputs: &'static [&'static str],
) -> Row {
    Row { program, verbs, main, more, outputs, runs_twice: false }
}

const ROWS: [Row; 11] = [
    row(
        "deno",
        &["install"],
        &["deno.json", "deno.jsonc", "package.json"],
        &["deno.lock", "import_map.json", "package.json"],
        &["node_modules"],
    ),
    Row {
        runs_twice: true,
        ..row(
            "dart",
            &["pub get"],
            &["pubspec.yaml"],
            &["pubspec.lock", "pubspec_overrides.yaml"],
            &[".dart_tool"],
        )
    },
    Row {
        runs_twice: true,
        ..row(
            "flutter",
            &["pub get", "packages get"],
            &["pubspec.yaml"],
            &["pubspec.lock", "pubspec_overrides.yaml"],
            &[".dart_tool"],
        )
    },
    row(
        "rebar3",
        &["get-deps", "deps"],
        &["rebar.config"],
        &["rebar.lock", "rebar.config.script"],
        &["_build"],
    ),
    row("gleam", &["deps download"], &["gleam.toml"], &["manifest.toml"], &["build"]),
    row("swift", &["package resolve"], &["Package.swift"], &["Package.resolved"], &[".build"]),
    row(
        "stack",
        &["build --only-dependencies", "build --dependencies-only"],
        &["stack.yaml"],
        &["stack.yaml.lock", "package.yaml"],
        &[".stack-work"],
    ),
    row(
        "cabal",
        &["build --only-dependencies", "v2-build --only-dependencies"],
        &["cabal.project"],
        &["cabal.project.freeze"],
        &["dist-newstyle"],
    ),
    row("cpanm", &["--installdeps ."], &["cpanfile"], &["cpanfile.snapshot"], &[]),
    row(
        "pdm",
        &["sync --no-self", "install --no-self"],
        &["pyproject.toml"],
        &["pdm.lock", "pdm.toml"],
        &[".venv", "__pypackages__"],
    ),
    row("conan", &["install ."], &["conanfile.txt"], &["conan.lock"], &[]),
];

fn rows() -> impl Iterator<Item = (u8, &'static Row)> {
    (0..).zip(&ROWS)
}

fn of(index: u8) -> &'static Row {
    // An index is only ever made here.
    ROWS.get(usize::from(index)).unwrap_or(&ROWS[0])
}

/// The program of a row.
pub(super) fn name(index: u8) -> &'static str {
    of(index).program
}

/// The files to guess at.
pub(super) fn usual_manifests(index: u8) -> &'static [&'static str] {
    of(index).main
}

/// Reads an install.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let program = call.argv.basename()?;
    let (index, row) = rows().find(|(_, row)| row.program == program)?;
    let words: Vec<&str> = call.argv.args().iter().filter_map(|word| word.literal()).collect();
    let verb = row.verbs.iter().find(|verb| {
        // Further flags may stand behind; further names would be packages.
        let mut wanted = verb.split(' ');
        let has_all = wanted.all(|part| words.contains(&part));
        let starts = verb.split(' ').next() == words.first().copied();
        let names = words.iter().filter(|word| !word.starts_with('-')).count();
        has_all && starts && names == verb.split(' ').filter(|part| !part.starts_with('-')).count()
    })?;
    if call.is_question() {
        return None;
    }
    let title = format!("{program} {verb}");
    let early = match row.runs_twice {
        true => Early::Command(EarlyCommand::WithFlags("")),
        false => Early::Itself,
    };
    Some(Install { early, ..call.install(Installer::Other(index), title) })
}

/// What a row says it reads.
pub(super) fn manifests(index: u8, context: &Context, directory: &str) -> Option<Manifests> {
    let row = of(index);
    let mut manifests = Manifests::of_first(context, directory, row.main)?;
    manifests.add_files(context, directory, row.more);
    if row.program == "stack" || row.program == "cabal" {
        for (path, _) in context.children(directory) {
            if path.ends_with(".cabal") {
                manifests.add_file(context, path);
            }
        }
    }
    manifests.outputs =
        row.outputs.iter().map(|name| crate::build::context::join(directory, name)).collect();
    manifests.risk(
        Applicability::Unsafe,
        format!("what {} reads of the project beside its manifests is not looked at", row.program),
    );
    Some(manifests)
}
