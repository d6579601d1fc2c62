//! Which paths the patterns of an ignore file hit.

use super::looked_at;
use crate::ignore::{IgnoreFile, Walk};
use crate::lsp::server::Snapshot;
use std::collections::BTreeMap;

/// What each pattern does, by its number.
pub(super) struct Hits {
    /// How many paths it matches, those below a directory that it matches included.
    pub(super) matched: Vec<usize>,
    /// The first of them.
    pub(super) examples: Vec<Vec<String>>,
    /// How many of them it decides otherwise than what stands before it.
    pub(super) changed: Vec<usize>,
    /// Which last pattern decides otherwise than this one, and about how many of the paths.
    pub(super) taken_back: Vec<BTreeMap<usize, usize>>,
    /// Whether all paths were looked at.
    pub(super) is_whole: bool,
}

/// As many examples are kept.
pub(super) const SOME: usize = 8;

impl Hits {
    /// Holds the patterns against the files; `None` without any to look at.
    pub(super) fn of(snapshot: &Snapshot) -> Option<Self> {
        let listing = looked_at(snapshot)?;
        let file = snapshot.document.ignore_file();
        let count = file.patterns().len();
        let mut hits = Self {
            matched: vec![0; count],
            examples: vec![Vec::new(); count],
            changed: vec![0; count],
            taken_back: vec![BTreeMap::new(); count],
            is_whole: listing.is_whole,
        };
        let alone = alone(file);
        let mut walks: Vec<Walk<'_>> = alone.iter().map(Walk::new).collect();
        for (path, _) in &listing.entries {
            let each = walks.iter_mut().enumerate();
            let matching = each.filter_map(|(index, walk)| walk.is_ignored(path).then_some(index));
            hits.add(file, &matching.collect::<Vec<_>>(), path);
        }
        Some(hits)
    }

    fn add(&mut self, file: &IgnoreFile, matching: &[usize], path: &str) {
        let Some(last) = matching.last() else { return };
        let is_negated = |index: usize| file.patterns()[index].is_negated();
        let mut is_ignored = false;
        for &index in matching {
            if is_ignored == is_negated(index) {
                is_ignored = !is_ignored;
                self.changed[index] += 1;
            }
            self.matched[index] += 1;
            if self.examples[index].len() < SOME {
                self.examples[index].push(path.to_owned());
            }
            if is_negated(*last) != is_negated(index) {
                *self.taken_back[index].entry(*last).or_default() += 1;
            }
        }
    }
}

/// Each pattern by itself, as one that leaves out.
fn alone(file: &IgnoreFile) -> Vec<IgnoreFile> {
    let one = |text: &str| IgnoreFile::from_patterns([(text, Default::default())]);
    file.patterns().iter().map(|pattern| one(pattern.cleaned())).collect()
}
