//! Compounds: subshells, groups, branches, loops, functions.

use super::check;

#[test]
fn compounds() {
    for (text, read) in [
        ("(a && b) || c", "subshell([a] && [b]) || [c]"),
        ("{ a; b; }", "group([a] ; [b])"),
        ("if [ -f x ]; then a; else b; fi && c", r#"if(["[" -f x "]"])?([a])?([b]) && [c]"#),
        ("for i in 1 2; do a $i; done", "for 1 2?([a ~$i])"),
        ("case $x in a) b;; *) c;; esac", "case ~$x a *?([b])?([c])"),
        ("f() { a; }; f", "function f?(group([a])) ; [f]"),
        ("[[ -n $x ]] && a", r#"["[[" -n ~$x "]]"] && [a]"#),
    ] {
        assert_eq!(check(text), read, "{text}");
    }
}
