//! Lines that go on with a command, behind an instruction that has ended.

use crate::lint::prelude::*;

mod mend;

/// The check.
pub(super) const CHECK: Check = Check::File(check);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // What the line before belongs to, if that can be gone on with.
    let mut earlier: Option<Instruction<'_>> = None;
    for instruction in subject.file.instructions() {
        let Some(before) = earlier else {
            earlier = Some(instruction).filter(|it| runs_shell(*it));
            continue;
        };
        if instruction.keyword() != Keyword::Unknown {
            earlier = Some(instruction).filter(|it| runs_shell(*it));
            continue;
        }
        let Some(sign) = Sign::of(before, instruction, subject) else {
            earlier = None;
            continue;
        };
        report(before, instruction, sign, subject, findings);
        // A chain of such lines is one command.
        earlier = Some(instruction);
    }
}

/// Whether it holds a command for the shell, to which another line could belong.
fn runs_shell(instruction: Instruction<'_>) -> bool {
    let inner = instruction.trigger().unwrap_or(instruction);
    let is_command =
        matches!(inner.keyword(), Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck);
    is_command
        && instruction.heredocs().len() == 0
        && matches!(inner.command_line(), Some(CommandLine::Shell(_)))
}

/// What tells that a line goes on with the command before it.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    /// It begins with `&&`, `||` or `|`.
    Operator,
    /// It begins with a flag.
    Flag,
    /// The command before ends in an operator.
    OpenEnd,
    /// It is indented as the lines of the command before are.
    Indent,
}

impl Sign {
    fn of(before: Instruction<'_>, instruction: Instruction<'_>, subject: &Subject<'_>) -> Option<Self> {
        let word = instruction.keyword_text();
        let ends_open = [" &&", " ||", " |", "\t&&"].iter().any(|end| before.logical().text().trim_end().ends_with(end));
        let starts = ["&&", "||", "|"].iter().any(|operator| word.starts_with(operator));
        if starts {
            // One of the two operators is too many.
            return (!ends_open).then_some(Sign::Operator);
        }
        if is_flag(word) {
            return Some(Sign::Flag);
        }
        if !is_command_word(word) {
            return None;
        }
        if ends_open {
            return Some(Sign::OpenEnd);
        }
        is_indented_alike(before, instruction, subject).then_some(Sign::Indent)
    }
}

/// `-y`, `--no-cache`, `--prefix=/usr`; not `--`, `---` and `--Note`, with which comments and rules begin.
fn is_flag(word: &str) -> bool {
    let long = word.strip_prefix("--").filter(|name| name.starts_with(|ch: char| ch.is_ascii_lowercase()));
    let name = long.or_else(|| word.strip_prefix('-')).unwrap_or_default();
    let name = name.split('=').next().unwrap_or_default();
    name.starts_with(|ch: char| ch.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// Whether the word can be a program or an argument, and is no keyword with a slip in it.
fn is_command_word(word: &str) -> bool {
    let names = Keyword::KNOWN.iter().map(|keyword| keyword.name());
    word.starts_with(|ch: char| ch.is_ascii_lowercase() || matches!(ch, '.' | '/' | '$'))
        && nearest(&word.to_ascii_uppercase(), names, 1).is_none()
}

/// Whether the line is indented just as the last line of a command that goes over several lines.
fn is_indented_alike(before: Instruction<'_>, instruction: Instruction<'_>, subject: &Subject<'_>) -> bool {
    if before.keyword() != Keyword::Unknown && before.head_range() == before.range() {
        return false;
    }
    let indent = |offset: u32| {
        let line = subject.file.whole_lines(TextRange::empty(offset as usize)).of(subject.file.text());
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        line[..blanks].to_owned()
    };
    let own = indent(instruction.range().start);
    own.len() > 1 && own == indent(before.range().end)
}

fn report(
    before: Instruction<'_>,
    instruction: Instruction<'_>,
    sign: Sign,
    subject: &Subject<'_>,
    findings: &mut Findings,
) {
    let escape = subject.file.escape();
    let shown: String = instruction.keyword_text().chars().take(40).collect();
    let message = match sign {
        Sign::Operator | Sign::Flag => {
            format!("the line begins with {shown}, but the one before does not end in {escape}: the build takes {shown} for an instruction and stops")
        }
        Sign::OpenEnd | Sign::Indent => {
            format!("the line goes on with the command before, which does not end in {escape}: the build takes {shown} for an instruction and stops")
        }
    };
    let end = before.range().end;
    let fix = mend::fix(before, subject).map(|fix| match sign {
        Sign::Operator | Sign::OpenEnd => fix,
        Sign::Flag | Sign::Indent => fix.at_most(Applicability::Unsafe, "it is a guess that the line belongs to the command before"),
    });
    let last = TextRange { start: end.saturating_sub(1), end };
    findings
        .add(instruction.head_range(), message)
        .related_range(last, format!("{escape} is missing here"))
        .maybe_fix(fix)
        .about(Topic::UnreadableLine, 3);
}
