//! Doors for the tests of features: a text with a cursor in it becomes a snapshot.

use super::document::{Document, Language};
use super::server::{Snapshot, World};
use super::uri;
use gen_lsp_types::{Position, TextDocumentIdentifier, TextDocumentPositionParams, Uri};
use std::path::Path;
use std::sync::Arc;

/// Where the cursor stands in a text.
pub(super) const CURSOR: char = '▮';

/// A Dockerfile that stands alone.
pub(super) fn file(text: &str) -> Snapshot {
    snapshot(Uri("untitled:Dockerfile".to_owned()), text)
}

/// A file of a project on the disk, as it is in the editor.
pub(super) fn in_project(folder: &Path, name: &str, text: &str) -> Snapshot {
    snapshot(uri::of(&folder.join(name)), text)
}

fn snapshot(uri: Uri, text: &str) -> Snapshot {
    let language = Language::of("dockerfile", &uri);
    let text = text.replace(CURSOR, "");
    let document = Document::new(uri, 1, language, text, Default::default());
    let mut world = World::default();
    Arc::make_mut(&mut world.documents).insert(document.uri.clone(), Arc::new(document));
    let uri = world.documents.keys().next().unwrap().clone();
    world.snapshot(&uri).unwrap()
}

/// A Dockerfile that stands alone, and where its cursor is.
pub(super) fn at(text: &str) -> (Snapshot, Position) {
    let snapshot = file(text);
    let position = snapshot.position(text.find(CURSOR).expect("a cursor"));
    (snapshot, position)
}

/// What a request at a position is asked with.
pub(super) fn position(snapshot: &Snapshot, position: Position) -> TextDocumentPositionParams {
    let uri = snapshot.document.uri.clone();
    TextDocumentPositionParams { text_document: TextDocumentIdentifier { uri }, position }
}

/// A folder with these files, which is gone when it is dropped.
pub(super) fn project(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        crate::host::write_fingerprint(&path, text.as_bytes()).unwrap();
    }
    folder
}

/// The text of a document after edits.
pub(super) fn edited(
    snapshot: &Snapshot,
    changes: std::collections::HashMap<Uri, Vec<gen_lsp_types::TextEdit>>,
) -> String {
    let mut text = snapshot.text().to_owned();
    let mut edits: Vec<_> = changes.into_values().flatten().collect();
    edits
        .sort_by_key(|edit| std::cmp::Reverse((edit.range.start.line, edit.range.start.character)));
    for edit in edits {
        text.replace_range(snapshot.text_range(edit.range).span(), &edit.new_text);
    }
    text
}

/// The answer to a request that says nothing but which document it is about.
pub(super) fn ask<P: serde::de::DeserializeOwned, R>(
    snapshot: &Snapshot,
    feature: fn(&Snapshot, P) -> R,
) -> R {
    let params = serde_json::json!({"textDocument": {"uri": snapshot.document.uri}});
    feature(snapshot, serde_json::from_value(params).unwrap())
}
