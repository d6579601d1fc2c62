//! What came of all random scenarios, and what is asked of a thousand.

use super::Outcome;
use super::comparison::Tally;
use super::coverage::Coverage;

/// One in so many scenarios may fail to build. What the generator writes is legal by what it knows; where it is not,
/// that says nothing about the simulator.
const UNBUILT: usize = 20;

/// How many scenarios it takes until what occurs must occur often.
const MANY: usize = 1000;

/// How often each kind of thing occurs in so many.
const EACH: usize = 20;

/// How many steps of so many scenarios read files of a stage that ran again.
const READS: usize = 150;

/// How many percent of the steps may be left open.
const OPEN: usize = 5;

/// Prints the figures; true if nothing failed, and many scenarios show what they should.
pub(super) fn print(outcomes: &[Outcome], coverage: &Coverage, seconds: f64) -> bool {
    let mut all = Tally::default();
    outcomes.iter().for_each(|outcome| all.add(&outcome.tally));
    let failed = outcomes.iter().filter(|outcome| !outcome.failures.is_empty()).count();
    let unbuilt = outcomes.iter().filter(|outcome| outcome.unbuilt.is_some()).count();
    let count = outcomes.len();
    println!(
        "{count} random scenarios in {seconds:.0} s, {failed} failed, {unbuilt} not built; {} steps: {} cached, \
         {} rerun, {} depend, {} unknown",
        all.steps(),
        all.cached,
        all.rerun,
        all.depends,
        all.unknown,
    );
    println!(
        "of {} of those left open it is known which way they go; {} read files of a stage that ran again, {} of them \
         cached",
        all.decided, all.of_rerun_stages, all.of_rerun_stages_cached,
    );
    let lacks = if count < MANY { Vec::new() } else { lacks(&all, coverage) };
    lacks.iter().for_each(|lack| println!("too few for {count}: {lack}"));
    failed == 0 && unbuilt * UNBUILT <= count && lacks.is_empty()
}

/// What is missing.
fn lacks(all: &Tally, coverage: &Coverage) -> Vec<String> {
    let rare = coverage.below(EACH).into_iter().map(|(name, count)| format!("{name} {count}"));
    let open = all.depends + all.unknown;
    let is_open = open * 100 > all.steps() * OPEN;
    let has_few = all.of_rerun_stages < READS;
    rare.chain(is_open.then(|| format!("steps that are decided: {open} are not")))
        .chain(has_few.then(|| format!("reads of stages that ran again: {}", all.of_rerun_stages)))
        .collect()
}
