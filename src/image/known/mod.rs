//! What well-known images bring along: a command, ports, a user, a folder.
//!
//! Owns the lookup; the facts are in the tables beside it, one row an image,
//! taken from the images' own Dockerfiles. An image that is not there is
//! unknown, and so is a fact that its row leaves open or that changed between
//! versions.

mod families;
mod official;
mod row;
#[cfg(test)]
mod tests;
mod vendors;

use super::ImageReference;
pub use row::{DefaultCommand, KnownImage, Language};

/// What is known of an image; `None` where nothing is.
///
/// A reference by digest alone may be any variant of its image: it is unknown
/// where the variants differ.
pub fn image(reference: &ImageReference) -> Option<&'static KnownImage> {
    let name = known_name(reference);
    let tag = match (reference.tag(), reference.digest()) {
        (None, None) => Some("latest"),
        (tag, _) => tag,
    };
    let exact = [official::IMAGES, vendors::IMAGES].into_iter().map(|rows| of_name(rows, name));
    match exact.into_iter().find(|rows| !rows.is_empty()) {
        Some(rows) => of_tag(rows.iter(), tag),
        None => of_tag(families::IMAGES.iter().filter(|row| fits(row.name(), name)), tag),
    }
}

/// The names of the images that something is known of, as people write them, each once.
pub fn names() -> impl Iterator<Item = &'static str> {
    let rows = [official::IMAGES, vendors::IMAGES].into_iter().flatten();
    let mut before = "";
    // The tables are sorted by name.
    rows.map(KnownImage::name).filter(move |name| std::mem::replace(&mut before, name) != *name)
}

/// Registries that serve Docker Hub's images under the same names.
const MIRRORS: &[&str] = &[
    "public.ecr.aws/docker/library/",
    "mirror.gcr.io/library/",
    "mirror.gcr.io/",
    "registry.hub.docker.com/library/",
    "registry.hub.docker.com/",
    "registry-1.docker.io/library/",
    "registry-1.docker.io/",
];

/// Namespaces that hold the official images of one architecture each.
const ARCHITECTURES: &[&str] = &[
    "amd64/",
    "arm32v5/",
    "arm32v6/",
    "arm32v7/",
    "arm64v8/",
    "i386/",
    "mips64le/",
    "ppc64le/",
    "riscv64/",
    "s390x/",
    "winamd64/",
];

/// The name under which an image stands in the tables.
fn known_name(reference: &ImageReference) -> &str {
    let name = reference.familiar_name();
    let mut copies = MIRRORS.iter().chain(ARCHITECTURES);
    copies.find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
}

/// The rows of a name; a table is sorted by name.
fn of_name(rows: &'static [KnownImage], name: &str) -> &'static [KnownImage] {
    let start = rows.partition_point(|row| row.name() < name);
    let rows = &rows[start..];
    &rows[..rows.partition_point(|row| row.name() == name)]
}

fn of_tag(
    mut rows: impl Iterator<Item = &'static KnownImage>,
    tag: Option<&str>,
) -> Option<&'static KnownImage> {
    let Some(tag) = tag else { return rows.next().filter(|row| row.is_for_any_tag()) };
    let found = rows.find(|row| fits(row.tags(), tag))?;
    // The triggers of such a tag may set anything, so it needs a row of its own.
    let has_triggers = tag.ends_with("onbuild");
    (!has_triggers || !found.is_for_any_tag()).then_some(found)
}

/// Whether `text` fits a pattern, in which `*` is any text.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut text) = text.strip_prefix(first) else { return false };
    for part in middle.split('*') {
        let Some((_, after)) = text.split_once(part) else { return false };
        text = after;
    }
    text.ends_with(last)
}
