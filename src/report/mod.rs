//! Findings as text, JSON, SARIF and workflow commands; edits as diffs.
//!
//! Owns every shape in which a finding leaves the program, and nothing of
//! what is found: it gets finished diagnostics and returns strings. It reads
//! no file and writes none, and never says which format to use.

mod advice;
mod concise;
mod diff;
mod excerpt;
mod explanation;
mod figures;
mod full;
mod github;
mod history;
mod json;
mod lines;
mod paint;
mod rebuilds;
mod rule_info;
mod sarif;
mod simulation;
mod statistics;
mod suggestion;
mod summary;
#[cfg(test)]
mod testing;
mod verification;

use crate::diagnostic::{Diagnostic, EditTarget, Suppressed};

pub use diff::{unified_diff, unified_diff_bytes};
pub use explanation::{Against, ExplanationReport, explanation_json, explanation_text};
pub use history::{
    HeatmapStyle, HistoryReport, history_json, history_page, history_svg, history_text,
};
pub use rebuilds::rebuilds;
pub use rule_info::RuleInfo;
pub use simulation::{SimulationReport, explained_step, simulation_json, simulation_text};
pub use statistics::statistics;
pub use summary::Summary;
pub use verification::{
    FilesShown, config_differences_text, file_differences_text, run_text, verification_json,
    verification_markdown, verification_text,
};

/// Everything that one run has to say.
#[derive(Clone, Debug, Default)]
pub struct Report<'a> {
    /// The files that were looked at, in the order in which they are shown.
    pub files: Vec<FileReport<'a>>,
    /// All rules that were enabled, also those that found nothing.
    pub rules: Vec<RuleInfo<'a>>,
    /// Version of the program.
    pub version: &'a str,
}

/// What there is to say about one Dockerfile.
#[derive(Clone, Debug, Default)]
pub struct FileReport<'a> {
    /// Its path as people should see it, with forward slashes.
    pub path: String,
    /// The text that was analysed; empty when it could not be read.
    pub text: &'a str,
    /// Whether BuildKit would accept it.
    pub valid: bool,
    /// Why it could not be read.
    pub error: Option<FileError>,
    /// Path of the build context as people should see it; `None` for no context.
    pub context: Option<String>,
    /// Files that a fix edits and that do not exist yet, by their path below the context's root.
    pub missing: Vec<String>,
    /// What was found, in the order in which it is shown.
    pub diagnostics: Vec<Diagnostic>,
    /// What was found and is hidden by a comment.
    pub suppressed: Vec<Suppressed>,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// A word for programs, such as `not-found`.
    pub kind: String,
    /// A sentence for people.
    pub message: String,
}

impl FileReport<'_> {
    /// Path of the file that an edit changes, as people should see it.
    fn path_of(&self, target: &EditTarget) -> String {
        match target {
            EditTarget::Dockerfile => self.path.clone(),
            EditTarget::Context(path) => self.context_path(path),
        }
    }

    /// Path of a file of the build context, as people should see it.
    fn context_path(&self, path: &str) -> String {
        match self.context.as_deref().map(|context| context.trim_end_matches('/')) {
            None | Some(".") => path.to_owned(),
            Some(context) => format!("{context}/{path}"),
        }
    }

    /// Whether an edit makes a file that does not exist yet.
    fn creates(&self, target: &EditTarget) -> bool {
        matches!(target, EditTarget::Context(path) if self.missing.contains(path))
    }
}

/// How a report is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Source excerpts with notes and proposed fixes, for people.
    Full,
    /// One line for each finding.
    Concise,
    /// The versioned JSON document, on one line.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, which GitHub shows as annotations.
    Github,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] =
        [Format::Full, Format::Concise, Format::Json, Format::Sarif, Format::Github];

    /// The word used on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Full => "full",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::Github => "github",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// How text for people looks; formats for programs take no notice of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to write ANSI colours.
    pub color: bool,
    /// Longest source line shown whole, in bytes; a longer one is cut to the part that matters.
    ///
    /// A terminal wraps, so this may be several times its width.
    pub longest_line: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, longest_line: 400 }
    }
}

/// Writes `report` in the given format; the text is empty or ends with a newline.
pub fn render(report: &Report<'_>, format: Format, style: Style) -> String {
    match format {
        Format::Full => full::render(report, style),
        Format::Concise => concise::render(report, style),
        Format::Json => json::render(report),
        Format::Sarif => sarif::render(report),
        Format::Github => github::render(report),
    }
}

/// Writes a document for programs as one line.
fn to_json(document: &impl serde::Serialize) -> String {
    let mut json = serde_json::to_string(document)
        .expect("texts, numbers and lists with text keys always serialize");
    json.push('\n');
    json
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::{Edit, Fix, Related};
    use crate::text::TextRange;

    #[test]
    fn context_files_are_shown_below_their_context() {
        for (context, path) in [
            (None, ".dockerignore"),
            (Some("."), ".dockerignore"),
            (Some("app"), "app/.dockerignore"),
            (Some("app/"), "app/.dockerignore"),
            (Some("/srv"), "/srv/.dockerignore"),
            (Some("/"), "/.dockerignore"),
        ] {
            let file = FileReport { context: context.map(str::to_owned), ..Default::default() };
            assert_eq!(file.context_path(".dockerignore"), path);
        }
    }

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
        }
        assert_eq!(Format::from_name("FULL"), None);
    }

    proptest! {
        /// Whatever is in a file and wherever a finding points, a report is made, and the ones
        /// for people hold nothing that acts on a terminal.
        #[test]
        fn any_text_and_any_place_can_be_reported(
            text in "(\u{feff})?([a-é日🐳 \\t\\x00\\x1b\u{202e}]|\r|\n){0,60}",
            places in proptest::collection::vec((0..260_usize, 0..30_usize), 2..5),
            longest_line in 0..20_usize,
        ) {
            let ranges: Vec<TextRange> =
                places.iter().map(|(start, len)| TextRange::new(*start, start + len)).collect();
            let related = |range| Related { path: None, range: Some(range), message: text.clone() };
            let edits = ranges.iter().map(|range| Edit::replace(*range, "x\ny")).collect();
            let mut found = testing::finding("FROM", "FROM", &text);
            found.range = ranges[0];
            found.related = ranges[1..].iter().copied().map(related).collect();
            found.fixes = vec![Fix::safe(&*text, edits)];
            let report = testing::report(vec![testing::file(&text, vec![found])]);
            for format in Format::ALL {
                let shown = render(&report, format, Style { color: false, longest_line });
                let acts = |ch: char| {
                    !matches!(ch, '\n' | '\t') && (ch.is_control() || ch == '\u{202e}')
                };
                if matches!(format, Format::Full | Format::Concise | Format::Github) {
                    prop_assert!(!shown.contains(acts), "{shown:?}");
                }
            }
        }
    }
}
