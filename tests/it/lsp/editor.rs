//! An editor without a window: starts the server, speaks with it, and answers what it is asked.

use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The editor's side of a conversation.
pub(super) struct Editor {
    pub(super) server: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    next: i64,
    /// What the server said without being asked, in order; its questions too.
    pub(super) heard: VecDeque<Value>,
    /// What `initialize` was answered with.
    pub(super) greeting: Value,
}

/// What a modern editor can do.
pub(super) fn capabilities() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "window": {"workDoneProgress": true, "showDocument": {"support": true}},
        "workspace": {
            "applyEdit": true, "configuration": true, "workspaceFolders": true,
            "didChangeConfiguration": {"dynamicRegistration": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true},
            "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"],
                              "changeAnnotationSupport": {}},
            "inlayHint": {"refreshSupport": true}, "codeLens": {"refreshSupport": true},
            "diagnostics": {"refreshSupport": true}},
        "textDocument": {
            "publishDiagnostics": {"relatedInformation": true},
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
                           "resolveSupport": {"properties": ["edit"]}, "dataSupport": true},
            "completion": {"completionItem": {"snippetSupport": true}},
            "definition": {"linkSupport": true},
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true}}
    })
}

impl Editor {
    /// Starts the server, with nothing said yet.
    pub(super) fn mute() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dockwright"));
        command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut server = command.spawn().unwrap();
        let input = server.stdin.take();
        let output = BufReader::new(server.stdout.take().unwrap());
        let (heard, greeting) = (VecDeque::new(), Value::Null);
        Self { server, input, output, next: 0, heard, greeting }
    }

    /// Starts the server in a folder, with what a modern editor can do.
    pub(super) fn start(folder: &Path) -> Self {
        Self::with(folder, capabilities(), Value::Null)
    }

    pub(super) fn with(folder: &Path, capabilities: Value, options: Value) -> Self {
        let mut editor = Self::mute();
        let folders = json!([{"uri": uri(folder), "name": "project"}]);
        let params = json!({"processId": std::process::id(), "rootUri": uri(folder),
                            "capabilities": capabilities, "workspaceFolders": folders,
                            "initializationOptions": options});
        editor.greeting = editor.request("initialize", params);
        editor.notify("initialized", json!({}));
        editor
    }

    /// Asks, and waits for the result; an error is `{"error": …}`.
    pub(super) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.send_request(method, params);
        self.answer_to(id)
    }

    pub(super) fn send_request(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    pub(super) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    pub(super) fn answer_to(&mut self, id: i64) -> Value {
        loop {
            let message = self.read().expect("the server left");
            if message.get("method").is_none() && message["id"] == id {
                return match message.get("error") {
                    Some(error) => json!({"error": error}),
                    None => message["result"].clone(),
                };
            }
            self.hear(message);
        }
    }

    /// Waits for the next message of that method.
    pub(super) fn wait_for(&mut self, method: &str) -> Value {
        loop {
            if let Some(at) = self.heard.iter().position(|it| it["method"] == method) {
                return self.heard.remove(at).unwrap()["params"].clone();
            }
            let message = self.read().expect("the server left");
            self.hear(message);
        }
    }

    /// Keeps a message, and answers it if it is a question.
    fn hear(&mut self, message: Value) {
        if let (Some(id), Some(method)) = (message.get("id"), message.get("method")) {
            let result = match method.as_str().unwrap() {
                "workspace/configuration" => json!([null]),
                "workspace/applyEdit" => json!({"applied": true}),
                "window/showDocument" => json!({"success": true}),
                _ => Value::Null,
            };
            self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
        }
        self.heard.push_back(message);
    }

    pub(super) fn send(&mut self, message: &Value) {
        self.send_raw(message.to_string().as_bytes());
    }

    pub(super) fn send_raw(&mut self, body: &[u8]) {
        let input = self.input.as_mut().unwrap();
        write!(input, "Content-Length: {}\r\n\r\n", body.len()).unwrap();
        input.write_all(body).unwrap();
        input.flush().unwrap();
    }

    /// The next message; `None` when the server is gone.
    pub(super) fn read(&mut self) -> Option<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            match line.trim_end() {
                "" => break,
                header => length = header.strip_prefix("Content-Length: ")?.parse().unwrap(),
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).unwrap();
        Some(serde_json::from_slice(&body).unwrap())
    }

    pub(super) fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Closes the pipe, as an editor that died does.
    pub(super) fn vanish(&mut self) {
        drop(self.input.take());
    }

    /// Takes leave, and gives the server's exit code.
    pub(super) fn leave(mut self) -> i32 {
        assert_eq!(self.request("shutdown", Value::Null), Value::Null);
        self.notify("exit", Value::Null);
        self.server.wait().unwrap().code().unwrap()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        drop(self.input.take());
        drop(self.server.wait());
    }
}

/// The URI of a path without signs that would be encoded.
pub(super) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
