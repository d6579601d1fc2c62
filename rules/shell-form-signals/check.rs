//! A container whose program is not told to stop: a shell or a script runner stands before it.

use crate::lint::prelude::*;

mod runner;
mod script;
mod shell;

/// The check.
pub(super) const CHECK: Check = Check::File(check);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(stage) = subject.graph.target() else { return };
    // Who says how the container is stopped has thought about it.
    if subject.graph.lineage(stage).any(|ancestor| ancestor.last_of(Keyword::Stopsignal).is_some()) {
        return;
    }
    let (entrypoint, cmd) = start::entrypoint_and_cmd(subject.graph, stage);
    let Some((owner, step)) = entrypoint.or(cmd) else { return };
    let has_arguments = entrypoint.is_some() && cmd.is_some() && step.script().is_exec;
    let found = match has_arguments {
        false => shell::find(owner, step, stage, subject).or_else(|| runner::find(owner, step, stage, subject)),
        true => None,
    };
    let found = found.or_else(|| script::find(owner, step, cmd.is_some(), subject));
    let Some(found) = found else { return };
    let finding = findings.add(step.instruction.head_range(), found.message).maybe_fix(found.fix);
    let finding = match found.script {
        Some(path) => finding.related_file(path, "the script"),
        None => finding,
    };
    if !found.is_certain {
        finding.at_most(Severity::Info);
    }
}

/// What stands between the container and its program.
struct Obstacle {
    message: String,
    is_certain: bool,
    /// The script of the context that is to blame.
    script: Option<String>,
    fix: Option<Fix>,
}

/// Whether a program is an init process, which passes signals on.
fn is_init(text: &str) -> bool {
    ["tini", "dumb-init", "catatonit", "s6-", "/init", "my_init", "supervisord", "runsvdir"]
        .iter()
        .any(|init| text.contains(init))
}
