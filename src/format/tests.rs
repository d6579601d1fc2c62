//! Tests of the whole module: a text in, the formatted text out.

mod cases;
mod commands;
mod layout;
mod places;

use super::*;

/// `text` formatted as `options` ask for; formatting the outcome changes nothing more.
fn check_with(options: &Options, text: &str) -> String {
    let once = formatted(options, text);
    assert_eq!(formatted(options, &once), once, "a second time changes {text:?}");
    once
}

fn check(text: &str) -> String {
    check_with(&Options::default(), text)
}

fn formatted(options: &Options, text: &str) -> String {
    let file = Dockerfile::parse(text);
    assert_eq!(file.problems(), [], "{text:?}");
    let planned = plan(&file, options);
    let after = String::from_utf8(planned.apply(text.as_bytes())).unwrap();
    let again = Dockerfile::parse(after.as_str());
    assert!(is_same_but_layout(&file, &again, options.allow_rebuild), "{text:?} became {after:?}");
    assert_eq!(format(&file, options), planned, "the proof fails for {text:?}");
    after
}

/// How many lines of `text` are withheld.
fn withheld(text: &str) -> usize {
    let formatted = format(&Dockerfile::parse(text), &Options::default());
    formatted.withheld.iter().map(|it| it.lines).sum()
}
