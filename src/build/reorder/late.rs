//! RUNs that provide the system or a tool, and stand behind the sources which they do not need.

use super::super::effect::{Effect, ScriptItem, Sight, items};
use super::super::provision::{Provision, ProvisionKind};
use super::super::stage::{Stage, Step};
use super::super::{BuildGraph, Context, CopyStep, ImagePath, SourceTarget};
use super::limits::{Limit, moving_up};
use crate::diagnostic::Applicability;
use crate::shell::mentions_any;
use crate::syntax::{Keyword, MountKind};

/// A RUN that stands behind a COPY of sources, with nothing in it that needs them.
#[derive(Debug)]
pub struct Late<'g, 'a> {
    /// The first COPY of sources before it.
    pub copy_step: &'g Step<'a>,
    /// RUNs between the two that only prepare for it and move along, such as a lone `apt-get update`.
    pub companions: Vec<&'g Step<'a>>,
    /// The RUN.
    pub run_step: &'g Step<'a>,
    /// The first thing that it provides.
    pub provision: Provision,
    /// What speaks against moving the RUN above the COPY.
    pub limits: Vec<Limit>,
}

/// Programs by which a RUN can provide something; a cheap look before its script is parsed.
const PROGRAMS: [&str; 31] = [
    "apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper", "pacman",
    "npm", "yarn", "pnpm", "bun", "pip", "pip3", "python", "python3", "pipx", "uv", "gem",
    "corepack", "rustup", "cargo", "go", "dotnet", "composer", "curl", "wget", "binstall", "pip3.",
];

/// What in a RUN or COPY in between says that it prepares package sources or an environment of its own.
const PREPARATIONS: [&str; 14] = [
    "apt",
    "apt-get",
    "sources.list",
    "apk",
    "yum",
    "dnf",
    "zypper",
    "repo",
    "repos",
    "rpm",
    "dpkg",
    "venv",
    "virtualenv",
    "debconf",
];

/// The first RUN of a stage that provides `kind` and stands behind sources which it does not need.
pub fn late<'g, 'a>(
    graph: &'g BuildGraph<'a>,
    stage: &'g Stage<'a>,
    kind: ProvisionKind,
    context: Option<&Context>,
) -> Option<Late<'g, 'a>> {
    let mut copies = stage.steps.iter().filter(|step| brings_sources(graph, stage, step, context));
    let copy_step = copies.next()?;
    let runs = stage.steps[copy_step.index + 1..].iter().filter(|step| {
        let instruction = step.instruction;
        instruction.keyword() == Keyword::Run
            && mentions_any(instruction.arguments().text(), &PROGRAMS)
    });
    let mut companions = Vec::new();
    let mut companion_limits = Vec::new();
    for run_step in runs {
        let Some(items) = items(stage, run_step) else { continue };
        let all: Vec<&Provision> = items.iter().flat_map(|item| &item.provisions).collect();
        let has = |kind| all.iter().find(|provision| provision.kind == kind);
        let found = match kind {
            // A RUN that does both is about the system.
            ProvisionKind::Tool if has(ProvisionKind::SystemPackages).is_some() => None,
            kind => has(kind),
        };
        let own = independent(graph, stage, copy_step, run_step, items);
        match (found, own) {
            (Some(found), Some(own))
                if !is_prepared(graph, stage, copy_step, run_step, &companions) =>
            {
                let mut limits =
                    moving_up(graph, stage, run_step, &own, copy_step.index, &companions);
                for companion in &companions {
                    limits.extend(moving_up(
                        graph,
                        stage,
                        companion,
                        &own,
                        copy_step.index,
                        &companions,
                    ));
                }
                limits.append(&mut companion_limits);
                for provision in &all {
                    limits
                        .extend(read_limit(graph, stage, copy_step, run_step, provision, context)?);
                }
                return Some(Late {
                    copy_step,
                    companions,
                    run_step,
                    provision: (*found).clone(),
                    limits,
                });
            }
            (None, Some(_))
                if has(ProvisionKind::SystemIndex).is_some()
                    && kind == ProvisionKind::SystemPackages =>
            {
                companions.push(run_step);
                companion_limits
                    .extend(items.iter().find(|item| item.is_opaque()).map(|_| opaque_limit()));
            }
            _ => {}
        }
    }
    None
}

/// Whether a step copies a whole directory of the context to a place for applications.
fn brings_sources<'a>(
    graph: &BuildGraph<'a>,
    stage: &Stage<'a>,
    step: &Step<'a>,
    context: Option<&Context>,
) -> bool {
    let Some(copy) = CopyStep::of(graph, stage, step).filter(CopyStep::reads_context) else {
        return false;
    };
    let Some(destination) = &copy.destination else { return false };
    let is_directory = |target: &SourceTarget| match target {
        SourceTarget::Path(path) if path.is_empty() => true,
        SourceTarget::Path(path) => context.is_some_and(|context| context.has_directory(path)),
        SourceTarget::Pattern(pattern) => pattern == "*",
        _ => false,
    };
    // Files for the whole file system: they may be what configures it.
    let is_overlay = *destination == ImagePath::root()
        && context
            .is_some_and(|context| context.has_directory("etc") || context.has_directory("usr"));
    copy.sources.iter().any(|source| is_directory(&source.target))
        && !is_of_system(destination)
        && !is_overlay
}

/// Whether files there configure or extend the system.
fn is_of_system(place: &ImagePath) -> bool {
    const PLACES: [&str; 8] =
        ["/etc", "/usr", "/lib", "/bin", "/sbin", "/var/lib", "/var/cache", "/docker-entrypoint.d"];
    let is_below = |system: &str| place.below(&ImagePath::root().join(system)).is_some();
    PLACES.into_iter().any(is_below)
        && !is_below("/usr/src")
        && !is_below("/usr/share/nginx")
        && !is_below("/usr/app")
        && !is_below("/usr/local/app")
}

/// What the RUN touches, if that is known and nothing of it was copied from the context.
fn independent<'a>(
    graph: &BuildGraph<'a>,
    stage: &Stage<'a>,
    copy_step: &Step<'a>,
    run: &Step<'a>,
    items: &[ScriptItem],
) -> Option<Effect> {
    let reads_files = run.instruction.mounts().any(|mount| mount.kind() == MountKind::Bind);
    if reads_files || items.iter().any(|item| !item.installs.is_empty() || item.background) {
        return None;
    }
    let mut own = Effect::none();
    for item in items {
        own.add(item.presumed_effect());
    }
    if own.reads == Sight::Unknown || own.writes == Sight::Unknown {
        return None;
    }
    let passed = stage.steps[copy_step.index..run.index].iter();
    let copies = passed.filter_map(|step| CopyStep::of(graph, stage, step));
    for copy in copies {
        let destination = copy.destination?;
        let is_needed =
            own.reads.may_touch(&destination) || is_written_within(&own.writes, &destination);
        if is_needed {
            return None;
        }
    }
    Some(own)
}

/// Whether something below `place` is named as written, and not just a folder that holds `place`.
fn is_written_within(writes: &Sight, place: &ImagePath) -> bool {
    let Sight::Known(paths) = writes else { return true };
    let root = ImagePath::root();
    *place != root && paths.iter().any(|path| path.below(place).is_some())
}

/// Whether something between COPY and RUN prepares what the RUN installs from.
fn is_prepared<'a>(
    graph: &BuildGraph<'a>,
    stage: &Stage<'a>,
    copy_step: &Step<'a>,
    run: &Step<'a>,
    companions: &[&Step<'a>],
) -> bool {
    let is_companion =
        |step: &Step<'a>| companions.iter().any(|companion| companion.index == step.index);
    stage.steps[copy_step.index..run.index].iter().any(|step| match step.instruction.keyword() {
        _ if is_companion(step) => false,
        Keyword::Run => {
            mentions_any(step.instruction.range().of(step.instruction.file().text()), &PREPARATIONS)
        }
        Keyword::Copy | Keyword::Add => {
            let destination = CopyStep::of(graph, stage, step).and_then(|copy| copy.destination);
            destination.is_none_or(|destination| is_of_system(&destination))
        }
        _ => false,
    })
}

/// What speaks against a move because of files that a tool reads in its working directory.
///
/// `None` if it really reads one that was copied.
fn read_limit<'a>(
    graph: &BuildGraph<'a>,
    stage: &Stage<'a>,
    copy_step: &Step<'a>,
    run: &Step<'a>,
    provision: &Provision,
    context: Option<&Context>,
) -> Option<Option<Limit>> {
    if provision.is_opaque {
        return Some(Some(opaque_limit()));
    }
    let Some(first) = provision.reads.first() else { return Some(None) };
    let copy = CopyStep::of(graph, stage, copy_step)?;
    let is_in_place = run
        .workdir
        .as_ref()
        .zip(copy.destination.as_ref())
        .is_none_or(|(workdir, destination)| workdir.may_touch(destination));
    match context {
        _ if !is_in_place => Some(None),
        None => Some(Some(Limit::new(
            Applicability::Display,
            format!("a copied {first} would count for it"),
        ))),
        Some(context) => {
            let is_there = |name: &&str| context.has_file(name);
            (!provision.reads.iter().any(is_there)).then_some(None)
        }
    }
}

fn opaque_limit() -> Limit {
    Limit::new(Applicability::Unsafe, "nobody knows what the script from the network does")
}
