//! A look at a text before it is parsed.

/// Whether `text` may run one of `words`: whether one of them stands in it with no letter, digit
/// or `_` before it and no letter or `_` behind.
///
/// Much cheaper than parsing. A word in a string or a comment counts too, and so does `python3.12`
/// for `python`.
pub fn mentions_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| mentions(text, word))
}

fn mentions(text: &str, word: &str) -> bool {
    let bytes = text.as_bytes();
    text.match_indices(word).any(|(at, _)| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let behind = bytes.get(at + word.len());
        let letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
        !before.is_some_and(|byte| letter(byte) || byte.is_ascii_digit())
            && !behind.is_some_and(letter)
    })
}

#[cfg(test)]
mod tests {
    use super::mentions_any;

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
