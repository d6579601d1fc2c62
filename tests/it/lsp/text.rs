//! A text as an editor keeps it: lines of the protocol, columns in UTF-16. Written apart from the server's own, so that
//! the two can be held against each other.

use serde_json::{Value, json};

/// The position of a byte offset, which is at a character.
pub(super) fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let (mut line, mut start) = (0, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, character)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let ends = character == '\n' || (character == '\r' && next != Some('\n'));
        if ends && at < offset {
            line += 1;
            start = at + 1;
        }
    }
    json!({"line": line, "character": before[start..].encode_utf16().count()})
}

/// How long each line is, in UTF-16.
pub(super) fn lengths(text: &str) -> Vec<u64> {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    unified.split('\n').map(|line| line.encode_utf16().count() as u64).collect()
}

/// Every range and position in an answer that lies outside the text.
pub(super) fn outside(answer: &Value, lengths: &[u64], found: &mut Vec<Value>) {
    match answer {
        Value::Object(fields) => {
            if let (Some(line), Some(character)) = (fields.get("line"), fields.get("character")) {
                let length = lengths.get(line.as_u64().unwrap() as usize);
                if length.is_none_or(|length| character.as_u64().unwrap() > *length) {
                    found.push(answer.clone());
                }
            }
            fields.values().for_each(|it| outside(it, lengths, found));
        }
        Value::Array(items) => items.iter().for_each(|it| outside(it, lengths, found)),
        _ => {}
    }
}
