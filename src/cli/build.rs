//! The build that the arguments choose: Dockerfile, context, build arguments.

use super::Failure;
use super::args::{BuildChoice, StoreArg};
use crate::analysis::Build;
use crate::build::vertex::{NamedContext, NoCache, Settings};
use crate::build::{BuildArgs, BuildGraph, Context};
use crate::host::{self, ContextChoice, FoundContext};
use crate::project::Place;
use crate::syntax::Dockerfile;
use crate::text::Source;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The build as the files are now.
pub(super) fn build(choice: &BuildChoice, no_cache: NoCache) -> Result<(Build, Place), Failure> {
    let located = host::locate(&choice.path)?;
    let context = match (choice.context.as_deref(), &located.folder) {
        (Some("none"), _) => ContextChoice::None,
        (Some(folder), _) => ContextChoice::Folder(PathBuf::from(folder)),
        (None, Some(folder)) => ContextChoice::Folder(folder.clone()),
        (None, None) => ContextChoice::Find,
    };
    build_at(choice, no_cache, &located.path, &context)
}

/// The same of the Dockerfile at `path`.
pub(super) fn build_at(
    choice: &BuildChoice,
    no_cache: NoCache,
    path: &Path,
    context: &ContextChoice,
) -> Result<(Build, Place), Failure> {
    let dockerfile = host::read(path)?;
    let file = Dockerfile::parse(Source::new(&dockerfile).text());
    let found = host::find_context(context, path, &file)?;
    let (settings, contexts) = settings(choice, no_cache)?;
    let build_args = BuildArgs {
        values: choice.build_arg.iter().map(|text| argument(text)).collect::<Result<_, _>>()?,
        target: choice.target.clone(),
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
    let graph = BuildGraph::new(&file, &build.args);
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

fn settings(choice: &BuildChoice, no_cache: NoCache) -> Result<(Settings, NamedContexts), Failure> {
    let (mut named, mut contexts) = (BTreeMap::new(), BTreeMap::new());
    for text in &choice.build_context {
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
    let settings = Settings {
        platform: choice.platform.clone().unwrap_or_else(host::platform),
        merges: choice.store == StoreArg::Containerd,
        no_cache,
        contexts: named,
        ..Settings::default()
    };
    Ok((settings, contexts))
}
