//! Variables in a text: `$NAME` and `${NAME…}`, outside single quotes and not escaped.

use crate::text::TextRange;

/// What quotes are in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    /// Quotes: nothing is replaced between single ones.
    Kept,
    /// Characters like others.
    Text,
}

/// The names that a text means, and where they stand in it.
pub(super) fn mentions(text: &str, escape: char, quotes: Quotes) -> Vec<(TextRange, &str)> {
    let mut found = Vec::new();
    let (mut in_single, mut in_double) = (false, false);
    let mut chars = text.char_indices().peekable();
    while let Some((at, character)) = chars.next() {
        match character {
            '\'' if quotes == Quotes::Kept && !in_double => in_single = !in_single,
            _ if in_single => {}
            '"' if quotes == Quotes::Kept => in_double = !in_double,
            _ if character == escape => drop(chars.next()),
            '$' => {
                let is_braced = text[at + 1..].starts_with('{');
                let start = at + 1 + usize::from(is_braced);
                let name = name_at(&text[start..]);
                if !name.is_empty() {
                    found.push((TextRange::new(start, start + name.len()), name));
                }
                while chars.peek().is_some_and(|(next, _)| *next < start + name.len()) {
                    chars.next();
                }
            }
            _ => {}
        }
    }
    found
}

fn name_at(text: &str) -> &str {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let length = text.bytes().take_while(is_part).count();
    let starts_well = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    if starts_well { &text[..length] } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, quotes: Quotes) -> String {
        let names = mentions(text, '\\', quotes).into_iter().map(|(_, name)| name);
        names.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn variables_outside_single_quotes() {
        assert_eq!(check("a $B ${C:-$D}e \"$F\" $1 $$G", Quotes::Kept), "B C D F G");
        assert_eq!(check(r#"'$A' \$B "'$C'" $"#, Quotes::Kept), "C");
        assert_eq!(check("it's $A", Quotes::Text), "A");
    }
}
