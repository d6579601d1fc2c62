//! Findings, as the editor shows them: sent after each edit, or asked for.

use super::ignore_file;
use crate::diagnostic::{Applicability, Diagnostic, Related, Severity};
use crate::host;
use crate::lsp::document::{Document, Language, Positions};
use crate::lsp::server::{Snapshot, World};
use crate::lsp::uri;
use crate::text::{Source, TextRange};
use gen_lsp_types as lsp;
use serde_json::json;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

/// The findings of a document.
pub(in crate::lsp) fn of(snapshot: &Snapshot) -> Vec<lsp::Diagnostic> {
    if snapshot.document.language == Language::IgnoreFile {
        return ignore_file::diagnostics(snapshot);
    }
    let found = snapshot.outcome().diagnostics.iter();
    found.map(|diagnostic| shown(snapshot, diagnostic)).collect()
}

/// `textDocument/diagnostic`.
pub(in crate::lsp) fn pull(
    snapshot: &Snapshot,
    params: lsp::DocumentDiagnosticParams,
) -> lsp::DocumentDiagnosticReport {
    let items = of(snapshot);
    let result_id = result_id(&items);
    if params.previous_result_id.as_ref() == Some(&result_id) {
        let unchanged = lsp::UnchangedDocumentDiagnosticReport { result_id };
        return lsp::RelatedUnchangedDocumentDiagnosticReport {
            related_documents: None,
            unchanged_document_diagnostic_report: unchanged,
        }
        .into();
    }
    let full = lsp::FullDocumentDiagnosticReport { result_id: Some(result_id), items };
    lsp::RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: full,
    }
    .into()
}

/// `workspace/diagnostic`: all Dockerfiles of the workspace, open or not.
pub(in crate::lsp) fn workspace(
    world: &World,
    params: lsp::WorkspaceDiagnosticParams,
) -> lsp::WorkspaceDiagnosticReport {
    let previous: HashMap<&lsp::Uri, &String> =
        params.previous_result_ids.iter().map(|it| (&it.uri, &it.value)).collect();
    let items = dockerfiles(world).into_iter().map(|snapshot| report(&snapshot, &previous));
    lsp::WorkspaceDiagnosticReport { items: items.collect() }
}

fn report(
    snapshot: &Snapshot,
    previous: &HashMap<&lsp::Uri, &String>,
) -> lsp::WorkspaceDocumentDiagnosticReport {
    let items = of(snapshot);
    let result_id = result_id(&items);
    let uri = snapshot.document.uri.clone();
    let is_open = snapshot.world.documents.contains_key(&uri);
    let version = is_open.then_some(snapshot.document.version);
    if previous.get(&uri) == Some(&&result_id) {
        let unchanged = lsp::UnchangedDocumentDiagnosticReport { result_id };
        return lsp::WorkspaceUnchangedDocumentDiagnosticReport {
            uri,
            version,
            unchanged_document_diagnostic_report: unchanged,
        }
        .into();
    }
    let full = lsp::FullDocumentDiagnosticReport { result_id: Some(result_id), items };
    lsp::WorkspaceFullDocumentDiagnosticReport {
        uri,
        version,
        full_document_diagnostic_report: full,
    }
    .into()
}

/// All Dockerfiles of the workspace: the open ones as they are in the editor, the others from the disk.
pub(in crate::lsp) fn dockerfiles(world: &World) -> Vec<Snapshot> {
    let open = world.documents.keys().filter_map(|uri| world.snapshot(uri));
    let open: Vec<Snapshot> =
        open.filter(|it| it.document.language == Language::Dockerfile).collect();
    let found = world.folders.iter().filter_map(|folder| host::discover(folder).ok()).flatten();
    let is_open = |path: &Path| open.iter().any(|snapshot| snapshot.document.path == path);
    let closed: Vec<_> = found.filter(|path| !is_open(path)).collect();
    let read = closed.into_iter().filter_map(|path| {
        let text = String::from_utf8(host::read(&path).ok()?).ok()?;
        let (uri, encoding) = (uri::of(&path), world.client.encoding);
        let document = Document::new(uri, 0, Language::Dockerfile, text, encoding);
        let (document, insight) = (Arc::new(document), Default::default());
        Some(Snapshot { world: world.clone(), document, insight })
    });
    let mut all: Vec<Snapshot> = read.collect();
    all.extend(open);
    all.sort_by(|one, other| one.document.uri.0.cmp(&other.document.uri.0));
    all
}

/// The same findings have the same id.
fn result_id(items: &[lsp::Diagnostic]) -> String {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(items).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// A finding as the protocol has it.
pub(super) fn shown(snapshot: &Snapshot, diagnostic: &Diagnostic) -> lsp::Diagnostic {
    let rule = snapshot.surroundings().rules.iter().find(|it| it.rule.id == diagnostic.rule);
    let url = rule.map(|enabled| lsp::CodeDescription { href: enabled.rule.url().into() });
    let related = diagnostic.related.iter().filter_map(|related| place(snapshot, related));
    let has_related = snapshot.client().has_related_information && !diagnostic.related.is_empty();
    let is_unused = diagnostic.fixes.iter().any(only_deletes);
    lsp::Diagnostic {
        range: snapshot.range(diagnostic.range),
        severity: Some(severity(diagnostic.severity)),
        code: Some(diagnostic.rule.to_owned().into()),
        code_description: url,
        source: Some("dockwright".to_owned()),
        message: diagnostic.message.clone().into(),
        tags: is_unused.then(|| vec![lsp::DiagnosticTag::Unnecessary]),
        related_information: has_related.then(|| related.collect()),
        data: Some(json!({"rule": diagnostic.rule, "fixable": !diagnostic.fixes.is_empty()})),
    }
}

/// Whether a safe fix only takes something away: it serves nothing.
fn only_deletes(fix: &crate::diagnostic::Fix) -> bool {
    fix.applicability == Applicability::Safe
        && !fix.edits.is_empty()
        && fix.edits.iter().all(|edit| edit.text.is_empty())
}

fn severity(severity: Severity) -> lsp::DiagnosticSeverity {
    match severity {
        Severity::Error => lsp::DiagnosticSeverity::Error,
        Severity::Warning => lsp::DiagnosticSeverity::Warning,
        Severity::Info => lsp::DiagnosticSeverity::Information,
        Severity::Style => lsp::DiagnosticSeverity::Hint,
    }
}

/// Another place that explains a finding: in the Dockerfile, or in a file of the context.
fn place(snapshot: &Snapshot, related: &Related) -> Option<lsp::DiagnosticRelatedInformation> {
    let location = match &related.path {
        None => lsp::Location {
            uri: snapshot.document.uri.clone(),
            range: snapshot.range(related.range.unwrap_or_default()),
        },
        Some(path) => in_context(snapshot, path, related.range)?,
    };
    Some(lsp::DiagnosticRelatedInformation { location, message: related.message.clone() })
}

fn in_context(snapshot: &Snapshot, path: &str, range: Option<TextRange>) -> Option<lsp::Location> {
    let found = snapshot.surroundings().context.as_ref()?;
    let uri = uri::of(&found.folder.join(path));
    let text = range.and_then(|_| found.context.read_any(path));
    let range = match (range, text) {
        (Some(range), Some(bytes)) => {
            let source = Source::new(&bytes);
            let positions = Positions::new(source.text(), snapshot.client().encoding);
            positions.range(source.text(), range)
        }
        _ => lsp::Range::default(),
    };
    Some(lsp::Location { uri, range })
}
