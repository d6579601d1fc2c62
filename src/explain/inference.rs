//! What hits and misses alone tell of a step that ran for a reason of its own.

mod own;

use super::Happened;
use super::chain::Chains;
use super::reason::{Reason, Why};
use crate::build::vertex::{Op, VertexStep};
use crate::cache::Observations;
use crate::syntax::Keyword;
use own::own_reasons;

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

impl Culprit {
    pub(super) fn step(self) -> usize {
        match self {
            Culprit::Parent(step) | Culprit::Source(step) => step,
        }
    }
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
        let is_workdir = |step: &usize| self.step(*step).keyword == Keyword::Workdir;
        match cached.as_slice() {
            [] => Pattern::NothingCached,
            // Behind a step that ran it would have run too.
            cached if cached.iter().all(is_workdir) && ran.len() > 1 => Pattern::OnlyWorkdir,
            _ => Pattern::Mixed,
        }
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

    /// Why a step ran of which the comparison says that nothing it reads has changed.
    pub(super) fn unpredicted(&self, step: usize) -> Why {
        let (reason, detail) = match self.pattern {
            Pattern::OnlyWorkdir => (
                Reason::Forced,
                "only WORKDIR was cached, not even what is as before: it was built with --no-cache"
                    .to_owned(),
            ),
            Pattern::NothingCached => (
                Reason::ColdCache,
                format!(
                    "no step was cached, not even what is as before: {}",
                    self.without_records(step)
                ),
            ),
            Pattern::Mixed => (
                Reason::Pruned,
                "nothing that it reads has changed: its result was pruned, or the last build here was another"
                    .to_owned(),
            ),
        };
        Why::new(reason, detail)
    }

    /// Why a step may have run, judged by the log and the file alone.
    pub(super) fn guess(&self, step: usize) -> Why {
        let mut possible = own_reasons(self.happened, step);
        let general = match self.pattern {
            Pattern::OnlyWorkdir => {
                Some((Reason::Forced, "--no-cache, since only WORKDIR was cached".to_owned()))
            }
            Pattern::NothingCached => Some((
                Reason::ColdCache,
                format!("{}, since no step was cached", self.without_records(step)),
            )),
            Pattern::Mixed => self.base_of(step).map(|_| (Reason::Base, self.another_base(step))),
        };
        if let Some(general) = general {
            let at = usize::from(self.own_is_likelier(step, &possible));
            possible.insert(at.min(possible.len()), general);
        }
        let (reason, detail) = possible
            .first()
            .cloned()
            .unwrap_or((Reason::Unclear, "the log does not tell why".to_owned()));
        Why { possible, ..Why::new(reason, detail) }
    }

    /// Whether the first of the step's own reasons is likelier than that of the whole build: files change with every
    /// build, and a new base would have been fetched.
    fn own_is_likelier(&self, step: usize, own: &[(Reason, String)]) -> bool {
        let reads_files = own.first().is_some_and(|(reason, _)| *reason == Reason::Content);
        match self.pattern {
            Pattern::Mixed => reads_files || self.fetched(step).is_empty(),
            _ => reads_files && self.is_lone_root(step),
        }
    }

    /// Whether all that ran follows from that step.
    fn is_lone_root(&self, step: usize) -> bool {
        let all = 0..self.seen.steps.len();
        let mut roots = all.filter(|it| self.has_run(*it) && self.culprit(*it).is_none());
        roots.all(|root| root == step)
    }

    /// The FROM that the step directly stands on.
    fn base_of(&self, step: usize) -> Option<usize> {
        let parent = self.chains.parents[step]?;
        (!self.counts(parent)).then_some(parent)
    }

    /// The FROM of a step whose base image must be another one now: all that stands directly on that image ran, while
    /// something on another image was cached.
    pub(super) fn changed_base(&self, step: usize) -> Option<(usize, Why)> {
        if self.pattern != Pattern::Mixed {
            return None;
        }
        let base = self.base_of(step)?;
        let image = self.image(base)?;
        let firsts = (0..self.seen.steps.len()).filter(|other| {
            let on = self.base_of(*other).and_then(|base| self.image(base));
            self.counts(*other) && on == Some(image) && self.seen.steps[*other].outcome.is_some()
        });
        let firsts: Vec<usize> = firsts.collect();
        let have_run = firsts.iter().all(|first| self.seen.steps[*first].has_run());
        // One alone may have run for its own sake, and several may copy the same file.
        let is_there = |keyword| firsts.iter().any(|first| self.step(*first).keyword == keyword);
        let is_telling = is_there(Keyword::Workdir) || (firsts.len() > 1 && is_there(Keyword::Run));
        (have_run && is_telling).then(|| (base, Why::new(Reason::Base, self.another_base(step))))
    }

    fn image(&self, from: usize) -> Option<&'a str> {
        let vertex = self.step(from).vertex?;
        match &self.happened.vertices.vertex(vertex).op {
            Op::Image { reference, .. } => Some(reference),
            _ => None,
        }
    }

    fn another_base(&self, step: usize) -> String {
        let image =
            self.base_of(step).and_then(|base| self.image(base)).unwrap_or("the base image");
        format!("a new image {image}{}", self.fetched(step))
    }

    fn without_records(&self, step: usize) -> String {
        format!(
            "an empty cache, another builder, --no-cache or a new base image{}",
            self.fetched(step)
        )
    }

    /// That the base was fetched in this build, if it was.
    fn fetched(&self, step: usize) -> String {
        let base = self.chains.line(step).find(|step| !self.counts(*step));
        let seconds = base.and_then(|base| self.seen.steps[base].seconds);
        match seconds.filter(|seconds| *seconds >= FETCH_SECONDS) {
            Some(seconds) => format!(" (it was fetched in this build, {seconds:.1} s)"),
            None => String::new(),
        }
    }
}
