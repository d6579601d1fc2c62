//! All that is known at a moment; cheap to copy, so that each worker has one of its own.

use crate::analysis::Analysis;
use crate::build::BuildGraph;
use crate::lint::Outcome;
use crate::lsp::client::Client;
use crate::lsp::document::{Document, Surroundings};
use crate::lsp::insight::Insight;
use crate::lsp::options::Options;
use crate::syntax::Dockerfile;
use crate::text::TextRange;
use gen_lsp_types::{Position, Range, Uri};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The open documents, and what they are looked at with.
#[derive(Clone, Debug, Default)]
pub(in crate::lsp) struct World {
    pub(in crate::lsp) client: Arc<Client>,
    pub(in crate::lsp) options: Arc<Options>,
    /// The folders of the workspace.
    pub(in crate::lsp) folders: Arc<Vec<PathBuf>>,
    pub(in crate::lsp) documents: Arc<HashMap<Uri, Arc<Document>>>,
    /// What the history says of them.
    pub(in crate::lsp) insights: Arc<HashMap<Uri, Insight>>,
}

impl World {
    /// The document of that name, with all that is known around it; `None` when it is not open.
    pub(in crate::lsp) fn snapshot(&self, uri: &Uri) -> Option<Snapshot> {
        let document = Arc::clone(self.documents.get(uri)?);
        let insight = self.insights.get(uri).cloned().unwrap_or_default();
        Some(Snapshot { world: self.clone(), document, insight })
    }
}

/// One document, and all that is known around it.
#[derive(Clone, Debug)]
pub(in crate::lsp) struct Snapshot {
    pub(in crate::lsp) world: World,
    pub(in crate::lsp) document: Arc<Document>,
    pub(in crate::lsp) insight: Insight,
}

impl Snapshot {
    pub(in crate::lsp) fn client(&self) -> &Client {
        &self.world.client
    }

    pub(in crate::lsp) fn options(&self) -> &Options {
        &self.world.options
    }

    pub(in crate::lsp) fn text(&self) -> &str {
        self.document.text()
    }

    /// The Dockerfile in its context.
    pub(in crate::lsp) fn analysis(&self) -> &Analysis {
        self.document.analysis(self.options())
    }

    pub(in crate::lsp) fn file(&self) -> &Dockerfile {
        self.analysis().file()
    }

    /// Its stages and steps.
    pub(in crate::lsp) fn graph(&self) -> BuildGraph<'_> {
        self.analysis().graph()
    }

    pub(in crate::lsp) fn surroundings(&self) -> &Surroundings {
        self.document.surroundings(self.options())
    }

    /// What the rules say.
    pub(in crate::lsp) fn outcome(&self) -> &Outcome {
        &self.document.checked(self.options()).0
    }

    pub(in crate::lsp) fn range(&self, range: TextRange) -> Range {
        self.document.positions.range(self.text(), range)
    }

    pub(in crate::lsp) fn position(&self, offset: usize) -> Position {
        self.document.positions.position(self.text(), offset)
    }

    pub(in crate::lsp) fn offset(&self, position: Position) -> usize {
        self.document.positions.offset(self.text(), position)
    }

    pub(in crate::lsp) fn text_range(&self, range: Range) -> TextRange {
        self.document.positions.text_range(self.text(), range)
    }
}
