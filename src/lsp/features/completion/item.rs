//! A candidate, and how it becomes an item of the protocol.

use crate::lsp::knowledge::{self, Page};
use crate::lsp::server::Snapshot;
use crate::syntax::Keyword;
use crate::text::TextRange;
use gen_lsp_types as lsp;
use serde_json::json;

/// Something that could be typed.
#[derive(Clone, Debug)]
pub(in crate::lsp) struct Candidate {
    pub(super) range: TextRange,
    pub(super) label: String,
    pub(super) kind: lsp::CompletionItemKind,
    /// What is typed.
    pub(super) text: String,
    /// The same with places to fill in.
    pub(super) snippet: Option<String>,
    pub(super) detail: String,
    /// What to remark in the list, in grey; such an item stands behind the others.
    pub(super) remark: Option<String>,
    /// What it is about, for who asks later.
    topic: Option<String>,
    /// Whether the editor should ask again at once: the path goes on.
    pub(super) goes_on: bool,
}

impl Candidate {
    pub(in crate::lsp) fn new(
        range: TextRange,
        label: &str,
        kind: lsp::CompletionItemKind,
    ) -> Self {
        Self {
            range,
            kind,
            label: label.to_owned(),
            text: label.to_owned(),
            snippet: None,
            detail: String::new(),
            remark: None,
            topic: None,
            goes_on: false,
        }
    }

    pub(in crate::lsp) fn detail(mut self, detail: &str) -> Self {
        detail.clone_into(&mut self.detail);
        self
    }

    pub(super) fn inserting(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    pub(super) fn about(mut self, topic: &str) -> Self {
        self.topic = Some(topic.to_owned());
        self
    }

    pub(in crate::lsp) fn remark(mut self, remark: Option<&str>) -> Self {
        self.remark = remark.map(str::to_owned);
        self
    }

    pub(in crate::lsp) fn going_on(mut self, goes_on: bool) -> Self {
        self.goes_on = goes_on;
        self
    }
}

/// The candidates as a list, in the order in which they are given.
pub(super) fn list(snapshot: &Snapshot, candidates: Vec<Candidate>) -> lsp::CompletionResponse {
    let items = candidates.into_iter().enumerate();
    let items = items.map(|(number, candidate)| item(snapshot, number, candidate)).collect();
    let list =
        lsp::CompletionList { is_incomplete: false, item_defaults: None, apply_kind: None, items };
    list.into()
}

fn item(snapshot: &Snapshot, number: usize, candidate: Candidate) -> lsp::CompletionItem {
    let rank = if candidate.remark.is_some() { "z" } else { "a" };
    let is_snippet = candidate.snippet.is_some();
    let new_text = candidate.snippet.unwrap_or(candidate.text);
    let edit = lsp::TextEdit { range: snapshot.range(candidate.range), new_text };
    let typed = candidate.range.of(snapshot.text());
    let again = candidate.goes_on.then(|| lsp::Command {
        title: "Suggest".to_owned(),
        tooltip: None,
        command: "editor.action.triggerSuggest".to_owned(),
        arguments: None,
    });
    let uri = &snapshot.document.uri;
    lsp::CompletionItem {
        sort_text: Some(format!("{rank}{number:04}")),
        // What is typed may differ in case only; the label is what editors hold against it.
        filter_text: typed.starts_with('"').then(|| format!("\"{}", candidate.label)),
        label: candidate.label,
        label_details: candidate.remark.map(|remark| lsp::CompletionItemLabelDetails {
            detail: None,
            description: Some(remark),
        }),
        kind: Some(candidate.kind),
        detail: (!candidate.detail.is_empty()).then_some(candidate.detail),
        insert_text_format: is_snippet.then_some(lsp::InsertTextFormat::Snippet),
        text_edit: Some(edit.into()),
        command: again.filter(|_| snapshot.client().is_vscode),
        data: Some(json!({"uri": uri, "topic": candidate.topic})),
        ..Default::default()
    }
}

/// What there is to say of a topic: an instruction, or a flag of one (`COPY --link`).
pub(super) fn documentation(topic: &str) -> Option<String> {
    let (keyword, flag) =
        topic.split_once(' ').map_or((topic, None), |(it, flag)| (it, Some(flag)));
    let keyword = Keyword::of(keyword);
    match flag {
        None => knowledge::page(keyword).map(Page::markdown),
        Some(flag) => {
            let flag = knowledge::flag(keyword, flag.trim_start_matches("--"))?;
            Some(flag.markdown())
        }
    }
}
