//! A verification as Markdown, for a comment on a pull request.

use super::run::run_text;
use super::stale::stale_text;
use super::tree::{FilesShown, file_differences_text};
use super::{brief, config_differences_text, headline};
use crate::proof::{Agreement, Predictions, Verification};
use crate::report::Style;
use crate::report::figures::duration;
use std::fmt::Write;

/// The verification as Markdown.
pub fn verification_markdown(found: &Verification) -> String {
    let mark = if found.passes() { "✅" } else { "❌" };
    let mut text =
        format!("### {mark} `{}`\n\n{}\n", cell(&found.dockerfile), escaped(&headline(found)));
    if let Some(said) = &found.broken {
        block("The rewritten file does not build", said, &mut text);
    }
    if let Some(gain) = found.gain.as_ref().filter(|gain| !gain.is_empty()) {
        text.push_str("\n| change | before | after | no longer runs |\n|---|--:|--:|---|\n");
        for it in gain {
            let saved: Vec<String> =
                it.saved().map(|step| format!("`{}`", cell(&brief(&step.instruction)))).collect();
            let (before, after) = (duration(it.before_seconds), duration(it.after_seconds));
            let name = cell(&it.change);
            let _ = writeln!(text, "| `{name}` | {before} | {after} | {} |", saved.join(", "));
        }
    }
    if let Some(images) = &found.images {
        let style = Style::default();
        let settings = config_differences_text(&images.config_differences, style);
        let files = file_differences_text(&images.file_differences, FilesShown::Few, style);
        if !settings.is_empty() || !files.is_empty() {
            block("Differences between the images", &(settings + &files), &mut text);
        }
        let paths: Vec<&str> = images.not_reproducible.iter().map(|it| it.path.as_str()).collect();
        if !paths.is_empty() {
            block("Not reproducible, with the original as well", &paths.join("\n"), &mut text);
        }
    }
    if let Some(stale) = found.stale.as_ref().filter(|stale| !stale.is_fresh()) {
        block(
            "What the image no longer matches",
            stale_text(stale, Style::default()).trim(),
            &mut text,
        );
    }
    if let Some(run) = &found.run {
        block("Containers", &run_text(run), &mut text);
    }
    if !found.left_behind.is_empty() {
        block("Left behind on the engine", &found.left_behind.join("\n"), &mut text);
    }
    for predictions in [&found.predictions, &found.fixed_predictions].into_iter().flatten() {
        predictions_table(predictions, &mut text);
    }
    text
}

fn predictions_table(predictions: &Predictions, text: &mut String) {
    let agree = predictions.count_of(Agreement::Agrees);
    let _ = write!(
        text,
        "\n<details><summary>{agree} of {} predicted steps came true</summary>\n\n\
         | change | line | instruction | predicted | observed | time |\n|---|--:|---|---|---|--:|\n",
        predictions.count()
    );
    for scenario in &predictions.scenarios {
        for step in &scenario.steps {
            let (name, instruction) = (cell(&scenario.name), cell(&brief(&step.instruction)));
            let (predicted, observed) = (step.predicted.name(), step.observed());
            let seconds = step.seconds.map(duration).unwrap_or_default();
            let line = step.line;
            let _ = writeln!(
                text,
                "| `{name}` | {line} | `{instruction}` | {predicted} | {observed} | {seconds} |"
            );
        }
    }
    text.push_str("\n</details>\n");
}

fn block(title: &str, body: &str, text: &mut String) {
    // A fence longer than any in the text.
    let ticks = body.split(|ch| ch != '`').map(str::len).max().unwrap_or_default().max(2) + 1;
    let fence = "`".repeat(ticks);
    let _ = writeln!(text, "\n{title}:\n\n{fence}\n{}\n{fence}", body.trim_end());
}

/// Fit for a table's cell, between backticks.
fn cell(text: &str) -> String {
    crate::report::paint::one_line(text).replace('|', "\\|").replace('`', "'")
}

fn escaped(text: &str) -> String {
    crate::report::paint::one_line(text).replace(['<', '>'], "'").replace('*', "\\*")
}
