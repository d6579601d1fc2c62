//! Random edits to real files, with random requests in between: nothing breaks, answers stay within the file, and what
//! the server knows in the end is what it would know of a file that was just opened.

use super::editor::{Editor, uri};
use super::text::{lengths, outside, position};
use crate::support;
use serde_json::{Value, json};

/// How many edits are made in all; `DOCKWRIGHT_EDITS` says otherwise.
const EDITS: usize = 10_000;
/// How many are made to one file.
const PER_FILE: usize = 200;

/// What is asked at a position.
const AT_POSITION: [&str; 8] = [
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/signatureHelp",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/prepareRename",
    "textDocument/linkedEditingRange",
];
/// What is asked of a file.
const OF_FILE: [&str; 7] = [
    "textDocument/diagnostic",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/documentLink",
    "textDocument/semanticTokens/full",
    "textDocument/codeLens",
    "textDocument/formatting",
];
/// What is typed.
const TYPED: [&str; 22] = [
    "R",
    "UN ",
    "\n",
    "\r\n",
    " \\\n  ",
    "é",
    "𝄞",
    "FROM x AS y\n",
    "COPY --from=",
    "$",
    "${A:-",
    "}",
    "\"",
    "'",
    "<<EOF\n",
    "EOF\n",
    "# ",
    "--mount=type=",
    "\t",
    "&& ",
    "ONBUILD ",
    "\r",
];

/// SplitMix64: what is drawn is the same for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % count.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn offset(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

#[test]
fn edits_and_requests() {
    let edits = std::env::var("DOCKWRIGHT_EDITS").ok().and_then(|it| it.parse().ok());
    let edits: usize = edits.unwrap_or(EDITS);
    let seed = std::env::var("DOCKWRIGHT_SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(1);
    println!("{edits} edits, seed {seed} (DOCKWRIGHT_EDITS, DOCKWRIGHT_SEED)");
    let mut random = Random(seed);
    let files = files();
    let folder = tempfile::tempdir().unwrap();
    let mut editor = Editor::start(folder.path());
    for number in 0..edits.div_ceil(PER_FILE) {
        let text = files[random.below(files.len())].clone();
        let uri = uri(&folder.path().join(format!("{number}.Dockerfile")));
        one_file(&mut editor, &mut random, &uri, text);
    }
    assert_eq!(editor.leave(), 0);
}

fn one_file(editor: &mut Editor, random: &mut Random, uri: &str, mut text: String) {
    editor.open(uri, "dockerfile", &text);
    for version in 2..PER_FILE + 2 {
        let changes: Vec<Value> =
            (0..1 + random.below(3)).map(|_| edit(random, &mut text)).collect();
        editor.notify(
            "textDocument/didChange",
            json!({
            "textDocument": {"uri": uri, "version": version}, "contentChanges": changes}),
        );
        if random.below(4) == 0 {
            ask(editor, random, uri, &text);
        }
    }
    let fresh = format!("{uri}.Dockerfile");
    editor.open(&fresh, "dockerfile", &text);
    for method in OF_FILE {
        let mut answers = [uri, &fresh].map(|uri| editor.request(method, of_file(method, uri)));
        for answer in &mut answers {
            // The names of the two are the only difference.
            *answer = serde_json::from_str(&answer.to_string().replace(&fresh, uri)).unwrap();
            answer.as_object_mut().map(|it| it.remove("resultId"));
        }
        assert_eq!(answers[0], answers[1], "{method} of {text:?}");
    }
    for uri in [uri, &fresh] {
        editor.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }
    editor.heard.clear();
}

/// An edit that is also made to `text`.
fn edit(random: &mut Random, text: &mut String) -> Value {
    let start = random.offset(text);
    let length = if random.below(3) == 0 { random.below(40) } else { 0 };
    let mut end = (start + length).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let typed = if random.below(5) == 0 { "" } else { *random.pick(&TYPED) };
    // Between the two halves of a line end there is no position.
    let is_inside = |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
    if is_inside(start) || is_inside(end) {
        return json!({"range": {"start": position(text, 0), "end": position(text, 0)}, "text": ""});
    }
    let range = json!({"start": position(text, start), "end": position(text, end)});
    text.replace_range(start..end, typed);
    json!({"range": range, "text": typed})
}

fn of_file(method: &str, uri: &str) -> Value {
    let mut params = json!({"textDocument": {"uri": uri}});
    if method == "textDocument/formatting" {
        params["options"] = json!({"tabSize": 4, "insertSpaces": true});
    }
    params
}

fn ask(editor: &mut Editor, random: &mut Random, uri: &str, text: &str) {
    let offset = random.offset(text);
    let (method, params) = match random.below(10) {
        0..6 => {
            let method = *random.pick(&AT_POSITION);
            let mut params =
                json!({"textDocument": {"uri": uri}, "position": position(text, offset)});
            if method == "textDocument/references" {
                params["context"] = json!({"includeDeclaration": true});
            }
            (method, params)
        }
        6..9 => {
            let method = *random.pick(&OF_FILE);
            (method, of_file(method, uri))
        }
        _ => {
            let range = json!({"start": position(text, 0), "end": position(text, offset)});
            let context = json!({"diagnostics": []});
            let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
            ("textDocument/codeAction", params)
        }
    };
    let answer = editor.request(method, params);
    assert!(answer.get("error").is_none(), "{method}: {answer}\n{text:?}");
    let mut found = Vec::new();
    outside(&answer, &lengths(text), &mut found);
    assert!(found.is_empty(), "{method}: {found:?} lie outside of {text:?}\n{answer}");
}

/// Real files, where there are any, else those of the fixtures.
fn files() -> Vec<String> {
    let folder = support::corpus().map(|corpus| corpus.join("dockerfiles"));
    let folder = folder.filter(|folder| folder.is_dir());
    let folder = folder.unwrap_or_else(|| support::root().join("fixtures"));
    let found = dockwright::host::discover(&folder).unwrap();
    let texts = found.iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let small: Vec<String> =
        texts.filter(|text| text.len() < 20_000).step_by(7).take(200).collect();
    assert!(!small.is_empty(), "no files in {}", folder.display());
    small
}
