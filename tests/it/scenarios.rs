//! The simulator against measured experiments: `fixtures/scenarios`.

use crate::scenario::folder::{Names, Place, obstacle};
use crate::scenario::{self, Scenario};
use rayon::prelude::*;

/// Makes both sides of a scenario on the disk.
fn materialise(scenario: &Scenario) -> Result<(), String> {
    let names = Names::offline();
    let folder = tempfile::tempdir().unwrap();
    let a = Place::new(scenario, &names, folder.path().join("a"))?;
    let b = a.copied_to(folder.path().join("b"));
    b.prepare_between()?;
    b.change()
}

#[test]
fn scenarios_can_be_set_up() {
    let scenarios = scenario::all();
    let failures: Vec<String> = scenarios
        .par_iter()
        .filter_map(|scenario| match obstacle(scenario) {
            Some(reason) => {
                println!("skipped: {}: {reason}", scenario.name);
                None
            }
            None => materialise(scenario).err().map(|error| format!("{}: {error}", scenario.name)),
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    println!("{} scenarios", scenarios.len());
}
