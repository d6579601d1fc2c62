//! Takes out of a comparison what two builds of the original do not have in common either.
//!
//! Only what the second build of the original shows is forgiven, path by path
//! and kind by kind: a file of random content whose mode changed keeps the
//! difference in mode.

use super::comparison::{DifferenceKind, FileDifference, ImageComparison, Unreproducible};
use super::layers::Layers;
use std::collections::{BTreeMap, BTreeSet};

impl ImageComparison {
    /// Moves what differs in `twice`, too, to [`not_reproducible`](Self::not_reproducible).
    ///
    /// `twice` is the original compared with the original built again without cache.
    pub fn forgive(&mut self, twice: &ImageComparison) {
        let mut shown = Shown::new(twice);
        let mut forgiven = BTreeSet::new();
        let differences = std::mem::take(&mut self.file_differences);
        for difference in differences {
            match !difference.volatile && shown.has(&difference) {
                // A new name stands for one that is listed as removed.
                true if difference.kind == DifferenceKind::Added => {}
                true => _ = forgiven.insert(difference.path),
                false => self.file_differences.push(difference),
            }
        }
        let listed = forgiven.into_iter().map(|path| Unreproducible { path, step: None });
        self.not_reproducible.extend(listed);
    }

    /// Says of what is not reproducible which instruction of the original wrote it.
    pub fn name_steps(&mut self, layers: &Layers) {
        for it in &mut self.not_reproducible {
            it.step = layers.step_of(&it.path).map(str::to_owned);
        }
    }
}

/// What differs between two builds of the original.
struct Shown<'a> {
    twice: &'a [FileDifference],
    /// Names that come or go with each build, by folder.
    removed: BTreeMap<&'a str, Vec<&'a str>>,
    /// A name that has stood for another serves no second time.
    added: BTreeMap<&'a str, Vec<&'a str>>,
    /// Folders of the second image, by the name that the second build of the original gave them.
    renamed: BTreeMap<String, String>,
}

impl<'a> Shown<'a> {
    fn new(twice: &'a ImageComparison) -> Self {
        let names = |kind| {
            let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for it in twice.lasting().filter(|it| it.kind == kind) {
                let (folder, name) = split(&it.path);
                names.entry(folder).or_default().push(name);
            }
            names
        };
        Self {
            twice: &twice.file_differences,
            removed: names(DifferenceKind::Removed),
            added: names(DifferenceKind::Added),
            renamed: BTreeMap::new(),
        }
    }

    /// Whether two builds of the original differ in this, too.
    fn has(&mut self, difference: &FileDifference) -> bool {
        match difference.kind {
            DifferenceKind::Content | DifferenceKind::Link | DifferenceKind::Removed => {
                self.find(&difference.path, difference.kind).is_some()
            }
            DifferenceKind::Added => self.has_added(difference),
            // The one value that the second build of the original shows, and no other.
            _ => {
                let seen = self.find(&difference.path, difference.kind);
                seen.is_some_and(|seen| seen.after == difference.after)
            }
        }
    }

    fn find(&self, path: &str, kind: DifferenceKind) -> Option<&'a FileDifference> {
        let start = self.twice.partition_point(|it| it.path.as_str() < path);
        let same_path = self.twice[start..].iter().take_while(|it| it.path == path);
        same_path.into_iter().find(|it| it.kind == kind && !it.volatile)
    }

    /// A path that only the second image has: the original makes one of the same shape each time.
    fn has_added(&mut self, difference: &FileDifference) -> bool {
        let (folder, name) = split(&difference.path);
        let folder = self.renamed.get(folder).cloned().unwrap_or(folder.to_owned());
        let seen = |seen: &FileDifference| is_alike(seen, difference);
        let same = join(&folder, name);
        if self.find(&same, DifferenceKind::Added).is_some_and(seen) {
            self.renamed.insert(difference.path.clone(), same);
            return true;
        }
        let removed = self.removed.get(folder.as_str()).map_or(&[][..], Vec::as_slice);
        let added = self.added.get(folder.as_str()).map_or(&[][..], Vec::as_slice);
        let stands_for = added.iter().position(|other| {
            let path = join(&folder, other);
            removed.iter().any(|one| is_of_shape(name, one, other))
                && self.find(&path, DifferenceKind::Added).is_some_and(seen)
        });
        let Some(at) = stands_for else { return false };
        let other = self.added.get_mut(folder.as_str()).map(|names| names.remove(at));
        self.renamed.extend(other.map(|it| (difference.path.clone(), join(&folder, it))));
        true
    }
}

/// Whether kind, mode and owner are the same: what is said of both up to the size.
fn is_alike(one: &FileDifference, other: &FileDifference) -> bool {
    let what = |it: &FileDifference| {
        let after = it.after.clone().unwrap_or_default();
        after.split(", ").next().map(str::to_owned)
    };
    what(one) == what(other)
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

fn join(folder: &str, name: &str) -> String {
    format!("{folder}/{name}")
}

/// Whether `name` is to `one` as `one` is to `other`: the same words and signs where those two agree,
/// and words of the same length (or any number) where they differ.
fn is_of_shape(name: &str, one: &str, other: &str) -> bool {
    let (name, one, other) = (runs(name), runs(one), runs(other));
    let is_number = |run: &str| run.bytes().all(|byte| byte.is_ascii_digit());
    let fits = |((name, one), other): ((&&str, &&str), &&str)| match one == other {
        true => name == one,
        false if is_number(one) && is_number(other) => is_number(name),
        false => is_word(one) && is_word(other) && is_word(name) && name.len() == one.len(),
    };
    name.len() == one.len()
        && one.len() == other.len()
        && name.iter().zip(&one).zip(&other).all(fits)
}

fn is_word(run: &str) -> bool {
    run.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A name as words of letters and digits, and what is between.
fn runs(name: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut start = 0;
    let kinds = name.char_indices().map(|(at, ch)| (at, ch.is_ascii_alphanumeric()));
    let mut last = None;
    for (at, kind) in kinds {
        if last.is_some_and(|last| last != kind) {
            runs.push(&name[start..at]);
            start = at;
        }
        last = Some(kind);
    }
    runs.push(&name[start..]);
    runs
}

#[cfg(test)]
mod tests {
    use crate::proof::image::testing::tree;
    use crate::proof::image::{FileTree, Image, compare};

    /// The original, the rewritten and the original again; what stays, and what is forgiven.
    fn check(before: &str, after: &str, again: &str, stays: &[&str], forgiven: &[&str]) {
        let image = |files: FileTree| Image { files, ..Default::default() };
        let [before, after, again] = [before, after, again].map(|it| image(tree(it)));
        let mut comparison = compare(&before, &after);
        comparison.forgive(&compare(&before, &again));
        let shown: Vec<String> = comparison
            .file_differences
            .iter()
            .map(|it| format!("{} {}", it.path, it.kind.name()))
            .collect();
        assert_eq!(shown, stays);
        let shown: Vec<&str> =
            comparison.not_reproducible.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(shown, forgiven);
    }

    #[test]
    fn content_that_is_new_in_each_build() {
        check("a 644 1\nb 644 x", "a 644 2\nb 644 y", "a 644 3\nb 644 x", &["/b content"], &["/a"]);
        check("a -> 1", "a -> 2", "a -> 3", &[], &["/a"]);
    }

    #[test]
    fn what_the_second_build_does_not_show_stays() {
        check("a 644 1", "a 755 2", "a 644 3", &["/a mode"], &["/a"]);
        check("a 644 1", "a 600 1", "a 755 1", &["/a mode"], &[]);
        check("a 644 1", "a 755 1", "a 755 1", &[], &["/a"]);
        check("a 644 1", "", "a 644 2", &["/a removed"], &[]);
        check("a 644 1", "a/ 755", "a 644 2", &["/a type"], &[]);
    }

    #[test]
    fn names_that_are_new_in_each_build() {
        check("tmp/t.aB3 600 x", "tmp/t.Zz9 600 y", "tmp/t.q1Q 600 z", &[], &["/tmp/t.aB3"]);
        check(
            "tmp/t.aB3 600 x",
            "tmp/t.Zz9 600 y\ntmp/t.Zz8 600 y\ntmp/left 600 x\ntmp/u.Zz7 600 x",
            "tmp/t.q1Q 600 z",
            &["/tmp/left added", "/tmp/t.Zz9 added", "/tmp/u.Zz7 added"],
            &["/tmp/t.aB3"],
        );
        check(
            "tmp/t.aB3 600 x",
            "tmp/t.Zz9 644 y",
            "tmp/t.q1Q 600 z",
            &["/tmp/t.Zz9 added"],
            &["/tmp/t.aB3"],
        );
        check("run/job-7 644 x", "run/job-1234 644 x", "run/job-99 644 x", &[], &["/run/job-7"]);
    }

    #[test]
    fn what_is_below_a_folder_with_a_new_name() {
        check(
            "tmp/t.aB3/ 700\ntmp/t.aB3/f 644 x",
            "tmp/t.Zz9/ 700\ntmp/t.Zz9/f 644 y\ntmp/t.Zz9/g 644 y",
            "tmp/t.q1Q/ 700\ntmp/t.q1Q/f 644 z",
            &["/tmp/t.Zz9/g added"],
            &["/tmp/t.aB3", "/tmp/t.aB3/f"],
        );
    }
}
