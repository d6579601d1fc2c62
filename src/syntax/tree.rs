//! The parsed file, and its instructions.

use super::ast::{Flag, Heredoc, Pair, Word};
use super::directive::{Directive, DirectiveKind};
use super::keyword::Keyword;
use super::logical::LogicalText;
use super::node::{Form, InstructionNode, Statement};
use super::parser::{self, Parsed};
use super::problem::Problem;
use super::token::{Token, TokenKind};
use super::validate;
use crate::text::TextRange;

/// A parsed Dockerfile. Immutable; owns its text.
#[derive(Clone, Debug)]
pub struct Dockerfile {
    text: String,
    parsed: Parsed,
}

impl Dockerfile {
    /// Parses `text`, whatever it is.
    pub fn parse(text: impl Into<String>) -> Self {
        let text = text.into();
        let parsed = parser::parse(&text);
        let mut file = Self { text, parsed };
        let found = validate::problems(&file);
        file.parsed.problems.extend(found);
        file.parsed.problems.sort_by_key(|problem| problem.range);
        file
    }

    /// The source.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The source, taken out.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The escape character in force: `\`, or a backtick.
    pub fn escape(&self) -> char {
        self.parsed.escape
    }

    /// Tokens that tile the source.
    pub fn tokens(&self) -> &[Token] {
        &self.parsed.tokens
    }

    /// The parser directives at the top, in order.
    pub fn directives(&self) -> &[Directive] {
        &self.parsed.directives
    }

    /// The value of a directive, if it is given.
    pub fn directive(&self, kind: DirectiveKind) -> Option<&str> {
        let found = self.directives().iter().find(|directive| directive.kind == kind);
        found.map(|directive| directive.value.of(&self.text))
    }

    /// What BuildKit would refuse, in the order of the source.
    pub fn problems(&self) -> &[Problem] {
        &self.parsed.problems
    }

    /// The instructions, in order; unknown ones too.
    pub fn instructions(&self) -> impl ExactSizeIterator<Item = Instruction<'_>> + Clone {
        let nodes = self.parsed.instructions.iter();
        nodes.map(|node| Instruction { file: self, node, statement: &node.statement })
    }

    /// The `index`th instruction.
    pub fn instruction(&self, index: usize) -> Option<Instruction<'_>> {
        self.instructions().nth(index)
    }

    /// The comments, from `#` to the end of the line; those inside continued instructions too.
    pub fn comments(&self) -> impl Iterator<Item = TextRange> + '_ {
        let comments = self.tokens().iter().filter(|token| token.kind == TokenKind::Comment);
        comments.map(|token| token.range)
    }

    /// The line end that this file uses, judged by its first line.
    pub fn newline(&self) -> &'static str {
        let newline = self.tokens().iter().find(|token| token.kind == TokenKind::Newline);
        match newline {
            Some(token) if token.range.of(&self.text).starts_with('\r') => "\r\n",
            _ => "\n",
        }
    }

    /// `range` widened to whole lines, the last line end included.
    pub fn whole_lines(&self, range: TextRange) -> TextRange {
        let before = &self.text.as_bytes()[..range.start as usize];
        let start = memchr::memrchr(b'\n', before).map_or(self.after_bom(), |at| at + 1);
        let after = &self.text.as_bytes()[range.end as usize..];
        let end =
            memchr::memchr(b'\n', after).map_or(self.text.len(), |at| range.end as usize + at + 1);
        TextRange::new(start, end)
    }

    fn after_bom(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }
}

/// One instruction, or the trigger of an ONBUILD.
#[derive(Clone, Copy, Debug)]
pub struct Instruction<'a> {
    file: &'a Dockerfile,
    node: &'a InstructionNode,
    statement: &'a Statement,
}

impl<'a> Instruction<'a> {
    /// The file it stands in.
    pub fn file(self) -> &'a Dockerfile {
        self.file
    }

    /// Its keyword.
    pub fn keyword(self) -> Keyword {
        self.statement.keyword
    }

    /// Where the keyword stands.
    pub fn keyword_range(self) -> TextRange {
        self.logical().source_range(self.statement.keyword_range)
    }

    /// The first word as it is written.
    pub fn keyword_text(self) -> &'a str {
        self.statement.keyword_range.of(self.logical().text())
    }

    /// From the keyword to the end of the last line, heredocs included.
    pub fn range(self) -> TextRange {
        TextRange { start: self.keyword_range().start, end: self.node.source.end }
    }

    /// The range on its first line only: what a person calls "the line".
    pub fn head_range(self) -> TextRange {
        let range = self.range();
        let text = range.of(&self.file.text);
        let end = memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len());
        let start = range.start as usize;
        TextRange::new(start, start + text[..end].trim_end().len())
    }

    /// The instruction as a person would quote it: on one line, and not too long.
    pub fn brief(self) -> String {
        let words: Vec<&str> = self.logical().text().split_whitespace().collect();
        let text = words.join(" ");
        match text.char_indices().nth(60) {
            Some(_) => format!("{}…", text.chars().take(59).collect::<String>()),
            None => text,
        }
    }

    /// The whole lines it stands on, the last line end included.
    pub fn lines(self) -> TextRange {
        self.file.whole_lines(self.node.source)
    }

    /// The joined text of the whole instruction, without heredoc bodies.
    pub fn logical(self) -> LogicalText<'a> {
        self.node.line.logical(&self.file.text)
    }

    /// The joined text behind keyword and flags.
    pub fn arguments(self) -> LogicalText<'a> {
        self.logical().slice(self.statement.arguments)
    }

    /// The `--flags`, in order.
    pub fn flags(self) -> impl Iterator<Item = Flag<'a>> {
        let logical = self.logical();
        self.statement.flags.iter().map(move |flag| Flag::new(logical, flag))
    }

    /// The first flag of that name (without `--`).
    pub fn flag(self, name: &str) -> Option<Flag<'a>> {
        self.flags().find(|flag| flag.name() == name)
    }

    /// Whether a boolean flag is given and not `false`.
    pub fn has_flag(self, name: &str) -> bool {
        self.flag(name).is_some_and(|flag| flag.value().is_none_or(|value| value != "false"))
    }

    /// The words of the arguments, whether written plainly or as a JSON array.
    pub fn words(self) -> Vec<Word<'a>> {
        (0..self.word_count()).filter_map(|index| self.word(index)).collect()
    }

    /// How many words the arguments are.
    pub fn word_count(self) -> usize {
        match &self.statement.form {
            Form::Words(words) => words.len(),
            Form::Exec(strings) => strings.len(),
            _ => 0,
        }
    }

    /// The `index`th word of the arguments.
    pub fn word(self, index: usize) -> Option<Word<'a>> {
        let logical = self.logical();
        match &self.statement.form {
            Form::Words(words) => words.get(index).map(|word| Word::plain(logical, *word)),
            Form::Exec(strings) => strings.get(index).map(|string| Word::json(logical, string)),
            _ => None,
        }
    }

    /// The `key=value` pairs of ENV, LABEL and ARG.
    pub fn pairs(self) -> impl Iterator<Item = Pair<'a>> {
        let logical = self.logical();
        let pairs = match &self.statement.form {
            Form::Pairs(pairs) => pairs.as_slice(),
            _ => &[],
        };
        pairs.iter().map(move |pair| Pair::new(logical, *pair))
    }

    /// The heredocs, in order; those of its trigger for an ONBUILD.
    pub fn heredocs(self) -> impl ExactSizeIterator<Item = Heredoc<'a>> {
        let (file, logical) = (self.file, self.logical());
        self.node.heredocs.iter().map(move |node| Heredoc::new(file, logical, node))
    }

    /// The instruction that an ONBUILD triggers.
    pub fn trigger(self) -> Option<Instruction<'a>> {
        match &self.statement.form {
            Form::Trigger(statement) => Some(Instruction { statement, ..self }),
            _ => None,
        }
    }

    /// Empty lines inside the instruction, line ends included.
    pub fn empty_continuations(self) -> &'a [TextRange] {
        &self.node.empty_continuations
    }

    /// Comments inside the instruction.
    pub fn inner_comments(self) -> impl Iterator<Item = TextRange> {
        let range = self.range();
        let tokens = self.file.tokens();
        let first = tokens.partition_point(|token| token.range.start < range.start);
        let inside = tokens[first..].iter().take_while(move |token| token.range.start < range.end);
        inside.filter(|token| token.kind == TokenKind::Comment).map(|token| token.range)
    }

    /// Whether it is the trigger of an ONBUILD: the image keeps it as it is written.
    pub fn is_trigger(self) -> bool {
        !std::ptr::eq(self.statement, &self.node.statement)
    }

    pub(super) fn form(self) -> &'a Form {
        &self.statement.form
    }
}
