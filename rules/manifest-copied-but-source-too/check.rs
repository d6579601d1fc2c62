//! Manifests that are copied by themselves, and the sources before the install all the same.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::Stage(check);

fn check<'a>(stage: &Stage<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    for found in SourcesFirst::all(subject.graph, stage, subject.context) {
        // Where nothing but a mount can help, the order is no mistake.
        if found.has_own_manifest_copy() && found.install.early != Early::Nothing {
            report(&found, findings);
        }
    }
}

fn report(found: &SourcesFirst<'_, '_>, findings: &mut Findings) {
    let title = &found.install.title;
    let message = format!(
        "the manifests are copied by themselves, but {} stands before {title} too: every edit installs the dependencies anew",
        found.copy_text()
    );
    let run = found.run_step.instruction.head_range();
    let mut finding = findings
        .add(found.copy_step.instruction.head_range(), message)
        .related_range(run, format!("{title} runs here"));
    for fix in found.fixes() {
        finding = finding.fix(fix);
    }
}
