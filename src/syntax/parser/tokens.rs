//! Cutting the lines of an instruction into tokens, once it is known what it says.

use super::{Gathered, Parser};
use crate::syntax::node::{Form, Statement};
use crate::syntax::token::{Token, TokenKind};
use crate::text::TextRange;

impl Parser<'_> {
    /// Cuts the argument tokens of an instruction at keyword and flags, now that these are known.
    pub(super) fn split_tokens(&mut self, gathered: &Gathered, statement: &Statement) {
        let logical = gathered.line.logical(self.text);
        let mut marks = std::mem::take(&mut self.marks);
        let mut next = Some(statement);
        while let Some(statement) = next {
            let flags = statement.flags.iter().map(|flag| (flag.range, TokenKind::Flag));
            let parts = std::iter::once((statement.keyword_range, TokenKind::Keyword)).chain(flags);
            let parts = parts.filter(|(range, _)| !range.is_empty());
            marks.extend(
                parts.map(|(range, kind)| Token { kind, range: logical.source_range(range) }),
            );
            next = match &statement.form {
                Form::Trigger(trigger) => Some(trigger),
                _ => None,
            };
        }
        match gathered.single {
            Some(line) => {
                let content = TextRange { start: self.at as u32, end: line.content.end };
                self.split_token(content, &marks);
                self.at = content.end as usize;
                self.token_up_to(TokenKind::Newline, line.next);
            }
            None => self.split_gathered(gathered.first_token, &marks),
        }
        marks.clear();
        self.marks = marks;
    }

    /// Cuts the argument tokens among those from number `first` on; mostly only one of them has marks.
    fn split_gathered(&mut self, first: usize, mut marks: &[Token]) {
        let mut index = first;
        while let (Some(mark), Some(&token)) = (marks.first(), self.parsed.tokens.get(index)) {
            if token.kind != TokenKind::Argument || mark.range.start >= token.range.end {
                index += 1;
                continue;
            }
            let end = self.parsed.tokens.len();
            marks = self.split_token(token.range, marks);
            self.raw_tokens.extend(self.parsed.tokens.drain(end..));
            let made = self.raw_tokens.len();
            self.parsed.tokens.splice(index..=index, self.raw_tokens.drain(..));
            index += made;
        }
    }

    /// Cuts one argument token at the marks that begin in it; the marks that are left, one that goes on behind it included.
    fn split_token<'m>(&mut self, token: TextRange, mut marks: &'m [Token]) -> &'m [Token] {
        let mut at = token.start;
        while let Some((mark, behind)) = marks.split_first() {
            if mark.range.start >= token.end {
                break;
            }
            // One that went on behind an earlier token may end in the white space in between.
            if mark.range.end <= at {
                marks = behind;
                continue;
            }
            let start = mark.range.start.max(at);
            self.argument_token(at, start);
            let end = mark.range.end.min(token.end);
            self.parsed.tokens.push(Token { kind: mark.kind, range: TextRange { start, end } });
            at = end;
            if mark.range.end > token.end {
                break;
            }
            marks = behind;
        }
        self.argument_token(at, token.end);
        marks
    }

    /// White space and arguments between `start` and `end`.
    pub(super) fn argument_token(&mut self, start: u32, end: u32) {
        if start == end {
            return;
        }
        let text = TextRange { start, end }.of(self.text);
        let blanks = text.bytes().take_while(|byte| *byte == b' ').count();
        let has_more = !text.as_bytes().get(blanks).is_some_and(u8::is_ascii_graphic);
        let blanks = if has_more { text.len() - text.trim_start().len() } else { blanks };
        let argument = start + blanks as u32;
        if argument > start {
            let range = TextRange { start, end: argument };
            self.parsed.tokens.push(Token { kind: TokenKind::Whitespace, range });
        }
        if argument < end {
            let range = TextRange { start: argument, end };
            self.parsed.tokens.push(Token { kind: TokenKind::Argument, range });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::syntax::Dockerfile;

    /// The tokens, each with its kind; they must tile the text.
    fn check(text: &str) -> String {
        let file = Dockerfile::parse(text);
        let mut at = 0;
        let mut shown = Vec::new();
        for token in file.tokens() {
            assert_eq!(token.range.start, at, "{text:?}");
            assert!(token.range.end > at, "{text:?}: {token:?}");
            at = token.range.end;
            shown.push(format!("{:?}{:?}", token.kind, token.range.of(text)));
        }
        assert_eq!(at as usize, text.len(), "{text:?}");
        shown.join(" ")
    }

    #[test]
    fn tokens_of_continued_instructions() {
        assert_eq!(
            check("RUN --network=none \\\n  # why\n a\n"),
            r##"Keyword"RUN" Whitespace" " Flag"--network=none" Whitespace" " Continuation"\\" Newline"\n" Whitespace"  " Comment"# why" Newline"\n" Whitespace" " Argument"a" Newline"\n""##
        );
        assert_eq!(
            check("RU\\\nN \\\n --network=no\\\nne a"),
            r#"Keyword"RU" Continuation"\\" Newline"\n" Keyword"N" Whitespace" " Continuation"\\" Newline"\n" Whitespace" " Flag"--network=no" Continuation"\\" Newline"\n" Flag"ne" Whitespace" " Argument"a""#
        );
    }

    #[test]
    fn a_word_may_end_in_white_space_that_is_no_blank() {
        // Only ASCII blanks end a keyword; what is trimmed elsewhere is any white space.
        for blank in ["\u{a0}", "\u{85}", "\u{3000}"] {
            check(&format!("AB\\\n{blank} x\n"));
            check(&format!("AB\\\n {blank}\\\n{blank} x\n"));
            check(&format!("RUN --a=\\\n{blank} x\n"));
            check(&format!("RUN --a=\"\\\n{blank} \\\n{blank}\" x\n"));
        }
    }
}
