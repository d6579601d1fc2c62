//! Code actions.

use gen_lsp_types as lsp;

/// The kinds there are.
pub(in crate::lsp) fn kinds() -> Vec<lsp::CodeActionKind> {
    vec![lsp::CodeActionKind::QuickFix]
}
