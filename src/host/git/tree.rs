//! The files of a commit, and what is in some of them.

use super::command::Git;
use super::raw::{Records, file_mode, text};
use super::{GitError, Repository};
use crate::history::{ContentId, Entry};
use std::collections::BTreeMap;

impl Repository {
    /// Every file, link and submodule of a commit, by its path from the root of the repository.
    ///
    /// # Errors
    ///
    /// When `revision` means no commit, or git does not answer.
    pub fn tree(&self, revision: &str) -> Result<Vec<(String, Entry)>, GitError> {
        let commit = self.commit_of(revision)?;
        let arguments = ["ls-tree", "-r", "-z", "--full-tree", "--end-of-options"];
        let git = Git::new(self.root(), &arguments).arg(&commit);
        let title = git.title().to_owned();
        let answer = git.output()?;
        let mut records = Records::new(&answer);
        let mut entries = Vec::new();
        while let Some(record) = records.next() {
            let Some(entry) = entry(record) else {
                return Err(GitError::Unexpected { command: title, found: text(record) });
            };
            entries.push(entry);
        }
        Ok(entries)
    }

    /// What a commit has at `path`, which is from the root of the repository; `None` where there is no file.
    ///
    /// # Errors
    ///
    /// When `revision` means no commit, or git does not answer.
    pub fn file_at(&self, revision: &str, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        let commit = self.commit_of(revision)?;
        self.file_in(&format!("{commit}:{path}"))
    }

    /// What is staged at `path`, which is from the root of the repository; `None` where there is no file.
    ///
    /// # Errors
    ///
    /// When git does not answer.
    pub fn staged_file(&self, path: &str) -> Result<Option<Vec<u8>>, GitError> {
        self.file_in(&format!(":{path}"))
    }

    fn file_in(&self, object: &str) -> Result<Option<Vec<u8>>, GitError> {
        let git = Git::new(self.root(), &["cat-file", "--batch"]);
        let answer = git.output_for(format!("{object}\n").as_bytes())?;
        let is_file = answer.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let is_file = is_file.split(|byte| *byte == b' ').nth(1) == Some(b"blob");
        let content = next_content(&answer).and_then(|(content, _)| content);
        Ok(content.filter(|_| is_file).map(<[u8]>::to_vec))
    }

    /// The contents with these ids; one that the repository lacks is left out.
    ///
    /// # Errors
    ///
    /// When git does not answer.
    pub fn contents(&self, ids: &[ContentId]) -> Result<BTreeMap<ContentId, Vec<u8>>, GitError> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let git = Git::new(self.root(), &["cat-file", "--batch"]);
        let title = git.title().to_owned();
        let asked: String = ids.iter().map(|id| format!("{}\n", id.to_hex())).collect();
        let answer = git.output_for(asked.as_bytes())?;
        let mut rest = answer.as_slice();
        let mut contents = BTreeMap::new();
        for id in ids {
            match next_content(rest) {
                Some((content, then)) => {
                    contents.extend(content.map(|content| (*id, content.to_vec())));
                    rest = then;
                }
                None => {
                    let found = text(&rest[..rest.len().min(80)]);
                    return Err(GitError::Unexpected { command: title, found });
                }
            }
        }
        Ok(contents)
    }
}

/// `<mode> <type> <id>\t<path>`
fn entry(record: &[u8]) -> Option<(String, Entry)> {
    let tab = memchr::memchr(b'\t', record)?;
    let mut fields = record[..tab].split(|byte| *byte == b' ');
    let mode = file_mode(fields.next()?)?;
    fields.next()?;
    let content = ContentId::from_hex(fields.next()?);
    Some((text(&record[tab + 1..]), Entry { mode, content }))
}

/// What one line of `cat-file --batch` is answered with: a content, or `None` where it is missing, and what follows.
fn next_content(answer: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    let end = memchr::memchr(b'\n', answer)?;
    let (header, rest) = (&answer[..end], &answer[end + 1..]);
    if header.ends_with(b" missing") {
        return Some((None, rest));
    }
    let size = header.rsplit(|byte| *byte == b' ').next()?;
    let size: usize = std::str::from_utf8(size).ok()?.parse().ok()?;
    let content = rest.get(..size)?;
    Some((Some(content), rest.get(size..)?.strip_prefix(b"\n")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_whatever_its_name() {
        let id = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
        let record = format!("120000 blob {id}\ta\tb\nc");
        let (path, entry) = entry(record.as_bytes()).unwrap();
        assert_eq!(path, "a\tb\nc");
        assert_eq!(entry.mode, crate::history::FileMode::Symlink);
        assert_eq!(entry.content.map(ContentId::to_hex).as_deref(), Some(id));
        assert!(super::entry(b"120000 blob").is_none());
    }

    #[test]
    fn contents_follow_each_other_and_may_be_missing() {
        let answer = b"aa blob 3\na\nb\nbb missing\ncc blob 0\n\n";
        let (first, rest) = next_content(answer).unwrap();
        let (second, rest) = next_content(rest).unwrap();
        let (third, rest) = next_content(rest).unwrap();
        assert_eq!((first, second, third), (Some(&b"a\nb"[..]), None, Some(&b""[..])));
        assert!(rest.is_empty() && next_content(rest).is_none());
        assert!(next_content(b"aa blob 9\nshort\n").is_none());
    }
}
