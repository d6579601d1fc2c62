//! Paths of the build context.

use super::item::Candidate;
use crate::build::EntryKind;
use crate::build::context::join;
use crate::lsp::cursor::LineCursor;
use crate::lsp::server::Snapshot;
use gen_lsp_types::CompletionItemKind as Kind;

/// More entries of one directory are not offered.
const MOST: usize = 500;

/// What is in the directory that `typed` begins with; ignored entries are marked.
pub(super) fn candidates(
    snapshot: &Snapshot,
    cursor: &LineCursor,
    typed: &str,
    stops: &[char],
) -> Vec<Candidate> {
    let (folder, name) = typed.rsplit_once('/').unwrap_or(("", typed));
    let Some(range) = cursor.range(snapshot.text(), name, stops) else { return Vec::new() };
    let Some(found) = &snapshot.surroundings().context else { return Vec::new() };
    let folder = crate::ignore::clean(&format!("/{folder}"));
    let folder = folder.trim_start_matches('/');
    let mut entries = found.context.tree().children(folder);
    // Directories first: most paths go through one.
    entries.sort_by_key(|(name, kind)| (*kind != EntryKind::Directory, name.clone()));
    let entries = entries.into_iter().filter(|(name, _)| name != ".git").take(MOST);
    let mut offered: Vec<Candidate> = entries
        .map(|(name, kind)| {
            let is_folder = kind == EntryKind::Directory;
            let is_ignored = found.context.is_ignored(&join(folder, &name));
            let shown = if is_folder { format!("{name}/") } else { name.clone() };
            let kind = if is_folder { Kind::Folder } else { Kind::File };
            Candidate::new(range, &shown, kind)
                .remark(is_ignored.then_some("ignored by .dockerignore"))
                .going_on(is_folder)
        })
        .collect();
    offered.sort_by_key(|it| it.remark.is_some());
    offered
}
