//! Which COPY brings the sources that an install does not need, and which files it does need.

use crate::lint::prelude::*;

/// A COPY of sources and the install behind it.
pub(super) struct Mistake<'g, 'a> {
    pub(super) stage: &'g Stage<'a>,
    pub(super) copy_step: &'g Step<'a>,
    pub(super) copy: CopyStep<'a>,
    pub(super) run_step: &'g Step<'a>,
    pub(super) install: Install,
    /// The directory of the context that the COPY takes apart, `""` for its root.
    pub(super) source: String,
    /// Where that directory comes to lie.
    pub(super) destination: ImagePath,
    /// Whether the source is a pattern such as `*`.
    pub(super) is_pattern: bool,
    /// What the install reads; `None` without a context.
    pub(super) manifests: Option<Manifests>,
}

impl<'g, 'a> Mistake<'g, 'a> {
    /// Looks for the mistake in the steps before `run_step`.
    pub(super) fn find(
        stage: &'g Stage<'a>,
        run_step: &'g Step<'a>,
        install: Install,
        subject: &Subject<'a>,
    ) -> Option<Self> {
        let before = stage.steps[..run_step.index].iter().rev();
        let (copy_step, copy, source, is_pattern) = before.into_iter().find_map(|step| {
            let copy = CopyStep::of(subject.graph, stage, step).filter(CopyStep::reads_context)?;
            let (source, is_pattern) = source_directory(&copy, &install, subject.context)?;
            Some((step, copy, source, is_pattern))
        })?;
        let destination = copy.destination.clone()?;
        let project = join(&source, install.directory.below(&destination)?);
        let manifests = match subject.context {
            None => None,
            Some(context) => {
                let manifests = install.manifests(context, &project)?;
                if !has_more(context, &source, &manifests) {
                    return None;
                }
                Some(manifests)
            }
        };
        Some(Self { stage, copy_step, copy, run_step, install, source, destination, is_pattern, manifests })
    }

    /// The COPY as a person would quote it.
    pub(super) fn copy_text(&self) -> String {
        let text = self.copy_step.instruction.logical().text();
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = words.join(" ");
        if text.chars().count() <= 60 { text } else { format!("{}…", text.chars().take(59).collect::<String>()) }
    }

    /// Where a file of the copied directory comes to lie.
    pub(super) fn image_path(&self, path: &str) -> Option<ImagePath> {
        Some(self.destination.join(below(path, &self.source)?))
    }

    /// The files and directories that the install needs and no other COPY has brought by then.
    pub(super) fn missing(&self, subject: &Subject<'a>) -> Vec<String> {
        let Some(manifests) = &self.manifests else { return Vec::new() };
        let needed = manifests.files.iter().chain(&manifests.directories);
        needed.filter(|path| !self.is_brought(path, subject)).cloned().collect()
    }

    fn is_brought(&self, path: &str, subject: &Subject<'a>) -> bool {
        let Some(place) = self.image_path(path) else { return false };
        let name = path.rsplit('/').next().unwrap_or(path);
        self.stage.steps[..self.run_step.index].iter().any(|step| {
            if step.index == self.copy_step.index {
                return false;
            }
            let Some(copy) = CopyStep::of(subject.graph, self.stage, step).filter(CopyStep::reads_context) else {
                return false;
            };
            let Some(destination) = &copy.destination else { return false };
            copy.sources.iter().any(|source| {
                let lands = |inside: &str| destination.join(inside) == place;
                match &source.target {
                    SourceTarget::Path(source) if source == path => lands(name) || lands(""),
                    SourceTarget::Path(source) => below(path, source).is_some_and(lands),
                    SourceTarget::Pattern(pattern) => path_match(pattern, path).unwrap_or(false) && lands(name),
                    _ => false,
                }
            })
        })
    }
}

/// `path` relative to `directory`, if it is below it.
pub(super) fn below<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    if directory.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(directory)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// The directory that a COPY takes the install's project from, if it takes it from a directory.
fn source_directory(copy: &CopyStep<'_>, install: &Install, context: Option<&Context>) -> Option<(String, bool)> {
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
        let is_build = name.ends_with("Dockerfile") || name.ends_with(".dockerignore") || name == "node_modules";
        match kind {
            EntryKind::Directory if needs_some => has_more(context, &path, manifests),
            _ => !is_needed && !is_build,
        }
    })
}
