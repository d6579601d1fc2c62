//! Words, and what a command's arguments say.

use super::{check, parse};

#[test]
fn quotes_and_what_words_depend_on() {
    for (text, read) in [
        (r#"echo 'a b' "c d" e\ f"#, r#"[echo "a b" "c d" "e f"]"#),
        ("echo $X ${Y:-z} $((1+2))", "[echo ~$X ~${Y:-z} ~$((1+2))]"),
        ("echo $(d e) `f`", r#"[echo ~"$(d e)"{[d e]} ~`f`{[f]}]"#),
        ("diff <(a) <(b)", "[diff ~<(a){[a]} ~<(b){[b]}]"),
        ("é ü", "[é ü]"),
    ] {
        assert_eq!(check(text), read, "{text}");
    }
}

#[test]
fn flags_and_operands() {
    let script = parse("npm --prefix=web -C dir install -qy --omit dev express");
    let (_, command) = script.commands().next().expect("a command");
    let argv = command.argv();
    let value = |names: &[&str]| argv.flag_value(names).map(|word| word.value);
    assert_eq!(value(&["--prefix"]).as_deref(), Some("web"));
    assert_eq!(value(&["-C"]).as_deref(), Some("dir"));
    assert!(argv.has_flag("--omit") && !argv.has_flag("--om") && argv.has_short_flag('y'));
    let operands: Vec<&str> =
        argv.operands(&["-C", "--omit"]).iter().map(|word| &*word.value).collect();
    assert_eq!(operands, ["install", "express"]);
}

#[test]
fn blanks_before_an_expansion_are_not_its_own() {
    for text in ["echo \" $AB\"", "echo \" ${AB} \"", "echo \" \t$AB$C\"", "x \" \n$AB/b\""] {
        let script = parse(text);
        let (_, command) = script.commands().next().unwrap();
        let expansion = &command.words[1].expansions[0];
        assert_eq!(expansion.name, "AB", "{text:?}");
        assert!(expansion.range.of(text).starts_with('$'), "{text:?}");
        let value = command.words[1].expand(|_| Some("1")).unwrap();
        assert!(value.trim_start().starts_with('1'), "{text:?} {value:?}");
    }
}
