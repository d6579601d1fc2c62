//! System packages that are installed behind the sources, and so with every edit.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::Stage(check);

fn check<'a>(stage: &Stage<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    let Some(late) = reorder::late(subject.graph, stage, ProvisionKind::SystemPackages, subject.context) else {
        return;
    };
    let (copy, run) = (late.copy_step.instruction, late.run_step.instruction);
    let title = &late.provision.title;
    let message = format!(
        "{title} stands behind {}, whose files it does not need: every edit installs the system packages anew",
        copy.brief()
    );
    let moved: Vec<Instruction<'_>> = late.companions.iter().map(|step| step.instruction).chain([run]).collect();
    let edits = reorder::move_instructions(&moved, reorder::Spot::Before(copy));
    let fix = Fix::safe(format!("Run {title} before {}", copy.keyword_text()), edits);
    let fix = late.limits.into_iter().fold(fix, |fix, limit| fix.at_most(limit.applicability, limit.reason));
    findings.add(run.head_range(), message).related_range(copy.head_range(), "the sources come in here").fix(fix);
}
