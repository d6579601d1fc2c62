//! A verification for people.

use super::run::run_text;
use super::stale::stale_text;
use super::tree::{FilesShown, file_differences_text};
use super::{brief, change, config_differences_text, headline, size};
use crate::proof::image::ImageComparison;
use crate::proof::{Agreement, Gain, Predictions, StepComparison, Verification};
use crate::report::Style;
use crate::report::figures::duration;
use crate::report::paint::{Tint, one_line, paint};
use std::fmt::Write;

/// The verification as text.
pub fn verification_text(found: &Verification, style: Style) -> String {
    let mut text = paint(style.color, Tint::Strong, &one_line(&headline(found))) + "\n";
    if let Some(said) = &found.broken {
        said.lines().for_each(|line| _ = writeln!(text, "  {}", one_line(line)));
    }
    if let Some(images) = &found.images {
        images_text(images, style, &mut text);
    }
    if let Some(stale) = &found.stale {
        text.push_str(&stale_text(stale, style));
    }
    if let Some(gain) = &found.gain {
        gain_text(gain, &mut text);
    }
    if let Some(run) = &found.run {
        text.push_str("\ncontainers\n");
        text.push_str(&run_text(run));
    }
    for (title, predictions) in [
        ("predictions", &found.predictions),
        ("predictions for the rewritten file", &found.fixed_predictions),
    ] {
        if let Some(predictions) = predictions {
            predictions_text(title, predictions, style, &mut text);
        }
    }
    footer(found, &mut text);
    text
}

fn images_text(images: &ImageComparison, style: Style, text: &mut String) {
    if !images.config_differences.is_empty() {
        text.push_str("\nconfiguration, before → after\n");
        text.push_str(&config_differences_text(&images.config_differences, style));
    }
    if !images.file_differences.is_empty() {
        text.push_str("\nfiles, before → after\n");
        text.push_str(&file_differences_text(&images.file_differences, FilesShown::Few, style));
    }
    if images.not_reproducible.is_empty() {
        return;
    }
    text.push_str("\nnot reproducible: these differ between two builds of the original, too\n");
    for it in &images.not_reproducible {
        let step = it.step.as_deref().map(|step| format!("  ({})", brief(step)));
        let _ = writeln!(text, "  {}{}", one_line(&it.path), step.unwrap_or_default());
    }
}

fn gain_text(gain: &[Gain], text: &mut String) {
    if gain.is_empty() {
        return;
    }
    text.push_str("\nthe same change, before → after the rewrite\n");
    let width = gain.iter().map(|it| it.change.chars().count()).max().unwrap_or_default();
    for it in gain {
        let saved: Vec<String> = it.saved().map(|step| brief(&step.instruction)).collect();
        let saved = match saved.as_slice() {
            [] => String::new(),
            steps => format!("  no longer runs: {}", steps.join(", ")),
        };
        let name = one_line(&it.change);
        let padding = " ".repeat(width.saturating_sub(name.chars().count()));
        let seconds = change(it.before_seconds, it.after_seconds);
        let _ = writeln!(text, "  {name}{padding}  {seconds}{saved}");
    }
}

fn predictions_text(title: &str, predictions: &Predictions, style: Style, text: &mut String) {
    let _ = writeln!(text, "\n{title}");
    for scenario in &predictions.scenarios {
        let name = one_line(&scenario.name);
        if let Some(said) = &scenario.failed {
            let last = said.lines().next_back().unwrap_or_default();
            let _ =
                writeln!(text, "  {name} ({}): does not build: {}", scenario.kind, one_line(last));
            continue;
        }
        let _ = writeln!(text, "  {name} ({}), {}", scenario.kind, duration(scenario.seconds));
        let width = scenario.steps.iter().map(|it| brief(&it.instruction).chars().count()).max();
        for step in &scenario.steps {
            text.push_str(&row(step, width.unwrap_or_default(), style));
        }
    }
}

fn row(step: &StepComparison, width: usize, style: Style) -> String {
    let word = match step.agreement {
        Agreement::Agrees => "as predicted",
        Agreement::Diverged => "DIVERGED",
        Agreement::Open => "left open",
        Agreement::Kept => "kept",
    };
    let padded = format!("{word:12}");
    let padded = match step.agreement {
        Agreement::Diverged => paint(style.color, Tint::Removed, &padded),
        _ => padded,
    };
    let instruction = brief(&step.instruction);
    let padding = " ".repeat(width.saturating_sub(instruction.chars().count()));
    let seconds = step.seconds.map(duration).unwrap_or_default();
    let (line, observed) = (step.line, step.observed());
    let mut text =
        format!("    {padded}  {observed:9} {line:>4}  {instruction}{padding}  {seconds:>7}");
    if let Some(why) = &step.explanation {
        let _ = write!(text, "  predicted {}: {why}", step.predicted.name());
    }
    text.trim_end().to_owned() + "\n"
}

fn footer(found: &Verification, text: &mut String) {
    text.push('\n');
    found.notes.iter().for_each(|note| _ = writeln!(text, "note: {}", one_line(note)));
    let engine = &found.engine;
    let detail: Vec<&str> =
        [&engine.driver, &engine.buildkit].into_iter().flatten().map(String::as_str).collect();
    let detail =
        if detail.is_empty() { String::new() } else { format!(" ({})", detail.join(", ")) };
    let _ = writeln!(text, "engine: {} {}{}", engine.backend, engine.version, one_line(&detail));
    if let Some(context) = &found.context {
        let _ = writeln!(text, "context: {}", one_line(context));
    }
    if let Some(first) = found.first_build {
        let took = duration(first.seconds);
        let _ = writeln!(text, "first build: {took}, {} of {} steps ran", first.ran, first.steps);
    }
    let _ = writeln!(text, "log: {}", one_line(&found.log));
    match found.left_behind.as_slice() {
        [] => {
            let cache = found.cache_growth.filter(|bytes| *bytes > 0);
            let cache =
                cache.map(|bytes| format!("; the engine's build cache grew by {}", size(bytes)));
            let _ = writeln!(text, "left behind: nothing{}", cache.unwrap_or_default());
        }
        left => left.iter().for_each(|it| _ = writeln!(text, "left behind: {}", one_line(it))),
    }
}
