//! What real builds and containers showed, held against what was expected.
//!
//! Plain data and comparisons; `verify` builds, starts and looks, `report` shows.

mod engine;
mod gain;
pub mod image;
mod predictions;
pub mod run;
mod scenario;
mod stale;
mod verification;

pub use engine::EngineFacts;
pub use gain::{Gain, GainStep};
pub use predictions::{Agreement, Observed, Predictions, ScenarioOutcome, StepComparison, compare};
pub use scenario::{Edit, Scenario, scenarios};
pub use stale::{StaleStep, Staleness};
pub use verification::{FirstBuild, Verification};
