//! Quote removal: from a word as written to the text it is worth.
//!
//! Works on text alone; which parts of a word are expansions is told by the
//! caller, and those are copied as they are.

use std::ops::Range;

use super::word::Quoting;

/// The outcome of quote removal.
#[derive(Debug, Default)]
pub(super) struct Unquoted {
    pub(super) value: String,
    /// For each hole its place in the value.
    pub(super) spans: Vec<Range<usize>>,
    pub(super) quoting: Quoting,
    pub(super) glob: bool,
    /// How many bytes at the start of the value stand in the source just so.
    pub(super) plain: usize,
}

/// Removes the quotes of `text`, a POSIX or bash word. `holes` are the ranges of its expansions
/// and substitutions, in order and apart.
pub(super) fn unquote(text: &str, holes: &[Range<usize>]) -> Unquoted {
    let mut removal = Removal { text, at: 0, double: None, whole: None, out: Unquoted::default() };
    removal.out.value.reserve(text.len());
    let mut plain = None;
    let mut holes = holes.iter().peekable();
    while let Some(ch) = removal.rest().chars().next() {
        if let Some(hole) = holes.next_if(|hole| hole.start <= removal.at && hole.end > removal.at)
        {
            removal.copy_hole(hole);
            continue;
        }
        let (at, before) = (removal.at, removal.out.value.len());
        removal.step(ch);
        let len = ch.len_utf8();
        // Quotes around a single character add as much as a character does, but take up more.
        let verbatim = removal.at == at + len && removal.out.value.len() == before + len;
        if !verbatim && plain.is_none() {
            plain = Some(before);
        }
    }
    let mut out = std::mem::take(&mut removal.out);
    out.plain = plain.unwrap_or(out.value.len());
    let bare = if out.plain == text.len() { Quoting::None } else { Quoting::Mixed };
    out.quoting = removal.whole.unwrap_or(bare);
    out
}

/// Whether quote removal would leave the text as it is, and nothing is put into it.
pub(super) fn is_bare(written: &str) -> bool {
    let is_marked = |byte: u8| {
        matches!(byte, b'\\' | b'\'' | b'"' | b'$' | b'`' | b'*' | b'?' | b'[' | b'{' | b'(')
    };
    !written.bytes().any(is_marked)
}

struct Removal<'t> {
    text: &'t str,
    at: usize,
    /// Where the double quotes opened that we are in.
    double: Option<usize>,
    /// The quotes that are around all of the text.
    whole: Option<Quoting>,
    out: Unquoted,
}

impl<'t> Removal<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn copy_hole(&mut self, hole: &Range<usize>) {
        let start = self.out.value.len();
        self.out.value.push_str(self.text.get(self.at..hole.end).unwrap_or_default());
        self.out.spans.push(start..self.out.value.len());
        self.at = hole.end;
    }

    fn push(&mut self, ch: char) {
        self.out.value.push(ch);
        self.at += ch.len_utf8();
    }

    fn step(&mut self, ch: char) {
        match ch {
            '\\' => self.backslash(),
            '"' => self.double_quote(),
            _ if self.double.is_some() => self.push(ch),
            '\'' => self.single(),
            '$' if self.rest().starts_with("$'") => self.ansi_c(),
            '$' if self.rest().starts_with("$\"") => self.at += 1,
            '*' | '?' | '[' | '{' => {
                self.out.glob = true;
                self.push(ch);
            }
            _ => self.push(ch),
        }
    }

    fn double_quote(&mut self) {
        let opened = self.double.take();
        if opened == Some(0) && self.at + 1 == self.text.len() {
            self.whole = Some(Quoting::Double);
        }
        if opened.is_none() {
            self.double = Some(self.at);
        }
        self.at += 1;
    }

    /// A backslash keeps the next character; in double quotes only some. Before a line end both go.
    fn backslash(&mut self) {
        self.at += 1;
        match self.rest().chars().next() {
            Some('\n') => self.at += 1,
            Some(ch) if self.double.is_some() && !matches!(ch, '$' | '`' | '"' | '\\') => {
                self.out.value.push('\\');
                self.push(ch);
            }
            Some(ch) => self.push(ch),
            None => self.out.value.push('\\'),
        }
    }

    fn single(&mut self) {
        let inside = self.text.get(self.at + 1..).unwrap_or_default();
        let len = inside.find('\'').unwrap_or(inside.len());
        self.out.value.push_str(inside.get(..len).unwrap_or_default());
        let end = self.at + 1 + len + 1;
        if self.at == 0 && end == self.text.len() {
            self.whole = Some(Quoting::Single);
        }
        self.at = end.min(self.text.len());
    }

    /// `$'…'` with its C escapes; those by number are left as they are written.
    fn ansi_c(&mut self) {
        self.at += 2;
        while let Some(ch) = self.rest().chars().next() {
            self.at += ch.len_utf8();
            match ch {
                '\'' => return,
                '\\' => self.c_escape(),
                _ => self.out.value.push(ch),
            }
        }
    }

    fn c_escape(&mut self) {
        let Some(ch) = self.rest().chars().next() else {
            return self.out.value.push('\\');
        };
        self.at += ch.len_utf8();
        match ch {
            'n' => self.out.value.push('\n'),
            't' => self.out.value.push('\t'),
            'r' => self.out.value.push('\r'),
            'e' | 'E' => self.out.value.push('\u{1b}'),
            '\\' | '\'' | '"' | '?' => self.out.value.push(ch),
            _ => self.out.value.extend(['\\', ch]),
        }
    }
}
