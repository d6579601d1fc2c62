//! Which function answers which request.

use super::{Event, Phase, Server, Snapshot, World};
use crate::lsp::document::{Document, Language};
use crate::lsp::features as on;
use gen_lsp_types as lsp;
use gen_lsp_types::{Diagnostic, Uri, WorkspaceEdit};
use lsp_server::{ErrorCode, Request, RequestId};
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Why there is no answer.
#[derive(Clone, Debug)]
pub(in crate::lsp) struct Refusal {
    pub(in crate::lsp) code: ErrorCode,
    pub(in crate::lsp) message: String,
}

impl Refusal {
    pub(in crate::lsp) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The parameters are not what the protocol has.
    pub(in crate::lsp) fn parameters(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidParams, message)
    }
}

/// What a command wants of the client.
#[derive(Debug)]
pub(in crate::lsp) enum Ask {
    /// To make these edits, and what they are called.
    Apply(String, WorkspaceEdit),
    /// To show a document.
    Show(Uri),
    /// To tell the user something.
    Tell(String),
}

/// What is said of a document without being asked.
pub(in crate::lsp) struct Published {
    pub(super) document: Arc<Document>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What is wrong with the settings.
    pub(super) problem: Option<String>,
}

type Answer = Result<Value, Refusal>;

/// A function that answers, by what it looks at.
#[derive(Clone, Copy)]
enum Feature {
    /// An open Dockerfile.
    Dockerfile(fn(&Snapshot, Value) -> Answer),
    /// Any open document.
    Document(fn(&Snapshot, Value) -> Answer),
    /// The workspace, in its own time.
    Workspace(fn(&World, Value) -> Answer),
    /// A command on an open Dockerfile, in its own time.
    Command(fn(&Snapshot, Value, &mut Vec<Ask>) -> Answer),
}

macro_rules! answers {
    ($kind:ident, $request:ty, fallible $function:path) => {
        Feature::$kind(|world, params| {
            let params: <$request as lsp::Request>::Params = read(params)?;
            write::<$request>($function(world, params)?)
        })
    };
    ($kind:ident, $request:ty, $function:path) => {
        Feature::$kind(|world, params| {
            let params: <$request as lsp::Request>::Params = read(params)?;
            write::<$request>($function(world, params))
        })
    };
}

/// The function for a method; `None` for one that we do not know.
fn feature(method: &str) -> Option<Feature> {
    Some(match method {
        "textDocument/diagnostic" => {
            answers!(Document, lsp::DocumentDiagnosticRequest, on::diagnostics::pull)
        }
        "workspace/diagnostic" => {
            answers!(Workspace, lsp::WorkspaceDiagnosticRequest, on::diagnostics::workspace)
        }
        "textDocument/completion" => {
            answers!(Document, lsp::CompletionRequest, on::completion::complete)
        }
        "completionItem/resolve" => {
            answers!(Document, lsp::CompletionResolveRequest, on::completion::resolve)
        }
        "textDocument/hover" => answers!(Document, lsp::HoverRequest, on::hover::hover),
        "textDocument/signatureHelp" => {
            answers!(Dockerfile, lsp::SignatureHelpRequest, on::signature_help::help)
        }
        "textDocument/documentLink" => {
            answers!(Document, lsp::DocumentLinkRequest, on::document_links::links)
        }
        "textDocument/definition" => {
            answers!(Dockerfile, lsp::DefinitionRequest, on::navigation::definition)
        }
        "textDocument/references" => {
            answers!(Dockerfile, lsp::ReferencesRequest, on::navigation::references)
        }
        "textDocument/documentHighlight" => {
            answers!(Dockerfile, lsp::DocumentHighlightRequest, on::navigation::highlight)
        }
        "textDocument/linkedEditingRange" => {
            answers!(Dockerfile, lsp::LinkedEditingRangeRequest, on::navigation::linked)
        }
        "textDocument/prepareRename" => {
            answers!(Dockerfile, lsp::PrepareRenameRequest, on::rename::prepare)
        }
        "textDocument/rename" => {
            answers!(Dockerfile, lsp::RenameRequest, fallible on::rename::rename)
        }
        "textDocument/documentSymbol" => {
            answers!(Dockerfile, lsp::DocumentSymbolRequest, on::symbols::document)
        }
        "workspace/symbol" => {
            answers!(Workspace, lsp::WorkspaceSymbolRequest, on::symbols::workspace)
        }
        "textDocument/foldingRange" => {
            answers!(Dockerfile, lsp::FoldingRangeRequest, on::folding::folding)
        }
        "textDocument/selectionRange" => {
            answers!(Dockerfile, lsp::SelectionRangeRequest, on::selection::selection)
        }
        "textDocument/semanticTokens/full" => {
            answers!(Document, lsp::SemanticTokensRequest, on::semantic_tokens::full)
        }
        "textDocument/semanticTokens/range" => {
            answers!(Document, lsp::SemanticTokensRangeRequest, on::semantic_tokens::range)
        }
        "textDocument/semanticTokens/full/delta" => {
            answers!(Document, lsp::SemanticTokensDeltaRequest, on::semantic_tokens::delta)
        }
        "textDocument/inlayHint" => {
            answers!(Dockerfile, lsp::InlayHintRequest, on::inlay_hints::hints)
        }
        "textDocument/codeAction" => {
            answers!(Dockerfile, lsp::CodeActionRequest, on::code_actions::actions)
        }
        "codeAction/resolve" => {
            answers!(Dockerfile, lsp::CodeActionResolveRequest, fallible on::code_actions::resolve)
        }
        "textDocument/codeLens" => {
            answers!(Dockerfile, lsp::CodeLensRequest, on::code_lens::lenses)
        }
        "textDocument/formatting" => {
            answers!(Dockerfile, lsp::DocumentFormattingRequest, on::formatting::document)
        }
        "textDocument/rangeFormatting" => {
            answers!(Dockerfile, lsp::DocumentRangeFormattingRequest, on::formatting::range)
        }
        "textDocument/onTypeFormatting" => {
            answers!(Dockerfile, lsp::DocumentOnTypeFormattingRequest, on::formatting::on_type)
        }
        "workspace/executeCommand" => Feature::Command(on::commands::execute),
        _ => return None,
    })
}

fn read<P: serde::de::DeserializeOwned>(params: Value) -> Result<P, Refusal> {
    serde_json::from_value(params).map_err(|error| Refusal::parameters(error.to_string()))
}

fn write<R: lsp::Request>(result: R::Result) -> Answer {
    let written = serde_json::to_value(result);
    written.map_err(|error| Refusal::new(ErrorCode::InternalError, error.to_string()))
}

/// The document that a request is about: named by itself, or by what it takes up again.
fn uri_of(params: &Value) -> Option<Uri> {
    let place = [params.get("textDocument"), params.get("data")];
    let first = params.get("arguments").and_then(|arguments| arguments.get(0));
    let found = place.into_iter().chain([first]).flatten().find_map(|it| it.get("uri"));
    found.and_then(Value::as_str).map(Uri::from)
}

impl Server {
    /// Answers a request, or has it answered.
    pub(super) fn request(&mut self, request: Request) {
        let id = request.id.clone();
        let cancelled = Arc::<AtomicBool>::default();
        self.queue.incoming.register(id.clone(), Arc::clone(&cancelled));
        let refusal = match (self.phase, request.method.as_str()) {
            (Phase::Silent, "initialize") => return self.initialize(id, request.params),
            (Phase::Silent, method) => {
                Refusal::new(ErrorCode::ServerNotInitialized, format!("{method} before initialize"))
            }
            (Phase::Talking, "initialize") => {
                Refusal::new(ErrorCode::InvalidRequest, "initialize was called already")
            }
            (Phase::Talking, "shutdown") => {
                self.phase = Phase::Parting;
                return self.answer(id, Ok(Value::Null));
            }
            (Phase::Talking, _) => return self.hand_on(request, &cancelled),
            (Phase::Parting, method) => {
                Refusal::new(ErrorCode::InvalidRequest, format!("{method} after shutdown"))
            }
        };
        self.answer(id, Err(refusal));
    }

    fn hand_on(&mut self, Request { id, method, params }: Request, cancelled: &Arc<AtomicBool>) {
        let Some(feature) = feature(&method) else {
            let refusal = Refusal::new(ErrorCode::MethodNotFound, format!("there is no {method}"));
            return self.answer(id, Err(refusal));
        };
        if let Feature::Workspace(function) = feature {
            let world = self.world.clone();
            return self.later(id, cancelled, move |_| function(&world, params), true);
        }
        let Some(uri) = uri_of(&params) else {
            let refusal = Refusal::parameters(format!("{method}: no document is named"));
            return self.answer(id, Err(refusal));
        };
        let Some(snapshot) = self.world.snapshot(&uri) else {
            let refusal = Refusal::parameters(format!("{} is not open", uri.0));
            return self.answer(id, Err(refusal));
        };
        match feature {
            // What is for Dockerfiles alone has no answer for an ignore file.
            Feature::Dockerfile(_) if snapshot.document.language != Language::Dockerfile => {
                self.answer(id, Ok(Value::Null));
            }
            Feature::Dockerfile(function) | Feature::Document(function) => {
                self.later(id, cancelled, move |_| function(&snapshot, params), false);
            }
            Feature::Command(function) => {
                self.later(id, cancelled, move |asks| function(&snapshot, params, asks), true);
            }
            Feature::Workspace(_) => {}
        }
    }

    /// Has a request answered by a worker.
    fn later(
        &self,
        id: RequestId,
        cancelled: &Arc<AtomicBool>,
        function: impl FnOnce(&mut Vec<Ask>) -> Answer + Send + 'static,
        is_slow: bool,
    ) {
        let events = self.events.clone();
        let is_cancelled = Arc::clone(cancelled);
        let job = Box::new(move || {
            // It was answered already.
            if is_cancelled.load(Ordering::Relaxed) {
                return;
            }
            let mut asks = Vec::new();
            let answer = catch_unwind(AssertUnwindSafe(|| function(&mut asks)));
            let answer = answer.unwrap_or_else(|_| {
                Err(Refusal::new(
                    ErrorCode::InternalError,
                    "this request broke down: a bug of ours",
                ))
            });
            for ask in asks {
                drop(events.send(Event::Ask(ask)));
            }
            drop(events.send(Event::Answer(id, answer)));
        });
        if is_slow { self.workers.aside(job) } else { self.workers.soon(job) }
    }

    /// Has a document checked, and its findings sent.
    pub(super) fn publish(&self, snapshot: Snapshot) {
        let events = self.events.clone();
        self.workers.soon(Box::new(move || {
            if snapshot.document.is_superseded() {
                return;
            }
            let diagnostics = on::diagnostics::of(&snapshot);
            let problem = snapshot.surroundings().problem.clone();
            let document = snapshot.document;
            drop(events.send(Event::Checked(Published { document, diagnostics, problem })));
        }));
    }
}
