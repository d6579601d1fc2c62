//! What hits and misses alone tell of a step that ran for a reason of its own.

mod own;

use super::Happened;
use super::chain::Chains;
use super::reason::{Reason, Why};
use crate::build::vertex::{Op, VertexStep};
use crate::cache::Observations;
use crate::progress::{LoggedVertex, Outcome, VertexKind};
use crate::syntax::Keyword;
use own::{arguments, list, own_reasons};

/// A base that took at least so many seconds was fetched, not just looked up.
const FETCH_SECONDS: f64 = 1.0;

/// A step that ran, and because of which another had to.
#[derive(Clone, Copy)]
pub(super) enum Culprit {
    /// The one below it.
    Parent(usize),
    /// One that it copies from or mounts.
    Source(usize),
}

/// What the log tells of a base image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BaseState {
    /// The step stands on none.
    None,
    /// This builder has used it before.
    Known,
    /// It has not.
    New,
    /// The log does not tell.
    Untold,
}

/// What a base image that is new to the builder means.
pub(super) enum NewBase {
    /// The image is another one: the FROM with that number is the root cause.
    Image(usize, Why),
    /// All is new to it.
    Builder(Why),
}

/// The pattern of a build.
pub(super) struct Inference<'a> {
    happened: &'a Happened<'a>,
    chains: &'a Chains,
    seen: &'a Observations,
    pattern: Pattern,
}

/// What the build looks like as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pattern {
    /// Some steps were cached.
    Mixed,
    /// Every step ran.
    NothingCached,
    /// Every step ran but for a WORKDIR: `--no-cache` leaves those alone (experiment `nocache_workdir`).
    OnlyWorkdir,
}

impl<'a> Inference<'a> {
    pub(super) fn new(
        happened: &'a Happened<'a>,
        chains: &'a Chains,
        seen: &'a Observations,
    ) -> Self {
        let mut inference = Self { happened, chains, seen, pattern: Pattern::Mixed };
        inference.pattern = inference.pattern();
        inference
    }

    /// Whether a step counts for the cache. FROM does not: whether it is shown as cached means little.
    pub(super) fn counts(&self, step: usize) -> bool {
        self.step(step).keyword != Keyword::From
    }

    fn step(&self, step: usize) -> &'a VertexStep {
        &self.happened.vertices.steps[step]
    }

    fn pattern(&self) -> Pattern {
        let counted = (0..self.seen.steps.len()).filter(|step| self.counts(*step));
        let (cached, ran): (Vec<usize>, Vec<usize>) = counted
            .filter(|step| self.seen.steps[*step].is_cached() || self.seen.steps[*step].has_run())
            .partition(|step| self.seen.steps[*step].is_cached());
        match cached.as_slice() {
            [] => Pattern::NothingCached,
            // Behind a step that ran it would have run too.
            cached if cached.iter().all(|step| self.is_workdir(*step)) && ran.len() > 1 => {
                Pattern::OnlyWorkdir
            }
            _ => Pattern::Mixed,
        }
    }

    /// Whether `--no-cache` would have left the step alone.
    fn is_workdir(&self, step: usize) -> bool {
        self.step(step).keyword == Keyword::Workdir
    }

    fn has_run(&self, step: usize) -> bool {
        self.counts(step) && self.seen.steps[step].has_run()
    }

    /// The step because of which `step` had to run: the one below it, else one that it reads from.
    pub(super) fn culprit(&self, step: usize) -> Option<Culprit> {
        let parent = self.chains.parents[step].filter(|parent| self.has_run(*parent));
        let source = || self.chains.sources[step].iter().copied().find(|it| self.has_run(*it));
        parent.map(Culprit::Parent).or_else(|| source().map(Culprit::Source))
    }

    /// Why a step ran that stands directly on a base image which this builder did not know: whatever else differs.
    pub(super) fn of_new_base(&self, step: usize) -> Option<NewBase> {
        let base = self.base_of(step).filter(|_| self.base_state(step) == BaseState::New)?;
        let detail = self.new_base(step);
        Some(match self.pattern {
            Pattern::Mixed => NewBase::Image(base, Why::new(Reason::Base, detail)),
            _ => NewBase::Builder(Why::new(
                Reason::ColdCache,
                format!("no step was cached: an empty cache, another builder, or {detail}"),
            )),
        })
    }

    /// Why a step ran of which the comparison says that nothing it reads has changed. With `knows_args` the build
    /// arguments of the earlier build are known too.
    pub(super) fn unpredicted(&self, step: usize, knows_args: bool) -> Why {
        let (reason, detail) = match (self.pattern, self.base_state(step)) {
            (Pattern::OnlyWorkdir, _) => (
                Reason::Forced,
                "only WORKDIR was cached, not even what is as before: it was built with --no-cache",
            ),
            (Pattern::NothingCached, BaseState::Known) if !self.is_workdir(step) => (
                Reason::Forced,
                "no step was cached, not even what is as before: it was built with --no-cache, or what was built before was pruned",
            ),
            (Pattern::NothingCached, BaseState::Known) => (
                Reason::ColdCache,
                "no step was cached, not even what is as before: what was built before was pruned",
            ),
            (Pattern::NothingCached, _) => (
                Reason::ColdCache,
                "no step was cached, not even what is as before: an empty cache, another builder, or --no-cache",
            ),
            (Pattern::Mixed, _) => (
                Reason::Pruned,
                "nothing that it reads has changed: its result was pruned, or the last build here was another",
            ),
        };
        let arguments = if knows_args { Vec::new() } else { arguments(self.happened, step) };
        if arguments.is_empty() || !self.roots_may_differ() {
            return Why::new(reason, detail);
        }
        let names = list(&arguments, "or");
        let own = format!("another value of {names}, since the files are as before");
        let other = match reason {
            Reason::Forced => "--no-cache",
            Reason::ColdCache => "an empty cache or another builder",
            _ => "a result that was pruned",
        };
        Why {
            possible: vec![(Reason::Definition, own.clone()), (reason, other.to_owned())],
            ..Why::new(Reason::Definition, own)
        }
    }

    /// Why a step may have run, judged by the log and the file alone.
    pub(super) fn guess(&self, step: usize) -> Why {
        let mut possible = own_reasons(self.happened, step);
        let general = match (self.pattern, self.base_state(step)) {
            (Pattern::OnlyWorkdir, _) => {
                Some((Reason::Forced, "--no-cache, since only WORKDIR was cached".to_owned()))
            }
            (Pattern::NothingCached, BaseState::Known) if !self.is_workdir(step) => Some((
                Reason::Forced,
                "--no-cache, or a first build, since no step was cached".to_owned(),
            )),
            (Pattern::NothingCached, BaseState::Known) => Some((
                Reason::ColdCache,
                "a first build, or a pruned cache, since no step was cached".to_owned(),
            )),
            (Pattern::NothingCached, _) => Some((
                Reason::ColdCache,
                "an empty cache, another builder, or --no-cache, since no step was cached"
                    .to_owned(),
            )),
            (Pattern::Mixed, BaseState::Untold) => Some((Reason::Base, self.new_base(step))),
            (Pattern::Mixed, _) => None,
        };
        // What all have in common is likelier than that all differ.
        let own_is_likelier = self.pattern == Pattern::Mixed || self.roots_may_differ();
        if let Some(general) = general {
            possible.insert(usize::from(own_is_likelier).min(possible.len()), general);
        }
        let (reason, detail) = possible
            .first()
            .cloned()
            .unwrap_or((Reason::Unclear, "the log does not tell why".to_owned()));
        Why { possible, ..Why::new(reason, detail) }
    }

    /// Whether a step reads something that differs from build to build: files, a remote place, a build argument.
    fn may_differ(&self, step: usize) -> bool {
        let own = own_reasons(self.happened, step);
        let reads = own.first().is_some_and(|(reason, _)| *reason != Reason::Definition);
        reads || !arguments(self.happened, step).is_empty()
    }

    /// Whether that is so of all steps that ran without another that made them run.
    fn roots_may_differ(&self) -> bool {
        let all = 0..self.seen.steps.len();
        let mut roots = all.filter(|it| self.has_run(*it) && self.culprit(*it).is_none());
        roots.all(|root| self.may_differ(root))
    }

    /// The FROM that the step directly stands on.
    fn base_of(&self, step: usize) -> Option<usize> {
        let parent = self.chains.parents[step]?;
        (!self.counts(parent)).then_some(parent)
    }

    /// What the log tells of the base image of a step that ran. When something on a base runs, the base is looked for
    /// in the cache like any step: it is cached when this builder has used that very image before. (Otherwise nobody
    /// asks, and it is not shown as cached either. Tried on both stores, with the base edited and put back.)
    fn base_state(&self, step: usize) -> BaseState {
        let Some(base) = self.base_of(step) else { return BaseState::None };
        let imports = |vertex: &LoggedVertex| vertex.kind == VertexKind::CacheImport;
        match &self.seen.steps[base].outcome {
            Some(Outcome::Cached) => BaseState::Known,
            // An imported cache has steps without the images that they stand on.
            Some(Outcome::Ran) if !self.happened.log.vertices.iter().any(imports) => BaseState::New,
            _ => BaseState::Untold,
        }
    }

    fn image(&self, from: usize) -> Option<&'a str> {
        let vertex = self.step(from).vertex?;
        match &self.happened.vertices.vertex(vertex).op {
            Op::Image { reference, .. } => Some(reference),
            _ => None,
        }
    }

    fn new_base(&self, step: usize) -> String {
        let base = self.base_of(step);
        let image = base.and_then(|base| self.image(base)).unwrap_or("the base image");
        let seconds = base.and_then(|base| self.seen.steps[base].seconds);
        match seconds.filter(|seconds| *seconds >= FETCH_SECONDS) {
            Some(seconds) => format!("a new image {image}, fetched in {seconds:.1} s"),
            None => format!("a new image {image}"),
        }
    }
}
