//! The formatter: layout, and nothing else.
//!
//! Works on the lossless tokens and answers with edits, so that a command, an editor's range and an
//! editor's keystroke share one formatter. What it may touch is small: the case of keywords, blanks
//! between words, the alignment of continued lines (which keep their distance from each other), blanks
//! at the ends of lines, runs of empty lines, the end of the file. Comments and heredocs keep every byte;
//! a comment moves with the lines it stands among.
//!
//! Layout can cost a build: the blanks in front of the lines of a continued RUN are in the key of its
//! step (A.5). Such edits are withheld unless they are asked for, and what they cost can be asked
//! ([`rebuilt_steps`]). Whatever is planned is parsed again and held against the file before it is given.

mod blank_lines;
mod choice;
mod continuation;
mod indent;
mod instruction;
mod lines;
mod neutral;
mod off;
mod options;
mod parts;
mod shell;
#[cfg(test)]
mod tests;

pub use neutral::{RebuiltStep, is_same_but_layout, rebuilt_steps};
pub use options::{FinalNewline, IndentStyle, KeywordCase, LineEnds, OperatorPlace, Options};

use crate::cost::Costs;
use crate::diagnostic::{Edit, edited};
use crate::syntax::Dockerfile;
use crate::text::{Source, TextRange};
use instruction::Layout;
use off::Off;

/// What formatting a file comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formatted {
    /// The edits, in the order of the source; they do not overlap.
    pub edits: Vec<Edit>,
    /// What was left because it would build steps again, or change what the image keeps.
    pub withheld: Vec<Withheld>,
    /// For each edit the instruction or line that it belongs to.
    units: Vec<TextRange>,
}

/// An instruction whose lines were not aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// The instruction.
    pub range: TextRange,
    /// How many of its lines would be others.
    pub lines: usize,
}

impl Formatted {
    /// The edits of the instructions and lines that `range` touches; one place at least.
    ///
    /// Edits of one instruction belong together: they may reach beyond `range`.
    pub fn within(&self, range: TextRange) -> Vec<Edit> {
        let touches = |unit: &TextRange| unit.start <= range.end && range.start <= unit.end;
        let chosen = self.edits.iter().zip(&self.units).filter(|(_, unit)| touches(unit));
        chosen.map(|(edit, _)| edit.clone()).collect()
    }

    /// The bytes of the file after all edits.
    pub fn apply(&self, before: &[u8]) -> Vec<u8> {
        edited(before, self.edits.iter().collect())
    }
}

/// Formats `file`.
///
/// A file with [problems](Dockerfile::problems) has no edits: who cannot read it must not write it.
pub fn format(file: &Dockerfile, options: &Options) -> Formatted {
    if !file.problems().is_empty() {
        return Formatted::default();
    }
    let planned = plan(file, options);
    if planned.edits.is_empty() || is_proven(file, &planned, options) {
        return planned;
    }
    Formatted::default()
}

/// What to put at the begin of the line that continues the instruction at `offset`, so that a new line
/// stands where formatting would leave it; `None` where no instruction goes on.
pub fn continuation_indentation(
    file: &Dockerfile,
    offset: usize,
    options: &Options,
) -> Option<String> {
    let plans = instruction::layouts(file, &Off::default());
    let indent = instruction::indent(file, &plans, options);
    plans.iter().find_map(|layout| layout.indentation_at(file, offset, indent))
}

fn plan(file: &Dockerfile, options: &Options) -> Formatted {
    let off = Off::of(file);
    let bodies: Vec<TextRange> = file
        .instructions()
        .flat_map(|it| it.heredocs().map(|heredoc| heredoc.body().range()).collect::<Vec<_>>())
        .collect();
    let layouts = instruction::layouts(file, &off);
    let off = off.with(layouts.iter().filter(|it| it.is_off()).map(Layout::unit));
    let indent = instruction::indent(file, &layouts, options);
    let mut formatted = Formatted::default();
    let mut edits: Vec<(Edit, TextRange)> = Vec::new();
    for layout in &layouts {
        let planned = layout.plan(file, indent, options);
        let unit = layout.unit();
        edits.extend(planned.edits.into_iter().map(|edit| (edit, unit)));
        formatted.withheld.extend(planned.withheld);
    }
    edits.extend(outside(file, &layouts, &off));
    let removed = blank_lines::runs(file, &bodies, &off, options);
    let end = end(file, &removed);
    // What is put in at the end of a removed line belongs to the next one.
    let covers = |gone: TextRange, range: TextRange| gone.covers(range) && range.start < gone.end;
    let is_gone = |range: TextRange| removed.iter().any(|edit| covers(edit.range, range));
    let line_ends = blank_lines::line_ends(file, &bodies, &off, options)
        .into_iter()
        .filter(|edit| !is_gone(edit.range) && (edit.range.end as usize) <= end);
    let last = blank_lines::final_newline(file, end, &off, options);
    let is_last = |edit: &Edit| last.as_ref().is_some_and(|last| last.range.overlaps(edit.range));
    let line_ends: Vec<Edit> = line_ends.filter(|edit| !is_last(edit)).collect();
    edits.retain(|(edit, _)| !is_gone(edit.range));
    let single = removed.into_iter().chain(line_ends).chain(last);
    edits.extend(single.map(|edit| {
        let unit = edit.range;
        (edit, unit)
    }));
    edits.sort_by_key(|(edit, _)| (edit.range.start, edit.range.end));
    (formatted.edits, formatted.units) = edits.into_iter().unzip();
    formatted
}

/// Where the file ends once the empty lines there are removed.
fn end(file: &Dockerfile, removed: &[Edit]) -> usize {
    let mut end = file.text().len();
    for edit in removed.iter().rev() {
        if edit.range.end as usize != end || !edit.range.of(file.text()).trim().is_empty() {
            break;
        }
        end = edit.range.start as usize;
    }
    end
}

/// Comments outside instructions begin their line, as instructions do.
fn outside(file: &Dockerfile, layouts: &[Layout<'_>], off: &Off) -> Vec<(Edit, TextRange)> {
    let is_inside = |comment: TextRange| layouts.iter().any(|layout| layout.unit().covers(comment));
    let ours = file.comments().filter(|it| !is_inside(*it) && !off.covers(*it));
    let indented = ours.filter_map(|comment| {
        let unit = file.whole_lines(comment);
        let blanks = TextRange { start: unit.start, end: comment.start };
        let is_blank = blanks.of(file.text()).bytes().all(|it| matches!(it, b' ' | b'\t'));
        (is_blank && !blanks.is_empty()).then(|| (Edit::delete(blanks), unit))
    });
    indented.collect()
}

/// Whether the edits change nothing but layout, and build no step again unless that is asked for.
fn is_proven(file: &Dockerfile, planned: &Formatted, options: &Options) -> bool {
    let after = planned.apply(file.text().as_bytes());
    let after = Dockerfile::parse(Source::new(&after).text());
    is_same_but_layout(file, &after, options.allow_rebuild)
        && (options.allow_rebuild || rebuilt_steps(file, &after, &Costs::default()).is_empty())
}
