//! Rules as SARIF declares them.

use serde_json::{Value, json};
use serde_sarif::sarif::{
    MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor,
};

use super::{level, sentence};
use crate::diagnostic::Severity;
use crate::report::RuleInfo;

/// Tags that code scanning shows of one rule.
const MOST_TAGS: usize = 10;

pub(super) fn descriptor(rule: &RuleInfo<'_>) -> ReportingDescriptor {
    let help = MultiformatMessageString::builder().text(rule.prose).markdown(rule.prose).build();
    let mut descriptor = ReportingDescriptor::builder()
        .id(rule.id)
        .short_description(text(&sentence(rule.summary)))
        .full_description(text(&sentence(&first_paragraph(rule))))
        .help(help)
        .help_uri(&*rule.url)
        .default_configuration(
            ReportingConfiguration::builder().level(level(rule.severity)).build(),
        )
        .properties(properties(rule))
        .build();
    descriptor.name = readable_name(rule.id);
    descriptor
}

fn text(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text).build()
}

/// The id in Pascal case; `None` when that says nothing new, which SARIF forbids (SARIF1001).
fn readable_name(id: &str) -> Option<String> {
    let capitalized = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    let name: String = id.split('-').filter_map(capitalized).collect();
    (!name.eq_ignore_ascii_case(id)).then_some(name)
}

/// The first paragraph of the page, on one line; the summary when there is none.
fn first_paragraph(rule: &RuleInfo<'_>) -> String {
    let paragraphs = rule.prose.split("\n\n").map(str::trim);
    let is_prose = |paragraph: &&str| !paragraph.is_empty() && !paragraph.starts_with(['#', '`']);
    let paragraph = paragraphs.into_iter().find(is_prose).unwrap_or(rule.summary);
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where code scanning looks for tags and for how to sort
/// (docs.github.com, "SARIF support for code scanning", `reportingDescriptor`).
fn properties(rule: &RuleInfo<'_>) -> PropertyBag {
    let tags = std::iter::once(rule.category.name()).chain(rule.aliases.iter().copied());
    let tags: Vec<String> = tags.take(MOST_TAGS).map(str::to_owned).collect();
    let named: [(&str, Value); 2] = [
        ("precision", json!("high")),
        ("problem.severity", json!(problem_severity(rule.severity))),
    ];
    let named = named.map(|(name, value)| (name.to_owned(), value));
    PropertyBag::builder().tags(tags).additional_properties(named).build()
}

fn problem_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Style => "recommendation",
    }
}
