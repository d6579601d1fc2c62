//! Changes as patches that `git apply` takes.
//!
//! Works on bytes, so that line ends, byte-order marks and bytes that are not
//! UTF-8 come out as they went in. It does not make patches fit for a
//! terminal: a patch that hides a byte cannot be applied.

use std::ops::Range;

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

/// Lines around a change that are repeated.
const CONTEXT: usize = 3;

/// The change from `before` to `after` of the file at `path`, as `git diff` writes it.
///
/// `None` for `before` means that the file is new. Equal texts give an empty patch.
pub fn unified_diff(path: &str, before: Option<&str>, after: &str) -> String {
    let patch = unified_diff_bytes(path, before.map(str::as_bytes), after.as_bytes());
    // Texts are only cut behind a newline, so this copies nothing and loses nothing.
    String::from_utf8_lossy(&patch).into_owned()
}

/// [`unified_diff`] for files of any bytes.
pub fn unified_diff_bytes(path: &str, before: Option<&[u8]>, after: &[u8]) -> Vec<u8> {
    if before == Some(after) {
        return Vec::new();
    }
    let old_lines = lines(before.unwrap_or_default());
    let new_lines = lines(after);
    let mut patch = header(path, before.is_none(), new_lines.is_empty()).into_bytes();
    let changes = capture_diff_slices(Algorithm::Myers, &old_lines, &new_lines);
    for hunk in group_diff_ops(changes, CONTEXT) {
        write_hunk(&hunk, &old_lines, &new_lines, &mut patch);
    }
    patch
}

/// Lines with their `\n`; the last one may lack it.
fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

fn header(path: &str, is_new: bool, is_empty: bool) -> String {
    let path = path.strip_prefix("./").unwrap_or(path).trim_start_matches('/');
    let (old, new) = (quoted(&format!("a/{path}")), quoted(&format!("b/{path}")));
    let mut header = format!("diff --git {old} {new}\n");
    if is_new {
        header.push_str("new file mode 100644\n");
    }
    if !is_empty || !is_new {
        let old = if is_new { "/dev/null".to_owned() } else { ended(old) };
        header.push_str(&format!("--- {old}\n+++ {}\n", ended(new)));
    }
    header
}

/// A name with a space is closed by a tab, so that nobody takes its tail for a date
/// (git `diff.c fn_out_consume`, `name_a_tab`).
fn ended(name: String) -> String {
    if name.contains(' ') { name + "\t" } else { name }
}

/// Quotes a name as git does with its default `core.quotePath` (git `quote.c quote_c_style`).
fn quoted(name: &str) -> String {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if name.as_bytes().iter().all(plain) {
        return name.to_owned();
    }
    let quoted: String = name.bytes().map(quoted_byte).collect();
    format!("\"{quoted}\"")
}

fn quoted_byte(byte: u8) -> String {
    match byte {
        b'"' => "\\\"".to_owned(),
        b'\\' => "\\\\".to_owned(),
        b'\x07' => "\\a".to_owned(),
        b'\x08' => "\\b".to_owned(),
        b'\t' => "\\t".to_owned(),
        b'\n' => "\\n".to_owned(),
        b'\x0b' => "\\v".to_owned(),
        b'\x0c' => "\\f".to_owned(),
        b'\r' => "\\r".to_owned(),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    }
}

fn write_hunk(hunk: &[DiffOp], old: &[&[u8]], new: &[&[u8]], patch: &mut Vec<u8>) {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { return };
    let old_part = counted(first.old_range().start..last.old_range().end);
    let new_part = counted(first.new_range().start..last.new_range().end);
    patch.extend(format!("@@ -{old_part} +{new_part} @@\n").bytes());
    for change in hunk {
        if change.tag() == DiffTag::Equal {
            write_lines(b' ', old.get(change.old_range()), patch);
        } else {
            write_lines(b'-', old.get(change.old_range()), patch);
            write_lines(b'+', new.get(change.new_range()), patch);
        }
    }
}

/// Lines of a hunk as its head gives them: the first one and, unless it is 1, how many.
fn counted(lines: Range<usize>) -> String {
    match lines.len() {
        // No line: the one before the place.
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        number => format!("{},{number}", lines.start + 1),
    }
}

fn write_lines(sign: u8, lines: Option<&[&[u8]]>, patch: &mut Vec<u8>) {
    for line in lines.unwrap_or_default() {
        patch.push(sign);
        patch.extend_from_slice(line);
        if !line.ends_with(b"\n") {
            patch.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_has_three_lines_around_it() {
        let before = "FROM a\n1\n2\n3\n4\n5\n6\n7\n8\n";
        let expected = "\
diff --git a/app/Dockerfile b/app/Dockerfile
--- a/app/Dockerfile
+++ b/app/Dockerfile
@@ -2,7 +2,6 @@
 1
 2
 3
-4
 5
 6
 7
";
        let after = before.replace("4\n", "");
        assert_eq!(unified_diff("./app/Dockerfile", Some(before), &after), expected);
        assert_eq!(unified_diff("Dockerfile", Some(before), before), "");
    }

    #[test]
    fn far_changes_have_hunks_of_their_own() {
        let before: String = (1..=20).map(|line| format!("{line}\n")).collect();
        let after = before.replace("2\n3\n", "2\nthree\n").replace("19\n", "");
        let hunks: Vec<String> = unified_diff("f", Some(&before), &after)
            .lines()
            .filter(|line| line.starts_with("@@"))
            .map(str::to_owned)
            .collect();
        assert_eq!(hunks, ["@@ -1,6 +1,6 @@", "@@ -16,5 +16,4 @@"]);
    }

    #[test]
    fn line_ends_are_kept_and_a_missing_one_is_told() {
        let expected = "\
diff --git a/f b/f
--- a/f
+++ b/f
@@ -1,2 +1,2 @@
 \u{feff}FROM a\r
-RUN b
\\ No newline at end of file
+RUN c\r
";
        let (before, after) = ("\u{feff}FROM a\r\nRUN b", "\u{feff}FROM a\r\nRUN c\r\n");
        assert_eq!(unified_diff("f", Some(before), after), expected);
    }

    #[test]
    fn a_new_file_comes_from_nowhere() {
        let expected = "\
diff --git a/a b/.dockerignore b/a b/.dockerignore
new file mode 100644
--- /dev/null
+++ b/a b/.dockerignore\t
@@ -0,0 +1 @@
+.git
";
        assert_eq!(unified_diff("a b/.dockerignore", None, ".git\n"), expected);
        let empty = "diff --git a/f b/f\nnew file mode 100644\n";
        assert_eq!(unified_diff("f", None, ""), empty);
    }

    #[test]
    fn odd_names_are_quoted_as_git_does() {
        for (name, shown) in [
            ("a/Dockerfile", "a/Dockerfile"),
            ("a/my file", "a/my file"),
            ("a/é", r#""a/\303\251""#),
            ("a/\"q\"\\\t\u{1}", r#""a/\"q\"\\\t\001""#),
        ] {
            assert_eq!(quoted(name), shown);
        }
    }

    #[test]
    fn bytes_that_are_not_text_survive() {
        let patch = unified_diff_bytes("f", Some(b"\xff\n"), b"\xff\n\xe4\n");
        assert!(patch.ends_with(b"@@ -1 +1,2 @@\n \xff\n+\xe4\n"), "{patch:?}");
    }
}
