//! What `verify` found: for people, for programs, and for a pull request.

mod json;
mod markdown;
mod run;
mod settings;
mod stale;
mod text;
mod tree;

pub use json::verification_json;
pub use markdown::verification_markdown;
pub use run::run_text;
pub use settings::config_differences_text;
pub use text::verification_text;
pub use tree::{FilesShown, file_differences_text};

use super::figures::duration;
use crate::proof::{Agreement, Predictions, Verification};

/// What came of it all, in one line.
fn headline(found: &Verification) -> String {
    let verdict = if found.passes() { "verified" } else { "NOT verified" };
    let mut parts = Vec::new();
    if let Some(said) = &found.broken {
        let first = said.lines().next_back().unwrap_or_default();
        parts.push(format!("the rewritten file does not build: {first}"));
    }
    if let Some(images) = &found.images {
        let lasting = images.lasting().count() + images.config_differences.len();
        parts.push(match lasting {
            0 => format!("the images are equal ({} paths compared)", images.files_compared),
            1 => "the images differ in 1 place".to_owned(),
            more => format!("the images differ in {more} places"),
        });
    }
    parts.extend(found.stale.as_ref().map(stale::stale_headline));
    if let Some(run) = &found.run {
        let differences = run.differences.iter().filter(|it| !it.kind.is_hint()).count();
        let starts = run.before.started && run.after.as_ref().is_none_or(|after| after.started);
        parts.push(match (differences, &run.after) {
            _ if !starts => "a container did not start".to_owned(),
            (0, Some(_)) => "their containers do the same".to_owned(),
            (0, None) => format!("its container: {}", run.before.state.name()),
            (1, _) => "their containers differ in 1 thing".to_owned(),
            (more, _) => format!("their containers differ in {more} things"),
        });
    }
    let all = [&found.predictions, &found.fixed_predictions];
    let count = |of: &dyn Fn(&Predictions) -> usize| -> usize {
        all.iter().filter_map(|it| it.as_ref()).map(of).sum()
    };
    let steps = count(&Predictions::count);
    if steps > 0 {
        let agree = count(&|it| it.count_of(Agreement::Agrees));
        let open = count(&|it| it.count_of(Agreement::Open) + it.count_of(Agreement::Kept));
        let open = if open > 0 { format!(", {open} left open") } else { String::new() };
        parts.push(format!("{agree} of {steps} predicted steps came true{open}"));
    }
    if parts.is_empty() {
        parts.push("the image builds".to_owned());
    }
    format!("{verdict}: {}", parts.join("; "))
}

/// `12.3 s → 0.4 s`
fn change(before: f64, after: f64) -> String {
    format!("{} → {}", duration(before), duration(after))
}

/// A size as people say it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.0} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// An instruction short enough for a table.
fn brief(instruction: &str) -> String {
    const LONGEST: usize = 60;
    let text = super::paint::one_line(instruction);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
