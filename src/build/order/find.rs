//! Which COPY brings the sources that an install does not need, and which files it does need.

use super::arrival::{Arrivals, below, first_installs};
use super::mounts;
use crate::build::context::join;
use crate::build::install::{Install, Manifests};
use crate::build::stage::{Stage, Step};
use crate::build::{BuildGraph, Context, CopyStep, EntryKind, ImagePath, SourceTarget};

/// A COPY of sources, and behind it an install that needs manifests only.
pub struct SourcesFirst<'g, 'a> {
    /// The graph.
    pub graph: &'g BuildGraph<'a>,
    /// The build context; `None` when there is none to look at.
    pub context: Option<&'g Context>,
    /// The stage.
    pub stage: &'g Stage<'a>,
    /// The step that brings the sources.
    pub copy_step: &'g Step<'a>,
    /// The same, understood.
    pub copy: CopyStep<'a>,
    /// The step with the install.
    pub run_step: &'g Step<'a>,
    /// The install.
    pub install: Install,
    /// The directory of the context that the COPY takes apart, `""` for its root.
    pub source: String,
    /// Where that directory comes to lie.
    pub destination: ImagePath,
    /// Whether the source is a pattern such as `*`.
    pub is_pattern: bool,
    /// What the install reads; `None` without a context.
    pub manifests: Option<Manifests>,
    /// What has come by the time of the install.
    pub(super) arrivals: Arrivals,
}

impl<'g, 'a> SourcesFirst<'g, 'a> {
    /// The installs of a stage that have sources copied before them for no reason: of those with the same program and the
    /// same COPY, the first.
    pub fn all(
        graph: &'g BuildGraph<'a>,
        stage: &'g Stage<'a>,
        context: Option<&'g Context>,
    ) -> Vec<Self> {
        if !graph.copies(stage).any(|(_, copy)| copy.reads_context()) {
            return Vec::new();
        }
        let mut all: Vec<Self> = Vec::new();
        for (step, install) in first_installs(stage) {
            let Some(found) = Self::find(graph, stage, step, install, context) else { continue };
            // Once the COPY has passed the first install, the next one is the first.
            let is_known = all.iter().any(|known| {
                known.copy_step.index == found.copy_step.index
                    && known.install.installer == found.install.installer
            });
            if !is_known {
                all.push(found);
            }
        }
        all
    }

    fn find(
        graph: &'g BuildGraph<'a>,
        stage: &'g Stage<'a>,
        run_step: &'g Step<'a>,
        mut install: Install,
        context: Option<&'g Context>,
    ) -> Option<Self> {
        let before = stage.steps[..run_step.index].iter().rev();
        let (copy_step, copy, source, is_pattern) = before.into_iter().find_map(|step| {
            let copy = CopyStep::of(graph, stage, step).filter(CopyStep::reads_context)?;
            let (source, is_pattern) = source_directory(&copy, &install, context)?;
            Some((step, copy, source, is_pattern))
        })?;
        // With its downloads in a cache mount there is little left to gain.
        if install.only_downloads() && mounts::has_cache(run_step) {
            return None;
        }
        let destination = copy.destination.clone()?;
        let project = join(&source, install.directory.below(&destination)?);
        let manifests = match context {
            None if !install.is_plausible(graph, stage, run_step) => return None,
            None => None,
            Some(context) => {
                let mut manifests = install.manifests(context, &project)?;
                if let Some(early) = manifests.early.take() {
                    install.early = early;
                }
                if !has_more(context, &source, &manifests) {
                    return None;
                }
                Some(manifests)
            }
        };
        let arrivals = Arrivals::before(graph, stage, run_step);
        // What another stage has brought there may well be the dependencies.
        if arrivals.has_foreign(&install.directory) {
            return None;
        }
        Some(Self {
            graph,
            context,
            stage,
            copy_step,
            copy,
            run_step,
            install,
            source,
            destination,
            is_pattern,
            manifests,
            arrivals,
        })
    }

    /// The COPY as a person would quote it.
    pub fn copy_text(&self) -> String {
        let text = self.copy_step.instruction.logical().text();
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = words.join(" ");
        if text.chars().count() <= 60 {
            text
        } else {
            format!("{}…", text.chars().take(59).collect::<String>())
        }
    }

    /// Where a file of the copied directory comes to lie.
    fn image_path(&self, path: &str) -> Option<ImagePath> {
        Some(self.destination.join(below(path, &self.source)?))
    }

    /// The files and directories that the install needs and no other COPY has brought by then.
    pub fn missing(&self) -> Vec<String> {
        let Some(manifests) = &self.manifests else { return Vec::new() };
        let needed = manifests.files.iter().chain(&manifests.directories);
        needed.filter(|path| !self.is_brought(path)).cloned().collect()
    }

    fn is_brought(&self, path: &str) -> bool {
        let place = self.image_path(path);
        place.is_some_and(|place| self.arrivals.has(path, &place, Some(self.copy_step.index)))
    }

    /// Whether another COPY brings the main manifest, by its name, by the time of the install.
    pub fn has_own_manifest_copy(&self) -> bool {
        let names = match &self.manifests {
            Some(manifests) => manifests.files.first().cloned().into_iter().collect(),
            // Without a context any of the usual names will do.
            None => self
                .install
                .usual_main()
                .iter()
                .map(|name| join(&self.source, name))
                .collect::<Vec<_>>(),
        };
        names.iter().any(|path| {
            let place = self.image_path(path);
            place.is_some_and(|place| self.arrivals.is_named(path, &place, self.copy_step.index))
        })
    }
}

/// The directory that a COPY takes the install's project from, if it takes it from a directory.
fn source_directory(
    copy: &CopyStep<'_>,
    install: &Install,
    context: Option<&Context>,
) -> Option<(String, bool)> {
    install.directory.below(copy.destination.as_ref()?)?;
    copy.sources.iter().find_map(|source| match &source.target {
        SourceTarget::Path(path) => {
            let is_directory = match context {
                Some(context) => context.has_directory(path),
                None => path.is_empty(),
            };
            is_directory.then(|| (path.clone(), false))
        }
        SourceTarget::Pattern(pattern) => {
            let (directory, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
            let takes_all = name == "*" && !directory.contains(['*', '?', '[']);
            takes_all.then(|| (directory.to_owned(), true))
        }
        _ => None,
    })
}

/// Whether a directory holds anything beside the manifests, directories on the way to them, and files of the build itself.
fn has_more(context: &Context, directory: &str, manifests: &Manifests) -> bool {
    context.children(directory).into_iter().any(|(path, kind)| {
        let is_needed = manifests.files.contains(&path) || manifests.directories.contains(&path);
        let needs_some = manifests.files.iter().chain(&manifests.directories).any(|needed| {
            needed.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'))
        });
        let name = path.rsplit('/').next().unwrap_or(&path);
        let is_build = name.ends_with("Dockerfile")
            || name.ends_with(".dockerignore")
            || manifests.outputs.contains(&path);
        match kind {
            EntryKind::Directory if needs_some => has_more(context, &path, manifests),
            _ => !is_needed && !is_build,
        }
    })
}
