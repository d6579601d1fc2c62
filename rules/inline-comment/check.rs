//! Comments behind an instruction, which BuildKit takes for more of its arguments.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::Instruction(&[], check);

/// Longer comments are cut in the message.
const SHOWN: usize = 30;

fn check(instruction: Instruction<'_>, subject: &Subject<'_>, findings: &mut Findings) {
    let arguments = instruction.arguments();
    if !arguments.text().contains('#') {
        return;
    }
    for comment in comments(arguments, subject.file.escape()) {
        let Some(taken_for) = taken_for(instruction, &comment) else { continue };
        let range = arguments.source_range(comment.range);
        let shown = shortened(comment.range.of(arguments.text()));
        let keyword = instruction.keyword().name();
        let message = format!("{keyword} takes \"{shown}\" {taken_for}; # begins a comment only at the start of a line");
        let fix = fix(instruction, range, subject);
        findings.add(range, message).maybe_fix(fix).about(Topic::UnreadableLine, 2);
    }
}

/// What was meant as a comment.
struct Comment {
    /// From the `#` to the end of its line, in the arguments' text.
    range: TextRange,
    /// What stands before it, from the start of the arguments.
    before: TextRange,
}

/// The `#` behind a blank and outside quotes, at most one on each line.
fn comments(arguments: LogicalText<'_>, escape: char) -> Vec<Comment> {
    let text = arguments.text();
    let mut line_starts: Vec<usize> = arguments.pieces().iter().map(|(start, _)| *start as usize).collect();
    line_starts.push(text.len());
    let mut found = Vec::new();
    let (mut quote, mut is_behind_blank, mut resume) = (None, false, 0);
    let mut chars = text.char_indices();
    while let Some((at, ch)) = chars.next() {
        if at < resume {
            continue;
        }
        match quote {
            Some(open) if ch == open => quote = None,
            _ if ch == escape && quote != Some('\'') => drop(chars.next()),
            None if ch == '"' || ch == '\'' => quote = Some(ch),
            None if ch == '#' && is_behind_blank => {
                resume = line_starts.iter().copied().find(|start| *start > at).unwrap_or(text.len());
                let end = at + text[at..resume].trim_end().len();
                found.push(Comment { range: TextRange::new(at, end), before: TextRange::new(0, at) });
            }
            _ => {}
        }
        is_behind_blank = matches!(ch, ' ' | '\t');
    }
    // An apostrophe that opens no quote may hide where quotes are.
    if quote.is_some() { Vec::new() } else { found }
}

/// What BuildKit makes of the comment; `None` where it is one, or may be meant as it is.
fn taken_for(instruction: Instruction<'_>, comment: &Comment) -> Option<&'static str> {
    let text = instruction.arguments().text();
    let before = comment.before.of(text).trim();
    Some(match instruction.keyword() {
        Keyword::From => "for more arguments, and the build stops",
        Keyword::Expose => "for ports, and the build stops",
        Keyword::Copy | Keyword::Add => "for paths, the last one being the destination",
        Keyword::Volume => "for more volumes",
        Keyword::Arg => "for more variables",
        Keyword::Workdir => "for a part of the path",
        Keyword::User => "for a part of the name",
        Keyword::Stopsignal => "for a part of the signal",
        Keyword::Shell => "for a part of the array, which is no JSON then, and the build stops",
        Keyword::Env | Keyword::Label if instruction.pairs().any(|pair| pair.is_legacy()) => {
            if !is_remark(comment.range.of(text)) {
                return None;
            }
            "for a part of the value"
        }
        Keyword::Env | Keyword::Label => "for more variables, and the build stops",
        Keyword::Healthcheck if before.eq_ignore_ascii_case("none") => "for arguments, and the build stops",
        // A shell knows comments; a JSON array with something behind it becomes a text for the shell.
        _ if is_array(instruction, before) => "for the end of a shell command, and the array before it is no JSON form",
        _ => return None,
    })
}

/// Whether a word with `#` is a remark: a value may well end in one such word (`#general`).
fn is_remark(text: &str) -> bool {
    let rest = text.trim_start_matches('#');
    !rest.is_empty() && (rest.starts_with([' ', '\t']) || rest.contains(' '))
}

/// Whether `before` would be the exec form if nothing stood behind it.
fn is_array(instruction: Instruction<'_>, before: &str) -> bool {
    let array = match instruction.keyword() {
        Keyword::Healthcheck => before.split_once([' ', '\t']).map_or("", |(_, array)| array.trim()),
        _ => before,
    };
    if !array.starts_with('[') {
        return false;
    }
    let file = Dockerfile::parse(format!("CMD {array}"));
    file.instructions().next().is_some_and(|cmd| matches!(cmd.command_line(), Some(CommandLine::Exec(_))))
}

/// Moves the comment to a line of its own, above the one it stands on.
fn fix(instruction: Instruction<'_>, comment: TextRange, subject: &Subject<'_>) -> Option<Fix> {
    let text = subject.file.text();
    let line = subject.file.whole_lines(comment);
    let before = TextRange { start: line.start, end: comment.start }.of(text);
    let indent = &before[..before.len() - before.trim_start().len()];
    let written = comment.of(text);
    // At the top of the file it could become a directive.
    let is_first = subject.file.instruction(0).is_some_and(|first| first.range().start == instruction.range().start);
    if is_first && written.contains('=') {
        return None;
    }
    let newline = subject.file.newline();
    let edits = vec![
        Edit::insert(line.start as usize, format!("{indent}{written}{newline}")),
        Edit::delete(TextRange::new(line.start as usize + before.trim_end().len(), comment.end as usize)),
    ];
    let fix = Fix::safe("Move the comment to its own line", edits);
    let problems = subject.file.problems().iter().chain(&subject.graph.problems);
    let is_refused = problems.into_iter().any(|problem| instruction.range().covers(problem.range));
    Some(match is_refused {
        true => fix,
        false => fix.at_most(Applicability::Unsafe, "the image changes: today the comment counts as an argument"),
    })
}

fn shortened(text: &str) -> String {
    let shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() { format!("{}…", shown.trim_end()) } else { shown }
}
