//! The provenance of a build: which line of the Dockerfile each vertex comes from.
//!
//! The engine keeps it for every successful build, even where it refuses
//! attestations (`docker buildx history inspect attachment --type provenance
//! REF`). Its parts lie at different places in the versions of SLSA, so they
//! are looked for by name.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What the provenance of a build tells of its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    lines: BTreeMap<String, BTreeSet<u32>>,
    /// The Dockerfile that was built.
    pub dockerfile: Option<String>,
}

impl Provenance {
    /// Reads the JSON document; what is none knows nothing.
    pub fn read(text: &str) -> Provenance {
        let document: Value = serde_json::from_str(text).unwrap_or_default();
        let source = find(&document, "locations").unwrap_or(&Value::Null);
        let digests =
            find(&document, "digestMapping").and_then(|it| it["digestMapping"].as_object());
        let lines = digests.into_iter().flatten().filter_map(|(digest, step)| {
            let locations = &source["locations"][step.as_str()?]["locations"];
            let lines = locations.as_array()?.iter().filter_map(first_line).collect();
            Some((digest.clone(), lines))
        });
        let dockerfile = source["infos"][0]["data"].as_str().and_then(base64);
        Provenance {
            lines: lines.collect(),
            dockerfile: dockerfile.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        }
    }

    /// The first lines of the instructions that the vertex of that digest comes
    /// from, counted from 1; several when equal steps were made one.
    pub fn lines_of(&self, digest: &str) -> impl Iterator<Item = u32> + '_ {
        self.lines.get(digest).into_iter().flatten().copied()
    }
}

/// The object that has that key, however deep.
fn find<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Object(fields) if fields.contains_key(key) => Some(value),
        Value::Object(fields) => fields.values().find_map(|field| find(field, key)),
        Value::Array(items) => items.iter().find_map(|item| find(item, key)),
        _ => None,
    }
}

/// Locations list each line of an instruction.
fn first_line(location: &Value) -> Option<u32> {
    let ranges = location["ranges"].as_array()?.iter();
    ranges.filter_map(|range| range["start"]["line"].as_u64()?.try_into().ok()).min()
}

/// The bytes that a base64 text stands for; `None` when it is none.
fn base64(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for group in text.as_bytes().chunks(4) {
        let digits: Option<Vec<u32>> = group.iter().map(|byte| digit(*byte)).collect();
        let number = digits?.iter().fold(0, |number, digit| number << 6 | digit);
        let number = number << (6 * (4 - group.len()));
        // A group of n digits holds n - 1 bytes.
        bytes.extend_from_slice(&number.to_be_bytes()[1..group.len()]);
    }
    Some(bytes)
}

fn digit(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_by_digest() {
        let provenance = Provenance::read(
            r#"{"predicate":{"buildConfig":{"digestMapping":{"sha256:a":"step4","sha256:b":"step0","sha256:c":"step2"}},
            "metadata":{"https://mobyproject.org/buildkit@v1#metadata":{"source":{"infos":[{"data":"RlJPTSBhCg=="}],"locations":{
              "step0":{"locations":[{"ranges":[{"start":{"line":18}}]},{"ranges":[{"start":{"line":4}}]}]},
              "step2":{},
              "step4":{"locations":[{"ranges":[{"start":{"line":9}},{"start":{"line":10}}]}]}}}}}}}"#,
        );
        let lines = |digest| provenance.lines_of(digest).collect::<Vec<_>>();
        assert_eq!(
            (lines("sha256:a"), lines("sha256:b"), lines("sha256:c")),
            (vec![9], vec![4, 18], vec![])
        );
        assert_eq!(provenance.dockerfile.as_deref(), Some("FROM a\n"));
    }

    #[test]
    fn what_is_no_provenance_knows_nothing() {
        for text in ["", "{}", "[1]", "x", r#"{"digestMapping":1,"locations":[]}"#] {
            assert_eq!(Provenance::read(text), Provenance::default(), "{text}");
        }
    }

    #[test]
    fn base64_is_read() {
        for (text, expected) in [
            ("", Some("")),
            ("YQ==", Some("a")),
            ("YWI=", Some("ab")),
            ("YWJj", Some("abc")),
            ("YWJjZA", Some("abcd")),
            ("Y!", None),
        ] {
            let bytes = base64(text);
            assert_eq!(bytes.as_deref(), expected.map(str::as_bytes), "{text}");
        }
    }
}
