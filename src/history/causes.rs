//! The paths that make steps run, gathered by directory.

use std::collections::{BTreeMap, BTreeSet};

/// A path, or a directory with all below it, that made steps run.
#[derive(Clone, Debug, PartialEq)]
pub struct PathCause {
    /// The path; a directory ends in `/**`.
    pub path: String,
    /// In how many commits it was among the causes.
    pub commits: usize,
    /// In how many commits nothing else was.
    pub alone: usize,
    /// Seconds of what ran in those.
    pub seconds_alone: f64,
    /// The steps that it made run, by number, and in how many commits.
    pub steps: BTreeMap<usize, usize>,
}

impl PathCause {
    /// The step that it made run most often; the first of several.
    pub fn step(&self) -> Option<usize> {
        let most =
            self.steps.iter().max_by_key(|(step, count)| (**count, std::cmp::Reverse(**step)));
        most.map(|(step, _)| *step)
    }
}

/// Why steps ran in one commit.
#[derive(Clone, Debug, Default)]
pub(super) struct Blame {
    /// Each root cause, and the paths that it read.
    pub(super) causes: Vec<(Option<usize>, Vec<String>)>,
}

/// As many are told.
const MOST: usize = 10;
/// A directory is opened as long as no more stand in its place.
const FEW: usize = 3;

/// The paths that cause most; for each commit what it blames and the seconds of what ran.
pub(super) fn top_paths<'b>(blames: impl Iterator<Item = (&'b Blame, f64)>) -> Vec<PathCause> {
    let blames: Vec<(&Blame, f64)> = blames.collect();
    let mut tree = Node::default();
    for (commit, (blame, _)) in blames.iter().enumerate() {
        for (_, paths) in &blame.causes {
            paths.iter().for_each(|path| tree.add(path, commit));
        }
    }
    let mut groups = Vec::new();
    tree.groups("", &mut groups);
    let mut causes: Vec<PathCause> = groups.iter().map(|path| cause(path, &blames)).collect();
    causes.sort_by(|one, other| {
        other.commits.cmp(&one.commits).then_with(|| one.path.cmp(&other.path))
    });
    causes.truncate(MOST);
    causes
}

/// What happened at one name of a tree.
#[derive(Default)]
struct Node {
    commits: BTreeSet<usize>,
    children: BTreeMap<String, Node>,
}

impl Node {
    fn add(&mut self, path: &str, commit: usize) {
        self.commits.insert(commit);
        if !path.is_empty() {
            let (name, rest) = path.split_once('/').unwrap_or((path, ""));
            self.children.entry(name.to_owned()).or_default().add(rest, commit);
        }
    }

    /// The names to tell: those in the root, and in its place what is in a directory of few.
    fn groups(&self, path: &str, groups: &mut Vec<String>) {
        // What always changes together is one thing.
        let is_one = self.children.len() > 1
            && self.children.values().all(|child| child.commits == self.commits);
        let is_open = path.is_empty() || (self.children.len() <= FEW && !is_one);
        match (self.children.is_empty(), is_open) {
            (true, _) => groups.extend((!path.is_empty()).then(|| path.to_owned())),
            (false, false) => groups.push(format!("{path}/**")),
            (false, true) => {
                for (name, child) in &self.children {
                    let below =
                        if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
                    child.groups(&below, groups);
                }
            }
        }
    }
}

fn cause(group: &str, blames: &[(&Blame, f64)]) -> PathCause {
    let is_inside = |path: &str| match group.strip_suffix("**") {
        Some(directory) => path.starts_with(directory),
        None => path == group,
    };
    let mut found = PathCause {
        path: group.to_owned(),
        commits: 0,
        alone: 0,
        seconds_alone: 0.0,
        steps: BTreeMap::new(),
    };
    for (blame, seconds) in blames {
        let causes = blame.causes.iter();
        let reads = |(_, paths): &&(_, Vec<String>)| paths.iter().any(|path| is_inside(path));
        let steps: Vec<Option<usize>> =
            causes.clone().filter(reads).map(|(step, _)| *step).collect();
        if steps.is_empty() {
            continue;
        }
        found.commits += 1;
        for step in steps.into_iter().flatten() {
            *found.steps.entry(step).or_default() += 1;
        }
        if causes.flat_map(|(_, paths)| paths).all(|path| is_inside(path)) {
            found.alone += 1;
            found.seconds_alone += seconds;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(commits: &[&[(usize, &str)]]) -> Vec<String> {
        let blames: Vec<Blame> = commits
            .iter()
            .map(|causes| Blame {
                causes: causes
                    .iter()
                    .map(|(step, paths)| {
                        (Some(*step), paths.split(' ').map(str::to_owned).collect())
                    })
                    .collect(),
            })
            .collect();
        let found = top_paths(blames.iter().map(|blame| (blame, 2.0)));
        let shown = found.iter().map(|it| {
            let (step, alone) = (it.step().unwrap(), it.seconds_alone);
            format!("{} {} times, {} alone ({alone} s), step {step}", it.path, it.commits, it.alone)
        });
        shown.collect()
    }

    #[test]
    fn directories_stand_for_what_is_in_them() {
        let commits: &[&[(usize, &str)]] = &[
            &[(3, "src/a.ts README.md")],
            &[(3, "src/b.ts")],
            &[(3, "src/c/d.ts"), (1, "package.json")],
            &[(3, "src/e.ts package.json"), (1, "package.json")],
            &[],
            &[(3, "docs/one.md docs/two.md")],
        ];
        assert_eq!(
            check(commits),
            [
                "src/** 4 times, 1 alone (2 s), step 3",
                "package.json 2 times, 0 alone (0 s), step 1",
                "README.md 1 times, 0 alone (0 s), step 3",
                "docs/** 1 times, 1 alone (2 s), step 3"
            ]
        );
    }

    #[test]
    fn a_lone_directory_is_gone_through() {
        let commits: &[&[(usize, &str)]] =
            &[&[(0, "app/src/a")], &[(0, "app/src/b")], &[(0, "app/src/c app/src/d")]];
        assert_eq!(check(commits), ["app/src/** 3 times, 3 alone (6 s), step 0"]);
        assert!(check(&[]).is_empty());
    }
}
