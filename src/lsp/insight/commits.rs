//! The last commits, played against a Dockerfile as it stands in the editor.

use crate::analysis::Build;
use crate::cost::Costs;
use crate::history::{
    BuildTexts, History, IgnoreText, Recording, ReplayOptions, StepHistory, replay,
};
use crate::host::Repository;
use crate::project::Place;
use crate::syntax::Instruction;
use std::sync::Arc;

/// The commits, and what they would have done to the steps of one Dockerfile.
#[derive(Clone, Debug)]
pub(in crate::lsp) struct Commits {
    recording: Arc<Recording>,
    /// Whether older commits were not cloned.
    pub(in crate::lsp) is_shallow: bool,
    pub(in crate::lsp) history: History,
}

/// How often a step would have run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::lsp) struct Forecast {
    /// The part of the commits, from 0 to 1.
    pub(in crate::lsp) part: f64,
    /// The part in which it may have run: that depends on what another step leaves.
    pub(in crate::lsp) open: f64,
    /// What one run costs, in seconds.
    pub(in crate::lsp) seconds: f64,
    /// How many commits were answered.
    pub(in crate::lsp) answers: usize,
}

impl Forecast {
    /// Of one step.
    pub(in crate::lsp) fn of(step: &StepHistory) -> Self {
        Self {
            part: step.fraction(step.reruns()),
            open: step.fraction(step.open()),
            seconds: step.seconds.value,
            answers: step.answers(),
        }
    }
}

impl Commits {
    /// Reads the last `count` commits of the repository that the context is in.
    ///
    /// # Errors
    ///
    /// Why there are none, in words.
    pub(super) fn read(
        build: &Build,
        place: &Place,
        count: usize,
        costs: &Costs,
    ) -> Result<Self, String> {
        let folder = place.context.as_ref().map(|(folder, _)| folder.as_path());
        let folder = folder.ok_or("there is no build context")?;
        let repository = Repository::of(folder).map_err(|error| error.to_string())?;
        let recording = repository.recording(&place.dockerfile, count);
        let recording = Arc::new(recording.map_err(|error| error.to_string())?);
        let history = played(&recording, build, costs);
        Ok(Self { recording, is_shallow: repository.is_shallow(), history })
    }

    /// The same commits against another text of the Dockerfile.
    pub(in crate::lsp) fn replayed(&self, build: &Build, costs: &Costs) -> Self {
        Self { history: played(&self.recording, build, costs), ..self.clone() }
    }

    /// What one commit costs on average, in seconds.
    pub(in crate::lsp) fn seconds_per_commit(&self) -> f64 {
        self.history.total_seconds() / self.history.commits.len().max(1) as f64
    }

    /// The step that an instruction is, by number; FROM is none.
    pub(in crate::lsp) fn step_of(
        &self,
        instruction: Instruction<'_>,
    ) -> Option<(usize, &StepHistory)> {
        let steps = self.history.steps.iter().map(|it| &it.step);
        let number = super::step_of(steps, instruction)?;
        Some((number, self.history.steps.get(number)?))
    }
}

fn played(recording: &Recording, build: &Build, costs: &Costs) -> History {
    let ignore = build.context.as_ref().and_then(|context| {
        let text = context.ignore_text()?.into_bytes();
        Some(IgnoreText { text, path: context.ignore_path().map(str::to_owned) })
    });
    let texts = BuildTexts { dockerfile: build.dockerfile.clone(), ignore };
    let options = ReplayOptions {
        args: build.args.clone(),
        settings: build.settings.clone(),
        costs: costs.clone(),
        ..ReplayOptions::default()
    };
    replay(&recording.clone().with_texts(texts), &options)
}
