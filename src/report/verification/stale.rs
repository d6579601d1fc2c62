//! An image held against the tree, for people and for programs.

use super::tree::{FilesShown, file_differences_text};
use super::{brief, config_differences_text};
use crate::proof::Staleness;
use crate::proof::image::{ConfigDifference, FileDifference, Unreproducible};
use crate::report::Style;
use crate::report::paint::{Tint, one_line, paint};
use serde::Serialize;
use std::fmt::Write;

/// In one line, as it goes on after the verdict.
pub(super) fn stale_headline(stale: &Staleness) -> String {
    let (image, compared) = (&stale.image, stale.files_compared);
    if stale.is_fresh() {
        return format!("{image} is what a build of the tree gives ({compared} paths compared)");
    }
    let mut parts = Vec::new();
    let mut part = |count: usize, one: &str, many: &str| match count {
        0 => {}
        1 => parts.push(format!("1 {one}")),
        count => parts.push(format!("{count} {many}")),
    };
    part(stale.steps.len(), "step makes something else", "steps make something else");
    part(stale.gone.len() + stale.new.len(), "step is not in both", "steps are not in both");
    part(stale.config_differences.len(), "setting differs", "settings differ");
    format!("{image} does not match the tree: {}", parts.join(", "))
}

/// What differs, by step.
pub(super) fn stale_text(stale: &Staleness, style: Style) -> String {
    let mut text = String::new();
    if !stale.steps.is_empty() {
        text.push_str("\nsteps that make something else now, image → tree\n");
    }
    for step in &stale.steps {
        let _ = writeln!(text, "  {}", brief(&step.instruction));
        let files = file_differences_text(&step.differences, FilesShown::Few, style);
        files.lines().for_each(|line| _ = writeln!(text, "  {line}"));
    }
    if !(stale.gone.is_empty() && stale.new.is_empty()) {
        text.push_str("\nsteps, image → tree\n");
    }
    for (mark, tint, steps) in [("-", Tint::Removed, &stale.gone), ("+", Tint::Added, &stale.new)] {
        for step in steps {
            let _ = writeln!(
                text,
                "  {}",
                paint(style.color, tint, &format!("{mark} {}", brief(step)))
            );
        }
    }
    if !stale.config_differences.is_empty() {
        text.push_str("\nconfiguration, image → tree\n");
        text.push_str(&config_differences_text(&stale.config_differences, style));
    }
    if !stale.not_reproducible.is_empty() {
        text.push_str("\nnot reproducible: these differ between two builds of the tree, and say nothing of the image\n");
    }
    for it in &stale.not_reproducible {
        let step = it.step.as_deref().map(|step| format!("  ({})", brief(step)));
        let _ = writeln!(text, "  {}{}", one_line(&it.path), step.unwrap_or_default());
    }
    text.push_str(&unknown(stale));
    text
}

/// What the images cannot tell.
fn unknown(stale: &Staleness) -> String {
    let mut text = String::new();
    if stale.steps.iter().any(|step| !step.is_copy()) {
        text.push_str(
            "\nnot known: why a RUN or a base image gives something else. The tree may have changed, or what is downloaded; \
             the images do not say.\n",
        );
    }
    if stale.volatile > 0 {
        let _ = writeln!(text, "\nvolatile, does not count: {}", stale.volatile);
    }
    text
}

/// The same in JSON.
#[derive(Serialize)]
pub(super) struct JsonStale<'s> {
    image: &'s str,
    fresh: bool,
    files_compared: usize,
    steps: Vec<JsonStep<'s>>,
    only_in_image: &'s [String],
    only_in_tree: &'s [String],
    config_differences: &'s [ConfigDifference],
    not_reproducible: &'s [Unreproducible],
    volatile: usize,
}

#[derive(Serialize)]
struct JsonStep<'s> {
    instruction: &'s str,
    file_differences: &'s [FileDifference],
}

pub(super) fn stale_json(stale: &Staleness) -> JsonStale<'_> {
    let steps = stale.steps.iter().map(|step| JsonStep {
        instruction: &step.instruction,
        file_differences: &step.differences,
    });
    JsonStale {
        image: &stale.image,
        fresh: stale.is_fresh(),
        files_compared: stale.files_compared,
        steps: steps.collect(),
        only_in_image: &stale.gone,
        only_in_tree: &stale.new,
        config_differences: &stale.config_differences,
        not_reproducible: &stale.not_reproducible,
        volatile: stale.volatile,
    }
}
