//! Names that the file gives: stages, images, users, paths in the image.

use super::Proposal;
use crate::build::{Base, BuildGraph, CopyStep, Stage};
use crate::image::known;
use crate::lsp::cursor::LineCursor;
use crate::lsp::features::scope;
use crate::lsp::server::Snapshot;
use crate::syntax::Keyword;
use gen_lsp_types::CompletionItemKind as Kind;
use std::collections::BTreeSet;

/// The named stages in front of `start`, the nearest first; that of `start` itself is none.
pub(super) fn stages<'g>(
    graph: &'g BuildGraph<'_>,
    start: usize,
) -> impl Iterator<Item = Proposal> + use<'g> {
    let own = scope::stage_at(graph, start).map(|stage| stage.index);
    let is_from = graph.stages.iter().any(|it| it.from.instruction.range().start as usize == start);
    let end = match (own, is_from) {
        (Some(own), false) => own,
        (Some(own), true) => own + 1,
        (None, _) => 0,
    };
    graph.stages[..end].iter().rev().filter_map(|stage| {
        // As it was written: names of stages are found in any case, but read better as they are.
        let name = stage.from.name.as_ref()?.text().to_owned();
        let detail = format!("stage on {}", stage.from.image.text());
        Some(Proposal::new(&*name, Kind::Module).detail(detail).about(format!("stage/{name}")))
    })
}

/// What `--from` may name: stages, by name or else by number, and images.
pub(super) fn sources(
    snapshot: &Snapshot,
    graph: &BuildGraph<'_>,
    cursor: &LineCursor,
) -> Vec<Proposal> {
    let mut found: Vec<Proposal> = stages(graph, cursor.start).collect();
    let own = scope::stage_at(graph, cursor.start).map_or(0, |stage| stage.index);
    let nameless = graph.stages[..own].iter().filter(|stage| stage.name.is_none());
    found.extend(nameless.map(|stage| {
        let detail = format!("stage on {}", stage.from.image.text());
        Proposal::new(stage.index.to_string(), Kind::Module).detail(detail).rank(1)
    }));
    found.extend(images(snapshot, cursor.start).map(|image| image.rank(2)));
    found
}

/// The images that the open documents use, then well-known ones; not that of the FROM at `start`.
pub(super) fn images(snapshot: &Snapshot, start: usize) -> impl Iterator<Item = Proposal> {
    let mut used = BTreeSet::new();
    for uri in snapshot.world.documents.keys() {
        let Some(other) = snapshot.world.snapshot(uri) else { continue };
        let is_own = uri == &snapshot.document.uri;
        for stage in &other.graph().stages {
            let is_here = is_own && stage.from.instruction.range().start as usize == start;
            if let (Base::Image(reference), false) = (&stage.base, is_here) {
                used.insert(reference.text().to_owned());
            }
        }
    }
    let known: Vec<&str> =
        known::names().filter(|name| *name != "scratch" && !used.contains(*name)).collect();
    let used = used.into_iter().map(|name| {
        Proposal::new(name, Kind::Reference).detail("image used in an open file").rank(1)
    });
    let known = known.into_iter();
    used.chain(known.map(|name| Proposal::new(name, Kind::Reference).detail("image").rank(3)))
}

/// The users that the stage is known to have.
pub(super) fn users(graph: &BuildGraph<'_>, start: usize) -> Vec<Proposal> {
    let Some(stage) = scope::stage_at(graph, start) else { return Vec::new() };
    let mut names: Vec<(String, &'static str)> = Vec::new();
    for stage in graph.lineage(stage) {
        let steps = stage.steps.iter().filter(|it| (it.instruction.range().end as usize) < start);
        for step in steps {
            match step.instruction.keyword() {
                Keyword::User => {
                    let name = step.instruction.arguments().text().split(':').next();
                    names.extend(name.map(|name| (name.to_owned(), "used above")));
                }
                Keyword::Run => {
                    let made = step.script().invocations().filter_map(|it| {
                        let argv = it.argv;
                        let makes = argv.runs(&["useradd", "adduser", "groupadd", "addgroup"]);
                        let name = argv.args().last().filter(|_| makes)?.literal()?.to_owned();
                        Some((name, "made above"))
                    });
                    names.extend(made);
                }
                _ => {}
            }
        }
        if let Base::Image(reference) = &stage.base {
            let user = known::image(reference).and_then(|image| image.user);
            names.extend(user.map(|user| (user.to_owned(), "of the base image")));
        }
    }
    names.push(("root".to_owned(), "has all rights"));
    let mut seen = BTreeSet::new();
    names.retain(|(name, _)| !name.contains('$') && seen.insert(name.clone()));
    let shown =
        names.into_iter().map(|(name, detail)| Proposal::new(name, Kind::Value).detail(detail));
    shown.collect()
}

/// The paths that are known in a stage, by what stands in front of `end`.
pub(super) fn image_paths(graph: &BuildGraph<'_>, stage: &Stage<'_>, end: usize) -> Vec<Proposal> {
    let mut paths: Vec<(String, &'static str)> = Vec::new();
    for stage in graph.lineage(stage) {
        let steps = stage.steps.iter().filter(|it| (it.instruction.range().start as usize) <= end);
        for step in steps.rev() {
            let workdir = step.workdir.as_ref().and_then(|path| path.absolute());
            paths.extend(workdir.map(|path| (path, "working directory")));
            let copy = CopyStep::of(graph, stage, step);
            let is_own = step.instruction.range().start as usize == end;
            if let Some(path) = copy.filter(|_| !is_own).and_then(|it| it.destination?.absolute()) {
                paths.push((path, "copied to"));
            }
        }
        if let (Some(last), true) = (stage.steps.last(), end == usize::MAX) {
            let is_workdir = last.instruction.keyword() == Keyword::Workdir;
            let path = last.instruction.arguments().text();
            paths.extend(is_workdir.then(|| (path.to_owned(), "working directory")));
        }
        if let Base::Image(reference) = &stage.base {
            let workdir = known::image(reference).and_then(|image| image.workdir);
            paths.extend(
                workdir.map(|path| (path.to_owned(), "working directory of the base image")),
            );
        }
    }
    let mut seen = BTreeSet::new();
    paths.retain(|(path, _)| path != "/" && !path.contains('$') && seen.insert(path.clone()));
    let shown =
        paths.into_iter().map(|(path, detail)| Proposal::new(path, Kind::Folder).detail(detail));
    shown.collect()
}
