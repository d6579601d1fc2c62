//! The simulator against measured experiments: `fixtures/scenarios`.

use crate::scenario::folder::{Names, Place, obstacle};
use crate::scenario::predict::{Prediction, predict};
use crate::scenario::{self, Scenario, Status, Step};
use rayon::prelude::*;
use std::fmt::Write;

/// What came of holding the simulator against one scenario.
enum Outcome {
    /// It agrees in every step.
    Agrees,
    /// Where it does not, one line each.
    Disagrees(Vec<String>),
    /// It cannot be played here, and why.
    Skipped(String),
}

#[test]
fn the_simulator_agrees_with_the_engine() {
    let scenarios = scenario::all();
    let outcomes: Vec<Outcome> = scenarios.par_iter().map(outcome).collect();
    let (mut agree, mut skipped, mut failures) = (0, String::new(), String::new());
    for (scenario, outcome) in scenarios.iter().zip(outcomes) {
        match outcome {
            Outcome::Agrees => agree += 1,
            Outcome::Skipped(reason) => writeln!(skipped, "  {}: {reason}", scenario.name).unwrap(),
            Outcome::Disagrees(lines) => {
                writeln!(failures, "{}\n  {}", scenario.name, lines.join("\n  ")).unwrap();
            }
        }
    }
    let steps = || scenarios.iter().flat_map(|scenario| &scenario.steps);
    let count = |answer| steps().filter(|step| step.answer == answer).count();
    println!(
        "{agree} of {} scenarios agree; of {} steps {} depend and {} are unknown; skipped: {}\n{skipped}",
        scenarios.len(),
        steps().count(),
        count(Status::Depends),
        count(Status::Unknown),
        skipped.lines().count(),
    );
    assert!(failures.is_empty(), "scenarios that disagree:\n{failures}");
}

fn outcome(scenario: &Scenario) -> Outcome {
    if let Some(reason) = obstacle(scenario) {
        return Outcome::Skipped(reason);
    }
    match simulated(scenario) {
        Err(error) => Outcome::Disagrees(vec![error]),
        Ok(predictions) => match disagreements(&scenario.steps, &predictions) {
            lines if lines.is_empty() => Outcome::Agrees,
            lines => Outcome::Disagrees(lines),
        },
    }
}

/// Makes the sides of a scenario on the disk and asks the simulator.
fn simulated(scenario: &Scenario) -> Result<Vec<Prediction>, String> {
    let names = Names::offline();
    let folder = tempfile::tempdir().unwrap();
    let a = Place::new(scenario, &names, folder.path().join("a"))?;
    let between = a.copied_to(folder.path().join("between"));
    between.prepare_between()?;
    let b = between.copied_to(folder.path().join("b"));
    b.change()?;
    match scenario.recipe.between {
        Some(_) => Ok(predict(scenario, &names, &[&between, &a], &b)),
        None => Ok(predict(scenario, &names, &[&a], &b)),
    }
}

/// Where predictions are not what the steps of a scenario ask for.
fn disagreements(steps: &[Step], predictions: &[Prediction]) -> Vec<String> {
    let find =
        |step: &Step| predictions.iter().find(|it| it.label == step.label_without_platform());
    let mut lines = Vec::new();
    for step in steps {
        let (label, answer) = (&step.label, step.answer.word());
        match find(step) {
            None => lines.push(format!("{label}: expected {answer}, got no such step")),
            Some(it) if it.status != step.answer => {
                lines.push(format!("{label}: expected {answer}, got {}", it.status.word()));
            }
            Some(_) => {}
        }
    }
    let listed: Vec<(&Step, &Prediction)> =
        steps.iter().filter_map(|step| Some((step, find(step)?))).collect();
    // A vertex that two steps share is shown once, as one of them.
    let is_listed = |it: &Prediction| {
        listed.iter().any(|(_, other)| other.label == it.label || it.vertex == other.vertex)
    };
    for it in predictions.iter().filter(|it| !is_listed(it)) {
        lines.push(format!("{}: expected no such step, got {}", it.label, it.status.word()));
    }
    lines.extend(contradictions(&listed));
    let is_blind = |step: &Step| step.answer == Status::Rerun && step.observed == Status::Cached;
    if steps.iter().any(is_blind) && !predictions.iter().any(|it| it.may_be_stale) {
        lines.push("not said that the engine may serve what is stale".to_owned());
    }
    lines
}

/// Conditions that what was observed contradicts: where all of a cached step hold, so do they for every other step.
fn contradictions(listed: &[(&Step, &Prediction)]) -> Vec<String> {
    let depend = || listed.iter().filter(|(step, _)| step.answer == Status::Depends);
    let cached = || depend().filter(|(step, _)| step.observed == Status::Cached);
    let rerun = || depend().filter(|(step, _)| step.observed == Status::Rerun);
    cached()
        .flat_map(|(step, held)| {
            let denied = rerun().filter(|(_, it)| it.conditions.is_subset(&held.conditions));
            denied.map(|(other, _)| format!("{} ran although {} did not", other.label, step.label))
        })
        .collect()
}
