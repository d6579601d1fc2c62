//! The two builds that are compared.

use crate::analysis::Build;
use crate::build::vertex::{ImageFacts, NoCache};
use crate::build::{BuildArgs, ChangedTree, PathEdit};
use crate::cache::{Changes, PathChange};
use crate::cli::Failure;
use crate::cli::args::SimulateArgs;
use crate::cli::build;
use crate::host::{self, ContextChoice};
use crate::project::Place;
use crate::project::compared::{self, Compared, of, record, revisions, unforced};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The builds that the arguments describe.
pub(super) fn compared(args: &SimulateArgs) -> Result<Compared, Failure> {
    if let (Some(before), Some(after)) = (&args.context_a, &args.context_b) {
        return two_folders(args, before, after);
    }
    let (build, place) = plain(args)?;
    if let Some(file) = &args.against {
        return Ok(compared::against(build, &place, file)?);
    }
    if !args.since.is_empty() {
        return Ok(revisions::since(build, &place, &args.since)?);
    }
    if args.staged {
        return Ok(revisions::staged(build, &place)?);
    }
    if args.since_record {
        return Ok(record::compared(build, &place)?);
    }
    if !args.change.is_empty() {
        return changed(args, build, &place);
    }
    let has_flags = !args.build.build_arg.is_empty()
        || !args.change_image.is_empty()
        || !args.no_cache_filter.is_empty()
        || args.no_cache;
    if !has_flags {
        return Err(Failure(
            "nothing to compare: say what changes with --change PATH, --since REV, --staged, --against FILE, \
             --build-arg NAME=VALUE, --change-image IMAGE, --since-record, or --context-a and --context-b"
                .to_owned(),
        ));
    }
    let args_before = BuildArgs { values: Vec::new(), ..build.args.clone() };
    let before = unforced(Build { args: args_before, ..build.clone() });
    Ok(of(before, build, Changes::default(), &place))
}

/// The build as the files are now.
pub(in crate::cli) fn plain(args: &SimulateArgs) -> Result<(Build, Place), Failure> {
    let (mut build, place) = build::build(&args.build, no_cache(args))?;
    build.settings.images =
        args.change_image.iter().map(|image| (image.clone(), new_version())).collect();
    Ok((build, place))
}

/// All that is known of an image that has a new version: that its layers are others.
fn new_version() -> ImageFacts {
    ImageFacts { layers: Some("a new version".to_owned()), ..ImageFacts::default() }
}

fn no_cache(args: &SimulateArgs) -> NoCache {
    match (args.no_cache, args.no_cache_filter.is_empty()) {
        (true, _) => NoCache::All,
        (false, false) => NoCache::Stages(args.no_cache_filter.clone()),
        (false, true) => NoCache::Never,
    }
}

fn changed(args: &SimulateArgs, build: Build, place: &Place) -> Result<Compared, Failure> {
    let Some(context) = build.context.clone() else {
        return Err(Failure(
            "--change: there is no build context in which a file could change".into(),
        ));
    };
    let mut edits = BTreeMap::new();
    let mut notes = Vec::new();
    for text in &args.change {
        let (path, edit) = path_and_edit(text)?;
        match place.inside(Path::new(&path)).filter(|path| !path.is_empty()) {
            Some(inside) => {
                let is_there = context.is_on_disk(&inside);
                let edit =
                    edit.unwrap_or(if is_there { PathEdit::Content } else { PathEdit::Added });
                if host::is_directory(Path::new(&path)) && edit != PathEdit::Deleted {
                    return Err(Failure(format!(
                        "--change {text}: it is a folder; name a file in it"
                    )));
                }
                edits.insert(inside, edit);
            }
            None => notes.push(format!("{path} is not in the build context: no step reads it")),
        }
    }
    let tree = Arc::new(ChangedTree::new(context.shared_tree(), edits.clone()));
    let paths = edits.iter().map(|(path, edit)| PathChange::of_edit(path, *edit));
    let changes = Changes::new(paths, context.tree(), &*tree);
    let after = Build { context: Some(context.with_tree(tree)), ..build.clone() };
    let compared = of(unforced(build), after, changes, place);
    Ok(Compared { notes, ..compared })
}

/// A path, and what happens to it if that is said.
pub(in crate::cli) fn path_and_edit(text: &str) -> Result<(String, Option<PathEdit>), Failure> {
    let Some((path, kind)) = text.rsplit_once('=') else { return Ok((text.to_owned(), None)) };
    let edit = match kind {
        "added" => PathEdit::Added,
        "deleted" => PathEdit::Deleted,
        "mode" => PathEdit::Mode,
        "content" => PathEdit::Content,
        // A file name may hold an equals sign.
        _ if host::exists(Path::new(text)) => return Ok((text.to_owned(), None)),
        _ => {
            return Err(Failure(format!(
                "--change {text}: expected PATH, PATH=added, PATH=deleted or PATH=mode"
            )));
        }
    };
    Ok((path.to_owned(), Some(edit)))
}

fn two_folders(args: &SimulateArgs, before: &Path, after: &Path) -> Result<Compared, Failure> {
    let side = |folder: &Path| {
        let located = host::locate(folder)?;
        build::build_at(
            &args.build,
            no_cache(args),
            &located.path,
            &ContextChoice::Folder(folder.to_owned()),
        )
    };
    let ((old, _), (new, place)) = (side(before)?, side(after)?);
    let changes = match (&old.context, &new.context) {
        (Some(old), Some(new)) => Changes::between(old, new),
        _ => Changes::default(),
    };
    Ok(of(unforced(old), new, changes, &place))
}
