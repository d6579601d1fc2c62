//! What the server says of itself: notifications, and questions to the client.

use super::requests::{Ask, Published};
use super::{Outgoing, Server, watching};
use gen_lsp_types::Uri;
use lsp_server::{Notification, Response};
use serde_json::{Value, json};

/// What was asked of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// The settings.
    Configuration,
    /// Whether a progress may be shown.
    Progress,
    /// Something whose answer changes nothing.
    Favour,
}

impl Server {
    /// The client is ready: it is asked for its settings, and to watch what counts.
    pub(super) fn initialized(&mut self) {
        let client = self.client().clone();
        let mut registrations = Vec::new();
        if client.watches_files {
            let options = json!({"watchers": watching::watchers()});
            registrations.push(json!({"id": "files", "method": "workspace/didChangeWatchedFiles",
                                      "registerOptions": options}));
        }
        if client.registers_configuration {
            let options = json!({"section": "dockwright"});
            registrations
                .push(json!({"id": "configuration", "method": "workspace/didChangeConfiguration",
                                      "registerOptions": options}));
        }
        if !registrations.is_empty() {
            let params = json!({"registrations": registrations});
            self.question("client/registerCapability", params, Question::Favour);
        }
        if client.has_configuration {
            self.ask_configuration();
        }
    }

    /// The settings changed, and stand in the notification or are to be asked for.
    pub(super) fn configuration_changed(&mut self, params: &Value) {
        if self.client().has_configuration {
            return self.ask_configuration();
        }
        self.configure(&params["settings"]);
        self.renew();
    }

    fn ask_configuration(&mut self) {
        let params = json!({"items": [{"section": "dockwright"}]});
        self.question("workspace/configuration", params, Question::Configuration);
    }

    /// The client answered a question.
    pub(super) fn answered(&mut self, response: Response) {
        let question = self.queue.outgoing.complete(response.id);
        match (question, response.response_result) {
            (Some(Question::Configuration), Ok(answer)) => {
                // `null` is an editor that has no such settings: what came at the start counts on.
                if let Some(settings) = answer.get(0).filter(|settings| !settings.is_null()) {
                    let before = self.world.options.clone();
                    self.configure(settings);
                    if before != self.world.options {
                        self.renew();
                    }
                }
            }
            (Some(Question::Progress), Ok(_)) => self.begin_progress(),
            _ => {}
        }
    }

    /// Asks the client.
    pub(super) fn question(&mut self, method: &str, params: Value, question: Question) {
        let request = self.queue.outgoing.register(method.to_owned(), params, question);
        self.send(Outgoing::Message(request.into()));
    }

    /// Tells the client.
    pub(super) fn notify(&self, method: &str, params: Value) {
        let notification = Notification { method: method.to_owned(), params };
        self.send(Outgoing::Message(notification.into()));
    }

    /// Tells the user, once.
    pub(super) fn complain(&mut self, problem: String) {
        if self.told.as_ref() != Some(&problem) {
            self.notify("window/showMessage", json!({"type": 2, "message": problem}));
            self.told = Some(problem);
        }
    }

    /// Writes into the editor's log.
    pub(super) fn log(&self, message: String) {
        self.notify("window/logMessage", json!({"type": 4, "message": message}));
    }

    /// Sends the findings of a document, unless a newer version is there.
    pub(super) fn checked(&mut self, published: Published) {
        let Published { document, diagnostics, problem } = published;
        if document.is_superseded() {
            return;
        }
        match problem {
            Some(problem) => self.complain(problem),
            None => self.told = None,
        }
        let (uri, version) = (&document.uri, document.version);
        let params = json!({"uri": uri, "version": version, "diagnostics": diagnostics});
        self.notify("textDocument/publishDiagnostics", params);
    }

    /// Takes back the findings of a document that is closed.
    pub(super) fn clear(&self, uri: Uri) {
        let params = json!({"uri": uri, "diagnostics": []});
        self.notify("textDocument/publishDiagnostics", params);
    }

    /// Has the client ask again for what it shows.
    pub(super) fn refresh(&mut self) {
        let client = self.client().clone();
        if client.pulls_diagnostics && client.refreshes_diagnostics {
            self.question("workspace/diagnostic/refresh", Value::Null, Question::Favour);
        }
        self.refresh_insights();
    }

    /// The same of what the history says.
    pub(super) fn refresh_insights(&mut self) {
        let client = self.client().clone();
        if client.refreshes_hints {
            self.question("workspace/inlayHint/refresh", Value::Null, Question::Favour);
        }
        if client.refreshes_lenses {
            self.question("workspace/codeLens/refresh", Value::Null, Question::Favour);
        }
    }

    /// Does what a command wants.
    pub(super) fn ask(&mut self, ask: Ask) {
        match ask {
            Ask::Apply(label, edit) => {
                let params = json!({"label": label, "edit": edit});
                self.question("workspace/applyEdit", params, Question::Favour);
            }
            Ask::Show(uri) if self.client().shows_documents => {
                let params = json!({"uri": uri, "external": true});
                self.question("window/showDocument", params, Question::Favour);
            }
            Ask::Show(uri) => {
                let message = format!("The report is at {}", uri.0);
                self.notify("window/showMessage", json!({"type": 3, "message": message}));
            }
            Ask::Tell(message) => {
                self.notify("window/showMessage", json!({"type": 3, "message": message}));
            }
        }
    }
}
