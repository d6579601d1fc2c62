//! The engine's own words, kept in a file, and how far it has come, on the terminal.

use super::engine::{self, Built, EngineError};
use crate::host::{self, Progress};
use crate::progress::{self, Outcome};
use crate::report::duration;
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
        drop(writeln!(file, "{}", engine::record_title(title)));
        title.clone_into(&mut self.title.borrow_mut());
        self.show(&format!("building {title}"));
    }

    /// The build that began last has succeeded.
    pub fn end(&self, built: &Built) {
        let mut file = self.file.borrow_mut();
        drop(writeln!(file, "{}", engine::record_ending(built)));
        drop(file.flush());
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
        let Some(shown) = &self.shown else { return };
        for news in news(line) {
            let title = self.title.borrow();
            match news {
                News::Began(name) => shown.begin(&format!("building {title}: {name}"), 0),
                News::Ended(name, seconds) => {
                    shown.say(&format!("{:>6}  {title}: {name}", duration(seconds)));
                    shown.begin(&format!("building {title}"), 0);
                }
            }
        }
    }
}

/// What a line tells of a step of the Dockerfile.
#[derive(Debug, PartialEq)]
enum News {
    /// It is worked on.
    Began(String),
    /// It ran, for so many seconds.
    Ended(String, f64),
}

/// What is not worth a line of its own, in seconds.
const BRIEF: f64 = 1.0;

fn news(line: &str) -> Vec<News> {
    let log = progress::read(line);
    let told = log.steps().filter_map(|(vertex, _)| match (&vertex.outcome, vertex.seconds) {
        (Outcome::Unfinished, _) => Some(News::Began(vertex.name.clone())),
        (Outcome::Ran, Some(seconds)) if seconds >= BRIEF => {
            Some(News::Ended(vertex.name.clone(), seconds))
        }
        _ => None,
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(vertex: &str, expected: &[News]) {
        let line = format!(r#"{{"vertexes":[{{"digest":"sha256:ab",{vertex}}}]}}"#);
        assert_eq!(news(&line), expected, "{vertex}");
    }

    #[test]
    fn steps_are_told_when_they_begin_and_when_they_took_long() {
        let run = r#""name":"[2/3] RUN make","started":"2026-01-01T10:00:00Z""#;
        let name = || "[2/3] RUN make".to_owned();
        check(run, &[News::Began(name())]);
        check(
            &format!(r#"{run},"completed":"2026-01-01T10:00:12.5Z""#),
            &[News::Ended(name(), 12.5)],
        );
        check(&format!(r#"{run},"completed":"2026-01-01T10:00:00.5Z""#), &[]);
        check(&format!(r#"{run},"completed":"2026-01-01T10:00:12Z","cached":true"#), &[]);
        check(r#""name":"[internal] load build context","started":"2026-01-01T10:00:00Z""#, &[]);
        assert_eq!(news("ERROR: failed to solve"), []);
    }
}
