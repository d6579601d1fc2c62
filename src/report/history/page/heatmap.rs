//! The heatmap of the page: a table of steps, each with its strip of commits.

use super::Detail;
use crate::history::{Cell, StepHistory};
use crate::report::history::HistoryReport;
use crate::report::history::bins::{columns, strongest};
use crate::report::history::figures::{at_most, count, duration, mark, percent, short_duration};
use crate::report::history::markup::{DRAWN, class, escaped, path};
use crate::report::history::words::{cut, day, instruction, short_sha};
use std::fmt::Write;
use std::ops::Range;

/// Colours that stages take in turn.
const STAGE_COLORS: usize = 6;
/// Longest instruction that is told whole.
const LONGEST: usize = 300;

pub(super) fn section(report: &HistoryReport<'_>, detail: Detail) -> String {
    let columns = columns(report.history.commits.len(), detail.columns);
    let mut html = String::from("<section>\n<h2>Steps by commit</h2>\n");
    html.push_str(&legend(report, columns.len()));
    html.push_str(
        "<table class=\"map\">\n<colgroup><col class=\"c-line\"><col class=\"c-step\"><col>",
    );
    html.push_str("<col class=\"c-part\"><col class=\"c-cost\"></colgroup>\n");
    html.push_str(&header(report));
    html.push_str(&sums(report, &columns));
    let steps = report.history.steps.iter().take(detail.steps);
    let mut stage = None;
    for step in steps {
        if stage != Some(step.step.stage) {
            html.push_str(if stage.is_some() { "</tbody>\n" } else { "" });
            stage = Some(step.step.stage);
            let color = step.step.stage % STAGE_COLORS;
            let _ = writeln!(html, "<tbody class=\"g g{color}\">");
            if let Some(name) = &step.step.stage_name {
                let name = escaped(name);
                let _ = writeln!(
                    html,
                    "<tr class=\"stage\"><th colspan=\"5\" scope=\"rowgroup\">{name}</th></tr>"
                );
            }
        }
        html.push_str(&row(report, step, &columns));
    }
    html.push_str(if stage.is_some() { "</tbody>\n" } else { "" });
    html.push_str("</table>\n");
    let left_out = report.history.steps.len().saturating_sub(detail.steps);
    if left_out > 0 {
        let steps = count(left_out, "step", "steps");
        let _ = writeln!(html, "<p class=\"soft\">{steps} more are not shown.</p>");
    }
    html + "</section>\n"
}

fn header(report: &HistoryReport<'_>) -> String {
    let commits = &report.history.commits;
    let dates = [commits.first(), commits.last()];
    let dates = dates.map(|commit| commit.map(|it| escaped(&day(&it.date))).unwrap_or_default());
    format!(
        "<thead><tr><th class=\"number\" scope=\"col\">Line</th><th scope=\"col\">Step</th>\
         <th class=\"when\" scope=\"col\"><span class=\"dates\"><span>{}</span><span>{}</span></span></th>\
         <th class=\"number\" scope=\"col\">Re-runs</th><th class=\"number\" scope=\"col\">Cost</th></tr></thead>\n",
        dates[0], dates[1]
    )
}

/// What each commit cost, over all steps; the one place where commits have titles.
fn sums(report: &HistoryReport<'_>, columns: &[Range<usize>]) -> String {
    let history = report.history;
    let seconds = |range: &Range<usize>| -> f64 {
        history.seconds[range.clone()].iter().map(|(seconds, _)| seconds).sum()
    };
    let most = columns.iter().map(&seconds).fold(0.0, f64::max);
    let mut bars = String::new();
    for (column, range) in columns.iter().enumerate() {
        let own = seconds(range);
        let tall = if most > 0.0 { (own / most * 40.0).max(f64::from(own > 0.0)) } else { 0.0 };
        let tall = (tall * 10.0).round() / 10.0;
        let title = escaped(&title_of(report, range, own));
        // What is hovered is the whole column, however small the bar.
        let _ =
            write!(bars, "<g><title>{title}</title><path class=\"h\" d=\"M{column} 0h1v44h-1z\"/>");
        if tall > 0.0 {
            let top = 44.0 - tall;
            let _ = write!(bars, "<path class=\"b\" d=\"M{column} {top}h.86v{tall}h-.86z\"/>");
        }
        bars.push_str("</g>");
    }
    let width = columns.len().max(1);
    let total = duration(history.total_seconds());
    format!(
        "<tbody class=\"sum\"><tr><td></td><td class=\"step soft\">Seconds of each commit</td>\
         <td class=\"strip\"><svg viewBox=\"0 0 {width} 44\" preserveAspectRatio=\"none\" role=\"img\" \
         aria-label=\"Seconds of re-run work in each commit\">{bars}</svg></td><td></td>\
         <td class=\"number cost\">{total}</td></tr></tbody>\n"
    )
}

fn title_of(report: &HistoryReport<'_>, range: &Range<usize>, seconds: f64) -> String {
    let commits = &report.history.commits[range.clone()];
    let cost = duration(seconds);
    match commits {
        [only] => {
            let files = count(only.changed, "file", "files");
            let subject = cut(&only.subject, 60);
            let separator = if subject.is_empty() { "" } else { ": " };
            format!(
                "{}{separator}{subject} ({}, {files}): {cost}",
                short_sha(&only.sha),
                day(&only.date)
            )
        }
        [first, .., last] => {
            let number = commits.len();
            format!(
                "{number} commits, {} to {}: {cost}",
                short_sha(&first.sha),
                short_sha(&last.sha)
            )
        }
        [] => cost,
    }
}

fn row(report: &HistoryReport<'_>, step: &StepHistory, columns: &[Range<usize>]) -> String {
    let full = cut(&instruction(step), LONGEST);
    let text = escaped(&full);
    let (ran, open) = (step.reruns(), step.open());
    let part = match (step.answers(), open) {
        (0, _) => "–".to_owned(),
        (_, 0) => percent(step.fraction(ran)),
        _ => at_most(step.fraction(ran + open)),
    };
    let cost = match ran {
        0 => String::new(),
        _ => format!("{} {}", short_duration(step.cost()), mark(step.seconds.source)),
    };
    let is_quiet = ran + open == 0;
    let told = summary(step);
    format!(
        "<tr{}><td class=\"number line\">{}</td><td class=\"step\" title=\"{text}\"><div><span class=\"code\">{text}</span>{}</div></td>\
         <td class=\"strip\">{}</td><td class=\"number part\">{part}</td><td class=\"number cost\" title=\"{}\">{cost}</td></tr>\n",
        if is_quiet { " class=\"quiet\"" } else { "" },
        step.line,
        tag(report, step),
        strip(step, columns, &told),
        escaped(&told),
    )
}

/// Marks the worst step and its root cause.
fn tag(report: &HistoryReport<'_>, step: &StepHistory) -> &'static str {
    let Some(worst) = report.worst() else { return "" };
    match worst.cause {
        Some(cause) if std::ptr::eq(cause, step) => "<span class=\"tag\">root cause</span>",
        Some(_) if std::ptr::eq(worst.step, step) => "<span class=\"tag\">worst</span>",
        None if std::ptr::eq(worst.step, step) => "<span class=\"tag\">worst, root cause</span>",
        _ => "",
    }
}

/// `ran in 93 of 200 commits: 6 by its own input; 41 s each`
fn summary(step: &StepHistory) -> String {
    let (ran, own, open) = (step.reruns(), step.root_causes(), step.open());
    let of = count(step.answers(), "commit", "commits");
    let mut text = format!("ran in {ran} of {of}");
    if ran > 0 {
        let _ = write!(text, ", {own} by its own input, {} because of another step", ran - own);
    }
    if open > 0 {
        let _ = write!(text, ", may have run in {open}");
    }
    let _ = write!(text, "; {} each", duration(step.seconds.value));
    text
}

fn strip(step: &StepHistory, columns: &[Range<usize>], told: &str) -> String {
    let cells: Vec<Cell> =
        columns.iter().map(|range| strongest(&step.cells[range.clone()])).collect();
    let mut paths = String::new();
    for kind in DRAWN {
        let data = path(&cells, kind, 10.0);
        if let (false, Some(class)) = (data.is_empty(), class(kind)) {
            let _ = write!(paths, "<path class=\"{class}\" d=\"{data}\"/>");
        }
    }
    let title = escaped(&format!("Line {}: {told}", step.line));
    let width = columns.len().max(1);
    format!(
        "<svg viewBox=\"0 0 {width} 10\" preserveAspectRatio=\"none\" role=\"img\"><title>{title}</title>{paths}</svg>"
    )
}

fn legend(report: &HistoryReport<'_>, columns: usize) -> String {
    let cells = || report.history.steps.iter().flat_map(|step| &step.cells);
    let mut legend = String::from("<ul class=\"legend\">\n");
    for (kind, meaning) in [
        (Cell::Changed, "ran: files that it reads changed"),
        (Cell::Redefined, "ran: its own text or image changed"),
        (Cell::Parent, "ran only because of another step"),
        (Cell::Depends, "may have run"),
        (Cell::Unknown, "cannot be told"),
        (Cell::NoBuild, "no such build"),
    ] {
        if cells().any(|cell| class(*cell) == class(kind)) {
            let swatch = swatch(kind);
            let _ = writeln!(legend, "<li>{swatch}{meaning}</li>");
        }
    }
    if cells().any(|cell| *cell == Cell::Cached) {
        let _ = writeln!(legend, "<li>{}cached</li>", swatch(Cell::Cached));
    }
    let commits = report.history.commits.len();
    if commits > columns {
        let _ = writeln!(
            legend,
            "<li>{commits} commits in {columns} columns, the strongest of each shown</li>"
        );
    }
    legend + "</ul>\n"
}

fn swatch(kind: Cell) -> String {
    let class = class(kind).unwrap_or_default();
    let data = if class.is_empty() { String::new() } else { path(&[kind], kind, 18.0) };
    // One column that is as wide as the swatch.
    format!(
        "<svg viewBox=\"0 0 1 18\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <path d=\"M0 0h1v18h-1z\" style=\"fill:var(--track)\"/><path class=\"{class}\" d=\"{data}\"/></svg>"
    )
}
