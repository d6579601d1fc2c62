//! Growing selections: word, argument, command, instruction, stage, file.

use crate::lsp::server::Snapshot;
use crate::syntax::{CommandLine, Instruction};
use crate::text::TextRange;
use gen_lsp_types as lsp;

/// `textDocument/selectionRange`.
pub(in crate::lsp) fn selection(
    snapshot: &Snapshot,
    params: lsp::SelectionRangeParams,
) -> Option<Vec<lsp::SelectionRange>> {
    let ranges = params.positions.iter().map(|position| {
        let offset = snapshot.offset(*position);
        let mut parent: Option<Box<lsp::SelectionRange>> = None;
        for range in around(snapshot, offset) {
            let range = snapshot.range(range);
            parent = Some(Box::new(lsp::SelectionRange { range, parent }));
        }
        // The file is always around.
        parent.map_or_else(lsp::SelectionRange::default, |range| *range)
    });
    Some(ranges.collect())
}

/// What is around an offset, the largest first; each lies in the one before it.
fn around(snapshot: &Snapshot, offset: usize) -> Vec<TextRange> {
    let text = snapshot.text();
    let mut found = vec![TextRange::new(0, text.len())];
    let file = snapshot.file();
    let holds = |range: TextRange| range.contains(offset) || range.end as usize == offset;
    let graph = snapshot.graph();
    let stages = graph.stages.iter().map(|stage| {
        let last = stage.steps.last().map_or(stage.from.instruction, |step| step.instruction);
        stage.from.instruction.range().join(last.range())
    });
    found.extend(stages.filter(|range| holds(*range)));
    let instruction = file.instructions().find(|it| holds(it.range()));
    if let Some(instruction) = instruction {
        found.push(instruction.range());
        let all = std::iter::once(instruction).chain(instruction.trigger());
        found.extend(all.flat_map(parts).filter(|range| holds(*range)));
        let mut steps = graph.stages.iter().flat_map(|stage| &stage.steps);
        if let Some(step) = steps.find(|step| step.instruction.range() == instruction.range()) {
            let commands = step.script().invocations().map(|it| it.command().range);
            let commands = commands.map(|range| step.script().source_range(range));
            found.extend(commands.filter(|range| holds(*range)));
        }
    }
    found.extend(file.comments().filter(|range| holds(*range)));
    found.push(word(text, offset));
    // The smallest last; what is not inside of what is around it is left out.
    found.sort_by_key(|range| std::cmp::Reverse(range.len()));
    let mut nested: Vec<TextRange> = Vec::new();
    for range in found {
        let is_inside = nested.last().is_none_or(|last| last.covers(range) && *last != range);
        if is_inside && (holds(range) || nested.is_empty()) {
            nested.push(range);
        }
    }
    nested
}

/// The parts of an instruction: flags, arguments, words, pairs, commands, heredocs.
fn parts(instruction: Instruction<'_>) -> Vec<TextRange> {
    let mut parts = vec![instruction.keyword_range(), instruction.arguments().range()];
    parts.extend(instruction.flags().map(|flag| flag.range()));
    parts.extend(instruction.words().iter().map(|word| word.range()));
    for pair in instruction.pairs() {
        parts.extend([pair.range(), pair.key_range()]);
    }
    if let Some(CommandLine::Exec(words)) = instruction.command_line() {
        parts.extend(words.iter().map(|word| word.range()));
    }
    parts.extend(instruction.heredocs().map(|heredoc| heredoc.body().range()));
    parts
}

/// The word at an offset: what stands between blanks, quotes and signs.
fn word(text: &str, offset: usize) -> TextRange {
    let is_part = |character: char| character.is_alphanumeric() || "_-./".contains(character);
    let before = text[..offset].rfind(|character| !is_part(character));
    let start = before.map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let after = text[offset..].find(|character| !is_part(character));
    TextRange::new(start, after.map_or(text.len(), |at| offset + at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    fn check(text: &str) -> Vec<String> {
        let (snapshot, position) = testing::at(text);
        let ranges = around(&snapshot, snapshot.offset(position));
        let texts = ranges.iter().rev().map(|range| range.of(snapshot.text()).to_owned());
        texts.collect()
    }

    #[test]
    fn from_the_word_to_the_file() {
        assert_eq!(
            check("FROM a\nCOPY --chown=u x▮y z\nFROM b\n"),
            [
                "xy",
                "xy z",
                "COPY --chown=u xy z",
                "FROM a\nCOPY --chown=u xy z",
                "FROM a\nCOPY --chown=u xy z\nFROM b\n"
            ]
        );
        let of_run = check("FROM a\nRUN apt-get update && npm ins▮tall x\n");
        assert_eq!(of_run[..3], ["install", "npm install x", "apt-get update && npm install x"]);
        assert_eq!(check("▮"), [""]);
    }
}
