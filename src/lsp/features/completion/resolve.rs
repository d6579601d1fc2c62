//! `completionItem/resolve`: what there is to read about a proposal.

use crate::lsp::features::about;
use crate::lsp::markup;
use crate::lsp::server::Snapshot;
use gen_lsp_types::CompletionItem;
use serde_json::Value;

/// The item with its documentation; as it was when there is none.
pub(in crate::lsp) fn resolve(snapshot: &Snapshot, mut item: CompletionItem) -> CompletionItem {
    let data = serde_json::to_value(&item.data).unwrap_or_default();
    let topic = data.get("about").and_then(Value::as_str);
    let text = topic.and_then(|topic| about::of(snapshot, topic));
    item.documentation = text.map(|text| markup::documentation(snapshot.client(), &text));
    item
}
