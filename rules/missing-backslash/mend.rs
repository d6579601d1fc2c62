//! Putting the escape character where it is missing.

use crate::lint::prelude::*;

/// Lets the last line of `before` be continued; `None` where a comment would swallow what follows.
pub(super) fn fix(before: Instruction<'_>, subject: &Subject<'_>) -> Option<Fix> {
    let text = subject.file.text();
    let escape = subject.file.escape();
    let line = subject.file.whole_lines(TextRange::empty(before.range().end as usize));
    let start = (line.start as usize).max(before.range().start as usize);
    let content = line.of(text).trim_end_matches(['\n', '\r']);
    let last = TextRange::new(start, line.start as usize + content.trim_end().len());
    let title = format!("Continue the line with {escape}");
    let edits = match comment_in(last.of(text)) {
        None => vec![end_of_line(text, last, line.start as usize + content.len(), escape)],
        Some(at) => {
            let comment = TextRange::new(start + at, last.end as usize);
            move_comment_up(subject, line, comment)?
        }
    };
    Some(Fix::safe(title, edits))
}

/// ` \` in place of what blanks there are. A line that ends in two escape characters has one too many.
fn end_of_line(text: &str, last: TextRange, line_end: usize, escape: char) -> Edit {
    let written = last.of(text).trim_end_matches(escape).trim_end();
    let end = last.start as usize + written.len();
    Edit::replace(TextRange::new(end, line_end), format!(" {escape}"))
}

/// Behind `\ # why` the escape character is not the last of its line, and so is none.
fn move_comment_up(subject: &Subject<'_>, line: TextRange, comment: TextRange) -> Option<Vec<Edit>> {
    let text = subject.file.text();
    let before = TextRange { start: line.start, end: comment.start }.of(text).trim_end();
    if !before.ends_with(subject.file.escape()) {
        return None;
    }
    let indent = &before[..before.len() - before.trim_start().len()];
    let note = format!("{indent}{}{}", comment.of(text), subject.file.newline());
    let end = line.start as usize + before.len();
    Some(vec![Edit::insert(line.start as usize, note), Edit::delete(TextRange::new(end, comment.end as usize))])
}

/// Where a comment may begin: at a `#` behind a blank. One in quotes is taken for one too, to be safe.
fn comment_in(line: &str) -> Option<usize> {
    line.match_indices('#').map(|(at, _)| at).find(|at| line[..*at].ends_with([' ', '\t']))
}
