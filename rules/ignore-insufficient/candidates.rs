//! What of a directory is of no use to an image, or has no business in one.

use super::history;
use crate::lint::prelude::*;

/// Why something should be ignored; the weightiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The history of the repository.
    History,
    /// What a build or an install makes, and the image makes itself.
    Output,
    /// Caches, logs and settings of editors.
    Noise,
    /// Keys and passwords.
    Secret,
}

impl Kind {
    /// What happens because `path` is taken along.
    pub(super) fn reason(self, path: &str) -> String {
        match self {
            Kind::History => format!("{path} changes with every commit, and what follows runs anew"),
            Kind::Output => format!("the image makes its own {path}, and this machine's is never the same"),
            Kind::Noise => format!("{path} changes without the sources, and what follows runs anew"),
            Kind::Secret => format!("{path} is secret"),
        }
    }
}

/// Names of outputs that are those of sources elsewhere; the repository must ignore them.
const AMBIGUOUS: [&str; 5] = ["bin", "build", "deps", "dist", "obj"];

/// Outputs: the name, a file beside it that says what it is, and programs of which one runs in the image.
const OUTPUTS: &[(&str, &[&str], &[&str])] = &[
    ("node_modules", &["package.json"], &["npm ci", "npm i", "npm install", "yarn", "pnpm", "bun"]),
    (".venv", &[], &["pip", "uv", "poetry", "pipenv", "pdm"]),
    ("venv", &["venv/pyvenv.cfg"], &["pip", "uv", "poetry", "pipenv", "pdm"]),
    ("env", &["env/pyvenv.cfg"], &["pip", "uv", "poetry", "pipenv", "pdm"]),
    ("target", &["Cargo.toml"], &["cargo"]),
    ("target", &["pom.xml"], &["mvn", "mvnw"]),
    ("target", &["build.sbt"], &["sbt"]),
    ("dist", &["package.json"], &["run build", "yarn build", "pnpm build", "ng build", "vite build"]),
    ("build", &["package.json"], &["run build", "yarn build", "pnpm build"]),
    (".next", &["package.json"], &["run build", "yarn build", "pnpm build", "next build"]),
    (".nuxt", &["package.json"], &["run build", "yarn build", "pnpm build"]),
    (".output", &["nuxt.config.ts"], &["run build", "yarn build", "pnpm build"]),
    (".gradle", &[], &["gradle", "gradlew"]),
    ("build", &["build.gradle", "build.gradle.kts"], &["gradle", "gradlew"]),
    ("_build", &["mix.exs"], &["mix"]),
    ("deps", &["mix.exs"], &["mix deps.get", "deps.get"]),
];

/// Names that are noise wherever they are.
const NOISE: &[&str] = &[
    "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".tox", ".nox", ".coverage", "htmlcov", ".nyc_output", ".idea", ".DS_Store",
    ".terraform", ".hypothesis", ".parcel-cache", ".turbo", ".sass-cache", "npm-debug.log", "yarn-error.log", ".vs",
];

/// What should be ignored in `directory` and is not, the weightiest first.
pub(super) fn find(subject: &Subject<'_>, context: &Context, directory: &str) -> Vec<(String, Kind)> {
    let runs: Vec<&str> = runs(subject).collect();
    let mut found = Vec::new();
    for (path, entry) in context.children(directory) {
        let name = path.rsplit('/').next().unwrap_or(&path);
        let kind = match name {
            ".git" if !history::is_needed(subject, context, directory) => Some(Kind::History),
            name if NOISE.contains(&name) => Some(Kind::Noise),
            name if is_output(name, context, directory, &runs) => Some(Kind::Output),
            _ if is_secret(name, &path, entry, context) => Some(Kind::Secret),
            _ => None,
        };
        if let Some(kind) = kind.filter(|_| context.is_sent(&path)) {
            found.push((path, kind));
        }
    }
    nested(context, directory, &runs, &mut found);
    found.sort_by_key(|(_, kind)| *kind);
    found
}

/// Outputs that do not stand at the top.
fn nested(context: &Context, directory: &str, runs: &[&str], found: &mut Vec<(String, Kind)>) {
    let bundle = join(directory, "vendor/bundle");
    if mentions(runs, &["bundle"]) && context.has_file(&join(directory, "Gemfile")) && context.is_sent(&bundle) {
        found.push((bundle, Kind::Output));
    }
    if mentions(runs, &["dotnet"]) {
        let is_project = |(path, _): &(String, EntryKind)| path.ends_with(".csproj") || path.ends_with(".fsproj");
        if context.children(directory).iter().any(is_project) {
            let names = ["bin", "obj"].into_iter().filter(|name| {
                is_untracked(name, context, directory) || is_untracked(&format!("[{}]{}", case(name), &name[1..]), context, directory)
            });
            let outputs = names.map(|name| join(directory, name));
            found.extend(outputs.filter(|path| context.is_sent(path)).map(|path| (path, Kind::Output)));
        }
    }
}

/// Whether the repository ignores `name` in `directory`.
fn is_untracked(name: &str, context: &Context, directory: &str) -> bool {
    let bytes = context.read_any(&join(directory, ".gitignore"));
    let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    text.lines().any(|line| line.trim().trim_start_matches("**").trim_matches('/') == name)
}

/// The first letter in both cases, as ignore files of .NET write it: `[Bb]in`.
fn case(name: &str) -> String {
    let first: String = name.chars().take(1).collect();
    format!("{}{first}", first.to_uppercase())
}

fn is_output(name: &str, context: &Context, directory: &str, runs: &[&str]) -> bool {
    let is_sure = || !AMBIGUOUS.contains(&name) || is_untracked(name, context, directory);
    OUTPUTS.iter().any(|(output, signs, programs)| {
        let is_there = |sign: &&str| context.is_on_disk(&join(directory, sign));
        *output == name && (signs.is_empty() || signs.iter().any(is_there)) && mentions(runs, programs) && is_sure()
    })
}

/// Whether a file holds keys or passwords, by name and content.
fn is_secret(name: &str, path: &str, entry: EntryKind, context: &Context) -> bool {
    if entry == EntryKind::Directory {
        return name == ".aws" && context.has_file(&join(path, "credentials"));
    }
    let has = |test: &dyn Fn(&str) -> bool| context.read_text(path).is_some_and(|text| test(&text));
    let is_private_key = |text: &str| text.contains("PRIVATE KEY-----");
    match name {
        "id_rsa" | "id_dsa" | "id_ecdsa" | "id_ed25519" => has(&is_private_key),
        ".env" | ".env.local" | ".env.production" | ".env.prod" => has(&has_password),
        ".npmrc" => has(&|text| text.lines().any(|line| is_set_token(line, &["_authToken", "_auth", "_password"]))),
        ".netrc" | "_netrc" => has(&|text| text.contains("password ")),
        ".pypirc" => has(&|text| text.lines().any(|line| is_set_token(line, &["password"]))),
        name if name.ends_with(".pem") || name.ends_with(".key") => has(&is_private_key),
        _ => false,
    }
}

/// Whether a file of variables sets one that is named for a secret.
fn has_password(text: &str) -> bool {
    text.lines().filter(|line| !line.trim_start().starts_with('#')).any(|line| {
        let Some((name, value)) = line.split_once('=') else { return false };
        let value = value.trim().trim_matches(['"', '\'']);
        let name = name.trim().trim_start_matches("export ").to_ascii_uppercase();
        let is_public = ["NEXT_PUBLIC_", "VITE_", "REACT_APP_", "PUBLIC_"].iter().any(|prefix| name.starts_with(prefix));
        let is_named = name.split('_').any(|word| matches!(word, "SECRET" | "PASSWORD" | "PASSWD" | "TOKEN" | "CREDENTIALS" | "PRIVATE"))
            || name.ends_with("API_KEY") || name.ends_with("ACCESS_KEY") || name.ends_with("SECRET_KEY");
        let lower = value.to_ascii_lowercase();
        let is_filler = value.len() < 6 || value.starts_with(['<', '$', '{'])
            || ["changeme", "change_me", "change-me", "your", "example", "xxx", "password", "secret", "todo", "replace"].iter().any(|filler| lower.contains(filler));
        is_named && !is_public && !is_filler
    })
}

fn is_set_token(line: &str, names: &[&str]) -> bool {
    let Some((name, value)) = line.split_once('=') else { return false };
    let name = name.trim().rsplit(':').next().unwrap_or_default().trim();
    let value = value.trim().trim_matches('"');
    names.contains(&name) && !value.is_empty() && !value.starts_with('$')
}

/// The text of every RUN.
pub(super) fn runs<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a str> {
    let steps = subject.graph.stages.iter().flat_map(|stage| stage.steps_of(Keyword::Run));
    let file = subject.file;
    steps.map(move |step| step.instruction.range().of(file.text()))
}

/// Whether one of `texts` has one of `words`, as a word.
pub(super) fn mentions(texts: &[&str], words: &[&str]) -> bool {
    texts.iter().any(|text| mentions_any(text, words))
}
