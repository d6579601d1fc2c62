//! `dockwright simulate`: which steps a change re-runs.

mod builds;

use super::args::{ColorArg, RuleFormatArg, SimulateArgs};
use super::{CLEAN, FINDINGS, Failure, history, output};
use crate::analysis;
use crate::cache::{Simulation, Verdict};
use crate::host;
use crate::project::compared;
use crate::report::{Style, explained_step, simulation_json, simulation_text};
use crate::text::{LineIndex, Source};
pub(super) use builds::{path_and_edit, plain};

/// Runs the command.
pub(super) fn run(args: &SimulateArgs) -> Result<u8, Failure> {
    if let Some(count) = args.history.history {
        return history::run(args, count);
    }
    if args.record {
        let (build, place) = builds::plain(args)?;
        compared::record::write(&build, &place)?;
        return Ok(CLEAN);
    }
    let compared = builds::compared(args)?;
    for note in &compared.notes {
        eprintln!("note: {}", crate::text::printable(note));
    }
    let mut simulation = analysis::simulate(&compared.before, &compared.after, &compared.changes);
    for (before, changes) in &compared.further {
        simulation = simulation.or(analysis::simulate(before, &compared.after, changes));
    }
    simulation.assumptions.extend(compared.assumptions.iter().cloned());
    let text = Source::new(&compared.after.dockerfile);
    let costs = history::costs(args.history.weights.as_deref())?;
    let target = args.build.target.clone();
    let report = compared::report(&compared, target, text.text(), &simulation, costs);
    let printed = match (&args.explain, args.format) {
        (Some(step), RuleFormatArg::Text) => {
            explained_step(&report, chosen(step, &simulation, text.text())?)
        }
        (_, RuleFormatArg::Json) => simulation_json(&report),
        (None, RuleFormatArg::Text) => simulation_text(&report, style(args)),
    };
    output::print(printed.as_bytes(), None)?;
    let seconds: f64 = simulation
        .steps
        .iter()
        .zip(&report.seconds)
        .filter(|(step, _)| step.verdict == Verdict::Rerun)
        .filter_map(|(_, seconds)| Some(seconds.as_ref()?.value))
        .sum();
    Ok(match args.max_rerun_seconds {
        Some(limit) if seconds > limit => FINDINGS,
        _ => CLEAN,
    })
}

/// The step that the user means: by line, or by its number.
fn chosen(wanted: &str, simulation: &Simulation, text: &str) -> Result<usize, Failure> {
    let (number, by_line) = match wanted.strip_prefix('#') {
        Some(number) => (number, false),
        None => (wanted, true),
    };
    let failure =
        || Failure(format!("--explain {wanted}: expected a line, or #N for the Nth step"));
    let number: usize = number.parse().map_err(|_| failure())?;
    if !by_line {
        let is_there = (1..=simulation.steps.len()).contains(&number);
        let count = simulation.steps.len();
        let failure = || Failure(format!("--explain {wanted}: there are {count} steps"));
        return is_there.then(|| number - 1).ok_or_else(failure);
    }
    let lines = LineIndex::new(text);
    let covers = |range: crate::text::TextRange| {
        let first = lines.line(range.start as usize) as usize;
        let last = lines.line((range.end as usize).saturating_sub(1)) as usize;
        (first..=last).contains(&number)
    };
    let found = simulation.steps.iter().position(|outcome| covers(outcome.step.range));
    found.ok_or_else(|| Failure(format!("--explain {wanted}: no step stands on line {number}")))
}

fn style(args: &SimulateArgs) -> Style {
    let color = match args.color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => host::wants_color(),
    };
    Style { color, ..Style::default() }
}
