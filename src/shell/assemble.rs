//! Puts words, redirects and operators together to a list, in source order.
//!
//! Both the grammar's tree and the plain splitter feed it. Trees differ from
//! what a shell does in where redirects, heredocs and errors hang; the order
//! in the text does not, so it alone decides.

use std::ops::Range;

use super::command::{Assignment, Command, Redirect};
use super::expansion;
use super::nested::{self, Origin};
use super::script::{Compound, Join, List, ListItem, Part, Pipeline};
use super::word::{Expansion, ExpansionForm, Word};
use crate::text::TextRange;

/// A list in the making. Offsets are those of the text being parsed.
pub(super) struct Assembly<'t> {
    text: &'t str,
    origin: Origin,
    depth: u8,
    list: List,
    /// How the next item is joined, and by what.
    join: Join,
    operator: Option<TextRange>,
    pipeline: Pipeline,
    /// The part in the making: at most one of these two.
    command: Option<Command>,
    compound: Option<Compound>,
    /// Body of the heredoc that the command in the making reads.
    input: Option<(&'t str, Origin)>,
    /// End of what was taken last, and what of the command in the making that was.
    end: usize,
    after: After,
    /// Whether a `|` waits for its right side.
    piped: bool,
}

/// What a word may belong to that follows without a blank.
#[derive(Clone, Copy)]
enum After {
    Word,
    Assignment,
    Redirect,
    Other,
}

impl<'t> Assembly<'t> {
    pub(super) fn new(text: &'t str, origin: Origin, depth: u8) -> Self {
        Self {
            text,
            origin,
            depth,
            list: List::default(),
            join: Join::First,
            operator: None,
            pipeline: Pipeline::default(),
            command: None,
            compound: None,
            input: None,
            end: 0,
            after: After::Other,
            piped: false,
        }
    }

    /// The list, once everything is taken.
    pub(super) fn finish(mut self) -> List {
        self.end_item();
        self.list.terminator = self.operator;
        self.list
    }

    /// Whether the next word would be the name of a command.
    pub(super) fn expects_name(&self) -> bool {
        self.compound.is_none()
            && self.command.as_ref().is_none_or(|command| command.words.is_empty())
    }

    /// A word of a command. It belongs to the word before if there is no blank between, also to
    /// one that an assignment or a redirect ends with.
    pub(super) fn word(&mut self, word: Word, start: usize, end: usize) {
        let after = if self.end == start { self.after } else { After::Other };
        let lost = self.lost_expansion(start);
        let command = self.command(start, end);
        let before = match after {
            After::Other => None,
            After::Word => command.words.last_mut(),
            After::Assignment => command.assignments.last_mut().map(|last| {
                last.range = last.range.join(word.range);
                &mut last.value
            }),
            After::Redirect => command.redirects.last_mut().and_then(|last| {
                last.range = last.range.join(word.range);
                last.target_mut()
            }),
        };
        self.after = match before {
            Some(before) => {
                before.end_with(lost);
                before.append(word);
                after
            }
            None => {
                command.words.push(word);
                After::Word
            }
        };
    }

    /// The expansion of `$NAME` whose `$` is the last of what was taken, and whose name begins at
    /// `start`: of `$A:$B/c` the grammar makes the words `$A:$` and `B/c`.
    fn lost_expansion(&self, start: usize) -> Option<Expansion> {
        let dollar = start.checked_sub(1)?;
        let (len, name, form) = expansion::dollar(self.text.get(dollar..)?, false)?;
        let range = self.origin.range(dollar, dollar + len);
        let plain = form == ExpansionForm::Plain && len == name.len() + 1;
        plain.then(|| Expansion { name: name.to_owned(), form, range, span: 0..len })
    }

    pub(super) fn assignment(&mut self, assignment: Assignment, start: usize, end: usize) {
        self.command(start, end).assignments.push(assignment);
        self.after = After::Assignment;
    }

    pub(super) fn redirect(&mut self, redirect: Redirect, start: usize, end: usize) {
        match &mut self.compound {
            Some(compound) => {
                compound.range = compound.range.join(redirect.range);
                compound.redirects.push(redirect);
                self.end = end;
            }
            None => {
                self.command(start, end).redirects.push(redirect);
                self.after = After::Redirect;
            }
        }
    }

    /// The body of a heredoc for the command in the making.
    pub(super) fn input(&mut self, body: &'t str, origin: Origin) {
        self.input = Some((body, origin));
    }

    pub(super) fn compound(&mut self, compound: Compound, start: usize, end: usize) {
        if !(self.command.is_none() && self.compound.is_none()) {
            self.separate(start, start);
        }
        self.compound = Some(compound);
        self.end = end;
        self.after = After::Other;
    }

    /// A statement begins at `start`; a line end must have stood before if one was being taken.
    pub(super) fn begin(&mut self, start: usize) {
        if self.command.is_some() || self.compound.is_some() {
            let at = self.line_end(start).unwrap_or(self.end..self.end);
            self.separate(at.start, at.end);
        }
    }

    /// As [`Assembly::begin`], but only if there is a line end.
    pub(super) fn begin_on_new_line(&mut self, start: usize) {
        if self.line_end(start).is_some() {
            self.begin(start);
        }
    }

    /// The first line end between what was taken and `start` that is not escaped.
    fn line_end(&self, start: usize) -> Option<Range<usize>> {
        let gap = self.text.get(self.end..start)?;
        let mut ends = gap.match_indices('\n').map(|(at, _)| at);
        let at = ends.find(|at| !gap.get(..*at).is_some_and(|line| line.ends_with('\\')))?;
        Some(self.end + at..self.end + at + 1)
    }

    /// `&&`, `||`, `;` or a line end.
    pub(super) fn operator(&mut self, join: Join, start: usize, end: usize) {
        self.end_item();
        self.join = join;
        self.operator = Some(self.origin.range(start, end));
        self.end = end;
    }

    /// Something that ends a command without meaning more.
    pub(super) fn separate(&mut self, start: usize, end: usize) {
        self.operator(Join::Then, start, end);
    }

    /// `&`: everything up to the last `;` goes to the background.
    pub(super) fn background(&mut self, start: usize, end: usize) {
        self.operator(Join::Then, start, end);
        for item in self.list.items.iter_mut().rev() {
            item.background = true;
            if !matches!(item.join, Join::And | Join::Or) {
                break;
            }
        }
    }

    /// `|`
    pub(super) fn pipe(&mut self, end: usize) {
        self.end_part();
        self.piped = true;
        self.end = end;
    }

    /// `!`
    pub(super) fn bang(&mut self, start: usize, end: usize) {
        self.begin(start);
        self.pipeline.negated = !self.pipeline.negated;
        let range = self.origin.range(start, end);
        let fresh = self.pipeline.parts.is_empty();
        self.pipeline.range = if fresh { range } else { self.pipeline.range.join(range) };
        self.end = end;
    }

    /// The command in the making, `start..end` being a part of it.
    fn command(&mut self, start: usize, end: usize) -> &mut Command {
        if self.compound.is_some() {
            self.separate(start, start);
        }
        let range = self.origin.range(start, end);
        self.end = end;
        self.after = After::Other;
        let command = self.command.get_or_insert_with(|| Command { range, ..Command::default() });
        command.range = command.range.join(range);
        command
    }

    fn end_part(&mut self) {
        let part = match (self.command.take(), self.compound.take()) {
            (Some(mut command), _) => {
                let script = nested::script_of(&command, self.input.take(), self.depth);
                command.nested = script.map(Box::new);
                Part::Command(command)
            }
            (None, Some(compound)) => Part::Compound(compound),
            (None, None) => return,
        };
        let fresh = self.pipeline.parts.is_empty() && !self.pipeline.negated;
        let range = if fresh { part.range() } else { self.pipeline.range.join(part.range()) };
        self.pipeline.range = range;
        self.pipeline.parts.push(part);
        self.after = After::Other;
        self.piped = false;
    }

    fn end_item(&mut self) {
        self.end_part();
        self.piped = false;
        let pipeline = std::mem::take(&mut self.pipeline);
        if pipeline.parts.is_empty() {
            return;
        }
        let first = self.list.items.is_empty();
        let before = TextRange::empty(pipeline.range.start as usize);
        let operator = self.operator.take().filter(|_| !first).unwrap_or(before);
        let join = if first { Join::First } else { self.join };
        self.list.items.push(ListItem { join, operator, background: false, pipeline });
        self.join = Join::Then;
    }
}
