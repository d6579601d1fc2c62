//! `initialize` and what follows it.

use super::requests::Refusal;
use super::{Phase, Server, capabilities};
use crate::lsp::client::Client;
use crate::lsp::options::Options;
use crate::lsp::uri;
use gen_lsp_types::{InitializeParams, InitializeResult, ServerInfo, Uri, WorkspaceFolders};
use lsp_server::RequestId;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;

impl Server {
    pub(super) fn initialize(&mut self, id: RequestId, params: Value) {
        let params: InitializeParams = match serde_json::from_value(params) {
            Ok(params) => params,
            Err(error) => return self.answer(id, Err(Refusal::parameters(error.to_string()))),
        };
        let client = Client::new(&params);
        let result = InitializeResult {
            capabilities: capabilities::of(&client),
            server_info: Some(ServerInfo {
                name: "dockwright".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        };
        self.world.folders = Arc::new(folders(&params));
        // A process that cannot be seen from here, in another container, says nothing about the client.
        let process = client.process.filter(|pid| crate::host::is_running(*pid));
        self.world.client = Arc::new(Client { process, ..client });
        if let Some(value) = &params.initialization_options {
            self.configure(value);
        }
        self.phase = Phase::Talking;
        let result = serde_json::to_value(result).map_err(|it| Refusal::parameters(it.to_string()));
        self.answer(id, result);
    }

    /// Takes the settings of the editor.
    pub(super) fn configure(&mut self, value: &Value) {
        match Options::parse(value) {
            Ok(options) => self.world.options = Arc::new(options),
            Err(problem) => self.complain(problem),
        }
    }
}

/// The folders of the workspace, by whichever of the three ways the client names them.
fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    if let Some(WorkspaceFolders::WorkspaceFolderList(folders)) =
        &params.workspace_folders_initialize_params.workspace_folders
    {
        return folders.iter().filter_map(|folder| uri::path(&folder.uri)).collect();
    }
    #[expect(deprecated, reason = "older clients know nothing else")]
    let root: Option<&Uri> = params.root_uri.as_ref();
    root.and_then(uri::path).into_iter().collect()
}
