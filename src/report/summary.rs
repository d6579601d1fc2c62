//! Counting findings, and the sentence that says what there is to do.

use std::fmt;

use super::Report;
use crate::diagnostic::{Applicability, Diagnostic, Severity};

/// How much was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were looked at, unreadable ones included.
    pub files: usize,
    /// Files in which something was found.
    pub files_with_findings: usize,
    /// Files that could not be read.
    pub unreadable: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are infos.
    pub infos: usize,
    /// Findings of style.
    pub styles: usize,
    /// Findings that have a safe fix.
    pub safe_fixes: usize,
    /// Findings that have an unsafe fix and no safe one.
    pub unsafe_fixes: usize,
}

impl Summary {
    /// Counts what `report` holds; what is suppressed does not count.
    pub fn of(report: &Report<'_>) -> Self {
        let mut summary = Summary { files: report.files.len(), ..Summary::default() };
        for file in &report.files {
            summary.unreadable += usize::from(file.error.is_some());
            summary.files_with_findings += usize::from(!file.diagnostics.is_empty());
            file.diagnostics.iter().for_each(|diagnostic| summary.add(diagnostic));
        }
        summary
    }

    /// All findings.
    pub fn findings(&self) -> usize {
        self.errors + self.warnings + self.infos + self.styles
    }

    /// Findings that have a fix which somebody may apply: a safe or an unsafe one.
    pub fn fixable(&self) -> usize {
        self.safe_fixes + self.unsafe_fixes
    }

    fn add(&mut self, diagnostic: &Diagnostic) {
        *match diagnostic.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Info => &mut self.infos,
            Severity::Style => &mut self.styles,
        } += 1;
        match most_trusted_fix(diagnostic) {
            Some(Applicability::Safe) => self.safe_fixes += 1,
            Some(Applicability::Unsafe) => self.unsafe_fixes += 1,
            Some(Applicability::Display) | None => {}
        }
    }

    fn by_severity(&self) -> String {
        let counts = [self.errors, self.warnings, self.infos, self.styles];
        let present = Severity::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0);
        present
            .map(|(severity, number)| count(number, severity.name()))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.findings() {
            0 => write!(f, "no findings in {}", count(self.files, "file"))?,
            findings => write!(
                f,
                "{} in {} ({})",
                count(findings, "finding"),
                count(self.files_with_findings, "file"),
                self.by_severity()
            )?,
        }
        match (self.safe_fixes, self.unsafe_fixes) {
            (0, 0) => {}
            (safe, 0) => write!(f, "; {safe} can be fixed with --fix")?,
            (0, risky) => write!(f, "; {risky} can be fixed with --unsafe-fixes")?,
            (safe, risky) => {
                write!(f, "; {safe} can be fixed with --fix, {risky} more with --unsafe-fixes")?;
            }
        }
        match self.unreadable {
            0 => Ok(()),
            unreadable => write!(f, "; {} could not be read", count(unreadable, "file")),
        }
    }
}

/// The applicability of the fix that is the easiest to accept.
pub(super) fn most_trusted_fix(diagnostic: &Diagnostic) -> Option<Applicability> {
    diagnostic.fixes.iter().map(|fix| fix.applicability).min()
}

/// `1 file`, `2 files`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_only_what_is_there() {
        let one = Summary { files: 1, ..Summary::default() };
        let found = Summary { files_with_findings: 1, ..one };
        for (summary, sentence) in [
            (Summary::default(), "no findings in 0 files"),
            (one, "no findings in 1 file"),
            (Summary { unreadable: 1, ..one }, "no findings in 1 file; 1 file could not be read"),
            (Summary { infos: 2, ..found }, "2 findings in 1 file (2 infos)"),
            (
                Summary { styles: 1, unsafe_fixes: 1, ..found },
                "1 finding in 1 file (1 style); 1 can be fixed with --unsafe-fixes",
            ),
            (
                Summary {
                    files: 9,
                    files_with_findings: 2,
                    errors: 1,
                    warnings: 2,
                    safe_fixes: 2,
                    unsafe_fixes: 1,
                    ..found
                },
                "3 findings in 2 files (1 error, 2 warnings); \
                 2 can be fixed with --fix, 1 more with --unsafe-fixes",
            ),
        ] {
            assert_eq!(summary.to_string(), sentence);
        }
    }
}
