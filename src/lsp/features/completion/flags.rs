//! Flags, their values, and the fields of mounts.

use super::item::Candidate;
use super::{paths, words};
use crate::lsp::cursor::LineCursor;
use crate::lsp::knowledge::{self, Value};
use crate::lsp::server::Snapshot;
use crate::text::TextRange;
use gen_lsp_types::CompletionItemKind as Kind;

/// What can stand where a flag is typed.
pub(super) fn candidates(snapshot: &Snapshot, cursor: &LineCursor) -> Vec<Candidate> {
    match cursor.word.split_once('=') {
        None => names(snapshot, cursor),
        Some((name, value)) => values(snapshot, cursor, name.trim_start_matches("--"), value),
    }
}

/// The flags of the instruction that are not given yet.
pub(super) fn names(snapshot: &Snapshot, cursor: &LineCursor) -> Vec<Candidate> {
    let Some(range) = cursor.range(snapshot.text(), &cursor.word, &['=']) else {
        return Vec::new();
    };
    let is_given = |name: &str| cursor.flags.iter().any(|(given, _)| given == name);
    let flags = knowledge::flags_of(cursor.keyword);
    let open = flags.filter(|flag| flag.is_repeatable || !is_given(flag.name));
    let candidate = |flag: &'static knowledge::Flag| {
        let name = format!("--{}", flag.name);
        let is_switch = matches!(flag.value, Value::Switch);
        let text = if is_switch { format!("{name} ") } else { format!("{name}=") };
        Candidate::new(range, &name, Kind::Property)
            .inserting(&text)
            .detail(flag.summary)
            .about(&format!("{} {name}", cursor.keyword.name()))
            .going_on(!is_switch)
    };
    open.map(candidate).collect()
}

fn values(snapshot: &Snapshot, cursor: &LineCursor, name: &str, value: &str) -> Vec<Candidate> {
    let Some(flag) = knowledge::flag(cursor.keyword, name) else { return Vec::new() };
    if let Value::Mount = flag.value {
        return mount(snapshot, cursor, value);
    }
    let Some(range) = cursor.range(snapshot.text(), value, &[]) else { return Vec::new() };
    match flag.value {
        Value::Source => words::sources(snapshot, cursor, range),
        Value::Owner => words::users(snapshot, cursor, range),
        value => terms(value.words(), range),
    }
}

fn terms(terms: &[knowledge::Term], range: TextRange) -> Vec<Candidate> {
    let candidate = |term: &knowledge::Term| {
        Candidate::new(range, term.name, Kind::EnumMember).detail(term.summary)
    };
    terms.iter().map(candidate).collect()
}

/// The fields of a mount, and their values.
fn mount(snapshot: &Snapshot, cursor: &LineCursor, value: &str) -> Vec<Candidate> {
    let (before, field) = value.rsplit_once(',').unwrap_or(("", value));
    let given: Vec<&str> = before.split(',').filter(|field| !field.is_empty()).collect();
    let kind = given.iter().find_map(|field| field.strip_prefix("type="));
    let page = knowledge::mount(kind.unwrap_or("bind"));
    let Some((key, typed)) = field.split_once('=') else {
        let Some(range) = cursor.range(snapshot.text(), field, &[',', '=']) else {
            return Vec::new();
        };
        return keys(page, &given, kind.is_some(), range);
    };
    let Some(range) = cursor.range(snapshot.text(), typed, &[',']) else { return Vec::new() };
    match key {
        "type" => {
            let candidate = |page: &knowledge::MountPage| {
                Candidate::new(range, page.name, Kind::EnumMember).detail(page.summary)
            };
            knowledge::MOUNTS.iter().map(candidate).collect()
        }
        "from" => words::sources(snapshot, cursor, range),
        "source" | "src" if !given.iter().any(|field| field.starts_with("from=")) => {
            paths::candidates(snapshot, cursor, typed, &[','])
        }
        key => {
            let key = page.and_then(|page| page.key(key));
            key.map(|key| terms(key.words, range)).unwrap_or_default()
        }
    }
}

/// The fields that are not given yet; the type first.
fn keys(
    page: Option<&'static knowledge::MountPage>,
    given: &[&str],
    has_type: bool,
    range: TextRange,
) -> Vec<Candidate> {
    let is_given = |key: &knowledge::MountKey| {
        given.iter().any(|field| key.answers_to(field.split('=').next().unwrap_or_default()))
    };
    let mut found = Vec::new();
    if !has_type {
        found.push(
            Candidate::new(range, "type", Kind::Field)
                .inserting("type=")
                .detail("What is mounted; `bind` without it.")
                .going_on(true),
        );
    }
    let keys = page.into_iter().flat_map(|page| page.keys).filter(|key| !is_given(key));
    found.extend(keys.map(|key| {
        let text =
            if key.value.is_empty() { key.name.to_owned() } else { format!("{}=", key.name) };
        Candidate::new(range, key.name, Kind::Field).inserting(&text).detail(key.summary)
    }));
    found
}
