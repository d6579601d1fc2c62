//! The formatter over all real Dockerfiles and random ones: the same file but for its layout, settled after one
//! round, and nothing that builds again.

use crate::corpus::files;
use crate::run::Project;
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

/// The same without comments, and escape characters at the ends of lines, over which operators move.
fn joined(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.map(|line| solid(line.trim_end().trim_end_matches(['\\', '`']))).collect()
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
        (
            twice.withheld.is_empty() || !options.allow_rebuild,
            "something is withheld that is allowed",
        ),
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

const UGLY: &str = "from  a\nrun npm ci && \\\n  b\nrun  x \\\n    y\ncopy  d e\n";
const FORMATTED: &str = "FROM a\nRUN npm ci && \\\n  b\nRUN x \\\n    y\nCOPY d e\n";
const WITHHELD: &str = "1 line was left: formatting would rebuild steps, or change a command that the image keeps; \
    --allow-rebuild does it\n";

#[test]
fn files_are_written_named_or_shown() {
    let project = Project::new(&[
        ("app/Dockerfile", UGLY),
        ("app/good.dockerfile", "FROM a\n"),
        ("dockwright.toml", "[format]\nindent-width = 4\n"),
    ]);
    let ran = project.run(&["format", "--check"]);
    assert_eq!(
        (ran.code, ran.out.as_str(), ran.err.as_str()),
        (1, "would format app/Dockerfile\n", WITHHELD)
    );
    let ran = project.run(&["format", "--diff", "app/Dockerfile"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, WITHHELD));
    assert!(
        ran.out.contains("-from  a\n-run npm ci && \\\n+FROM a\n+RUN npm ci && \\\n   b\n"),
        "{}",
        ran.out
    );
    assert_eq!(project.read("app/Dockerfile"), UGLY, "nothing is written");
    let ran = project.run(&["format"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert_eq!(ran.err, format!("formatted 1 file\n{WITHHELD}"));
    assert_eq!(project.read("app/Dockerfile"), FORMATTED);
    let ran = project.run(&["format", "--check", "--diff"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
}

#[test]
fn steps_that_are_paid_for_are_named() {
    let project =
        Project::new(&[("Dockerfile", UGLY), ("dockwright.toml", "[format]\nindent-width = 4\n")]);
    let ran = project.run(&["format", "--allow-rebuild"]);
    let expected = "formatted 1 file\n\
        Dockerfile: 3 steps will be built again once, about 32 s (estimated)\n\
        \x20 line 2  run npm ci && b  30 s\n\
        \x20 line 4  run x y  1 s  because of a step before it\n\
        \x20 line 6  copy d e  0.5 s  because of a step before it\n";
    assert_eq!((ran.code, ran.err.as_str()), (0, expected));
    assert_eq!(project.read("Dockerfile"), FORMATTED.replace("\n  b", "\n    b"));
}

#[test]
fn standard_input_becomes_standard_output() {
    let project = Project::new(&[("sub/dockwright.toml", "[format]\nkeyword-case = \"lower\"\n")]);
    let ran = project.run_with(&["format", "-"], b"from  a\r\nUSER b");
    assert_eq!((ran.code, ran.out.as_str()), (0, "FROM a\r\nUSER b\r\n"));
    let ran = project.run_with(&["format", "-", "--stdin-filename", "sub/Dockerfile"], b"FROM  a");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "from a\n", ""));
    let ran = project.run_with(&["format", "-", "--check"], b"from  a");
    assert_eq!((ran.code, ran.out.as_str()), (1, "would format Dockerfile\n"));
    let ran = project.run_with(&["format", "-"], b"from  a\nrum b\n");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
}

#[test]
fn a_file_that_does_not_parse_is_left_and_the_others_go_on() {
    let project = Project::new(&[("a/Dockerfile", "from  a\nrum b\n"), ("b/Dockerfile", UGLY)]);
    let ran = project.run(&["format", "a", "b", "missing"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.starts_with("error: cannot format a/Dockerfile:2: "), "{}", ran.err);
    assert!(
        ran.err.contains("; the file is left as it is\nerror: cannot read missing: "),
        "{}",
        ran.err
    );
    assert_eq!(project.read("a/Dockerfile"), "from  a\nrum b\n");
    assert_eq!(project.read("b/Dockerfile"), FORMATTED);
}

#[test]
fn bytes_that_are_no_text_survive() {
    let project = Project::new(&[]);
    project.write("Dockerfile", b"from  a\r\nRUN \xff\xfe  x  \r\n");
    assert_eq!(project.run(&["format"]).code, 0);
    assert_eq!(
        std::fs::read(project.path("Dockerfile")).unwrap(),
        b"FROM a\r\nRUN \xff\xfe  x\r\n"
    );
}

#[test]
fn editors_and_configuration_agree() {
    let text = "FROM a\nENV a=b \\\n    c=d\n";
    let project = Project::new(&[
        (".editorconfig", "root = true\n[*]\nindent_style = tab\nend_of_line = crlf\n"),
        (
            "in/.editorconfig",
            "[{Dockerfile,*.dockerfile}]\ninsert_final_newline = false\nend_of_line = unset\n",
        ),
        ("in/Dockerfile", text),
        ("in/Containerfile", text),
        (
            "set/dockwright.toml",
            "[format]\nindent-style = \"space\"\nindent-width = 2\nline-ends = \"lf\"\n",
        ),
        ("set/Dockerfile", text),
        ("alone/Dockerfile", text),
    ]);
    assert_eq!(project.run(&["format", "--isolated", "alone"]).code, 0);
    assert_eq!(project.read("alone/Dockerfile"), text);
    assert_eq!(project.run(&["format", "in", "set"]).code, 0);
    assert_eq!(project.read("in/Dockerfile"), "FROM a\nENV a=b \\\n\tc=d");
    assert_eq!(project.read("in/Containerfile"), "FROM a\r\nENV a=b \\\r\n\tc=d\r\n");
    assert_eq!(project.read("set/Dockerfile"), "FROM a\nENV a=b \\\n  c=d\n");
}

#[test]
fn bad_configuration_stops_the_run_with_its_line() {
    let project =
        Project::new(&[("Dockerfile", UGLY), ("dockwright.toml", "[format]\nindent-width = 99\n")]);
    let ran = project.run(&["format"]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "error: cannot use dockwright.toml:2: an indentation of 99 columns; expected 1 to 16\n"
    );
    assert_eq!(project.read("Dockerfile"), UGLY);
}
