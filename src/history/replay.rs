//! Builds every commit in the mind, each against the one before it.

use super::builds::{Build, Builds};
use super::causes::{Blame, top_paths};
use super::{Cell, History, Recording, StepHistory};
use crate::build::vertex::Settings;
use crate::build::{BuildArgs, Context};
use crate::cache::{Changes, Simulation, Snapshot, simulate};
use crate::cost::Costs;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the builds are given beside the recording.
#[derive(Default)]
pub struct ReplayOptions<'o> {
    /// Build arguments and target.
    pub args: BuildArgs,
    /// What else is on the command line of a build.
    pub settings: Settings,
    /// The directories given with `--build-context`, by name; they are taken not to change.
    pub contexts: BTreeMap<String, Context>,
    /// What steps cost.
    pub costs: Costs,
    /// Is called once for each commit that is done.
    pub observe: Option<&'o (dyn Fn() + Sync)>,
}

/// What one commit did.
#[derive(Default)]
struct Column {
    cells: Vec<Cell>,
    /// For each row that ran the row that made it run.
    causes: Vec<Option<usize>>,
    seconds: f64,
    open_seconds: f64,
    blame: Blame,
    assumptions: Vec<String>,
}

/// What each commit of a recording re-runs, when the build before it is in the cache.
///
/// That is the build of its first parent; of the last commit before it that has one, where the parent has none.
pub fn replay(recording: &Recording, options: &ReplayOptions<'_>) -> History {
    let builds = Builds::new(recording, options);
    let Some(newest) = builds.newest() else { return without_build(recording) };
    let columns: Vec<Column> = (1..=recording.commits.len())
        .into_par_iter()
        .map(|moment| {
            let column = column(recording, &builds, options, moment);
            let rows = newest.vertices.steps.len();
            let unknown = || Column {
                cells: vec![Cell::NoBuild; rows],
                causes: vec![None; rows],
                ..Column::default()
            };
            if let Some(observe) = options.observe {
                observe();
            }
            column.unwrap_or_else(unknown)
        })
        .collect();
    gather(recording, newest, columns)
}

fn without_build(recording: &Recording) -> History {
    let assumptions = recording.assumptions.clone();
    let seconds = vec![(0.0, 0.0); recording.commits.len()];
    History { commits: recording.commits.clone(), seconds, assumptions, ..History::default() }
}

/// The commit after which it is `moment`; `None` when there is no build, or none before it.
fn column(
    recording: &Recording,
    builds: &Builds,
    options: &ReplayOptions<'_>,
    moment: usize,
) -> Option<Column> {
    let after = builds.at(moment)?;
    let earlier = builds.before(moment)?;
    let before = builds.at(earlier)?;
    let trees = (recording.tree(earlier), recording.tree(moment));
    let changes = Changes::new(recording.paths_changed(earlier, moment), &trees.0, &trees.1);
    let contexts =
        (before.rules.with_tree(Arc::new(trees.0)), after.rules.with_tree(Arc::new(trees.1)));
    let simulation = simulate(
        &snapshot(before, &contexts.0, options),
        &snapshot(after, &contexts.1, options),
        &changes,
    );
    Some(judge(after, &simulation))
}

fn snapshot<'a>(
    build: &'a Build,
    context: &'a Context,
    options: &'a ReplayOptions<'_>,
) -> Snapshot<'a> {
    Snapshot { vertices: &build.vertices, context: Some(context), contexts: &options.contexts }
}

/// What a simulation comes to in the rows of the newest build.
fn judge(build: &Build, simulation: &Simulation) -> Column {
    let cells: Vec<Cell> = simulation.steps.iter().map(Cell::of).collect();
    let of_row = |own: &Option<usize>| own.map_or(Cell::NotBuilt, |own| cells[own]);
    let row_of = |number: usize| build.counterparts.iter().position(|own| *own == Some(number));
    let cause_of_row = |own: &Option<usize>| {
        let number = own.filter(|own| cells[*own].ran())?;
        let cause = simulation.steps[number].cause.as_ref();
        row_of(cause.and_then(|cause| cause.step).unwrap_or(number))
    };
    let mut column = Column {
        cells: build.counterparts.iter().map(of_row).collect(),
        causes: build.counterparts.iter().map(cause_of_row).collect(),
        assumptions: simulation.assumptions.clone(),
        ..Column::default()
    };
    // A vertex that several steps share runs once.
    let mut counted = BTreeSet::new();
    for (number, outcome) in simulation.steps.iter().enumerate() {
        let is_first = outcome.step.vertex.is_none_or(|vertex| counted.insert(vertex));
        let seconds = build.seconds[number].value;
        match cells[number] {
            cell if cell.ran() && is_first => column.seconds += seconds,
            Cell::Depends | Cell::Unknown if is_first => column.open_seconds += seconds,
            _ => {}
        }
        let is_changed = cells[number] == Cell::Changed;
        if let (true, Some(cause)) = (is_changed, &outcome.cause) {
            let row = row_of(number);
            let paths = cause.paths.iter().map(|change| change.path.clone());
            column.blame.causes.push((row, paths.collect()));
        }
    }
    column
}

fn gather(recording: &Recording, newest: &Build, columns: Vec<Column>) -> History {
    let steps = newest.vertices.steps.iter().enumerate().map(|(row, step)| StepHistory {
        step: step.clone(),
        line: newest.lines[row].0,
        end_line: newest.lines[row].1,
        cells: columns.iter().map(|column| column.cells[row]).collect(),
        causes: counted(columns.iter().filter_map(|column| column.causes[row])),
        seconds: newest.seconds[row],
    });
    let steps: Vec<StepHistory> = steps.collect();
    let mut assumptions = recording.assumptions.clone();
    for assumption in columns.iter().flat_map(|column| &column.assumptions) {
        if !assumptions.contains(assumption) {
            assumptions.push(assumption.clone());
        }
    }
    let blames = columns.iter().map(|column| (&column.blame, column.seconds));
    History {
        commits: recording.commits.clone(),
        top_paths: top_paths(blames),
        seconds: columns.iter().map(|column| (column.seconds, column.open_seconds)).collect(),
        steps,
        assumptions,
        refused: newest.refused.clone(),
    }
}

fn counted(numbers: impl Iterator<Item = usize>) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    numbers.for_each(|number| *counts.entry(number).or_default() += 1);
    counts
}
