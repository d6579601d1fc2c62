//! What must hold for every range of every script.

use proptest::prelude::*;

use super::*;
use crate::text::TextRange;

/// Panics if a range of `script` is not one of `text`, or if items overlap.
pub(super) fn hold(text: &str, script: &Script) {
    let mut seen = Ranges { text, all: vec![], ordered: true };
    seen.list(&script.list);
    for range in seen.all {
        assert!(text.get(range.span()).is_some(), "{range:?} is no range of {text:?}");
    }
}

struct Ranges<'t> {
    text: &'t str,
    all: Vec<TextRange>,
    /// Whether items must follow each other; not in scripts that are escaped in the text.
    ordered: bool,
}

impl Ranges<'_> {
    fn list(&mut self, list: &List) {
        let mut end = 0;
        for item in &list.items {
            self.all.extend([item.range(), item.operator]);
            let follows = end <= item.operator.start || item.operator.is_empty();
            let follows = follows && item.operator.end <= item.range().start;
            assert!(follows || !self.ordered, "{item:?} overlaps in {:?}", self.text);
            end = item.range().end;
            item.pipeline.parts.iter().for_each(|part| self.part(part));
        }
        self.all.extend(list.terminator);
    }

    fn part(&mut self, part: &Part) {
        self.all.push(part.range());
        match part {
            Part::Command(command) => {
                for assignment in &command.assignments {
                    self.all.push(assignment.range);
                    self.word(&assignment.value);
                }
                command.words.iter().for_each(|word| self.word(word));
                self.redirects(&command.redirects);
                for word in &command.words {
                    assert!(command.range.covers(word.range), "{:?}", self.text);
                }
                if let Some(script) = &command.nested {
                    let ordered = std::mem::replace(&mut self.ordered, false);
                    self.list(&script.list);
                    self.ordered = ordered;
                }
            }
            Part::Compound(compound) => {
                compound.words.iter().for_each(|word| self.word(word));
                compound.blocks.iter().for_each(|block| self.list(&block.list));
                self.redirects(&compound.redirects);
            }
        }
    }

    fn redirects(&mut self, redirects: &[Redirect]) {
        for redirect in redirects {
            self.all.push(redirect.range);
            redirect.target().into_iter().for_each(|word| self.word(word));
            if let RedirectKind::HereDoc(heredoc) = &redirect.kind {
                self.all.extend(heredoc.body);
                self.all.extend(heredoc.expansions.iter().map(|each| each.range));
                heredoc.substitutions.iter().for_each(|each| self.list(&each.list));
            }
        }
    }

    fn word(&mut self, word: &Word) {
        self.all.push(word.range);
        if let Some(verbatim) = word.verbatim() {
            assert_eq!(verbatim.of(self.text), word.value);
        }
        let start = word.value.get(..word.plain).unwrap_or_default();
        assert!(word.range.of(self.text).starts_with(start), "{word:?} in {:?}", self.text);
        assert!(word.value.starts_with(word.known_start()));
        for expansion in &word.expansions {
            self.all.push(expansion.range);
            let inside = word.value.get(expansion.span.clone());
            assert!(
                inside.is_some_and(|inside| inside.is_empty() || inside.contains(&expansion.name))
            );
        }
        for substitution in &word.substitutions {
            self.all.push(substitution.range);
            self.list(&substitution.list);
        }
    }
}

/// Pieces that make trouble next to each other.
fn shell_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "a",
            "npm ci",
            " ",
            "  ",
            "\n",
            "\\\n",
            "\\",
            "&&",
            "||",
            ";",
            "&",
            "|",
            "!",
            "(",
            ")",
            "{",
            "}",
            "$(",
            "${",
            "$((",
            "))",
            "`",
            "\"",
            "'",
            "$",
            "$X",
            "#",
            "# c",
            "<",
            ">",
            "2>&1",
            "<<EOF",
            "<<-'E'",
            "EOF\n",
            "E\n",
            "<<<",
            "if",
            "then",
            "fi",
            "while",
            "do",
            "done",
            "for i in",
            "case",
            "in",
            "esac",
            ";;",
            "f()",
            "function",
            "A=1",
            "B+=(",
            "[",
            "]",
            "[[",
            "]]",
            "=~",
            "sh -c",
            "bash -lc '",
            "eval",
            "sudo",
            "env",
            "xargs",
            "--x=",
            "é",
            "→",
            "\u{0}",
            "\t",
            "\r\n",
            "*",
            "?",
            "~",
            "$'",
            "$\"",
            "time",
            "export",
            "unset",
            "C:\\dir",
            "%X%",
            "^",
            "1>",
            ">&-",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_breaks_anything(text in shell_text()) {
        for dialect in [Dialect::Posix, Dialect::PowerShell, Dialect::Cmd] {
            let script = dialect.parse(&text);
            hold(&text, &script);
            for (_, command) in script.commands() {
                let call = command.invocation();
                call.operands(&["-C"]);
                call.flag_value(&["-C", "--prefix"]);
            }
        }
    }

    #[test]
    fn reading_twice_gives_the_same(text in shell_text(), other in shell_text()) {
        let first = parse(&text);
        parse(&other);
        prop_assert_eq!(first, parse(&text));
    }
}
