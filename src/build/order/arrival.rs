//! What of the build context a stage has at some point, and from where.

use crate::build::context::join;
use crate::build::install::Install;
use crate::build::stage::{Stage, Step};
use crate::build::{BuildGraph, CopyStep, ImagePath, SourceTarget, effect};
use crate::ignore::{IgnoreFile, deep_match};
use crate::shell::mentions_any;
use crate::syntax::{Keyword, MountKind};

/// The installs of a stage, each with the first step that runs it: behind that, its dependencies are there.
pub fn first_installs<'g, 'a>(stage: &'g Stage<'a>) -> Vec<(&'g Step<'a>, Install)> {
    let mut found: Vec<(&Step<'a>, Install)> = Vec::new();
    let may_install = |step: &&Step<'_>| {
        let text = step.instruction.range().of(step.instruction.file().text());
        mentions_any(text, Install::PROGRAMS)
    };
    for step in stage.steps_of(Keyword::Run).filter(may_install) {
        let items = effect::items(stage, step).unwrap_or_default();
        for install in items.iter().flat_map(|item| &item.installs) {
            if !found.iter().any(|(_, known)| known.is_for_the_same(install)) {
                found.push((step, install.clone()));
            }
        }
    }
    found
}

/// A way in which files come into a stage.
struct Way {
    /// The step; `None` for one of an ancestor or for a mount.
    step: Option<usize>,
    source: SourceTarget,
    destination: ImagePath,
    /// With `--parents`: the directory whose name is not kept (`dir/./rest`).
    pivot: Option<String>,
    excluded: Option<IgnoreFile>,
}

/// The ways in which files of the context have come into a stage by the time a step runs.
pub struct Arrivals {
    ways: Vec<Way>,
    /// Whether something else came there too: from another stage or image, or nobody knows from where.
    others: Vec<ImagePath>,
    has_unknown: bool,
}

impl Arrivals {
    /// What is there when `run` runs, its bind mounts included.
    pub fn before<'a>(graph: &BuildGraph<'a>, stage: &Stage<'a>, run: &Step<'a>) -> Self {
        let mut arrivals = Self { ways: Vec::new(), others: Vec::new(), has_unknown: false };
        for ancestor in graph.lineage(stage) {
            let is_own = ancestor.index == stage.index;
            let last = if is_own { run.index } else { ancestor.steps.len() };
            for step in &ancestor.steps[..last] {
                if let Some(copy) = CopyStep::of(graph, ancestor, step) {
                    arrivals.copy(&copy, is_own.then_some(step.index));
                }
            }
        }
        arrivals.mounts(run);
        arrivals
    }

    fn copy(&mut self, copy: &CopyStep<'_>, step: Option<usize>) {
        let Some(destination) = &copy.destination else {
            self.has_unknown = true;
            return;
        };
        if !copy.reads_context() {
            return self.others.push(destination.clone());
        }
        let instruction = copy.copy.instruction;
        let patterns: Vec<&str> = instruction
            .flags()
            .filter(|flag| flag.name() == "exclude")
            .filter_map(|flag| flag.value())
            .collect();
        for source in &copy.sources {
            if source.target == SourceTarget::Unknown {
                self.has_unknown = true;
            }
            self.ways.push(Way {
                step,
                source: source.target.clone(),
                destination: destination.clone(),
                pivot: instruction.has_flag("parents").then(|| pivot(source.word.text())),
                excluded: (!patterns.is_empty()).then(|| IgnoreFile::parse(&patterns.join("\n"))),
            });
        }
    }

    fn mounts(&mut self, run: &Step<'_>) {
        for mount in run.instruction.mounts().filter(|mount| mount.kind() == MountKind::Bind) {
            let (Some(target), Some(workdir)) = (mount.target(), &run.workdir) else {
                self.has_unknown = true;
                continue;
            };
            let destination = workdir.join(target);
            if mount.from().is_some() || target.contains('$') {
                self.others.push(destination);
                continue;
            }
            let source = ImagePath::root().join(mount.source().unwrap_or("."));
            let source = source.below(&ImagePath::root()).unwrap_or_default().to_owned();
            self.ways.push(Way {
                step: None,
                source: SourceTarget::Path(source),
                destination,
                pivot: None,
                excluded: None,
            });
        }
    }

    /// Whether `file` of the context lies at `place`, not counting what the step `except` brings.
    pub fn has(&self, file: &str, place: &ImagePath, except: Option<usize>) -> bool {
        self.step_of(file, place, except).is_some()
    }

    /// The step that brings `file` to `place`; inside, `None` for a mount or an ancestor's step.
    pub fn step_of(
        &self,
        file: &str,
        place: &ImagePath,
        except: Option<usize>,
    ) -> Option<Option<usize>> {
        let ways = self.ways.iter().filter(|way| way.step.is_none() || way.step != except);
        ways.into_iter().find(|way| way.brings(file, place)).map(|way| way.step)
    }

    /// The file of the context that was copied to `place` by its own name or by a pattern, and the step; `name` is its name.
    ///
    /// The step is `None` for one of an ancestor or a mount.
    pub fn source_of(&self, name: &str, place: &ImagePath) -> Option<(String, Option<usize>)> {
        self.ways.iter().find_map(|way| {
            let file = match &way.source {
                SourceTarget::Path(path) if !path.is_empty() => path.clone(),
                SourceTarget::Pattern(pattern) => {
                    let (directory, last) = pattern.rsplit_once('/').unwrap_or(("", pattern));
                    if directory.contains(['*', '?', '[']) || last == "*" {
                        return None;
                    }
                    join(directory, name.rsplit('/').next().unwrap_or(name))
                }
                _ => return None,
            };
            (way.takes_file_itself(&file) && way.brings(&file, place)).then_some((file, way.step))
        })
    }

    /// Whether a step other than `except`, or a mount, brings `file` to `place` and no whole directory with it.
    pub fn is_named(&self, file: &str, place: &ImagePath, except: usize) -> bool {
        self.ways.iter().any(|way| {
            let is_other = way.step != Some(except);
            is_other && way.takes_file_itself(file) && way.brings(file, place)
        })
    }

    /// Whether something from elsewhere than the context was put into just this directory.
    pub fn has_foreign(&self, directory: &ImagePath) -> bool {
        self.others.contains(directory)
    }

    /// Whether something at or around `place` came from elsewhere than the context, or may have.
    pub fn is_unclear_at(&self, place: &ImagePath) -> bool {
        self.has_unknown || self.others.iter().any(|other| place.below(other).is_some())
    }
}

impl Way {
    /// Whether the source is the file, or a pattern for files like it, rather than a directory or everything.
    fn takes_file_itself(&self, file: &str) -> bool {
        match &self.source {
            SourceTarget::Path(source) => source == file,
            SourceTarget::Pattern(pattern) => {
                pattern.rsplit('/').next() != Some("*") && deep_match(pattern, file)
            }
            _ => false,
        }
    }

    fn brings(&self, file: &str, place: &ImagePath) -> bool {
        if self.excluded.as_ref().is_some_and(|excluded| excluded.is_ignored(file)) {
            return false;
        }
        let name = file.rsplit('/').next().unwrap_or(file);
        let lands = |inside: &str| self.destination.join(inside) == *place;
        if let Some(pivot) = &self.pivot {
            let is_taken = match &self.source {
                SourceTarget::Path(source) => below(file, source).is_some(),
                SourceTarget::Pattern(pattern) => {
                    ancestors(file).any(|path| deep_match(pattern, path))
                }
                _ => false,
            };
            return is_taken && below(file, pivot).is_some_and(lands);
        }
        match &self.source {
            SourceTarget::Path(source) if source == file => lands(name) || lands(""),
            SourceTarget::Path(source) => below(file, source).is_some_and(lands),
            SourceTarget::Pattern(pattern) => {
                ancestors(file).filter(|path| deep_match(pattern, path)).any(|path| {
                    if path == file { lands(name) } else { below(file, path).is_some_and(lands) }
                })
            }
            _ => false,
        }
    }
}

/// What stands before the `/./` of a source, from the context's root.
fn pivot(source: &str) -> String {
    let before = source.split_once("/./").map_or("", |(before, _)| before);
    before.trim_start_matches("./").trim_matches('/').to_owned()
}

/// A path and the directories that it lies in.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rsplit_once('/').map(|(parent, _)| parent))
}

/// `path` relative to `directory`, if it is below it.
pub(super) fn below<'p>(path: &'p str, directory: &str) -> Option<&'p str> {
    if directory.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(directory)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}
