//! Lists and pipelines: what is joined to what, and how.

use super::check;

#[test]
fn joins() {
    for (text, read) in [
        ("", ""),
        ("a && b || c ; d & e", "[a] && [b] || [c] ; [d] & ; [e]"),
        ("set -eux; cmd", "[set -eux] ; [cmd]"),
        ("! a | b", "! [a] | [b]"),
        ("a # c\nb", "[a] ; [b]"),
        ("# c", ""),
        ("a \\", "[a]"),
    ] {
        assert_eq!(check(text), read, "{text}");
    }
}

#[test]
fn a_list_can_be_cut_at_its_operators() {
    let text = "npm ci  &&   npm run build";
    let script = super::parse(text);
    let [first, second] = script.list.items.as_slice() else { unreachable!("two items") };
    assert_eq!(first.range().of(text), "npm ci");
    assert_eq!(second.operator.of(text), "&&");
    assert_eq!(second.range().of(text), "npm run build");
}
