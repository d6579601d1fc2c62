//! What the client can do, as far as an answer depends on it.

use super::document::Encoding;
use gen_lsp_types::{ClientCapabilities, InitializeParams};

/// What the client said of itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Client {
    /// What columns count.
    pub(super) encoding: Encoding,
    /// It asks for diagnostics, and need not be sent them.
    pub(super) pulls_diagnostics: bool,
    pub(super) refreshes_diagnostics: bool,
    pub(super) refreshes_hints: bool,
    pub(super) refreshes_lenses: bool,
    /// It watches files when asked to.
    pub(super) watches_files: bool,
    pub(super) has_configuration: bool,
    pub(super) registers_configuration: bool,
    pub(super) shows_progress: bool,
    pub(super) shows_documents: bool,
    /// It understands edits of several files, and of files that are made.
    pub(super) creates_files: bool,
    /// It shows edits that must be confirmed before it makes them.
    pub(super) has_annotations: bool,
    /// It asks for the edit of a code action when the user chose it.
    pub(super) resolves_edits: bool,
    pub(super) has_code_actions: bool,
    pub(super) has_snippets: bool,
    pub(super) has_links: bool,
    pub(super) has_symbol_tree: bool,
    pub(super) has_related_information: bool,
    pub(super) reads_markdown: bool,
    pub(super) folds_lines_only: bool,
    /// The process that started us, if it said so.
    pub(super) process: Option<i32>,
}

impl Client {
    pub(super) fn new(params: &InitializeParams) -> Self {
        let can = |found: Option<bool>| found.unwrap_or(false);
        let all: &ClientCapabilities = &params.capabilities;
        let general = all.general.as_ref();
        let encodings = general.and_then(|it| it.position_encodings.as_deref()).unwrap_or_default();
        let mut client = Self {
            encoding: Encoding::negotiate(encodings),
            process: params.process_id,
            ..Self::default()
        };
        if let Some(it) = &all.window {
            client.shows_progress = can(it.work_done_progress);
            client.shows_documents = it.show_document.as_ref().is_some_and(|it| it.support);
        }
        if let Some(it) = &all.workspace {
            client.workspace(it);
        }
        if let Some(it) = &all.text_document {
            client.text_document(it);
        }
        client
    }

    fn workspace(&mut self, all: &gen_lsp_types::WorkspaceClientCapabilities) {
        let can = |found: Option<bool>| found.unwrap_or(false);
        self.has_configuration = can(all.configuration);
        let registers = all.did_change_configuration.as_ref();
        self.registers_configuration = can(registers.and_then(|it| it.dynamic_registration));
        let watches = all.did_change_watched_files.as_ref();
        self.watches_files = can(watches.and_then(|it| it.dynamic_registration));
        let refresh = all.diagnostics.as_ref().and_then(|it| it.refresh_support);
        self.refreshes_diagnostics = can(refresh);
        self.refreshes_hints = can(all.inlay_hint.as_ref().and_then(|it| it.refresh_support));
        self.refreshes_lenses = can(all.code_lens.as_ref().and_then(|it| it.refresh_support));
        if let Some(edit) = &all.workspace_edit {
            let operations = edit.resource_operations.as_deref().unwrap_or_default();
            self.creates_files = can(edit.document_changes)
                && operations.contains(&gen_lsp_types::ResourceOperationKind::Create);
            self.has_annotations =
                can(edit.document_changes) && edit.change_annotation_support.is_some();
        }
    }

    fn text_document(&mut self, all: &gen_lsp_types::TextDocumentClientCapabilities) {
        let can = |found: Option<bool>| found.unwrap_or(false);
        self.pulls_diagnostics = all.diagnostic.is_some();
        if let Some(it) = &all.code_action {
            self.has_code_actions = it.code_action_literal_support.is_some();
            let resolves = it.resolve_support.as_ref();
            self.resolves_edits =
                resolves.is_some_and(|it| it.properties.iter().any(|it| it == "edit"));
        }
        let item = all.completion.as_ref().and_then(|it| it.completion_item.as_ref());
        self.has_snippets = can(item.and_then(|it| it.snippet_support));
        self.has_links = can(all.definition.as_ref().and_then(|it| it.link_support));
        let symbols = all.document_symbol.as_ref();
        self.has_symbol_tree = can(symbols.and_then(|it| it.hierarchical_document_symbol_support));
        let published = all.publish_diagnostics.as_ref();
        let related = published.and_then(|it| it.diagnostics_capabilities.related_information);
        let pulled = all.diagnostic.as_ref();
        let pulled = pulled.and_then(|it| it.diagnostics_capabilities.related_information);
        self.has_related_information = can(related) || can(pulled);
        let hover = all.hover.as_ref().and_then(|it| it.content_format.as_deref());
        let formats = hover.unwrap_or_default();
        self.reads_markdown = formats.contains(&gen_lsp_types::MarkupKind::Markdown);
        self.folds_lines_only = can(all.folding_range.as_ref().and_then(|it| it.line_folding_only));
    }
}
