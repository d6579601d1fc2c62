//! Inline ignores that hide nothing.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::Suppressions(check);

fn check(suppressions: &[Suppression], subject: &Subject<'_>, findings: &mut Findings) {
    for suppression in suppressions.iter().filter(|suppression| !suppression.is_used) {
        let name = &suppression.name;
        let message = match (suppression.comment, suppression.is_known) {
            (_, true) => format!("nothing here needs ignoring as {name}"),
            (IgnoreComment::Own, false) => format!("no rule that runs answers to {name}"),
            // A code that another tool knows, and we do not.
            _ => continue,
        };
        let names = suppressions.iter().filter(|other| other.comment_range == suppression.comment_range).count();
        findings.add(suppression.range, message).fix(removal(suppression, names, subject));
    }
}

/// Takes the whole comment away, or one name out of its list.
fn removal(suppression: &Suppression, names: usize, subject: &Subject<'_>) -> Fix {
    let text = subject.file.text();
    let range = if names == 1 {
        subject.file.whole_lines(suppression.comment_range)
    } else {
        let (start, end) = (suppression.range.start as usize, suppression.range.end as usize);
        let comma_behind = text[end..].find(|ch: char| ch != ' ').filter(|at| text[end + at..].starts_with(','));
        match comma_behind {
            Some(at) => {
                let behind = end + at + 1;
                TextRange::new(start, behind + (text[behind..].len() - text[behind..].trim_start_matches(' ').len()))
            }
            None => TextRange::new(text[..start].trim_end_matches([' ', ',']).len(), end),
        }
    };
    // A comment goes, which a safe fix may not do.
    Fix::safe("Remove the ignore", vec![Edit::delete(range)])
        .at_most(Applicability::Display, "a comment is only ever removed by its author")
}
