//! How the text of instructions moves: with the comments above them, and with the empty lines around them.

use crate::diagnostic::Edit;
use crate::syntax::{Dockerfile, Instruction};
use crate::text::TextRange;

/// Where instructions go.
#[derive(Clone, Copy, Debug)]
pub enum Spot<'a> {
    /// Above this one and the comments that belong to it.
    Before(Instruction<'a>),
    /// Directly below this one.
    After(Instruction<'a>),
}

/// The edits that move `moved`, in order, to `spot`.
pub fn move_instructions<'a>(moved: &[Instruction<'a>], spot: Spot<'a>) -> Vec<Edit> {
    let (Some(first), Spot::Before(at) | Spot::After(at)) = (moved.first(), spot) else {
        return Vec::new();
    };
    let file = at.file();
    let newline = file.newline();
    let blocks: Vec<TextRange> =
        moved.iter().map(|instruction| own_block(*instruction, moved)).collect();
    let cuts = joined(file, &blocks);
    let mut edits: Vec<Edit> =
        cuts.iter().map(|cut| Edit::delete(without_gap(file, *cut))).collect();
    let mut text = String::new();
    for block in &blocks {
        text += block.of(file.text());
        if !text.ends_with('\n') {
            text += newline;
        }
    }
    let had_gap = is_gap_before(file, own_block(*first, moved).start as usize);
    let offset = match spot {
        Spot::Before(at) => {
            let start = block(at).start as usize;
            if had_gap && is_gap_before(file, start) {
                text += newline;
            }
            start
        }
        Spot::After(at) => {
            let end = at.lines().end as usize;
            let is_open = !file.text()[..end].ends_with('\n');
            text.insert_str(0, if is_open { newline } else { "" });
            end
        }
    };
    edits.push(Edit::insert(offset, text));
    edits
}

/// The blocks to cut; those with nothing but empty lines between them are one.
fn joined(file: &Dockerfile, blocks: &[TextRange]) -> Vec<TextRange> {
    let mut cuts: Vec<TextRange> = Vec::new();
    for block in blocks {
        match cuts.last_mut() {
            Some(last)
                if last.end <= block.start
                    && file.text()[last.end as usize..block.start as usize].trim().is_empty() =>
            {
                last.end = block.end;
            }
            _ => cuts.push(*block),
        }
    }
    cuts
}

/// What moves with an instruction: not a comment that heads others of its kind, which stay.
fn own_block<'a>(instruction: Instruction<'a>, moved: &[Instruction<'a>]) -> TextRange {
    let (file, lines) = (instruction.file(), instruction.lines());
    let next = file.instructions().find(|other| other.range().start >= lines.end);
    let heads_others = next.is_some_and(|next| {
        next.keyword() == instruction.keyword()
            && next.lines().start == lines.end
            && moved.iter().all(|moved| moved.range() != next.range())
    });
    if heads_others { lines } else { block(instruction) }
}

/// The lines of an instruction, and those of the comments directly above it.
fn block(instruction: Instruction<'_>) -> TextRange {
    let file = instruction.file();
    let mut block = instruction.lines();
    let before = file.instructions().take_while(|other| other.range().start < block.start);
    let floor = before.last().map_or(0, |other| other.lines().end);
    while block.start > floor {
        let above = file.whole_lines(TextRange::empty(block.start as usize - 1));
        let line = above.of(file.text());
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let begins = above.start as usize + indent;
        let is_comment = file.comments().any(|comment| comment.start as usize == begins);
        if !is_comment || above.start < floor {
            break;
        }
        block.start = above.start;
    }
    block
}

fn is_gap_before(file: &Dockerfile, offset: usize) -> bool {
    let before = &file.text()[..offset];
    before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n")
}

/// `lines`, and an empty line behind them if there is one before them too.
fn without_gap(file: &Dockerfile, lines: TextRange) -> TextRange {
    let behind = &file.text()[lines.end as usize..];
    let is_gap_before = is_gap_before(file, lines.start as usize);
    let gap = ["\r\n", "\n"].into_iter().find(|gap| is_gap_before && behind.starts_with(gap));
    TextRange::new(lines.start as usize, lines.end as usize + gap.map_or(0, str::len))
}
