//! Formatting: the whole file, a part of it, and the line that was just begun.

use super::edits;
use crate::format::{self, Options};
use crate::host;
use crate::lsp::server::Snapshot;
use gen_lsp_types as lsp;

/// `textDocument/formatting`.
pub(in crate::lsp) fn document(
    snapshot: &Snapshot,
    params: lsp::DocumentFormattingParams,
) -> Option<Vec<lsp::TextEdit>> {
    let formatted = format::format(snapshot.file(), &options(snapshot, &params.options));
    Some(edits::text_edits(snapshot, &formatted.edits))
}

/// `textDocument/rangeFormatting`: the instructions that the range touches.
pub(in crate::lsp) fn range(
    snapshot: &Snapshot,
    params: lsp::DocumentRangeFormattingParams,
) -> Option<Vec<lsp::TextEdit>> {
    let formatted = format::format(snapshot.file(), &options(snapshot, &params.options));
    let range = snapshot.text_range(params.range);
    Some(edits::text_edits(snapshot, &formatted.within(range)))
}

/// `textDocument/onTypeFormatting`: a line that continues an instruction begins where formatting would put it.
pub(in crate::lsp) fn on_type(
    snapshot: &Snapshot,
    params: lsp::DocumentOnTypeFormattingParams,
) -> Option<Vec<lsp::TextEdit>> {
    let offset = snapshot.offset(params.position);
    let options = options(snapshot, &params.options);
    let indent = format::continuation_indentation(snapshot.file(), offset, &options)?;
    let line = params.position.line as usize;
    let range = snapshot.document.positions.line_range(snapshot.text(), line);
    let text = range.of(snapshot.text());
    let blank = text.len() - text.trim_start_matches([' ', '\t']).len();
    if text[..blank] == indent {
        return Some(Vec::new());
    }
    let start = range.start as usize;
    let range = snapshot.range(crate::text::TextRange::new(start, start + blank));
    Some(vec![lsp::TextEdit { range, new_text: indent }])
}

/// What the project says counts most, then what the editor is told by `.editorconfig`, then what it says of itself.
fn options(snapshot: &Snapshot, editor: &lsp::FormattingOptions) -> Options {
    let properties = host::editor_properties(&snapshot.document.path);
    let config = &snapshot.surroundings().format;
    let chosen = Options::choose(config, &properties, false);
    let style =
        if editor.insert_spaces { format::IndentStyle::Space } else { format::IndentStyle::Tab };
    Options {
        indent_style: chosen.indent_style.or(Some(style)),
        indent_width: chosen.indent_width.or(Some(editor.tab_size)),
        ..chosen
    }
}
