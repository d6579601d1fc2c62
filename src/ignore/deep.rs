//! Patterns over whole paths in which `**` stands for any number of folders,
//! as `COPY --parents` and workspaces use them.

use super::path_match;

/// Whether `path` matches `pattern` part by part; `**` is any number of parts, none included.
///
/// A part that is malformed matches nothing.
pub fn deep_match(pattern: &str, path: &str) -> bool {
    let (part, rest) = pattern.split_once('/').unwrap_or((pattern, ""));
    let (name, below) = path.split_once('/').unwrap_or((path, ""));
    if part == "**" {
        return deep_match(rest, path) || (!path.is_empty() && deep_match(pattern, below));
    }
    if pattern.is_empty() || path.is_empty() {
        return pattern.is_empty() && path.is_empty();
    }
    path_match(part, name).unwrap_or(false) && deep_match(rest, below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_folders() {
        for (pattern, path) in [
            ("a/*/c.json", "a/b/c.json"),
            ("**/c.json", "c.json"),
            ("**/c.json", "a/b/c.json"),
            ("a/**", "a/b/c"),
            ("a/**/*.json", "a/x.json"),
        ] {
            assert!(deep_match(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [("a/*", "a/b/c"), ("*", "a/b"), ("**/c", "a/b"), ("[", "a")] {
            assert!(!deep_match(pattern, path), "{pattern} {path}");
        }
    }
}
