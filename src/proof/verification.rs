//! All that came of a verification.

use super::image::ImageComparison;
use super::run::RunComparison;
use super::{EngineFacts, Gain, Predictions, Staleness, StepComparison};

/// All that came of a verification; parts that were not asked for are `None`.
#[derive(Clone, Debug, Default)]
pub struct Verification {
    /// The Dockerfile, as it is shown.
    pub dockerfile: String,
    /// The folder of its context, as it is shown.
    pub context: Option<String>,
    /// The engine.
    pub engine: EngineFacts,
    /// Where the engine's own words are kept.
    pub log: String,
    /// How long the first build took, in seconds, and how many of its steps came out of the cache.
    pub first_build: Option<FirstBuild>,
    /// What that build made of each step.
    pub first_steps: Vec<StepComparison>,
    /// Predictions for the original, held against the engine.
    pub predictions: Option<Predictions>,
    /// Predictions for the fixed file.
    pub fixed_predictions: Option<Predictions>,
    /// Why the fixed file could not be built.
    pub broken: Option<String>,
    /// The image of the fixed file, held against that of the original.
    pub images: Option<ImageComparison>,
    /// An existing image, held against what the tree makes.
    pub stale: Option<Staleness>,
    /// What containers of both did.
    pub run: Option<RunComparison>,
    /// What the fix gains.
    pub gain: Option<Vec<Gain>>,
    /// What should be known of how this went.
    pub notes: Vec<String>,
    /// What could not be removed.
    pub left_behind: Vec<String>,
    /// How much the engine's cache grew, in bytes; it is never pruned.
    pub cache_growth: Option<u64>,
}

/// The build of the project as it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstBuild {
    /// How long it took, in seconds.
    pub seconds: f64,
    /// How many steps it has.
    pub steps: usize,
    /// How many of them ran.
    pub ran: usize,
}

impl Verification {
    /// Whether all is as it should be: the exit code says so.
    pub fn passes(&self) -> bool {
        let predictions = [&self.predictions, &self.fixed_predictions];
        let mut diverged = predictions.into_iter().flatten().flat_map(Predictions::diverged);
        let is_equal = self.images.as_ref().is_none_or(ImageComparison::is_equal);
        let runs_alike = self.run.as_ref().is_none_or(RunComparison::is_equal);
        let is_fresh = self.stale.as_ref().is_none_or(Staleness::is_fresh);
        is_fresh && self.broken.is_none() && diverged.next().is_none() && is_equal && runs_alike
    }
}
