//! Lines outside instructions, and line ends: empty lines, trailing blanks, the end of the file.

use super::off::Off;
use super::{FinalNewline, LineEnds, Options};
use crate::diagnostic::Edit;
use crate::syntax::{Dockerfile, TokenKind};
use crate::text::TextRange;

/// Shortens runs of empty lines, outside heredocs.
pub(super) fn runs(
    file: &Dockerfile,
    bodies: &[TextRange],
    off: &Off,
    options: &Options,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut run: Vec<TextRange> = Vec::new();
    let text = file.text();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = TextRange::new(at, at + line.len());
        at += line.len();
        let is_ours = !off.covers(range) && !bodies.iter().any(|body| body.overlaps(range));
        if is_ours && line.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
            run.push(range);
            continue;
        }
        let kept = match run.first() {
            // In front of everything nothing needs room, but what follows must not become a directive.
            Some(first) if first.start == 0 => usize::from(line.contains('=')),
            _ => options.max_blank_lines.max(1),
        };
        shorten(text, &run, kept, &mut edits);
        run.clear();
    }
    shorten(text, &run, 0, &mut edits);
    edits
}

/// Removes the lines behind the first `kept` ones, and blanks in those.
fn shorten(text: &str, run: &[TextRange], kept: usize, edits: &mut Vec<Edit>) {
    for (index, line) in run.iter().enumerate() {
        let blanks = line.of(text).trim_end_matches(['\r', '\n']).len() as u32;
        if index >= kept {
            edits.push(Edit::delete(*line));
        } else if blanks > 0 {
            edits.push(Edit::delete(TextRange { start: line.start, end: line.start + blanks }));
        }
    }
}

/// Gives the lines that are not removed the ends that are asked for, those of heredocs excepted.
pub(super) fn line_ends(
    file: &Dockerfile,
    bodies: &[TextRange],
    off: &Off,
    options: &Options,
) -> Vec<Edit> {
    let wanted = match options.line_ends {
        LineEnds::Preserve => return Vec::new(),
        LineEnds::Lf => "\n",
        LineEnds::CrLf => "\r\n",
    };
    let newlines = file.tokens().iter().filter(|token| token.kind == TokenKind::Newline);
    let ours = newlines.map(|token| token.range).filter(|range| {
        range.of(file.text()).ends_with('\n')
            && !off.covers(*range)
            && !bodies.iter().any(|body| body.covers(*range))
    });
    let others = ours.filter(|range| range.of(file.text()) != wanted);
    others.map(|range| Edit::replace(range, wanted)).collect()
}

/// Ends the file as is asked for; `end` is where its text ends once empty lines there are gone.
pub(super) fn final_newline(
    file: &Dockerfile,
    end: usize,
    off: &Off,
    options: &Options,
) -> Option<Edit> {
    let text = &file.text()[..end];
    if off.covers(TextRange::empty(file.text().len())) || text.is_empty() {
        return None;
    }
    match options.final_newline {
        FinalNewline::Insert => {
            let newline = match options.line_ends {
                LineEnds::Preserve => file.newline(),
                LineEnds::Lf => "\n",
                LineEnds::CrLf => "\r\n",
            };
            (!text.ends_with('\n')).then(|| Edit::insert(end, newline))
        }
        FinalNewline::Remove => {
            let kept = text.trim_end_matches(['\r', '\n']).len();
            (kept < end).then(|| Edit::delete(TextRange::new(kept, end)))
        }
    }
}
