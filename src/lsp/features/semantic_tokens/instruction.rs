//! The pieces of an instruction outside its shell text.

use super::{Mark, Piece};
use crate::syntax::{CommandLine, Instruction, Keyword};
use crate::text::TextRange;

/// Marks the pieces of one instruction.
pub(super) fn marks(instruction: Instruction<'_>, marks: &mut Vec<Mark>) {
    marks.extend(instruction.heredocs().map(|it| Mark::new(it.word().range(), Piece::Operator)));
    marks.extend(instruction.flags().map(|flag| Mark::new(flag.range(), Piece::Flag)));
    for pair in instruction.pairs() {
        marks.push(Mark::new(pair.key_range(), Piece::Property));
        // What stands behind the key is the value, its `=` apart.
        if let Some(value) = pair.value() {
            let end = pair.range().end as usize;
            let start = end.saturating_sub(value.len()).max(pair.key_range().end as usize);
            marks.push(Mark::new(TextRange::new(start, end), Piece::String));
        }
    }
    if let Some(CommandLine::Exec(words)) = instruction.command_line() {
        marks.extend(words.iter().map(|word| Mark::new(word.range(), Piece::String)));
        return;
    }
    if let Some(kind) = instruction.healthcheck_kind() {
        marks.push(Mark::new(kind.range(), Piece::Keyword));
    }
    if let Some(from) = instruction.as_from() {
        marks.push(Mark::new(from.image.range(), Piece::Image));
        let words = instruction.words();
        // The AS between image and name.
        marks.extend(from.name.and(words.get(1)).map(|it| Mark::new(it.range(), Piece::Keyword)));
        return;
    }
    let piece = match instruction.keyword() {
        Keyword::Copy | Keyword::Add | Keyword::Workdir | Keyword::Volume => Piece::Path,
        Keyword::Expose => Piece::Number,
        Keyword::User | Keyword::Stopsignal => Piece::String,
        _ => return,
    };
    marks.extend(instruction.words().iter().map(|word| Mark::new(word.range(), piece)));
    if instruction.word_count() == 0 {
        marks.push(Mark::new(instruction.arguments().range(), piece));
    }
}
