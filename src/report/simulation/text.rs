//! A prediction for people: the headline, then a line for each step.

use super::row::{line, paths, reason, status, tint};
use super::{SimulationReport, is_root_cause};
use crate::cache::{Cause, StepOutcome, Verdict};
use crate::report::Style;
use crate::report::advice::advice_text;
use crate::report::figures::duration;
use crate::report::paint::{RESET, one_line};
use crate::text::LineIndex;
use std::fmt::Write;

/// The prediction as text.
pub fn simulation_text(report: &SimulationReport<'_>, style: Style) -> String {
    let lines = report.lines();
    let mut text = headline(report, &lines) + "\n\n";
    let width = report.steps().map(|(_, it)| shown(it).chars().count()).max().unwrap_or_default();
    let mut stage = None;
    for (number, outcome) in report.steps() {
        if outcome.step.stage_name.is_some() && stage != Some(outcome.step.stage) {
            stage = Some(outcome.step.stage);
            let name = outcome.step.stage_name.as_deref().unwrap_or_default();
            let _ = writeln!(text, "  stage {}", one_line(name));
        }
        let row = row(report, &lines, (number, outcome), width, style);
        text.push_str(row.trim_end());
        text.push('\n');
    }
    let advice = report.roots.iter().flat_map(|root| &root.advice);
    let line_of = |step: usize| line(report, &lines, step);
    text += &advice_text("what would help", advice, &line_of);
    text.push('\n');
    for assumption in &report.simulation.assumptions {
        let _ = writeln!(text, "assumed: {assumption}");
    }
    text
}

/// The headline alone.
pub fn simulation_headline(report: &SimulationReport<'_>) -> String {
    headline(report, &LineIndex::new(report.text))
}

/// How much runs, and because of what.
fn headline(report: &SimulationReport<'_>, lines: &LineIndex) -> String {
    let rerun = report.count(Verdict::Rerun);
    let (depends, unknown) = (report.count(Verdict::Depends), report.count(Verdict::Unknown));
    let all = rerun + depends + unknown + report.count(Verdict::Cached);
    let cost = report.cost(Verdict::Rerun).map(|cost| format!(", about {}", duration(cost)));
    let mut headline = match rerun + depends + unknown {
        0 => format!("all {all} steps are cached"),
        _ => format!("{rerun} of {all} steps re-run{}", cost.unwrap_or_default()),
    };
    if depends > 0 {
        let _ = write!(headline, ", {depends} more may");
    }
    if unknown > 0 {
        let _ = write!(headline, ", {unknown} cannot be told");
    }
    let causes: Vec<String> = report
        .root_causes()
        .map(|(step, outcome)| {
            let place = format!("{} (line {})", shown(outcome), line(report, lines, step));
            match outcome.cause.as_ref().filter(|cause| !cause.paths.is_empty()) {
                Some(_) => format!("{place}, because of {}", paths(outcome)),
                None => format!("{place}: {}", detail(outcome)),
            }
        })
        .collect();
    match causes.as_slice() {
        [] => headline,
        [only] => format!("{headline}; root cause: {only}"),
        several => format!("{headline}; root causes:\n  {}", several.join("\n  ")),
    }
}

fn detail(outcome: &StepOutcome) -> String {
    one_line(outcome.cause.as_ref().map_or("", |cause| &cause.detail))
}

fn row(
    report: &SimulationReport<'_>,
    lines: &LineIndex,
    (number, outcome): (usize, &StepOutcome),
    width: usize,
    style: Style,
) -> String {
    let word = format!("{:7}", status(outcome));
    let word = if style.color { format!("{}{word}{RESET}", tint(outcome)) } else { word };
    let seconds = report.seconds_of(number).filter(|_| outcome.verdict != Verdict::NotBuilt);
    let seconds = seconds.map(|it| duration(it.value)).unwrap_or_default();
    let instruction = shown(outcome);
    let padding = " ".repeat(width.saturating_sub(instruction.chars().count()));
    let reason = reason(report, lines, outcome);
    let stale = match outcome.may_be_stale && is_root_cause(outcome) {
        true => " (the engine may not see this change, and serve the old files)",
        false => "",
    };
    let line = line(report, lines, number);
    format!("  {word} {line:>4}  {instruction}{padding}  {seconds:>7}  {reason}{stale}")
}

/// The instruction as it is shown.
fn shown(outcome: &StepOutcome) -> String {
    let text = one_line(&outcome.step.text);
    let text = if outcome.step.is_trigger { format!("ONBUILD {text}") } else { text };
    match text.char_indices().nth(44) {
        Some(_) => format!("{}…", text.chars().take(43).collect::<String>()),
        None => text,
    }
}

/// All that is known of one step: the chain from the root cause to it.
pub fn explained_step(report: &SimulationReport<'_>, number: usize) -> String {
    let lines = report.lines();
    let Some(outcome) = report.simulation.steps.get(number) else { return String::new() };
    let place = format!("line {}, {}", line(report, &lines, number), shown(outcome));
    let mut text = format!("{place}: {}\n", status(outcome).to_lowercase());
    let mut at = outcome;
    while let Some(cause) = &at.cause {
        let _ = writeln!(text, "  {}", sentence(report, &lines, at, cause));
        match cause.step.and_then(|step| report.simulation.steps.get(step)) {
            Some(next) if !std::ptr::eq(next, at) => at = next,
            _ => break,
        }
    }
    for condition in &outcome.conditions {
        let _ = writeln!(text, "  cached if {}", super::row::condition(report, &lines, condition));
    }
    let of_step =
        report.roots.iter().filter(|root| root.step == number || root.victims.contains(&number));
    let advice = of_step.flat_map(|root| &root.advice);
    let advice = advice.filter(|advice| advice.keeps.contains(&number));
    let line_of = |step: usize| line(report, &lines, step);
    text += &advice_text("what would have avoided it", advice, &line_of);
    text
}

fn sentence(
    report: &SimulationReport<'_>,
    lines: &LineIndex,
    outcome: &StepOutcome,
    cause: &Cause,
) -> String {
    let own = lines.line(outcome.step.range.start as usize);
    let detail = one_line(&cause.detail);
    match cause.step {
        Some(step) => {
            let from = line(report, lines, step);
            format!("line {own}: {detail} (line {from})")
        }
        None if cause.paths.is_empty() => format!("line {own} is the root cause: {detail}"),
        None => {
            let paths: Vec<String> = cause
                .paths
                .iter()
                .map(|it| format!("{} {}", one_line(&it.path), it.kind.name()))
                .collect();
            format!("line {own} is the root cause: {detail}\n    {}", paths.join("\n    "))
        }
    }
}
