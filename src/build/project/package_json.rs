//! `package.json`.

use crate::build::Context;
use crate::shell;
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

    /// The words of the script that a command line runs, if that is one plain command: `node server.js` for `npm start`.
    pub fn words_of_script(&self, words: &[String]) -> Option<Vec<String>> {
        let (manager, args) = words.split_first()?;
        let name = match (manager.as_str(), args) {
            ("npm" | "pnpm" | "yarn" | "bun", [run, name, ..]) if run == "run" => name,
            ("npm" | "pnpm" | "yarn", [start, ..]) if start == "start" => start,
            ("yarn" | "pnpm", [name, ..]) => name,
            _ => return None,
        };
        let more = &args[args.iter().position(|word| word == name)? + 1..];
        let more = match (manager.as_str(), more) {
            (_, []) => &[],
            ("npm", [dashes, more @ ..]) if dashes == "--" => more,
            ("npm", _) => return None,
            (_, more) => more,
        };
        let script = shell::parse(self.scripts.get(name)?);
        let [item] = script.list.items.as_slice() else { return None };
        let command = item.pipeline.as_command().filter(|_| script.clean && !item.background)?;
        if !command.assignments.is_empty() || !command.redirects.is_empty() {
            return None;
        }
        let words = command.words.iter().map(|word| word.literal().map(str::to_owned));
        let words: Option<Vec<String>> = words.chain(more.iter().cloned().map(Some)).collect();
        words.filter(|words| !words.is_empty())
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
