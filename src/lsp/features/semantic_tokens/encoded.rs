//! Marks as the protocol has them: five numbers each, relative to the one before.

use super::{Mark, Piece};
use crate::lsp::server::Snapshot;
use gen_lsp_types::{SemanticToken, SemanticTokensEdit};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

/// The marks, which are in order and lie on one line each.
pub(super) fn encode(snapshot: &Snapshot, marks: &[Mark]) -> Vec<SemanticToken> {
    let encoding = snapshot.client().encoding;
    let (mut line, mut start) = (0, 0);
    let tokens = marks.iter().map(|mark| {
        let at = snapshot.position(mark.range.start as usize);
        let delta_line = at.line - line;
        let delta_start = if delta_line == 0 { at.character - start } else { at.character };
        (line, start) = (at.line, at.character);
        SemanticToken {
            delta_line,
            delta_start,
            length: encoding.length(mark.range.of(snapshot.text())),
            token_type: number(mark.piece),
            token_modifiers_bitset: u32::from(mark.is_definition),
        }
    });
    tokens.collect()
}

/// The number of a piece in the legend.
fn number(piece: Piece) -> u32 {
    let at = Piece::ALL.iter().position(|other| *other == piece).unwrap_or_default();
    u32::try_from(at).unwrap_or_default()
}

/// How many answers are remembered, for those who ask what changed since.
const REMEMBERED: usize = 16;
/// The last answers, by their ids. Ids are digests, so that it does not matter whose they are.
static ANSWERS: Mutex<Vec<(String, Vec<u32>)>> = Mutex::new(Vec::new());

/// The id of an answer, by which it is remembered.
pub(super) fn id(data: &[SemanticToken]) -> String {
    let flat = flat(data);
    let mut hasher = DefaultHasher::new();
    flat.hash(&mut hasher);
    let id = format!("{:016x}", hasher.finish());
    let mut answers = ANSWERS.lock().unwrap_or_else(PoisonError::into_inner);
    if !answers.iter().any(|(known, _)| *known == id) {
        if answers.len() == REMEMBERED {
            answers.remove(0);
        }
        answers.push((id.clone(), flat));
    }
    id
}

/// The edits that make `data` of the answer `previous`; `None` when that is forgotten.
pub(super) fn edits(previous: &str, data: &[SemanticToken]) -> Option<Vec<SemanticTokensEdit>> {
    let answers = ANSWERS.lock().unwrap_or_else(PoisonError::into_inner);
    let (_, before) = answers.iter().find(|(id, _)| id == previous)?;
    Some(difference(before, &flat(data)))
}

/// One edit, from the first number that differs to the last.
fn difference(before: &[u32], after: &[u32]) -> Vec<SemanticTokensEdit> {
    let same = |pair: &(&u32, &u32)| pair.0 == pair.1;
    let start = before.iter().zip(after).take_while(same).count();
    let (before, after) = (&before[start..], &after[start..]);
    let end = before.iter().rev().zip(after.iter().rev()).take_while(same).count();
    let (gone, come) = (before.len() - end, &after[..after.len() - end]);
    if gone == 0 && come.is_empty() {
        return Vec::new();
    }
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let data = (!come.is_empty()).then(|| come.to_vec());
    vec![SemanticTokensEdit { start: number(start), delete_count: number(gone), data }]
}

fn flat(data: &[SemanticToken]) -> Vec<u32> {
    let numbers = |it: &SemanticToken| {
        [it.delta_line, it.delta_start, it.length, it.token_type, it.token_modifiers_bitset]
    };
    data.iter().flat_map(numbers).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &[u32], after: &[u32]) {
        let mut made = before.to_vec();
        for edit in difference(before, after) {
            let start = edit.start as usize;
            made.splice(start..start + edit.delete_count as usize, edit.data.unwrap_or_default());
        }
        assert_eq!(made, after);
    }

    #[test]
    fn edits_lead_from_one_answer_to_the_other() {
        check(&[1, 2, 3], &[1, 2, 3]);
        check(&[1, 2, 3], &[1, 9, 9, 3]);
        check(&[1, 1, 1], &[1, 1]);
        check(&[], &[4]);
        check(&[4], &[]);
    }
}
