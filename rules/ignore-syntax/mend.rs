//! Edits of the ignore file.

use super::{Mistake, Remedy};
use crate::lint::prelude::*;

/// The fix, if it is clear what was meant.
pub(super) fn fix(mistake: &Mistake, path: &str, text: &str) -> Option<Fix> {
    let edit = |start: usize, end: usize, new: String| Edit {
        target: EditTarget::Context(path.to_owned()),
        range: TextRange::new(start, end),
        text: new,
    };
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (start, end) = (mistake.range.start as usize, mistake.range.end as usize);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let (title, edits, reason) = match mistake.remedy {
        Remedy::MoveComment(at) => {
            let comment = text.get(at..end)?;
            let kept = text.get(start..at)?.trim_end().len();
            let above = edit(line_start, line_start, format!("{comment}{newline}"));
            let edits = vec![above, edit(start + kept, end, String::new())];
            ("Move the comment to its own line".to_owned(), edits, "the pattern then matches files that are sent today")
        }
        Remedy::MoveBelow(later) => {
            let written = text.get(start..end)?;
            let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
            let below = later.end as usize;
            let edits = vec![
                edit(line_start, line_end, String::new()),
                edit(below, below, format!("{newline}{written}")),
            ];
            (format!("Move {written} below {}", later.of(text)), edits, "files are sent then that are not sent today")
        }
        Remedy::Slashes => {
            let written = text.get(start..end)?.replace('\\', "/");
            (format!("Write {written}"), vec![edit(start, end, written)], "it is a guess what was meant")
        }
        Remedy::None => return None,
    };
    Some(Fix::safe(title, edits).at_most(Applicability::Unsafe, reason))
}
