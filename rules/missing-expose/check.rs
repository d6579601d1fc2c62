//! An image that runs a server on a known port and does not say so.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::File(check);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(stage) = subject.graph.target() else { return };
    if subject.graph.lineage(stage).any(|ancestor| ancestor.last_of(Keyword::Expose).is_some()) {
        return;
    }
    // A base that exposes something has said what there is to say.
    if start::base_image(subject.graph, stage).is_some_and(|base| base.ports.is_none_or(|ports| !ports.is_empty())) {
        return;
    }
    let Some(found) = Listener::find(stage, subject) else { return };
    let message = match found.port {
        Some(port) => format!("{} listens on port {port}, and nothing is exposed", found.name),
        None => format!("{} is a server, and nothing is exposed", found.name),
    };
    findings.add(found.range, message).maybe_fix(found.port.map(|port| fix(port, &found, subject)));
}

/// The server that the container runs.
struct Listener {
    name: String,
    port: Option<u16>,
    /// Where the port is known from, for the fix.
    source: String,
    range: TextRange,
}

/// Node packages that exist to listen.
const NODE_SERVERS: [&str; 10] =
    ["express", "fastify", "koa", "@hapi/hapi", "restify", "next", "@nestjs/core", "polka", "hono", "socket.io"];

impl Listener {
    fn find(stage: &Stage<'_>, subject: &Subject<'_>) -> Option<Self> {
        let has = |keyword| start::command(subject.graph, stage, keyword);
        // With both, the CMD is a list of arguments; the ENTRYPOINT may be a script that does anything.
        let (owner, step) = match (has(Keyword::Entrypoint), has(Keyword::Cmd)) {
            (Some(_), Some(_)) => return None,
            (entrypoint, command) => entrypoint.or(command)?,
        };
        let script = step.script();
        let command = script.script.list.items.last()?.pipeline.as_command()?;
        let invocation = command.invocation();
        let package = package_of(stage, step, subject);
        let json = package.as_ref().map(|(_, package)| package);
        let server = Server::of(invocation.argv, json)?;
        let words: Vec<&str> = invocation.argv.words().iter().filter_map(|word| word.literal()).collect();
        let range = step.instruction.head_range();
        let literal = server::literal_port(&words);
        if let Some(port) = literal {
            return Some(Self { name: server.name, port: Some(port), source: "its command line".into(), range });
        }
        if words.len() != invocation.argv.words().len() {
            return None;
        }
        if let Some(port) = owner.final_scope().known("PORT").and_then(|port| port.parse().ok()) {
            return Some(Self { name: server.name, port: Some(port), source: "ENV PORT".into(), range });
        }
        let is_node = words.first().is_some_and(|word| ["node", "npm", "yarn", "pnpm", "bun"].contains(word));
        if is_node {
            return Self::node(server, &words, package?, subject.context?, range);
        }
        let port = server.port.filter(|_| !server.is_guess)?;
        Some(Self { name: server.name, port: Some(port), source: "its default".into(), range })
    }

    /// A Node program counts if it depends on a server framework; the port is looked for in its first file.
    fn node(server: Server, words: &[&str], package: (String, PackageJson), context: &Context, range: TextRange) -> Option<Self> {
        let (directory, package) = package;
        let framework = NODE_SERVERS.iter().find(|name| package.depends_on(name))?;
        let start = package.scripts.get("start").map(String::as_str).unwrap_or_default();
        let candidates = words.iter().copied().chain(start.split_whitespace()).chain(package.main.as_deref()).chain(["server.js"]);
        let file = candidates.map(|word| word.trim_start_matches("./")).find(|word| {
            (word.contains('.') || word.contains('/')) && context.has_file(&join(&directory, word))
        });
        let source = file.and_then(|file| context.read_text(&join(&directory, file)));
        let port = source.and_then(|source| server::listens_in_source(&source)).or(server.port);
        let source = file.map_or_else(|| format!("{framework}'s default"), str::to_owned);
        Some(Self { name: server.name, port, source, range })
    }
}

fn package_of(stage: &Stage<'_>, step: &Step<'_>, subject: &Subject<'_>) -> Option<(String, PackageJson)> {
    start::package_json(subject.graph, stage, subject.context?, step.workdir.as_ref()?)
}

fn fix(port: u16, found: &Listener, subject: &Subject<'_>) -> Fix {
    let newline = subject.file.newline();
    let edit = Edit::insert(found.range.start as usize, format!("EXPOSE {port}{newline}"));
    let reason = format!("the image's configuration changes; the port is taken from {}", found.source);
    Fix::safe(format!("Expose port {port}"), vec![edit]).at_most(Applicability::Unsafe, reason)
}
