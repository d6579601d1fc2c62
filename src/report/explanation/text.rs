//! An explanation for people: the headline, a line for each step, and what would have helped.

use super::headline::headline;
use super::row::{reason, tint, word};
use super::{ExplanationReport, shown};
use crate::build::vertex::VertexStep;
use crate::explain::ExplainedStep;
use crate::report::Style;
use crate::report::advice::advice_text;
use crate::report::figures::duration;
use crate::report::paint::{RESET, one_line};
use crate::syntax::Keyword;
use crate::text::LineIndex;
use std::fmt::Write;

/// The explanation as text.
pub fn explanation_text(report: &ExplanationReport<'_>, style: Style) -> String {
    let lines = report.lines();
    let mut text = headline(report, &lines) + "\n\n";
    let width = report.steps().map(|(_, step, _)| shown(step).chars().count()).max();
    let mut stage = None;
    for (number, step, explained) in report.steps() {
        if step.stage_name.is_some() && stage != Some(step.stage) {
            stage = Some(step.stage);
            let name = step.stage_name.as_deref().unwrap_or_default();
            let _ = writeln!(text, "  stage {}", one_line(name));
        }
        let reason = reason(report, &lines, explained);
        let line = report.line(&lines, number);
        let row = row((step, explained), line, width.unwrap_or_default(), style);
        let row = format!("{row}  {reason}");
        text.push_str(row.trim_end());
        text.push('\n');
    }
    let all = report.explanation.roots.iter().flat_map(|root| &root.advice);
    text += &advice_text("what would have helped", all, &|step| report.line(&lines, step));
    notes(report, &lines, &mut text);
    text
}

fn row(
    (step, explained): (&VertexStep, &ExplainedStep),
    line: u32,
    width: usize,
    style: Style,
) -> String {
    let plain = word(step, explained);
    let padded = format!("{plain:10}");
    let word = match style.color {
        true => format!("{}{padded}{RESET}", tint(plain)),
        false => padded,
    };
    let is_base = step.keyword == Keyword::From;
    let seconds = explained.seen.seconds.filter(|seconds| {
        // That a base was looked up is not worth a word; that it was fetched is.
        explained.seen.has_run() && (!is_base || *seconds >= 1.0)
    });
    let seconds = seconds.map(duration);
    let instruction = shown(step);
    let padding = " ".repeat(width.saturating_sub(instruction.chars().count()));
    let seconds = seconds.unwrap_or_default();
    format!("  {word} {line:>4}  {instruction}{padding}  {seconds:>7}")
}

fn notes(report: &ExplanationReport<'_>, lines: &LineIndex, text: &mut String) {
    text.push('\n');
    let _ = match &report.against {
        Some(against) => writeln!(text, "compared with {}", one_line(&against.name)),
        None => writeln!(
            text,
            "inferred from the log and the Dockerfile alone: compare with --since REV, or record builds, to learn which files it was"
        ),
    };
    for step in &report.explanation.kept {
        let line = report.line(lines, *step);
        let _ = writeln!(
            text,
            "line {line} differs from that and was cached: an older build had the same"
        );
    }
    let edited = report.steps().filter(|(_, _, explained)| explained.seen.differs);
    for (number, ..) in edited {
        let line = report.line(lines, number);
        let _ = writeln!(text, "line {line} has been edited since the build");
    }
    match report.explanation.strangers.len() {
        0 => {}
        1 => text.push_str("1 step of the log is not in this Dockerfile\n"),
        more => {
            let _ = writeln!(text, "{more} steps of the log are not in this Dockerfile");
        }
    }
}
