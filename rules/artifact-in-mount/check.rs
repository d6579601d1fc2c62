//! Files that a later step reads, and that lie in a cache mount: they are in no layer.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::Step(&[Keyword::Run], check);

fn check<'a>(stage: &Stage<'a>, step: &Step<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    for mount in step.instruction.mounts() {
        let Some(place) = caches::mounted(stage, step, &mount) else { continue };
        let Some(shown) = place.absolute() else { continue };
        let Some((reader, path)) = first_reader(stage, step, subject, &place) else { continue };
        if is_filled_otherwise(stage, step, subject, &place, &path) {
            continue;
        }
        let path = path.absolute().unwrap_or_else(|| shown.clone());
        let brief = reader.instruction.brief();
        let message = format!("{path} is in the cache mount on {shown} and in no layer: {brief} does not find it");
        findings.add(mount.flag().range(), message).related_range(reader.instruction.head_range(), "looks for it here");
    }
}

/// The first step that reads a file below `place` from a layer of `stage`, and that file.
fn first_reader<'g, 'a>(
    stage: &'g Stage<'a>,
    step: &Step<'a>,
    subject: &'g Subject<'a>,
    place: &ImagePath,
) -> Option<(&'g Step<'a>, ImagePath)> {
    let below = |path: ImagePath| path.below(place).is_some_and(|inside| !inside.is_empty()).then_some(path);
    let copied = subject.graph.copies_from(stage.index).find_map(|(reader, copy)| {
        let paths = copy.sources.iter().filter_map(|source| match &source.target {
            SourceTarget::Path(path) | SourceTarget::Pattern(path) => Some(ImagePath::root().join(&format!("/{path}"))),
            _ => None,
        });
        paths.into_iter().find_map(below).map(|path| (reader, path))
    });
    copied.or_else(|| {
        let later = stage.steps[step.index + 1..].iter();
        let readers = later.filter(|later| matches!(later.instruction.keyword(), Keyword::Run | Keyword::Cmd | Keyword::Entrypoint));
        readers.filter(|later| !has_mount(stage, later, place)).find_map(|later| {
            let workdir = later.workdir.as_ref()?;
            // Only the program itself: an argument may be made by it.
            let programs = later.script().invocations().filter_map(|invocation| {
                let name = invocation.argv.words().first()?.literal()?.to_owned();
                name.contains('/').then(|| workdir.join(&name))
            });
            programs.into_iter().find_map(below).map(|path| (later, path))
        })
    })
}

fn has_mount<'a>(stage: &Stage<'a>, step: &Step<'a>, place: &ImagePath) -> bool {
    step.instruction.mounts().any(|mount| {
        let other = caches::mounted(stage, step, &mount);
        mount.kind() != MountKind::Cache || other.is_none_or(|other| other.may_touch(place))
    })
}

/// Whether anything else may put the file into a layer: another step, or the context.
fn is_filled_otherwise<'a>(
    stage: &Stage<'a>,
    step: &Step<'a>,
    subject: &Subject<'a>,
    place: &ImagePath,
    path: &ImagePath,
) -> bool {
    let graph = subject.graph;
    graph.lineage(stage).any(|ancestor| {
        ancestor.steps.iter().filter(|other| ancestor.index != stage.index || other.index != step.index).any(|other| {
            match other.instruction.keyword() {
                Keyword::Run if has_mount(ancestor, other, place) => false,
                // A command that nobody knows might, but mostly it works elsewhere.
                Keyword::Run => match Effect::of(graph, ancestor, other).writes {
                    Sight::Known(writes) => writes.iter().any(|write| write.may_touch(path) && *write != ImagePath::root()),
                    Sight::Unknown => is_builder(other),
                },
                Keyword::Copy | Keyword::Add => CopyStep::of(graph, ancestor, other).is_none_or(|copy| {
                    let Some(destination) = &copy.destination else { return true };
                    match path.below(destination) {
                        Some(inside) if copy.reads_context() => subject.context.is_some_and(|context| context.kind(inside).is_some()),
                        Some(_) => true,
                        None => destination.may_touch(place),
                    }
                }),
                _ => false,
            }
        })
    })
}

/// Whether a RUN may well build something.
fn is_builder(step: &Step<'_>) -> bool {
    let words = ["cargo", "make", "build", "go", "npm", "yarn", "pnpm", "mvn", "gradle", "mv", "cp", "install", "cmake", "ninja", "dotnet", "rsync"];
    mentions_any(step.instruction.arguments().text(), &words)
}
