//! Which shell runs the shell form, and what becomes of it once the program runs.

use super::base_image;
use crate::build::stage::{Stage, Step};
use crate::build::{Base, BuildGraph};
use crate::syntax::Keyword;

/// The shells that `/bin/sh` is.
///
/// What each does with `sh -c 'cd /app && server'`, seen in their processes: busybox 1.35 becomes the last
/// command; bash 5.2 does in plain lists, and older ones do not; dash 0.5.12 stays, even for a lone command.
/// None becomes the last command of a script in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ShellFamily {
    /// Debian and Ubuntu.
    Dash,
    /// Alpine and busybox.
    Ash,
    /// Fedora, Red Hat and the rest, or bash by name.
    Bash,
}

/// Images that are built on Debian or Ubuntu if their tag does not name another system.
const DEBIAN: [&str; 16] = [
    "buildpack-deps",
    "debian",
    "eclipse-temurin",
    "elixir",
    "erlang",
    "gcc",
    "golang",
    "node",
    "perl",
    "php",
    "python",
    "ruby",
    "rust",
    "ubuntu",
    "mcr.microsoft.com/dotnet/aspnet",
    "mcr.microsoft.com/dotnet/sdk",
];

/// Words in tags that name another system.
const OTHERS: [&str; 10] = [
    "alpine",
    "azurelinux",
    "cbl",
    "chiseled",
    "distroless",
    "mariner",
    "nanoserver",
    "servercore",
    "ubi",
    "windows",
];

impl ShellFamily {
    /// The shell behind `name`, called in a stage; `sh` is what the base image makes it.
    pub fn of(graph: &BuildGraph<'_>, stage: &Stage<'_>, name: &str) -> Option<Self> {
        match name.rsplit('/').next()? {
            "bash" => Some(Self::Bash),
            "dash" => Some(Self::Dash),
            "ash" => Some(Self::Ash),
            "sh" if !replaces_sh(graph, stage) => Self::of_base(graph, stage),
            _ => None,
        }
    }

    /// The shell of a step in shell form.
    pub fn of_step(graph: &BuildGraph<'_>, stage: &Stage<'_>, step: &Step<'_>) -> Option<Self> {
        let name =
            step.shell.as_ref().map_or("sh", |words| words.first().map_or("", String::as_str));
        Self::of(graph, stage, name)
    }

    /// What `/bin/sh` is in the image at the root of a stage.
    pub fn of_base(graph: &BuildGraph<'_>, stage: &Stage<'_>) -> Option<Self> {
        let Base::Image(reference) = &graph.lineage(stage).last()?.base else { return None };
        let (name, tag) = (reference.familiar_name(), reference.tag().unwrap_or_default());
        if tag.contains("alpine") || matches!(name, "alpine" | "busybox") {
            return Some(Self::Ash);
        }
        let is_debian = DEBIAN.contains(&name) && !OTHERS.iter().any(|other| tag.contains(other));
        is_debian.then_some(Self::Dash)
    }
}

/// Whether a RUN puts another shell in the place of `/bin/sh`.
fn replaces_sh(graph: &BuildGraph<'_>, stage: &Stage<'_>) -> bool {
    graph.lineage(stage).flat_map(|stage| stage.steps_of(Keyword::Run)).any(|step| {
        let text = step.instruction.logical().text();
        text.contains("/bin/sh") && text.contains("ln ") || text.contains("dash/sh")
    })
}

/// Whether the base image is Alpine or another one with busybox, and known to bring no bash.
pub fn lacks_bash(graph: &BuildGraph<'_>, stage: &Stage<'_>) -> bool {
    const WITHOUT: [&str; 7] = ["alpine", "golang", "node", "php", "python", "ruby", "rust"];
    let Some(Base::Image(reference)) = graph.lineage(stage).last().map(|root| &root.base) else {
        return false;
    };
    ShellFamily::of_base(graph, stage) == Some(ShellFamily::Ash)
        && base_image(graph, stage).is_some()
        && WITHOUT.contains(&reference.familiar_name())
}
