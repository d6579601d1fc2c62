//! An image that runs a server on a known port and does not say so.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::File(check);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(stage) = subject.graph.target() else { return };
    if subject.graph.lineage(stage).any(|ancestor| ancestor.last_of(Keyword::Expose).is_some()) {
        return;
    }
    // A base that exposes something has said what there is to say, and so may one that we do not know.
    if start::ports_of_base(subject.graph, stage).is_none_or(|ports| !ports.is_empty()) {
        return;
    }
    let Some(process) = Process::of(subject.graph, stage, subject.context) else { return };
    let Some(found) = Listener::of(&process, subject.graph, subject.context) else { return };
    let range = process.step.instruction.head_range();
    let name = &found.name;
    match (found.port, &found.origin) {
        (Some(port), origin) if *origin != PortOrigin::Custom => {
            let message = format!("{name} listens on port {port}, and nothing is exposed");
            findings.add(range, message).fix(fix(port, &found, range, subject));
        }
        // Of a mere name it is not certain that it listens at all; a framework among the dependencies says so.
        (port, _) if port.is_some() && !found.is_guess || has_framework(&process, subject) => {
            findings.add(range, format!("{name} is a server, and nothing is exposed"));
        }
        _ => {}
    }
}

/// Node packages that exist to listen.
const NODE_SERVERS: [&str; 9] =
    ["express", "fastify", "koa", "@hapi/hapi", "restify", "next", "@nestjs/core", "polka", "hono"];

/// Whether a Node program depends on a framework for servers.
fn has_framework(process: &Process<'_, '_>, subject: &Subject<'_>) -> bool {
    let package = || {
        let (context, workdir) = (subject.context?, process.step.workdir.as_ref()?);
        start::package_json(subject.graph, process.stage, context, workdir)
    };
    let is_node = process.words.first().is_some_and(|word| {
        ["node", "npm", "yarn", "pnpm", "bun"].contains(&word.value.as_str())
    });
    is_node && package().is_some_and(|(_, package)| NODE_SERVERS.iter().any(|name| package.depends_on(name)))
}

fn fix(port: u16, found: &Listener, range: TextRange, subject: &Subject<'_>) -> Fix {
    let source = match &found.origin {
        PortOrigin::CommandLine => "its command line",
        PortOrigin::Variable(name) => name,
        PortOrigin::Source(path) => path,
        PortOrigin::Default | PortOrigin::Custom => "its default",
    };
    let newline = subject.file.newline();
    let edit = Edit::insert(range.start as usize, format!("EXPOSE {port}{newline}"));
    let reason = format!("the image's configuration changes; the port is taken from {source}");
    Fix::safe(format!("Expose port {port}"), vec![edit]).at_most(Applicability::Unsafe, reason)
}
