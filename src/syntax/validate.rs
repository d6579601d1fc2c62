//! What BuildKit checks of each instruction by itself: flags, numbers of
//! arguments, fixed values (`instructions/parse.go`, `bflag.go`,
//! `commands_runmount.go`).

mod flags;
mod mounts;

use super::keyword::Keyword;
use super::node::Form;
use super::problem::{Problem, ProblemKind};
use super::tree::{Dockerfile, Instruction};
use super::{Pair, Word, heredoc};
use crate::text::TextRange;

/// The problems of all instructions and of the file as a whole.
pub(super) fn problems(file: &Dockerfile) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut has_stage = false;
    for instruction in file.instructions() {
        has_stage |= instruction.keyword() == Keyword::From;
        if !has_stage && !matches!(instruction.keyword(), Keyword::Arg | Keyword::Unknown) {
            let message = format!("{} comes before the first FROM", instruction.keyword().name());
            problems.push(Problem::new(instruction.keyword_range(), message));
        }
        check_instruction(instruction, &mut problems);
    }
    let whole = TextRange::empty(0);
    if file.instructions().len() == 0 {
        problems.push(Problem::new(whole, "the file has no instructions"));
    } else if !has_stage
        && problems.iter().all(|problem| problem.kind != ProblemKind::UnknownInstruction)
    {
        problems.push(Problem::new(whole, "the file has no FROM"));
    }
    problems
}

fn check_instruction(instruction: Instruction<'_>, problems: &mut Vec<Problem>) {
    let keyword = instruction.keyword();
    if keyword == Keyword::Unknown {
        let message = format!("{} is not an instruction", instruction.keyword_text());
        let kind = ProblemKind::UnknownInstruction;
        problems.push(Problem { kind, ..Problem::new(instruction.keyword_range(), message) });
        return;
    }
    flags::check(instruction, problems);
    if let Some(message) = wrong_arguments(instruction) {
        problems.push(Problem::new(instruction.head_range(), message));
    }
    match keyword {
        Keyword::Run => mounts::check(instruction, problems),
        Keyword::From => stage_name(instruction, problems),
        Keyword::Onbuild => trigger(instruction, problems),
        Keyword::Copy | Keyword::Add => copy_destination(instruction, problems),
        Keyword::Arg => {
            let blank = instruction.pairs().filter(|pair| pair.key().is_empty());
            problems.extend(
                blank.map(|pair: Pair<'_>| {
                    Problem::new(pair.range(), "ARG needs a name before the =")
                }),
            );
        }
        Keyword::Volume => {
            let blank =
                instruction.words().into_iter().filter(|word| word.text().trim().is_empty());
            problems.extend(blank.map(|word: Word<'_>| {
                Problem::new(word.range(), "VOLUME needs a path that is not empty")
            }));
        }
        _ => {}
    }
}

/// What is wrong with the number or kind of arguments, if anything.
fn wrong_arguments(instruction: Instruction<'_>) -> Option<String> {
    let keyword = instruction.keyword();
    let name = keyword.name();
    let is_empty = instruction.arguments().text().is_empty();
    match keyword {
        Keyword::Workdir | Keyword::User | Keyword::Stopsignal | Keyword::Maintainer => {
            is_empty.then(|| format!("{name} needs an argument"))
        }
        Keyword::Env | Keyword::Label | Keyword::Arg | Keyword::Expose | Keyword::Onbuild => {
            is_empty.then(|| format!("{name} needs at least one argument"))
        }
        Keyword::Volume => {
            has_no_words(instruction).then(|| format!("{name} needs at least one path"))
        }
        Keyword::Add | Keyword::Copy => {
            let is_read = !matches!(instruction.form(), Form::None) || is_empty;
            (is_read && instruction.word_count() < 2)
                .then(|| format!("{name} needs at least a source and a destination"))
        }
        Keyword::From => {
            let is_as = |word: Word<'_>| word.text().eq_ignore_ascii_case("as");
            let is_right = match instruction.word_count() {
                1 => true,
                3 => instruction.word(1).is_some_and(is_as),
                _ => false,
            };
            (!is_right).then(|| "FROM needs an image, and at most AS and a name behind it".into())
        }
        Keyword::Shell => match instruction.form() {
            Form::Exec(strings) if !strings.is_empty() => None,
            Form::None if !is_empty => None,
            _ => Some("SHELL needs a JSON array of at least one string".into()),
        },
        Keyword::Healthcheck => healthcheck(instruction),
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Unknown => None,
    }
}

fn has_no_words(instruction: Instruction<'_>) -> bool {
    match instruction.form() {
        Form::None => instruction.arguments().text().is_empty(),
        Form::Exec(strings) => strings.is_empty(),
        _ => false,
    }
}

fn healthcheck(instruction: Instruction<'_>) -> Option<String> {
    let Some(kind) = instruction.healthcheck_kind() else {
        return Some("HEALTHCHECK needs CMD and a command, or NONE".into());
    };
    let Form::Healthcheck { command, form, .. } = instruction.form() else { return None };
    match kind.text().to_ascii_uppercase().as_str() {
        "NONE" => (!command.is_empty()).then(|| "HEALTHCHECK NONE takes no arguments".into()),
        "CMD" => {
            let is_empty = match &**form {
                Form::Exec(strings) => strings.is_empty(),
                _ => command.is_empty(),
            };
            is_empty.then(|| "HEALTHCHECK CMD needs a command".into())
        }
        _ => Some(format!("HEALTHCHECK takes CMD or NONE, not {}", kind.text())),
    }
}

/// Stage names: a letter, then letters, digits, `-`, `_`, `.` (`parse.go validStageName`).
fn stage_name(instruction: Instruction<'_>, problems: &mut Vec<Problem>) {
    let is_as = |word: Word<'_>| word.text().eq_ignore_ascii_case("as");
    let name = instruction.word(2).filter(|_| instruction.word(1).is_some_and(is_as));
    let Some(name) = name else { return };
    // BuildKit puts the name into lower case first, which turns the Kelvin sign into a plain k.
    let is_letter = |ch: char| ch.is_ascii_alphabetic() || ch == '\u{212a}';
    let is_valid = name.text().starts_with(is_letter)
        && name.text().chars().all(|ch| is_letter(ch) || ch.is_ascii_digit() || "-_.".contains(ch));
    if !is_valid {
        let message = format!(
            "{} is no name for a stage: it must begin with a letter and hold letters, digits, - _ . only",
            name.text()
        );
        problems.push(Problem::new(name.range(), message));
    }
}

fn trigger(instruction: Instruction<'_>, problems: &mut Vec<Problem>) {
    let Some(trigger) = instruction.trigger() else { return };
    // Whatever else is wrong with a trigger shows only when it fires, which is in another build.
    let forbidden = [Keyword::Onbuild, Keyword::From, Keyword::Maintainer];
    if forbidden.contains(&trigger.keyword()) {
        let message = format!("ONBUILD cannot trigger {}", trigger.keyword().name());
        problems.push(Problem::new(trigger.keyword_range(), message));
    }
}

fn copy_destination(instruction: Instruction<'_>, problems: &mut Vec<Problem>) {
    // No look at the words where none can open a heredoc.
    let last = instruction.word_count().checked_sub(1);
    let last = last.filter(|_| instruction.arguments().text().contains("<<"));
    let Some(destination) = last.and_then(|last| instruction.word(last)) else { return };
    let text = destination.text();
    if heredoc::opening(text, TextRange::new(0, text.len())).is_some() {
        let message =
            format!("a heredoc cannot be the destination of {}", instruction.keyword().name());
        problems.push(Problem::new(destination.range(), message));
    }
}
