//! One line for each finding, for people who scan and programs that split.
//!
//! Owns the line's shape: `path:line:column: severity[rule] message [fix]`.

use super::lines::Lines;
use super::paint::{Tint, one_line, paint};
use super::summary::most_trusted_fix;
use super::{Report, Style, Summary};
use crate::diagnostic::{Applicability, Diagnostic, Severity};

pub(super) fn render(report: &Report<'_>, style: Style) -> String {
    let mut out = String::new();
    for file in &report.files {
        let path = one_line(&file.path);
        if let Some(error) = &file.error {
            let word = paint(style.color, Tint::Severity(Severity::Error), "error");
            out.push_str(&format!("{path}: {word}: {}\n", one_line(&error.message)));
        }
        let lines = Lines::new(file.text);
        for diagnostic in &file.diagnostics {
            let at = lines.at(diagnostic.range.start as usize);
            let said = said(diagnostic, style);
            out.push_str(&format!("{path}:{}:{}: {said}\n", at.line, at.column));
        }
    }
    out.push_str(&format!("{}\n", Summary::of(report)));
    out
}

fn said(diagnostic: &Diagnostic, style: Style) -> String {
    let severity = diagnostic.severity;
    let word = format!("{}[{}]", severity.name(), one_line(diagnostic.rule));
    let word = paint(style.color, Tint::Severity(severity), &word);
    let fix = match most_trusted_fix(diagnostic) {
        Some(Applicability::Safe) => " [safe fix]",
        Some(Applicability::Unsafe) => " [unsafe fix]",
        Some(Applicability::Display) => " [suggestion]",
        None => "",
    };
    format!("{word} {}{fix}", one_line(&diagnostic.message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Fix;
    use crate::report::Format;
    use crate::report::testing::{check, file, finding, unreadable_file};

    #[test]
    fn a_line_says_where_what_and_whether_it_can_be_fixed() {
        let text = "FROM a\nRUN é x\n";
        let mut fixable = finding(text, "x", "two\nlines");
        fixable.fixes = vec![
            Fix::safe("t", Vec::new()).at_most(Applicability::Unsafe, "r"),
            Fix::safe("t", Vec::new()),
        ];
        let mut error = finding(text, "FROM", "no");
        error.severity = Severity::Error;
        let expected = "\
missing/Dockerfile: error: no such file
app/Dockerfile:1:1: error[some-rule] no
app/Dockerfile:2:7: warning[some-rule] two lines [safe fix]
2 findings in 1 file (1 error, 1 warning); 1 can be fixed with --fix; 1 file could not be read
";
        let files = vec![unreadable_file(), file(text, vec![error, fixable])];
        assert_eq!(check(Format::Concise, files), expected);
    }
}
