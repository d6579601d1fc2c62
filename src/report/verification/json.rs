//! A verification as a versioned JSON document.

use super::run::{JsonRuns, runs};
use super::stale::{JsonStale, stale_json};
use crate::proof::image::{ConfigDifference, FileDifference, ImageComparison, Unreproducible};
use crate::proof::{
    Agreement, EngineFacts, Gain, GainStep, Predictions, StepComparison, Verification,
};
use crate::report::to_json;
use serde::Serialize;

const VERSION: u32 = 1;

/// The verification as JSON; parts that were not asked for are null.
pub fn verification_json(found: &Verification) -> String {
    to_json(&Document {
        version: VERSION,
        verified: found.passes(),
        dockerfile: &found.dockerfile,
        context: found.context.as_deref(),
        engine: engine(&found.engine),
        log: &found.log,
        predictions: found.predictions.as_ref().map(predictions),
        fixed_predictions: found.fixed_predictions.as_ref().map(predictions),
        broken: found.broken.as_deref(),
        images: found.images.as_ref().map(images),
        stale: found.stale.as_ref().map(stale_json),
        gain: found.gain.as_ref().map(|gain| gain.iter().map(gain_of).collect()),
        run: found.run.as_ref().map(runs),
        notes: &found.notes,
        left_behind: &found.left_behind,
        cache_growth: found.cache_growth,
    })
}

#[derive(Serialize)]
struct Document<'v> {
    version: u32,
    verified: bool,
    dockerfile: &'v str,
    context: Option<&'v str>,
    engine: Engine<'v>,
    log: &'v str,
    predictions: Option<JsonPredictions<'v>>,
    fixed_predictions: Option<JsonPredictions<'v>>,
    broken: Option<&'v str>,
    images: Option<Images<'v>>,
    stale: Option<JsonStale<'v>>,
    gain: Option<Vec<JsonGain<'v>>>,
    run: Option<JsonRuns<'v>>,
    notes: &'v [String],
    left_behind: &'v [String],
    cache_growth: Option<u64>,
}

#[derive(Serialize)]
struct Engine<'v> {
    backend: &'v str,
    version: &'v str,
    builder: Option<&'v str>,
    driver: Option<&'v str>,
    buildkit: Option<&'v str>,
}

fn engine(facts: &EngineFacts) -> Engine<'_> {
    Engine {
        backend: &facts.backend,
        version: &facts.version,
        builder: facts.builder.as_deref(),
        driver: facts.driver.as_deref(),
        buildkit: facts.buildkit.as_deref(),
    }
}

#[derive(Serialize)]
struct JsonPredictions<'v> {
    steps: usize,
    agree: usize,
    depends: usize,
    kept: usize,
    diverged: Vec<Diverged<'v>>,
    scenarios: Vec<JsonScenario<'v>>,
}

#[derive(Serialize)]
struct Diverged<'v> {
    scenario: &'v str,
    line: u32,
    predicted: &'static str,
    observed: &'static str,
    explanation: &'v str,
}

#[derive(Serialize)]
struct JsonScenario<'v> {
    name: &'v str,
    kind: &'v str,
    seconds: f64,
    failed: Option<&'v str>,
    steps: Vec<JsonStep<'v>>,
}

#[derive(Serialize)]
struct JsonStep<'v> {
    line: u32,
    instruction: &'v str,
    predicted: &'static str,
    observed: &'static str,
    seconds: Option<f64>,
}

fn predictions(all: &Predictions) -> JsonPredictions<'_> {
    let step = |step: &'_ StepComparison| (step.line, step.predicted.name(), step.observed());
    JsonPredictions {
        steps: all.count(),
        agree: all.count_of(Agreement::Agrees),
        depends: all.count_of(Agreement::Open),
        kept: all.count_of(Agreement::Kept),
        diverged: all
            .diverged()
            .map(|(scenario, it)| {
                let (line, predicted, observed) = step(it);
                let explanation = it.explanation.as_deref().unwrap_or_default();
                Diverged { scenario: &scenario.name, line, predicted, observed, explanation }
            })
            .collect(),
        scenarios: all
            .scenarios
            .iter()
            .map(|scenario| JsonScenario {
                name: &scenario.name,
                kind: scenario.kind,
                seconds: rounded(scenario.seconds),
                failed: scenario.failed.as_deref(),
                steps: scenario
                    .steps
                    .iter()
                    .map(|it| {
                        let (line, predicted, observed) = step(it);
                        let seconds = it.seconds.map(rounded);
                        JsonStep {
                            line,
                            instruction: &it.instruction,
                            predicted,
                            observed,
                            seconds,
                        }
                    })
                    .collect(),
            })
            .collect(),
    }
}

#[derive(Serialize)]
struct Images<'v> {
    equal: bool,
    files_compared: usize,
    config_differences: &'v [ConfigDifference],
    file_differences: &'v [FileDifference],
    not_reproducible: &'v [Unreproducible],
}

fn images(comparison: &ImageComparison) -> Images<'_> {
    Images {
        equal: comparison.is_equal(),
        files_compared: comparison.files_compared,
        config_differences: &comparison.config_differences,
        file_differences: &comparison.file_differences,
        not_reproducible: &comparison.not_reproducible,
    }
}

#[derive(Serialize)]
struct JsonGain<'v> {
    change: &'v str,
    before_seconds: f64,
    after_seconds: f64,
    steps: Vec<JsonGainStep<'v>>,
}

#[derive(Serialize)]
struct JsonGainStep<'v> {
    instruction: &'v str,
    line_before: Option<u32>,
    line_after: Option<u32>,
    before: Option<&'static str>,
    after: Option<&'static str>,
}

fn gain_of(gain: &Gain) -> JsonGain<'_> {
    let step =
        |step: &GainStep| -> (Option<u32>, Option<u32>) { (step.line_before, step.line_after) };
    JsonGain {
        change: &gain.change,
        before_seconds: rounded(gain.before_seconds),
        after_seconds: rounded(gain.after_seconds),
        steps: gain
            .steps
            .iter()
            .map(|it| {
                let (line_before, line_after) = step(it);
                let (before, after) = (it.before, it.after);
                JsonGainStep {
                    instruction: &it.instruction,
                    line_before,
                    line_after,
                    before,
                    after,
                }
            })
            .collect(),
    }
}

/// Milliseconds are enough.
fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}
