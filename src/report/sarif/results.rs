//! Findings as SARIF results, their fixes and suppressions included.

use std::collections::BTreeMap;

use serde_json::json;
use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, Fix as SarifFix, Location, Message, PhysicalLocation, Region,
    Replacement, Result as Finding, ResultLevel, Suppression,
};

use super::fingerprint::Fingerprints;
use super::{artifact, sentence};
use crate::diagnostic::{Diagnostic, Edit, EditTarget, Fix, Related, Severity, Suppressed};
use crate::report::FileReport;
use crate::report::lines::Lines;
use crate::report::rule_info::RuleIndex;
use crate::text::TextRange;

/// Longest text that is repeated in the document, in bytes.
const LONGEST_SNIPPET: usize = 4096;

/// All results of a file: what counts, then what a comment hides.
pub(super) fn of_file(file: &FileReport<'_>, rules: &RuleIndex<'_, '_>) -> Vec<Finding> {
    let lines = Lines::new(file.text);
    let mut place = Place { file, lines: &lines, fingerprints: Fingerprints::new(file.text) };
    let found = file.diagnostics.iter().map(|diagnostic| (diagnostic, None));
    let hidden = file.suppressed.iter().map(|hidden| (&hidden.diagnostic, Some(hidden)));
    let all: Vec<(&Diagnostic, Option<&Suppressed>)> = found.chain(hidden).collect();
    all.into_iter().map(|(diagnostic, hidden)| place.result(diagnostic, hidden, rules)).collect()
}

/// A file while its results are written.
struct Place<'p> {
    file: &'p FileReport<'p>,
    lines: &'p Lines<'p>,
    fingerprints: Fingerprints,
}

impl Place<'_> {
    fn result(
        &mut self,
        diagnostic: &Diagnostic,
        hidden: Option<&Suppressed>,
        rules: &RuleIndex<'_, '_>,
    ) -> Finding {
        let mut result = Finding::builder()
            .rule_id(diagnostic.rule)
            .level(level(diagnostic.severity))
            .message(&*sentence(&diagnostic.message))
            .locations(vec![self.location(diagnostic.range)])
            .partial_fingerprints(self.fingerprints(diagnostic))
            .build();
        result.rule_index =
            rules.position(diagnostic.rule).and_then(|position| i64::try_from(position).ok());
        result.related_locations = some(diagnostic.related.iter().map(|place| self.related(place)));
        result.fixes = some(diagnostic.fixes.iter().filter_map(|fix| self.fix(fix)));
        result.suppressions = hidden.map(|hidden| vec![suppression(hidden)]);
        result
    }

    fn fingerprints(&mut self, diagnostic: &Diagnostic) -> BTreeMap<String, String> {
        let line = self.lines.index.line(diagnostic.range.start as usize);
        let text = self.lines.line_range(line).of(self.lines.text);
        self.fingerprints.of(diagnostic.rule, line, text)
    }

    /// A place in the Dockerfile, with its text for viewers that do not have the file.
    fn location(&self, range: TextRange) -> Location {
        let range = self.lines.without_line_end(range);
        let mut region = self.region(range);
        region.snippet = self.snippet(range);
        let mut physical =
            PhysicalLocation::builder().artifact_location(artifact(&self.file.path)).build();
        physical.context_region = self.surroundings(range);
        physical.region = Some(region);
        Location::builder().physical_location(physical).build()
    }

    /// The lines of `range` and one more on each side; `None` when that is no more than the range.
    fn surroundings(&self, range: TextRange) -> Option<Region> {
        let own = self.lines.whole_lines(range);
        let before = TextRange::empty((own.start as usize).saturating_sub(1));
        let around = self.lines.whole_lines(before.join(TextRange::empty(own.end as usize)));
        if around == own {
            return None;
        }
        let (start, end) = self.lines.span(self.lines.without_line_end(around));
        let snippet = self.snippet(around)?;
        let region = Region::builder().start_line(start.line).end_line(end.line);
        Some(region.snippet(snippet).build())
    }

    fn snippet(&self, range: TextRange) -> Option<ArtifactContent> {
        let text = range.of(self.lines.text);
        let fits = (1..=LONGEST_SNIPPET).contains(&text.len());
        fits.then(|| ArtifactContent::builder().text(text).build())
    }

    fn related(&self, related: &Related) -> Location {
        let mut location = match (&related.path, related.range) {
            (Some(path), _) => whole_file(&self.file.context_path(path)),
            (None, Some(range)) => self.location(range),
            (None, None) => whole_file(&self.file.path),
        };
        location.message = Some(Message::from(&*sentence(&related.message)));
        location
    }

    fn region(&self, range: TextRange) -> Region {
        let (start, end) = self.lines.span(range);
        Region::builder()
            .start_line(start.line)
            .start_column(start.column)
            .end_line(end.line)
            .end_column(end.column)
            .byte_offset(range.start)
            .byte_length(range.end - range.start)
            .build()
    }

    /// A fix with its changes grouped by file; a fix that changes nothing cannot be told.
    fn fix(&self, fix: &Fix) -> Option<SarifFix> {
        let mut by_target: BTreeMap<&EditTarget, Vec<Replacement>> = BTreeMap::new();
        for edit in &fix.edits {
            by_target.entry(&edit.target).or_default().push(self.replacement(edit));
        }
        let change = |(target, replacements): (&EditTarget, Vec<Replacement>)| {
            let location = artifact(&self.file.path_of(target));
            ArtifactChange::builder().artifact_location(location).replacements(replacements).build()
        };
        let changes = some(by_target.into_iter().map(change))?;
        let title = Message::from(&*sentence(&fix.title));
        Some(SarifFix::builder().description(title).artifact_changes(changes).build())
    }

    fn replacement(&self, edit: &Edit) -> Replacement {
        let deleted = match &edit.target {
            EditTarget::Dockerfile => self.region(edit.range),
            // The text of other files is not at hand, so its lines cannot be counted.
            EditTarget::Context(_) => Region::builder()
                .byte_offset(edit.range.start)
                .byte_length(edit.range.end - edit.range.start)
                .build(),
        };
        let mut replacement = Replacement::builder().deleted_region(deleted).build();
        if !edit.text.is_empty() {
            let text = ArtifactContent::builder().text(&*edit.text).build();
            replacement.inserted_content = Some(text);
        }
        replacement
    }
}

fn whole_file(path: &str) -> Location {
    let physical = PhysicalLocation::builder().artifact_location(artifact(path)).build();
    Location::builder().physical_location(physical).build()
}

fn suppression(hidden: &Suppressed) -> Suppression {
    let mut suppression = Suppression::builder().kind(json!("inSource")).build();
    suppression.justification.clone_from(&hidden.reason);
    suppression
}

fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Error => ResultLevel::Error,
        Severity::Warning => ResultLevel::Warning,
        Severity::Info | Severity::Style => ResultLevel::Note,
    }
}

/// SARIF leaves a list out rather than giving an empty one.
fn some<T>(items: impl Iterator<Item = T>) -> Option<Vec<T>> {
    let items: Vec<T> = items.collect();
    if items.is_empty() { None } else { Some(items) }
}
