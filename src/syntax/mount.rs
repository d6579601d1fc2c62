//! `RUN --mount=…`: its fields and their values.

use super::ast::Flag;
use crate::text::TextRange;

/// The type of a mount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MountKind {
    /// Files of the context, a stage or an image.
    Bind,
    /// A directory that outlives the build.
    Cache,
    /// Memory.
    Tmpfs,
    /// A secret.
    Secret,
    /// The SSH agent.
    Ssh,
    /// A value with a variable, or one that does not exist.
    Unknown,
}

impl MountKind {
    /// The types that exist.
    pub const KNOWN: [MountKind; 5] =
        [MountKind::Bind, MountKind::Cache, MountKind::Tmpfs, MountKind::Secret, MountKind::Ssh];

    /// The word used in the flag.
    pub fn name(self) -> &'static str {
        match self {
            MountKind::Bind => "bind",
            MountKind::Cache => "cache",
            MountKind::Tmpfs => "tmpfs",
            MountKind::Secret => "secret",
            MountKind::Ssh => "ssh",
            MountKind::Unknown => "",
        }
    }
}

/// One `key=value` of a mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountField {
    /// The key, in lower case.
    pub key: String,
    /// The value; `None` for a key alone.
    pub value: Option<String>,
    /// Where the field stands.
    pub range: TextRange,
}

/// A `--mount` flag.
#[derive(Clone, Debug)]
pub struct Mount<'a> {
    flag: Flag<'a>,
    fields: Vec<MountField>,
}

impl<'a> Mount<'a> {
    /// Reads a flag; `None` when it has no value or its quotes do not close.
    pub fn of(flag: Flag<'a>) -> Option<Self> {
        let fields = csv(flag.value()?)?;
        let fields = fields.into_iter().map(|(range, field)| {
            let range = flag.part_range(range);
            match field.split_once('=') {
                Some((key, value)) => {
                    MountField { key: key.to_lowercase(), value: Some(value.to_owned()), range }
                }
                None => MountField { key: field.to_lowercase(), value: None, range },
            }
        });
        Some(Self { flag, fields: fields.collect() })
    }

    /// The flag.
    pub fn flag(&self) -> Flag<'a> {
        self.flag
    }

    /// The fields, in order.
    pub fn fields(&self) -> &[MountField] {
        &self.fields
    }

    /// Its type; bind when none is given.
    pub fn kind(&self) -> MountKind {
        let Some(kind) = self.last(&["type"]) else { return MountKind::Bind };
        let known = MountKind::KNOWN.into_iter();
        known
            .into_iter()
            .find(|known| known.name().eq_ignore_ascii_case(kind))
            .unwrap_or(MountKind::Unknown)
    }

    /// `from=`: a stage, image or named context.
    pub fn from(&self) -> Option<&str> {
        self.last(&["from"]).filter(|from| !from.is_empty())
    }

    /// `source=`, `src=`.
    pub fn source(&self) -> Option<&str> {
        self.last(&["source", "src"])
    }

    /// `target=`, `dst=`, `destination=`.
    pub fn target(&self) -> Option<&str> {
        self.last(&["target", "dst", "destination"])
    }

    /// `id=`.
    pub fn id(&self) -> Option<&str> {
        self.last(&["id"])
    }

    /// The value of the last field with one of `keys`; later ones win.
    pub fn last(&self, keys: &[&str]) -> Option<&str> {
        let field = self.fields.iter().rev().find(|field| keys.contains(&field.key.as_str()));
        field.and_then(|field| field.value.as_deref())
    }
}

/// Splits one CSV record into fields with their ranges; `None` for a stray or open quote.
fn csv(text: &str) -> Option<Vec<(TextRange, String)>> {
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let (field, end) = csv_field(text, at)?;
        fields.push((TextRange::new(at, end), field));
        if end == text.len() {
            return Some(fields);
        }
        at = end + 1;
    }
}

/// The field that starts at `start`, and the offset of the comma (or end) behind it.
fn csv_field(text: &str, start: usize) -> Option<(String, usize)> {
    let rest = &text[start..];
    let Some(quoted) = rest.strip_prefix('"') else {
        let end = rest.find(',').unwrap_or(rest.len());
        return (!rest[..end].contains('"')).then(|| (rest[..end].to_owned(), start + end));
    };
    let mut field = String::new();
    let mut chars = quoted.char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        if ch != '"' {
            field.push(ch);
        } else if chars.next_if(|(_, next)| *next == '"').is_some() {
            field.push('"');
        } else {
            let end = start + 1 + at + 1;
            let is_end = matches!(text[end..].chars().next(), None | Some(','));
            return is_end.then_some((field, end));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        let check = |text: &str| {
            let fields = csv(text)?.into_iter().map(|(_, field)| field).collect::<Vec<_>>();
            Some(fields.join("|"))
        };
        assert_eq!(check("type=cache,target=/x"), Some("type=cache|target=/x".into()));
        assert_eq!(check("\"source=a,b\",ro"), Some("source=a,b|ro".into()));
        assert_eq!(check("\"a\"\"b\""), Some("a\"b".into()));
        assert_eq!(check(""), Some("".into()));
        assert_eq!(check("a\"b"), None);
        assert_eq!(check("\"open"), None);
    }
}
