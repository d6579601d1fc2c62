//! What the tests share: paths, and comparing a file with what it should be.

use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of a rule.
pub(crate) fn rule_folder(id: &str) -> PathBuf {
    root().join("rules").join(id)
}

/// Whether generated files are to be written rather than compared.
pub(crate) fn is_blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Holds a generated file against what it should be, or writes it when blessing.
pub(crate) fn assert_file(path: &Path, expected: &str) {
    let present = std::fs::read_to_string(path).unwrap_or_default();
    if present == expected {
        return;
    }
    if is_blessing() {
        std::fs::write(path, expected).unwrap();
        return;
    }
    let shown = path.strip_prefix(root()).unwrap_or(path).display();
    let diff = dockwright::report::unified_diff(&shown.to_string(), Some(&present), expected);
    panic!("{shown} is stale; refresh it with `BLESS=1 cargo test`\n{diff}");
}

/// The corpus of real Dockerfiles beside the repository; `None`, with a word on it, where there is none.
pub(crate) fn corpus() -> Option<PathBuf> {
    let corpus = root().parent()?.join("shared/corpus");
    if corpus.is_dir() {
        return Some(corpus);
    }
    println!("skipped: there is no corpus at ../shared/corpus");
    None
}
