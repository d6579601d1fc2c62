//! Directives, and the rules that comments name.

use super::{Said, about, touches};
use crate::lint::suppressions;
use crate::lsp::knowledge::{self, CHECK_KEYS, CHECKS, DIRECTIVES};
use crate::lsp::markup::code;
use crate::lsp::server::Snapshot;
use crate::rules;
use crate::syntax::Directive;
use crate::text::TextRange;

pub(super) fn at(snapshot: &Snapshot, offset: usize) -> Option<Said> {
    let named = suppressions(snapshot.file()).into_iter().find(|it| touches(it.range, offset));
    let rule = named.and_then(|named| {
        if let Some(rule) = rules::ALL.iter().find(|rule| rule.answers_to(&named.name)) {
            return Some((named.range, about::rule(rule)));
        }
        // What `all` means is said of `skip=`.
        let check = knowledge::term_of(CHECKS, &named.name).filter(|it| it.name != "all")?;
        Some((named.range, format!("{}\n\n{}", code(check.name), check.summary)))
    });
    if rule.is_some() {
        return rule;
    }
    let directive = snapshot.file().directives().iter().find(|it| it.range.contains(offset))?;
    let term = knowledge::term_of(DIRECTIVES, directive.kind.name())?;
    let text = format!("**# {}=**\n\n{}", term.name, term.summary);
    option(snapshot, directive, offset).or(Some((directive.range, text)))
}

/// A `skip=` or `error=` in a `# check=`.
fn option(snapshot: &Snapshot, directive: &Directive, offset: usize) -> Option<Said> {
    let value = directive.value.of(snapshot.text());
    let mut start = directive.value.start as usize;
    for part in value.split(';') {
        let range = TextRange::new(start, start + part.len());
        start = range.end as usize + 1;
        let name = part.split('=').next().unwrap_or_default();
        if touches(range, offset) && part.contains('=') {
            let term = knowledge::term_of(CHECK_KEYS, name)?;
            return Some((range, format!("{}\n\n{}", code(term.name), term.summary)));
        }
    }
    None
}
