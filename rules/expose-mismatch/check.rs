//! An EXPOSE that names another port than the one on which the server listens.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::File(check);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(stage) = subject.graph.target() else { return };
    if !subject.graph.lineage(stage).any(|ancestor| ancestor.last_of(Keyword::Expose).is_some()) {
        return;
    }
    let Some(process) = Process::of(subject.graph, stage, subject.context) else { return };
    // What else runs may be what listens there.
    if !process.is_alone {
        return;
    }
    let Some(exposed) = start::exposed(subject.graph, stage) else { return };
    let Some(found) = Listener::of(&process, subject.graph, subject.context) else { return };
    let Some(port) = found.port.filter(|_| found.origin != PortOrigin::Custom) else { return };
    let in_base = start::ports_of_base(subject.graph, stage).unwrap_or_default();
    if exposed.iter().any(|exposed| exposed.port == port) || in_base.contains(&port.to_string().as_str()) {
        return;
    }
    // What is exposed may be the port of something that stands before the server.
    let is_server_itself = process.words.first().is_some_and(|word| {
        ["nginx", "httpd", "caddy", "haproxy"].contains(&server::name_of(&word.value))
    });
    if !is_server_itself && start::has_proxy(subject.graph, stage) {
        return;
    }
    let Some(first) = exposed.iter().find(|exposed| exposed.is_tcp) else { return };
    let numbers: Vec<String> = exposed.iter().map(|exposed| exposed.port.to_string()).collect();
    let message = format!(
        "EXPOSE names port {}, but {} listens on {port}{}",
        numbers.join(", "),
        found.name,
        source(&found.origin)
    );
    let fix = (exposed.len() == 1 && first.is_literal).then(|| fix(first, port));
    findings
        .add(first.step.instruction.head_range(), message)
        .related_range(process.step.instruction.head_range(), "the server is started here")
        .maybe_fix(fix);
}

/// Where the port is known from, as the end of a sentence.
fn source(origin: &PortOrigin) -> String {
    match origin {
        PortOrigin::Variable(name) => format!(" ({name} says so)"),
        PortOrigin::Source(path) => format!(" (see {path})"),
        PortOrigin::Default => " by default".to_owned(),
        PortOrigin::CommandLine | PortOrigin::Custom => String::new(),
    }
}

fn fix(exposed: &start::ExposedPort<'_, '_>, port: u16) -> Fix {
    let digits = exposed.port.to_string().len();
    let start = exposed.range.start as usize;
    let edit = Edit::replace(TextRange::new(start, start + digits), port.to_string());
    let reason = "the image's configuration changes, and the port may be the one to change";
    Fix::safe(format!("Expose port {port}"), vec![edit]).at_most(Applicability::Unsafe, reason)
}
