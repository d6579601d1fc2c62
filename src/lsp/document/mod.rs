//! An open file as it was at one version; never changed, so that workers read it while the next one arrives.

mod positions;
mod surroundings;

pub(super) use positions::{Encoding, Positions};
pub(super) use surroundings::Surroundings;

use super::options::Options;
use super::uri;
use crate::analysis::{Analysis, Inputs};
use crate::build::BuildArgs;
use crate::host;
use crate::ignore::IgnoreFile;
use crate::lint::Outcome;
use crate::shell::Remembered;
use gen_lsp_types::Uri;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// What language a file is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// A Dockerfile.
    Dockerfile,
    /// A `.dockerignore`.
    IgnoreFile,
}

impl Language {
    /// By what the editor calls it, else by its name.
    pub(super) fn of(id: &str, uri: &Uri) -> Self {
        let name = uri::name(uri);
        let is_ignore = |name: &str| {
            [".dockerignore", ".containerignore"].iter().any(|ending| name.ends_with(ending))
        };
        match id {
            // Some editors take `Dockerfile.dockerignore` for a Dockerfile.
            _ if is_ignore(&name) => Self::IgnoreFile,
            "dockerignore" | "ignore" => Self::IgnoreFile,
            _ => Self::Dockerfile,
        }
    }
}

/// An open file at one version.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) language: Language,
    /// Where it stands on the disk; for a file that was never saved the name alone.
    pub(super) path: PathBuf,
    pub(super) positions: Positions,
    text: Arc<str>,
    scripts: Arc<Remembered>,
    is_superseded: AtomicBool,
    surroundings: OnceLock<Surroundings>,
    analysis: OnceLock<Analysis>,
    checked: OnceLock<(Outcome, bool)>,
    ignore_file: OnceLock<IgnoreFile>,
}

impl Document {
    pub(super) fn new(
        uri: Uri,
        version: i32,
        language: Language,
        text: String,
        encoding: Encoding,
    ) -> Self {
        let path = uri::path(&uri).unwrap_or_else(|| PathBuf::from(uri::name(&uri)));
        Self {
            positions: Positions::new(&text, encoding),
            text: text.into(),
            path,
            uri,
            version,
            language,
            scripts: Arc::default(),
            is_superseded: AtomicBool::new(false),
            surroundings: OnceLock::new(),
            analysis: OnceLock::new(),
            checked: OnceLock::new(),
            ignore_file: OnceLock::new(),
        }
    }

    /// The same text, to be looked at again: something around it changed.
    pub(super) fn renewed(&self) -> Self {
        let (uri, text) = (self.uri.clone(), self.text.to_string());
        let new = Self::new(uri, self.version, self.language, text, self.positions.encoding());
        Self { scripts: Arc::clone(&self.scripts), ..new }
    }

    /// The same file with another text.
    pub(super) fn edited(&self, version: i32, text: String) -> Self {
        let uri = self.uri.clone();
        let new = Self::new(uri, version, self.language, text, self.positions.encoding());
        Self { scripts: Arc::clone(&self.scripts), ..new }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Tells those who still work on it that a newer version is there.
    pub(super) fn supersede(&self) {
        self.is_superseded.store(true, Ordering::Relaxed);
    }

    /// Whether a newer version is there.
    pub(super) fn is_superseded(&self) -> bool {
        self.is_superseded.load(Ordering::Relaxed)
    }

    /// Settings and build context, read from the disk at the first call.
    pub(super) fn surroundings(&self, options: &Options) -> &Surroundings {
        self.surroundings.get_or_init(|| Surroundings::read(self, options))
    }

    /// The parsed Dockerfile in its context.
    pub(super) fn analysis(&self, options: &Options) -> &Analysis {
        self.analysis.get_or_init(|| {
            let surroundings = self.surroundings(options);
            let args = BuildArgs { platform: None, ..BuildArgs::default() };
            Analysis::new(Inputs {
                path: host::shown(&self.path),
                bytes: self.text.as_bytes().to_vec(),
                context: surroundings.context.as_ref().map(|found| found.context.clone()),
                args,
                scripts: Arc::clone(&self.scripts),
            })
        })
    }

    /// What the rules say of it, and whether BuildKit would accept it.
    pub(super) fn checked(&self, options: &Options) -> &(Outcome, bool) {
        self.checked.get_or_init(|| self.analysis(options).check(&self.surroundings(options).rules))
    }

    /// The parsed ignore file.
    pub(super) fn ignore_file(&self) -> &IgnoreFile {
        self.ignore_file.get_or_init(|| IgnoreFile::parse(self.text()))
    }
}
