//! Differences of files as a tree of folders, for people.
//!
//! A folder that came or went as a whole is one line; a chain of folders with
//! one thing in it is one, too. What is volatile comes after the rest.

use crate::proof::image::{DifferenceKind, FileDifference};
use crate::report::Style;
use crate::report::paint::{RESET, Tint, one_line};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How much of a long list is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilesShown {
    /// The first 40 lines, and 10 of what is volatile.
    Few,
    /// Everything.
    All,
}

const MOST_LINES: usize = 40;
const MOST_VOLATILE_LINES: usize = 10;
const DIM: &str = "\x1b[2m";

/// The differences, which are sorted by path: `~ /app/run.sh  mode 644 → 755`. Empty without any.
pub fn file_differences_text(
    differences: &[FileDifference],
    shown: FilesShown,
    style: Style,
) -> String {
    let (volatile, lasting): (Vec<_>, Vec<_>) = differences.iter().partition(|it| it.volatile);
    let most = |lines| if shown == FilesShown::All { usize::MAX } else { lines };
    let mut text = String::new();
    write_lines(&mut text, &lines(&lasting), most(MOST_LINES), |line| line.color(style));
    if !volatile.is_empty() {
        let dim = style.color.then_some(DIM);
        let heading = format!("  volatile, does not count: {}", volatile.len());
        write_line(&mut text, &heading, dim);
        write_lines(&mut text, &lines(&volatile), most(MOST_VOLATILE_LINES), |_| dim);
    }
    text
}

/// A line, and how many paths it stands for.
struct Line {
    mark: char,
    text: String,
    paths: usize,
}

impl Line {
    fn color(&self, style: Style) -> Option<&'static str> {
        match self.mark {
            '+' if style.color => Some(Tint::Added.escape()),
            '-' if style.color => Some(Tint::Removed.escape()),
            _ => None,
        }
    }
}

fn write_lines(
    text: &mut String,
    lines: &[Line],
    most: usize,
    color: impl Fn(&Line) -> Option<&'static str>,
) {
    // One line too many is better than a line that says so.
    let most = if lines.len() == most.saturating_add(1) { lines.len() } else { most };
    for line in lines.iter().take(most) {
        write_line(text, &line.text, color(line));
    }
    let more: usize = lines.iter().skip(most).map(|line| line.paths).sum();
    if more > 0 {
        let _ = writeln!(text, "  … and {more} more (--verbose shows all)");
    }
}

fn write_line(text: &mut String, line: &str, color: Option<&str>) {
    let _ = match color {
        Some(color) => writeln!(text, "{color}{line}{RESET}"),
        None => writeln!(text, "{line}"),
    };
}

/// A path of the tree: what differs there, and below.
#[derive(Default)]
struct Node<'a> {
    differences: Vec<&'a FileDifference>,
    children: BTreeMap<&'a str, Node<'a>>,
}

fn lines(differences: &[&FileDifference]) -> Vec<Line> {
    let mut root = Node::default();
    for &difference in differences {
        let parts = difference.path.split('/').filter(|part| !part.is_empty());
        let node = parts.fold(&mut root, |node, part| node.children.entry(part).or_default());
        node.differences.push(difference);
    }
    let mut lines = Vec::new();
    if !root.differences.is_empty() {
        lines.push(root.line("/", 0, 0));
    }
    for (name, child) in &root.children {
        child.write(format!("/{name}"), 0, &mut lines);
    }
    lines
}

impl<'a> Node<'a> {
    fn write(&self, mut name: String, depth: usize, lines: &mut Vec<Line>) {
        let mut node = self;
        while node.differences.is_empty()
            && let (1, Some((part, child))) = (node.children.len(), node.children.iter().next())
        {
            let _ = write!(name, "/{part}");
            node = child;
        }
        let is_whole = node.whole().is_some();
        let below = if is_whole { node.count() - 1 } else { 0 };
        lines.push(node.line(&name, depth, below));
        if !is_whole {
            for (part, child) in &node.children {
                child.write((*part).to_owned(), depth + 1, lines);
            }
        }
    }

    /// Added or removed, when all of it is.
    fn whole(&self) -> Option<DifferenceKind> {
        let kind = match self.differences.as_slice() {
            [only] => only.kind,
            _ => return None,
        };
        let is_whole = matches!(kind, DifferenceKind::Added | DifferenceKind::Removed)
            && self.children.values().all(|child| child.whole() == Some(kind));
        is_whole.then_some(kind)
    }

    /// How many paths differ, here and below.
    fn count(&self) -> usize {
        usize::from(!self.differences.is_empty())
            + self.children.values().map(Node::count).sum::<usize>()
    }

    /// The line of this path, which stands for `below` more.
    fn line(&self, name: &str, depth: usize, below: usize) -> Line {
        let mark = match self.differences.first().map(|it| it.kind) {
            None => ' ',
            Some(DifferenceKind::Added) => '+',
            Some(DifferenceKind::Removed) => '-',
            Some(_) => '~',
        };
        let slash = if self.is_folder() && name != "/" { "/" } else { "" };
        let mut details: Vec<String> =
            self.differences.iter().map(|it| detail(it)).filter(|it| !it.is_empty()).collect();
        if below > 0 {
            details = vec![format!("{below} {}", if below == 1 { "entry" } else { "entries" })];
        }
        let indent = "  ".repeat(depth + 1);
        let text = format!("{indent}{mark} {}{slash}  {}", one_line(name), details.join("; "));
        let paths = usize::from(!self.differences.is_empty()) + below;
        Line { mark, text: text.trim_end().to_owned(), paths }
    }

    fn is_folder(&self) -> bool {
        let says_folder =
            |side: &Option<String>| side.as_deref().is_some_and(|it| it.starts_with("folder"));
        let is_summed_up = |side: &Option<String>| {
            side.as_deref().is_some_and(|it| it.ends_with(" entry") || it.ends_with(" entries"))
        };
        let is_folder = |it: &&FileDifference| match it.kind {
            DifferenceKind::Added => says_folder(&it.after),
            DifferenceKind::Removed => says_folder(&it.before),
            DifferenceKind::Content => is_summed_up(&it.before),
            _ => false,
        };
        !self.children.is_empty() || self.differences.iter().any(is_folder)
    }
}

/// What differs: `content, 12 → 13 bytes`, `mode 644 → 755`, `5 bytes`.
fn detail(difference: &FileDifference) -> String {
    let side = |side: &Option<String>| side.as_deref().map_or("none".to_owned(), one_line);
    let (before, after) = (side(&difference.before), side(&difference.after));
    match difference.kind {
        DifferenceKind::Added => only(&after),
        DifferenceKind::Removed => only(&before),
        DifferenceKind::Type => format!("{before} → {after}"),
        DifferenceKind::Content if before == after => format!("content, {after}"),
        DifferenceKind::Content => {
            let number = before.split(' ').next().unwrap_or_default();
            format!("content, {number} → {after}")
        }
        kind => format!("{} {before} → {after}", kind.name()),
    }
}

/// Of `file 644 0:0, 5 bytes` the size, of a folder nothing, else what it is.
fn only(described: &str) -> String {
    let size = described.split_once(", ").map(|(_, size)| size);
    let what = described.split(' ').next().unwrap_or_default();
    match (size, what) {
        (Some(size), _) => size.to_owned(),
        (None, "folder") => String::new(),
        (None, "link") => described.to_owned(),
        (None, _) => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DifferenceKind::{Added, Attributes, Content, Link, Mode, Owner, Removed, Type};

    type Row<'a> = (&'a str, DifferenceKind, &'a str, &'a str);

    fn differences(rows: &[Row<'_>], volatile: bool) -> Vec<FileDifference> {
        let side = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let row = |(path, kind, before, after): &Row<'_>| FileDifference {
            path: (*path).to_owned(),
            kind: *kind,
            before: side(before),
            after: side(after),
            volatile,
        };
        rows.iter().map(row).collect()
    }

    fn check(rows: &[Row<'_>], expected: &str) {
        let text =
            file_differences_text(&differences(rows, false), FilesShown::Few, Style::default());
        assert_eq!(text.trim_end(), expected.trim_start_matches('\n').trim_end());
    }

    #[test]
    fn what_changed_at_its_place() {
        check(&[], "");
        check(
            &[
                ("/app/bin/run.sh", Mode, "644", "755"),
                ("/app/bin/run.sh", Owner, "0:0", "1000:1000"),
                ("/app/current", Link, "a", "b"),
                ("/app/server.js", Content, "12 bytes", "13 bytes"),
                ("/bin/ping", Attributes, "security.capability=01", ""),
                ("/etc/a", Content, "12 bytes", "12 bytes"),
                ("/etc/b", Type, "file", "folder"),
                ("/etc/motd", Removed, "file 644 0:0, 5 bytes", ""),
                ("/etc/s", Added, "", "link to /run/s"),
                ("/run/p", Added, "", "pipe 644 0:0"),
            ],
            "
    /app/
    ~ bin/run.sh  mode 644 → 755; owner 0:0 → 1000:1000
    ~ current  link a → b
    ~ server.js  content, 12 → 13 bytes
  ~ /bin/ping  attributes security.capability=01 → none
    /etc/
    ~ a  content, 12 bytes
    ~ b  file → folder
    - motd  5 bytes
    + s  link to /run/s
  + /run/p  pipe",
        );
    }

    #[test]
    fn whole_folders_are_one_line() {
        check(
            &[
                ("/app/d", Removed, "folder 755 0:0", ""),
                ("/app/d/e", Removed, "folder 755 0:0", ""),
                ("/app/d/e/f", Removed, "file 644 0:0, 1 byte", ""),
                ("/app/empty", Added, "", "folder 755 0:0"),
                ("/app/one", Added, "", "folder 755 0:0"),
                ("/app/one/x", Added, "", "file 644 0:0, 1 byte"),
            ],
            "
    /app/
    - d/  2 entries
    + empty/
    + one/  1 entry",
        );
        check(
            &[("/d", Mode, "755", "700"), ("/d/x", Added, "", "file 644 0:0, 1 byte")],
            "
  ~ /d/  mode 755 → 700
    + x  1 byte",
        );
    }

    #[test]
    fn volatile_ones_come_after_and_are_dimmed() {
        let mut all =
            differences(&[("/root/.npm/_cacache", Content, "1 entry", "2 entries")], true);
        all.extend(differences(
            &[("/x", Mode, "644", "755"), ("/y", Added, "", "folder 755 0:0")],
            false,
        ));
        let text = |color| {
            let style = Style { color, ..Style::default() };
            file_differences_text(&all, FilesShown::Few, style)
        };
        assert_eq!(
            text(false),
            "  ~ /x  mode 644 → 755\n  + /y/\n  volatile, does not count: 1\n  ~ /root/.npm/_cacache/  content, 1 → 2 entries\n"
        );
        assert_eq!(
            text(true),
            "  ~ /x  mode 644 → 755\n\x1b[32m  + /y/\x1b[0m\n\x1b[2m  volatile, does not count: 1\x1b[0m\n\
             \x1b[2m  ~ /root/.npm/_cacache/  content, 1 → 2 entries\x1b[0m\n"
        );
    }

    #[test]
    fn a_long_list_is_cut() {
        let paths: Vec<String> = (100..200).map(|number| format!("/d/{number}")).collect();
        let rows: Vec<Row<'_>> =
            paths.iter().map(|path| (path.as_str(), Mode, "644", "755")).collect();
        let text = |count: usize, shown| {
            file_differences_text(&differences(&rows[..count], false), shown, Style::default())
        };
        let few = text(100, FilesShown::Few);
        assert_eq!(few.lines().count(), 41);
        assert!(few.ends_with("  … and 61 more (--verbose shows all)\n"), "{few}");
        assert_eq!(text(40, FilesShown::Few).lines().count(), 41);
        assert_eq!(text(100, FilesShown::All).lines().count(), 101);
    }

    #[test]
    fn names_cannot_act_on_a_terminal() {
        check(&[("/a\u{1b}[2J\nb", Mode, "644", "755")], "  ~ /a?[2J b  mode 644 → 755");
    }
}
