//! Changes to try: one for each kind of input that the Dockerfile reads.

use crate::build::vertex::VertexGraph;
use crate::build::{BuildGraph, Context, PathEdit};
use crate::cache::RecordedTree;
use crate::syntax::Keyword;

/// A change of the inputs of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What is changed, as it is shown: a path, an argument.
    pub name: String,
    /// What kind of input that is.
    pub kind: &'static str,
    /// The change.
    pub edit: Edit,
}

/// How inputs change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A path of the context.
    Path(String, PathEdit),
    /// A build argument gets another value.
    Argument(String),
}

impl Edit {
    /// Whether what comes of it was never built before: a content that is made up for the occasion.
    pub fn is_unheard_of(&self) -> bool {
        matches!(self, Edit::Path(_, PathEdit::Content | PathEdit::Added) | Edit::Argument(_))
    }
}

const MANIFESTS: &[&str] = &[
    "package.json",
    "requirements.txt",
    "pyproject.toml",
    "Pipfile",
    "setup.py",
    "environment.yml",
    "Cargo.toml",
    "go.mod",
    "Gemfile",
    "composer.json",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "mix.exs",
    "deno.json",
];

/// What may follow the last dot of a source file's name.
const SOURCES: &[&str] = &[
    "js", "mjs", "cjs", "ts", "tsx", "jsx", "py", "rs", "go", "rb", "php", "java", "kt", "scala",
    "cs", "fs", "ex", "exs", "erl", "c", "cc", "cpp", "h", "hpp", "swift", "dart", "clj", "hs",
    "lua", "pl", "sh", "vue", "svelte", "html", "css",
];

/// A kind of input, and the files that are of it.
type Kind = (&'static str, fn(&str) -> bool);

const KINDS: [Kind; 3] =
    [("source file", is_source), ("manifest", is_manifest), ("documentation", is_documentation)];

/// Arguments that can have any value: they only say what was built.
const FREE_ARGUMENTS: &[&str] =
    &["COMMIT", "SHA", "REVISION", "DATE", "BUILD_ID", "BUILD_NUMBER", "TIME"];

/// The changes that are tried when the user names none.
///
/// `text` is that of the Dockerfile.
pub fn scenarios(
    text: &str,
    graph: &BuildGraph<'_>,
    vertices: &VertexGraph,
    context: Option<&Context>,
) -> Vec<Scenario> {
    let mut found = Vec::new();
    if let Some(context) = context {
        let read = RecordedTree::of(context, vertices);
        let mut files: Vec<&str> = read.files().collect();
        // What stands near the root, and what the Dockerfile itself names.
        let rank = |path: &&str| {
            (!text.contains(name_of(path)), path.matches('/').count(), path.to_string())
        };
        files.sort_by_key(rank);
        for (kind, is_kind) in KINDS {
            let path = files.iter().find(|path| is_kind(path));
            found.extend(path.map(|path| Scenario {
                name: (*path).to_owned(),
                kind,
                edit: Edit::Path((*path).to_owned(), PathEdit::Content),
            }));
        }
    }
    found.extend(free_argument(text, graph).map(|name| Scenario {
        name: format!("--build-arg {name}"),
        kind: "build argument",
        edit: Edit::Argument(name),
    }));
    found
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn is_manifest(path: &str) -> bool {
    let name = name_of(path);
    MANIFESTS.contains(&name)
        || (name.starts_with("requirements") && name.ends_with(".txt"))
        || name.ends_with(".csproj")
}

fn is_source(path: &str) -> bool {
    let extension = name_of(path).rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| SOURCES.contains(&extension)) && !is_manifest(path)
}

fn is_documentation(path: &str) -> bool {
    let name = name_of(path).to_ascii_lowercase();
    name.starts_with("readme") || name.starts_with("changelog") || name.ends_with(".md")
}

fn free_argument(text: &str, graph: &BuildGraph<'_>) -> Option<String> {
    let arguments = graph.target()?.steps_of(Keyword::Arg);
    let mut names = arguments.filter_map(|step| {
        let range = step.instruction.range();
        let word = text.get(range.start as usize..range.end as usize)?.split_whitespace().nth(1)?;
        Some(word.split('=').next().unwrap_or(word).to_owned())
    });
    let is_free = |name: &String| {
        let name = name.to_ascii_uppercase();
        FREE_ARGUMENTS.iter().any(|word| name.ends_with(word))
    };
    names.find(is_free)
}
