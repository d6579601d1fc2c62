//! The marked source lines of a finding.
//!
//! The only place that knows the drawing library. It feeds it text that
//! cannot act on a terminal, lines from our own index, and long lines cut to
//! what is marked; the line with the message is drawn by `full`.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use codespan_reporting::diagnostic::{
    Diagnostic as Drawing, Label, LabelStyle, Severity as DrawnSeverity,
};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::{self, Config, WriteStyle};

use super::Style;
use super::lines::Lines;
use super::paint::{RESET, Tint, one_line};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::{TextRange, printable};

/// A mark over more lines than this is drawn on its first line only.
const MOST_MARKED_LINES: u32 = 200;

/// Draws excerpts of one file.
pub(super) struct Excerpts<'a> {
    name: String,
    shown: Cow<'a, str>,
    lines: &'a Lines<'a>,
    style: Style,
    config: Config,
}

impl<'a> Excerpts<'a> {
    pub(super) fn new(path: &str, lines: &'a Lines<'a>, style: Style) -> Self {
        let shown = printable(lines.text);
        Self { name: one_line(path), shown, lines, style, config: Config::default() }
    }

    /// Appends the lines of `diagnostic` with `notes` below them, and an empty line.
    pub(super) fn draw(&self, diagnostic: &Diagnostic, mut notes: Vec<String>, out: &mut String) {
        let labels = self.labels(diagnostic);
        let marks = labels.iter().flat_map(|label| [label.range.start, label.range.end]).collect();
        let view = View { excerpts: self, marks };
        if view.cuts_a_line() {
            notes.insert(0, "a long line is cut to the part around the mark".to_owned());
        }
        let severity = drawn(diagnostic.severity);
        let drawing = Drawing::new(severity).with_labels(labels).with_notes(notes);
        let mut canvas = Canvas { text: String::new(), color: self.style.color };
        if term::emit_to_write_style(&mut canvas, &self.config, &view, &drawing).is_err() {
            // Every mark is inside the text, so this needs a bug; the message above still stands.
            return out.push('\n');
        }
        // The first line is the library's heading, which knows neither `info` nor `style`.
        for line in canvas.text.lines().skip(1) {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }

    fn labels(&self, diagnostic: &Diagnostic) -> Vec<Label<()>> {
        let primary = Label::primary((), self.marked(diagnostic.range));
        let related = diagnostic.related.iter().filter_map(|related| {
            let range = related.range.filter(|_| related.path.is_none())?;
            Some(Label::secondary((), self.marked(range)).with_message(one_line(&related.message)))
        });
        std::iter::once(primary).chain(related).collect()
    }

    /// The bytes to mark for `range`: inside the text, and not over a line end.
    fn marked(&self, range: TextRange) -> Range<usize> {
        let range = self.lines.without_line_end(range);
        let start = self.in_a_line(range.start);
        let end = self.in_a_line(range.end).max(start);
        let first = self.lines.index.line(start);
        if self.lines.index.line(end) - first > MOST_MARKED_LINES {
            return start..self.lines.line_range(first).end as usize;
        }
        start..end
    }

    /// The nearest offset that is in the text, behind a byte-order mark and not in a line end.
    fn in_a_line(&self, offset: u32) -> usize {
        let offset = (offset as usize).min(self.lines.text.len());
        let line = self.line(self.lines.index.line(offset));
        offset.clamp(line.start, line.end)
    }

    /// The bytes of `line` (from 1) without its line end and without a byte-order mark.
    fn line(&self, line: u32) -> Range<usize> {
        let range = self.lines.line_range(line).span();
        let mark = '\u{feff}';
        let hidden =
            if line == 1 && self.lines.text.starts_with(mark) { mark.len_utf8() } else { 0 };
        range.start + hidden..range.end.max(range.start + hidden)
    }
}

/// A file as one finding shows it: lines that are too long are cut around its marks.
struct View<'e> {
    excerpts: &'e Excerpts<'e>,
    marks: Vec<usize>,
}

impl View<'_> {
    fn cuts_a_line(&self) -> bool {
        let index = &self.excerpts.lines.index;
        self.marks.iter().any(|mark| {
            self.excerpts.line(index.line(*mark)).len() > self.excerpts.style.longest_line
        })
    }

    /// The part of a line that is shown; no mark of that line lies before it.
    fn shown_part(&self, line: Range<usize>) -> Range<usize> {
        let longest = self.excerpts.style.longest_line;
        if line.len() <= longest {
            return line;
        }
        let marks = self.marks.iter().filter(|mark| (line.start..=line.end).contains(*mark));
        let first = marks.min().map_or(line.start, |mark| *mark);
        let start = if first - line.start < longest / 2 { line.start } else { first - longest / 4 };
        self.boundary(start)..self.boundary(line.end.min(start + longest))
    }

    fn boundary(&self, mut offset: usize) -> usize {
        while !self.excerpts.shown.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

impl<'v> Files<'v> for View<'_> {
    type FileId = ();
    type Name = &'v str;
    type Source = &'v str;

    fn name(&'v self, (): ()) -> Result<&'v str, Error> {
        Ok(&self.excerpts.name)
    }

    fn source(&'v self, (): ()) -> Result<&'v str, Error> {
        Ok(&self.excerpts.shown)
    }

    fn line_index(&'v self, (): (), byte_index: usize) -> Result<usize, Error> {
        Ok(self.excerpts.lines.index.line(byte_index) as usize - 1)
    }

    fn column_number(&'v self, (): (), _: usize, byte_index: usize) -> Result<usize, Error> {
        Ok(self.excerpts.lines.at(byte_index).column as usize)
    }

    fn line_range(&'v self, (): (), line_index: usize) -> Result<Range<usize>, Error> {
        let too_large = |_| Error::LineTooLarge { given: line_index, max: u32::MAX as usize };
        let line = u32::try_from(line_index + 1).map_err(too_large)?;
        Ok(self.shown_part(self.excerpts.line(line)))
    }
}

fn drawn(severity: Severity) -> DrawnSeverity {
    match severity {
        Severity::Error => DrawnSeverity::Error,
        Severity::Warning => DrawnSeverity::Warning,
        Severity::Info => DrawnSeverity::Note,
        Severity::Style => DrawnSeverity::Help,
    }
}

fn meant(severity: DrawnSeverity) -> Severity {
    match severity {
        DrawnSeverity::Bug | DrawnSeverity::Error => Severity::Error,
        DrawnSeverity::Warning => Severity::Warning,
        DrawnSeverity::Note => Severity::Info,
        DrawnSeverity::Help => Severity::Style,
    }
}

/// What the library draws on: a text, with our colours.
struct Canvas {
    text: String,
    color: bool,
}

impl Canvas {
    fn begin(&mut self, tint: Tint) -> io::Result<()> {
        self.escape(tint.escape())
    }

    fn escape(&mut self, escape: &str) -> io::Result<()> {
        if self.color {
            self.text.push_str(escape);
        }
        Ok(())
    }
}

impl io::Write for Canvas {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.push_str(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl WriteStyle for Canvas {
    fn set_header(&mut self, _: DrawnSeverity) -> io::Result<()> {
        Ok(())
    }

    fn set_header_message(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn set_line_number(&mut self) -> io::Result<()> {
        self.begin(Tint::Frame)
    }

    fn set_note_bullet(&mut self) -> io::Result<()> {
        self.begin(Tint::Frame)
    }

    fn set_source_border(&mut self) -> io::Result<()> {
        self.begin(Tint::Frame)
    }

    fn set_label(&mut self, severity: DrawnSeverity, label: LabelStyle) -> io::Result<()> {
        self.begin(match label {
            LabelStyle::Primary => Tint::Severity(meant(severity)),
            LabelStyle::Secondary => Tint::Frame,
        })
    }

    fn reset(&mut self) -> io::Result<()> {
        self.escape(RESET)
    }
}
