//! Which commands run for certain, last, or alone.

use super::parse;

/// The names of the commands that `is_so` holds for.
fn named(text: &str, is_so: impl Fn(&super::Place) -> bool) -> String {
    let script = parse(text);
    let names = script.commands().filter(|(place, _)| is_so(place));
    names.filter_map(|(_, command)| command.name()).collect::<Vec<_>>().join(" ")
}

#[test]
fn places() {
    let text = "a && if b; then c; fi; (d); e $(f) | g; h & sh -c 'i' || j";
    assert_eq!(named(text, |_| true), "a b c d f e g h sh i j");
    assert_eq!(named(text, |place| place.subshell), "d");
    assert_eq!(named(text, |place| place.substituted), "f");
    assert_eq!(named(text, |place| place.background), "h");
    assert_eq!(named(text, |place| place.nested), "i");
    assert!(named(text, |place| place.conditional).contains('c'));
    assert!(named(text, |place| place.conditional).contains('j'));
    assert_eq!(named(text, |place| place.pipe.len == 2 && !place.substituted), "e g");
    assert_eq!(named("a; b; c", |place| place.last), "c");
}
