//! The shell inside RUN, CMD, ENTRYPOINT and their heredocs.

use super::{Mark, Piece};
use crate::build::Step;
use crate::shell::{List, Part};
use crate::syntax::CommandLine;
use crate::text::TextRange;

/// Marks commands, their flags, quoted words and the operators between them.
pub(super) fn marks(step: &Step<'_>, marks: &mut Vec<Mark>) {
    if !matches!(step.instruction.command_line(), Some(CommandLine::Shell(_))) {
        return;
    }
    let script = step.script();
    for invocation in script.invocations() {
        let command = invocation.command();
        let mut words = command.words.iter();
        if let Some(name) = words.next() {
            marks.push(Mark::new(script.source_range(name.range), Piece::Command));
        }
        for word in words {
            let text = script.text(word.range);
            let piece = match text.chars().next() {
                Some('-') => Piece::Flag,
                Some('"' | '\'') => Piece::String,
                _ => continue,
            };
            marks.push(Mark::new(script.source_range(word.range), piece));
        }
    }
    operators(&script.script.list, &mut |range| {
        let range = script.source_range(range);
        if !range.is_empty() && !range.of(step.instruction.file().text()).trim().is_empty() {
            marks.push(Mark::new(range, Piece::Operator));
        }
    });
}

/// What joins the commands of a list, and of those inside it.
fn operators(list: &List, found: &mut dyn FnMut(TextRange)) {
    for item in &list.items {
        found(item.operator);
        for part in &item.pipeline.parts {
            if let Part::Compound(compound) = part {
                compound.blocks.iter().for_each(|block| operators(&block.list, found));
            }
        }
    }
}
