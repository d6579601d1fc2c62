//! Takes out of a file what says when it was made, and leaves all else.
//!
//! Content in a form that is not known stays as it is: it then counts in full.

use std::borrow::Cow;

/// What takes the volatile part out of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalizer {
    /// The time of the source in the header of compiled Python (PEP 552).
    PythonBytecode,
    /// The values of these keys in JSON or YAML.
    Fields(&'static [&'static str]),
    /// The day of the last change of each password: the third field of `shadow(5)`.
    PasswordDays,
    /// The lines of a wheel's RECORD about compiled Python and uv's cache record.
    InstallRecord,
    /// The random ends of the names of Composer's own classes.
    ComposerNames,
    /// Lines that begin with `#`.
    CommentLines,
}

impl Normalizer {
    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Normalizer::PythonBytecode => "python-bytecode",
            Normalizer::Fields(_) => "fields",
            Normalizer::PasswordDays => "password-days",
            Normalizer::InstallRecord => "install-record",
            Normalizer::ComposerNames => "composer-names",
            Normalizer::CommentLines => "comment-lines",
        }
    }

    /// The content without what is volatile.
    pub(in crate::proof::image) fn apply(self, content: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Normalizer::PythonBytecode => without_source_time(content),
            Normalizer::Fields(keys) => Cow::Owned(without_values(content, keys)),
            Normalizer::PasswordDays => lines(content, |line| Some(without_third_field(line))),
            Normalizer::InstallRecord => lines(content, |line| {
                let path = line.split(|byte| *byte == b',').next().unwrap_or_default();
                let is_volatile = path.ends_with(b".pyc") || path.ends_with(b"/uv_cache.json");
                (!is_volatile).then(|| line.to_vec())
            }),
            Normalizer::ComposerNames => Cow::Owned(without_class_ends(content)),
            Normalizer::CommentLines => {
                lines(content, |line| (!line.starts_with(b"#")).then(|| line.to_vec()))
            }
        }
    }
}

/// Each line, its newline included, as `change` makes it.
fn lines(content: &[u8], change: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Cow<'_, [u8]> {
    let lines = content.split_inclusive(|byte| *byte == b'\n');
    Cow::Owned(lines.filter_map(change).flatten().collect())
}

/// Four bytes of magic number that end in `\r\n`, four of flags, then the time where no flag says
/// that there is a hash instead.
fn without_source_time(content: &[u8]) -> Cow<'_, [u8]> {
    let is_timed = content.len() >= 16 && content[2..8] == *b"\r\n\0\0\0\0";
    let mut content = Cow::Borrowed(content);
    if is_timed {
        content.to_mut()[8..12].fill(0);
    }
    content
}

fn without_third_field(line: &[u8]) -> Vec<u8> {
    let fields: Vec<&[u8]> = line.split(|byte| *byte == b':').collect();
    let kept = fields.iter().enumerate().map(|(at, field)| if at == 2 { b"" } else { *field });
    kept.collect::<Vec<_>>().join(&b':')
}

/// Looks for `"key":` and `key:` and leaves out the value: up to the closing quote, else up to the
/// end of the line (YAML) or the next comma or brace (JSON).
fn without_values(content: &[u8], keys: &[&str]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(content.len());
    let mut rest = content;
    while !rest.is_empty() {
        let value = keys.iter().find_map(|key| value_of(rest, key, kept.last().copied()));
        match value {
            Some((start, end)) => {
                kept.extend_from_slice(&rest[..start]);
                rest = &rest[end..];
            }
            None => {
                kept.push(rest[0]);
                rest = &rest[1..];
            }
        }
    }
    kept
}

/// Start and end of the value, where `text` begins with `key` and a colon.
fn value_of(text: &[u8], key: &str, before: Option<u8>) -> Option<(usize, usize)> {
    let after_key = text.strip_prefix(key.as_bytes())?;
    let is_quoted = before == Some(b'"');
    if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return None;
    }
    let after_key = if is_quoted { after_key.strip_prefix(b"\"")? } else { after_key };
    let value = after_key.trim_ascii_start().strip_prefix(b":")?;
    let value = &value[value.iter().take_while(|byte| **byte == b' ').count()..];
    let start = text.len() - value.len();
    let len = match value.strip_prefix(b"\"") {
        Some(inner) => inner.iter().position(|byte| *byte == b'"')? + 2,
        None => {
            let ends = |byte: &u8| *byte == b'\n' || (is_quoted && matches!(byte, b',' | b'}'));
            value.iter().position(ends).unwrap_or(value.len())
        }
    };
    Some((start, start + len))
}

/// `ComposerAutoloaderInit` and `ComposerStaticInit` are followed by 32 hexadecimal digits.
fn without_class_ends(content: &[u8]) -> Vec<u8> {
    const NAMES: [&[u8]; 2] = [b"ComposerAutoloaderInit", b"ComposerStaticInit"];
    const DIGITS: usize = 32;
    let mut kept = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some(first) = rest.first() {
        let name = NAMES.iter().find(|name| rest.starts_with(name));
        let end = name.and_then(|name| rest.get(name.len()..name.len() + DIGITS));
        match name.filter(|_| end.is_some_and(|end| end.iter().all(u8::is_ascii_hexdigit))) {
            Some(name) => {
                kept.extend_from_slice(name);
                rest = &rest[name.len() + DIGITS..];
            }
            None => {
                kept.push(*first);
                rest = &rest[1..];
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(normalizer: Normalizer, before: &str, after: &str) {
        assert_eq!(String::from_utf8_lossy(&normalizer.apply(before.as_bytes())), after);
    }

    #[test]
    fn compiled_python_loses_its_time_unless_it_has_a_hash() {
        let apply = |content: &[u8]| Normalizer::PythonBytecode.apply(content).into_owned();
        let timed = apply(b"\xcb\r\r\n\0\0\0\0TIMESIZEcode");
        assert_eq!(timed, b"\xcb\r\r\n\0\0\0\0\0\0\0\0SIZEcode");
        let hashed = apply(b"\xcb\r\r\n\x01\0\0\0HASHHASHcode");
        assert_eq!(hashed, b"\xcb\r\r\n\x01\0\0\0HASHHASHcode");
        assert_eq!(apply(b"short"), b"short");
    }

    #[test]
    fn fields_in_json_and_yaml() {
        let fields = Normalizer::Fields(&["prunedAt", "lastValidatedTimestamp"]);
        check(
            fields,
            "{\n  \"prunedAt\": \"Mon, 24 Nov 2025 10:00:00 GMT\",\n  \"x\": 1\n}",
            "{\n  \"prunedAt\": ,\n  \"x\": 1\n}",
        );
        check(fields, "prunedAt: Mon, 24 Nov 2025\nx: 1\n", "prunedAt: \nx: 1\n");
        check(
            fields,
            "{\"lastValidatedTimestamp\":17638,\"prunedAtAll\":\"x\",\"y\":{\"prunedAt\":1}}",
            "{\"lastValidatedTimestamp\":,\"prunedAtAll\":\"x\",\"y\":{\"prunedAt\":}}",
        );
        check(fields, "\"prunedAt\": \"cut", "\"prunedAt\": \"cut");
        check(fields, "unprunedAt: 1", "unprunedAt: 1");
    }

    #[test]
    fn lines_with_a_volatile_part() {
        check(
            Normalizer::PasswordDays,
            "root:*:20405:0:99999:7:::\napp:!:20412::::::\nodd\n",
            "root:*::0:99999:7:::\napp:!:::::::\nodd\n",
        );
        check(
            Normalizer::InstallRecord,
            "a/__init__.py,sha256=x,5\na/__pycache__/a.cpython-312.pyc,,\na.dist-info/uv_cache.json,sha256=y,6\n",
            "a/__init__.py,sha256=x,5\n",
        );
        check(Normalizer::CommentLines, "#Mon Nov 24\na=1\n", "a=1\n");
        check(
            Normalizer::ComposerNames,
            "class ComposerStaticInit0123456789abcdef0123456789abcdef { ComposerStaticInitial }",
            "class ComposerStaticInit { ComposerStaticInitial }",
        );
    }
}
