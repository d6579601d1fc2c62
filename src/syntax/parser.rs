//! From bytes to instructions: lines, comments, directives, continuations, heredocs.
//!
//! Every byte ends up in exactly one token, whatever the text is; what BuildKit
//! would refuse becomes a problem and the next line is read as if nothing
//! had happened.

mod tokens;

use super::directive::{self, Directive};
use super::heredoc::{self, Opening};
use super::keyword::Keyword;
use super::lines::{self, PhysicalLine};
use super::logical::{Joined, Line, Segment};
use super::node::{Form, HeredocNode, InstructionNode, Statement};
use super::problem::Problem;
use super::statement;
use super::token::{Token, TokenKind};
use crate::text::TextRange;

/// BuildKit's scanner gives up on a longer line (`parser.go handleScannerError`).
const MAX_LINE: usize = 65_535;

/// Everything the parser finds.
#[derive(Clone, Debug, Default)]
pub(super) struct Parsed {
    pub(super) escape: char,
    pub(super) tokens: Vec<Token>,
    pub(super) directives: Vec<Directive>,
    pub(super) instructions: Vec<InstructionNode>,
    pub(super) problems: Vec<Problem>,
}

/// Parses a whole file.
pub(super) fn parse(text: &str) -> Parsed {
    let mut parser = Parser {
        text,
        at: 0,
        directives_open: true,
        complaints: Vec::new(),
        raw_tokens: Vec::new(),
        marks: Vec::new(),
        parsed: Parsed {
            escape: '\\',
            tokens: Vec::with_capacity(text.len() / 6 + 8),
            instructions: Vec::with_capacity(text.len() / 40 + 2),
            ..Parsed::default()
        },
    };
    if text.starts_with('\u{feff}') {
        parser.token_up_to(TokenKind::Bom, '\u{feff}'.len_utf8());
    }
    while parser.at < text.len() {
        parser.line();
    }
    parser.parsed
}

struct Parser<'a> {
    text: &'a str,
    /// Everything before this offset is in tokens.
    at: usize,
    directives_open: bool,
    complaints: Vec<statement::Complaint>,
    /// Scratch space of `split_tokens`, kept from one instruction to the next.
    raw_tokens: Vec<Token>,
    marks: Vec<Token>,
    parsed: Parsed,
}

/// What was read of an instruction before it is understood.
struct Gathered {
    line: Line,
    /// Index of its first token.
    first_token: usize,
    /// End of its last physical line, in the source.
    end: usize,
    empty_continuations: Vec<TextRange>,
    /// Its only line, whose tokens from the keyword on are still to be made.
    single: Option<PhysicalLine>,
}

impl Parser<'_> {
    fn token_up_to(&mut self, kind: TokenKind, end: usize) {
        if end > self.at {
            let range = TextRange::new(self.at, end);
            self.parsed.tokens.push(Token { kind, range });
            self.at = end;
        }
    }

    fn line_at(&mut self, start: usize) -> PhysicalLine {
        let line = lines::line_at(self.text, start);
        if line.next - start > MAX_LINE && line.content.len() > MAX_LINE {
            let message = format!("the line is longer than {MAX_LINE} bytes");
            self.parsed.problems.push(Problem::new(line.content, message));
        }
        line
    }

    /// One comment, empty line or instruction.
    fn line(&mut self) {
        let line = self.line_at(self.at);
        let visible = line.first_visible(self.text);
        let content = TextRange { start: visible as u32, end: line.content.end };
        if self.text[visible..].starts_with('#') && !content.is_empty() {
            self.token_up_to(TokenKind::Whitespace, visible);
            self.comment_or_directive(content);
        } else {
            self.directives_open = false;
            if !content.is_empty() {
                return self.instruction(line, content);
            }
            self.token_up_to(TokenKind::Whitespace, visible);
        }
        self.token_up_to(TokenKind::Newline, line.next);
    }

    fn comment_or_directive(&mut self, content: TextRange) {
        let found = self.directives_open.then(|| directive::read(self.text, content)).flatten();
        self.directives_open = found.is_some();
        let kind = if found.is_some() { TokenKind::Directive } else { TokenKind::Comment };
        self.token_up_to(kind, content.end as usize);
        if let Some(found) = found {
            self.take_directive(found);
        }
    }

    fn take_directive(&mut self, found: Directive) {
        let name = found.kind.name();
        if self.parsed.directives.iter().any(|earlier| earlier.kind == found.kind) {
            let message = format!("there may be only one {name} directive");
            self.parsed.problems.push(Problem::new(found.range, message));
        } else if found.kind == super::DirectiveKind::Escape {
            match directive::escape(self.text, &found) {
                Ok(escape) => self.parsed.escape = escape,
                Err(problem) => self.parsed.problems.push(problem),
            }
        }
        self.parsed.directives.push(found);
    }

    fn instruction(&mut self, first: PhysicalLine, content: TextRange) {
        let gathered = self.gather(first, content);
        let source_text = self.text;
        let logical = gathered.line.logical(source_text);
        let whole = TextRange::new(0, logical.text().len());
        let escape = self.parsed.escape;
        let statement = statement::read(logical.text(), whole, escape, &mut self.complaints);
        for (range, message) in std::mem::take(&mut self.complaints) {
            let range = logical.source_range(range);
            self.parsed.problems.push(Problem::new(range, message));
        }
        self.split_tokens(&gathered, &statement);
        let openings = match opener(&statement) {
            true if memchr::memmem::find(logical.text().as_bytes(), b"<<").is_some() => {
                heredoc::openings(logical.text())
            }
            _ => Vec::new(),
        };
        let heredocs = openings
            .into_iter()
            .map(|opening| {
                let word = logical.source_range(opening.word);
                self.heredoc(opening, word)
            })
            .collect::<Vec<_>>();
        let end = heredocs
            .last()
            .map_or(gathered.end, |last| last.end_source.unwrap_or(last.body_source).end as usize);
        let source = TextRange::new(content.start as usize, end);
        let trimmed = source.of(source_text).trim_end().len();
        self.parsed.instructions.push(InstructionNode {
            statement,
            source: TextRange::new(source.start as usize, source.start as usize + trimmed),
            line: gathered.line,
            empty_continuations: gathered.empty_continuations,
            heredocs,
        });
    }

    /// Reads the physical lines of an instruction and joins them (`parser.go Parse`).
    fn gather(&mut self, first: PhysicalLine, content: TextRange) -> Gathered {
        let first_token = self.parsed.tokens.len();
        self.token_up_to(TokenKind::Whitespace, content.start as usize);
        let escape = self.parsed.escape;
        let mut gathered = Gathered {
            line: Line::Slice(content),
            first_token,
            end: content.end as usize,
            empty_continuations: Vec::new(),
            single: None,
        };
        let Some(mut continued_at) = lines::continuation(self.text, content, escape) else {
            // Its tokens are made once it is understood.
            gathered.single = Some(first);
            return gathered;
        };
        let mut joined = Joined {
            text: String::with_capacity(content.len() * 4),
            segments: Vec::with_capacity(8),
        };
        let mut line = first;
        let mut piece = content;
        loop {
            piece.end = continued_at as u32;
            self.join(&mut joined, piece);
            self.token_up_to(TokenKind::Continuation, line.content.end as usize);
            self.token_up_to(TokenKind::Newline, line.next);
            let Some(next) = self.next_piece(&mut gathered) else { break };
            (line, piece) = (next, next.content);
            gathered.end = piece.end as usize;
            match lines::continuation(self.text, piece, escape) {
                Some(at) => continued_at = at,
                None => {
                    self.join(&mut joined, piece);
                    self.token_up_to(TokenKind::Newline, line.next);
                    break;
                }
            }
        }
        gathered.line = Line::Joined(Box::new(joined));
        gathered
    }

    fn join(&mut self, joined: &mut Joined, piece: TextRange) {
        let joined_offset = joined.text.len() as u32;
        joined.segments.push(Segment { joined: joined_offset, source: piece.start });
        joined.text.push_str(piece.of(self.text));
        self.argument_token(piece.start, piece.end);
        self.at = piece.end as usize;
    }

    /// The next line of a continued instruction; comments and empty lines in between do not count.
    fn next_piece(&mut self, gathered: &mut Gathered) -> Option<PhysicalLine> {
        while self.at < self.text.len() {
            let line = self.line_at(self.at);
            let visible = line.first_visible(self.text);
            if visible == line.content.end as usize {
                gathered.empty_continuations.push(TextRange::new(self.at, line.next));
                self.token_up_to(TokenKind::Whitespace, visible);
            } else if self.text.as_bytes()[visible] == b'#' {
                self.token_up_to(TokenKind::Whitespace, visible);
                self.token_up_to(TokenKind::Comment, line.content.end as usize);
            } else {
                return Some(line);
            }
            self.token_up_to(TokenKind::Newline, line.next);
        }
        None
    }

    /// Reads the body of a heredoc up to its end.
    fn heredoc(&mut self, opening: Opening, word_source: TextRange) -> HeredocNode {
        let start = self.at;
        let stop = self.heredoc_end(&opening);
        let body_end =
            stop.map_or_else(|| self.open_heredoc_end(), |line| line.content.start as usize);
        while self.at < body_end {
            let line = self.line_at(self.at);
            self.token_up_to(TokenKind::HeredocLine, line.content.end as usize);
            self.token_up_to(TokenKind::Newline, line.next);
        }
        if let Some(line) = stop {
            self.token_up_to(TokenKind::HeredocEnd, line.content.end as usize);
            self.token_up_to(TokenKind::Newline, line.next);
        } else {
            let message = format!("the heredoc has no closing line {}", opening.name);
            let end = format!("{}\n", opening.name);
            let at = TextRange::empty(body_end);
            let problem = Problem::new(word_source, message);
            self.parsed.problems.push(problem.with_repair("Close the heredoc", at, end));
        }
        HeredocNode {
            word: opening.word,
            name: opening.name,
            chomp: opening.chomp,
            expand: opening.expand,
            body_source: TextRange::new(start, body_end),
            end_source: stop.map(|line| line.content),
        }
    }

    fn heredoc_end(&self, opening: &Opening) -> Option<PhysicalLine> {
        let mut at = self.at;
        while at < self.text.len() {
            let line = lines::line_at(self.text, at);
            if heredoc::is_end(line.content.of(self.text), &opening.name, opening.chomp) {
                return Some(line);
            }
            at = line.next;
        }
        None
    }

    /// Where to go on behind a heredoc that is never closed: at what looks like the next instruction.
    fn open_heredoc_end(&self) -> usize {
        let mut at = self.at;
        while at < self.text.len() {
            let line = lines::line_at(self.text, at);
            if lines::looks_like_instruction(line.content.of(self.text)) {
                break;
            }
            at = line.next;
        }
        at
    }
}

/// Whether heredocs may belong to the statement (`parser.go canContainHeredoc`).
fn opener(statement: &Statement) -> bool {
    match &statement.form {
        Form::Trigger(trigger) if statement.keyword == Keyword::Onbuild => {
            trigger.keyword.takes_heredocs() && !matches!(trigger.form, Form::Exec(_))
        }
        form => statement.keyword.takes_heredocs() && !matches!(form, Form::Exec(_)),
    }
}
