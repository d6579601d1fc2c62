//! A cursor in an instruction.

use crate::syntax::{Dockerfile, Keyword, TokenKind};
use crate::text::TextRange;

/// A cursor in an instruction, or at a place where one may begin.
#[derive(Clone, Debug)]
pub(in crate::lsp) struct LineCursor {
    /// Where the cursor is.
    pub(in crate::lsp) offset: usize,
    /// Where the instruction begins.
    pub(in crate::lsp) start: usize,
    /// The keyword; of the trigger for an ONBUILD.
    pub(in crate::lsp) keyword: Keyword,
    /// Whether it stands behind ONBUILD.
    pub(in crate::lsp) is_trigger: bool,
    /// The flags in front of the cursor that are finished: name without `--`, and value.
    pub(in crate::lsp) flags: Vec<(String, Option<String>)>,
    /// The words of the arguments in front of the cursor that are finished.
    pub(in crate::lsp) words: Vec<String>,
    /// The word that is being typed, up to the cursor; empty behind white space.
    pub(in crate::lsp) word: String,
    /// What that word is.
    pub(in crate::lsp) typing: Typing,
    escape: char,
    before: String,
}

/// What is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lsp) enum Typing {
    Keyword,
    /// A flag, or its value.
    Flag,
    Argument(ArgumentForm),
}

/// How arguments are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lsp) enum ArgumentForm {
    Plain,
    /// Inside a string of a JSON array.
    String,
    /// In a JSON array, between its strings.
    BetweenStrings,
}

impl LineCursor {
    /// Where nothing stands yet.
    pub(super) fn blank(offset: usize) -> Self {
        Self {
            offset,
            start: offset,
            keyword: Keyword::Unknown,
            is_trigger: false,
            flags: Vec::new(),
            words: Vec::new(),
            word: String::new(),
            typing: Typing::Keyword,
            escape: '\\',
            before: String::new(),
        }
    }

    /// In the last instruction of `file`, whose text ends at the cursor.
    pub(super) fn read(file: &Dockerfile, offset: usize) -> Self {
        let mut cursor = Self::blank(offset);
        let Some(instruction) = file.instructions().last() else { return cursor };
        cursor.start = instruction.range().start as usize;
        cursor.escape = file.escape();
        cursor.before = joined(file, cursor.start);
        let before = cursor.before.clone();
        cursor.statement(&before);
        cursor
    }

    fn statement(&mut self, text: &str) {
        let text = text.trim_start();
        let Some((keyword, rest)) = text.split_once(is_blank) else {
            self.word = text.to_owned();
            return;
        };
        if keyword.eq_ignore_ascii_case("onbuild") && !self.is_trigger {
            self.is_trigger = true;
            self.keyword = Keyword::Onbuild;
            return self.statement(rest);
        }
        self.keyword = Keyword::of(keyword);
        let mut rest = rest.trim_start_matches(is_blank);
        // A lone `-` may become a flag.
        while rest == "-" || rest.starts_with("--") {
            let end = word_end(rest, self.escape);
            if end == rest.len() {
                self.word = rest.to_owned();
                self.typing = Typing::Flag;
                return;
            }
            // `--` alone ends the flags.
            if end == 2 {
                break;
            }
            let flag = &rest[2..end];
            let (name, value) =
                flag.split_once('=').map_or((flag, None), |(name, value)| (name, Some(value)));
            self.flags.push((name.to_owned(), value.map(str::to_owned)));
            rest = rest[end..].trim_start_matches(is_blank);
        }
        self.arguments(rest);
    }

    fn arguments(&mut self, text: &str) {
        if text.starts_with('[') && takes_json(self.keyword) {
            return self.strings(&text[1..]);
        }
        self.typing = Typing::Argument(ArgumentForm::Plain);
        let mut rest = text;
        loop {
            let end = word_end(rest, self.escape);
            if end == rest.len() {
                self.word = rest.to_owned();
                return;
            }
            self.words.push(rest[..end].to_owned());
            rest = rest[end..].trim_start_matches(is_blank);
        }
    }

    /// The strings of a JSON array, behind its `[`.
    fn strings(&mut self, text: &str) {
        self.typing = Typing::Argument(ArgumentForm::BetweenStrings);
        let mut open: Option<String> = None;
        let mut chars = text.chars();
        while let Some(ch) = chars.next() {
            match (&mut open, ch) {
                (Some(string), '\\') => string.extend(chars.next()),
                (Some(_), '"') => self.words.extend(open.take()),
                (Some(string), ch) => string.push(ch),
                (None, '"') => open = Some(String::new()),
                (None, _) => {}
            }
        }
        if let Some(string) = open {
            self.word = string;
            self.typing = Typing::Argument(ArgumentForm::String);
        }
    }

    /// The value of a flag that is finished.
    pub(in crate::lsp) fn flag(&self, name: &str) -> Option<&str> {
        let found = self.flags.iter().rev().find(|(known, _)| known == name);
        found.and_then(|(_, value)| value.as_deref())
    }

    /// The place of the last part of the word that is being typed, `part`, and of what follows the cursor up to white
    /// space or one of `stops`; `None` when the part does not stand there as it is.
    pub(in crate::lsp) fn range(
        &self,
        text: &str,
        part: &str,
        stops: &[char],
    ) -> Option<TextRange> {
        let (before, after) = (text.get(..self.offset)?, text.get(self.offset..)?);
        let is_json = self.typing == Typing::Argument(ArgumentForm::String);
        let is_end = |ch: char| ch.is_whitespace() || stops.contains(&ch) || (is_json && ch == '"');
        let behind = after.find(is_end).unwrap_or(after.len());
        // The escape that continues the line is not part of the word.
        let behind = match after[..behind].strip_suffix(self.escape) {
            Some(word) if after[behind..].starts_with(['\n', '\r']) => word.len(),
            _ => behind,
        };
        let start = before.ends_with(part).then(|| self.offset - part.len())?;
        Some(TextRange::new(start, self.offset + behind))
    }

    /// The name of the variable that is being typed, and whether it stands in braces; `None` when it is none.
    pub(in crate::lsp) fn variable(&self) -> Option<(&str, bool)> {
        let before = &self.before;
        let name_start = before
            .rfind(|ch: char| !(ch.is_ascii_alphanumeric() || ch == '_'))
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        let (head, name) = before.split_at(name_start);
        let (head, is_braced) = match head.strip_suffix("${") {
            Some(head) => (head, true),
            None => (head.strip_suffix('$')?, false),
        };
        let is_escaped = head.ends_with([self.escape, '$', '\\']);
        // Between single quotes a dollar is a dollar, to BuildKit and to the shell.
        let in_quotes = is_in_single_quotes(head);
        (!is_escaped && !in_quotes).then_some((name, is_braced))
    }
}

/// Whether a single quote is open behind `text`.
fn is_in_single_quotes(text: &str) -> bool {
    let (mut single, mut double) = (false, false);
    let mut chars = text.chars();
    while let Some(ch) = chars.next() {
        match ch {
            '\\' if !single => drop(chars.next()),
            '\'' if !double => single = !single,
            '"' if !single => double = !double,
            _ => {}
        }
    }
    single
}

fn takes_json(keyword: Keyword) -> bool {
    matches!(
        keyword,
        Keyword::Add
            | Keyword::Cmd
            | Keyword::Copy
            | Keyword::Entrypoint
            | Keyword::Run
            | Keyword::Shell
            | Keyword::Volume
    )
}

fn is_blank(ch: char) -> bool {
    matches!(ch, ' ' | '\t')
}

/// Where the word that `text` begins with ends: at the first blank that no quote and no escape protects.
fn word_end(text: &str, escape: char) -> usize {
    let mut quote = None;
    let mut chars = text.char_indices();
    while let Some((at, ch)) = chars.next() {
        match quote {
            None if is_blank(ch) => return at,
            None if ch == '"' || ch == '\'' => quote = Some(ch),
            Some(open) if ch == open => quote = None,
            _ if ch == escape && quote != Some('\'') => drop(chars.next()),
            _ => {}
        }
    }
    text.len()
}

/// The text from `start` on without continuations, comments and line ends.
fn joined(file: &Dockerfile, start: usize) -> String {
    let tokens = file.tokens();
    let first = tokens.partition_point(|token| (token.range.start as usize) < start);
    let kept = tokens[first..].iter().filter(|token| {
        matches!(
            token.kind,
            TokenKind::Keyword | TokenKind::Flag | TokenKind::Argument | TokenKind::Whitespace
        )
    });
    kept.map(|token| token.range.of(file.text())).collect()
}
