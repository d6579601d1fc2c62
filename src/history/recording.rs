//! What happened to a build context, commit by commit, as far as a build can see it.

use super::{ContentId, Entry, EntryChange, Timeline, TreeAt};
use crate::cache::{ChangeKind, PathChange};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A commit, for those who read about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// Its name.
    pub sha: String,
    /// When it was made, as ISO 8601.
    pub date: String,
    /// The first line of its message; empty where that is not known.
    pub subject: String,
    /// How many paths of the repository it changed.
    pub changed: usize,
}

/// The texts that a build at one moment is made from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BuildTexts {
    /// The Dockerfile.
    pub dockerfile: Vec<u8>,
    /// The ignore file.
    pub ignore: Option<IgnoreText>,
}

/// An ignore file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IgnoreText {
    /// What it says.
    pub text: Vec<u8>,
    /// Where it stands below the root of the context, if it stands there.
    pub path: Option<String>,
}

/// The last commits, and the context at each moment between them.
///
/// Moment 0 is before the first commit, moment `n` after the `n`th.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// Oldest first.
    pub commits: Vec<Commit>,
    /// The files of the context.
    pub timeline: Arc<Timeline>,
    /// What each commit changed in the context.
    pub changes: Vec<Vec<EntryChange>>,
    /// What is built at each moment; `None` where there is no Dockerfile. One more than there are commits.
    pub texts: Vec<Option<Arc<BuildTexts>>>,
    /// What was taken for granted, for the report.
    pub assumptions: Vec<String>,
}

impl Recording {
    /// What the commits did to the context; `newest` are its files after the last, `changes` those of each commit.
    pub fn new(
        commits: Vec<Commit>,
        newest: Vec<(String, Entry)>,
        changes: Vec<Vec<EntryChange>>,
        texts: Vec<Option<Arc<BuildTexts>>>,
    ) -> Self {
        let in_timeline = |changes: Vec<EntryChange>| {
            changes.into_iter().flat_map(super::timeline::in_timeline).collect()
        };
        let changes: Vec<Vec<EntryChange>> = changes.into_iter().map(in_timeline).collect();
        let timeline = Timeline::new(newest, changes.iter().map(Vec::as_slice));
        Self { commits, timeline: Arc::new(timeline), changes, texts, assumptions: Vec::new() }
    }

    /// The same with contents, by id, for those who read files and links.
    pub fn with_contents(mut self, contents: BTreeMap<ContentId, Vec<u8>>) -> Self {
        let timeline = Arc::unwrap_or_clone(self.timeline).with_contents(contents);
        self.timeline = Arc::new(timeline);
        self
    }

    /// The same commits with one Dockerfile and ignore file at all moments: what would these have done?
    pub fn with_texts(mut self, texts: BuildTexts) -> Self {
        let texts = Arc::new(texts);
        self.texts = vec![Some(texts); self.commits.len() + 1];
        self
    }

    /// The tree of a moment.
    pub(super) fn tree(&self, moment: usize) -> TreeAt {
        TreeAt::new(Arc::clone(&self.timeline), moment)
    }

    /// The paths that differ between two moments.
    pub(super) fn paths_changed(&self, before: usize, after: usize) -> Vec<PathChange> {
        let changes = self.changes.get(before..after).unwrap_or_default();
        if let [changes] = changes {
            return changes.iter().map(changed).collect();
        }
        let mut paths: Vec<&EntryChange> = changes.iter().flatten().collect();
        paths.sort_by(|one, other| one.path.cmp(&other.path));
        paths.dedup_by(|one, other| one.path == other.path);
        let over_all = paths.into_iter().filter_map(|change| {
            let entry = |moment| self.timeline.entry(&change.path, moment);
            let (before, after) = (entry(before), entry(after));
            let change = EntryChange { path: change.path.clone(), before, after };
            (before != after).then(|| changed(&change))
        });
        over_all.collect()
    }
}

fn changed(change: &EntryChange) -> PathChange {
    let kind = match change.kind() {
        ChangeKind::Possible => ChangeKind::Content,
        kind => kind,
    };
    PathChange { path: change.path.clone(), kind }
}
