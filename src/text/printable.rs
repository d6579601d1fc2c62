//! Making text from a stranger's file safe to show on a terminal.

use std::borrow::Cow;

/// Replaces what could rewrite the screen or hide text: control characters
/// (but tab and newline), bidirectional overrides and zero-width characters.
///
/// The result is as long as the input, byte for byte, so positions keep their
/// meaning: one-byte characters become `?`, longer ones U+FFFD (three bytes)
/// or, where that does not fit, as many `?` as they had bytes.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch.len_utf8() {
            _ if !is_hidden(ch) => shown.push(ch),
            3 => shown.push('\u{fffd}'),
            len => shown.extend(std::iter::repeat_n('?', len)),
        }
    }
    Cow::Owned(shown)
}

fn is_hidden(ch: char) -> bool {
    match ch {
        '\t' | '\n' => false,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => true,
        _ => ch.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_length_and_hides_what_acts() {
        for (input, shown) in [
            ("plain\ttext\n", "plain\ttext\n"),
            ("a\u{1b}[31mb", "a?[31mb"),
            ("x\u{202e}y", "x\u{fffd}y"),
            ("z\u{200b}w", "z\u{fffd}w"),
            ("\u{85}\u{ad}", "????"),
            ("\u{e0041}", "????"),
        ] {
            assert_eq!(printable(input), shown);
            assert_eq!(printable(input).len(), input.len());
        }
    }
}
