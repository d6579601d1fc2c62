//! Directives at the top, and names of rules in ignores.

use super::item::Candidate;
use crate::lsp::cursor::CommentCursor;
use crate::lsp::knowledge::{CHECK_KEYS, CHECKS, DIRECTIVES, SYNTAX_IMAGES, Term};
use crate::lsp::server::Snapshot;
use crate::rules;
use crate::text::TextRange;
use gen_lsp_types::CompletionItemKind as Kind;

/// What can stand where the cursor is in a comment.
pub(super) fn candidates(snapshot: &Snapshot, cursor: &CommentCursor) -> Vec<Candidate> {
    let before = cursor.before.as_str();
    if let Some((name, value)) = before.split_once('=')
        && let Some(found) = values(snapshot, cursor, name.trim(), value)
    {
        return found;
    }
    let is_word = !before.contains(char::is_whitespace);
    if cursor.may_be_directive && is_word {
        let range = part(snapshot, cursor, before);
        let directive = |term: &Term| {
            Candidate::new(range, term.name, Kind::Keyword)
                .inserting(&format!("{}=", term.name))
                .detail(term.summary)
                .going_on(true)
        };
        return DIRECTIVES.iter().map(directive).collect();
    }
    Vec::new()
}

/// What follows the `=`; `None` where it is none of ours.
fn values(
    snapshot: &Snapshot,
    cursor: &CommentCursor,
    name: &str,
    value: &str,
) -> Option<Vec<Candidate>> {
    let value = value.trim_start();
    let last = value.rsplit(',').next().unwrap_or_default().trim_start();
    match name {
        "syntax" if cursor.may_be_directive => Some(terms(snapshot, cursor, value, SYNTAX_IMAGES)),
        "escape" if cursor.may_be_directive => {
            let range = part(snapshot, cursor, value);
            let characters = ["\\", "`"].iter();
            Some(characters.map(|it| Candidate::new(range, it, Kind::Value)).collect())
        }
        "check" => match value.rsplit(';').next().unwrap_or_default().split_once('=') {
            Some(("skip" | "experimental", _)) => {
                let last = last.rsplit('=').next().unwrap_or_default();
                Some(terms(snapshot, cursor, last, CHECKS))
            }
            Some(_) => Some(Vec::new()),
            None => Some(terms(snapshot, cursor, value.rsplit(';').next()?, CHECK_KEYS)),
        },
        name => {
            let name = name.strip_suffix("ignore")?.trim_end();
            let name = name.strip_suffix("global").unwrap_or(name).trim_end();
            match name {
                "dockwright:" => Some(ids(snapshot, cursor, last)),
                "hadolint" => Some(names(snapshot, cursor, last, "hadolint:")),
                _ => None,
            }
        }
    }
}

fn terms(
    snapshot: &Snapshot,
    cursor: &CommentCursor,
    typed: &str,
    terms: &[Term],
) -> Vec<Candidate> {
    let range = part(snapshot, cursor, typed);
    let candidate =
        |term: &Term| Candidate::new(range, term.name, Kind::EnumMember).detail(term.summary);
    terms.iter().map(candidate).collect()
}

/// The rules by their ids.
fn ids(snapshot: &Snapshot, cursor: &CommentCursor, typed: &str) -> Vec<Candidate> {
    let range = part(snapshot, cursor, typed);
    let rule = |rule: &crate::lint::Rule| {
        Candidate::new(range, rule.id, Kind::EnumMember).detail(rule.summary)
    };
    rules::ALL.iter().map(rule).collect()
}

/// The rules by the codes of another tool.
fn names(snapshot: &Snapshot, cursor: &CommentCursor, typed: &str, tool: &str) -> Vec<Candidate> {
    let range = part(snapshot, cursor, typed);
    let mut found: Vec<Candidate> = Vec::new();
    for rule in rules::ALL {
        let codes = rule.aliases.iter().filter_map(|alias| alias.strip_prefix(tool));
        found.extend(
            codes.map(|code| Candidate::new(range, code, Kind::EnumMember).detail(rule.summary)),
        );
    }
    found.sort_by(|one, other| one.label.cmp(&other.label));
    found
}

/// The place of what is typed, and of the rest of the word behind the cursor.
fn part(snapshot: &Snapshot, cursor: &CommentCursor, typed: &str) -> TextRange {
    let rest = TextRange::new(cursor.offset, cursor.range.end as usize).of(snapshot.text());
    let is_part = |ch: char| ch.is_alphanumeric() || "-_".contains(ch);
    let behind = rest.find(|ch| !is_part(ch)).unwrap_or(rest.len());
    TextRange::new(cursor.offset - typed.len(), cursor.offset + behind)
}
