//! Workspaces: which packages of a repository belong together.

use super::PackageJson;
use crate::build::{Context, EntryKind, context::join};
use crate::ignore::{deep_match, path_match};
use std::collections::BTreeSet;

/// The members of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// Directories of the members, from the context's root, sorted.
    pub directories: Vec<String>,
    /// Patterns that could not be followed: they lead out of the context, or are malformed.
    pub unclear: Vec<String>,
}

/// Directories are looked into this deep for `**`; `node_modules` never is.
const MAX_DEPTH: usize = 6;

/// Finds the directories below `root` that match `patterns` and hold a file named `manifest`.
///
/// `!pattern` takes away again, as in `pnpm-workspace.yaml`.
pub fn members(context: &Context, root: &str, patterns: &[String], manifest: &str) -> Members {
    let mut found = BTreeSet::new();
    let mut unclear = Vec::new();
    for pattern in patterns {
        let (is_negated, cleaned) = clean(pattern);
        if cleaned.starts_with("..") || path_match(&cleaned, "").is_err() {
            unclear.push(pattern.clone());
        } else if is_negated {
            found.retain(|directory: &String| !matches(&cleaned, below(directory, root)));
        } else {
            expand(context, root, "", &cleaned, MAX_DEPTH, &mut found);
        }
    }
    found.retain(|directory| context.has_file(&join(directory, manifest)) && directory != root);
    Members { directories: found.into_iter().collect(), unclear }
}

fn clean(pattern: &str) -> (bool, String) {
    let (is_negated, pattern) = match pattern.strip_prefix('!') {
        Some(pattern) => (true, pattern),
        None => (false, pattern),
    };
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    (is_negated, pattern.trim_end_matches("/package.json").to_owned())
}

fn below<'p>(path: &'p str, root: &str) -> &'p str {
    path.strip_prefix(root).unwrap_or(path).trim_start_matches('/')
}

/// Walks down `pattern` part by part.
fn expand(
    context: &Context,
    root: &str,
    at: &str,
    pattern: &str,
    depth: usize,
    found: &mut BTreeSet<String>,
) {
    let (part, rest) = pattern.split_once('/').unwrap_or((pattern, ""));
    let directory = join(root, at);
    if part.is_empty() || part == "." {
        match rest {
            "" => drop(found.insert(directory)),
            rest => expand(context, root, at, rest, depth, found),
        }
        return;
    }
    let is_deep = part == "**";
    if is_deep {
        expand(context, root, at, if rest.is_empty() { "." } else { rest }, depth, found);
    }
    if !part.contains(['*', '?', '[', '{', '\\']) {
        let next = join(at, part);
        if context.has_directory(&join(root, &next)) {
            expand(context, root, &next, rest, depth, found);
        }
        return;
    }
    if depth == 0 {
        return;
    }
    for (path, kind) in context.children(&directory) {
        let name = path.rsplit('/').next().unwrap_or(&path);
        let is_skipped =
            kind != EntryKind::Directory || name == "node_modules" || name.starts_with('.');
        if is_skipped || !(is_deep || matches(part, name)) {
            continue;
        }
        let (at, pattern) = (join(at, name), if is_deep { pattern } else { rest });
        expand(context, root, &at, pattern, depth - 1, found);
    }
}

/// The patterns that a pattern with `{a,b}` stands for.
fn choices(pattern: &str) -> Vec<String> {
    match (pattern.find('{'), pattern.find('}')) {
        (Some(open), Some(close)) if open < close => {
            let (before, after) = (&pattern[..open], &pattern[close + 1..]);
            let each = pattern[open + 1..close].split(',');
            each.flat_map(|choice| choices(&format!("{before}{choice}{after}"))).collect()
        }
        _ => vec![pattern.to_owned()],
    }
}

/// Whether a path, or one part of it, matches a pattern.
fn matches(pattern: &str, path: &str) -> bool {
    choices(pattern).iter().any(|pattern| deep_match(pattern, path))
}

/// The members that the root package itself names.
impl PackageJson {
    /// The workspace members of this package, which stands in `directory`.
    pub fn members(&self, context: &Context, directory: &str) -> Members {
        members(context, directory, &self.workspaces, "package.json")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::MemoryTree;
    use crate::ignore::IgnoreFile;
    use std::sync::Arc;

    fn check(root: &str, patterns: &[&str]) -> String {
        let packages = [
            "",
            "packages/a/",
            "packages/b/",
            "packages/b/sub/",
            "apps/web/",
            "node_modules/x/",
            "tools/",
        ];
        let files = packages.map(|directory| (format!("{directory}package.json"), "{}"));
        let tree =
            MemoryTree::new(files.into_iter().chain([("packages/c/index.js".to_owned(), "")]));
        let context = Context::new(Arc::new(tree), IgnoreFile::empty(), None);
        let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        members(&context, root, &patterns, "package.json").directories.join(" ")
    }

    #[test]
    fn patterns_find_packages() {
        assert_eq!(check("", &["packages/*"]), "packages/a packages/b");
        assert_eq!(check("", &["./packages/*/", "apps/web"]), "apps/web packages/a packages/b");
        assert_eq!(check("", &["**"]), "apps/web packages/a packages/b packages/b/sub tools");
        assert_eq!(check("", &["packages/**", "!packages/b/**"]), "packages/a");
        assert_eq!(check("", &["{apps,tools}/*", "{apps,tools}"]), "apps/web tools");
        assert_eq!(check("packages", &["*"]), "packages/a packages/b");
        assert_eq!(check("", &["missing/*"]), "");
    }
}
