//! Whatever else BuildKit refuses.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::File(check);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let problems = subject.file.problems().iter().chain(&subject.graph.problems);
    for problem in problems.filter(|problem| problem.kind == ProblemKind::Other) {
        let fix = problem.repair.as_ref().map(|repair| {
            let edits = vec![Edit::replace(repair.range, repair.text.clone())];
            Fix::safe(repair.title.clone(), edits).at_most(Applicability::Unsafe, "it is a guess what was meant")
        });
        let builder = findings.add(problem.range, problem.message.clone()).maybe_fix(fix);
        builder.about(Topic::UnreadableLine, 0);
    }
}
