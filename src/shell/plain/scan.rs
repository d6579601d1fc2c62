//! Cuts a text into tokens, as long as it is plain.

use std::ops::Range;

/// Where a word stands.
#[derive(Clone, Debug, Default)]
pub(super) struct WordPlace {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Its expansions, by index.
    pub(super) holes: Range<usize>,
}

/// What a redirect does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Arrow {
    Read,
    Write,
    Append,
    Duplicate,
}

/// A part of the text, with its offset.
#[derive(Debug)]
pub(super) enum Token {
    /// A command begins.
    Begin(usize),
    Word(WordPlace),
    Assignment {
        name_end: usize,
        /// From the name to the end of the value.
        value: WordPlace,
    },
    Redirect {
        start: usize,
        /// Empty if there is none.
        descriptor: Range<usize>,
        arrow: Arrow,
        target: WordPlace,
    },
    And(usize),
    Or(usize),
    Semicolon(usize),
    Ampersand(usize),
    Pipe(usize),
}

/// Words that begin or end something else than a simple command where a name is expected. For the
/// grammar a few more are special; those it reads as the names of commands are not among them.
const RESERVED: &[&str] = &[
    "!", "case", "do", "done", "elif", "else", "esac", "fi", "for", "function", "if", "in",
    "select", "then", "time", "until", "while",
];

/// Commands for which the grammar has a rule of their own.
const DECLARES: &[&str] =
    &["declare", "export", "local", "readonly", "typeset", "unset", "unsetenv"];

/// Where in a list the scan is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before a command, which may be missing.
    Open,
    /// Behind `&&`, `||` or `|`.
    Awaited,
    /// Behind assignments, before the name.
    Assigned,
    /// Behind the name.
    Named,
    /// Behind `export` or the like.
    Declaring,
}

/// The tokens of a plain text.
pub(super) struct Scan {
    pub(super) tokens: Vec<Token>,
    /// The expansions of all words, from start to end.
    pub(super) holes: Vec<(u32, u32)>,
}

impl Scan {
    /// Scans `text`; `None` if it is not plain.
    pub(super) fn of(text: &str) -> Option<Self> {
        let scan = Scan { tokens: Vec::with_capacity(text.len() / 6 + 4), holes: Vec::new() };
        let mut scanner = Scanner { bytes: text.as_bytes(), text, at: 0, state: State::Open, scan };
        while scanner.step()? {}
        (scanner.state != State::Awaited).then_some(scanner.scan)
    }
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    state: State,
    scan: Scan,
}

impl Scanner<'_> {
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn has_name(&self) -> bool {
        matches!(self.state, State::Named | State::Declaring)
    }

    fn skip_blanks(&mut self) {
        while matches!(self.byte(0), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Takes what is next; false at the end, `None` if it is not plain.
    fn step(&mut self) -> Option<bool> {
        self.skip_blanks();
        let Some(byte) = self.byte(0) else { return Some(false) };
        let at = self.at;
        match (byte, self.byte(1)) {
            (b'\n', _) => self.line_end(),
            (b'&', Some(b'&')) => self.operator(Token::And(at), 2, State::Awaited)?,
            (b'&', Some(b'>')) => self.redirect(at..at)?,
            (b'&', _) => self.operator(Token::Ampersand(at), 1, State::Open)?,
            (b'|', Some(b'|')) => self.operator(Token::Or(at), 2, State::Awaited)?,
            (b'|', Some(b'&')) | (b';', Some(b';' | b'&')) => return None,
            (b'|', _) => self.operator(Token::Pipe(at), 1, State::Awaited)?,
            (b';', _) => self.operator(Token::Semicolon(at), 1, State::Open)?,
            (b'<' | b'>', _) => self.redirect(at..at)?,
            _ => self.command_word()?,
        }
        Some(true)
    }

    fn line_end(&mut self) {
        self.at += 1;
        if self.state != State::Awaited {
            self.state = State::Open;
        }
    }

    fn operator(&mut self, token: Token, len: usize, state: State) -> Option<()> {
        if matches!(self.state, State::Open | State::Awaited) {
            return None;
        }
        self.state = state;
        self.scan.tokens.push(token);
        self.at += len;
        Some(())
    }

    fn command_word(&mut self) -> Option<()> {
        let start = self.at;
        let expects_name = !self.has_name();
        if matches!(self.state, State::Open | State::Awaited) {
            self.scan.tokens.push(Token::Begin(start));
        }
        if expects_name && let Some(name_end) = self.assigned_name() {
            self.at = name_end + 1;
            let value = self.value()?;
            let value = WordPlace { start, ..value };
            self.scan.tokens.push(Token::Assignment { name_end, value });
            self.state = State::Assigned;
            return Some(());
        }
        let place = self.word()?;
        let written = self.text.get(start..place.end)?;
        if matches!(written, "1" | "2") && matches!(self.byte(0), Some(b'<' | b'>')) {
            // The grammar takes a dash before a descriptor for a part of it, and loses it.
            let before = self.text.get(..start)?.trim_end_matches([' ', '\t']);
            (!before.ends_with('-')).then_some(())?;
            return self.redirect(start..place.end);
        }
        let is_plain = match self.state {
            State::Named => true,
            State::Declaring => is_plain_declared(written),
            _ => is_plain_name(written),
        };
        is_plain.then_some(())?;
        self.state = match self.state {
            State::Open | State::Awaited if DECLARES.contains(&written) => State::Declaring,
            State::Assigned if DECLARES.contains(&written) => return None,
            State::Declaring => State::Declaring,
            _ => State::Named,
        };
        self.scan.tokens.push(Token::Word(place));
        Some(())
    }

    /// Where the name of the assignment ends that begins here, if one does.
    fn assigned_name(&self) -> Option<usize> {
        let rest = self.bytes.get(self.at..)?;
        let len = name_len(rest);
        (len > 0 && rest.get(len) == Some(&b'=') && rest.first() != Some(&b'_'))
            .then_some(self.at + len)
    }

    /// The value of an assignment.
    fn value(&mut self) -> Option<WordPlace> {
        match self.byte(0) {
            None | Some(b' ' | b'\t' | b'\n' | b';' | b'&') => {
                let holes = self.scan.holes.len();
                Some(WordPlace { start: self.at, end: self.at, holes: holes..holes })
            }
            _ => self.word(),
        }
    }

    /// A redirect behind the name of a command, from its descriptor (or where it would be) on.
    fn redirect(&mut self, descriptor: Range<usize>) -> Option<()> {
        // A number that touches the arrow is a descriptor to the grammar, whatever it belongs to.
        let before = descriptor.start.checked_sub(1).and_then(|before| self.bytes.get(before));
        if !self.has_name() || before.is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let (arrow, len) = match (self.byte(0)?, self.byte(1), self.byte(2)) {
            (b'&', Some(b'>'), Some(b'>')) => (Arrow::Append, 3),
            (b'&', Some(b'>'), _) => (Arrow::Write, 2),
            (b'>', Some(b'>'), _) => (Arrow::Append, 2),
            (b'>', Some(b'&'), Some(digit)) if digit.is_ascii_digit() => (Arrow::Duplicate, 2),
            (b'>', Some(b'&' | b'|'), _) | (b'<', Some(b'<' | b'>' | b'&'), _) => return None,
            (b'>', ..) => (Arrow::Write, 1),
            (b'<', ..) => (Arrow::Read, 1),
            _ => return None,
        };
        self.at += len;
        self.skip_blanks();
        let target = self.word()?;
        if matches!(arrow, Arrow::Duplicate) {
            let written = self.bytes.get(target.start..target.end)?;
            written.iter().all(u8::is_ascii_digit).then_some(())?;
        }
        let start = descriptor.start;
        self.scan.tokens.push(Token::Redirect { start, descriptor, arrow, target });
        Some(())
    }

    /// A word, which must begin here.
    fn word(&mut self) -> Option<WordPlace> {
        let (start, first_hole) = (self.at, self.scan.holes.len());
        loop {
            let piece = self.at;
            match self.byte(0) {
                Some(b'\'') => {
                    let inside = self.bytes.get(self.at + 1..)?;
                    self.at += memchr::memchr(b'\'', inside)? + 2;
                }
                Some(b'"') => self.double_quoted()?,
                Some(b'$') if self.text.get(start..piece)?.ends_with(['"', '\'']) => {
                    (self.byte(1) == Some(b'{')).then_some(())?;
                    self.expansion()?;
                }
                Some(b'$') => self.expansion()?,
                Some(b'\\' | b'#') if piece > start => return None,
                Some(b'#' | b'=') => return None,
                _ => self.bare()?,
            }
            if self.at == piece {
                break;
            }
        }
        let holes = first_hole..self.scan.holes.len();
        (self.at > start).then_some(WordPlace { start, end: self.at, holes })
    }

    /// Characters outside quotes, up to one that means something.
    fn bare(&mut self) -> Option<()> {
        while let Some(byte) = self.byte(0) {
            match byte {
                b' ' | b'\t' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' | b'\'' | b'"' | b'$' => {
                    break;
                }
                b'\\' => {
                    self.byte(1).filter(u8::is_ascii_graphic)?;
                    self.at += 2;
                }
                b'(' | b')' | b'{' | b'}' | b'[' | b']' | b'`' => return None,
                _ if byte.is_ascii_control() => return None,
                _ => self.at += 1,
            }
        }
        Some(())
    }

    fn double_quoted(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.byte(0)? {
                b'"' => break,
                b'\\' => {
                    self.byte(1).filter(u8::is_ascii_graphic)?;
                    self.at += 2;
                }
                b'$' => self.expansion()?,
                b'`' => return None,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(())
    }

    /// `$name` or `${name}`.
    fn expansion(&mut self) -> Option<()> {
        let start = self.at;
        let braces = usize::from(self.byte(1) == Some(b'{'));
        self.at += 1 + braces;
        let name = self.bytes.get(self.at..)?;
        let len = name_len(name);
        self.at += len;
        if len == 0 || name.starts_with(b"_") || braces == 1 && self.byte(0) != Some(b'}') {
            return None;
        }
        self.at += braces;
        self.scan.holes.push((start.try_into().ok()?, self.at.try_into().ok()?));
        Some(())
    }
}

/// Whether the grammar takes no part of the word for anything but a command's name.
fn is_plain_name(written: &str) -> bool {
    let letters = written.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let is_reserved = RESERVED.iter().any(|word| written.get(..letters) == Some(word));
    let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./\"'${}".contains(&byte);
    !is_reserved && !written.starts_with('-') && written.bytes().all(is_usual)
}

/// Whether the word is a flag, a variable or an assignment, as the grammar wants it behind `export`.
fn is_plain_declared(written: &str) -> bool {
    let name = written.strip_prefix('-').unwrap_or(written);
    let len = name_len(name.as_bytes());
    len > 0 && matches!(name.as_bytes().get(len), None | Some(b'='))
}

/// Length of the variable name at the start of `bytes`.
fn name_len(bytes: &[u8]) -> usize {
    if bytes.first().is_some_and(u8::is_ascii_digit) {
        return 0;
    }
    bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count()
}
