//! The ports that an image exposes.

use super::base_image;
use crate::build::stage::{Stage, Step};
use crate::build::{Base, BuildGraph};
use crate::syntax::{Expander, Keyword};
use crate::text::TextRange;

/// A port that EXPOSE names.
#[derive(Clone, Debug)]
pub struct ExposedPort<'g, 'a> {
    /// Its number.
    pub port: u16,
    /// Whether it is for TCP, as it is when nothing is said.
    pub is_tcp: bool,
    /// Where it is written.
    pub range: TextRange,
    /// Whether it is written as the number itself.
    pub is_literal: bool,
    /// The EXPOSE.
    pub step: &'g Step<'a>,
}

/// What a stage and those that it is built on expose; `None` when a port depends on something unknown.
pub fn exposed<'g, 'a>(
    graph: &'g BuildGraph<'a>,
    stage: &'g Stage<'a>,
) -> Option<Vec<ExposedPort<'g, 'a>>> {
    let mut found = Vec::new();
    for ancestor in graph.lineage(stage) {
        for step in ancestor.steps_of(Keyword::Expose) {
            let scope = ancestor.scope(step);
            let lookup = |name: &str| scope.get(name);
            let expander = Expander::new(step.instruction.file().escape(), &lookup);
            for word in step.instruction.words() {
                let text = expander.expand(word.text()).ok()?.text?;
                let (number, protocol) = text.split_once('/').unwrap_or((&text, "tcp"));
                let port = number.parse().ok()?;
                let is_tcp = protocol.eq_ignore_ascii_case("tcp");
                let is_literal = word.text() == text;
                found.push(ExposedPort { port, is_tcp, range: word.range(), is_literal, step });
            }
        }
    }
    Some(found)
}

/// The ports that the image at the root of a stage exposes, as EXPOSE has them; `None` when we do not know.
pub fn ports_of_base(graph: &BuildGraph<'_>, stage: &Stage<'_>) -> Option<&'static [&'static str]> {
    match graph.lineage(stage).last()?.base {
        Base::Scratch => Some(&[]),
        _ => base_image(graph, stage)?.ports,
    }
}

/// Programs that pass connections on to a server beside them, or that start several programs.
const PROXIES: [&str; 20] = [
    "apache2",
    "caddy",
    "cloudflared",
    "envoy",
    "foreman",
    "haproxy",
    "httpd",
    "litefs",
    "lighttpd",
    "monit",
    "nginx",
    "ngrok",
    "runit",
    "s6-",
    "socat",
    "ssh",
    "stunnel",
    "supervisor",
    "thrust",
    "traefik",
];

/// Whether something in the image may stand before the server that a container starts.
pub fn has_proxy(graph: &BuildGraph<'_>, stage: &Stage<'_>) -> bool {
    let names = |text: &str| PROXIES.iter().any(|proxy| text.contains(proxy));
    graph.lineage(stage).any(|ancestor| {
        let in_image = ancestor.image.as_deref().is_some_and(names);
        in_image || ancestor.steps.iter().any(|step| names(step.instruction.logical().text()))
    })
}
