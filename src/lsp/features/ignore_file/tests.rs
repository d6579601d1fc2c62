use super::*;
use crate::lsp::features::{completion, document_links};
use crate::lsp::testing::{self, CURSOR};

const FILES: &[(&str, &str)] = &[
    ("Dockerfile", "FROM a"),
    ("a.log", ""),
    ("src/b.log", ""),
    ("src/main.rs", ""),
    ("node_modules/x/index.js", ""),
];

fn open(text: &str) -> (tempfile::TempDir, Snapshot) {
    let folder = testing::project(FILES);
    let snapshot = testing::in_project(folder.path(), ".dockerignore", text);
    (folder, snapshot)
}

#[test]
fn findings() {
    for (text, expected) in [
        ("*.log\nnode_modules\n", ""),
        ("# nothing\nnothing\n", "1: nothing hits nothing in the build context"),
        ("[\n", "0: BuildKit refuses the pattern [: its syntax is wrong"),
        ("!\n", "0: BuildKit refuses !: an exception needs a pattern behind its !"),
        ("!src\n", "0: !src has no effect: nothing that it hits was left out before it"),
        ("**/*.log\n!src/b.log\n", ""),
        ("src\n!**/*.log\n", ""),
        ("src/\n", ""),
    ] {
        let (_folder, snapshot) = open(text);
        let found = diagnostics(&snapshot).into_iter().map(|it| {
            let lsp::Message::String(message) = it.message else { panic!() };
            format!("{}: {message}", it.range.start.line)
        });
        assert_eq!(found.collect::<Vec<_>>().join("\n"), expected, "{text}");
    }
}

fn hovered(text: &str) -> String {
    let (_folder, snapshot) = open(text);
    let Some(found) = hover(&snapshot, text.find(CURSOR).unwrap()) else { return String::new() };
    let lsp::Contents::MarkupContent(content) = found.contents else { panic!() };
    content.value.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_a_pattern_hits() {
    for (text, expected) in [
        ("*.lo▮g", "*.log Leaves out 1 path. - a.log"),
        ("**/*.lo▮g", "**/*.log Leaves out 2 paths. - a.log - src/b.log"),
        ("nothing▮", "nothing Hits nothing in the build context."),
        ("**/*.log\n!src/b.l▮og", "!src/b.log Brings back 1 path. - src/b.log"),
        (
            "**/*.lo▮g\n!src/b.log",
            "**/*.log Leaves out 2 paths. - a.log - src/b.log Of these, !src/b.log further down decides otherwise about 1.",
        ),
        ("# *.lo▮g", ""),
    ] {
        assert_eq!(hovered(text), expected, "{text}");
    }
}

#[test]
fn paths_are_offered() {
    for (text, expected) in [
        ("no▮", "node_modules"),
        ("*.log\n!src/b▮", "b.log"),
        ("src/▮", "b.log main.rs"),
        ("# s▮", ""),
        ("**/▮", ""),
    ] {
        let (_folder, snapshot) = open(text);
        let at = snapshot.position(text.find(CURSOR).unwrap());
        let params = lsp::CompletionParams {
            text_document_position_params: testing::position(&snapshot, at),
            context: None,
            work_done_progress_params: Default::default(),
            partial_result_params: Default::default(),
        };
        let found = match completion::complete(&snapshot, params) {
            Some(lsp::CompletionResponse::CompletionList(list)) => list.items,
            _ => Vec::new(),
        };
        let name = text.rsplit(['/', '\n', '!']).next().unwrap_or_default().replace(CURSOR, "");
        let labels = found.iter().map(|it| &*it.label).filter(|label| label.starts_with(&*name));
        assert_eq!(labels.collect::<Vec<_>>().join(" "), expected, "{text}");
    }
}

#[test]
fn plain_paths_are_links() {
    let (folder, snapshot) = open("a.log\nsrc\n*.log\nsrc/main.rs\n");
    let params = lsp::DocumentLinkParams {
        text_document: lsp::TextDocumentIdentifier { uri: snapshot.document.uri.clone() },
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    let found = document_links::links(&snapshot, params).unwrap();
    let targets: Vec<_> = found.into_iter().filter_map(|it| it.target).collect();
    let expected = ["a.log", "src/main.rs"].map(|path| uri::of(&folder.path().join(path)));
    assert_eq!(targets, expected);
}
