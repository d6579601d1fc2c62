//! From our edits to those of the protocol: several files, files that are made, edits that must be confirmed.

use super::code_lens::is_reordering;
use crate::diagnostic::{Applicability, Diagnostic, Edit, EditTarget, Fix, edited};
use crate::fix::{Overlay, Texts};
use crate::lsp::document::Positions;
use crate::lsp::server::Snapshot;
use crate::lsp::uri;
use crate::text::{Source, TextRange};
use gen_lsp_types as lsp;
use std::collections::{BTreeMap, HashMap};

/// The edits of one fix; `None` when it makes a file and the client cannot.
pub(super) fn of_fix(snapshot: &Snapshot, fix: &Fix) -> Option<lsp::WorkspaceEdit> {
    let mut by_target: BTreeMap<&EditTarget, Vec<&Edit>> = BTreeMap::new();
    for edit in &fix.edits {
        by_target.entry(&edit.target).or_default().push(edit);
    }
    let mut files = Vec::new();
    for (target, edits) in by_target {
        files.push(match target {
            EditTarget::Dockerfile => FileEdits {
                uri: snapshot.document.uri.clone(),
                version: Some(snapshot.document.version),
                is_new: false,
                edits: edits.into_iter().map(|edit| text_edit(snapshot, edit)).collect(),
            },
            EditTarget::Context(path) => in_context(snapshot, path, &edits)?,
        });
    }
    let confirmed = (fix.applicability != Applicability::Safe).then_some(fix.title.as_str());
    workspace_edit(snapshot, files, confirmed)
}

/// The edits that lead to other texts; those of the Dockerfile are as small as its lines allow.
pub(super) fn of_texts(
    snapshot: &Snapshot,
    texts: &Texts,
    confirmed: Option<&str>,
) -> lsp::WorkspaceEdit {
    let after = String::from_utf8_lossy(&texts.dockerfile).into_owned();
    let mut files = vec![FileEdits {
        uri: snapshot.document.uri.clone(),
        version: Some(snapshot.document.version),
        is_new: false,
        edits: minimal(snapshot, &after),
    }];
    for (path, bytes) in &texts.overlay {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let length = context_text(snapshot, path).map_or(0, |text| text.len());
        let edit = Edit {
            target: EditTarget::Context(path.clone()),
            range: TextRange::new(0, length),
            text,
        };
        files.extend(in_context(snapshot, path, &[&edit]));
    }
    workspace_edit(snapshot, files, confirmed).unwrap_or_default()
}

/// The texts with the first applicable fix of each finding that reorders steps; `None` without any.
pub(super) fn reordered(snapshot: &Snapshot) -> Option<Texts> {
    let found = snapshot.outcome().diagnostics.iter();
    let found: Vec<&Diagnostic> = found.filter(|it| is_reordering(snapshot, it)).collect();
    let rules = snapshot.surroundings().rules.iter().copied();
    let ids: Vec<&str> = found.iter().map(|it| it.rule).collect();
    let wanted: Vec<_> = rules.filter(|it| ids.contains(&it.rule.id)).collect();
    let fixed = snapshot.analysis().fix(&wanted, Applicability::Unsafe);
    (!fixed.applied.is_empty()).then_some(fixed.texts)
}

/// The texts after one fix.
pub(super) fn applied(snapshot: &Snapshot, fix: &Fix) -> Texts {
    let of = |target: &EditTarget| -> Vec<&Edit> {
        fix.edits.iter().filter(|edit| edit.target == *target).collect()
    };
    let dockerfile = edited(snapshot.text().as_bytes(), of(&EditTarget::Dockerfile));
    let mut overlay = Overlay::new();
    for edit in &fix.edits {
        if let EditTarget::Context(path) = &edit.target {
            let before = context_text(snapshot, path).unwrap_or_default();
            overlay.insert(path.clone(), edited(before.as_bytes(), of(&edit.target)));
        }
    }
    Texts { dockerfile, overlay }
}

/// Edits of our kind, in the Dockerfile.
pub(super) fn text_edits(snapshot: &Snapshot, edits: &[Edit]) -> Vec<lsp::TextEdit> {
    edits.iter().map(|edit| text_edit(snapshot, edit)).collect()
}

fn text_edit(snapshot: &Snapshot, edit: &Edit) -> lsp::TextEdit {
    lsp::TextEdit { range: snapshot.range(edit.range), new_text: edit.text.clone() }
}

/// What is edited in one file.
struct FileEdits {
    uri: lsp::Uri,
    version: Option<i32>,
    is_new: bool,
    edits: Vec<lsp::TextEdit>,
}

/// The text of a file of the context, as far as it is text.
fn context_text(snapshot: &Snapshot, path: &str) -> Option<String> {
    let found = snapshot.surroundings().context.as_ref()?;
    let bytes = found.context.read_any(path)?;
    Some(Source::new(&bytes).text().to_owned())
}

fn in_context(snapshot: &Snapshot, path: &str, edits: &[&Edit]) -> Option<FileEdits> {
    let found = snapshot.surroundings().context.as_ref()?;
    let before = context_text(snapshot, path);
    let is_new = before.is_none();
    if is_new && !snapshot.client().creates_files {
        return None;
    }
    let text = before.unwrap_or_default();
    let positions = Positions::new(&text, snapshot.client().encoding);
    let edit = |edit: &&Edit| lsp::TextEdit {
        range: positions.range(&text, edit.range),
        new_text: edit.text.clone(),
    };
    let uri = uri::of(&found.folder.join(path));
    let edits = edits.iter().map(edit).collect();
    Some(FileEdits { uri, version: None, is_new, edits })
}

fn workspace_edit(
    snapshot: &Snapshot,
    files: Vec<FileEdits>,
    confirmed: Option<&str>,
) -> Option<lsp::WorkspaceEdit> {
    let client = snapshot.client();
    if !client.creates_files && !client.has_annotations {
        // The older form: nothing but changed texts.
        let changes: HashMap<_, _> = files.into_iter().map(|it| (it.uri, it.edits)).collect();
        return Some(lsp::WorkspaceEdit { changes: Some(changes), ..Default::default() });
    }
    let annotation = confirmed.filter(|_| client.has_annotations);
    let mut changes: Vec<lsp::DocumentChange> = Vec::new();
    for file in files {
        if file.is_new {
            changes.push(
                lsp::CreateFile {
                    uri: file.uri.clone(),
                    options: Some(lsp::CreateFileOptions {
                        overwrite: None,
                        ignore_if_exists: Some(true),
                    }),
                    annotation_id: annotation.map(|_| NEEDS_REVIEW.to_owned()),
                }
                .into(),
            );
        }
        let edit = |edit: lsp::TextEdit| match annotation {
            None => edit.into(),
            Some(_) => {
                lsp::AnnotatedTextEdit { annotation_id: NEEDS_REVIEW.to_owned(), text_edit: edit }
                    .into()
            }
        };
        let id = lsp::TextDocumentIdentifier { uri: file.uri };
        let text_document = lsp::OptionalVersionedTextDocumentIdentifier {
            version: file.version,
            text_document_identifier: id,
        };
        let edits = file.edits.into_iter().map(edit).collect();
        changes.push(lsp::TextDocumentEdit { text_document, edits }.into());
    }
    let annotations = annotation.map(|label| {
        let annotation = lsp::ChangeAnnotation {
            label: label.to_owned(),
            needs_confirmation: Some(true),
            description: Some("The image may change: look at it first".to_owned()),
        };
        HashMap::from([(NEEDS_REVIEW.to_owned(), annotation)])
    });
    Some(lsp::WorkspaceEdit {
        changes: None,
        document_changes: Some(changes),
        change_annotations: annotations,
    })
}

const NEEDS_REVIEW: &str = "dockwright.review";

/// One edit from the first line that differs to the last.
fn minimal(snapshot: &Snapshot, after: &str) -> Vec<lsp::TextEdit> {
    let before = snapshot.text();
    let lines =
        |text: &'_ str| -> Vec<String> { text.split_inclusive('\n').map(str::to_owned).collect() };
    let (old, new) = (lines(before), lines(after));
    let start = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let pairs = old_rest.iter().rev().zip(new_rest.iter().rev());
    let end = pairs.take_while(|(one, other)| one == other).count();
    let length = |lines: &[String]| lines.iter().map(String::len).sum::<usize>();
    let from = length(&old[..start]);
    let to = from + length(&old_rest[..old_rest.len() - end]);
    let text = new_rest[..new_rest.len() - end].concat();
    if from == to && text.is_empty() {
        return Vec::new();
    }
    vec![lsp::TextEdit { range: snapshot.range(TextRange::new(from, to)), new_text: text }]
}
