//! Sources that are copied before a dependency install which needs manifests only.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::Stage(check);

fn check<'a>(stage: &Stage<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    for found in SourcesFirst::all(subject.graph, stage, subject.context) {
        if !found.has_own_manifest_copy() {
            report(&found, findings);
        }
    }
}

fn report(found: &SourcesFirst<'_, '_>, findings: &mut Findings) {
    let range = found.copy_step.instruction.head_range();
    let title = &found.install.title;
    let verb = if found.install.only_downloads() { "downloads" } else { "installs" };
    let message =
        format!("{} brings all sources before {title}: every edit {verb} the dependencies anew", found.copy_text());
    let run = found.run_step.instruction.head_range();
    let mut finding = findings.add(range, message).related_range(run, format!("{title} runs here"));
    if let Some(main) = found.manifests.as_ref().and_then(|manifests| manifests.files.first()) {
        finding = finding.related_file(main.clone(), "what it really needs");
    }
    for fix in found.fixes() {
        finding = finding.fix(fix);
    }
}
