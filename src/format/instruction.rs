//! The layout of one instruction.

use super::continuation::Continued;
use super::indent::Indent;
use super::lines::{self, Break, Meaning};
use super::off::Off;
use super::parts::{self, Part, PartKind};
use super::{KeywordCase, Options, Withheld, shell};
use crate::diagnostic::Edit;
use crate::syntax::{Dockerfile, Instruction, TokenKind};
use crate::text::TextRange;

/// An instruction, taken apart.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    parts: Vec<Part<'a>>,
    breaks: Vec<Break>,
    /// The whole lines it stands on, without heredocs.
    lines: TextRange,
    /// The same with its heredocs.
    unit: TextRange,
    /// Whether it keeps the layout that it has.
    is_off: bool,
}

/// The edits of an instruction.
#[derive(Debug, Default)]
pub(super) struct Planned {
    pub(super) edits: Vec<Edit>,
    pub(super) withheld: Option<Withheld>,
}

/// All instructions of `file`.
pub(super) fn layouts<'a>(file: &'a Dockerfile, off: &Off) -> Vec<Layout<'a>> {
    let is_posix = shell::is_posix(file);
    let layouts = file.instructions().map(|instruction| {
        let unit = whole(file, instruction);
        let lines = lines_of(instruction, unit);
        let parts = parts::of(instruction);
        let breaks = lines::breaks(file, lines, &parts, is_posix);
        let is_off = off.covers(unit) || off.skips(instruction);
        Layout { parts, breaks, lines, unit, is_off }
    });
    layouts.collect()
}

/// The lines of an instruction, and those behind it that an escape character without an end swallows.
fn whole(file: &Dockerfile, instruction: Instruction<'_>) -> TextRange {
    let lines = instruction.lines();
    let is_escape = |range: TextRange| {
        let tokens = file.tokens();
        let last = tokens.partition_point(|token| token.range.start < range.end);
        let inside = tokens[..last].iter().rev();
        let blank = |kind| matches!(kind, TokenKind::Newline | TokenKind::Whitespace);
        let found = inside.clone().find(|token| !blank(token.kind));
        found.is_some_and(|token| token.kind == TokenKind::Continuation)
    };
    match is_escape(lines) {
        true => TextRange { start: lines.start, end: file.text().len() as u32 },
        false => lines,
    }
}

fn lines_of(instruction: Instruction<'_>, unit: TextRange) -> TextRange {
    let body = instruction.heredocs().map(|it| it.body().range().start).min();
    TextRange { start: unit.start, end: body.unwrap_or(unit.end) }
}

/// What the lines of the file are indented with.
pub(super) fn indent(file: &Dockerfile, layouts: &[Layout<'_>], options: &Options) -> Indent {
    let tab_width = options.tab_width.max(1);
    let width = |indentation: &str| {
        indentation.bytes().map(|byte| if byte == b'\t' { tab_width } else { 1 }).sum()
    };
    let text = file.text();
    let found: Vec<&str> = layouts
        .iter()
        .filter_map(|it| Continued { text, breaks: &it.breaks }.least_indentation(width))
        .collect();
    Indent::choose(options, found.iter().copied())
}

impl Layout<'_> {
    /// The lines that belong together.
    pub(super) fn unit(&self) -> TextRange {
        self.unit
    }

    /// Whether it keeps the layout that it has.
    pub(super) fn is_off(&self) -> bool {
        self.is_off
    }

    /// The edits that `options` ask for.
    pub(super) fn plan(&self, file: &Dockerfile, indent: Indent, options: &Options) -> Planned {
        if self.is_off {
            return Planned::default();
        }
        let text = file.text();
        let mut planned = Planned::default();
        self.case(text, options, &mut planned.edits);
        self.blanks(text, &mut planned.edits);
        if self.keeps_alignment() {
            let behind = self.breaks.iter().map(|it| it.behind).filter(|it| !it.is_empty());
            planned.edits.extend(behind.map(Edit::delete));
            return planned;
        }
        let aligned = Continued { text, breaks: &self.breaks }.align(indent, options);
        planned.edits.extend(aligned.free);
        if options.allow_rebuild {
            planned.edits.extend(aligned.of_commands);
        } else if !aligned.of_commands.is_empty() {
            let lines = lines_touched(text, &aligned.of_commands);
            planned.withheld = Some(Withheld { range: self.unit, lines });
        }
        planned
    }

    /// Whether a command is among its parts whose lines cannot be moved: then the others stay with them.
    fn keeps_alignment(&self) -> bool {
        let is_command = |at: u32| {
            let covers = |part: &&Part<'_>| part.range.start < at && at < part.range.end;
            let around = self.parts.iter().find(covers);
            around.is_some_and(|part| matches!(part.kind, PartKind::Shell(_)))
        };
        let shell_lines =
            self.breaks.iter().filter(|it| it.indentation.is_some_and(|it| is_command(it.end)));
        let mut meanings = shell_lines.map(|it| it.meaning).peekable();
        meanings.peek().is_some() && meanings.all(|meaning| meaning == Meaning::Value)
    }

    fn case(&self, text: &str, options: &Options, edits: &mut Vec<Edit>) {
        let keywords = self.parts.iter().filter(|part| matches!(part.kind, PartKind::Keyword));
        for part in keywords {
            let written = part.range.of(text);
            let wanted = match options.keyword_case {
                KeywordCase::Upper => written.to_ascii_uppercase(),
                KeywordCase::Lower => written.to_ascii_lowercase(),
                KeywordCase::Preserve => continue,
            };
            // What stands within a keyword that is broken over two lines may be a comment.
            if written != wanted && !written.contains('\n') {
                edits.push(Edit::replace(part.range, wanted));
            }
        }
    }

    /// Blanks in front of the instruction, between its parts, and at its end.
    fn blanks(&self, text: &str, edits: &mut Vec<Edit>) {
        let Some((first, last)) = self.parts.first().zip(self.parts.last()) else { return };
        let mut set = |range: TextRange, wanted: &str| {
            let written = range.of(text);
            let is_blank = written.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
            if is_blank && written != wanted {
                edits.push(Edit::replace(range, wanted));
            }
        };
        let line = text[..first.range.start as usize].rfind('\n').map_or(0, |at| at + 1) as u32;
        let line = if text.starts_with('\u{feff}') { line.max(3) } else { line };
        set(TextRange { start: line, end: first.range.start }, "");
        for pair in self.parts.windows(2) {
            let [one, other] = pair else { continue };
            let gap = TextRange { start: one.range.end, end: other.range.start };
            set(gap, if other.is_apart { " " } else { "" });
        }
        let rest = TextRange { start: last.range.end, end: self.lines.end }.of(text);
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let ends = rest[blanks..].is_empty() || rest[blanks..].starts_with(['\r', '\n']);
        if ends {
            let end = last.range.end + blanks as u32;
            set(TextRange { start: last.range.end, end }, "");
        }
    }

    /// See [`super::continuation_indentation`].
    pub(super) fn indentation_at(
        &self,
        file: &Dockerfile,
        offset: usize,
        indent: Indent,
    ) -> Option<String> {
        let text = file.text();
        let is_here = |found: &&Break| {
            let line = found.indentation.map_or(text.len(), |it| it.end as usize);
            (found.behind.end as usize) < offset && offset <= line
        };
        let found = self.breaks.iter().find(is_here)?;
        let line = text[..found.before.start as usize].rfind('\n').map_or(0, |at| at + 1);
        if line <= self.parts.first()?.range.start as usize {
            return Some(indent.render(indent.width));
        }
        let written = &text[line..];
        let blanks = written.len() - written.trim_start_matches([' ', '\t']).len();
        Some(written[..blanks].to_owned())
    }
}

fn lines_touched(text: &str, edits: &[Edit]) -> usize {
    let line = |at: u32| memchr::memchr_iter(b'\n', &text.as_bytes()[..at as usize]).count();
    let mut lines: Vec<usize> = edits.iter().map(|edit| line(edit.range.start)).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.len()
}
