//! Where the text of a shell command may be laid out anew, and whether it still says the same.

use crate::shell::{self, Command, Dialect, RedirectKind, Word};
use crate::syntax::{CommandLine, Dockerfile, Keyword, LogicalText};

/// Whether all commands of the file are written for a shell whose words are known here.
///
/// A backtick as escape character, or any SHELL that is none of the Bourne family, means another one.
pub(super) fn is_posix(file: &Dockerfile) -> bool {
    let is_bourne = |word: &str| {
        let name = word.rsplit('/').next().unwrap_or_default();
        matches!(name, "sh" | "bash" | "ash" | "dash" | "ksh" | "zsh" | "busybox")
    };
    let mut shells = file.instructions().filter(|it| it.keyword() == Keyword::Shell);
    file.escape() == '\\'
        && shells.all(|it| match it.command_line() {
            Some(CommandLine::Exec(words)) => words.first().is_some_and(|it| is_bourne(it.text())),
            _ => true,
        })
}

/// Offsets in the source at which lines begin whose indentation is nothing but a blank between two words of `text`.
pub(super) fn movable_lines(text: LogicalText<'_>) -> Vec<u32> {
    let pieces = text.pieces();
    if pieces.len() < 2 || !Dialect::Posix.parse(text.text()).clean {
        return Vec::new();
    }
    let open = Blanks::of(text.text());
    let movable = pieces.iter().skip(1).filter(|(offset, _)| open.has(*offset as usize));
    movable.map(|(_, source)| *source).collect()
}

/// Runs of blanks outside quotes, escapes and expansions.
struct Blanks {
    runs: Vec<(usize, usize)>,
}

impl Blanks {
    fn of(text: &str) -> Self {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        let mut quotes: Vec<u8> = Vec::new();
        // Where blanks follow one that is escaped: it stands among them, and must keep its place.
        let mut glued = 0;
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let length = if byte == b'\\' && quotes.last() != Some(&b'\'') { 2 } else { 1 };
            match (byte, quotes.last()) {
                (b'\'', Some(b'\''))
                | (b'"', Some(b'"'))
                | (b'`', Some(b'`'))
                | (b'}', Some(b'{')) => {
                    quotes.pop();
                }
                (_, Some(b'\'')) => {}
                (b'\'', None | Some(b'`')) | (b'"' | b'`', _) => quotes.push(byte),
                (b'{', _) if at > 0 && bytes[at - 1] == b'$' => quotes.push(byte),
                (b' ' | b'\t', None) if at > 0 && at == glued => glued += 1,
                (b' ' | b'\t', None) => match runs.last_mut() {
                    Some((_, end)) if *end == at => *end = at + 1,
                    _ => runs.push((at, at + 1)),
                },
                _ => {}
            }
            at += length;
            if byte == b'\\' && matches!(bytes.get(at - 1), Some(b' ' | b'\t')) {
                glued = at;
            }
        }
        Self { runs }
    }

    /// Whether a run of blanks goes up to `offset`, over it, or begins there.
    fn has(&self, offset: usize) -> bool {
        self.runs.iter().any(|(start, end)| (*start..=*end).contains(&offset))
    }
}

/// Whether two texts are the same commands, and differ in nothing but blanks.
pub(super) fn says_the_same(before: &str, after: &str) -> bool {
    let solid = |text: &str| -> Vec<u8> {
        text.bytes().filter(|byte| !matches!(byte, b' ' | b'\t')).collect()
    };
    if before == after {
        return true;
    }
    let (old, new) = (shell::parse(before), shell::parse(after));
    let (old_commands, new_commands) = (old.commands(), new.commands());
    solid(before) == solid(after)
        && old_commands.map(|(_, it)| said(it)).eq(new_commands.map(|(_, it)| said(it)))
}

/// The words of a command, those of its redirects and assignments included.
fn said(command: &Command) -> Vec<String> {
    let assignments =
        command.assignments.iter().map(|it| format!("{}={}", it.name, value(&it.value)));
    let words = command.words.iter().map(value);
    let redirects = command.redirects.iter().map(|it| match (&it.kind, it.target()) {
        (RedirectKind::HereDoc(heredoc), _) => heredoc.delimiter.clone(),
        (_, target) => target.map(value).unwrap_or_default(),
    });
    assignments.chain(words).chain(redirects).collect()
}

/// The value of a word; one with commands in it, which are compared themselves, without its blanks.
fn value(word: &Word) -> String {
    match word.substitutions.is_empty() {
        true => word.value.clone(),
        false => word.value.chars().filter(|ch| !matches!(ch, ' ' | '\t')).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For each `|` in `text`: whether a line that begins there could be indented anew.
    fn check(text: &str) -> String {
        let parts: Vec<&str> = text.split('|').collect();
        let open = Blanks::of(&parts.concat());
        let mut at = 0;
        let ends = parts[..parts.len() - 1].iter().map(|part| {
            at += part.len();
            if open.has(at) { 'y' } else { 'n' }
        });
        ends.collect()
    }

    #[test]
    fn blanks_between_words_may_change() {
        for (text, expected) in [
            ("a &&| b", "y"),
            ("a && |b", "y"),
            ("a|b", "n"),
            ("'a |b' |c", "ny"),
            ("\"a |b\"| c", "ny"),
            ("\"a '|\"| c", "ny"),
            ("a\\ |b | c", "ny"),
            ("a\\  |b", "n"),
            ("a\\\\ |b", "y"),
            ("`a |b` | c", "ny"),
            ("${a:- |b} |c", "ny"),
            ("$(a |b)", "y"),
            ("\"$(a |b)\"", "n"),
            ("echo it\\'s |b", "y"),
        ] {
            assert_eq!(check(text), expected, "{text}");
        }
    }

    #[test]
    fn blanks_in_words_say_something() {
        assert!(says_the_same("a &&  b 'c  d'", "a && b 'c  d'"));
        assert!(says_the_same("X=$(a |  b)", "X=$(a | b)"));
        assert!(!says_the_same("X=$(a 'b  c')", "X=$(a 'b c')"));
        assert!(!says_the_same("a &&  b 'c  d'", "a && b 'c d'"));
        assert!(!says_the_same("a b", "ab"));
    }
}
