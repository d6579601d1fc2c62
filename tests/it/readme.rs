//! The samples in the README are what the program prints.

use crate::support::{assert_file, root};
use std::process::Command;

/// What a command line prints in the folder of the Express project.
fn printed(line: &str) -> String {
    let mut words = line.split(' ').skip(1).collect::<Vec<_>>();
    words.extend(["--context", "."]);
    if words[0] == "check" {
        words.push("--isolated");
    }
    let ran = Command::new(env!("CARGO_BIN_EXE_dockwright"))
        .args(words)
        .current_dir(root().join("fixtures/projects/express"))
        .env_clear()
        .output()
        .unwrap();
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn samples_are_true() {
    let path = root().join("README.md");
    let mut text = std::fs::read_to_string(&path).unwrap();
    let mut at = 0;
    let mut samples = 0;
    while let Some(open) = text[at..].find("<!-- sample: ").map(|found| at + found) {
        let end = open + text[open..].find(" -->").expect("the mark is closed");
        let line = text[open + "<!-- sample: ".len()..end].to_owned();
        let start = end + text[end..].find("```").expect("a block follows");
        let start = start + text[start..].find('\n').expect("a fence has a line end") + 1;
        let stop = start + text[start..].find("```").expect("the block is closed");
        text.replace_range(start..stop, &printed(&line));
        at = start;
        samples += 1;
    }
    assert!(samples >= 2, "the README shows no samples");
    assert_file(&path, &text);
}
