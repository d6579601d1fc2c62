//! A plain splitter: text into commands at the operators outside quotes.
//!
//! Serves PowerShell and cmd, and POSIX text that the grammar gives up on. It
//! knows no constructs: keywords are words.

use super::assemble::Assembly;
use super::command::{Redirect, RedirectKind};
use super::expansion;
use super::nested::Origin;
use super::script::{Join, Script};
use super::word::{Expansion, ExpansionForm, Quoting, Word};

/// What the splitter must know of a shell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flavour {
    /// Takes the next character as it is.
    escape: char,
    /// Whether `'…'` quotes.
    single_quotes: bool,
    /// Whether `;` separates and `#` begins a comment.
    semicolons: bool,
    /// Whether `(` and `)` separate.
    parens: bool,
    ampersand: Ampersand,
    /// What a variable begins with.
    sigil: char,
}

/// What a single `&` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ampersand {
    Separates,
    /// Behind a command it sends to the background, before one it means nothing to us.
    Background,
}

impl Flavour {
    pub(super) const POSIX: Flavour = Flavour {
        escape: '\\',
        single_quotes: true,
        semicolons: true,
        parens: true,
        ampersand: Ampersand::Background,
        sigil: '$',
    };
    pub(super) const POWERSHELL: Flavour = Flavour { escape: '`', parens: false, ..Flavour::POSIX };
    pub(super) const CMD: Flavour = Flavour {
        escape: '^',
        single_quotes: false,
        semicolons: false,
        parens: true,
        ampersand: Ampersand::Separates,
        sigil: '%',
    };
}

/// Splits `text`. The script is clean if all quotes are closed.
pub(super) fn split(text: &str, flavour: Flavour, origin: Origin, depth: u8) -> Script {
    let list = Assembly::new(text, origin, depth);
    let mut splitter =
        Splitter { text, flavour, origin, list, at: 0, word: None, redirect: None, clean: true };
    while let Some(ch) = splitter.rest().chars().next() {
        splitter.step(ch);
    }
    splitter.end_word();
    Script { list: splitter.list.finish(), clean: splitter.clean }
}

struct Splitter<'t> {
    text: &'t str,
    flavour: Flavour,
    origin: Origin,
    list: Assembly<'t>,
    at: usize,
    word: Option<Draft>,
    /// A redirect that waits for its target.
    redirect: Option<Operator>,
    clean: bool,
}

/// A word in the making.
struct Draft {
    start: usize,
    word: Word,
    /// Whether everything so far is written as it is meant.
    plain: bool,
    /// The quotes that closed last, if the word began with them.
    quoted: Option<(Quoting, usize)>,
}

struct Operator {
    start: usize,
    descriptor: Option<u32>,
    kind: fn(Word) -> RedirectKind,
}

impl<'t> Splitter<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn step(&mut self, ch: char) {
        let flavour = self.flavour;
        match ch {
            '\n' => self.operator(Join::Then, 1),
            ';' if flavour.semicolons => self.operator(Join::Then, 1),
            '(' | ')' if flavour.parens => self.operator(Join::Then, 1),
            '&' if self.rest().starts_with("&&") => self.operator(Join::And, 2),
            '|' if self.rest().starts_with("||") => self.operator(Join::Or, 2),
            '&' => self.ampersand(),
            '|' => {
                self.end_word();
                self.redirect = None;
                self.at += 1;
                self.list.pipe(self.at);
            }
            '<' | '>' => self.angle(ch),
            '#' if flavour.semicolons && self.word.is_none() => {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            }
            _ if ch.is_whitespace() => {
                self.end_word();
                self.at += ch.len_utf8();
            }
            '"' => self.quoted('"', Quoting::Double),
            '\'' if flavour.single_quotes => self.quoted('\'', Quoting::Single),
            _ if ch == flavour.escape => self.escaped(),
            _ if ch == flavour.sigil => self.variable(),
            _ => self.push(ch),
        }
    }

    fn operator(&mut self, join: Join, len: usize) {
        self.end_word();
        self.redirect = None;
        self.list.operator(join, self.at, self.at + len);
        self.at += len;
    }

    fn ampersand(&mut self) {
        self.end_word();
        self.redirect = None;
        let (start, end) = (self.at, self.at + 1);
        match self.flavour.ampersand {
            Ampersand::Separates => self.list.operator(Join::Then, start, end),
            Ampersand::Background if self.list.expects_name() => {}
            Ampersand::Background => self.list.background(start, end),
        }
        self.at = end;
    }

    /// `<`, `>` or `>>`, with a descriptor before or a `&` behind.
    fn angle(&mut self, ch: char) {
        let number = self.word.as_ref().filter(|draft| draft.plain);
        let number = number.and_then(|draft| Some((draft.start, draft.word.value.parse().ok()?)));
        match number {
            Some(_) => self.word = None,
            None => self.end_word(),
        }
        let start = number.map_or(self.at, |(start, _)| start);
        let doubled = self.rest().chars().nth(1) == Some(ch);
        self.at += 1 + usize::from(doubled);
        let duplicates = self.rest().starts_with('&');
        self.at += usize::from(duplicates);
        let kind = match ch {
            _ if duplicates => RedirectKind::Duplicate,
            '<' => RedirectKind::Read,
            _ if doubled => RedirectKind::Append,
            _ => RedirectKind::Write,
        };
        let descriptor = number.map(|(_, number)| number);
        self.redirect = Some(Operator { start, descriptor, kind });
    }

    fn draft(&mut self) -> &mut Draft {
        let start = self.at;
        self.word.get_or_insert_with(|| Draft {
            start,
            word: Word::default(),
            plain: true,
            quoted: None,
        })
    }

    fn push(&mut self, ch: char) {
        let draft = self.draft();
        draft.word.value.push(ch);
        draft.word.plain += if draft.plain { ch.len_utf8() } else { 0 };
        draft.word.glob |= matches!(ch, '*' | '?');
        self.at += ch.len_utf8();
    }

    fn escaped(&mut self) {
        let escape = self.flavour.escape;
        self.draft().plain = false;
        self.at += escape.len_utf8();
        match self.rest().chars().next() {
            Some('\n') => self.at += 1,
            Some(ch) => self.push(ch),
            None => self.draft().word.value.push(escape),
        }
    }

    fn quoted(&mut self, quote: char, quoting: Quoting) {
        let start = self.at;
        self.draft().plain = false;
        self.at += 1;
        let inside_escape = if quote == '"' { self.flavour.escape } else { '\'' };
        while let Some(ch) = self.rest().chars().next() {
            if ch == quote {
                self.at += 1;
                let end = self.at;
                let draft = self.draft();
                draft.quoted = (draft.start == start).then_some((quoting, end));
                return;
            }
            match ch {
                _ if ch == self.flavour.sigil && quote == '"' => self.variable(),
                _ if ch == inside_escape => self.escaped(),
                _ => {
                    self.draft().word.value.push(ch);
                    self.at += ch.len_utf8();
                }
            }
        }
        self.clean = false;
    }

    /// `$X`, `$env:X`, `${…}`, `$(…)` or `%X%`: stays in the word as it is written.
    fn variable(&mut self) {
        let rest = self.rest();
        let found = match self.flavour.sigil {
            '%' => percent_variable(rest),
            _ => expansion::dollar(rest, self.flavour.escape == '`'),
        };
        let Some((len, name, form)) = found else { return self.push(self.flavour.sigil) };
        let range = self.origin.range(self.at, self.at + len);
        let draft = self.draft();
        let start = draft.word.value.len();
        draft.word.value.push_str(rest.get(..len).unwrap_or_default());
        draft.word.plain += if draft.plain { len } else { 0 };
        let span = start..start + len;
        draft.word.expansions.push(Expansion { name: name.to_owned(), form, range, span });
        self.at += len;
    }

    fn end_word(&mut self) {
        let Some(draft) = self.word.take() else {
            return;
        };
        let mut word = draft.word;
        word.range = self.origin.range(draft.start, self.at);
        word.plain = self.origin.plain(word.plain);
        word.quoting = match draft.quoted {
            Some((quoting, end)) if end == self.at => quoting,
            _ if draft.plain => Quoting::None,
            _ => Quoting::Mixed,
        };
        match self.redirect.take() {
            None => self.list.word(word, draft.start, self.at),
            Some(Operator { start, descriptor, kind }) => {
                let range = self.origin.range(start, self.at);
                let redirect = Redirect { descriptor, kind: kind(word), range };
                self.list.redirect(redirect, start, self.at);
            }
        }
    }
}

/// `%NAME%` at the start of `rest`: its length, name and form.
fn percent_variable(rest: &str) -> Option<(usize, &str, ExpansionForm)> {
    let (name, _) = rest.strip_prefix('%')?.split_once('%')?;
    let known = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
    known.then_some((name.len() + 2, name, ExpansionForm::Plain))
}
