//! The plain reader and the grammar say the same of what both can read.

use proptest::prelude::*;

use crate::shell::nested::Origin;
use crate::shell::{plain, tree};
use crate::text::TextRange;

/// Whether `text` is plain; if it is, holds the plain reader against the grammar.
fn check(text: &str) -> bool {
    let origins = [Origin::At(0), Origin::At(7), Origin::Within(TextRange::new(3, 5))];
    origins.into_iter().all(|origin| {
        let plain = plain::read(text, origin, 0);
        if let Some(plain) = &plain {
            assert_eq!(*plain, tree::parse_at(text, origin, 0), "{text:?}");
        }
        plain.is_some()
    })
}

#[test]
fn what_most_texts_are_made_of_is_plain() {
    for text in [
        "apt-get update && apt-get install -y --no-install-recommends curl=7.* && rm -rf /var/lib/apt/lists/*",
        "A=b B='c d' C= make -j\"$N\" | tee log 2>&1 || true; echo \"${A}x$B\" >> out & wait",
        "set -e\ncd /x\n\nnpm ci &&\n  npm test\n",
        "export PATH=\"$PATH:/x\" && unset A && find . -name \\*.pyc -exec rm \\;",
        "sh -c 'a && b' && su x -c \"c $D\"",
    ] {
        assert!(check(text), "{text:?}");
    }
}

#[test]
fn what_is_not_plain_is_left_to_the_grammar() {
    for text in [
        "if a; then b; fi",
        "a $(b)",
        "a `b`",
        "(a)",
        "{ a; }",
        "a <<X\nX\n",
        "a <<< b",
        "a; ; b",
        "a &&",
        "&& a",
        "a 'b",
        "a \"b",
        "a # b",
        "[ -f a ]",
        "! a",
        "a ${B:-c}",
        "find . -exec rm {} \\;",
        "a \\",
    ] {
        assert!(!check(text), "{text:?}");
    }
}

/// What the grammar reads in ways of its own, or not at all: found by comparing.
#[test]
fn what_the_grammar_has_views_on_is_left_to_it() {
    for text in [
        "8%",
        "0h@//",
        "_=",
        "A=|b",
        "if\"\"",
        "for'}{'",
        "case$z",
        "!'{('",
        "-54<a",
        "a 022>&1",
        "a - 1>b",
        "a 0>b",
        "sh -c2>&1",
        "a =~ b",
        "a\n\\b",
        "A=${B}\\;",
        "A='b'$c!",
        "readonly 5_x:",
        "typeset f%?",
        "a $_2>>b",
    ] {
        assert!(!check(text), "{text:?}");
    }
}

#[test]
fn variables_behind_variables_are_found_by_both() {
    for text in [
        "echo \" $AB\"",
        "export PATH=$PATH:$HOME/bin",
        "A=$B:$C/d e",
        "a x/$A/b-$A-c.tar >$B.$C.log 2>&1",
    ] {
        assert!(check(text), "{text:?}");
        let expansions = |text: &str| {
            let script = tree::parse_at(text, Origin::At(0), 0);
            let (_, command) = script.commands().next().unwrap();
            let values = command.assignments.iter().map(|assignment| &assignment.value);
            let targets = command.redirects.iter().filter_map(|redirect| redirect.target());
            let words = values.chain(&command.words).chain(targets);
            words.map(|word| word.expansions.len()).sum::<usize>()
        };
        assert_eq!(expansions(text), text.matches('$').count(), "{text:?}");
    }
}

/// Something that stands in a script: what the plain reader takes, and what it must not.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ \t\n]{1,2}",
        3 => "(&&|\\|\\||;|\\||&| && | \\|\\| |; | \\| | & )",
        3 => "[a-zé0-9./_=,:+@%~^*?!-]{1,5}",
        2 => "(A|Bc|_|a1)(=|\\+=)",
        2 => "[0-9]{0,2}(>|>>|<|&>|>&|>&1|> |2>&1|>\\||<&|&>>)",
        2 => single_quoted(),
        2 => "\"([a-z '(){}#&;|<>é!*?\n=-]|\\\\[$\"`\\\\a n]){0,4}\"",
        2 => "(\\$[a-zA-Z_][a-z0-9_]?|\\$\\{[a-zA-Z_][a-z0-9_]?\\})",
        1 => "\"[a-z ]?(\\$[a-zA-Z_]{1,2}|\\$\\{[a-z]{1,2}\\})[a-z/. ]?\"",
        1 => "\\\\[a-z*;(){}\\[\\]&|<>\"'$` .#\\\\-]",
        1 => program(),
        1 => "(if|then|do|done|in|for|fi|case|esac|else|while|until|select|function|coproc)",
        1 => "(==|=~|=|#|-|--|!|:|\\.|~|\\{\\}|\\[|\\]|\\{|\\}|\\$|\\$1|\\$@|\\$\\?|[*])",
    ]
}

fn single_quoted() -> &'static str {
    "'[a-z \n\"$(){}#&;\\\\é]{0,4}'"
}

fn program() -> &'static str {
    "(export|unset|local|readonly|declare|typeset|eval|sh -c|su -c|exec|env|sudo|time|test|\\.|cat)"
}

/// Pieces in any order.
fn wild() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 1..10).prop_map(|pieces| pieces.concat())
}

/// Part of a word that the plain reader takes nearly always.
fn tame_part() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zé0-9./_=,:+@%~^*?!-]{1,5}",
        2 => single_quoted(),
        2 => "\"([a-z '(){}#&;|<>é!*?\n=-]|\\\\[$\"`\\\\an]){0,4}\"",
        2 => "(\\$[a-zA-Z][a-z0-9_]?|\\$\\{[a-zA-Z][a-z0-9_]?\\})",
        2 => "\"[a-z ]?(\\$[a-zA-Z]{1,2}|\\$\\{[a-z]{1,2}\\})[a-z/. ]?\"",
        1 => "\\\\[a-z*;(){}\\[\\]&|<>\"'$`.#\\\\-]",
    ]
}

fn tame_word() -> impl Strategy<Value = String> {
    proptest::collection::vec(tame_part(), 1..4).prop_map(|parts| parts.concat())
}

fn tame_command() -> impl Strategy<Value = String> {
    let assignments = proptest::collection::vec(("[A-Z][a-z0-9_]?", tame_word()), 0..3);
    let name = prop_oneof!["[a-z][a-z0-9._/-]{0,6}", program(), tame_word()];
    let argument = prop_oneof![
        5 => tame_word(),
        1 => ("[12]?(>|>>|<|&>|&>>)[ ]?", tame_word()).prop_map(|(arrow, word)| arrow + &word),
        1 => "[12]?>&[12]",
    ];
    (assignments, name, proptest::collection::vec(argument, 0..5)).prop_map(
        |(assignments, name, arguments)| {
            let assigned = assignments.iter().map(|(name, value)| format!("{name}={value}"));
            assigned.chain([name]).chain(arguments).collect::<Vec<_>>().join(" ")
        },
    )
}

/// Lists of commands.
fn tame() -> impl Strategy<Value = String> {
    let operator = "( ?(&&|\\|\\||;|\\||&|\n|;\n|&&\n) {0,2})";
    (tame_command(), proptest::collection::vec((operator, tame_command()), 0..4), "[;& \n]?")
        .prop_map(|(first, others, end)| {
            let others = others.into_iter().map(|(operator, command)| operator + &command);
            first + &others.collect::<String>() + &end
        })
}

proptest! {
    #[test]
    fn both_readers_say_the_same_of_anything(text in wild()) {
        check(&text);
    }

    #[test]
    fn both_readers_say_the_same_of_commands(text in tame()) {
        check(&text);
    }
}
