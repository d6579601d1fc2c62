//! Installs that could keep their downloads in a cache mount.

mod proposal;

use crate::lint::prelude::*;
use proposal::Proposal;

/// The check.
pub(super) const CHECK: Check = Check::Step(&[Keyword::Run], check);

const PROGRAMS: [&str; 12] =
    ["apt-get", "apt", "npm", "pnpm", "bun", "pip", "pip3", "python", "python3", "uv", "go", "cargo"];

fn check<'a>(stage: &Stage<'a>, step: &Step<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    if !mentions_any(step.instruction.arguments().text(), &PROGRAMS) {
        return;
    }
    let Some(proposal) = Proposal::find(stage, step, subject) else { return };
    let names: Vec<String> = proposal.directories.iter().filter_map(ImagePath::absolute).collect();
    let message = format!(
        "{} downloads everything anew whenever this step runs: a cache mount on {} would keep it",
        proposal.title,
        names.join(" and ")
    );
    let fix = proposal.fix(step, subject);
    findings.add(step.instruction.head_range(), message).maybe_fix(fix);
}
