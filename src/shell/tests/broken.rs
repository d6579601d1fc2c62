//! Text that no shell would take, or that ends too early.

use super::*;

#[test]
fn large_characters_do_not_reach_the_scanner() {
    assert_eq!(check("echo {\u{10fffd}"), "[echo {\u{10fffd}]");
}

#[test]
fn broken_text_is_read_as_far_as_it_goes() {
    for (text, read) in [("echo \"open", "? [echo open]"), ("a && ", "? [a]")] {
        assert_eq!(check(text), read, "{text}");
    }
}

#[test]
fn deep_nesting_and_long_lines_end() {
    assert!(!parse(&"(".repeat(10_000)).clean);
    let nested = format!("{}a{}", "(".repeat(2_000), ")".repeat(2_000));
    drop(parse(&nested));
    let words = parse(&format!("echo {}", "x ".repeat(10_000)));
    assert_eq!(words.commands().next().map(|(_, command)| command.words.len()), Some(10_001));
}

#[test]
fn texts_that_once_broke_the_reader_keep_their_ranges() {
    // `check` holds every range against the text; how such texts read is nobody's business.
    for text in ["*1>(", "eval\tB+=(for i in", "eval[=~\"a", "a={\\2>&1 ", "?2>&1}", "?1>}"] {
        check(text);
    }
}
