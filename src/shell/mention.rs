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
