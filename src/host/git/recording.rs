//! From commits to the recording that a replay reads.

use super::{GitError, Repository};
use crate::history::{
    self, BuildTexts, ContentId, Entry, EntryChange, FileMode, IgnoreText, Recording, Timeline,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The files that decide what is built, by their paths from the root of the repository.
struct Deciding {
    /// `None` when the Dockerfile is not, and never was, in the repository.
    dockerfile: Option<String>,
    /// Ignore files, the one that counts first, and where they stand below the context.
    ignore: Vec<(String, Option<String>)>,
}

impl Repository {
    /// The last `count` commits, as builds of the context that was opened would see them.
    ///
    /// The Dockerfile and its ignore file are those of each commit; a Dockerfile that git does not know is taken as it is.
    ///
    /// # Errors
    ///
    /// When there are no commits, the Dockerfile cannot be read, or git does not answer.
    pub fn recording(&self, dockerfile: &Path, count: usize) -> Result<Recording, GitError> {
        let head = self.commit_of("HEAD")?;
        // The two slow questions at once.
        let (commits, tree) = std::thread::scope(|scope| {
            let tree = scope.spawn(|| self.tree(&head));
            (self.commits(&head, count), tree.join())
        });
        let (commits, tree) = (commits?, tree.unwrap_or_else(|_| self.tree(&head))?);
        let is_whole = commits.first().is_some_and(|commit| commit.parents > 0);
        let deciding = self.deciding(dockerfile, &commits, &tree);
        let texts = self.texts(dockerfile, &deciding, &commits, &tree)?;
        let described = commits.iter().map(|commit| history::Commit {
            sha: commit.sha.clone(),
            date: commit.date.clone(),
            subject: commit.subject.clone(),
            changed: commit.changes.len(),
        });
        let described = described.collect();
        let with_git = self.has_git_directory();
        let mut number = 0;
        let changes = commits.into_iter().map(|commit| {
            number += 1;
            let inside = commit.changes.into_iter().filter_map(|change| self.inside(change));
            inside.chain(with_git.then(|| git_directory(number))).collect()
        });
        let changes: Vec<Vec<EntryChange>> = changes.collect();
        let newest = tree
            .into_iter()
            .filter_map(|(path, entry)| Some((self.below(&path)?.to_owned(), entry)));
        let mut recording = Recording::new(described, newest.collect(), changes, texts);
        if let (false, Some(first)) = (is_whole, recording.texts.first_mut()) {
            // Before the first commit, or where a shallow clone ends, nothing is known to have been built.
            *first = None;
        }
        if deciding.dockerfile.is_none() {
            let note = "git does not know the Dockerfile: all commits were built with it as it is";
            recording.assumptions.push(note.to_owned());
        }
        let links = self.contents(&recording.timeline.links())?;
        Ok(recording.with_contents(links))
    }

    fn inside(&self, change: EntryChange) -> Option<EntryChange> {
        let path = self.below(&change.path)?.to_owned();
        Some(EntryChange { path, ..change })
    }

    /// Whether the directory `.git` is part of the context, as far as no ignore file says otherwise.
    fn has_git_directory(&self) -> bool {
        self.prefix.is_empty() && self.root.join(".git").is_dir()
    }

    fn deciding(
        &self,
        dockerfile: &Path,
        commits: &[super::Commit],
        tree: &[(String, Entry)],
    ) -> Deciding {
        let path = self.path_of(dockerfile);
        let is_known = |path: &String| {
            let mut changes = commits.iter().flat_map(|commit| &commit.changes);
            tree.iter().any(|(known, _)| known == path) || changes.any(|it| it.path == *path)
        };
        let usual = (format!("{}.dockerignore", self.prefix), Some(".dockerignore".to_owned()));
        let own = path.as_ref().map(|path| format!("{path}.dockerignore"));
        let own = own.map(|own| {
            let inside = self.below(&own).map(str::to_owned);
            (own, inside)
        });
        Deciding {
            dockerfile: path.filter(is_known),
            ignore: own.into_iter().chain([usual]).collect(),
        }
    }

    /// What is built at each moment.
    fn texts(
        &self,
        dockerfile: &Path,
        deciding: &Deciding,
        commits: &[super::Commit],
        tree: &[(String, Entry)],
    ) -> Result<Vec<Option<Arc<BuildTexts>>>, GitError> {
        let ignores = deciding.ignore.iter().map(|(path, _)| path);
        let paths: Vec<&String> = ignores.chain(&deciding.dockerfile).collect();
        let changes: Vec<Vec<EntryChange>> = commits
            .iter()
            .map(|commit| {
                commit.changes.iter().filter(|it| paths.contains(&&it.path)).cloned().collect()
            })
            .collect();
        let newest = tree.iter().filter(|(path, _)| paths.contains(&path)).cloned();
        let timeline = Timeline::new(newest, changes.iter().map(Vec::as_slice));
        let moments = 0..=commits.len();
        let id = |path: &str, moment: usize| timeline.entry(path, moment)?.content;
        let mut ids: Vec<ContentId> = moments
            .clone()
            .flat_map(|moment| paths.iter().filter_map(move |path| id(path, moment)))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let contents = self.contents(&ids)?;
        let text = |path: &str, moment: usize| contents.get(&id(path, moment)?);
        let fixed = match deciding.dockerfile {
            Some(_) => None,
            None => Some(std::fs::read(dockerfile).map_err(|error| GitError::Dockerfile {
                path: dockerfile.to_owned(),
                reason: error.to_string(),
            })?),
        };
        let mut known: BTreeMap<(Option<ContentId>, Option<ContentId>), Arc<BuildTexts>> =
            BTreeMap::new();
        let at = |moment: usize| {
            let own = deciding.dockerfile.as_ref();
            let dockerfile = match own {
                Some(path) => text(path, moment)?.clone(),
                None => fixed.clone()?,
            };
            let found = deciding
                .ignore
                .iter()
                .find_map(|(path, inside)| Some((path, inside, text(path, moment)?)));
            let key = (
                own.and_then(|path| id(path, moment)),
                found.and_then(|(path, ..)| id(path, moment)),
            );
            let ignore = found
                .map(|(_, inside, text)| IgnoreText { text: text.clone(), path: inside.clone() });
            let texts =
                known.entry(key).or_insert_with(|| Arc::new(BuildTexts { dockerfile, ignore }));
            Some(Arc::clone(texts))
        };
        Ok(moments.map(at).collect())
    }
}

/// Every commit changes what is in `.git`, and a build gets that too.
fn git_directory(commit: u64) -> EntryChange {
    let entry = |number: u64| {
        Some(Entry { mode: FileMode::Regular, content: Some(ContentId::from_number(number)) })
    };
    EntryChange { path: ".git/index".to_owned(), before: entry(commit - 1), after: entry(commit) }
}
