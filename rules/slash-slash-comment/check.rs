//! Lines that are meant as comments, but begin as comments do elsewhere.

use crate::lint::prelude::*;

/// Comment marks of other languages; the longest first.
const MARKS: [&str; 6] = ["<!--", "//", "/*", "--", "*/", ";"];

/// The check.
pub(super) const CHECK: Check = Check::Instruction(&[Keyword::Unknown], check);

fn check(instruction: Instruction<'_>, subject: &Subject<'_>, findings: &mut Findings) {
    let text = subject.file.text();
    let line = instruction.head_range();
    let Some(mark) = MARKS.iter().find(|mark| line.of(text).starts_with(**mark)) else { return };
    let message = format!("{mark} does not begin a comment in a Dockerfile: the build stops here; # does");
    let start = line.start as usize;
    let mut edits = vec![Edit::replace(TextRange::new(start, start + mark.len()), "#")];
    let closing = ["-->", "*/"].into_iter().find(|end| line.of(text).len() > mark.len() && line.of(text).ends_with(*end));
    if let Some(end) = closing {
        let inner = line.of(text).strip_suffix(end).unwrap_or_default().trim_end().len();
        edits.push(Edit::delete(TextRange::new(start + inner, line.end as usize)));
    }
    let mut fix = Fix::safe("Begin the comment with #", edits);
    if instruction.head_range() != instruction.range() {
        fix = fix.at_most(Applicability::Unsafe, "the line is continued on the next one, which would then stand alone");
    }
    findings.add(line, message).fix(fix).about(Topic::UnreadableLine, 2);
}
