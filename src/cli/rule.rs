//! `dockwright rule`: explains rules offline.

use super::args::{RuleArgs, RuleFormatArg};
use super::{CLEAN, Failure, output};
use crate::lint::{Rule, Selection};
use crate::rules;
use serde::Serialize;

/// A rule as JSON.
#[derive(Serialize)]
struct RuleJson<'a> {
    id: &'a str,
    summary: &'a str,
    category: &'a str,
    severity: &'a str,
    fix: &'a str,
    since: &'a str,
    profiles: Vec<&'a str>,
    aliases: &'a [&'a str],
    url: String,
    page: &'a str,
}

/// Runs the command.
pub(super) fn run(args: &RuleArgs) -> Result<u8, Failure> {
    let chosen: Vec<&Rule> = match &args.rule {
        None => rules::ALL.iter().collect(),
        Some(name) => vec![find(name)?],
    };
    let text = match (args.format, &args.rule) {
        (RuleFormatArg::Json, _) => {
            let rules: Vec<RuleJson<'_>> = chosen.into_iter().map(json).collect();
            format!("{}\n", serde_json::to_string_pretty(&rules)?)
        }
        (RuleFormatArg::Text, None) => list(&chosen),
        (RuleFormatArg::Text, Some(_)) => chosen.into_iter().map(page).collect(),
    };
    output::print(text.as_bytes(), None)?;
    Ok(CLEAN)
}

fn find(name: &str) -> Result<&'static Rule, Failure> {
    if let Some(rule) = rules::ALL.iter().find(|rule| rule.answers_to(name)) {
        return Ok(rule);
    }
    let selection = Selection { only: vec![name], ..Selection::default() };
    match selection.resolve(rules::ALL) {
        Err(unknown) => Err(unknown.into()),
        Ok(_) => Err(Failure(format!("{name} is a category; `dockwright rule` lists its rules"))),
    }
}

fn list(rules: &[&Rule]) -> String {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let line = |rule: &&Rule| {
        format!("{:width$}  {:7}  {}\n", rule.id, rule.severity.name(), rule.summary)
    };
    rules.iter().map(line).collect()
}

/// The page with its metadata as one line.
fn page(rule: &Rule) -> String {
    let aliases = match rule.aliases {
        [] => String::new(),
        aliases => format!(" · also known as {}", aliases.join(", ")),
    };
    format!(
        "# {}\n\n{}.\n\n{} · {} · fix: {} · since {}{aliases}\n\n{}\n",
        rule.id,
        rule.summary,
        rule.category.name(),
        rule.severity.name(),
        rule.fix.name(),
        rule.since,
        rule.prose()
    )
}

fn json(rule: &Rule) -> RuleJson<'_> {
    RuleJson {
        id: rule.id,
        summary: rule.summary,
        category: rule.category.name(),
        severity: rule.severity.name(),
        fix: rule.fix.name(),
        since: rule.since,
        profiles: rule.profiles.iter().map(|profile| profile.name()).collect(),
        aliases: rule.aliases,
        url: rule.url(),
        page: rule.page,
    }
}
