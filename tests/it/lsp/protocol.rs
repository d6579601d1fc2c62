//! What the protocol asks of any server: order, cancelling, nonsense, the end.

use super::editor::{Editor, capabilities, uri};
use crate::support;
use serde_json::{Value, json};

fn start() -> Editor {
    Editor::start(support::root())
}

#[test]
fn nothing_is_answered_before_initialize_and_after_shutdown() {
    let mut editor = Editor::mute();
    let early = editor.request("textDocument/hover", json!({}));
    assert_eq!(early["error"]["code"], -32002);
    editor.notify("textDocument/didOpen", json!({}));
    let greeting = editor.request("initialize", json!({"capabilities": capabilities()}));
    assert_eq!(greeting["serverInfo"]["name"], "dockwright");
    assert_eq!(greeting["capabilities"]["positionEncoding"], "utf-16");
    let again = editor.request("initialize", json!({"capabilities": {}}));
    assert_eq!(again["error"]["code"], -32600);
    assert_eq!(editor.request("shutdown", Value::Null), Value::Null);
    let late = editor.request("workspace/symbol", json!({"query": ""}));
    assert_eq!(late["error"]["code"], -32600);
    editor.notify("exit", Value::Null);
    assert_eq!(editor.server.wait().unwrap().code(), Some(0));
}

#[test]
fn the_encoding_is_agreed_upon() {
    for (offered, agreed) in [
        (json!({"general": {"positionEncodings": ["utf-16", "utf-8"]}}), "utf-8"),
        (json!({"general": {"positionEncodings": ["utf-32", "utf-16"]}}), "utf-16"),
        (json!({"general": {"positionEncodings": ["utf-32"]}}), "utf-32"),
        (json!({}), "utf-16"),
    ] {
        let editor = Editor::with(support::root(), offered, Value::Null);
        assert_eq!(editor.greeting["capabilities"]["positionEncoding"], agreed);
    }
}

#[test]
fn nonsense_is_answered_and_the_server_goes_on() {
    let mut editor = start();
    editor.send_raw(b"{\"jsonrpc\":");
    editor.send_raw(b"{\"jsonrpc\":\"2.0\",\"id\":\"x\"}");
    let answer = |editor: &mut Editor| loop {
        let message = editor.read().unwrap();
        if message.get("error").is_some() {
            return (message["error"]["code"].clone(), message["id"].clone());
        }
    };
    assert_eq!(answer(&mut editor), (json!(-32700), Value::Null));
    assert_eq!(answer(&mut editor), (json!(-32600), json!("x")));
    let unknown = editor.request("textDocument/nonsense", json!({}));
    assert_eq!(unknown["error"]["code"], -32601);
    let wrong = editor.request("textDocument/foldingRange", json!({"textDocument": 1}));
    assert_eq!(wrong["error"]["code"], -32602);
    let closed = json!({"textDocument": {"uri": "file:///nowhere/Dockerfile"}});
    let not_open = editor.request("textDocument/documentSymbol", closed);
    assert_eq!(not_open["error"]["message"], "file:///nowhere/Dockerfile is not open");
    // Notifications that nobody knows, or that say nothing, change nothing.
    editor.notify("$/unknown", json!({}));
    editor.notify("workspace/unknown", json!({}));
    editor.notify(
        "textDocument/didChange",
        json!({"textDocument": {"uri": "x", "version": 1},
                                                   "contentChanges": []}),
    );
    editor.notify("textDocument/didOpen", json!({"nothing": true}));
    editor.notify("$/cancelRequest", json!({"id": 4711}));
    assert_eq!(editor.leave(), 0);
}

#[test]
fn each_request_is_answered_once_though_it_is_cancelled() {
    let mut editor = start();
    // All Dockerfiles of this repository, one request after the other: those behind the first are surely cancelled.
    let params = json!({"previousResultIds": []});
    let ids: Vec<i64> = (0..50)
        .map(|_| {
            let id = editor.send_request("workspace/diagnostic", params.clone());
            editor.notify("$/cancelRequest", json!({"id": id}));
            id
        })
        .collect();
    let mut answered = std::collections::BTreeMap::new();
    while answered.len() < ids.len() {
        let message = editor.read().unwrap();
        if let Some(id) = message["id"].as_i64().filter(|_| message.get("method").is_none()) {
            let code = message["error"]["code"].as_i64();
            assert!(code.is_none() || code == Some(-32800), "{message}");
            assert!(answered.insert(id, code).is_none(), "{id} was answered twice");
        }
    }
    assert!(answered.values().any(Option::is_some), "none was cancelled");
    assert_eq!(editor.leave(), 0);
}

#[test]
fn the_server_ends_with_its_client() {
    let mut editor = start();
    editor.vanish();
    assert_eq!(editor.server.wait().unwrap().code(), Some(1));
    let mut rude = start();
    rude.notify("exit", Value::Null);
    assert_eq!(rude.server.wait().unwrap().code(), Some(1));
}

#[test]
fn diagnostics_are_pushed_to_those_who_do_not_pull() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = Editor::start(folder.path());
    let uri = uri(&folder.path().join("Dockerfile"));
    editor.open(&uri, "dockerfile", "FROM a\n// x\n");
    let published = editor.wait_for("textDocument/publishDiagnostics");
    assert_eq!(published["uri"], uri);
    assert_eq!(published["diagnostics"][0]["code"], "slash-slash-comment");
    let range = json!({"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 2}});
    editor.notify(
        "textDocument/didChange",
        json!({"textDocument": {"uri": uri, "version": 2},
        "contentChanges": [{"range": range, "text": "#"}]}),
    );
    let published = editor.wait_for("textDocument/publishDiagnostics");
    assert_eq!((&published["version"], &published["diagnostics"]), (&json!(2), &json!([])));
    editor.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    let published = editor.wait_for("textDocument/publishDiagnostics");
    assert_eq!(published, json!({"uri": uri, "diagnostics": []}));
}

#[test]
fn a_broken_configuration_is_said_once_and_the_defaults_count() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("dockwright.toml"), "profile = 1\n").unwrap();
    let mut editor = Editor::start(folder.path());
    let uri = uri(&folder.path().join("Dockerfile"));
    editor.open(&uri, "dockerfile", "FROM a\n// x\n");
    let message = editor.wait_for("window/showMessage")["message"].as_str().unwrap().to_owned();
    assert!(message.contains("dockwright.toml:1"), "{message}");
    let published = editor.wait_for("textDocument/publishDiagnostics");
    assert_eq!(published["diagnostics"][0]["code"], "slash-slash-comment");
    std::fs::write(
        folder.path().join("dockwright.toml"),
        "ignore = [\"slash-slash-comment\", \"unknown-instruction\"]\n",
    )
    .unwrap();
    editor.notify(
        "workspace/didChangeWatchedFiles",
        json!({"changes": [
        {"uri": uri.replace("Dockerfile", "dockwright.toml"), "type": 2}]}),
    );
    let published = editor.wait_for("textDocument/publishDiagnostics");
    assert_eq!(published["diagnostics"], json!([]));
}
