//! The project as a commit has it, built before the present one: what that runs again is what has changed since.

use super::engine::{Built, EngineError};
use super::plan::{Earlier, Plan, Rewrite, trial};
use super::{Bench, Trial};
use crate::analysis::{self, Build};
use crate::cache::Simulation;
use crate::proof::{Gain, Predictions, ScenarioOutcome, Verification};

/// What came of a comparison with an earlier state; nothing where none was asked for.
pub(super) struct Since<'p> {
    earlier: Option<&'p Earlier>,
    /// Why the earlier state does not build.
    failed: Option<String>,
    original: Option<ScenarioOutcome>,
    /// What is predicted for the rewritten file.
    predicted: Option<Simulation>,
    fixed: Option<ScenarioOutcome>,
    notes: Vec<String>,
}

impl<'p> Since<'p> {
    pub(super) fn of(plan: &'p Plan<'_>) -> Self {
        let earlier = plan.since.as_ref();
        let (failed, original, predicted, fixed) = (None, None, None, None);
        Self { earlier, failed, original, predicted, fixed, notes: Vec::new() }
    }

    /// Builds the state of then, with the Dockerfile of then.
    pub(super) fn build_original(
        &mut self,
        bench: Bench<'_>,
        plan: &Plan<'_>,
    ) -> Result<(), EngineError> {
        let Some(earlier) = self.earlier else { return Ok(()) };
        match trial(bench, "earlier", &earlier.before, plan, false)?.build(false) {
            Err(EngineError::Build(said)) => self.failed = Some(said),
            Err(error) => return Err(error),
            Ok(_) => {}
        }
        Ok(())
    }

    /// The present state was built: holds against that what was predicted.
    pub(super) fn see_original(
        &mut self,
        original: &Trial<'_>,
        built: &Built,
    ) -> Result<(), EngineError> {
        let Some(earlier) = self.earlier else { return Ok(()) };
        let outcome = match &self.failed {
            Some(said) => {
                ScenarioOutcome { failed: Some(said.clone()), ..ScenarioOutcome::default() }
            }
            None => {
                let predicted =
                    analysis::simulate(&earlier.before, original.like(), &earlier.changes);
                original.held_against(&predicted, built)?
            }
        };
        self.original = Some(self.named(outcome));
        Ok(())
    }

    /// Builds the state of then with the rewritten Dockerfile, which has to be the same for both.
    pub(super) fn build_fixed(
        &mut self,
        bench: Bench<'_>,
        plan: &Plan<'_>,
        rewrite: &Rewrite,
    ) -> Result<(), EngineError> {
        let Some(earlier) = self.earlier.filter(|_| self.failed.is_none()) else { return Ok(()) };
        if earlier.before.dockerfile != plan.original.dockerfile {
            self.notes.push(format!(
                "the Dockerfile has changed since {}: what the rewritten one would have gained cannot be told",
                earlier.name
            ));
            return Ok(());
        }
        let context = earlier.before.context.as_ref();
        let before = Build {
            dockerfile: rewrite.build.dockerfile.clone(),
            context: context.map(|context| context.with_overlay(&rewrite.overlay)),
            ..earlier.before.clone()
        };
        match trial(bench, "earlier-fixed", &before, plan, true)?.build(false) {
            // The present state tells the same, and in the report.
            Err(EngineError::Build(_)) => return Ok(()),
            Err(error) => return Err(error),
            Ok(_) => {}
        }
        self.predicted = Some(analysis::simulate(&before, &rewrite.build, &earlier.changes));
        Ok(())
    }

    /// The present state was built with the rewritten Dockerfile.
    pub(super) fn see_fixed(
        &mut self,
        fixed: &Trial<'_>,
        built: &Built,
    ) -> Result<(), EngineError> {
        let Some(predicted) = &self.predicted else { return Ok(()) };
        let outcome = fixed.held_against(predicted, built)?;
        self.fixed = Some(self.named(outcome));
        Ok(())
    }

    fn named(&self, outcome: ScenarioOutcome) -> ScenarioOutcome {
        let name = self.earlier.map(|it| format!("since {}", it.name)).unwrap_or_default();
        ScenarioOutcome { name, kind: "commit", ..outcome }
    }

    /// Puts it into the report.
    pub(super) fn tell(self, found: &mut Verification) {
        found.notes.extend(self.notes);
        let Some(original) = self.original else { return };
        if let Some(fixed) = self.fixed {
            found.gain = Some(Gain::of(&original, &fixed).into_iter().collect());
            found.fixed_predictions = Some(Predictions { scenarios: vec![fixed] });
        }
        found.predictions = Some(Predictions { scenarios: vec![original] });
    }
}
