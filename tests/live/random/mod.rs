//! Random scenarios: the simulator against real builds.
//!
//! A seed decides everything: `--seed S --only I` makes scenario I of a run again.

mod changes;
mod comparison;
mod contexts;
mod coverage;
mod dice;
mod fixture;
mod ignores;
mod plan;
mod prediction;
mod render;
mod scenario;
mod sight;
mod sources;
mod steps;
mod summary;
mod truth;
mod walk;
mod world;
mod worlds;

use crate::engine::{Engines, Store};
use crate::pair::{Inputs, Laboratory, Places, Side, statuses};
use crate::provenance;
use comparison::Tally;
use coverage::Coverage;
pub(crate) use dice::Dice;
use dockwright::cache::Simulation;
use prediction::{Reading, predict};
use rayon::prelude::*;
use scenario::Scenario;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many pairs are played at once: a build waits more than it computes.
const AT_ONCE: usize = 4;

/// What came of one scenario.
struct Outcome {
    /// What is wrong, one line each.
    failures: Vec<String>,
    /// Why one of the two does not build: then nothing was compared.
    unbuilt: Option<String>,
    tally: Tally,
}

/// Plays `count` scenarios of a seed (or one of them), prints what occurred; true if all went as predicted.
pub(crate) fn run(engines: &Engines, count: usize, seed: u64, only: Option<usize>) -> bool {
    let indices: Vec<usize> = only.map_or_else(|| (0..count).collect(), |index| vec![index]);
    println!("random scenarios: {} of seed {seed}", indices.len());
    let scenarios: Vec<Scenario> =
        indices.par_iter().map(|index| Scenario::new(seed, *index)).collect();
    let laboratory = Laboratory::new(engines);
    let began = std::time::Instant::now();
    let done = AtomicUsize::new(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(AT_ONCE).build().unwrap();
    let outcomes: Vec<Outcome> = pool.install(|| {
        let played = scenarios.par_iter().with_max_len(1).map(|scenario| {
            let outcome = play(&laboratory, scenario, only.is_some());
            report(scenario, seed, &outcome);
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(100) {
                println!("{done} done after {:.0} s", began.elapsed().as_secs_f64());
            }
            outcome
        });
        played.collect()
    });
    let mut coverage = Coverage::default();
    scenarios.iter().for_each(|scenario| coverage.add(scenario));
    if only.is_none() {
        print!("{coverage}");
    }
    summary::print(&outcomes, &coverage, began.elapsed().as_secs_f64())
}

/// The store and the first build of a scenario.
pub(crate) fn world_of(seed: u64, index: usize) -> (Store, Inputs) {
    let scenario = Scenario::new(seed, index);
    (scenario.store, scenario.before.inputs())
}

/// Makes the scenarios and prints what occurs in them and what is predicted; or one of them.
pub(crate) fn count(count: usize, seed: u64, only: Option<usize>) {
    if let Some(index) = only {
        let scenario = Scenario::new(seed, index);
        let lines = comparison::lines(&predicted(&scenario));
        println!("{}", fixture::section(&scenario, "predicted", &lines));
        return;
    }
    let scenarios: Vec<Scenario> =
        (0..count).into_par_iter().map(|index| Scenario::new(seed, index)).collect();
    let mut coverage = Coverage::default();
    scenarios.iter().for_each(|scenario| coverage.add(scenario));
    print!("{coverage}");
    let simulations: Vec<Simulation> = scenarios.par_iter().map(predicted).collect();
    println!("predicted: {}", comparison::count(&simulations));
}

/// What is predicted for a scenario that is not built.
fn predicted(scenario: &Scenario) -> Simulation {
    let folder = tempfile::tempdir().unwrap();
    let places = Places::unbuilt(folder.path().to_owned());
    places.write(&scenario.pair());
    let before = Reading::new(scenario, &places, Side::A);
    let after = Reading::new(scenario, &places, Side::B);
    let (graph_a, graph_b) = (before.graph(), after.graph());
    let (vertices_a, vertices_b) = (before.vertices(&graph_a), after.vertices(&graph_b));
    predict((&before, &vertices_a), (&after, &vertices_b))
}

fn report(scenario: &Scenario, seed: u64, outcome: &Outcome) {
    if let Some(why) = &outcome.unbuilt {
        println!("not built: --seed {seed} --only {}: {why}", scenario.index);
    }
    if !outcome.failures.is_empty() {
        println!(
            "FAIL --seed {seed} --only {} ({}, {:?} store)\n  {}\n{}",
            scenario.index,
            scenario.change,
            scenario.store,
            outcome.failures.join("\n  "),
            render::dockerfile(&scenario.after.plan),
        );
    }
}

fn play(laboratory: &Laboratory<'_>, scenario: &Scenario, is_told: bool) -> Outcome {
    let mut tally = Tally::default();
    let played = match laboratory.play(&scenario.pair()) {
        Ok(played) => played,
        Err(error) => return Outcome { failures: Vec::new(), unbuilt: Some(error), tally },
    };
    let before = Reading::new(scenario, &played.places, Side::A);
    let after = Reading::new(scenario, &played.places, Side::B);
    let (graph_a, graph_b) = (before.graph(), after.graph());
    let (vertices_a, vertices_b) = (before.vertices(&graph_a), after.vertices(&graph_b));
    let simulation = predict((&before, &vertices_a), (&after, &vertices_b));
    let mut failures = {
        let holds = |condition: &_| truth::holds(scenario, &played.places, &simulation, condition);
        comparison::differences(&simulation, &played.b, &holds, &mut tally)
    };
    // What is not known of an image stands in the operations, too.
    if scenario.knows_images {
        failures.extend(provenance::differences(&vertices_a, &played.a));
        failures.extend(provenance::differences(&vertices_b, &played.b));
    }
    comparison::count_reads(&vertices_b, &played.b, &mut tally);
    if is_told {
        let name = format!("random_{}", scenario.index);
        println!("{}", fixture::section(scenario, &name, &statuses(&played.b)));
    }
    laboratory.clear(&played.places);
    Outcome { failures, unbuilt: None, tally }
}
