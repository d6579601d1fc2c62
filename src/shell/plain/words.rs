//! Words of a plain text: what they are worth.

use std::ops::Range;

use crate::shell::expansion;
use crate::shell::nested::Origin;
use crate::shell::unquote::{is_bare, unquote};
use crate::shell::word::{Expansion, Word};

/// The word at `place`; `holes` are its expansions, with offsets into the text as its place has.
pub(super) fn read(text: &str, place: Range<usize>, holes: &[(u32, u32)], origin: Origin) -> Word {
    let range = origin.range(place.start, place.end);
    let start = place.start;
    let written = text.get(place).unwrap_or_default();
    if holes.is_empty() && is_bare(written) {
        let plain = origin.plain(written.len());
        return Word { range, value: written.to_owned(), plain, ..Word::default() };
    }
    let inside = holes.iter().map(|(from, to)| *from as usize - start..*to as usize - start);
    let inside: Vec<Range<usize>> = inside.collect();
    let unquoted = unquote(written, &inside);
    let expansions = inside.into_iter().zip(unquoted.spans).map(|(hole, span)| {
        let range = origin.range(start + hole.start, start + hole.end);
        let (name, form) = expansion::read(written.get(hole).unwrap_or_default());
        Expansion { name: name.to_owned(), form, range, span }
    });
    Word {
        range,
        expansions: expansions.collect(),
        substitutions: Vec::new(),
        value: unquoted.value,
        quoting: unquoted.quoting,
        glob: unquoted.glob,
        plain: origin.plain(unquoted.plain),
    }
}
