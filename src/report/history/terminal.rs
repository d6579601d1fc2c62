//! The heatmap for a terminal: headline, worst step, rows, the paths behind them; never more than forty lines.

use super::HistoryReport;
use super::bins::{columns, strongest};
use super::figures::{at_most, count, percent, short_duration};
use super::glyph::{glyph, pair, tint};
use super::words::{cut, day, instruction};
use crate::cost::SecondsSource;
use crate::history::{Cell, StepHistory};
use crate::report::paint::{RESET, one_line};
use std::fmt::Write;
use std::ops::Range;

/// How the heatmap looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeatmapStyle {
    /// Whether to write ANSI colours.
    pub color: bool,
    /// Whether to draw with ASCII alone.
    pub ascii: bool,
    /// Columns of the terminal.
    pub width: usize,
}

const MOST_LINES: usize = 40;
const MOST_PATHS: usize = 5;
const NARROWEST: usize = 60;
/// Room for percentage and cost.
const RIGHT: usize = 17;
/// Room for the pointer at the root cause of the worst step, and the line number.
const LEFT: usize = 6;

/// The history as text.
pub fn history_text(report: &HistoryReport<'_>, style: HeatmapStyle) -> String {
    let view = View::new(report, style);
    let mut head = Vec::new();
    let context = report.context.as_deref().map(|it| format!(" (context {})", one_line(it)));
    let title = one_line(&report.dockerfile) + &context.unwrap_or_default();
    head.extend(view.wrapped(&format!("{title}: {}", report.span())));
    head.extend(report.warning().iter().flat_map(|warning| view.wrapped(warning)));
    head.extend(view.wrapped(&report.headline()));
    head.extend(report.blame().iter().flat_map(|blame| view.wrapped(blame)));
    head.push(String::new());
    let mut tail = vec![String::new()];
    tail.extend(view.paths());
    tail.extend(view.legend());
    let assumptions = report.history.assumptions.iter();
    tail.extend(assumptions.flat_map(|it| view.wrapped(&format!("assumed: {}", one_line(it)))));
    let room = MOST_LINES.saturating_sub(head.len() + tail.len());
    let lines = head.into_iter().chain(view.rows(room)).chain(tail);
    let trimmed = lines.map(|line| line.trim_end().to_owned() + "\n");
    trimmed.collect()
}

struct View<'r, 'a> {
    report: &'r HistoryReport<'a>,
    style: HeatmapStyle,
    columns: Vec<Range<usize>>,
    /// How wide the strip is, in characters.
    strip: usize,
    /// How wide the instructions are.
    label: usize,
}

impl<'r, 'a> View<'r, 'a> {
    fn new(report: &'r HistoryReport<'a>, style: HeatmapStyle) -> Self {
        let width = style.width.max(NARROWEST);
        let steps = &report.history.steps;
        let longest = steps.iter().map(|step| instruction(step).chars().count()).max();
        let commits = report.history.commits.len();
        // Few commits leave the steps more room.
        let room = width.saturating_sub(LEFT + 1 + RIGHT);
        let label =
            longest.unwrap_or_default().min((width * 3 / 10).max(room.saturating_sub(commits)));
        let room = room.saturating_sub(label).max(10);
        // A character has room for two columns, unless it is ASCII; for few commits it holds one.
        let columns = columns(commits, if style.ascii { room } else { 2 * room });
        let is_paired = columns.len() > room;
        let strip = if is_paired { columns.len().div_ceil(2) } else { columns.len() };
        Self { report, style, columns, strip, label }
    }

    /// The rows, and above them when they are from; no more lines than `room`.
    fn rows(&self, room: usize) -> Vec<String> {
        let steps = &self.report.history.steps;
        let mut kept: Vec<usize> = (0..steps.len()).collect();
        let mut left_out = 0;
        // Those that cost least go first; a line says how many.
        while self.lines_for(&kept) + usize::from(left_out > 0) + 1 > room && kept.len() > 1 {
            // Of equal ones the later: a chain of victims is understood from its beginning.
            let least = kept.iter().enumerate().rev().min_by(|(_, one), (_, other)| {
                let value = |number: usize| {
                    let step = &steps[number];
                    (step.reruns() + step.open() > 0, step.cost())
                };
                let (one, other) = (value(**one), value(**other));
                one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
            });
            let Some((at, _)) = least else { break };
            kept.remove(at);
            left_out += 1;
        }
        let mut lines = vec![self.axis()];
        let mut stage = None;
        for number in kept {
            let step = &steps[number];
            if let (Some(name), true) = (&step.step.stage_name, stage != Some(step.step.stage)) {
                stage = Some(step.step.stage);
                lines.push(self.painted(&one_line(name), "\x1b[1m"));
            }
            lines.push(self.row(step));
        }
        if left_out > 0 {
            let steps = count(left_out, "step that runs", "steps that run");
            lines.push(format!("     and {steps} less, or not at all"));
        }
        lines
    }

    /// Lines that these steps take, stage names included.
    fn lines_for(&self, kept: &[usize]) -> usize {
        let steps = &self.report.history.steps;
        let mut stages: Vec<usize> = kept
            .iter()
            .filter(|number| steps[**number].step.stage_name.is_some())
            .map(|number| steps[*number].step.stage)
            .collect();
        stages.dedup();
        kept.len() + stages.len()
    }

    fn axis(&self) -> String {
        let commits = &self.report.history.commits;
        let width = self.strip;
        let (Some(first), Some(last)) = (commits.first(), commits.last()) else {
            return String::new();
        };
        let (from, to) = (day(&first.date), day(&last.date));
        let gap = width.saturating_sub(from.len() + to.len());
        let dates = if gap == 0 { String::new() } else { format!("{from}{}{to}", " ".repeat(gap)) };
        let strip = format!("{dates:width$}");
        format!(
            "{:>5} {:label$} {strip} {:>6} {:>8}",
            "line",
            "step",
            "re-run",
            "cost",
            label = self.label
        )
    }

    fn row(&self, step: &StepHistory) -> String {
        let text = cut(&instruction(step), self.label);
        let padding = " ".repeat(self.label.saturating_sub(text.chars().count()));
        let strip = self.strip(step);
        let (ran, open) = (step.reruns(), step.open());
        let part = match (step.answers(), open) {
            (0, _) => "-".to_owned(),
            (_, 0) => percent(step.fraction(ran)),
            _ => self.at_most(step.fraction(ran + open)),
        };
        let cost = if ran > 0 { self.cost(step) } else { String::new() };
        let cause = self.report.worst().and_then(|worst| worst.cause.or(Some(worst.step)));
        let pointer = match cause.is_some_and(|cause| std::ptr::eq(cause, step)) {
            true => self.pointer(),
            false => ' ',
        };
        format!("{pointer}{:>4} {text}{padding} {strip} {part:>6} {cost:>8}", step.line)
    }

    fn at_most(&self, fraction: f64) -> String {
        let part = at_most(fraction).replace("≤ ", "≤");
        if self.style.ascii { part.replace('≤', "<=") } else { part }
    }

    fn pointer(&self) -> char {
        if self.style.ascii { '>' } else { '▸' }
    }

    /// Seconds of all runs, with the mark of their source.
    fn cost(&self, step: &StepHistory) -> String {
        format!("{} {}", short_duration(step.cost()), self.mark(step.seconds.source))
    }

    fn mark(&self, source: SecondsSource) -> char {
        match (source, self.style.ascii) {
            (source, false) => super::figures::mark(source),
            (SecondsSource::Measured, true) => '*',
            (SecondsSource::Recorded, true) => '+',
            (SecondsSource::File, true) => '=',
            (SecondsSource::Estimated, true) => '~',
        }
    }

    fn strip(&self, step: &StepHistory) -> String {
        let cells: Vec<Cell> =
            self.columns.iter().map(|range| strongest(&step.cells[range.clone()])).collect();
        let size = if cells.len() > self.strip { 2 } else { 1 };
        let mut strip = String::new();
        let mut color = "";
        for cells in cells.chunks(size) {
            let cell = strongest(cells);
            if self.style.color && color != tint(cell) {
                if !color.is_empty() {
                    strip.push_str(RESET);
                }
                color = tint(cell);
                strip.push_str(color);
            }
            strip.push(match cells {
                [left, right] => pair(*left, *right),
                _ => glyph(cell, self.style.ascii),
            });
        }
        if !color.is_empty() {
            strip.push_str(RESET);
        }
        strip
    }

    fn paths(&self) -> Vec<String> {
        let paths = self.report.history.top_paths.iter().take(MOST_PATHS);
        let line = |step: Option<usize>| {
            let line = step.map(|step| self.report.history.steps[step].line);
            line.map(|line| format!(", line {line}")).unwrap_or_default()
        };
        let told = paths.map(|path| {
            let alone = match path.alone {
                0 => String::new(),
                alone => format!("; alone in {alone}: {}", short_duration(path.seconds_alone)),
            };
            let name = cut(&one_line(&path.path), self.style.width.max(NARROWEST) / 2);
            let commits = count(path.commits, "commit", "commits");
            format!("{commits:>11}  {name}{}{alone}", line(path.step()))
        });
        told.collect()
    }

    /// The glyphs that occur, with what they mean.
    fn legend(&self) -> Vec<String> {
        let cells = self.report.history.steps.iter().flat_map(|step| &step.cells);
        let mut legend: Vec<String> = Vec::new();
        let occurs = |wanted: &[Cell]| cells.clone().any(|cell| wanted.contains(cell));
        for (wanted, meaning) in [
            (&[Cell::Changed, Cell::Redefined][..], "runs by its own input"),
            (&[Cell::Parent], "runs because of another step"),
            (&[Cell::Depends], "may run"),
            (&[Cell::Unknown], "cannot be told"),
            (&[Cell::Cached], "cached"),
            (&[Cell::NotBuilt, Cell::NoBuild], "no such build"),
        ] {
            if occurs(wanted) {
                let shape = glyph(wanted[wanted.len() - 1], self.style.ascii);
                legend.push(format!("{shape} {meaning}"));
            }
        }
        for source in self.report.sources() {
            let meaning = super::figures::meaning(source);
            legend.push(format!("{} {meaning}", self.mark(source)));
        }
        if self.report.worst().is_some() {
            legend.push(format!("{} root cause of the worst step", self.pointer()));
        }
        let commits = self.report.history.commits.len();
        if commits > self.columns.len() {
            legend.push(format!("{commits} commits in {} columns", self.columns.len()));
        }
        self.joined(legend)
    }

    fn painted(&self, text: &str, color: &str) -> String {
        if self.style.color { format!("{color}{text}{RESET}") } else { text.to_owned() }
    }

    /// Items side by side, as many in a line as there is room for.
    fn joined(&self, items: Vec<String>) -> Vec<String> {
        const GAP: &str = "   ";
        let width = self.style.width.max(NARROWEST);
        let mut lines: Vec<String> = Vec::new();
        for item in items {
            match lines.last_mut() {
                Some(line) if line.chars().count() + GAP.len() + item.chars().count() <= width => {
                    line.push_str(GAP);
                    line.push_str(&item);
                }
                _ => lines.push(item),
            }
        }
        lines
    }

    /// The text in lines of the terminal's width, broken between words.
    fn wrapped(&self, text: &str) -> Vec<String> {
        let width = self.style.width.max(NARROWEST);
        let mut lines = vec![String::new()];
        for word in text.split(' ') {
            let line = lines.last_mut().expect("there is always one");
            let length = line.chars().count();
            if length > 0 && length + 1 + word.chars().count() > width {
                lines.push(format!("  {word}"));
            } else {
                let separator = if length == 0 { "" } else { " " };
                let _ = write!(line, "{separator}{word}");
            }
        }
        lines
    }
}
