//! A history as a heatmap for the terminal, as JSON, as a page and as a picture.
//!
//! Steps go down, commits across. What only a step's own input can tell, the
//! root cause, is told from its victims by height and glyph, not by colour
//! alone.

mod bins;
mod figures;
mod glyph;
mod json;
mod markup;
mod page;
mod svg;
mod terminal;
#[cfg(test)]
mod tests;
mod words;

use crate::history::History;

pub use json::history_json;
pub use page::history_page;
pub use svg::history_svg;
pub use terminal::{HeatmapStyle, history_text};

/// A history, and what is needed to show it.
#[derive(Clone, Debug)]
pub struct HistoryReport<'a> {
    /// Path of the Dockerfile, as people should see it.
    pub dockerfile: String,
    /// Path of the build context, as people should see it.
    pub context: Option<String>,
    /// The target as it was named.
    pub target: Option<String>,
    /// Whether older commits were not cloned.
    pub is_shallow: bool,
    /// How many commits were asked for.
    pub asked: usize,
    /// The history.
    pub history: &'a History,
}
