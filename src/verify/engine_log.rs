//! The engine's own words, kept in a file, and how far it has come, on the terminal.

use super::engine::EngineError;
use crate::host::{self, Progress};
use crate::progress::{self, Outcome};
use std::cell::RefCell;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A log that several builds write to, one after the other.
#[derive(Debug)]
pub struct EngineLog {
    path: PathBuf,
    file: RefCell<BufWriter<File>>,
    /// None where nothing is to be shown.
    shown: Option<Progress>,
    title: RefCell<String>,
}

impl EngineLog {
    /// A new log at `path`; the older one there is gone.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    pub fn create(path: &Path, is_quiet: bool) -> Result<Self, EngineError> {
        let failed = |error: std::io::Error| {
            EngineError::Other(format!("cannot write {}: {error}", host::shown(path)))
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let file = BufWriter::new(File::create(path).map_err(failed)?);
        let shown = (!is_quiet).then(Progress::new);
        Ok(Self {
            path: path.to_owned(),
            file: RefCell::new(file),
            shown,
            title: RefCell::default(),
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Another build begins.
    pub fn begin(&self, title: &str) {
        let mut file = self.file.borrow_mut();
        drop(writeln!(file, "# {title}"));
        title.clone_into(&mut self.title.borrow_mut());
        self.show(&format!("building {title}"));
    }

    /// Something else is done meanwhile.
    pub fn show(&self, what: &str) {
        if let Some(shown) = &self.shown {
            shown.begin(what, 0);
        }
    }

    /// A line of the engine.
    pub fn write(&self, line: &str) {
        let mut file = self.file.borrow_mut();
        drop(writeln!(file, "{line}"));
        drop(file.flush());
        // What is being worked on, by the last step that has begun.
        let log = progress::read(line);
        let running = log.steps().find(|(vertex, _)| vertex.outcome == Outcome::Unfinished);
        if let Some((vertex, _)) = running {
            self.show(&format!("building {}: {}", self.title.borrow(), vertex.name));
        }
    }
}
