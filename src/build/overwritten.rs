//! What an install has made, and a COPY of the sources replaces by what the host has.

use super::context::join;
use super::effect;
use super::stage::{Stage, Step};
use super::{BuildGraph, Context, CopyFrom, CopyStep, EntryKind, ImagePath, SourceTarget};
use crate::syntax::Keyword;

/// A directory of dependencies that is replaced, or mixed, with the host's.
#[derive(Clone, Debug)]
pub struct Overwritten<'g, 'a> {
    /// The COPY that does it.
    pub copy_step: &'g Step<'a>,
    /// The step that made the directory.
    pub maker: &'g Step<'a>,
    /// Its path in the context.
    pub host: String,
}

/// Directories of dependencies that COPY instructions of a stage overwrite, in order.
pub fn find<'g, 'a>(
    graph: &'g BuildGraph<'a>,
    stage: &'g Stage<'a>,
    context: &Context,
) -> Vec<Overwritten<'g, 'a>> {
    let mut found = Vec::new();
    let mut made: Option<Vec<(ImagePath, &Step<'a>)>> = None;
    for step in &stage.steps {
        if let Some(made) = &mut made {
            made.extend(makes(graph, stage, step));
        }
        let Some(copy) = CopyStep::of(graph, stage, step).filter(CopyStep::reads_context) else {
            continue;
        };
        let made = made.get_or_insert_with(|| made_before(graph, stage, step));
        if made.is_empty() {
            continue;
        }
        for (source, destination) in &copied_directories(&copy, context) {
            for (place, maker) in made.iter() {
                let Some(inside) = place.below(destination).filter(|inside| !inside.is_empty())
                else {
                    continue;
                };
                let host = join(source, inside);
                let is_new = found.iter().all(|found: &Overwritten<'_, '_>| found.host != host);
                let is_directory = context.kind(&host) == Some(EntryKind::Directory);
                if is_new
                    && is_directory
                    && context.is_sent(&host)
                    && !is_made_again(graph, stage, step, place)
                {
                    found.push(Overwritten { copy_step: step, maker, host });
                }
            }
        }
    }
    found
}

/// What the ancestors of the stage and its steps up to `step` have made.
fn made_before<'g, 'a>(
    graph: &'g BuildGraph<'a>,
    stage: &'g Stage<'a>,
    step: &Step<'a>,
) -> Vec<(ImagePath, &'g Step<'a>)> {
    let inherited = graph.lineage(stage).skip(1).flat_map(|ancestor| {
        ancestor.steps.iter().flat_map(move |step| makes(graph, ancestor, step))
    });
    let own = stage.steps[..step.index].iter().flat_map(|step| makes(graph, stage, step));
    inherited.chain(own).collect()
}

/// The directories of dependencies that a step makes.
fn makes<'g, 'a>(
    graph: &'g BuildGraph<'a>,
    stage: &'g Stage<'a>,
    step: &'g Step<'a>,
) -> Vec<(ImagePath, &'g Step<'a>)> {
    match step.instruction.keyword() {
        Keyword::Run => {
            let items = effect::items(stage, step).into_iter().flatten();
            let installs = items.flat_map(|item| &item.installs);
            let outputs = installs.flat_map(|install| {
                let names = install.installer.outputs().iter();
                let places: Vec<_> = names.map(|name| install.directory.join(name)).collect();
                places.into_iter().map(move |place| (place, step))
            });
            outputs.filter(|(place, _)| is_named_for_dependencies(place)).collect()
        }
        Keyword::Copy => {
            let copy = CopyStep::of(graph, stage, step)
                .filter(|copy| matches!(copy.from, CopyFrom::Stage(_)));
            let place = copy.and_then(|copy| copy.destination).filter(is_named_for_dependencies);
            place.into_iter().map(|place| (place, step)).collect()
        }
        _ => Vec::new(),
    }
}

fn is_named_for_dependencies(place: &ImagePath) -> bool {
    let path = place.below(&ImagePath::root()).or_else(|| place.below(&ImagePath::base_workdir()));
    let name = path.map(|path| path.rsplit('/').next().unwrap_or(path));
    name.is_some_and(|name| {
        matches!(name, "node_modules" | ".venv" | "venv" | "vendor" | "bundle" | "target" | "deps")
    })
}

/// Whether a later install of the stage makes the directory anew.
fn is_made_again<'a>(
    graph: &BuildGraph<'a>,
    stage: &Stage<'a>,
    copy: &Step<'a>,
    place: &ImagePath,
) -> bool {
    stage.steps[copy.index + 1..]
        .iter()
        .any(|step| makes(graph, stage, step).iter().any(|(made, _)| made == place))
}

/// The directories of the context that a COPY takes, each with where it goes.
fn copied_directories(copy: &CopyStep<'_>, context: &Context) -> Vec<(String, ImagePath)> {
    let Some(destination) = &copy.destination else { return Vec::new() };
    let directories = copy.sources.iter().filter_map(|source| match &source.target {
        SourceTarget::Path(path) if context.has_directory(path) => {
            Some((path.clone(), destination.clone()))
        }
        _ => None,
    });
    directories.collect()
}
