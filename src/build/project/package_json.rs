//! `package.json`.

use crate::build::Context;
use serde_json::Value;
use std::collections::BTreeMap;

/// A dependency of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Its name.
    pub name: String,
    /// What is asked for: a range, a tag, `file:…`, a URL.
    pub spec: String,
    /// `dependencies`, `devDependencies`, `optionalDependencies` or `peerDependencies`.
    pub section: &'static str,
}

/// What a `package.json` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PackageJson {
    /// Scripts by name.
    pub scripts: BTreeMap<String, String>,
    /// `main`.
    pub main: Option<String>,
    /// `packageManager`.
    pub package_manager: Option<String>,
    /// Workspace patterns.
    pub workspaces: Vec<String>,
    /// The dependencies of all sections.
    pub dependencies: Vec<Dependency>,
    /// Whether it declares executables.
    pub has_bin: bool,
    /// Patch files that the package manager applies by itself.
    pub patches: Vec<String>,
}

const SECTIONS: [&str; 4] =
    ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

impl PackageJson {
    /// Reads the file at `path`; `None` when it is not there or is no JSON object.
    pub fn read(context: &Context, path: &str) -> Option<Self> {
        let bytes = context.read(path)?;
        // npm itself tolerates a byte-order mark.
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        Self::parse(serde_json::from_slice(bytes).ok()?)
    }

    fn parse(value: Value) -> Option<Self> {
        let object = value.as_object()?;
        let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            scripts: strings(object.get("scripts")).collect(),
            main: text("main"),
            package_manager: text("packageManager"),
            workspaces: workspaces(object.get("workspaces")),
            dependencies: SECTIONS
                .iter()
                .flat_map(|section| dependencies(&value, section))
                .collect(),
            has_bin: object.contains_key("bin"),
            patches: patches(&value),
        })
    }

    /// Whether a dependency of that name is declared in any section.
    pub fn depends_on(&self, name: &str) -> bool {
        self.dependencies.iter().any(|dependency| dependency.name == name)
    }
}

/// The members of an object whose values are strings.
fn strings(value: Option<&Value>) -> impl Iterator<Item = (String, String)> {
    let members = value.and_then(Value::as_object).into_iter().flatten();
    members.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
}

fn dependencies(package: &Value, section: &'static str) -> impl Iterator<Item = Dependency> {
    strings(package.get(section)).map(move |(name, spec)| Dependency { name, spec, section })
}

/// `["packages/*"]` or `{"packages": ["packages/*"]}`.
fn workspaces(value: Option<&Value>) -> Vec<String> {
    let list = match value {
        Some(Value::Object(object)) => object.get("packages"),
        other => other,
    };
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// `pnpm.patchedDependencies` and bun's `patchedDependencies`.
fn patches(package: &Value) -> Vec<String> {
    let tables = [package.get("patchedDependencies"), package.pointer("/pnpm/patchedDependencies")];
    tables.into_iter().flat_map(|table| strings(table)).map(|(_, path)| path).collect()
}
