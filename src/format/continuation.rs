//! The alignment of an instruction that goes on over several lines.
//!
//! Lines keep their distance from each other: the least indented one is brought to the first level, and
//! the others move with it. That is done for all lines of an instruction or for none.

use super::indent::Indent;
use super::lines::{Break, Meaning};
use super::{OperatorPlace, Options};
use crate::diagnostic::Edit;
use crate::text::TextRange;

/// A continued instruction.
#[derive(Debug)]
pub(super) struct Continued<'a> {
    pub(super) text: &'a str,
    pub(super) breaks: &'a [Break],
}

/// The edits that align an instruction.
#[derive(Debug, Default)]
pub(super) struct Aligned {
    /// Those that cost nothing.
    pub(super) free: Vec<Edit>,
    /// Those of which at least one changes the text of a command, so that they go together.
    pub(super) of_commands: Vec<Edit>,
}

impl<'a> Continued<'a> {
    /// The indentation of the least indented line, closing lines left out.
    pub(super) fn least_indentation(&self, columns: impl Fn(&str) -> u32) -> Option<&'a str> {
        let lines = || self.breaks.iter().filter(|it| it.meaning != Meaning::Value);
        let indentations = |closing: bool| {
            let found = lines().filter_map(|it| it.indentation);
            let found = found.filter(move |it| closing || !self.closes(*it));
            found.map(|it| it.of(self.text)).min_by_key(|it| columns(it))
        };
        indentations(false).or_else(|| indentations(true))
    }

    /// Whether the line behind `indentation` begins with what closes an earlier one.
    fn closes(&self, indentation: TextRange) -> bool {
        let line = &self.text[indentation.end as usize..];
        let is_word = |word: &str| {
            let rest = line.strip_prefix(word);
            rest.is_some_and(|rest| !rest.starts_with(|ch: char| ch.is_alphanumeric() || ch == '_'))
        };
        line.starts_with([']', ')', '}']) || ["fi", "done", "esac"].into_iter().any(is_word)
    }

    /// Aligns the lines.
    pub(super) fn align(&self, indent: Indent, options: &Options) -> Aligned {
        let mut aligned = Aligned::default();
        let Some(least) = self.least_indentation(|it| indent.columns(it)) else {
            self.trim(&mut aligned);
            return aligned;
        };
        let shift = i64::from(indent.width) - i64::from(indent.columns(least));
        let mut moves = Vec::new();
        let mut touches_commands = false;
        for found in self.breaks {
            for comment in &found.comments {
                moves.extend(self.moved(
                    *comment,
                    "",
                    |column| move_trailer(column, shift),
                    indent,
                ));
            }
            let Some(line) = found.indentation.filter(|_| found.meaning != Meaning::Value) else {
                continue;
            };
            let operator = self.operator(found, options);
            let column = |column| match self.closes(line) && column <= indent.columns(least) {
                true => move_trailer(column, shift),
                false => i64::from(column) + shift,
            };
            let text = operator.as_ref().map_or("", |it| it.in_front);
            let edit = match &operator {
                Some(Operator { leading: Some(range), .. }) => {
                    let range = TextRange { start: line.start, end: range.end };
                    let indentation = indent.columns(line.of(self.text));
                    Some(Edit::replace(range, indent.render(at_least_zero(column(indentation)))))
                }
                _ => self.moved(line, text, column, indent),
            };
            touches_commands |= edit.is_some() && found.meaning == Meaning::Shell;
            moves.extend(edit);
            let before = self.before(found, operator.as_ref());
            match found.meaning {
                Meaning::Shell => {
                    touches_commands |= before.is_some();
                    moves.extend(before);
                }
                _ => aligned.free.extend(before),
            }
        }
        match touches_commands {
            true => aligned.of_commands = moves,
            false => aligned.free.extend(moves),
        }
        self.trim(&mut aligned);
        aligned
    }

    /// Blanks behind escape characters, which mean nothing anywhere, and around one that nothing follows.
    fn trim(&self, aligned: &mut Aligned) {
        let last = self.breaks.iter().filter(|it| it.indentation.is_none());
        let last = last.filter(|it| it.meaning == Meaning::Layout);
        aligned.free.extend(last.filter_map(|it| self.before(it, None)));
        let behind = self.breaks.iter().map(|it| it.behind).filter(|it| !it.is_empty());
        aligned.free.extend(behind.map(Edit::delete));
    }

    /// The line whose indentation is given, at another column and with `text` in front of it.
    fn moved(
        &self,
        indentation: TextRange,
        text: &str,
        column: impl Fn(u32) -> i64,
        indent: Indent,
    ) -> Option<Edit> {
        let old = indentation.of(self.text);
        let new = indent.render(at_least_zero(column(indent.columns(old)))) + text;
        (old != new).then(|| Edit::replace(indentation, new))
    }

    /// One blank in front of the escape character, unless it is all of its line.
    fn before(&self, found: &Break, operator: Option<&Operator>) -> Option<Edit> {
        let mut range = found.before;
        let mut text = " ".to_owned();
        match operator {
            Some(Operator { trailing: Some(moved), .. }) => range.start = moved.start,
            Some(Operator { leading: Some(moved), .. }) => {
                text = format!(" {} ", self.text[moved.span()].trim_end());
            }
            _ => {}
        }
        let starts_line = begins_line(self.text, range.start);
        (!starts_line && range.of(self.text) != text).then(|| Edit::replace(range, text))
    }

    /// The operator beside a break of a shell text that is to stand on its other side.
    fn operator(&self, found: &Break, options: &Options) -> Option<Operator> {
        let line = found.indentation.filter(|_| found.meaning == Meaning::Shell)?;
        match options.operators {
            OperatorPlace::Preserve => None,
            OperatorPlace::Leading => {
                let before = &self.text[..found.before.start as usize];
                let operator = OPERATORS.into_iter().find(|it| before.ends_with(it))?;
                let rest = &before[..before.len() - operator.len()];
                let start = rest.trim_end_matches([' ', '\t']).len();
                if begins_line(self.text, start as u32) || rest.ends_with(['\\', '&', '|']) {
                    return None;
                }
                let in_front = if operator == "&&" { "&& " } else { "|| " };
                let range = TextRange::new(start, found.before.start as usize);
                Some(Operator { in_front, trailing: Some(range), leading: None })
            }
            OperatorPlace::Trailing => {
                let behind = &self.text[line.end as usize..];
                let operator = OPERATORS.into_iter().find(|it| behind.starts_with(it))?;
                let rest = behind[operator.len()..].trim_start_matches([' ', '\t']);
                // An operator that is all of its line has nothing to leave behind.
                if rest.starts_with(['\\', '\r', '\n']) || rest.is_empty() {
                    return None;
                }
                let range = TextRange::new(line.end as usize, self.text.len() - rest.len());
                Some(Operator { in_front: "", trailing: None, leading: Some(range) })
            }
        }
    }
}

const OPERATORS: [&str; 2] = ["&&", "||"];

/// An operator that goes to the other side of a line break.
#[derive(Debug)]
struct Operator {
    /// What the line behind begins with afterwards.
    in_front: &'static str,
    /// Where it stands now at the end of the line before, with the blanks in front of it.
    trailing: Option<TextRange>,
    /// Where it stands now at the begin of the line behind, with the blanks behind it.
    leading: Option<TextRange>,
}

fn begins_line(text: &str, at: u32) -> bool {
    at == 0 || text.as_bytes()[at as usize - 1] == b'\n'
}

/// A line that is not counted goes with the others, but one at the margin stays there.
fn move_trailer(column: u32, shift: i64) -> i64 {
    if column == 0 { 0 } else { i64::from(column) + shift }
}

fn at_least_zero(column: i64) -> u32 {
    u32::try_from(column.max(0)).unwrap_or(u32::MAX)
}
