//! Semantic tokens.

use gen_lsp_types as lsp;

/// What there is.
pub(in crate::lsp) fn options() -> lsp::SemanticTokensOptions {
    lsp::SemanticTokensOptions::default()
}
