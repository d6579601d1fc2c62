//! What the client tells without waiting for an answer.

use super::Server;
use crate::lsp::document::{Document, Language};
use crate::lsp::uri;
use gen_lsp_types as lsp;
use gen_lsp_types::{TextDocumentContentChangeEvent as Change, Uri};
use lsp_server::{ErrorCode, Notification, RequestId, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl Server {
    pub(super) fn notification(&mut self, Notification { method, params }: Notification) {
        match method.as_str() {
            "initialized" => self.initialized(),
            "textDocument/didOpen" => self.with(&method, params, Self::opened),
            "textDocument/didChange" => self.with(&method, params, Self::changed),
            "textDocument/didSave" => self.with(&method, params, Self::saved),
            "textDocument/didClose" => self.with(&method, params, Self::closed),
            "$/cancelRequest" => self.cancel(&params),
            "window/workDoneProgress/cancel" => self.asides.stop(),
            "workspace/didChangeConfiguration" => self.configuration_changed(&params),
            "workspace/didChangeWatchedFiles" => self.with(&method, params, Self::files_changed),
            "workspace/didChangeWorkspaceFolders" => {
                self.with(&method, params, Self::folders_changed);
            }
            // Those that begin with `$/` may be passed over, others are none of ours.
            _ => {}
        }
    }

    fn with<P: DeserializeOwned>(&mut self, method: &str, params: Value, take: fn(&mut Self, P)) {
        match serde_json::from_value(params) {
            Ok(params) => take(self, params),
            Err(error) => self.log(format!("{method} was not understood: {error}")),
        }
    }

    fn cancel(&mut self, params: &Value) {
        let Some(id) = params.get("id").cloned() else { return };
        let Ok(id) = serde_json::from_value::<RequestId>(id) else { return };
        let Some(cancelled) = self.queue.incoming.complete(&id) else { return };
        cancelled.store(true, Ordering::Relaxed);
        let code = ErrorCode::RequestCanceled as i32;
        let response = Response::new_err(id, code, "cancelled by the client".to_owned());
        self.send(super::Outgoing::Message(response.into()));
    }

    fn opened(&mut self, params: lsp::DidOpenTextDocumentParams) {
        let lsp::TextDocumentItem { uri, language_id, version, text } = params.text_document;
        let language = Language::of(&language_id.to_string(), &uri);
        let encoding = self.client().encoding;
        self.put(Document::new(uri.clone(), version, language, text, encoding));
        self.look_at(&uri);
        self.consider(&uri, true);
    }

    fn changed(&mut self, params: lsp::DidChangeTextDocumentParams) {
        let id = params.text_document;
        let uri = id.text_document_identifier.uri;
        let Some(document) = self.world.documents.get(&uri) else {
            return self.log(format!("{} was changed and is not open", uri.0));
        };
        let mut edited: Option<Document> = None;
        for change in params.content_changes {
            let before = edited.as_ref().unwrap_or(document);
            edited = Some(before.edited(id.version, apply(before, change)));
        }
        let Some(edited) = edited else { return };
        self.put(edited);
        self.look_at(&uri);
        self.consider(&uri, false);
    }

    fn saved(&mut self, params: lsp::DidSaveTextDocumentParams) {
        let uri = params.text_document.uri;
        if self.world.documents.contains_key(&uri) {
            // An ignore file or a configuration that was saved says something about others.
            self.renew();
            self.consider(&uri, true);
        }
    }

    fn closed(&mut self, params: lsp::DidCloseTextDocumentParams) {
        let uri = params.text_document.uri;
        if let Some(document) = Arc::make_mut(&mut self.world.documents).remove(&uri) {
            document.supersede();
        }
        Arc::make_mut(&mut self.world.insights).remove(&uri);
        self.asides.forget(&uri);
        if !self.client().pulls_diagnostics {
            self.clear(uri);
        }
    }

    fn folders_changed(&mut self, params: lsp::DidChangeWorkspaceFoldersParams) {
        let folders = Arc::make_mut(&mut self.world.folders);
        let path = |folder: &lsp::WorkspaceFolder| uri::path(&folder.uri);
        let removed: Vec<_> = params.event.removed.iter().filter_map(path).collect();
        folders.retain(|folder| !removed.contains(folder));
        folders.extend(params.event.added.iter().filter_map(path));
    }

    /// Puts a document in the place of its older version.
    fn put(&mut self, document: Document) {
        let documents = Arc::make_mut(&mut self.world.documents);
        if let Some(old) = documents.insert(document.uri.clone(), Arc::new(document)) {
            old.supersede();
        }
    }

    /// Looks at all documents again: something around them changed.
    pub(super) fn renew(&mut self) {
        let documents: Vec<_> = self.world.documents.values().cloned().collect();
        for document in &documents {
            self.put(document.renewed());
        }
        for document in documents {
            self.look_at(&document.uri);
        }
        self.refresh();
    }

    /// Has the findings of a document sent to a client that does not ask for them.
    fn look_at(&self, uri: &Uri) {
        if self.client().pulls_diagnostics {
            return;
        }
        if let Some(snapshot) = self.world.snapshot(uri) {
            self.publish(snapshot);
        }
    }
}

/// The text of a document after a change.
fn apply(document: &Document, change: Change) -> String {
    match change {
        Change::TextDocumentContentChangeWholeDocument(whole) => whole.text,
        Change::TextDocumentContentChangePartial(part) => {
            let range = document.positions.text_range(document.text(), part.range);
            let mut text = document.text().to_owned();
            text.replace_range(range.span(), &part.text);
            text
        }
    }
}
