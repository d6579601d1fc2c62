//! How the container of a stage starts: its CMD and ENTRYPOINT, and the project files beside it.

mod expose;
mod listener;
mod process;
mod script;
mod shell;

pub use expose::{ExposedPort, exposed, has_proxy, ports_of_base};
pub use listener::{Listener, PortOrigin};
pub use process::{Process, entrypoint_and_cmd};
pub use script::StartScript;
pub use shell::{ShellFamily, lacks_bash};

use super::context::join;
use super::project::PackageJson;
use super::stage::{Base, Stage, Step};
use super::{BuildGraph, Context, ImagePath, SourceTarget};
use crate::image::known::{self, KnownImage};
use crate::syntax::Keyword;

/// The CMD or ENTRYPOINT that a stage has, its own or inherited from a stage of the file.
pub fn command<'g, 'a>(
    graph: &'g BuildGraph<'a>,
    stage: &'g Stage<'a>,
    keyword: Keyword,
) -> Option<(&'g Stage<'a>, &'g Step<'a>)> {
    graph.lineage(stage).find_map(|ancestor| Some((ancestor, ancestor.last_of(keyword)?)))
}

/// The image at the root of a stage's lineage, if we know something about it.
pub fn base_image<'a>(graph: &BuildGraph<'a>, stage: &Stage<'a>) -> Option<&'static KnownImage> {
    let root = graph.lineage(stage).last()?;
    match &root.base {
        Base::Image(reference) => known::image(reference),
        _ => None,
    }
}

/// The directory of the context that was copied to `place` in a stage, as far as that is certain.
pub fn copied_from<'a>(
    graph: &BuildGraph<'a>,
    stage: &Stage<'a>,
    context: &Context,
    place: &ImagePath,
) -> Option<String> {
    let copies: Vec<_> = graph.copies(stage).filter(|(_, copy)| copy.reads_context()).collect();
    copies.iter().rev().find_map(|(_, copy)| {
        let inside = place.below(copy.destination.as_ref()?)?;
        copy.sources.iter().find_map(|source| match &source.target {
            SourceTarget::Path(path) if context.has_directory(path) => Some(join(path, inside)),
            // A file that comes to lie in the very place speaks for its directory.
            SourceTarget::Path(path) if inside.is_empty() && context.has_file(path) => {
                Some(path.rsplit_once('/').map_or("", |(directory, _)| directory).to_owned())
            }
            SourceTarget::Pattern(pattern) if inside.is_empty() => {
                Some(pattern.rsplit_once('/').map_or("", |(directory, _)| directory).to_owned())
            }
            _ => None,
        })
    })
}

/// The `package.json` that lies in `place` of a stage, its own or an ancestor's copy.
pub fn package_json<'a>(
    graph: &BuildGraph<'a>,
    stage: &Stage<'a>,
    context: &Context,
    place: &ImagePath,
) -> Option<(String, PackageJson)> {
    let directory =
        graph.lineage(stage).find_map(|stage| copied_from(graph, stage, context, place))?;
    let path = join(&directory, "package.json");
    Some((directory, PackageJson::read(context, &path)?))
}

/// The file of the context that lies at `place` of a stage, and the COPY or ADD that brings it.
pub fn copied_file<'g, 'a>(
    graph: &'g BuildGraph<'a>,
    stage: &'g Stage<'a>,
    context: &Context,
    place: &ImagePath,
) -> Option<(String, (&'g Stage<'a>, &'g Step<'a>))> {
    graph.lineage(stage).find_map(|stage| {
        let copies: Vec<_> = graph.copies(stage).filter(|(_, copy)| copy.reads_context()).collect();
        copies.into_iter().rev().find_map(|(step, copy)| {
            let inside = place.below(copy.destination.as_ref()?)?;
            let found = copy.sources.iter().find_map(|source| {
                let SourceTarget::Path(path) = &source.target else { return None };
                if context.has_directory(path) {
                    return Some(join(path, inside)).filter(|path| context.has_file(path));
                }
                let name = path.rsplit('/').next().unwrap_or(path);
                let lies_there =
                    if inside.is_empty() { !copy.into_directory } else { inside == name };
                (lies_there && context.has_file(path)).then(|| path.clone())
            });
            found.map(|path| (path, (stage, step)))
        })
    })
}
