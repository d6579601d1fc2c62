//! Directives and ignores, in comments.

use super::{Proposal, Proposals};
use crate::lint::Rule;
use crate::lsp::cursor::CommentCursor;
use crate::lsp::knowledge::{CHECK_KEYS, CHECKS, DIRECTIVES, SYNTAX_IMAGES};
use crate::lsp::server::Snapshot;
use crate::rules;
use crate::text::TextRange;
use gen_lsp_types::CompletionItemKind as Kind;

/// How ignores begin.
const HEADS: [(&str, &str); 3] = [
    ("dockwright: ignore=", "hides findings in the instruction below"),
    ("dockwright: global ignore=", "hides findings in the whole file"),
    ("hadolint ignore=", "the same, for hadolint too"),
];

pub(super) fn of<'s>(snapshot: &'s Snapshot, cursor: &CommentCursor) -> Option<Proposals<'s>> {
    let before = &*cursor.before;
    match before.split_once('=') {
        None => Some(heads(snapshot, cursor)),
        Some((name, value))
            if cursor.may_be_directive && name.trim().eq_ignore_ascii_case("syntax") =>
        {
            let images = SYNTAX_IMAGES.iter();
            let shown = images.map(|it| Proposal::new(it.name, Kind::Reference).detail(it.summary));
            let mut proposals = proposals(snapshot, cursor, value.trim_start());
            proposals.extend(shown);
            Some(proposals)
        }
        Some((name, value))
            if cursor.may_be_directive && name.trim().eq_ignore_ascii_case("escape") =>
        {
            let mut proposals = proposals(snapshot, cursor, value.trim_start());
            proposals.add(Proposal::new("\\", Kind::Value).detail("the default"));
            proposals.add(Proposal::new("`", Kind::Value).detail("for Windows paths"));
            Some(proposals)
        }
        Some((name, value)) if name.trim().eq_ignore_ascii_case("check") => {
            check(snapshot, cursor, value.trim_start())
        }
        Some((head, list))
            if head.starts_with("dockwright:") && head.trim_end().ends_with("ignore") =>
        {
            ids(snapshot, cursor, list)
        }
        Some((head, list))
            if head.starts_with("hadolint") && head.trim_end().ends_with("ignore") =>
        {
            codes(snapshot, cursor, list, "hadolint:")
        }
        Some(_) => None,
    }
}

/// For the last part of what was typed.
fn proposals<'s>(snapshot: &'s Snapshot, cursor: &CommentCursor, part: &str) -> Proposals<'s> {
    let text = snapshot.text();
    let rest = TextRange::new(cursor.offset, cursor.range.end as usize).of(text);
    let behind = rest.find([',', ';', ' ', '=']).unwrap_or(rest.len());
    let range = TextRange::new(cursor.offset - part.len(), cursor.offset + behind);
    Proposals::new(snapshot, range)
}

/// What a comment may begin with.
fn heads<'s>(snapshot: &'s Snapshot, cursor: &CommentCursor) -> Proposals<'s> {
    let mut proposals = proposals(snapshot, cursor, &cursor.before);
    let is_begun = |head: &str| head.starts_with(&cursor.before);
    // Behind `#` itself a blank is put in.
    let hash = TextRange::new(cursor.range.start as usize, cursor.offset).of(snapshot.text());
    let blank = if hash.ends_with('#') { " " } else { "" };
    if cursor.may_be_directive {
        let given = |name: &str| {
            let mut directives = snapshot.file().directives().iter();
            directives.any(|it| it.kind.name() == name && it.range.end < cursor.range.start)
        };
        for directive in DIRECTIVES.iter().filter(|it| is_begun(it.name) && !given(it.name)) {
            proposals.add(
                Proposal::new(format!("{}=", directive.name), Kind::Keyword)
                    .insert(format!("{blank}{}=", directive.name))
                    .detail("directive")
                    .about(format!("directive/{}", directive.name)),
            );
        }
    }
    let check = [("check=skip=", "hides what BuildKit's own checks find in the instruction below")];
    let check = check.iter().filter(|_| !cursor.may_be_directive);
    for (head, detail) in HEADS.iter().chain(check).filter(|(head, _)| is_begun(head)) {
        let proposal = Proposal::new(*head, Kind::Snippet).insert(format!("{blank}{head}"));
        proposals.add(proposal.detail(*detail).rank(1));
    }
    proposals
}

/// `skip=A,B;error=true`.
fn check<'s>(snapshot: &'s Snapshot, cursor: &CommentCursor, value: &str) -> Option<Proposals<'s>> {
    let part = value.rsplit(';').next().unwrap_or_default();
    let Some((key, list)) = part.split_once('=') else {
        let mut proposals = proposals(snapshot, cursor, part);
        // Above an instruction only what is skipped can be said.
        let keys = CHECK_KEYS.iter().filter(|key| cursor.may_be_directive || key.name == "skip");
        proposals.extend(keys.map(|key| {
            Proposal::new(format!("{}=", key.name), Kind::Property)
                .detail(key.summary.replace('`', ""))
        }));
        return Some(proposals);
    };
    match key {
        "error" => {
            let mut proposals = proposals(snapshot, cursor, list);
            proposals.extend(["true", "false"].map(|word| Proposal::new(word, Kind::Value)));
            Some(proposals)
        }
        "skip" | "experimental" => {
            let (last, given) = last_name(list)?;
            let mut proposals = proposals(snapshot, cursor, last);
            for check in CHECKS.iter().filter(|check| !given.contains(&check.name)) {
                let detail = check.summary.replace('`', "");
                proposals.add(Proposal::new(check.name, Kind::Value).detail(detail));
            }
            Some(proposals)
        }
        _ => None,
    }
}

/// The last of the names, if no reason has begun, and those in front of it.
fn last_name(list: &str) -> Option<(&str, Vec<&str>)> {
    let mut names: Vec<&str> = list.split(',').collect();
    let last = names.pop()?.trim_start();
    (!last.contains(char::is_whitespace))
        .then(|| (last, names.iter().map(|it| it.trim()).collect()))
}

/// Ids of our rules.
fn ids<'s>(snapshot: &'s Snapshot, cursor: &CommentCursor, list: &str) -> Option<Proposals<'s>> {
    let (last, given) = last_name(list)?;
    let mut proposals = proposals(snapshot, cursor, last);
    for rule in rules::ALL.iter().filter(|rule| !given.contains(&rule.id)) {
        proposals.add(named(rule, rule.id).rank(rank(snapshot, rule)));
    }
    Some(proposals)
}

/// Codes of another tool, by what our rules say of them.
fn codes<'s>(
    snapshot: &'s Snapshot,
    cursor: &CommentCursor,
    list: &str,
    tool: &str,
) -> Option<Proposals<'s>> {
    let (last, given) = last_name(list)?;
    let mut proposals = proposals(snapshot, cursor, last);
    for rule in rules::ALL {
        let codes = rule.aliases.iter().filter_map(|alias| alias.strip_prefix(tool));
        for code in codes.filter(|code| !given.contains(code)) {
            proposals.add(named(rule, code).rank(rank(snapshot, rule)));
        }
    }
    Some(proposals)
}

fn named(rule: &Rule, name: &str) -> Proposal {
    Proposal::new(name, Kind::Value).detail(rule.summary).about(format!("rule/{}", rule.id))
}

/// Rules that have something to say here come first.
fn rank(snapshot: &Snapshot, rule: &Rule) -> u8 {
    let is_found = snapshot.outcome().diagnostics.iter().any(|it| it.rule == rule.id);
    if is_found { 0 } else { 1 }
}
