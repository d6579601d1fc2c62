//! The bytes of a file and the text that is analysed in their place.

use std::borrow::Cow;

/// A source file: its bytes, and a text of exactly the same length.
///
/// A Dockerfile may hold any bytes; BuildKit reads them without complaint.
/// Bytes that are not UTF-8 are replaced one for one, so that an offset into
/// the text is an offset into the bytes and edits never touch what they do
/// not mean to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source<'a> {
    bytes: &'a [u8],
    text: Cow<'a, str>,
}

impl<'a> Source<'a> {
    /// Takes the bytes of a file.
    pub fn new(bytes: &'a [u8]) -> Self {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(replace_invalid(bytes)),
        };
        Self { bytes, text }
    }

    /// The bytes as they are in the file.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The text to analyse; as long as [`Source::bytes`].
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the bytes are valid UTF-8.
    pub fn is_utf8(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }
}

/// Writes U+001A (substitute) for each byte that is not part of a character:
/// it is one byte long and means nothing to a Dockerfile.
fn replace_invalid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('\u{1a}', chunk.invalid().len()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_bytes_keep_every_offset() {
        let source = Source::new(b"FROM a\xff\xfe\nRUN \xe4\xb8x");
        assert_eq!(source.text(), "FROM a\u{1a}\u{1a}\nRUN \u{1a}\u{1a}x");
        assert_eq!(source.text().len(), source.bytes().len());
        assert!(!source.is_utf8());
    }
}
