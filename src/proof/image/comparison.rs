//! Compares two images, and what a comparison says.

use super::tree::{Entry, EntryKind, FileTree};
use super::volatile::Treatment;
use super::{Image, ImageConfig};
use serde::Serialize;

/// What two images have not in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageComparison {
    /// How many paths were compared: those of either image. A folder that is summed up counts once.
    pub files_compared: usize,
    /// What containers start with, where it differs.
    pub config_differences: Vec<ConfigDifference>,
    /// Paths that differ, sorted; one path may be there several times.
    pub file_differences: Vec<FileDifference>,
    /// Paths that differ between two builds of the original, too.
    pub not_reproducible: Vec<Unreproducible>,
}

/// A setting that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigDifference {
    /// The setting, as the engine names it: `Env`, `Cmd`, `ExposedPorts`, …
    pub field: &'static str,
    /// Which one of several: the name of a variable, a port, a label.
    pub key: Option<String>,
    /// Its value in the first image; `None` when it is not set there.
    pub before: Option<String>,
    /// Its value in the second image.
    pub after: Option<String>,
}

/// A path that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileDifference {
    /// The absolute path.
    pub path: String,
    /// In what it differs.
    pub kind: DifferenceKind,
    /// What the first image has, in a few words; `None` when the path, or an attribute, is not there.
    pub before: Option<String>,
    /// What the second image has.
    pub after: Option<String>,
    /// Whether a difference is to be expected there: see [`Volatile`](super::Volatile).
    pub volatile: bool,
}

/// In what a path differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// Only the second image has it.
    Added,
    /// Only the first image has it.
    Removed,
    /// It is a file here and a folder there, or alike; nothing else of it is compared.
    Type,
    /// Its permissions.
    Mode,
    /// The numbers of user and group.
    Owner,
    /// Where a symbolic link points.
    Link,
    /// The bytes of a file, or all that is below a folder that is summed up.
    Content,
    /// Its extended attributes, or the numbers of a device.
    Attributes,
}

impl DifferenceKind {
    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            DifferenceKind::Added => "added",
            DifferenceKind::Removed => "removed",
            DifferenceKind::Type => "type",
            DifferenceKind::Mode => "mode",
            DifferenceKind::Owner => "owner",
            DifferenceKind::Link => "link",
            DifferenceKind::Content => "content",
            DifferenceKind::Attributes => "attributes",
        }
    }
}

/// A path that two builds of one Dockerfile make differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unreproducible {
    /// The absolute path.
    pub path: String,
    /// The instruction that wrote it last, where it is known.
    pub step: Option<String>,
}

impl ImageComparison {
    /// Whether the images are the same but for what is volatile.
    pub fn is_equal(&self) -> bool {
        self.config_differences.is_empty() && self.file_differences.iter().all(|it| it.volatile)
    }

    /// Paths that differ and should not.
    pub fn lasting(&self) -> impl Iterator<Item = &FileDifference> {
        self.file_differences.iter().filter(|difference| !difference.volatile)
    }
}

/// What `before` and `after` have not in common.
pub fn compare(before: &Image, after: &Image) -> ImageComparison {
    let mut comparison = ImageComparison {
        config_differences: ImageConfig::differences(&before.config, &after.config),
        ..Default::default()
    };
    comparison.compare_files(&before.files, &after.files);
    comparison
}

impl ImageComparison {
    fn compare_files(&mut self, before: &FileTree, after: &FileTree) {
        let added = after.iter().filter(|(path, _)| before.get(path).is_none());
        for (path, entry) in added {
            self.files_compared += 1;
            self.note(path, DifferenceKind::Added, (None, Some(description(entry))), false);
        }
        for (path, entry) in before.iter() {
            self.files_compared += 1;
            match after.get(path) {
                Some(other) => self.compare_entries(path, entry, other),
                None => {
                    let before = Some(description(entry));
                    self.note(path, DifferenceKind::Removed, (before, None), false);
                }
            }
        }
        // Stable: the kinds of one path stay in the order of comparison.
        self.file_differences.sort_by(|one, other| one.path.cmp(&other.path));
    }

    fn compare_entries(&mut self, path: &str, before: &Entry, after: &Entry) {
        let differing = [
            (DifferenceKind::Mode, before.mode != after.mode, mode as fn(&Entry) -> _),
            (DifferenceKind::Owner, owner(before) != owner(after), owner),
            (DifferenceKind::Link, before.target != after.target, target),
            (DifferenceKind::Content, is_other_content(before, after), content),
            (DifferenceKind::Attributes, attributes(before) != attributes(after), attributes),
        ];
        if before.kind != after.kind {
            let kinds = (Some(before.kind.to_string()), Some(after.kind.to_string()));
            return self.note(path, DifferenceKind::Type, kinds, false);
        }
        for (kind, differs, shown) in differing {
            // Every link has all permissions, but not every engine says so.
            if differs && !(kind == DifferenceKind::Mode && before.kind == EntryKind::Link) {
                let volatile = kind == DifferenceKind::Content && is_volatile(before, after);
                let said = |entry| Some(shown(entry)).filter(|text| !text.is_empty());
                self.note(path, kind, (said(before), said(after)), volatile);
            }
        }
    }

    fn note(
        &mut self,
        path: &str,
        kind: DifferenceKind,
        (before, after): (Option<String>, Option<String>),
        volatile: bool,
    ) {
        let path = path.to_owned();
        self.file_differences.push(FileDifference { path, kind, before, after, volatile });
    }
}

fn is_other_content(before: &Entry, after: &Entry) -> bool {
    // A folder is summed up in both or in none: only its path decides.
    before.digest != after.digest || before.below != after.below
}

/// Whether content that differs may differ.
fn is_volatile(before: &Entry, after: &Entry) -> bool {
    match before.treatment {
        Some(Treatment::Content | Treatment::Tree) => true,
        Some(Treatment::Normalized(_)) => {
            before.normalized.is_some() && before.normalized == after.normalized
        }
        None => false,
    }
}

fn mode(entry: &Entry) -> String {
    format!("{:03o}", entry.mode)
}

fn owner(entry: &Entry) -> String {
    format!("{}:{}", entry.uid, entry.gid)
}

fn target(entry: &Entry) -> String {
    entry.target.clone().unwrap_or_default()
}

fn content(entry: &Entry) -> String {
    match &entry.below {
        Some(below) => counted(below.entries, "entry", "entries"),
        None => counted(entry.size, "byte", "bytes"),
    }
}

fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// `security.capability=01000002…`, by name; the numbers of a device as `device=1:3`.
fn attributes(entry: &Entry) -> String {
    let device = entry.device.map(|(major, minor)| format!("device={major}:{minor}"));
    let attributes = entry.attributes.iter().map(|(name, value)| {
        let value: String = value.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{name}={value}")
    });
    device.into_iter().chain(attributes).collect::<Vec<_>>().join(" ")
}

/// All of an entry in a few words.
fn description(entry: &Entry) -> String {
    let what = format!("{} {} {}", entry.kind, mode(entry), owner(entry));
    match (entry.kind, &entry.target) {
        (EntryKind::Link, Some(target)) => format!("link to {target}"),
        (EntryKind::File, _) => format!("{what}, {}", content(entry)),
        _ if entry.below.is_some() => format!("{what}, {}", content(entry)),
        _ => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::image::testing::tree;

    fn check(before: &str, after: &str, expected: &str) {
        let image = |listing| Image { files: tree(listing), ..Default::default() };
        let comparison = compare(&image(before), &image(after));
        let lines = comparison.file_differences.iter().map(|it| {
            let side = |side: &Option<String>| side.clone().unwrap_or("-".to_owned());
            let mark = if it.volatile { " (volatile)" } else { "" };
            format!(
                "{} {}: {} | {}{mark}\n",
                it.path,
                it.kind.name(),
                side(&it.before),
                side(&it.after)
            )
        });
        let shown: String = lines.collect();
        let expected: String =
            expected.lines().map(|line| format!("{}\n", line.trim())).skip(1).collect();
        assert_eq!(shown.trim(), expected.trim());
    }

    #[test]
    fn the_same_files_in_another_order() {
        check("d/ 755\nd/a 644 x\nd/b 644 y", "d/b 644 y\nd/ 755\nd/a 644 x", "");
        check("./d/a 644 x", "d/a 644 x", "");
    }

    #[test]
    fn everything_that_can_differ() {
        check(
            "a 644 hello\nb 644 x\nc 4755 x\nd -> a\ne 644 1:2 x\nf 644 @security.capability=A x\ng 644 x\nh/ 755",
            "a 644 hell\ni 644 12\nc 755 x\nd -> b\ne 600 1:3 x\nf 644 x\ng/ 755\nh/ 1777",
            "
            /a content: 5 bytes | 4 bytes
            /b removed: file 644 0:0, 1 byte | -
            /c mode: 4755 | 755
            /d link: a | b
            /e mode: 644 | 600
            /e owner: 1:2 | 1:3
            /f attributes: security.capability=41 | -
            /g type: file | folder
            /h mode: 755 | 1777
            /i added: - | file 644 0:0, 2 bytes",
        );
    }

    #[test]
    fn hard_links_are_their_files() {
        check("a 4755 x\nb => a", "b 4755 x\na => b", "");
        check("a 644 x\nb => a", "a 644 x\nb 644 x", "");
        check("a 644 x\nb => a", "a 644 x\nb 644 y", "\n/b content: 1 byte | 1 byte");
        check("b => a\na 644 x", "a 644 x\nb 644 x", "");
    }

    #[test]
    fn what_the_engine_puts_there_is_no_part() {
        check(
            ".dockerenv 755\netc/hosts 644 1\ndev/ 755\ndev/null | 666",
            "etc/hosts 644 2\nproc/ 555",
            "",
        );
    }

    #[test]
    fn volatile_content_is_marked_and_nothing_else_of_it() {
        check(
            "var/log/a.log 644 x\nvar/log/b.log 644 x\nvar/log/c.log 644 x",
            "var/log/a.log 644 y\nvar/log/b.log 600 y",
            "
            /var/log/a.log content: 1 byte | 1 byte (volatile)
            /var/log/b.log mode: 644 | 600
            /var/log/b.log content: 1 byte | 1 byte (volatile)
            /var/log/c.log removed: file 644 0:0, 1 byte | -",
        );
        check(
            "etc/shadow 640 root:*:20405:0\na/b.dist-info/RECORD 644 x",
            "etc/shadow 640 root:*:20406:0\na/b.dist-info/RECORD 644 y",
            "
            /a/b.dist-info/RECORD content: 1 byte | 1 byte
            /etc/shadow content: 14 bytes | 14 bytes (volatile)",
        );
        check(
            "etc/shadow 640 root:*:20405:0",
            "etc/shadow 640 root::20406:0",
            "
            /etc/shadow content: 14 bytes | 13 bytes",
        );
    }

    #[test]
    fn a_cache_folder_is_summed_up() {
        check(
            "root/.npm/_cacache/ 755\nroot/.npm/_cacache/a 644 x\nroot/.npm/_cacache-x 644 x",
            "root/.npm/_cacache/ 755\nroot/.npm/_cacache/b 644 x\nroot/.npm/_cacache/c 644 x\nroot/.npm/_cacache-x 644 y",
            "
            /root/.npm/_cacache content: 1 entry | 2 entries (volatile)
            /root/.npm/_cacache-x content: 1 byte | 1 byte",
        );
        check(
            "root/.npm/_cacache/ 755\nroot/.npm/_cacache/a 644 x",
            "root/.npm/_cacache/ 700\nroot/.npm/_cacache/a 644 x",
            "\n/root/.npm/_cacache mode: 755 | 700",
        );
        check(
            "root/.npm/_cacache/ 755\nroot/.npm/_cacache/a 644 x",
            "root/ 755",
            "
            /root added: - | folder 755 0:0
            /root/.npm/_cacache removed: folder 755 0:0, 1 entry | -",
        );
    }
}
