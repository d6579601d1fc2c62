//! A look at a text before it is parsed.

/// Whether `text` may run one of `words`: whether one of them stands in it with no letter, digit
/// or `_` before it and no letter or `_` behind.
///
/// Much cheaper than parsing. A word in a string or a comment counts too, and so does `python3.12`
/// for `python`.
pub fn mentions_any(text: &str, words: &[&str]) -> bool {
    // One pass for all words: most places are passed over for their first letter alone.
    let mut begins_one = [false; 256];
    for first in words.iter().filter_map(|word| word.as_bytes().first()) {
        begins_one[usize::from(*first)] = true;
    }
    let letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    let bytes = text.as_bytes();
    let mut is_inside = false;
    bytes.iter().enumerate().any(|(at, byte)| {
        let may_begin = !is_inside && begins_one[usize::from(*byte)];
        is_inside = letter(byte) || byte.is_ascii_digit();
        may_begin && {
            let rest = bytes.get(at..).unwrap_or_default();
            words.iter().any(|word| {
                let behind = rest.strip_prefix(word.as_bytes());
                behind.is_some_and(|behind| !word.is_empty() && !behind.first().is_some_and(letter))
            })
        }
    })
}

/// The name of the last command of a POSIX `text`, if it can be told without parsing.
///
/// It is the word that closes the construct (`fi`, `done`) where the text ends with one. `None` wherever
/// quotes, brackets or comments might hide where the command begins, or that it runs in the background.
pub fn last_command_name(text: &str) -> Option<&str> {
    let text = text.trim_end().trim_end_matches(';');
    let start = text.rfind(['&', '|', ';', '\n']).map_or(0, |at| at + 1);
    let (before, last) = (text.get(..start)?, text.get(start..)?.trim_start());
    // `2>&1` and `&>x` are no ends of commands, and behind a `#` nothing may be one.
    if before.ends_with(">&") || last.starts_with('>') || text.contains('#') {
        return None;
    }
    let hides = |ch: char| matches!(ch, '"' | '\'' | '`' | '(' | ')' | '{' | '}' | '\\' | '<');
    let name = last.split_ascii_whitespace().next()?;
    const OPENING: [&str; 10] =
        ["!", "case", "do", "elif", "else", "for", "if", "then", "until", "while"];
    let is_name = !name.contains(['=', '$', '>']) && !OPENING.contains(&name);
    (is_name && !last.contains(hides)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{last_command_name, mentions_any};

    #[test]
    fn last_commands() {
        for (text, name) in [
            ("apt-get update && rm -rf /x/*", Some("rm")),
            ("npm ci; node server.js ;", Some("node")),
            ("if a; then rm b; fi", Some("fi")),
            ("a | tee b > c", Some("tee")),
            ("a\nb c\n", Some("b")),
            ("server &", None),
            ("sh -c \"a; rm b\"", None),
            ("(a; rm b)", None),
            ("A=b rm", None),
            ("cd x # a; b", None),
            ("a > b 2>&1", None),
            ("a &> b", None),
            ("", None),
        ] {
            assert_eq!(last_command_name(text), name, "{text}");
        }
    }

    #[test]
    fn words_stand_alone() {
        for (text, word, mentioned) in [
            ("npm ci", "npm", true),
            ("pnpm i", "npm", false),
            ("sudo apt-get update", "apt-get", true),
            ("cd /usr/bin/npm;x", "npm", true),
            ("rm -rf node_modules", "node", false),
            ("python3.12 -m pip", "python", true),
            ("é npm", "npm", true),
            ("", "npm", false),
        ] {
            assert_eq!(mentions_any(text, &["yarn", word]), mentioned, "{text}");
        }
    }
}
