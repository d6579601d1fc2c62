//! Where a path leads when its links are followed, inside the root.

use super::view::{View, join};
use crate::build::StatKind;

/// As many links as Linux follows.
const MAX_LINKS: usize = 40;

/// The path without links in it (experiments symlink_in_path*, abs_symlink_in_path); the last part is followed too.
pub(super) fn resolve(view: View<'_>, path: &str) -> String {
    let mut left: Vec<String> = parts(path);
    let mut done = String::new();
    let mut links = 0;
    while let Some(part) = left.pop() {
        if part == ".." {
            done.truncate(done.rfind('/').unwrap_or(0));
            continue;
        }
        let here = join(&done, &part);
        let is_link = view.stat(&here).is_some_and(|stat| stat.kind == StatKind::Link);
        match view.tree.link(&here).filter(|_| is_link && links < MAX_LINKS) {
            Some(target) => {
                links += 1;
                if target.starts_with('/') {
                    done.clear();
                }
                left.extend(parts(&target));
            }
            None => done = here,
        }
    }
    done
}

/// The parts of a path, last first.
fn parts(path: &str) -> Vec<String> {
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    parts.rev().map(str::to_owned).collect()
}
