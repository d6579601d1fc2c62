//! Lines that go on with a command, behind an instruction that has ended.

use crate::lint::prelude::*;

mod mend;

/// The check.
pub(super) const CHECK: Check = Check::File(check);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // What the line before belongs to, if that can be gone on with.
    let mut earlier: Option<Instruction<'_>> = None;
    // Whether that is a command for the shell, which knows operators and flags.
    let mut is_command = false;
    for instruction in subject.file.instructions() {
        if instruction.keyword() != Keyword::Unknown {
            is_command = runs_shell(instruction);
            earlier = Some(instruction).filter(|it| it.heredocs().len() == 0);
            continue;
        }
        let sign = earlier.and_then(|before| Some((before, Sign::of(before, instruction, is_command, subject)?)));
        if let Some((before, sign)) = sign {
            report(before, instruction, sign, subject, findings);
        }
        // A chain of such lines is one command.
        earlier = sign.map(|_| instruction);
    }
}

/// Whether it holds a command for the shell.
fn runs_shell(instruction: Instruction<'_>) -> bool {
    let inner = instruction.trigger().unwrap_or(instruction);
    let is_command =
        matches!(inner.keyword(), Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck);
    is_command && !matches!(inner.command_line(), Some(CommandLine::Exec(_)))
}

/// Whether flags may stand on the next line: those of a command, or its own.
fn takes_flags(instruction: Instruction<'_>, is_command: bool) -> bool {
    is_command || matches!(instruction.keyword(), Keyword::Add | Keyword::Copy | Keyword::From)
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
    /// It is indented, as no instruction is.
    Indent,
}

impl Sign {
    fn of(
        before: Instruction<'_>,
        instruction: Instruction<'_>,
        is_command: bool,
        subject: &Subject<'_>,
    ) -> Option<Self> {
        let word = instruction.keyword_text();
        let ends_open = [" &&", " ||", " |", "\t&&"].iter().any(|end| before.logical().text().trim_end().ends_with(end));
        if ["&&", "||", "|"].iter().any(|operator| word.starts_with(operator)) {
            // Behind an operator this one is too many.
            return (is_command && !ends_open).then_some(Sign::Operator);
        }
        if takes_flags(before, is_command) && is_flag(word) {
            return Some(Sign::Flag);
        }
        if is_misspelt(word) {
            return None;
        }
        if is_command && ends_open && word.starts_with(|ch: char| !ch.is_ascii_uppercase()) {
            return Some(Sign::OpenEnd);
        }
        is_indented(before, instruction, subject).then_some(Sign::Indent)
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

/// Whether the word may be a keyword with a slip in it.
fn is_misspelt(word: &str) -> bool {
    let names = Keyword::KNOWN.iter().map(|keyword| keyword.name());
    // Letters of one case, as keywords are written; `true` is no `RUN`.
    let is_letters = word.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'['));
    let distance = if word.bytes().all(|byte| byte.is_ascii_uppercase()) { 2 } else { 1 };
    is_letters && nearest(&word.to_ascii_uppercase(), names, distance).is_some()
}

/// Whether the line is indented as no instruction is: as the last line of the one before, which goes over several, or
/// deeper than the first line of that.
fn is_indented(before: Instruction<'_>, instruction: Instruction<'_>, subject: &Subject<'_>) -> bool {
    let indent = |offset: u32| {
        let line = subject.file.whole_lines(TextRange::empty(offset as usize)).of(subject.file.text());
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    };
    let own = indent(instruction.range().start);
    let first = indent(before.range().start);
    // Comments and signs of another kind begin with other characters.
    let word = instruction.keyword_text();
    let is_word = word.starts_with(|ch: char| ch.is_ascii_alphanumeric() || "./$\"'[({~:_\\".contains(ch));
    let is_deeper = own.len() > first.len() && own.starts_with(first);
    let is_alike = before.keyword() == Keyword::Unknown && !own.is_empty() && own == first;
    is_word && !word.starts_with("//") && (is_deeper || is_alike)
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
            format!("the line goes on with the one before, which does not end in {escape}: the build takes {shown} for an instruction and stops")
        }
    };
    let end = before.range().end;
    let fix = mend::fix(before, subject).map(|fix| match sign {
        Sign::Operator | Sign::OpenEnd => fix,
        Sign::Flag | Sign::Indent => fix.at_most(Applicability::Unsafe, "it is a guess that the line belongs to the one before"),
    });
    let last = TextRange { start: end.saturating_sub(1), end };
    findings
        .add(instruction.head_range(), message)
        .related_range(last, format!("{escape} is missing here"))
        .maybe_fix(fix)
        .about(Topic::UnreadableLine, 3);
}
