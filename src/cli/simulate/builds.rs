//! The two builds that are compared.

use super::{record, revisions};
use crate::analysis::Build;
use crate::build::vertex::{ImageFacts, NamedContext, NoCache, Settings};
use crate::build::{BuildArgs, ChangedTree, Context, PathEdit};
use crate::cache::{ChangeKind, Changes, PathChange};
use crate::cli::Failure;
use crate::cli::args::{SimulateArgs, StoreArg};
use crate::host::{self, ContextChoice, FoundContext};
use crate::syntax::Dockerfile;
use crate::text::Source;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Two builds, and what differs between their contexts.
pub(super) struct Compared {
    pub(super) before: Build,
    pub(super) after: Build,
    pub(super) changes: Changes,
    /// Still earlier builds that are in the cache too.
    pub(super) further: Vec<(Build, Changes)>,
    /// Path of the Dockerfile, as it is shown.
    pub(super) dockerfile: String,
    /// Path of the context, as it is shown.
    pub(super) context: Option<String>,
    /// What the user should know of how this was understood.
    pub(super) notes: Vec<String>,
    /// What was taken for granted on the way here.
    pub(super) assumptions: Vec<String>,
}

/// Where a build stands on the disk.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Place {
    pub(in crate::cli) dockerfile: PathBuf,
    /// Folder of the context, and how it is shown.
    pub(in crate::cli) context: Option<(PathBuf, String)>,
}

impl Place {
    /// `path` from the root of the context.
    pub(super) fn inside(&self, path: &Path) -> Option<String> {
        host::path_below(path, &self.context.as_ref()?.0)
    }
}

/// The builds that the arguments describe.
pub(super) fn compared(args: &SimulateArgs) -> Result<Compared, Failure> {
    if let (Some(before), Some(after)) = (&args.context_a, &args.context_b) {
        return two_folders(args, before, after);
    }
    let (build, place) = plain(args)?;
    if let Some(file) = &args.against {
        return against(build, &place, file);
    }
    if !args.since.is_empty() {
        return revisions::since(build, &place, &args.since);
    }
    if args.staged {
        return revisions::staged(build, &place);
    }
    if args.since_record {
        return record::compared(args, build, &place);
    }
    if !args.change.is_empty() {
        return changed(args, build, &place);
    }
    let has_flags = !args.build_arg.is_empty() || !args.no_cache_filter.is_empty() || args.no_cache;
    if !has_flags && args.change_image.is_empty() {
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

pub(super) fn of(before: Build, after: Build, changes: Changes, place: &Place) -> Compared {
    Compared {
        before,
        after,
        changes,
        further: Vec::new(),
        dockerfile: host::shown(&place.dockerfile),
        context: place.context.as_ref().map(|(_, shown)| shown.clone()),
        notes: Vec::new(),
        assumptions: Vec::new(),
    }
}

/// The build as the files are now.
pub(in crate::cli) fn plain(args: &SimulateArgs) -> Result<(Build, Place), Failure> {
    let located = host::locate(&args.path)?;
    let choice = match (args.context.as_deref(), &located.folder) {
        (Some("none"), _) => ContextChoice::None,
        (Some(folder), _) => ContextChoice::Folder(PathBuf::from(folder)),
        (None, Some(folder)) => ContextChoice::Folder(folder.clone()),
        (None, None) => ContextChoice::Find,
    };
    build_at(args, &located.path, &choice)
}

fn build_at(
    args: &SimulateArgs,
    path: &Path,
    choice: &ContextChoice,
) -> Result<(Build, Place), Failure> {
    let dockerfile = host::read(path)?;
    let file = Dockerfile::parse(Source::new(&dockerfile).text());
    let found = host::find_context(choice, path, &file)?;
    let (settings, contexts) = settings(args)?;
    let build_args = BuildArgs {
        values: args.build_arg.iter().map(|text| argument(text)).collect::<Result<_, _>>()?,
        target: args.target.clone(),
        platform: Some(settings.platform.clone()),
    };
    let context = found.as_ref().map(|found| found.context.clone());
    let build = Build { dockerfile, context, contexts, args: build_args, settings };
    check_target(&build)?;
    let context = found.map(|FoundContext { path, folder, .. }| (folder, path));
    Ok((build, Place { dockerfile: path.to_owned(), context }))
}

/// A target that does not exist is the user's mistake, not a build without steps.
fn check_target(build: &Build) -> Result<(), Failure> {
    let file = build.file();
    let graph = crate::build::BuildGraph::new(&file, &build.args);
    match (&build.args.target, graph.target()) {
        (Some(name), None) => {
            let names: Vec<&str> =
                graph.stages.iter().filter_map(|stage| stage.name.as_deref()).collect();
            Err(Failure(format!(
                "--target {name}: there is no such stage; there are {}",
                names.join(", ")
            )))
        }
        _ => Ok(()),
    }
}

fn argument(text: &str) -> Result<(String, String), Failure> {
    let pair = text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    pair.ok_or_else(|| Failure(format!("--build-arg {text}: expected NAME=VALUE")))
}

type NamedContexts = BTreeMap<String, Context>;

fn settings(args: &SimulateArgs) -> Result<(Settings, NamedContexts), Failure> {
    let (mut named, mut contexts) = (BTreeMap::new(), BTreeMap::new());
    for text in &args.build_context {
        let Some((name, value)) = text.split_once('=') else {
            return Err(Failure(format!("--build-context {text}: expected NAME=VALUE")));
        };
        let folder = Path::new(value);
        let found = match value.strip_prefix("docker-image://") {
            Some(image) => NamedContext::Image(image.to_owned()),
            None if value.contains("://") => NamedContext::Other(value.to_owned()),
            None => {
                // Its own ignore file counts, never one that belongs to the Dockerfile (A.3).
                let opened = host::open_context(folder, &folder.join("Dockerfile"));
                let Some(opened) = opened else {
                    return Err(Failure(format!(
                        "--build-context {text}: {value} is not a folder"
                    )));
                };
                contexts.insert(name.to_lowercase(), opened.context);
                NamedContext::Directory
            }
        };
        named.insert(name.to_lowercase(), found);
    }
    let no_cache = match (args.no_cache, args.no_cache_filter.is_empty()) {
        (true, _) => NoCache::All,
        (false, false) => NoCache::Stages(args.no_cache_filter.clone()),
        (false, true) => NoCache::Never,
    };
    let settings = Settings {
        platform: args.platform.clone().unwrap_or_else(host::platform),
        merges: args.store == StoreArg::Containerd,
        no_cache,
        contexts: named,
        images: args.change_image.iter().map(|image| (image.clone(), new_version())).collect(),
        ..Settings::default()
    };
    Ok((settings, contexts))
}

/// All that is known of an image that has a new version: that its layers are others.
fn new_version() -> ImageFacts {
    ImageFacts { layers: Some("a new version".to_owned()), ..ImageFacts::default() }
}

/// The earlier build used its cache and the images of its time, whatever the later one is told.
pub(super) fn unforced(build: Build) -> Build {
    let images = BTreeMap::new();
    let settings = Settings { no_cache: NoCache::Never, images, ..build.settings.clone() };
    Build { settings, ..build }
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
        let (path, edit) = edit(text)?;
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
fn edit(text: &str) -> Result<(String, Option<PathEdit>), Failure> {
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

/// The same build with another Dockerfile, which takes the place of the old one in the context too.
fn against(build: Build, place: &Place, file: &Path) -> Result<Compared, Failure> {
    let dockerfile = host::read(file)?;
    let inside = place.inside(&place.dockerfile);
    let is_same = dockerfile == build.dockerfile;
    let mut after = Build { dockerfile: dockerfile.clone(), ..build.clone() };
    let mut changes = Changes::default();
    if let (Some(context), Some(inside), false) = (&build.context, inside, is_same) {
        let new = context.with_overlay(&BTreeMap::from([(inside.clone(), dockerfile)]));
        let change = PathChange { path: inside, kind: ChangeKind::Content };
        changes = Changes::new([change], context.tree(), new.tree());
        after.context = Some(new);
    }
    let compared = of(unforced(build), after, changes, place);
    Ok(Compared { dockerfile: host::shown(file), ..compared })
}

fn two_folders(args: &SimulateArgs, before: &Path, after: &Path) -> Result<Compared, Failure> {
    let side = |folder: &Path| {
        let located = host::locate(folder)?;
        build_at(args, &located.path, &ContextChoice::Folder(folder.to_owned()))
    };
    let ((old, _), (new, place)) = (side(before)?, side(after)?);
    let changes = match (&old.context, &new.context) {
        (Some(old), Some(new)) => Changes::between(old, new),
        _ => Changes::default(),
    };
    Ok(of(unforced(old), new, changes, &place))
}
