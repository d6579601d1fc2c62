//! The shell's two readers over all scripts of the corpus.

#![allow(clippy::disallowed_methods, reason = "the corpus is read from disk")]

use crate::build::{BuildArgs, BuildGraph};
use crate::shell::{Dialect, both_readings};
use crate::syntax::{Dockerfile, Keyword};
use crate::text::Source;
use std::path::{Path, PathBuf};

/// The Dockerfiles of the corpus beside the repository; `None`, with a word on it, where there is none.
fn dockerfiles() -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared/corpus/dockerfiles");
    let Ok(groups) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: no corpus at {}", folder.display());
        return None;
    };
    let groups = groups.map(|group| group.unwrap().path()).filter(|path| path.is_dir());
    let files = groups.flat_map(|group| std::fs::read_dir(group).unwrap());
    Some(files.map(|file| file.unwrap().path()).collect())
}

/// The shell texts of the RUN instructions of a file.
fn scripts(bytes: &[u8]) -> Vec<String> {
    let file = Dockerfile::parse(Source::new(bytes).text());
    let graph = BuildGraph::new(&file, &BuildArgs::default());
    let steps = graph.stages.iter().flat_map(|stage| stage.steps_of(Keyword::Run));
    let scripts = steps.map(|step| step.script());
    let posix = scripts.filter(|script| script.dialect == Dialect::Posix && !script.is_exec);
    posix.map(|script| script.text.clone()).collect()
}

#[test]
fn both_readers_of_the_shell_say_the_same_of_the_corpus() {
    let Some(paths) = dockerfiles() else { return };
    let (mut plain, mut all) = (0, 0);
    for path in paths {
        for text in scripts(&std::fs::read(&path).unwrap()) {
            let (read, grammar) = both_readings(&text);
            all += 1;
            plain += usize::from(read.is_some());
            assert!(read.is_none_or(|read| read == grammar), "{}: {text:?}", path.display());
            // What stands in words may be a script of its own.
            let words = grammar.commands().flat_map(|(_, command)| &command.words);
            for word in words.filter(|word| word.value.contains(' ')) {
                let (read, grammar) = both_readings(&word.value);
                let shown = || format!("{}: {:?}", path.display(), word.value);
                assert!(read.is_none_or(|read| read == grammar), "{}", shown());
            }
        }
    }
    println!("{plain} of {all} scripts are plain");
    assert!(all > 5_000, "the corpus is not whole: {all} scripts");
    assert!(plain * 2 > all, "only {plain} of {all} scripts are plain");
}
