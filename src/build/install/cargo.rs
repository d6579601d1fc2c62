//! `cargo build` and its kin: they compile the project along with the
//! dependencies, and without its sources they do nothing (`rule-union` 3.2).

use super::call::Call;
use super::{Early, Install, Installer, Manifests};
use crate::build::Context;
use crate::build::context::join;
use toml::{Table, Value};

/// Reads a build.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let operands = call.operands(&[
        "-p",
        "--package",
        "--bin",
        "--example",
        "--features",
        "-F",
        "--target",
        "--target-dir",
        "--manifest-path",
        "--profile",
        "-j",
        "--jobs",
        "--path",
        "--root",
        "--out-dir",
        "--artifact-dir",
        "--config",
        "-Z",
    ]);
    let mut words = operands.iter().map(|word| word.as_deref().unwrap_or("?"));
    let verb = words.by_ref().find(|word| !word.starts_with('+'))?;
    let early = match verb {
        "build" | "b" | "rustc" | "fetch" | "zigbuild" | "leptos" => Early::Nothing,
        // Only the form that installs the project; the other fetches a tool.
        "install" => call.argv.flag_value(&["--path"]).map(|_| Early::Nothing)?,
        // What cargo-chef and cargo-plan have made of the manifests before.
        "chef" if words.next() == Some("cook") => Early::Itself,
        "plan" if words.next() == Some("build") => Early::Itself,
        _ => return None,
    };
    if call.is_question() {
        return None;
    }
    Some(Install { early, ..call.install(Installer::Cargo, format!("cargo {verb}")) })
}

/// The manifest, if it asks for anything.
pub(super) fn manifests(
    install: &Install,
    context: &Context,
    directory: &str,
) -> Option<Manifests> {
    if install.early == Early::Itself {
        return Manifests::of(context, join(directory, "recipe.json"));
    }
    let mut manifests = Manifests::of(context, join(directory, "Cargo.toml"))?;
    let project: Table = context.read_text(manifests.main())?.parse().ok()?;
    let is_workspace = project.contains_key("workspace");
    let has_dependencies = ["dependencies", "build-dependencies", "target"].iter().any(|section| {
        project.get(*section).and_then(Value::as_table).is_some_and(|table| !table.is_empty())
    });
    manifests.add_file(context, join(directory, "Cargo.lock"));
    (is_workspace || has_dependencies).then_some(manifests)
}
