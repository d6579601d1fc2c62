//! What an editor can ask: one file each.
//!
//! A feature is a function from a snapshot and the parameters of the protocol to the answer. It may read the disk
//! through the build context; it runs on a worker, never in the loop.

pub(super) mod code_actions;
pub(super) mod commands;
pub(super) mod completion;
pub(super) mod diagnostics;
pub(super) mod semantic_tokens;
