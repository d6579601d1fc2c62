//! Flags, their values, and the fields of mounts.

use super::{Proposal, Proposals, names, paths};
use crate::lsp::cursor::LineCursor;
use crate::lsp::features::scope;
use crate::lsp::knowledge::{self, Flag, MOUNTS, MountKey, Term, Value};
use crate::lsp::server::Snapshot;
use crate::syntax::Keyword;
use gen_lsp_types::CompletionItemKind as Kind;

pub(super) fn of<'s>(snapshot: &'s Snapshot, cursor: &LineCursor) -> Option<Proposals<'s>> {
    match cursor.word.split_once('=') {
        None => Some(flags(snapshot, cursor)?),
        Some((name, value)) => {
            let flag = knowledge::flag(cursor.keyword, name.trim_start_matches('-'))?;
            match flag.value {
                Value::Mount => mount(snapshot, cursor, value),
                _ => flag_value(snapshot, cursor, flag, value),
            }
        }
    }
}

fn flags<'s>(snapshot: &'s Snapshot, cursor: &LineCursor) -> Option<Proposals<'s>> {
    let range = cursor.range(snapshot.text(), &cursor.word, &['='])?;
    let mut proposals = Proposals::new(snapshot, range);
    let has_value = snapshot.text()[range.end as usize..].starts_with('=');
    let is_given = |flag: &Flag| cursor.flags.iter().any(|(name, _)| name == flag.name);
    for flag in knowledge::flags_of(cursor.keyword).filter(|it| it.is_repeatable || !is_given(it)) {
        let needs_value = !matches!(flag.value, Value::Switch) && !has_value;
        let label = format!("--{}{}", flag.name, if needs_value { "=" } else { "" });
        proposals.add(
            Proposal::new(label, Kind::Property)
                .detail(format!("--{}{}", flag.name, flag.value.shown()))
                .about(format!("flag/{}/{}", cursor.keyword.name(), flag.name)),
        );
    }
    Some(proposals)
}

fn terms(terms: &[Term]) -> impl Iterator<Item = Proposal> {
    let shown = |term: &Term| {
        Proposal::new(term.name, Kind::EnumMember).detail(term.summary.replace('`', ""))
    };
    terms.iter().map(shown)
}

fn flag_value<'s>(
    snapshot: &'s Snapshot,
    cursor: &LineCursor,
    flag: &Flag,
    value: &str,
) -> Option<Proposals<'s>> {
    let graph = snapshot.graph();
    let part = match flag.value {
        Value::Owner => value.rsplit(':').next().unwrap_or_default(),
        _ => value,
    };
    let stops: &[char] = if matches!(flag.value, Value::Owner) { &[':'] } else { &[] };
    let mut proposals = Proposals::new(snapshot, cursor.range(snapshot.text(), part, stops)?);
    match flag.value {
        Value::Owner => proposals.extend(names::users(&graph, cursor.start)),
        Value::Source => proposals.extend(names::sources(snapshot, &graph, cursor)),
        _ => proposals.extend(terms(flag.value.words())),
    }
    Some(proposals)
}

/// The field of a mount that is being typed.
fn mount<'s>(snapshot: &'s Snapshot, cursor: &LineCursor, value: &str) -> Option<Proposals<'s>> {
    let mut fields: Vec<&str> = value.split(',').collect();
    let field = fields.pop().unwrap_or_default();
    let given = |names: &dyn Fn(&str) -> bool| {
        let found = fields.iter().rev().find(|it| names(it.split('=').next().unwrap_or_default()));
        found.map(|it| it.split_once('=').map_or("", |(_, value)| value))
    };
    let kind = given(&|name| name.eq_ignore_ascii_case("type"));
    // A mount without a type binds.
    let page = knowledge::mount(kind.unwrap_or("bind"))?;
    let Some((name, typed)) = field.split_once('=') else {
        let range = cursor.range(snapshot.text(), field, &[',', '='])?;
        let mut proposals = Proposals::new(snapshot, range);
        let has_value = snapshot.text()[range.end as usize..].starts_with('=');
        if kind.is_none() {
            let types = MOUNTS.iter().map(|it| it.name).collect::<Vec<_>>().join("|");
            let label = if has_value { "type" } else { "type=" };
            let proposal = Proposal::new(label, Kind::Property).detail(format!("type={types}"));
            proposals.add(proposal.about("mount"));
        }
        let is_free = |key: &&MountKey| given(&|name| key.answers_to(name)).is_none();
        for key in page.keys.iter().filter(is_free) {
            let equals = if key.value.is_empty() || has_value { "" } else { "=" };
            proposals.add(
                Proposal::new(format!("{}{equals}", key.name), Kind::Property)
                    .detail(key.shown())
                    .about(format!("mount/{}/{}", page.name, key.name)),
            );
        }
        return Some(proposals);
    };
    if name.eq_ignore_ascii_case("type") {
        let range = cursor.range(snapshot.text(), typed, &[','])?;
        let mut proposals = Proposals::new(snapshot, range);
        proposals.extend(MOUNTS.iter().map(|page| {
            Proposal::new(page.name, Kind::EnumMember)
                .detail(page.summary)
                .about(format!("mount/{}", page.name))
        }));
        return Some(proposals);
    }
    let from = given(&|name| name.eq_ignore_ascii_case("from"));
    mount_value(snapshot, cursor, page.key(name)?, typed, from)
}

fn mount_value<'s>(
    snapshot: &'s Snapshot,
    cursor: &LineCursor,
    key: &MountKey,
    typed: &str,
    from: Option<&str>,
) -> Option<Proposals<'s>> {
    let graph = snapshot.graph();
    let whole = || Some(Proposals::new(snapshot, cursor.range(snapshot.text(), typed, &[','])?));
    match (key.name, from) {
        ("from", _) => {
            let mut proposals = whole()?;
            // A number is no stage here.
            proposals.extend(names::stages(&graph, cursor.start));
            proposals.extend(names::images(snapshot, cursor.start).map(|it| it.rank(1)));
            Some(proposals)
        }
        ("source", None) => {
            let place = paths::Place { cursor, typed, stops: &[','], is_json: false };
            paths::in_context(snapshot, &place)
        }
        ("source", Some(name)) => {
            let index = scope::stage_at(&graph, cursor.start)?.index;
            let stage = graph.stages.get(graph.stage_called(name, index)?)?;
            let mut proposals = whole()?;
            proposals.extend(names::image_paths(&graph, stage, usize::MAX));
            Some(proposals)
        }
        ("target", _) if cursor.keyword == Keyword::Run => {
            let mut proposals = whole()?;
            let stage = scope::stage_at(&graph, cursor.start)?;
            proposals.extend(names::image_paths(&graph, stage, cursor.start));
            Some(proposals)
        }
        _ => {
            let mut proposals = whole()?;
            proposals.extend(terms(key.words));
            Some(proposals)
        }
    }
}
