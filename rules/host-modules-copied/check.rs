//! Dependencies of the host that are copied over those that the image has installed.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::Stage(check);

fn check<'a>(stage: &Stage<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    let Some(context) = subject.context else { return };
    for found in overwritten::find(subject.graph, stage, context) {
        let Overwritten { copy_step, maker, host } = found;
        let (copy, maker) = (copy_step.instruction, maker.instruction);
        let message =
            format!("{} puts {host} of this machine over the one that {} has made", copy.brief(), maker.brief());
        let fix = context.ignoring(std::slice::from_ref(&host)).map(|edit| {
            Fix::safe(format!("Ignore {host}"), vec![edit])
                .at_most(Applicability::Unsafe, "the image may rely on what the machine has there")
        });
        findings
            .add(copy.head_range(), message)
            .related_range(maker.head_range(), "made here")
            .related_file(host, "and this replaces it")
            .maybe_fix(fix);
    }
}
