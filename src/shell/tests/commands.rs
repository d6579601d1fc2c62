//! Simple commands: assignments, redirects, heredocs, wrappers, and scripts for other shells.

use super::{Wrapper, check, parse};

#[test]
fn parts_of_commands() {
    for (text, read) in [
        ("A=1 B=2 cmd x", "[A=1 B=2 cmd x]"),
        (">f cmd", "[cmd >f]"),
        ("cmd 2>&1 >>log <in", "[cmd 2&1 >>log <in]"),
        ("cmd <<EOF\nbody $X\nEOF", "[cmd <<EOF+8X]"),
        ("sh -c 'a && b'", r#"[sh -c "a && b"]=>{[a] && [b]}"#),
        ("bash -lc \"npm ci\"", r#"[bash -lc "npm ci"]=>{[npm ci]}"#),
    ] {
        assert_eq!(check(text), read, "{text}");
    }
}

#[test]
fn wrappers_are_looked_through() {
    let check = |text: &str| {
        let script = parse(text);
        let (_, command) = script.commands().next().expect("a command");
        let invocation = command.invocation();
        let words: Vec<&str> = invocation.argv.words().iter().map(|word| &*word.value).collect();
        words.join(" ")
    };
    for (text, inner) in [
        ("sudo -E npm ci", "npm ci"),
        ("sudo -u node npm ci", "npm ci"),
        ("env -i A=b npm ci", "npm ci"),
        ("exec node x.js", "node x.js"),
        ("time npm ci", "npm ci"),
        ("nohup nice -n 5 npm ci", "npm ci"),
        ("gosu node npm ci", "npm ci"),
        ("corepack pnpm install", "pnpm install"),
        ("timeout -k 5 10 npm start", "npm start"),
        ("xargs -n 1 rm -f", "rm -f"),
        ("npx npm-run-all", "npx npm-run-all"),
    ] {
        assert_eq!(check(text), inner, "{text}");
    }
    let script = parse("timeout 10 npm start");
    let (_, command) = script.commands().next().expect("a command");
    assert!(command.invocation().is_wrapped_by(Wrapper::Timeout));
}

#[test]
fn a_nested_script_keeps_exact_ranges() {
    let text = "sh -c 'cd x && npm ci'";
    let script = parse(text);
    let (_, inner) =
        script.commands().find(|(_, command)| command.name() == Some("npm")).expect("npm");
    assert_eq!(inner.range.of(text), "npm ci");
}
