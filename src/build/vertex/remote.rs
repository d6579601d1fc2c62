//! What ADD fetches.

use super::op::Op;

/// Whether a repository is meant, as far as that can be told from the text (`dfgitutil/git_ref.go`).
fn is_git(source: &str) -> bool {
    let schemes = ["git://", "ssh://", "git@"];
    let address = source.split(['#', '?']).next().unwrap_or_default();
    let is_web = ["http://", "https://"].iter().any(|scheme| source.starts_with(scheme));
    schemes.iter().any(|scheme| source.starts_with(scheme))
        || source.starts_with("github.com/")
        || (is_web && address.ends_with(".git"))
}

/// The vertex of a remote source, and the path in its result; `None` for a path of the context.
pub(super) fn remote(
    source: &str,
    checksum: Option<&str>,
    keeps_git: bool,
) -> Option<(Op, String)> {
    if is_git(source) {
        let reference = source.split_once('#').map(|(_, reference)| reference).unwrap_or_default();
        let reference = reference.split(':').next().unwrap_or_default();
        let is_commit = reference.len() == 40 && reference.bytes().all(|b| b.is_ascii_hexdigit());
        let commit = checksum.or(is_commit.then_some(reference)).map(str::to_owned);
        return Some((Op::Git { remote: source.to_owned(), commit, keeps_git }, "/".to_owned()));
    }
    if source.starts_with("http://") || source.starts_with("https://") {
        let url = source.to_owned();
        let op = Op::Http { url, checksum: checksum.map(str::to_owned) };
        return Some((op, format!("/{}", file_name(source))));
    }
    None
}

/// The last part of the address's path (`convert_copy.go`).
fn file_name(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once('/').map(|(_, path)| path).unwrap_or_default();
    match path.trim_end_matches('/').rsplit('/').next() {
        Some(name) if !name.is_empty() => name,
        _ => "__unnamed__",
    }
}
