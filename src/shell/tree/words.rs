//! From the grammar's tree to words, assignments and redirects.

use std::ops::Range;

use tree_sitter::TreeCursor;

use super::kind::{Kind, kind_of};
use super::scan::HereDocPlace;
use super::statements::{Reader, Step};
use crate::shell::assemble::Assembly;
use crate::shell::command::{Assignment, HereDoc, Redirect, RedirectKind};
use crate::shell::expansion::{self, Hole};
use crate::shell::posix;
use crate::shell::unquote::{is_bare, unquote};
use crate::shell::word::{Expansion, ExpansionForm, Substitution, Word};
use crate::text::TextRange;

/// What is put into a word, with offsets into the word's text.
#[derive(Default)]
struct Holes {
    /// The outermost.
    outer: Vec<Range<usize>>,
    expansions: Vec<(Place, Expansion)>,
    substitutions: Vec<(Place, Substitution)>,
}

/// Which of the outermost holes something is or is inside of.
#[derive(Clone, Copy)]
enum Place {
    Outermost(usize),
    Inside(usize),
}

impl<'t> Reader<'t> {
    /// Adds the node to the command in the making, as a word.
    pub(super) fn push_word(&mut self, cursor: &mut TreeCursor<'_>, list: &mut Assembly<'t>) {
        let (start, end) = self.span(cursor);
        if start < end {
            let word = self.word(cursor);
            list.word(word, start, end);
        }
    }

    /// The word that the node is.
    pub(super) fn word(&mut self, cursor: &mut TreeCursor<'_>) -> Word {
        let range = self.range(cursor);
        let written = self.written(cursor);
        if is_bare(written) {
            return self.bare_word(written, range);
        }
        let may_have_holes = written.contains(['$', '`', '(']);
        let holes = if may_have_holes { self.holes(cursor) } else { Holes::default() };
        let mut word = word_of(written, range, holes);
        word.plain = self.origin.plain(word.plain);
        word
    }

    /// A word that is worth what is written.
    fn bare_word(&self, value: &str, range: TextRange) -> Word {
        let plain = self.origin.plain(value.len());
        Word { range, value: value.to_owned(), plain, ..Word::default() }
    }

    /// What is put into the word that the node is.
    fn holes(&mut self, cursor: &mut TreeCursor<'_>) -> Holes {
        let (start, _) = self.span(cursor);
        let mut holes = Holes::default();
        let kind = kind_of(cursor.node());
        if self.hole(cursor, kind, start, &mut holes) == Step::Into {
            self.walk(cursor, &mut |reader, cursor, kind| {
                reader.hole(cursor, kind, start, &mut holes)
            });
        }
        holes
    }

    /// Takes the node if it is put into the word that begins at `start`.
    fn hole(
        &mut self,
        cursor: &mut TreeCursor<'_>,
        kind: Kind,
        start: usize,
        holes: &mut Holes,
    ) -> Step {
        // In double quotes the grammar may count the blanks before a hole to it.
        let written = self.written(cursor).trim_start();
        let end = self.span(cursor).1;
        let from = end - written.len();
        let at = from - start..end - start;
        let range = self.origin.range(from, end);
        match kind {
            Kind::Expansion | Kind::Arithmetic => {
                let (name, form) = expansion::read(written);
                holes.expansion(at, name, form, range);
            }
            Kind::VariableName if holes.is_inside(&at) => {
                holes.inner_variable(written, range);
            }
            Kind::Substitution | Kind::ProcessSubstitution => {
                let place = holes.place(at);
                let list = self.substituted(cursor);
                let process = kind == Kind::ProcessSubstitution;
                let substitution = Substitution { list, process, range, span: 0..0 };
                holes.substitutions.push((place, substitution));
                return Step::Over;
            }
            _ => {}
        }
        Step::Into
    }

    /// The assignment that the node is.
    pub(super) fn assignment(&mut self, cursor: &mut TreeCursor<'_>) -> Assignment {
        let mut assignment = Assignment { range: self.range(cursor), ..Assignment::default() };
        let (_, end) = self.span(cursor);
        assignment.value = Word { range: self.origin.range(end, end), ..Word::default() };
        let mut named = false;
        self.walk(cursor, &mut |reader, cursor, kind| {
            match reader.written(cursor) {
                name if !named => {
                    assignment.name = name.to_owned();
                    named = true;
                }
                "=" if kind == Kind::Other => {}
                "+=" if kind == Kind::Other => assignment.append = true,
                _ => assignment.value = reader.word(cursor),
            }
            Step::Over
        });
        assignment
    }

    /// Takes a redirect. The grammar lets it have several targets: all but the first are words of
    /// the command.
    pub(super) fn file_redirect(&mut self, cursor: &mut TreeCursor<'_>, list: &mut Assembly<'t>) {
        let (start, _) = self.span(cursor);
        let mut descriptor = None;
        let mut operator = ("", (start, start));
        let mut taken = false;
        self.walk(cursor, &mut |reader, cursor, kind| {
            let at = reader.span(cursor);
            match kind {
                Kind::Descriptor => descriptor = reader.written(cursor).parse().ok(),
                _ if !kind.is_word() => operator = (cursor.node().kind(), at),
                _ if taken => reader.push_word(cursor, list),
                _ => {
                    taken = true;
                    let word = reader.word(cursor);
                    let range = reader.origin.range(start, at.1);
                    let kind = reader.redirect_kind(operator.0, operator.1.0, word, list);
                    let redirect = Redirect { descriptor, kind, range };
                    list.redirect(redirect, start, at.1);
                }
            }
            Step::Over
        });
        let closes = operator.0.ends_with('-') && operator.1.0 < operator.1.1;
        if !taken && closes {
            let dash = self.origin.range(operator.1.1 - 1, operator.1.1);
            let kind = RedirectKind::Duplicate(self.bare_word("-", dash));
            let range = self.origin.range(start, operator.1.1);
            list.redirect(Redirect { descriptor, kind, range }, start, operator.1.1);
        }
    }

    fn redirect_kind(
        &mut self,
        operator: &str,
        at: usize,
        word: Word,
        list: &mut Assembly<'t>,
    ) -> RedirectKind {
        let is_number = |word: &Word| word.value.bytes().all(|byte| byte.is_ascii_digit());
        match operator {
            "<" => match self.heredocs.iter().find(|place| place.operator == at) {
                Some(place) => RedirectKind::HereDoc(self.heredoc(place, list)),
                None => RedirectKind::Read(word),
            },
            ">>" | "&>>" => RedirectKind::Append(word),
            "<&" => RedirectKind::Duplicate(word),
            ">&" if is_number(&word) || word.is("-") => RedirectKind::Duplicate(word),
            _ => RedirectKind::Write(word),
        }
    }

    pub(super) fn here_string(&mut self, cursor: &mut TreeCursor<'_>, list: &mut Assembly<'t>) {
        let (start, end) = self.span(cursor);
        let range = self.range(cursor);
        let mut descriptor = None;
        let mut word = Word::default();
        self.walk(cursor, &mut |reader, cursor, kind| {
            match kind {
                Kind::Descriptor => descriptor = reader.written(cursor).parse().ok(),
                _ if kind.is_word() => word = reader.word(cursor),
                _ => {}
            }
            Step::Over
        });
        let kind = RedirectKind::HereString(word);
        list.redirect(Redirect { descriptor, kind, range }, start, end);
    }

    fn heredoc(&mut self, place: &HereDocPlace, list: &mut Assembly<'t>) -> HereDoc {
        let mut heredoc = HereDoc {
            delimiter: place.delimiter.clone(),
            quoted: place.quoted,
            strips_tabs: place.strips_tabs,
            ..HereDoc::default()
        };
        let Some(body) = place.body.clone() else { return heredoc };
        heredoc.body = Some(self.origin.range(body.start, body.end));
        let text = self.text.get(body.clone()).unwrap_or_default();
        list.input(text, self.origin.part(body.start));
        if !place.quoted {
            self.expand_body(text, body.start, &mut heredoc);
        }
        heredoc
    }

    fn expand_body(&mut self, text: &str, start: usize, heredoc: &mut HereDoc) {
        for hole in expansion::holes(text) {
            match hole {
                Hole::Expansion(at) => {
                    let (name, form) = expansion::read(text.get(at.clone()).unwrap_or_default());
                    let range = self.origin.range(start + at.start, start + at.end);
                    let name = name.to_owned();
                    heredoc.expansions.push(Expansion { name, form, range, span: 0..0 });
                }
                Hole::Substitution(at, inside) if !self.is_too_deep() => {
                    let code = text.get(inside.clone()).unwrap_or_default();
                    let origin = self.origin.part(start + inside.start);
                    let script = posix::parse_at(code, origin, self.depth + 1);
                    self.clean &= script.clean;
                    let range = self.origin.range(start + at.start, start + at.end);
                    let list = script.list;
                    let substitution = Substitution { list, process: false, range, span: 0..0 };
                    heredoc.substitutions.push(substitution);
                }
                Hole::Substitution(..) => {}
            }
        }
    }
}

impl Holes {
    /// Whether `at` lies in the last outermost hole.
    fn is_inside(&self, at: &Range<usize>) -> bool {
        self.outer.last().is_some_and(|outer| at.start < outer.end)
    }

    fn place(&mut self, at: Range<usize>) -> Place {
        let count = self.outer.len();
        if count > 0 && self.is_inside(&at) {
            return Place::Inside(count - 1);
        }
        self.outer.push(at);
        Place::Outermost(count)
    }

    fn expansion(&mut self, at: Range<usize>, name: &str, form: ExpansionForm, range: TextRange) {
        let place = self.place(at);
        let name = name.to_owned();
        self.expansions.push((place, Expansion { name, form, range, span: 0..0 }));
    }

    /// A name without `$` inside an expansion: either the expansion's own or, in a sum, one more.
    fn inner_variable(&mut self, name: &str, range: TextRange) {
        let known = |expansion: &Expansion| expansion.range.covers(range) && expansion.name == name;
        if !self.expansions.iter().rev().any(|(_, expansion)| known(expansion)) {
            let place = Place::Inside(self.outer.len().saturating_sub(1));
            let (name, form) = (name.to_owned(), ExpansionForm::Operated);
            self.expansions.push((place, Expansion { name, form, range, span: 0..0 }));
        }
    }
}

fn word_of(written: &str, range: TextRange, holes: Holes) -> Word {
    let unquoted = unquote(written, &holes.outer);
    let span_at = |index: usize| unquoted.spans.get(index).cloned().unwrap_or_default();
    let span = |place: Place| match place {
        Place::Outermost(index) => span_at(index),
        Place::Inside(index) => span_at(index).start..span_at(index).start,
    };
    let expansions = holes.expansions.into_iter();
    let substitutions = holes.substitutions.into_iter();
    Word {
        range,
        expansions: expansions
            .map(|(place, expansion)| Expansion { span: span(place), ..expansion })
            .collect(),
        substitutions: substitutions
            .map(|(place, substitution)| Substitution { span: span(place), ..substitution })
            .collect(),
        value: unquoted.value,
        quoting: unquoted.quoting,
        glob: unquoted.glob,
        plain: unquoted.plain,
    }
}
