//! The shell's two readers over all scripts of the corpus.

#![allow(clippy::disallowed_methods, reason = "the corpus is read from disk")]

use crate::build::install::Install;
use crate::build::{BuildArgs, BuildGraph, effect};
use crate::shell::{Dialect, Part, both_readings, mentions_any};
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

#[test]
fn what_is_told_without_parsing_is_what_parsing_tells() {
    let Some(paths) = dockerfiles() else { return };
    let (mut told, mut programs) = (0, 0);
    for path in paths {
        let bytes = std::fs::read(&path).unwrap();
        let file = Dockerfile::parse(Source::new(&bytes).text());
        let graph = BuildGraph::new(&file, &BuildArgs::default());
        let steps = graph
            .stages
            .iter()
            .flat_map(|stage| stage.steps_of(Keyword::Run).map(move |step| (stage, step)));
        for (stage, step) in steps {
            let text = step.instruction.range().of(file.text());
            let installs = effect::items(stage, step).into_iter().flatten();
            if installs.flat_map(|item| &item.installs).next().is_some() {
                programs += 1;
                assert!(mentions_any(text, Install::PROGRAMS), "{}: {text}", path.display());
            }
            let script = &step.script().script;
            let Some(name) = step.last_command_name().filter(|_| script.clean) else { continue };
            let last = script.list.items.last().and_then(|item| item.pipeline.parts.last());
            let parsed = match last {
                Some(Part::Command(command)) => command.name(),
                // The word that closes it.
                _ => Some(name).filter(|name| ["fi", "done", "esac"].contains(name)),
            };
            assert_eq!(parsed, Some(name), "{}: {text}", path.display());
            told += 1;
        }
    }
    assert!(told > 2_000 && programs > 500, "{told} commands told, {programs} installs");
}
