//! What is offered, and how the protocol has it.

use crate::lsp::server::Snapshot;
use crate::text::TextRange;
use gen_lsp_types as lsp;
use serde_json::json;

/// One thing that is offered.
#[derive(Clone, Debug, Default)]
pub(in crate::lsp) struct Proposal {
    /// What it is called, and what is typed for it.
    pub(in crate::lsp) label: String,
    pub(in crate::lsp) kind: Option<lsp::CompletionItemKind>,
    /// What it is, in a few words beside its name.
    pub(in crate::lsp) detail: String,
    /// What is put in, where that is not the label.
    pub(in crate::lsp) insert: Option<String>,
    /// What is put in by a client that fills in places: with `$1`, `${2:word}`, `$0`.
    pub(in crate::lsp) snippet: Option<String>,
    /// Those of a lower rank come first.
    pub(in crate::lsp) rank: u8,
    /// What there is to read about it: see `resolve`.
    pub(in crate::lsp) about: String,
    /// Whether it should not be used.
    pub(in crate::lsp) is_deprecated: bool,
}

impl Proposal {
    /// Something with a name.
    pub(in crate::lsp) fn new(label: impl Into<String>, kind: lsp::CompletionItemKind) -> Self {
        Self { label: label.into(), kind: Some(kind), ..Self::default() }
    }

    pub(in crate::lsp) fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    pub(in crate::lsp) fn about(self, about: impl Into<String>) -> Self {
        Self { about: about.into(), ..self }
    }

    pub(in crate::lsp) fn rank(self, rank: u8) -> Self {
        Self { rank, ..self }
    }

    pub(in crate::lsp) fn insert(self, insert: impl Into<String>) -> Self {
        Self { insert: Some(insert.into()), ..self }
    }
}

/// What is offered at one place.
#[derive(Debug)]
pub(in crate::lsp) struct Proposals<'s> {
    snapshot: &'s Snapshot,
    range: lsp::Range,
    items: Vec<lsp::CompletionItem>,
}

/// More would help nobody; the client asks again when more is typed.
const MOST: usize = 1_000;

impl<'s> Proposals<'s> {
    /// None yet, for what stands in `range`.
    pub(in crate::lsp) fn new(snapshot: &'s Snapshot, range: TextRange) -> Self {
        Self { snapshot, range: snapshot.range(range), items: Vec::new() }
    }

    pub(in crate::lsp) fn add(&mut self, proposal: Proposal) {
        let is_snippet = proposal.snippet.is_some() && self.snapshot.client().has_snippets;
        let text = match (proposal.snippet, proposal.insert) {
            (Some(snippet), _) if is_snippet => snippet,
            (_, Some(insert)) => insert,
            _ => proposal.label.clone(),
        };
        let format = match is_snippet {
            true => lsp::InsertTextFormat::Snippet,
            false => lsp::InsertTextFormat::PlainText,
        };
        let edit = lsp::TextEdit { range: self.range, new_text: text };
        let uri = &self.snapshot.document.uri;
        self.items.push(lsp::CompletionItem {
            // The order is ours: by rank, then as they were added.
            sort_text: Some(format!("{}{:04}", proposal.rank, self.items.len())),
            filter_text: Some(proposal.label.clone()),
            label: proposal.label,
            kind: proposal.kind,
            detail: Some(proposal.detail).filter(|detail| !detail.is_empty()),
            tags: proposal.is_deprecated.then(|| vec![lsp::CompletionItemTag::Deprecated]),
            insert_text_format: Some(format),
            text_edit: Some(edit.into()),
            // An item is taken up again by its document, even when there is nothing to read about it.
            data: Some(json!({"uri": uri, "about": proposal.about})),
            ..lsp::CompletionItem::default()
        });
    }

    pub(in crate::lsp) fn extend(&mut self, proposals: impl IntoIterator<Item = Proposal>) {
        proposals.into_iter().for_each(|proposal| self.add(proposal));
    }

    /// As the protocol has them.
    pub(super) fn list(mut self) -> lsp::CompletionList {
        self.items.sort_by(|one, other| one.sort_text.cmp(&other.sort_text));
        let is_incomplete = self.items.len() > MOST;
        self.items.truncate(MOST);
        lsp::CompletionList { is_incomplete, items: self.items, ..Default::default() }
    }
}
