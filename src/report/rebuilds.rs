//! What a new layout costs, as text.

use super::figures::duration;
use crate::format::RebuiltStep;
use crate::text::{LineIndex, printable};

/// The steps of the file at `path`, whose text is `text`, that are built again once, with lines and seconds.
///
/// Fit for a terminal; empty without steps.
pub fn rebuilds(path: &str, text: &str, steps: &[RebuiltStep]) -> String {
    let Some(first) = steps.first() else { return String::new() };
    let lines = LineIndex::new(text);
    let seconds: f64 = steps.iter().map(|step| step.seconds.value).sum();
    let (count, plural) = (steps.len(), if steps.len() == 1 { "" } else { "s" });
    let source = first.seconds.source.name();
    let mut out = format!(
        "{path}: {count} step{plural} will be built again once, about {} ({source})\n",
        duration(seconds)
    );
    for step in steps {
        let line = lines.line(step.range.start as usize);
        let why = if step.is_victim { "  because of a step before it" } else { "" };
        let seconds = duration(step.seconds.value);
        out += &format!("  line {line}  {}  {seconds}{why}\n", step.text);
    }
    printable(&out).into_owned()
}
