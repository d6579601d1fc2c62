//! `.dockerignore` documents: what is wrong with a pattern, what it hits, what could be written.
//!
//! A pattern is judged against the files that are there. Where there are more than can be looked at, none is said to
//! hit nothing.

mod hits;
#[cfg(test)]
mod tests;

use super::completion::{Proposals, entries};
use super::listing::{self, LIMIT};
use crate::build::{Context, EntryKind};
use crate::ignore::{IgnorePattern, IgnoreProblemKind, source_path};
use crate::lsp::cursor::line_end;
use crate::lsp::markup::{self, code};
use crate::lsp::server::Snapshot;
use crate::lsp::uri;
use crate::text::TextRange;
use gen_lsp_types as lsp;
use hits::{Hits, SOME};

/// What there is to say of an ignore file.
pub(in crate::lsp) fn diagnostics(snapshot: &Snapshot) -> Vec<lsp::Diagnostic> {
    let file = snapshot.document.ignore_file();
    let refused = file.problems().iter().map(|problem| {
        let message = match problem.kind {
            IgnoreProblemKind::Malformed => {
                format!("BuildKit refuses the pattern {}: its syntax is wrong", problem.text)
            }
            IgnoreProblemKind::EmptyException => {
                format!(
                    "BuildKit refuses {}: an exception needs a pattern behind its !",
                    problem.text
                )
            }
        };
        (problem.range, lsp::DiagnosticSeverity::Error, message)
    });
    let mut found: Vec<_> = refused.collect();
    if let Some(hits) = Hits::of(snapshot).filter(|hits| hits.is_whole) {
        for (index, pattern) in file.patterns().iter().enumerate() {
            let message = idle(&hits, index, pattern);
            found.extend(
                message.map(|it| (pattern.range(), lsp::DiagnosticSeverity::Information, it)),
            );
        }
    }
    found.sort_by_key(|(range, ..)| *range);
    let shown = found.into_iter().map(|(range, severity, message)| lsp::Diagnostic {
        range: snapshot.range(range),
        severity: Some(severity),
        source: Some("dockwright".to_owned()),
        message: message.into(),
        ..lsp::Diagnostic::default()
    });
    shown.collect()
}

/// Why a pattern does nothing, if so.
fn idle(hits: &Hits, index: usize, pattern: &IgnorePattern) -> Option<String> {
    let text = pattern.text();
    match (hits.matched[index] == 0, pattern.is_negated()) {
        (true, _) => Some(format!("{text} hits nothing in the build context")),
        (false, true) if hits.changed[index] == 0 => {
            Some(format!("{text} has no effect: nothing that it hits was left out before it"))
        }
        _ => None,
    }
}

/// Hover: what a pattern hits.
pub(in crate::lsp) fn hover(snapshot: &Snapshot, offset: usize) -> Option<lsp::Hover> {
    let file = snapshot.document.ignore_file();
    let here = |pattern: &IgnorePattern| covers(pattern.range(), offset);
    let index = file.patterns().iter().position(here)?;
    let pattern = &file.patterns()[index];
    let hits = Hits::of(snapshot)?;
    let matched = hits.matched[index];
    let more = if hits.is_whole { "" } else { "more than " };
    let verb = if pattern.is_negated() { "Brings back" } else { "Leaves out" };
    let paths = listing::count(matched, "path", "paths");
    let mut text = format!("{}\n\n{verb} {more}{paths}.", code(pattern.text()));
    if matched == 0 {
        let scope = if hits.is_whole { "" } else { " among the files that were looked at" };
        text = format!("{}\n\nHits nothing in the build context{scope}.", code(pattern.text()));
    }
    for path in &hits.examples[index] {
        text += &format!("\n- {}", code(path));
    }
    if matched > SOME {
        text += "\n- …";
    }
    if let Some((other, count)) = hits.taken_back[index].iter().max_by_key(|(_, count)| **count) {
        let other = code(file.patterns()[*other].text());
        text += &format!("\n\nOf these, {other} further down decides otherwise about {count}.");
    }
    let contents = markup::content(snapshot.client(), &text);
    Some(lsp::Hover { contents: contents.into(), range: Some(snapshot.range(pattern.range())) })
}

fn covers(range: TextRange, offset: usize) -> bool {
    (range.start as usize..=range.end as usize).contains(&offset)
}

/// Completion: paths of the context.
pub(in crate::lsp) fn complete(snapshot: &Snapshot, offset: usize) -> Option<Proposals<'_>> {
    let text = snapshot.text();
    let before = text.get(..offset)?;
    let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
    if line.starts_with('#') {
        return None;
    }
    let typed = line.trim_start().trim_start_matches('!').trim_start();
    let (directory, name) = typed.rsplit_once('/').unwrap_or(("", typed));
    if directory.contains(['*', '?', '[']) {
        return None;
    }
    let end = line_end(text, offset);
    let rest = &text[offset..end];
    let behind = rest.find(['/', ' ', '\t']).unwrap_or(rest.len());
    let range = TextRange::new(offset - name.len(), offset + behind);
    let mut proposals = Proposals::new(snapshot, range);
    let context = &snapshot.surroundings().context.as_ref()?.context;
    let directory = source_path(directory);
    // A trailing slash means nothing here.
    proposals.extend(entries(context, directory.trim_start_matches('/'), false));
    Some(proposals)
}

/// Links: to what a plain pattern names.
pub(in crate::lsp) fn links(snapshot: &Snapshot) -> Vec<lsp::DocumentLink> {
    let Some(found) = &snapshot.surroundings().context else { return Vec::new() };
    let patterns = snapshot.document.ignore_file().patterns().iter();
    let plain = patterns.filter(|it| !it.cleaned().contains(['*', '?', '[', '\\']));
    let there = plain.filter(|it| is_file(&found.context, it.cleaned()));
    let links = there.map(|pattern| {
        let target = Some(uri::of(&found.folder.join(pattern.cleaned())));
        lsp::DocumentLink {
            range: snapshot.range(pattern.range()),
            target,
            tooltip: None,
            data: None,
        }
    });
    links.collect()
}

/// What is looked at to judge patterns.
fn looked_at(snapshot: &Snapshot) -> Option<listing::Listing> {
    let context = &snapshot.surroundings().context.as_ref()?.context;
    Some(listing::all(context, "", LIMIT))
}

fn is_file(context: &Context, path: &str) -> bool {
    context.tree().kind(path) == Some(EntryKind::File)
}
