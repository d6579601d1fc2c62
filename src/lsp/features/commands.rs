//! Commands.

/// Their names.
pub(in crate::lsp) const ALL: [&str; 0] = [];
