//! Completion.

/// What makes an editor ask without being told to.
pub(in crate::lsp) const TRIGGERS: [&str; 8] = ["-", "=", ",", "$", "{", "/", ":", "#"];
