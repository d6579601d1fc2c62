//! How often each rule fired.
//!
//! A table for people; programs count in the JSON document.

use std::collections::HashMap;

use super::paint::{Tint, one_line, paint};
use super::summary::most_trusted_fix;
use super::{Report, Style};
use crate::diagnostic::{Applicability, Severity};

/// What one rule found.
#[derive(Default)]
struct Tally {
    findings: usize,
    fixable: bool,
    severity: Option<Severity>,
}

/// One line for each rule that fired: how often, `[*]` when a safe or unsafe fix can be applied
/// to some of it, the id and the summary. The most frequent come first.
pub fn statistics(report: &Report<'_>, style: Style) -> String {
    let tallies = tallies(report);
    let count_width = tallies.first().map_or(0, |(_, most)| most.findings.to_string().len());
    let id_width = tallies.iter().map(|(id, _)| id.chars().count()).max().unwrap_or_default();
    let any_fix = tallies.iter().any(|(_, tally)| tally.fixable);
    let mut out = String::new();
    for (id, tally) in &tallies {
        let fix = match (any_fix, tally.fixable) {
            (false, _) => "",
            (true, true) => "[*]  ",
            (true, false) => "[ ]  ",
        };
        let summary = report.rules.iter().find(|rule| rule.id == *id).map(|rule| rule.summary);
        let padding = " ".repeat(id_width - id.chars().count());
        let name = match tally.severity {
            Some(severity) => paint(style.color, Tint::Severity(severity), &one_line(id)),
            None => one_line(id),
        };
        let line = format!(
            "{:>count_width$}  {fix}{name}{padding}  {}",
            tally.findings,
            one_line(summary.unwrap_or_default())
        );
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Rules with what they found, the most frequent first, equals by id.
fn tallies<'r>(report: &'r Report<'_>) -> Vec<(&'r str, Tally)> {
    let mut tallies: HashMap<&str, Tally> = HashMap::new();
    for diagnostic in report.files.iter().flat_map(|file| &file.diagnostics) {
        let tally = tallies.entry(diagnostic.rule).or_default();
        tally.findings += 1;
        tally.fixable |=
            most_trusted_fix(diagnostic).is_some_and(|fix| fix != Applicability::Display);
        let severity = tally.severity.unwrap_or(diagnostic.severity);
        tally.severity = Some(severity.min(diagnostic.severity));
    }
    let mut tallies: Vec<_> = tallies.into_iter().collect();
    tallies.sort_by(|(a_id, a), (b_id, b)| b.findings.cmp(&a.findings).then(a_id.cmp(b_id)));
    tallies
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostic, Fix};
    use crate::report::testing::{file, finding, report};

    #[test]
    fn rules_are_sorted_by_what_they_found() {
        let of = |rule| Diagnostic { rule, ..finding("FROM a", "a", "m") };
        let mut found = vec![of("some-rule"); 10];
        found.extend([of("z-rule"), of("b-rule")]);
        let mut files = vec![file("FROM a", found)];
        let plain = "\
10  some-rule  Says something
 1  b-rule
 1  z-rule
";
        assert_eq!(statistics(&report(files.clone()), Style::default()), plain);
        files.iter_mut().flat_map(|file| &mut file.diagnostics).take(1).for_each(|diagnostic| {
            diagnostic.fixes = vec![Fix::safe("t", Vec::new())];
        });
        let with_fix = "\
10  [*]  some-rule  Says something
 1  [ ]  b-rule
 1  [ ]  z-rule
";
        assert_eq!(statistics(&report(files), Style::default()), with_fix);
        assert_eq!(statistics(&report(Vec::new()), Style::default()), "");
    }
}
