//! Reading a rule's page: its metadata and its examples.

use std::collections::BTreeMap;

/// A rule's page.
#[derive(Debug)]
pub(crate) struct Page {
    /// The heading.
    pub(crate) heading: String,
    /// The metadata block.
    pub(crate) metadata: String,
    /// The examples, in order.
    pub(crate) examples: Vec<Example>,
}

/// One example: a Dockerfile, the files around it, and what is expected.
#[derive(Debug, Default)]
pub(crate) struct Example {
    /// Whether the rule must speak.
    pub(crate) is_bad: bool,
    /// The Dockerfile.
    pub(crate) dockerfile: String,
    /// The files of the context; without any there is no context.
    pub(crate) files: BTreeMap<String, String>,
    /// What is printed.
    pub(crate) output: Option<Block>,
    /// The Dockerfile after the fixes.
    pub(crate) fixed: Option<Block>,
    /// Other files after the fixes.
    pub(crate) fixed_files: BTreeMap<String, Block>,
}

/// A block of expected text and where it stands in the page.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The text.
    pub(crate) text: String,
    /// Byte range of the text in the page.
    pub(crate) range: std::ops::Range<usize>,
}

impl Page {
    /// Reads a page.
    pub(crate) fn parse(text: &str) -> Page {
        let heading = text.lines().next().unwrap_or_default().trim_start_matches("# ").to_owned();
        let mut page = Page { heading, metadata: String::new(), examples: Vec::new() };
        let mut files = BTreeMap::new();
        for (info, block) in blocks(text) {
            let words: Vec<&str> = info.split_whitespace().collect();
            let file = words.iter().find_map(|word| word.strip_prefix("file="));
            match (words.as_slice(), file) {
                (["toml"], _) => page.metadata = block.text,
                ([_, "fixed", ..], Some(file)) => {
                    let example =
                        page.examples.last_mut().expect("an example comes before what it gives");
                    example.fixed_files.insert(file.to_owned(), block);
                }
                (_, Some(file)) => drop(files.insert(file.to_owned(), block.text)),
                (["dockerfile", kind @ ("bad" | "good")], _) => page.examples.push(Example {
                    is_bad: *kind == "bad",
                    dockerfile: block.text,
                    files: std::mem::take(&mut files),
                    ..Example::default()
                }),
                (["text", "output"], _) => {
                    page.examples.last_mut().expect("an example").output = Some(block)
                }
                (["dockerfile", "fixed"], _) => {
                    page.examples.last_mut().expect("an example").fixed = Some(block)
                }
                _ => panic!("{}: what is a block `{info}`?", page.heading),
            }
        }
        page
    }
}

/// The fenced blocks of a page, each with its info string.
fn blocks(text: &str) -> Vec<(String, Block)> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find("```").map(|found| at + found) {
        let start = open + text[open..].find('\n').expect("a fence has a line end") + 1;
        let info = text[open + 3..start].trim().to_owned();
        let end = start + text[start..].find("```").expect("a fence is closed");
        blocks.push((info, Block { text: text[start..end].to_owned(), range: start..end }));
        at = end + 3;
    }
    blocks
}
