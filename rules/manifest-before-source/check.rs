//! Sources that are copied before a dependency install which needs manifests only.

mod mistake;
mod rewrite;

use crate::lint::prelude::*;
use mistake::Mistake;

/// The check.
pub(super) const CHECK: Check = Check::Stage(check);

fn check<'a>(stage: &Stage<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    // What counts is the first install of a kind in a directory: behind it the dependencies are there.
    let mut seen = Vec::new();
    for step in stage.steps_of(Keyword::Run) {
        for install in effect::items(stage, step).into_iter().flatten().flat_map(|item| item.installs) {
            let place = (install.installer, install.directory.clone());
            if seen.contains(&place) {
                continue;
            }
            seen.push(place);
            if let Some(mistake) = Mistake::find(stage, step, install, subject) {
                report(&mistake, subject, findings);
            }
        }
    }
}

fn report(mistake: &Mistake<'_, '_>, subject: &Subject<'_>, findings: &mut Findings) {
    let range = mistake.copy_step.instruction.head_range();
    let title = &mistake.install.title;
    let message = format!(
        "{} brings all sources before {title}: every edit installs the dependencies anew",
        mistake.copy_text()
    );
    let run = mistake.run_step.instruction.head_range();
    let mut finding = findings.add(range, message).related_range(run, format!("{title} runs here"));
    if let Some(main) = mistake.manifests.as_ref().and_then(|manifests| manifests.files.first()) {
        finding = finding.related_file(main.clone(), "what it really needs");
    }
    finding.fix(rewrite::fix(mistake, subject));
}
