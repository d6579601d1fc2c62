//! Makes a text fit for the grammar, byte for byte as long as before.
//!
//! The grammar does not know a heredoc before the command's name, nor two of
//! them on one line, nor comments in backticks, nor a last line that is
//! continued; and what it takes for a blank or a letter is not what a shell
//! does. All this is taken out here. Words are read from the original text,
//! never from this one.

use std::borrow::Cow;
use std::ops::Range;

use super::scan::{HereDocPlace, Scan};

/// A text for the grammar, and the heredocs that it does not see.
pub(super) struct Prepared<'t> {
    pub(super) bytes: Cow<'t, [u8]>,
    /// In order of their operators.
    pub(super) heredocs: Vec<HereDocPlace>,
}

/// Takes out of `text` what the grammar stumbles over.
pub(super) fn prepare(text: &str) -> Prepared<'_> {
    let mut bytes = Cow::Borrowed(text.as_bytes());
    if let Some(at) = continued_end(text) {
        blank(bytes.to_mut(), at..at + 1);
    }
    let mut heredocs = Vec::new();
    if text.contains("<<") || text.contains('`') && text.contains('#') {
        let mut scan = Scan::new(text);
        scan.run();
        for range in scan.blanks {
            blank(bytes.to_mut(), range);
        }
        heredocs = scan.heredocs;
    }
    if bytes.iter().any(is_foreign) {
        let foreign = bytes.to_mut().iter_mut().filter(|byte| is_foreign(byte));
        foreign.for_each(|byte| *byte = LETTER);
    }
    Prepared { bytes, heredocs }
}

/// Whether the byte is a letter like any other to a shell and something else to the grammar.
///
/// Its scanner asks the C library about whole characters, which knows blanks that a shell does
/// not, and crashes in `isdigit` for large ones (`brace_start` in its `scanner.c`, 0.25.1).
fn is_foreign(byte: &u8) -> bool {
    !byte.is_ascii() || *byte == 0
}

/// A letter to both that is in no operator and no name.
const LETTER: u8 = 1;

/// Where the backslash is that continues the last line to nowhere.
fn continued_end(text: &str) -> Option<usize> {
    let kept = text.trim_end();
    let backslashes = kept.bytes().rev().take_while(|byte| *byte == b'\\').count();
    (backslashes % 2 == 1).then(|| kept.len() - 1)
}

fn blank(bytes: &mut [u8], range: Range<usize>) {
    if let Some(bytes) = bytes.get_mut(range) {
        bytes.fill(b' ');
    }
}

/// Puts a `;` where one reserved word closes a construct right behind another, as in `done done`:
/// valid, but not in the grammar. For a second try: it does not look at quotes.
pub(super) fn separate_closings(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut separated = bytes.to_vec();
    let mut closed = false;
    let mut at = 0usize;
    for piece in bytes.split_inclusive(u8::is_ascii_whitespace) {
        let word = piece.trim_ascii_end();
        let bare = word.strip_suffix(b";").unwrap_or(word);
        let joint = at.checked_sub(1).filter(|_| closed && FOLLOWS.contains(&bare));
        if let Some(byte) = joint.and_then(|joint| separated.get_mut(joint)) {
            *byte = b';';
        }
        closed = CLOSES.contains(&word) || closed && word.is_empty();
        at += piece.len();
    }
    (separated != bytes).then_some(separated)
}

const CLOSES: &[&[u8]] = &[b"done", b"fi", b"esac", b"}"];
const FOLLOWS: &[&[u8]] = &[b"done", b"fi", b"esac", b"}", b"then", b"do", b"else", b"elif"];
