//! The settings in the documentation are those that were tried, and the extension names what the server has.

use crate::support::{assert_file, root};
use dockwright::lint::Profile;
use serde_json::Value;
use std::path::Path;

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn extension() -> Value {
    serde_json::from_str(&read("editors/vscode/package.json")).unwrap()
}

#[test]
fn the_documentation_shows_the_files() {
    const MARK: &str = "<!-- file: ";
    let mut text = read("docs/editors.md");
    let (mut at, mut shown) = (0, Vec::new());
    while let Some(open) = text[at..].find(MARK).map(|found| at + found + MARK.len()) {
        let end = open + text[open..].find(" -->").expect("the mark is closed");
        let path = text[open..end].to_owned();
        let fence = end + text[end..].find("```").expect("a block follows");
        let start = fence + text[fence..].find('\n').expect("a fence has a line end") + 1;
        let stop = start + text[start..].find("```").expect("the block is closed");
        text.replace_range(start..stop, &read(&path));
        at = start;
        shown.push(path);
    }
    assert_file(&root().join("docs/editors.md"), &text);
    for folder in ["neovim", "emacs", "helix", "zed"] {
        for entry in std::fs::read_dir(root().join("editors").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let path = path.strip_prefix(root()).unwrap();
            assert!(
                shown.iter().any(|it| Path::new(it) == path),
                "{} is not shown",
                path.display()
            );
        }
    }
}

#[test]
fn settings_are_well_formed() {
    let helix: toml::Table = read("editors/helix/languages.toml").parse().unwrap();
    let commits =
        &helix["language-server"]["dockwright"]["config"]["dockwright"]["history"]["commits"];
    assert_eq!(commits.as_integer(), Some(200));
    let zed: Value = serde_json::from_str(&read("editors/zed/settings.json")).unwrap();
    assert_eq!(zed["lsp"]["dockerfile-language-server"]["binary"]["path"], "dockwright");
}

#[test]
fn the_extension_is_of_this_version() {
    assert_eq!(extension()["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_extension_has_the_profiles() {
    let names =
        extension()["contributes"]["configuration"]["properties"]["dockwright.profile"]["enum"]
            .take();
    let expected: Vec<&str> =
        std::iter::once("").chain(Profile::ALL.into_iter().map(Profile::name)).collect();
    assert_eq!(names, serde_json::json!(expected));
    let page = read("docs/editors.md");
    for name in &expected[1..] {
        assert!(page.contains(&format!("`{name}`")), "docs/editors.md does not name {name}");
    }
}

#[test]
fn the_documentation_has_the_settings_of_the_extension() {
    let extension = extension();
    let properties = extension["contributes"]["configuration"]["properties"].as_object().unwrap();
    let page = read("docs/editors.md");
    // Those that only Visual Studio Code has.
    let own = ["dockwright.path", "dockwright.trace.server"];
    for name in properties.keys().filter(|name| !own.contains(&name.as_str())) {
        let name = name.strip_prefix("dockwright.").unwrap();
        let (group, last) = name.rsplit_once('.').unwrap_or(("", name));
        let is_there = page.contains(&format!("`{name}`"))
            || page.contains(&format!("`{group}.enable`, `.{last}`"));
        assert!(is_there, "docs/editors.md does not name {name}");
    }
}
