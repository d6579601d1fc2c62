//! The working tree and the index against a commit.

use super::command::Git;
use super::raw::{Records, text};
use super::{GitError, Repository};
use crate::history::{Entry, EntryChange, FileMode};
use std::collections::HashSet;

const DIFF: [&str; 9] = [
    "diff",
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--no-relative",
    "--no-ext-diff",
    "--no-textconv",
    // Looking for changes inside submodules would run git in each of them.
    "--ignore-submodules=dirty",
];

impl Repository {
    /// What differs in the working tree from `revision`, by paths from the folder that was opened: what is below it.
    ///
    /// Untracked files are among it, unless git ignores them: what no commit ever says anything about cannot be held
    /// against one. A folder that is a repository of its own is one path, and ends in `/`.
    ///
    /// # Errors
    ///
    /// When `revision` means no commit, or git does not answer.
    pub fn changes_since(&self, revision: &str) -> Result<Vec<EntryChange>, GitError> {
        let commit = self.commit_of(revision)?;
        // Both look at every file of the tree.
        let (changes, untracked) = std::thread::scope(|scope| {
            let untracked = scope.spawn(|| self.untracked());
            (self.diff(&["--end-of-options"], Some(&commit)), untracked.join())
        });
        let mut changes = changes?;
        let untracked = untracked.unwrap_or_else(|_| self.untracked())?;
        let mut untracked: HashSet<String> = untracked.into_iter().collect();
        let unseen = |mode| Some(Entry { mode, content: None });
        for change in &mut changes {
            // Taken out of the index and still there: git calls it deleted, and untracked too.
            if untracked.remove(&change.path) && change.after.is_none() {
                change.after = unseen(change.before.map_or(FileMode::Regular, |entry| entry.mode));
            }
        }
        // Whether a new file may be executed is for the disk to tell.
        let added = |path| EntryChange { path, before: None, after: unseen(FileMode::Regular) };
        changes.extend(untracked.into_iter().map(added));
        changes.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(changes)
    }

    /// What is staged: what differs in the index from the last commit, by paths from the folder that was opened.
    ///
    /// # Errors
    ///
    /// When git does not answer. In a repository without commits all that is staged is new.
    pub fn staged_changes(&self) -> Result<Vec<EntryChange>, GitError> {
        self.diff(&["--cached"], None)
    }

    /// What differs in the working tree from the index; untracked files are not among it.
    ///
    /// # Errors
    ///
    /// When git does not answer.
    pub fn unstaged_changes(&self) -> Result<Vec<EntryChange>, GitError> {
        self.diff(&[], None)
    }

    fn diff(&self, options: &[&str], commit: Option<&str>) -> Result<Vec<EntryChange>, GitError> {
        let arguments: Vec<&str> = DIFF.iter().chain(options).copied().collect();
        let mut git = Git::new(self.root(), &arguments);
        if let Some(commit) = commit {
            git = git.arg(commit);
        }
        let title = git.title().to_owned();
        let answer = git.output()?;
        let mut records = Records::new(&answer);
        let changes = records.changes();
        let (Some(changes), true) = (changes, records.rest().is_empty()) else {
            return Err(GitError::Unexpected { command: title, found: text(records.rest()) });
        };
        let below = changes.into_iter().filter_map(|change| {
            let path = self.below(&change.path)?.to_owned();
            Some(EntryChange { path, ..change })
        });
        Ok(below.collect())
    }

    /// Files that are not in the index and that git does not ignore.
    fn untracked(&self) -> Result<Vec<String>, GitError> {
        // Git walks and names what is below the folder that it is called in.
        let answer = Git::new(self.folder(), &["ls-files", "--others", "--exclude-standard", "-z"])
            .output()?;
        let mut records = Records::new(&answer);
        let mut paths = Vec::new();
        while let Some(path) = records.next() {
            paths.push(text(path));
        }
        Ok(paths)
    }
}
