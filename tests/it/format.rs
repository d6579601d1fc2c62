//! The formatter over all real Dockerfiles and random ones: the same file but for its layout, settled after one
//! round, and nothing that builds again.

use crate::corpus::files;
use crate::support::corpus;
use dockwright::cost::Costs;
use dockwright::format::{self, IndentStyle, OperatorPlace, Options};
use dockwright::syntax::Dockerfile;
use dockwright::text::Source;
use rayon::prelude::*;

/// What any layout may be asked for.
fn choices() -> [Options; 3] {
    let plain = Options::default();
    let narrow = Options { indent_width: Some(2), allow_rebuild: true, ..plain };
    let tabs = Options {
        indent_style: Some(IndentStyle::Tab),
        operators: OperatorPlace::Leading,
        ..narrow
    };
    [plain, narrow, tabs]
}

/// All that is no white space, in upper case: what no layout may change.
fn solid(text: &str) -> String {
    text.chars().filter(|ch| !ch.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// The text without white space and escape characters at the ends of lines: what moving operators leaves.
fn joined(text: &str) -> String {
    let lines = text.lines().map(|line| solid(line.trim_end().trim_end_matches(['\\', '`'])));
    lines.collect()
}

/// What is wrong with how `bytes` are formatted, and how many lines were changed and withheld.
pub(crate) fn fault(bytes: &[u8], options: &Options) -> Result<(usize, usize), String> {
    let source = Source::new(bytes);
    let file = Dockerfile::parse(source.text());
    let formatted = format::format(&file, options);
    let after = formatted.apply(bytes);
    let text = Source::new(&after);
    let again = Dockerfile::parse(text.text());
    let twice = format::format(&again, options);
    let is_same = match options.operators {
        OperatorPlace::Preserve => solid(file.text()) == solid(again.text()),
        _ => joined(file.text()) == joined(again.text()),
    };
    let rebuilt = format::rebuilt_steps(&file, &again, &Costs::default());
    let edits: Vec<_> = formatted.edits.iter().map(|edit| edit.range).collect();
    for (is_right, message) in [
        (is_same, "more than white space and case is another"),
        (
            format::is_same_but_layout(&file, &again, options.allow_rebuild),
            "the parsed file is another",
        ),
        (twice.edits.is_empty(), "a second round changes more"),
        (twice.withheld == [] || !options.allow_rebuild, "something is withheld that is allowed"),
        (options.allow_rebuild || rebuilt.is_empty(), "steps are built again"),
        (edits.windows(2).all(|pair| pair[0].end <= pair[1].start), "edits overlap"),
    ] {
        if !is_right {
            return Err(format!("{message}: {:?}\n{}", twice.edits, again.text()));
        }
    }
    Ok((edits.len(), formatted.withheld.iter().map(|it| it.lines).sum()))
}

#[test]
fn every_file_of_the_corpus_is_the_same_but_for_its_layout() {
    let Some(corpus) = corpus() else { return };
    let files = files(&corpus);
    for options in choices() {
        let outcomes: Vec<Result<(usize, usize), String>> = files
            .par_iter()
            .map(|(name, bytes)| fault(bytes, &options).map_err(|fault| format!("{name}: {fault}")))
            .collect();
        let faults: Vec<&String> = outcomes.iter().filter_map(|it| it.as_ref().err()).collect();
        assert!(faults.is_empty(), "{} faults, as {}", faults.len(), faults[0]);
        let done: Vec<&(usize, usize)> =
            outcomes.iter().filter_map(|it| it.as_ref().ok()).collect();
        let changed = done.iter().filter(|it| it.0 > 0).count();
        let withheld: usize = done.iter().map(|it| it.1).sum();
        println!("{changed} of {} files changed, {withheld} lines withheld", done.len());
        assert!(changed * 4 > done.len(), "the formatter does next to nothing");
    }
}

/// The guard in front of every answer is there for faults; it must not be what makes the others pass.
#[test]
fn files_that_parse_are_formatted_and_not_given_up() {
    let Some(corpus) = corpus() else { return };
    let lost: Vec<String> = files(&corpus)
        .par_iter()
        .filter(|(_, bytes)| {
            let text = [Source::new(bytes).text().trim_end(), "\n\n\n"].concat();
            let file = Dockerfile::parse(text);
            let is_off = file.text().contains("fmt: off");
            file.problems().is_empty()
                && !is_off
                && choices().iter().any(|it| format::format(&file, it).edits.is_empty())
        })
        .map(|(name, _)| name.clone())
        .collect();
    assert_eq!(lost, Vec::<String>::new());
}
