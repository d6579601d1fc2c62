//! A server that only its own container can reach.

use crate::lint::prelude::*;

mod mend;

/// The check.
pub(super) const CHECK: Check = Check::File(check);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(stage) = subject.graph.target() else { return };
    let Some(process) = Process::of(subject.graph, stage, subject.context) else { return };
    if !process.is_alone {
        return;
    }
    let Some(found) = Listener::of(&process, subject.graph, subject.context) else { return };
    let Address::Localhost(origin) = &found.address else { return };
    if start::has_proxy(subject.graph, stage) {
        return;
    }
    let name = &found.name;
    let cause = match origin {
        AddressOrigin::Word(at) if is_port(&process, *at) => {
            format!("{name} listens on localhost, as no address is given")
        }
        AddressOrigin::Word(_) => format!("{name} is told to listen on localhost"),
        AddressOrigin::Variable(variable) => format!("{variable} makes {name} listen on localhost"),
        AddressOrigin::Default { .. } => format!("{name} listens on localhost if it is not told otherwise"),
        AddressOrigin::Source(path) => format!("{path} listens on localhost"),
    };
    let message = format!("{cause}: nobody outside the container can reach it");
    findings
        .add(process.step.instruction.head_range(), message)
        .maybe_fix(mend::fix(&process, &found, origin, subject));
}

/// Whether a word is a mere port: `8000` in `runserver 8000`.
fn is_port(process: &Process<'_, '_>, at: usize) -> bool {
    process.words.get(at).is_some_and(|word| word.value.chars().all(|ch| ch.is_ascii_digit()))
}
