//! Reading plain POSIX text without the grammar, which takes many times as long.
//!
//! Plain are simple commands with their assignments and file redirects, joined
//! by operators and line ends, of words with quotes, escapes and `$X`. Most
//! texts in Dockerfiles are. Of anything else, and of everything on which the
//! grammar has views of its own, this module says nothing, and the grammar is
//! asked; what it does say is exactly what the grammar would. Whether a text is
//! plain is settled before anything is made of it, so that scripts in scripts
//! are not read twice.

mod scan;
mod words;

use super::assemble::Assembly;
use super::command::{Assignment, Redirect, RedirectKind};
use super::nested::Origin;
use super::script::{Join, Script};
use super::word::Word;
use scan::{Arrow, Scan, Token, WordPlace};

/// Reads `text`, which stands at `origin` in the text of the caller; `None` if it is not plain.
pub(super) fn read(text: &str, origin: Origin, depth: u8) -> Option<Script> {
    let scan = Scan::of(text)?;
    let reader = Reader { text, origin, holes: &scan.holes };
    let mut list = Assembly::new(text, origin, depth);
    for token in &scan.tokens {
        reader.take(token, &mut list);
    }
    Some(Script { list: list.finish(), clean: true })
}

struct Reader<'t> {
    text: &'t str,
    origin: Origin,
    /// The expansions of all words.
    holes: &'t [(u32, u32)],
}

impl<'t> Reader<'t> {
    fn take(&self, token: &Token, list: &mut Assembly<'t>) {
        match token {
            Token::Begin(at) => list.begin(*at),
            Token::Word(place) => list.word(self.word(place), place.start, place.end),
            Token::Assignment { name_end, value } => {
                list.assignment(self.assignment(*name_end, value), value.start, value.end);
            }
            Token::Redirect { start, descriptor, arrow, target } => {
                let redirect = Redirect {
                    descriptor: self.text.get(descriptor.clone()).and_then(|it| it.parse().ok()),
                    kind: kind(*arrow, self.word(target)),
                    range: self.origin.range(*start, target.end),
                };
                list.redirect(redirect, *start, target.end);
            }
            Token::And(at) => list.operator(Join::And, *at, at + 2),
            Token::Or(at) => list.operator(Join::Or, *at, at + 2),
            Token::Semicolon(at) => list.operator(Join::Then, *at, at + 1),
            Token::Ampersand(at) => list.background(*at, at + 1),
            Token::Pipe(at) => list.pipe(at + 1),
        }
    }

    fn word(&self, place: &WordPlace) -> Word {
        let holes = self.holes.get(place.holes.clone()).unwrap_or_default();
        words::read(self.text, place.start..place.end, holes, self.origin)
    }

    /// `place` is all of it, from the name on.
    fn assignment(&self, name_end: usize, place: &WordPlace) -> Assignment {
        let value = WordPlace { start: name_end + 1, ..place.clone() };
        let value = if value.start == value.end {
            Word { range: self.origin.range(value.end, value.end), ..Word::default() }
        } else {
            self.word(&value)
        };
        let name = self.text.get(place.start..name_end).unwrap_or_default().to_owned();
        let range = self.origin.range(place.start, place.end);
        Assignment { name, append: false, value, range }
    }
}

fn kind(arrow: Arrow, target: Word) -> RedirectKind {
    match arrow {
        Arrow::Read => RedirectKind::Read(target),
        Arrow::Write => RedirectKind::Write(target),
        Arrow::Append => RedirectKind::Append(target),
        Arrow::Duplicate => RedirectKind::Duplicate(target),
    }
}
