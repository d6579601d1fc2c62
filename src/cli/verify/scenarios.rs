//! The changes that are tried.

use super::args::VerifyArgs;
use crate::analysis::Build;
use crate::build::{BuildGraph, PathEdit};
use crate::cli::Failure;
use crate::cli::simulate::path_and_edit;
use crate::project::Place;
use crate::project::compared::{Compared, revisions};
use crate::proof::{self, Edit, Scenario};
use crate::verify::Earlier;
use std::path::Path;

/// Those that the user names, else one of each kind that the Dockerfile reads.
pub(super) fn chosen(
    args: &VerifyArgs,
    build: &Build,
    place: &Place,
) -> Result<Vec<Scenario>, Failure> {
    if args.no_predictions || args.since.is_some() || args.image.is_some() {
        return Ok(Vec::new());
    }
    if args.change.is_empty() {
        let file = build.file();
        let graph = BuildGraph::new(&file, &build.args);
        let context = build.context.as_ref();
        return Ok(proof::scenarios(file.text(), &graph, &build.vertices(), context));
    }
    args.change.iter().map(|text| named(text, build, place)).collect()
}

/// The project as the commit has it that the user names.
pub(super) fn since(
    args: &VerifyArgs,
    build: &Build,
    place: &Place,
) -> Result<Option<Earlier>, Failure> {
    let Some(name) = &args.since else { return Ok(None) };
    let Compared { before, changes, .. } =
        revisions::since(build.clone(), place, std::slice::from_ref(name))?;
    Ok(Some(Earlier { name: name.clone(), before, changes }))
}

fn named(text: &str, build: &Build, place: &Place) -> Result<Scenario, Failure> {
    let failed = |why: &str| Err(Failure(format!("--change {text}: {why}")));
    let (path, edit) = path_and_edit(text)?;
    let inside = place.inside(Path::new(&path)).filter(|path| !path.is_empty());
    let Some((context, inside)) = build.context.as_ref().zip(inside) else {
        return failed("it is not in the build context");
    };
    let is_there = context.is_on_disk(&inside);
    let edit = edit.unwrap_or(if is_there { PathEdit::Content } else { PathEdit::Added });
    if !is_there && edit != PathEdit::Added {
        return failed("there is no such file");
    }
    if context.has_directory(&inside) && edit != PathEdit::Deleted {
        return failed("it is a folder; name a file in it");
    }
    let name = if inside == path { text.to_owned() } else { inside.clone() };
    Ok(Scenario { name, kind: "named change", edit: Edit::Path(inside, edit) })
}
