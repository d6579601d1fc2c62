//! Finds heredocs, and comments in backticks, in a text: the things that depend
//! on quotes and lines at once.

use std::ops::Range;

/// A heredoc found in the text.
pub(super) struct HereDocPlace {
    /// Offset of the `<<`.
    pub(super) operator: usize,
    pub(super) delimiter: String,
    pub(super) quoted: bool,
    pub(super) strips_tabs: bool,
    /// The lines between; none if there is no line below.
    pub(super) body: Option<Range<usize>>,
}

/// What the scan is inside of; commands if nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Double,
    Backticks,
    /// `(` or `$(`
    Parens,
    /// `((` or `$((`, where `<<` shifts.
    Arithmetic,
    /// `${`
    Braces,
}

/// One pass over a text.
#[derive(Default)]
pub(super) struct Scan<'t> {
    text: &'t str,
    at: usize,
    stack: Vec<Inside>,
    /// The heredocs, in order of their operators.
    pub(super) heredocs: Vec<HereDocPlace>,
    /// How many of them have got their body.
    filled: usize,
    /// What the grammar must not see: bodies, all of an operator but `<`, comments in backticks.
    pub(super) blanks: Vec<Range<usize>>,
}

impl<'t> Scan<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, ..Self::default() }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    pub(super) fn run(&mut self) {
        while let Some(byte) = self.byte(0) {
            match self.stack.last() {
                Some(Inside::Double) => self.in_double(byte),
                inside => {
                    let inside = inside.copied();
                    self.in_commands(byte, inside);
                }
            }
        }
    }

    fn in_double(&mut self, byte: u8) {
        match byte {
            b'\\' => self.at += 2,
            b'"' => self.leave(1),
            b'$' => self.dollar(),
            b'`' => self.backtick(),
            _ => self.at += 1,
        }
    }

    fn in_commands(&mut self, byte: u8, inside: Option<Inside>) {
        match byte {
            b'\\' => self.at += 2,
            b'\'' => self.skip_behind(b'\''),
            b'"' => self.enter(Inside::Double, 1),
            b'$' => self.dollar(),
            b'`' => self.backtick(),
            b'(' if self.byte(1) == Some(b'(') => self.enter(Inside::Arithmetic, 2),
            b'(' => self.enter(Inside::Parens, 1),
            b')' if inside == Some(Inside::Arithmetic) && self.byte(1) == Some(b')') => {
                self.leave(2);
            }
            b')' if inside == Some(Inside::Parens) => self.leave(1),
            b'}' if inside == Some(Inside::Braces) => self.leave(1),
            b'#' if self.starts_word() && inside != Some(Inside::Braces) => self.skip_to_line_end(),
            b'<' => self.less(inside),
            b'\n' => self.line_end(),
            _ => self.at += 1,
        }
    }

    fn enter(&mut self, inside: Inside, len: usize) {
        self.stack.push(inside);
        self.at += len;
    }

    fn leave(&mut self, len: usize) {
        self.stack.pop();
        self.at += len;
    }

    fn skip_behind(&mut self, byte: u8) {
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        let len = memchr(byte, rest);
        self.at += 1 + len.map_or(rest.len(), |len| len + 1);
    }

    fn skip_to_line_end(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        self.at += memchr(b'\n', rest).unwrap_or(rest.len());
    }

    fn starts_word(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.text.as_bytes().get(at));
        before.is_none_or(|byte| byte.is_ascii_whitespace() || b";|&()`".contains(byte))
    }

    fn dollar(&mut self) {
        match (self.byte(1), self.byte(2)) {
            (Some(b'('), Some(b'(')) => self.enter(Inside::Arithmetic, 3),
            (Some(b'('), _) => self.enter(Inside::Parens, 2),
            (Some(b'{'), _) => self.enter(Inside::Braces, 2),
            (Some(b'$'), _) => self.at += 2,
            _ => self.at += 1,
        }
    }

    /// Opens or closes backticks; those that hold a comment only become blanks.
    fn backtick(&mut self) {
        if self.stack.contains(&Inside::Backticks) {
            while self.stack.pop().is_some_and(|inside| inside != Inside::Backticks) {}
            self.at += 1;
            return;
        }
        let inside = self.text.get(self.at + 1..).unwrap_or_default();
        let end = inside
            .find(['`', '\n'])
            .filter(|end| inside.get(*end..).is_some_and(|rest| rest.starts_with('`')));
        match end.filter(|_| inside.trim_start_matches([' ', '\t']).starts_with('#')) {
            Some(end) => {
                self.blanks.push(self.at..self.at + end + 2);
                self.at += end + 2;
            }
            None => self.enter(Inside::Backticks, 1),
        }
    }

    fn less(&mut self, inside: Option<Inside>) {
        let shifts = matches!(inside, Some(Inside::Arithmetic | Inside::Braces));
        if self.byte(1) != Some(b'<') || shifts {
            self.at += 1;
        } else if self.byte(2) == Some(b'<') {
            self.at += 3;
        } else {
            self.heredoc();
        }
    }

    fn heredoc(&mut self) {
        let operator = self.at;
        let strips_tabs = self.byte(2) == Some(b'-');
        self.at += 2 + usize::from(strips_tabs);
        let blank_end = self.at;
        while matches!(self.byte(0), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        let start = self.at;
        while self
            .byte(0)
            .is_some_and(|byte| !byte.is_ascii_whitespace() && !b";|&()<>".contains(&byte))
        {
            match self.byte(0) {
                Some(quote @ (b'"' | b'\'')) => self.skip_behind(quote),
                Some(b'\\') => self.at += 2,
                _ => self.at += 1,
            }
        }
        let written = self.text.get(start..self.at).unwrap_or_default();
        if written.is_empty() {
            return;
        }
        self.blanks.push(operator + 1..blank_end);
        self.heredocs.push(HereDocPlace {
            operator,
            delimiter: written.replace(['"', '\'', '\\'], ""),
            quoted: written.contains(['"', '\'', '\\']),
            strips_tabs,
            body: None,
        });
    }

    /// Below this line are the bodies of the heredocs that it opened.
    fn line_end(&mut self) {
        self.at += 1;
        let opened = self.heredocs.get_mut(self.filled..).unwrap_or_default();
        if opened.is_empty() {
            return;
        }
        let below = self.at;
        for heredoc in opened {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let (body, len) = heredoc.find_body(rest);
            heredoc.body = Some(self.at..self.at + body);
            self.at += len;
        }
        self.filled = self.heredocs.len();
        self.blanks.push(below..self.at);
    }
}

impl HereDocPlace {
    /// Length of the body at the start of `rest`, without and with the line of the delimiter.
    fn find_body(&self, rest: &str) -> (usize, usize) {
        let mut body = 0;
        for line in rest.split_inclusive('\n') {
            let content = line.strip_suffix('\n').unwrap_or(line);
            let content = content.strip_suffix('\r').unwrap_or(content);
            let tabs: &[char] = if self.strips_tabs { &['\t'] } else { &[] };
            if content.trim_start_matches(tabs) == self.delimiter {
                return (body, body + line.len());
            }
            body += line.len();
        }
        (body, body)
    }
}

fn memchr(byte: u8, bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|candidate| *candidate == byte)
}
