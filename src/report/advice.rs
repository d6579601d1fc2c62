//! What would keep steps, for people.

use super::figures::duration;
use super::paint::one_line;
use crate::explain::Advice;
use std::fmt::Write;

/// A line for each proposal, under a title; nothing where there is none. `line_of` gives the line of a step.
pub(super) fn advice_text<'a>(
    title: &str,
    advice: impl Iterator<Item = &'a Advice>,
    line_of: &dyn Fn(usize) -> u32,
) -> String {
    let mut text = String::new();
    let mut said: Vec<&str> = Vec::new();
    for advice in advice {
        if said.contains(&advice.text.as_str()) {
            continue;
        }
        if said.is_empty() {
            let _ = writeln!(text, "\n{title}:");
        }
        said.push(&advice.text);
        let kept: Vec<String> =
            advice.keeps.iter().map(|step| line_of(*step).to_string()).collect();
        let saved = match (kept.as_slice(), advice.seconds) {
            ([], _) => String::new(),
            ([line], seconds) => format!(" (keeps line {line}, {})", duration(seconds)),
            (lines, seconds) => {
                format!(" (keeps lines {}, {})", lines.join(", "), duration(seconds))
            }
        };
        let _ = writeln!(text, "  {}{saved}", one_line(&advice.text));
    }
    text
}
