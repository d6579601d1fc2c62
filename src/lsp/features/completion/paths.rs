//! Paths of the build context.

use super::{Proposal, Proposals};
use crate::build::{Context, EntryKind, context::join};
use crate::host;
use crate::ignore::{has_wildcards, source_path};
use crate::lsp::cursor::LineCursor;
use crate::lsp::server::Snapshot;
use gen_lsp_types::CompletionItemKind as Kind;

/// Where a path is being typed.
pub(super) struct Place<'c> {
    pub(super) cursor: &'c LineCursor,
    /// The path up to the cursor.
    pub(super) typed: &'c str,
    /// What ends it.
    pub(super) stops: &'c [char],
    /// Whether it is a string of a JSON array.
    pub(super) is_json: bool,
}

/// What is in the directory that is typed already: files and directories, ignored ones last.
pub(super) fn in_context<'s>(snapshot: &'s Snapshot, place: &Place<'_>) -> Option<Proposals<'s>> {
    let context = context(snapshot)?;
    let (directory, name) = place.typed.rsplit_once('/').unwrap_or(("", place.typed));
    let stops: Vec<char> = place.stops.iter().copied().chain(['/']).collect();
    let range = place.cursor.range(snapshot.text(), name, &stops)?;
    if directory.contains('$') || has_wildcards(directory) {
        return None;
    }
    let mut proposals = Proposals::new(snapshot, range);
    let directory = source_path(directory);
    let directory = directory.trim_start_matches('/');
    if place.typed.is_empty() && !place.stops.contains(&',') {
        proposals.add(Proposal::new(".", Kind::Folder).detail("all of the build context"));
    }
    let wants_slash = !snapshot.text()[range.end as usize..].starts_with('/');
    proposals.extend(entries(&context, directory, wants_slash).into_iter().filter_map(|entry| {
        let text = written(entry.insert.as_deref()?, place.is_json)?;
        Some(Proposal { insert: Some(text), ..entry })
    }));
    Some(proposals)
}

/// What is in a directory of the context.
pub(in crate::lsp) fn entries(
    context: &Context,
    directory: &str,
    wants_slash: bool,
) -> Vec<Proposal> {
    let ignore = context.ignore_file();
    let shown = |(name, kind): (String, EntryKind)| {
        let path = join(directory, &name);
        let is_directory = kind == EntryKind::Directory;
        let is_ignored =
            context.is_ignored(&path) && !(is_directory && ignore.may_contain_included(&path));
        let detail = if is_ignored { "ignored by the ignore file" } else { "" };
        let kind = if is_directory { Kind::Folder } else { Kind::File };
        let slash = if is_directory && wants_slash { "/" } else { "" };
        Proposal {
            is_deprecated: is_ignored,
            rank: if is_ignored { 8 } else { 2 },
            ..Proposal::new(&*name, kind)
                .detail(detail)
                .insert(format!("{name}{slash}"))
                .about(format!("path/{path}"))
        }
    };
    context.tree().children(directory).into_iter().map(shown).collect()
}

/// A path as it is written in an instruction; `None` where it cannot be.
fn written(path: &str, is_json: bool) -> Option<String> {
    if is_json {
        let quoted = serde_json::to_string(path).ok()?;
        return Some(quoted.trim_matches('"').replace('[', "[[]"));
    }
    // A word ends at a blank, and quotes do not change that.
    let is_plain = !path.contains(|ch: char| ch.is_whitespace() || "\"'$\\`*?".contains(ch));
    is_plain.then(|| path.replace('[', "[[]"))
}

/// The context; for a file none of whose sources exists yet, its own folder.
pub(super) fn context(snapshot: &Snapshot) -> Option<Context> {
    if let Some(found) = &snapshot.surroundings().context {
        return Some(found.context.clone());
    }
    let path = &snapshot.document.path;
    let is_wanted = snapshot.options().overrides.context.as_deref() != Some("none");
    let folder = path.parent().filter(|_| path.is_absolute() && is_wanted)?;
    host::open_context(folder, path).map(|found| found.context)
}
