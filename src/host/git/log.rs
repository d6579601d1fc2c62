//! The first-parent commits with what each changed, by one process.

use super::command::Git;
use super::raw::{Records, text};
use super::{GitError, Repository};
use crate::history::EntryChange;

/// A commit, and what differs from its first parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// Its name, in full.
    pub sha: String,
    /// When it was committed, as ISO 8601.
    pub date: String,
    /// The first line of its message.
    pub subject: String,
    /// How many parents it has; none for the first of a repository, and where a shallow clone ends.
    pub parents: usize,
    /// What differs from the first parent, all paths from the root of the repository.
    pub changes: Vec<EntryChange>,
}

impl Repository {
    /// The last `count` commits up to `revision` along first parents, oldest first.
    ///
    /// # Errors
    ///
    /// When `revision` means no commit, or git does not answer.
    pub fn commits(&self, revision: &str, count: usize) -> Result<Vec<Commit>, GitError> {
        let commit = self.commit_of(revision)?;
        let count = format!("--max-count={count}");
        let arguments = [
            "log",
            "--first-parent",
            "-m",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--no-relative",
            "--no-ext-diff",
            "--ignore-submodules=none",
            "--encoding=UTF-8",
            "--format=tformat:%H%x00%P%x00%cI%x00%s",
            &count,
            "--end-of-options",
        ];
        let git = Git::new(self.root(), &arguments).arg(&commit);
        let title = git.title().to_owned();
        let answer = git.output()?;
        let mut records = Records::new(&answer);
        let mut commits = Vec::new();
        while !records.rest().is_empty() {
            let at = records.rest();
            let Some(commit) = read(&mut records) else {
                let found = text(&at[..at.len().min(80)]);
                return Err(GitError::Unexpected { command: title, found });
            };
            commits.push(commit);
        }
        commits.reverse();
        Ok(commits)
    }
}

/// One commit: its four fields, and with a newline in front the raw records.
fn read(records: &mut Records<'_>) -> Option<Commit> {
    let sha = text(records.next()?);
    let parents = records.next()?;
    let parents = parents.split(|byte| *byte == b' ').filter(|parent| !parent.is_empty()).count();
    let date = text(records.next()?);
    let subject = text(records.next()?);
    let mut changes = Vec::new();
    if let Some(rest) = records.rest().strip_prefix(b"\n") {
        *records = Records::new(rest);
        changes = records.changes()?;
    }
    Some(Commit { sha, date, subject, parents, changes })
}
