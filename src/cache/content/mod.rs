//! Content keys: whether what a step reads from a context is the same in both builds.
//!
//! BuildKit hashes what a selector takes: for a path the entry and all below
//! it, for a pattern or with `--exclude` and `--parents` a list of names and
//! entries (`cache/contenthash/checksum.go`). Here the two lists are laid side
//! by side. Where selector, path and ignore rules are the same, only what
//! changed is listed.

mod compare;
mod listing;
mod resolve;
mod view;

pub(super) use compare::{ContentDifference, compare, compare_entries};
pub(super) use listing::{Listed, list, list_copied};
pub(super) use view::View;
