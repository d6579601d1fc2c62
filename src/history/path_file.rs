//! A history of paths alone, as JSON: one Dockerfile, the files of its context, and what each commit changed.
//!
//! No contents are told: a changed path is a changed content.

use super::{BuildTexts, Commit, ContentId, Entry, EntryChange, FileMode, IgnoreText, Recording};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

/// A history of paths.
#[derive(Clone, Debug, Deserialize)]
pub struct PathFile {
    /// The repository, for people.
    #[serde(default)]
    pub repo: String,
    /// Where the Dockerfile stands, from the root of the repository.
    pub dockerfile_path: String,
    /// The folder that is the context, from the root of the repository.
    context: String,
    dockerfile: String,
    #[serde(default)]
    dockerignore: Option<String>,
    #[serde(default)]
    dockerignore_path: Option<String>,
    files: Vec<File>,
    commits: Vec<PathCommit>,
}

#[derive(Clone, Debug, Deserialize)]
struct File {
    path: String,
}

#[derive(Clone, Debug, Deserialize)]
struct PathCommit {
    sha: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    subject: String,
    changed: Vec<Changed>,
    /// How many paths changed, where they are not all told.
    #[serde(default)]
    changed_total: Option<usize>,
}

#[derive(Clone, Debug, Deserialize)]
struct Changed {
    path: String,
    /// Git's letter: `A`, `M`, `D`, `T`, or `R` with the old path.
    status: String,
    #[serde(default)]
    from: Option<String>,
}

/// Why a file is no history of paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathFileError(String);

impl fmt::Display for PathFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PathFileError {}

impl PathFile {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it is not such a history.
    pub fn parse(text: &str) -> Result<Self, PathFileError> {
        serde_json::from_str(text).map_err(|error| PathFileError(error.to_string()))
    }

    /// The last `count` commits of it.
    pub fn recording(&self, count: usize) -> Recording {
        let skipped = self.commits.len().saturating_sub(count);
        let commits = &self.commits[skipped..];
        let mut contents = Contents::default();
        let changes = commits.iter().map(|commit| self.changes(commit, &mut contents)).collect();
        let newest = self.files.iter().filter_map(|file| {
            let path = self.below(&file.path)?.to_owned();
            let entry = contents.entry(&path);
            Some((path, entry))
        });
        let newest = newest.collect();
        let commits: Vec<Commit> = commits.iter().map(commit).collect();
        let recording = Recording::new(commits, newest, changes, Vec::new());
        let mut recording = recording.with_texts(self.texts());
        recording.assumptions.push("a path that changed has another content".to_owned());
        recording.assumptions.push("all commits were built with this one Dockerfile".to_owned());
        recording
    }

    fn texts(&self) -> BuildTexts {
        let ignore = self.dockerignore.as_ref().map(|text| IgnoreText {
            text: text.clone().into_bytes(),
            path: self
                .dockerignore_path
                .as_deref()
                .and_then(|it| self.below(it))
                .map(str::to_owned),
        });
        BuildTexts { dockerfile: self.dockerfile.clone().into_bytes(), ignore }
    }

    /// `path` from the root of the context; `None` outside.
    fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        match self.context.trim_matches('/') {
            "" | "." => Some(path),
            context => path.strip_prefix(context)?.strip_prefix('/'),
        }
    }

    fn changes(&self, commit: &PathCommit, contents: &mut Contents) -> Vec<EntryChange> {
        let mut changes = Vec::new();
        for changed in &commit.changed {
            let gone = match changed.status.chars().next() {
                Some('D') => Some(&changed.path),
                Some('R') => changed.from.as_ref(),
                _ => None,
            };
            if let Some(path) = gone.and_then(|path| self.below(path)) {
                let before = Some(contents.entry(path));
                changes.push(EntryChange { path: path.to_owned(), before, after: None });
            }
            let is_there = !changed.status.starts_with('D');
            let Some(path) = self.below(&changed.path).filter(|_| is_there) else { continue };
            let is_new = changed.status.starts_with(['A', 'R', 'C']);
            let before = (!is_new).then(|| contents.entry(path));
            let after = Some(contents.next(path));
            changes.push(EntryChange { path: path.to_owned(), before, after });
        }
        changes
    }
}

fn commit(commit: &PathCommit) -> Commit {
    Commit {
        sha: commit.sha.clone(),
        date: commit.date.clone(),
        subject: commit.subject.clone(),
        changed: commit.changed_total.unwrap_or(commit.changed.len()),
    }
}

/// Which version of its content each path has.
#[derive(Default)]
struct Contents {
    versions: BTreeMap<String, u64>,
    /// How many contents there are.
    count: u64,
}

impl Contents {
    /// What is at `path` now.
    fn entry(&mut self, path: &str) -> Entry {
        let version = match self.versions.get(path) {
            Some(version) => *version,
            None => self.new_version(path),
        };
        Entry { mode: FileMode::Regular, content: Some(ContentId::from_number(version)) }
    }

    /// What is at `path` once it has changed.
    fn next(&mut self, path: &str) -> Entry {
        self.new_version(path);
        self.entry(path)
    }

    fn new_version(&mut self, path: &str) -> u64 {
        self.count += 1;
        self.versions.insert(path.to_owned(), self.count);
        self.count
    }
}
