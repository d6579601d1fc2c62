//! Scripts inside commands: `sh -c '…'`, `su user -c '…'`, `eval '…'`, `sh <<EOF`.
//!
//! Knows which word is the script. Parsing it is left to `posix.rs`.

use std::borrow::Cow;

use super::argv::{Argv, is_flag, takes_next};
use super::command::Command;
use super::posix;
use super::script::Script;
use super::word::Word;
use crate::text::TextRange;

/// Scripts in scripts, compounds and substitutions are looked into up to this depth in total.
/// It bounds the recursion of everything that walks a script.
pub(super) const MAX_DEPTH: u8 = 48;

/// Where a text that is parsed stands in the text of the caller.
#[derive(Clone, Copy, Debug)]
pub(super) enum Origin {
    /// As it is, from this offset.
    At(usize),
    /// In some other spelling, somewhere in this range.
    Within(TextRange),
}

impl Origin {
    pub(super) fn range(self, start: usize, end: usize) -> TextRange {
        match self {
            Origin::At(offset) => TextRange::new(offset + start, offset + end),
            Origin::Within(range) => range,
        }
    }

    /// How many bytes of a word stand in the text of the caller just so, if `plain` do in this one.
    pub(super) fn plain(self, plain: usize) -> usize {
        match self {
            Origin::At(_) => plain,
            Origin::Within(_) => 0,
        }
    }

    /// The origin of the part of the text that begins at `start`.
    pub(super) fn part(self, start: usize) -> Origin {
        match self {
            Origin::At(offset) => Origin::At(offset + start),
            Origin::Within(_) => self,
        }
    }
}

/// The script that `command` gives to another shell. `input` is the body of the heredoc it reads.
pub(super) fn script_of(
    command: &Command,
    input: Option<(&str, Origin)>,
    depth: u8,
) -> Option<Script> {
    if depth >= MAX_DEPTH || command.words.is_empty() {
        return None;
    }
    let invocation = command.invocation();
    let argv = invocation.argv;
    let code = match argv.basename()? {
        "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh" | "mksh" => match shell_code(argv.args()) {
            ShellCode::Word(word) => code_in(word)?,
            ShellCode::Input => input.map(|(text, origin)| (Cow::Borrowed(text), origin))?,
            ShellCode::File => return None,
        },
        "su" | "runuser" => {
            let word = argv.flag_value(&["-c", "--command", "--session-command"])?;
            let (text, origin) = code_in(&word)?;
            (Cow::Owned(text.into_owned()), origin)
        }
        "eval" => eval_code(argv)?,
        _ => return None,
    };
    Some(posix::parse_at(&code.0, code.1, depth + 1))
}

/// What a shell reads its commands from.
enum ShellCode<'a> {
    Word(&'a Word),
    Input,
    File,
}

fn shell_code(args: &[Word]) -> ShellCode<'_> {
    let (mut takes_code, mut reads_input) = (false, false);
    let mut words = args.iter();
    while let Some(word) = words.next() {
        let flag = is_flag(word) || word.known_start().starts_with('+');
        if flag && !word.is("--") {
            let short = word.literal().filter(|flag| !flag.starts_with("--")).unwrap_or_default();
            takes_code |= short.contains('c');
            reads_input |= short.contains('s');
            let option = short.ends_with(['o', 'O']) && short.len() > 1;
            if option || takes_next(word, &["--rcfile", "--init-file"]) {
                words.next();
            }
            continue;
        }
        let operand = if word.is("--") || word.is("-") { words.next() } else { Some(word) };
        return match operand {
            Some(word) if takes_code => ShellCode::Word(word),
            Some(_) if !reads_input => ShellCode::File,
            _ => ShellCode::Input,
        };
    }
    ShellCode::Input
}

/// The script in a word. Variables in it are the outer shell's, but the commands around them are
/// there to be seen; with a substitution in it they would be seen twice.
fn code_in(word: &Word) -> Option<(Cow<'_, str>, Origin)> {
    let origin = match word.verbatim() {
        Some(range) => Origin::At(range.start as usize),
        None => Origin::Within(word.range),
    };
    word.substitutions.is_empty().then_some((Cow::Borrowed(&word.value), origin))
}

/// `eval` joins its arguments.
fn eval_code(argv: Argv<'_>) -> Option<(Cow<'_, str>, Origin)> {
    match argv.args() {
        [] => None,
        [word] => code_in(word),
        [first, .., last] => {
            let known = argv.args().iter().all(|word| word.substitutions.is_empty());
            let values: Vec<&str> = argv.args().iter().map(|word| word.value.as_str()).collect();
            let origin = Origin::Within(first.range.join(last.range));
            known.then(|| (Cow::Owned(values.join(" ")), origin))
        }
    }
}
