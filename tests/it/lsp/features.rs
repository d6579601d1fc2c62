//! What editors can ask, asked once each on a real project; the answers make the table in the documentation.

use super::editor::{Editor, uri};
use super::project::{self, DOCKERFILE};
use super::text::position;
use crate::support;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// One row: a feature, and what a look at it gave.
struct Row(&'static str, String);

struct Asked {
    editor: Editor,
    uri: String,
    ignore: String,
    rows: Vec<Row>,
    _folder: tempfile::TempDir,
}

impl Asked {
    fn new() -> Self {
        let folder = project::project();
        let mut editor = Editor::start(folder.path());
        let (file, ignore) =
            (uri(&folder.path().join("Dockerfile")), uri(&folder.path().join(".dockerignore")));
        editor.open(&file, "dockerfile", DOCKERFILE);
        let patterns = std::fs::read_to_string(folder.path().join(".dockerignore")).unwrap();
        editor.open(&ignore, "ignore", &patterns);
        Self { editor, uri: file, ignore, rows: Vec::new(), _folder: folder }
    }

    /// Where a text begins in the Dockerfile, and some bytes into it.
    fn at(&self, text: &str, behind: usize) -> Value {
        let offset = DOCKERFILE.find(text).unwrap_or_else(|| panic!("there is no {text:?}"));
        json!({"textDocument": {"uri": self.uri}, "position": position(DOCKERFILE, offset + behind)})
    }

    fn file(&self) -> Value {
        json!({"textDocument": {"uri": self.uri}})
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.editor.request(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer
    }

    fn row(&mut self, feature: &'static str, found: impl Into<String>) {
        self.rows.push(Row(feature, found.into()));
    }
}

#[test]
fn the_table_of_features() {
    let mut it = Asked::new();
    diagnostics(&mut it);
    names(&mut it);
    structure(&mut it);
    words(&mut it);
    history(&mut it);
    actions(&mut it);
    layout(&mut it);
    ignore_files(&mut it);
    let mut text = "\
# What the language server answers

Each row was asked of `dockwright lsp` by a test, on a small project with a Git history; the right column is what came
back. `BLESS=1 cargo test` writes this page.

| Feature | Asked | Answer |
|---|---|---|
"
    .to_owned();
    for Row(feature, found) in &it.rows {
        let (name, method) = feature.split_once(": ").unwrap();
        let found = found.replace('|', "\\|");
        writeln!(text, "| {name} | `{method}` | {found} |").unwrap();
    }
    support::assert_file(&support::root().join("docs/language-server.md"), &text);
    assert_eq!(it.editor.leave(), 0);
}

fn list<'v>(answer: &'v Value, field: &str) -> Vec<&'v str> {
    let items = answer.as_array().unwrap_or_else(|| panic!("no list: {answer}"));
    items.iter().filter_map(|it| it[field].as_str()).collect()
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn codes(texts: &[&str]) -> String {
    texts.iter().map(|text| code(text)).collect::<Vec<_>>().join(", ")
}

fn diagnostics(it: &mut Asked) {
    let mut published = it.editor.wait_for("textDocument/publishDiagnostics");
    if published["uri"] != it.uri {
        published = it.editor.wait_for("textDocument/publishDiagnostics");
    }
    let found = &published["diagnostics"];
    let rules = list(found, "code");
    assert!(rules.contains(&"manifest-before-source"), "{found}");
    it.row("Diagnostics, sent: textDocument/publishDiagnostics", codes(&rules));
    let with_link =
        found.as_array().unwrap().iter().all(|it| it["codeDescription"]["href"].is_string());
    assert!(with_link);
    let slow =
        found.as_array().unwrap().iter().find(|it| it["code"] == "manifest-before-source").unwrap();
    let related = list(&slow["relatedInformation"], "message").join("; ");
    it.row("Related places and rule links: textDocument/publishDiagnostics", related);
    let params = it.file();
    let pulled = it.ask("textDocument/diagnostic", params);
    assert_eq!(pulled["items"], *found);
    let mut again = it.file();
    again["previousResultId"] = pulled["resultId"].clone();
    let unchanged = it.ask("textDocument/diagnostic", again);
    it.row(
        "Diagnostics, asked for: textDocument/diagnostic",
        format!("the same; asked again: {}", code(unchanged["kind"].as_str().unwrap())),
    );
    let all = it.ask("workspace/diagnostic", json!({"previousResultIds": []}));
    let count = all["items"].as_array().unwrap().len();
    assert_eq!(count, 1);
    it.row("Diagnostics of the workspace: workspace/diagnostic", format!("{count} Dockerfile"));
}

fn lines(answer: &Value) -> String {
    let items = answer.as_array().unwrap();
    let line = |it: &Value| it["range"]["start"]["line"].as_u64().unwrap() + 1;
    items.iter().map(|it| line(it).to_string()).collect::<Vec<_>>().join(", ")
}

fn names(it: &mut Asked) {
    let at = it.at("=build", 2);
    let found = it.ask("textDocument/definition", at.clone());
    let line = found[0]["targetSelectionRange"]["start"]["line"].as_u64().unwrap() + 1;
    assert_eq!(line, 6);
    it.row("Definition: textDocument/definition", format!("of the stage `build`: line {line}"));
    let mut params = at.clone();
    params["context"] = json!({"includeDeclaration": true});
    let found = it.ask("textDocument/references", params);
    it.row(
        "References: textDocument/references",
        format!("of the stage `build`: lines {}", lines(&found)),
    );
    let variable = it.at("$MODE", 1);
    let found = it.ask("textDocument/documentHighlight", variable.clone());
    it.row(
        "Highlight: textDocument/documentHighlight",
        format!("of `MODE`: lines {}", lines(&found)),
    );
    let found = it.ask("textDocument/prepareRename", at.clone());
    it.row(
        "Rename, prepared: textDocument/prepareRename",
        code(found["placeholder"].as_str().unwrap()),
    );
    let mut params = at.clone();
    params["newName"] = json!("bundle");
    let found = it.ask("textDocument/rename", params);
    let edits = found["changes"][&it.uri].as_array().unwrap().len();
    assert_eq!(edits, 2);
    it.row("Rename: textDocument/rename", format!("`build` to `bundle`: {edits} edits"));
    let found = it.ask("textDocument/linkedEditingRange", at);
    let count = found["ranges"].as_array().unwrap().len();
    it.row("Linked editing: textDocument/linkedEditingRange", format!("{count} places of `build`"));
}

fn structure(it: &mut Asked) {
    let params = it.file();
    let found = it.ask("textDocument/documentSymbol", params.clone());
    let tree = found.as_array().unwrap().iter().map(|it| {
        let children = it["children"].as_array().map_or(0, Vec::len);
        format!("`{}` ({children})", it["name"].as_str().unwrap())
    });
    it.row("Symbols, as a tree: textDocument/documentSymbol", tree.collect::<Vec<_>>().join(", "));
    let found = it.ask("workspace/symbol", json!({"query": "bld"}));
    it.row(
        "Symbols of the workspace: workspace/symbol",
        format!("`bld` finds {}", codes(&list(&found, "name"))),
    );
    let found = it.ask("textDocument/foldingRange", params.clone());
    let folds = found.as_array().unwrap().iter().map(|it| {
        format!("{}–{}", it["startLine"].as_u64().unwrap() + 1, it["endLine"].as_u64().unwrap() + 1)
    });
    it.row(
        "Folding: textDocument/foldingRange",
        format!("lines {}", folds.collect::<Vec<_>>().join(", ")),
    );
    let mut at = params.clone();
    at["positions"] = json!([it.at("run build", 1)["position"]]);
    let found = it.ask("textDocument/selectionRange", at);
    let mut depth = 0;
    let mut range = &found[0];
    while range.is_object() {
        depth += 1;
        range = &range["parent"];
    }
    assert!(depth >= 4, "{found}");
    it.row(
        "Growing selections: textDocument/selectionRange",
        format!("{depth} steps from a word to the file"),
    );
    tokens(it, params);
}

fn tokens(it: &mut Asked, params: Value) {
    let found = it.ask("textDocument/semanticTokens/full", params.clone());
    let count = found["data"].as_array().unwrap().len() / 5;
    it.row(
        "Semantic tokens: textDocument/semanticTokens/full",
        format!("{count} tokens, those of the shell in RUN among them"),
    );
    let mut part = params.clone();
    part["range"] =
        json!({"start": {"line": 0, "character": 0}, "end": {"line": 3, "character": 0}});
    let some = it.ask("textDocument/semanticTokens/range", part);
    let some = some["data"].as_array().unwrap().len() / 5;
    it.row(
        "Semantic tokens of a part: textDocument/semanticTokens/range",
        format!("{some} tokens on three lines"),
    );
    let mut delta = params;
    delta["previousResultId"] = found["resultId"].clone();
    let edits = it.ask("textDocument/semanticTokens/full/delta", delta);
    let edits = edits["edits"].as_array().unwrap().len();
    it.row(
        "Semantic tokens, changes: textDocument/semanticTokens/full/delta",
        format!("{edits} edits where nothing changed"),
    );
}

fn words(it: &mut Asked) {
    for (feature, text, behind) in [
        ("Completion of instructions: textDocument/completion", "EXPOSE", 0),
        ("Completion of stages: textDocument/completion", "build /app", 0),
        ("Completion of variables: textDocument/completion", "MODE\"", 0),
        ("Completion of paths: textDocument/completion", "server.js ./", 0),
        ("Completion of users: textDocument/completion", "node\nEXPOSE", 0),
    ] {
        let at = it.at(text, behind);
        let found = it.ask("textDocument/completion", at);
        let items = found.get("items").unwrap_or(&found);
        let labels = list(items, "label");
        assert!(!labels.is_empty(), "{feature}: {found}");
        let more = if labels.len() > 5 {
            format!(" and {} more", labels.len() - 5)
        } else {
            String::new()
        };
        it.row(feature, format!("{}{more}", codes(&labels[..labels.len().min(5)])));
    }
    for (feature, text, behind) in [
        ("Hover on an instruction: textDocument/hover", "COPY . .", 1),
        ("Hover on a variable: textDocument/hover", "$MODE", 2),
        ("Hover on a source: textDocument/hover", "server.js ./", 1),
        ("Hover on an ignored rule: textDocument/hover", "missing-expose", 1),
    ] {
        let at = it.at(text, behind);
        let found = it.ask("textDocument/hover", at);
        let value =
            found["contents"]["value"].as_str().unwrap_or_else(|| panic!("{feature}: {found}"));
        let lines =
            value.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("```"));
        it.row(feature, lines.take(2).collect::<Vec<_>>().join(" "));
    }
    let at = it.at("/app/dist\nCOPY", 2);
    let found = it.ask("textDocument/signatureHelp", at);
    it.row(
        "Signature help: textDocument/signatureHelp",
        code(found["signatures"][0]["label"].as_str().unwrap()),
    );
    let params = it.file();
    let found = it.ask("textDocument/documentLink", params);
    let shown =
        list(&found, "target").into_iter().map(|it| it.rsplit('/').next().unwrap_or(it).to_owned());
    let shown: Vec<String> = shown.collect();
    let names: Vec<&str> = shown.iter().map(String::as_str).collect();
    it.row("Links: textDocument/documentLink", codes(&names));
}

fn history(it: &mut Asked) {
    // Worked out aside: the client is told when it is there.
    it.editor.wait_for("workspace/inlayHint/refresh");
    let mut all = it.file();
    all["range"] =
        json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let found = loop {
        let found = it.ask("textDocument/inlayHint", all.clone());
        if !found.as_array().unwrap().is_empty() {
            break found;
        }
        it.editor.wait_for("workspace/inlayHint/refresh");
    };
    let of_install =
        found.as_array().unwrap().iter().find(|it| it["position"]["line"] == 8).unwrap();
    let label = of_install["label"].as_str().unwrap().to_owned();
    assert!(label.starts_with("re-runs on 100 % of the last 6 commits"), "{label}");
    it.row("Inlay hints: textDocument/inlayHint", code(&label));
    let params = it.file();
    let found = it.ask("textDocument/codeLens", params);
    let titles: Vec<&str> =
        found.as_array().unwrap().iter().filter_map(|it| it["command"]["title"].as_str()).collect();
    assert!(titles.contains(&"Preview the reordered stage"), "{titles:?}");
    it.row("Code lenses: textDocument/codeLens", codes(&titles));
    let command = |name: &str, argument: Value| json!({"command": name, "arguments": [argument]});
    let uri = it.uri.clone();
    let found =
        it.ask("workspace/executeCommand", command("dockwright.simulate", json!({"uri": uri})));
    let headline = it.editor.wait_for("window/showMessage")["message"].as_str().unwrap().to_owned();
    assert!(found["summary"]["rerun"].as_u64().unwrap() > 0, "{found}");
    it.row(
        "Command simulate: workspace/executeCommand",
        headline.lines().next().unwrap().to_owned(),
    );
    let found = it.ask(
        "workspace/executeCommand",
        command("dockwright.explain", json!({"uri": uri, "line": 8})),
    );
    let step = &found["step"];
    it.row(
        "Command explain: workspace/executeCommand",
        format!(
            "`{}` is {}",
            step["instruction"].as_str().unwrap(),
            step["status"].as_str().unwrap()
        ),
    );
    let found =
        it.ask("workspace/executeCommand", command("dockwright.openReport", json!({"uri": uri})));
    let page = std::fs::read_to_string(found["path"].as_str().unwrap()).unwrap();
    assert!(page.contains("<svg"));
    it.editor.wait_for("window/showDocument");
    it.row(
        "Command openReport: workspace/executeCommand",
        "a page with the heatmap, shown by the editor",
    );
    let found =
        it.ask("workspace/executeCommand", command("dockwright.preview", json!({"uri": uri})));
    let asked = it.editor.wait_for("workspace/applyEdit");
    let annotations = &asked["edit"]["changeAnnotations"];
    assert_eq!(annotations["dockwright.review"]["needsConfirmation"], true);
    let added = found["diff"].as_str().unwrap().lines().filter(|line| line.starts_with('+')).nth(1);
    it.row(
        "Command preview: workspace/executeCommand",
        format!("an edit that the user confirms, beginning with {}", code(added.unwrap())),
    );
}

fn actions(it: &mut Asked) {
    let place = it.at("RUN npm ci", 1)["position"].clone();
    let action = |only: &str, place: &Value| json!({"range": {"start": place, "end": place}, "context": {"diagnostics": [], "only": [only]}});
    let install = it.at("COPY . .", 1)["position"].clone();
    for (feature, only, place) in [
        ("Quick fixes: textDocument/codeAction", "quickfix", &install),
        ("Rewrites, with what they save: textDocument/codeAction", "refactor.rewrite", &install),
        ("All fixes at once: textDocument/codeAction", "source.fixAll", &place),
    ] {
        let mut params = it.file();
        let asked = action(only, place);
        params["range"] = asked["range"].clone();
        params["context"] = asked["context"].clone();
        let found = it.ask("textDocument/codeAction", params);
        let titles = list(&found, "title");
        assert!(!titles.is_empty(), "{feature}: {found}");
        it.row(feature, codes(&titles));
        let first = found[0].clone();
        assert!(first.get("edit").is_none(), "worked out before it was asked for");
        let resolved = it.ask("codeAction/resolve", first);
        assert!(resolved["edit"].is_object(), "{resolved}");
    }
    it.row("Edits when they are wanted: codeAction/resolve", "the edit of each of those");
}

fn layout(it: &mut Asked) {
    let messy = "from a\nRUN x   &&  \\\n y\n\n\n\n";
    let uri = it.uri.replace("Dockerfile", "messy.Dockerfile");
    it.editor.open(&uri, "dockerfile", messy);
    let options = json!({"tabSize": 4, "insertSpaces": true});
    let id = json!({"uri": uri});
    let found = it.ask("textDocument/formatting", json!({"textDocument": id, "options": options}));
    let all = found.as_array().unwrap().len();
    it.row(
        "Formatting: textDocument/formatting",
        format!("{all} edits, none of which changes a cache key"),
    );
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}});
    let found = it.ask(
        "textDocument/rangeFormatting",
        json!({"textDocument": id, "range": range, "options": options}),
    );
    let some = found.as_array().unwrap().len();
    assert!(some < all && some > 0);
    it.row(
        "Formatting of a part: textDocument/rangeFormatting",
        format!("of the first line: {some}"),
    );
    let text = "FROM a\nRUN x && \\\n";
    let typed = uri.replace("messy", "typed");
    it.editor.open(&typed, "dockerfile", text);
    let found = it.ask(
        "textDocument/onTypeFormatting",
        json!({"textDocument": {"uri": typed},
        "position": {"line": 2, "character": 0}, "ch": "\n", "options": options}),
    );
    let indent = found[0]["newText"].as_str().unwrap_or_default();
    it.row(
        "Formatting while typing: textDocument/onTypeFormatting",
        format!("{} blanks before a line that goes on", indent.len()),
    );
}

fn ignore_files(it: &mut Asked) {
    let id = json!({"uri": it.ignore});
    let found = it.ask("textDocument/diagnostic", json!({"textDocument": id}));
    let messages = list(&found["items"], "message").join("; ");
    assert!(!messages.is_empty());
    it.row("Patterns that hit nothing: textDocument/diagnostic", messages);
    let found = it.ask(
        "textDocument/hover",
        json!({"textDocument": id, "position": {"line": 1, "character": 1}}),
    );
    let value = found["contents"]["value"].as_str().unwrap();
    let lines = value.lines().filter(|line| !line.is_empty());
    it.row("What a pattern hits: textDocument/hover", lines.collect::<Vec<_>>().join(" "));
}
