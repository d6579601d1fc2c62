//! What an instruction is made of: the parts that layout must not touch, and what may stand between them.

use crate::syntax::{CommandLine, Instruction, Keyword, LogicalText, Word};
use crate::text::TextRange;

/// A part of an instruction, and how it is separated from the one before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    /// Where it stands in the source.
    pub(super) range: TextRange,
    /// Whether a blank stands before it; nothing does beside the brackets of an array.
    pub(super) is_apart: bool,
    pub(super) kind: PartKind<'a>,
}

/// What a part is.
#[derive(Clone, Copy, Debug)]
pub(super) enum PartKind<'a> {
    /// A word of the language; its case means nothing.
    Keyword,
    /// A word, a flag, a pair or a value, to which every blank in it belongs.
    Word,
    /// A command for a shell: its text is kept in the cache key of a step, or in the image.
    Shell(LogicalText<'a>),
}

/// The parts of `instruction` in the order of the source; those of its trigger for an ONBUILD.
pub(super) fn of(instruction: Instruction<'_>) -> Vec<Part<'_>> {
    let mut parts = Parts { found: Vec::with_capacity(8) };
    parts.instruction(instruction);
    parts.found.retain(|part| !part.range.is_empty());
    parts.found
}

struct Parts<'a> {
    found: Vec<Part<'a>>,
}

impl<'a> Parts<'a> {
    fn push(&mut self, range: TextRange, kind: PartKind<'a>) {
        self.found.push(Part { range, is_apart: true, kind });
    }

    fn instruction(&mut self, instruction: Instruction<'a>) {
        self.push(instruction.keyword_range(), PartKind::Keyword);
        instruction.flags().for_each(|flag| self.push(flag.range(), PartKind::Word));
        let arguments = instruction.arguments();
        match instruction.keyword() {
            Keyword::Onbuild => {
                instruction.trigger().into_iter().for_each(|it| self.instruction(it));
            }
            Keyword::From => self.from(&instruction.words()),
            Keyword::Copy | Keyword::Add | Keyword::Volume | Keyword::Expose => {
                self.words(arguments, &instruction.words());
            }
            Keyword::Env | Keyword::Label | Keyword::Arg => self.pairs(instruction),
            Keyword::Healthcheck => self.healthcheck(instruction),
            Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell => {
                self.command(instruction.command_line(), arguments);
            }
            Keyword::User
            | Keyword::Workdir
            | Keyword::Stopsignal
            | Keyword::Maintainer
            | Keyword::Unknown => self.push(arguments.range(), PartKind::Word),
        }
    }

    fn from(&mut self, words: &[Word<'_>]) {
        for (index, word) in words.iter().enumerate() {
            let is_as = index == 1 && words.len() == 3 && word.text().eq_ignore_ascii_case("as");
            self.push(word.range(), if is_as { PartKind::Keyword } else { PartKind::Word });
        }
    }

    fn words(&mut self, arguments: LogicalText<'_>, words: &[Word<'_>]) {
        match words.iter().any(Word::is_json) {
            true => self.array(arguments),
            false => words.iter().for_each(|word| self.push(word.range(), PartKind::Word)),
        }
    }

    fn pairs(&mut self, instruction: Instruction<'_>) {
        for pair in instruction.pairs() {
            match pair.value_range().filter(|_| pair.is_legacy()) {
                Some(value) => {
                    self.push(pair.key_range(), PartKind::Word);
                    self.push(value, PartKind::Word);
                }
                None => self.push(pair.range(), PartKind::Word),
            }
        }
    }

    fn healthcheck(&mut self, instruction: Instruction<'a>) {
        let arguments = instruction.arguments();
        let Some(kind) = instruction.healthcheck_kind() else { return };
        self.push(kind.range(), PartKind::Keyword);
        let text = arguments.text();
        let command = text.get(kind.text().len()..).unwrap_or_default().trim_start();
        let range = TextRange::new(text.len() - command.len(), text.len());
        self.command(instruction.command_line(), arguments.slice(range));
    }

    fn command(&mut self, line: Option<CommandLine<'_>>, text: LogicalText<'a>) {
        match line {
            Some(CommandLine::Exec(_)) => self.array(text),
            Some(CommandLine::Shell(_)) => self.push(text.range(), PartKind::Shell(text)),
            None => self.push(text.range(), PartKind::Word),
        }
    }

    /// The strings and signs of a JSON array of strings, which `array` is known to be.
    fn array(&mut self, array: LogicalText<'_>) {
        let mut rest = array.text().char_indices();
        let mut previous = None;
        while let Some((start, ch)) = rest.next() {
            if ch.is_ascii_whitespace() {
                continue;
            }
            let end = if ch == '"' { string_end(&mut rest) } else { start + ch.len_utf8() };
            let is_apart = match previous {
                None => true,
                Some(before) => before != '[' && !matches!(ch, ',' | ']'),
            };
            let range = array.slice(TextRange::new(start, end)).range();
            self.found.push(Part { range, is_apart, kind: PartKind::Word });
            previous = Some(ch);
        }
    }
}

/// The offset behind the quote that closes a string.
fn string_end(rest: &mut std::str::CharIndices<'_>) -> usize {
    while let Some((_, ch)) = rest.next() {
        match ch {
            '"' => break,
            '\\' => drop(rest.next()),
            _ => {}
        }
    }
    rest.offset()
}
