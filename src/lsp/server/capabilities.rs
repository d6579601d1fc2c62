//! What the server offers, to a given client.

use crate::lsp::client::Client;
use crate::lsp::features::{code_actions, commands, completion, semantic_tokens};
use gen_lsp_types as lsp;

/// What the client may ask for.
pub(super) fn of(client: &Client) -> lsp::ServerCapabilities {
    lsp::ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(sync().into()),
        diagnostic_provider: Some(diagnostics().into()),
        completion_provider: Some(lsp::CompletionOptions {
            trigger_characters: Some(completion::TRIGGERS.map(str::to_owned).to_vec()),
            resolve_provider: Some(true),
            ..Default::default()
        }),
        hover_provider: Some(true.into()),
        signature_help_provider: Some(lsp::SignatureHelpOptions {
            trigger_characters: Some([" ", "=", ","].map(str::to_owned).to_vec()),
            ..Default::default()
        }),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_highlight_provider: Some(true.into()),
        rename_provider: Some(
            lsp::RenameOptions { prepare_provider: Some(true), ..Default::default() }.into(),
        ),
        linked_editing_range_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        workspace_symbol_provider: Some(true.into()),
        folding_range_provider: Some(true.into()),
        selection_range_provider: Some(true.into()),
        semantic_tokens_provider: Some(semantic_tokens::options().into()),
        document_link_provider: Some(lsp::DocumentLinkOptions::default()),
        code_action_provider: Some(
            lsp::CodeActionOptions {
                code_action_kinds: Some(code_actions::kinds()),
                resolve_provider: Some(true),
                ..Default::default()
            }
            .into(),
        ),
        code_lens_provider: Some(lsp::CodeLensOptions::default()),
        inlay_hint_provider: Some(true.into()),
        document_formatting_provider: Some(true.into()),
        document_range_formatting_provider: Some(true.into()),
        document_on_type_formatting_provider: Some(lsp::DocumentOnTypeFormattingOptions {
            first_trigger_character: "\n".to_owned(),
            more_trigger_character: None,
        }),
        execute_command_provider: Some(lsp::ExecuteCommandOptions {
            commands: commands::ALL.map(str::to_owned).to_vec(),
            ..Default::default()
        }),
        workspace: Some(lsp::WorkspaceOptions {
            workspace_folders: Some(lsp::WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(true.into()),
            }),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn sync() -> lsp::TextDocumentSyncOptions {
    lsp::TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(lsp::TextDocumentSyncKind::Incremental),
        save: Some(lsp::SaveOptions { include_text: Some(false) }.into()),
        ..Default::default()
    }
}

fn diagnostics() -> lsp::DiagnosticOptions {
    lsp::DiagnosticOptions {
        identifier: Some("dockwright".to_owned()),
        // A finding may depend on a manifest, an ignore file or the settings.
        inter_file_dependencies: true,
        workspace_diagnostics: true,
        ..Default::default()
    }
}
