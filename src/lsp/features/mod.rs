//! What an editor can ask: one file each.
//!
//! A feature is a function from a snapshot and the parameters of the protocol to the answer. It may read the disk
//! through the build context; it runs on a worker, never in the loop.

mod about;
pub(super) mod code_actions;
pub(super) mod code_lens;
pub(super) mod commands;
pub(super) mod completion;
pub(super) mod diagnostics;
pub(super) mod document_links;
pub(super) mod edits;
pub(super) mod folding;
pub(super) mod formatting;
pub(super) mod hover;
mod ignore_file;
pub(super) mod inlay_hints;
mod listing;
pub(super) mod names;
pub(super) mod navigation;
pub(super) mod rename;
mod scope;
pub(super) mod selection;
pub(super) mod semantic_tokens;
pub(super) mod signature_help;
pub(super) mod symbols;
#[cfg(test)]
mod tests;
