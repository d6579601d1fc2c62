//! Experiments of the reference, in memory.

use super::{Changes, PathChange, Simulation, Snapshot, Verdict, simulate};
use crate::build::vertex::{ImageFacts, Settings, VertexGraph};
use crate::build::{BuildArgs, BuildGraph, ChangedTree, Context, MemoryTree, PathEdit};
use crate::ignore::IgnoreFile;
use crate::syntax::Dockerfile;
use std::collections::BTreeMap;
use std::sync::Arc;

fn vertices(text: &str) -> VertexGraph {
    let file = Dockerfile::parse(text);
    let args = BuildArgs { platform: Some("linux/amd64".to_owned()), ..BuildArgs::default() };
    let graph = BuildGraph::new(&file, &args);
    let facts = ImageFacts {
        env: Some(vec![("PATH".to_owned(), "/bin".to_owned())]),
        user: Some(String::new()),
        workdir: Some(String::new()),
        ..ImageFacts::default()
    };
    let images = BTreeMap::from([("base".to_owned(), facts)]);
    VertexGraph::new(&graph, &Settings { images, merges: false, ..Settings::default() })
}

/// The verdicts of the second file's steps after `edits`, as letters: cached, rerun, depends, unknown, not built.
fn run(before: &str, after: &str, ignore: &str, edits: &[(&str, PathEdit)]) -> Simulation {
    let tree = Arc::new(MemoryTree::new([
        ("s", "s"),
        ("t", "t"),
        ("d/b.txt", "b"),
        ("d/a.md", "a"),
        ("q/s", "s"),
    ]));
    let ignore = IgnoreFile::parse(ignore);
    let old = Context::new(tree.clone(), ignore, None);
    let changed = ChangedTree::new(
        tree.clone(),
        edits.iter().map(|(path, edit)| ((*path).to_owned(), *edit)).collect(),
    );
    let changed = Arc::new(changed);
    let new = old.with_tree(changed.clone());
    let paths = edits.iter().map(|(path, edit)| PathChange::of_edit(path, *edit));
    let changes = Changes::new(paths, &*tree, &*changed);
    let (before, after) = (vertices(before), vertices(after));
    let contexts = BTreeMap::new();
    let before = Snapshot { vertices: &before, context: Some(&old), contexts: &contexts };
    let after = Snapshot { vertices: &after, context: Some(&new), contexts: &contexts };
    simulate(&before, &after, &changes)
}

fn letters(simulation: &Simulation) -> String {
    let steps = simulation.steps.iter().filter(|it| it.step.keyword.name() != "FROM");
    let letter = |verdict: Verdict| match verdict {
        Verdict::Cached => 'c',
        Verdict::Rerun => 'r',
        Verdict::Depends => 'd',
        Verdict::Unknown => 'u',
        Verdict::NotBuilt => 'n',
    };
    steps.map(|outcome| letter(outcome.verdict)).collect()
}

#[track_caller]
fn check(file: &str, edit: (&str, PathEdit), expected: &str) {
    assert_eq!(letters(&run(file, file, "", &[edit])), expected, "{file}");
}

#[track_caller]
fn check_files(before: &str, after: &str, expected: &str) {
    assert_eq!(letters(&run(before, after, "", &[])), expected, "{before} -> {after}");
}

const CHANGED: PathEdit = PathEdit::Content;

#[test]
fn what_is_copied_decides() {
    check("FROM base\nCOPY s /s\nRUN echo 1", ("s", CHANGED), "rr");
    check("FROM base\nCOPY t /t\nRUN echo 1", ("s", CHANGED), "cc");
    check("FROM base\nCOPY s /s\nCOPY t /t", ("t", CHANGED), "cr");
    check("FROM base\nCOPY d/*.txt /d/\nRUN echo 1", ("d/a.md", CHANGED), "cc");
    check("FROM base\nCOPY d/*.txt /d/\nRUN echo 1", ("d/n.txt", PathEdit::Added), "rr");
    check("FROM base\nCOPY --exclude=*.md d /d/", ("d/a.md", CHANGED), "c");
    check("FROM base\nCOPY . .", ("e/new", PathEdit::Added), "r");
    check("FROM base\nRUN --mount=type=bind,source=t,target=/t echo", ("s", CHANGED), "c");
    check("FROM base\nRUN --mount=type=bind,source=t,target=/t echo", ("t", CHANGED), "r");
}

#[test]
fn other_stages_count_by_what_they_leave() {
    let file = "FROM base AS b\nCOPY s /s\nRUN make\nFROM base\nCOPY --from=b /out /o\nRUN echo";
    check(file, ("s", CHANGED), "rrdd");
    let file = "FROM scratch AS c\nCOPY . /\nFROM base\nCOPY --from=c /t /t\nRUN echo 1";
    check(file, ("s", CHANGED), "rcc");
    check(file, ("t", CHANGED), "rrr");
    let file =
        "FROM base AS b\nCOPY s /data/s\nCOPY t /data/t\nFROM scratch\nCOPY --from=b /data /o";
    check(file, ("s", CHANGED), "rrr");
    let file =
        "FROM base AS b\nCOPY s /data/x\nCOPY t /data/x\nFROM scratch\nCOPY --from=b /data /o";
    check(file, ("s", CHANGED), "rrc");
    let file = "FROM base AS u\nCOPY s /s\nFROM base\nCOPY t /t";
    check(file, ("s", CHANGED), "nc");
}

#[test]
fn what_lies_elsewhere_is_not_known_to_be_the_same() {
    let file = |path: &str| {
        format!(
            "FROM base AS b\nRUN x\nFROM base\nRUN --mount=type=bind,from=b,source={path},target=/m x"
        )
    };
    check_files(&file("/a"), &file("/a"), "cc");
    check_files(&file("/a"), &file("/b"), "cd");
}

#[test]
fn definitions_decide() {
    check_files("FROM base\nLABEL a=1\nCOPY s /s", "FROM base\nLABEL a=2\nCOPY s /s", "c");
    check_files(
        "FROM base\nENV A=1\nCOPY s /s\nRUN x",
        "FROM base\nENV A=2\nCOPY s /s\nRUN x",
        "cr",
    );
    check_files(
        "FROM base\nENV A=1\nENV B=1\nRUN x",
        "FROM base\nENV A=0\nENV B=1\nENV A=1\nRUN x",
        "r",
    );
    check_files("FROM base\nENV A=1\nENV B=2\nRUN x", "FROM base\nENV A=1 B=2\nRUN x", "c");
    check_files("FROM base\nRUN x", "FROM base\nENV PATH=/bin\nRUN x", "c");
    check_files("FROM base\nCOPY s /s", "FROM base\nCOPY q/s /s", "c");
    check_files("FROM base\nCOPY s /s", "FROM base\nCOPY --chmod=644 s /s", "r");
    check_files("FROM base\nUSER 0\nWORKDIR /d", "FROM base\nUSER root\nWORKDIR /d", "c");
    check_files("FROM base\nCOPY --chown=root s /s", "FROM base\nCOPY --chown=0 s /s", "c");
    check_files("FROM base\nWORKDIR /d\nCOPY s .", "FROM base\nWORKDIR /d\nCOPY s ./", "cc");
    check_files("FROM base\nRUN [\"/bin/sh\",\"-c\",\"x\"]", "FROM base\nRUN x", "c");
    check_files(
        "FROM base\nRUN --mount=type=cache,id=a,target=/c x",
        "FROM base\nRUN --mount=type=cache,id=b,target=/c x",
        "c",
    );
    check_files(
        "FROM base\nRUN --mount=type=cache,target=/c x",
        "FROM base\nRUN --mount=type=cache,id=b,target=/c x",
        "r",
    );
}

#[test]
fn causes_are_told() {
    let file = "FROM base\nCOPY . /app\nRUN npm ci\nRUN npm test";
    let simulation = run(file, file, "", &[("s", CHANGED)]);
    let causes: Vec<String> = simulation
        .steps
        .iter()
        .filter_map(|step| step.cause.as_ref())
        .map(|cause| format!("{} {:?} {:?}", cause.kind.name(), cause.step, cause.paths))
        .collect();
    assert_eq!(
        causes,
        [
            "content None [PathChange { path: \"s\", kind: Content }]",
            "parent Some(1) []",
            "parent Some(1) []"
        ]
    );
}
