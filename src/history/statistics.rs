//! What came of a replay: rows, and the sums over them.

use super::{Cell, Commit, PathCause};
use crate::build::vertex::VertexStep;
use crate::cost::Seconds;
use std::collections::BTreeMap;

/// What the last commits did to the steps of the newest Dockerfile.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Oldest first.
    pub commits: Vec<Commit>,
    /// The steps, in file order.
    pub steps: Vec<StepHistory>,
    /// The paths that cause most, worst first.
    pub top_paths: Vec<PathCause>,
    /// For each commit the seconds of the steps that ran, and of those of which that is not certain.
    pub seconds: Vec<(f64, f64)>,
    /// What was taken for granted.
    pub assumptions: Vec<String>,
    /// Why BuildKit would refuse the newest Dockerfile.
    pub refused: Option<String>,
}

/// What the commits did to one step.
#[derive(Clone, Debug)]
pub struct StepHistory {
    /// The step.
    pub step: VertexStep,
    /// Its first line, from 1.
    pub line: u32,
    /// Its last line.
    pub end_line: u32,
    /// One for each commit.
    pub cells: Vec<Cell>,
    /// The steps that made it run, by number, and in how many commits; itself among them.
    pub causes: BTreeMap<usize, usize>,
    /// What it costs when it runs.
    pub seconds: Seconds,
}

impl StepHistory {
    /// In how many commits it ran, for certain.
    pub fn reruns(&self) -> usize {
        self.count(Cell::ran)
    }

    /// In how many commits it ran for what it reads or is itself.
    pub fn root_causes(&self) -> usize {
        self.count(Cell::is_root_cause)
    }

    /// In how many commits it is open whether it ran: that depends on what came out of another step, or is not known.
    pub fn open(&self) -> usize {
        self.count(|cell| matches!(cell, Cell::Depends | Cell::Unknown))
    }

    /// In how many commits there is an answer.
    pub fn answers(&self) -> usize {
        self.count(Cell::is_answer)
    }

    /// Seconds of all its runs.
    pub fn cost(&self) -> f64 {
        self.reruns() as f64 * self.seconds.value
    }

    /// The part of the answers that `count` is; 0 without answers.
    pub fn fraction(&self, count: usize) -> f64 {
        match self.answers() {
            0 => 0.0,
            answers => count as f64 / answers as f64,
        }
    }

    fn count(&self, is_counted: impl Fn(Cell) -> bool) -> usize {
        self.cells.iter().filter(|cell| is_counted(**cell)).count()
    }
}

impl History {
    /// Seconds of everything that ran.
    pub fn total_seconds(&self) -> f64 {
        self.seconds.iter().map(|(seconds, _)| seconds).sum()
    }

    /// Seconds of what ran only if something else came out different.
    pub fn open_seconds(&self) -> f64 {
        self.seconds.iter().map(|(_, open)| open).sum()
    }

    /// In how many commits anything ran.
    pub fn commits_with_reruns(&self) -> usize {
        let ran = |number: &usize| self.steps.iter().any(|step| step.cells[*number].ran());
        (0..self.commits.len()).filter(ran).count()
    }

    /// How many commits there is an answer for.
    pub fn commits_answered(&self) -> usize {
        let is_answered =
            |number: &usize| self.steps.iter().any(|step| step.cells[*number].is_answer());
        (0..self.commits.len()).filter(is_answered).count()
    }

    /// The step whose runs cost most, by number; none when nothing ran.
    pub fn worst_step(&self) -> Option<usize> {
        let costs = self.steps.iter().enumerate().map(|(number, step)| (number, step.cost()));
        let worst = costs.max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)));
        worst.filter(|(_, cost)| *cost > 0.0).map(|(number, _)| number)
    }

    /// The step that is behind most runs of `step`, itself perhaps; none when it never ran for a step of this file.
    pub fn root_cause_of(&self, step: usize) -> Option<usize> {
        let causes = self.steps.get(step)?.causes.iter();
        let most = causes.max_by_key(|(number, count)| (**count, std::cmp::Reverse(**number)));
        most.map(|(number, _)| *number)
    }
}
