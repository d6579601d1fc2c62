//! `pyproject.toml`, as far as installs need it.

use super::super::Manifests;
use crate::build::Context;
use crate::build::context::join;
use crate::diagnostic::Applicability;
use toml::{Table, Value};

/// The file of a directory; `None` when it is not there or is not TOML.
pub(super) fn read(context: &Context, directory: &str) -> Option<Table> {
    context.read_text(&join(directory, "pyproject.toml"))?.parse().ok()
}

/// The table at a path of keys.
pub(super) fn table<'t>(table: &'t Table, path: &[&str]) -> Option<&'t Table> {
    path.iter().try_fold(table, |table, key| table.get(*key)?.as_table())
}

/// Whether the metadata of the project is worked out by its build backend, which reads the sources.
pub(super) fn has_dynamic(project: &Table, field: &str) -> bool {
    let dynamic = table(project, &["project"]).and_then(|project| project.get("dynamic"));
    let fields = dynamic.and_then(Value::as_array).into_iter().flatten();
    fields.filter_map(Value::as_str).any(|name| name == field)
}

/// Dependencies with a `path` in a table of dependencies: name and path.
pub(super) fn paths(table: Option<&Table>) -> Vec<(String, String)> {
    let entries = table.into_iter().flatten();
    entries
        .filter_map(|(name, value)| {
            let options = match value {
                Value::Array(choices) => choices.first()?.as_table()?,
                value => value.as_table()?,
            };
            Some((name.clone(), options.get("path")?.as_str()?.to_owned()))
        })
        .collect()
}

/// Takes the folders of path dependencies along.
pub(super) fn add_paths(
    manifests: &mut Manifests,
    context: &Context,
    directory: &str,
    paths: Vec<(String, String)>,
) {
    for (name, path) in paths {
        manifests.local(context, directory, &format!("the dependency {name}"), &path);
    }
}

/// `pip install .`: only a project that names its dependencies has some to keep.
pub(super) fn project_manifests(context: &Context, directory: &str) -> Option<Manifests> {
    let manifests = Manifests::of(context, join(directory, "pyproject.toml"))?;
    let project = read(context, directory)?;
    let dependencies = table(&project, &["project"])?.get("dependencies")?.as_array()?;
    (!dependencies.is_empty()).then_some(manifests)
}

/// The members of a workspace: `members` are patterns of directories.
pub(super) fn add_members(
    manifests: &mut Manifests,
    context: &Context,
    directory: &str,
    workspace: &Table,
) {
    let strings = |key: &str| -> Vec<String> {
        let list = workspace.get(key).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let excluded = strings("exclude");
    let patterns: Vec<String> = strings("members")
        .into_iter()
        .chain(excluded.into_iter().map(|pattern| format!("!{pattern}")))
        .collect();
    let found = crate::build::project::members(context, directory, &patterns, "pyproject.toml");
    for pattern in found.unclear {
        let reason = format!("the workspace pattern {pattern} cannot be followed");
        manifests.risk(Applicability::Display, reason);
    }
    for member in found.directories {
        manifests.add_file(context, join(&member, "pyproject.toml"));
    }
}
