//! The same Dockerfile with a layout that nobody wants: what is put in is in no cache key.

use crate::random::Dice;
use dockwright::diagnostic::{Edit, edited};
use dockwright::syntax::{Dockerfile, Instruction, Keyword, TokenKind};
use dockwright::text::TextRange;

/// `text` with keywords in any case, and more blanks, empty lines and line breaks than it had.
pub(super) fn untidy(text: &str, seed: u64) -> String {
    let file = Dockerfile::parse(text);
    let mut dice = Dice::new(seed);
    let bodies: Vec<TextRange> = file
        .instructions()
        .flat_map(|it| it.heredocs().map(|heredoc| heredoc.body().range()).collect::<Vec<_>>())
        .collect();
    let mut edits = Vec::new();
    for (index, token) in file.tokens().iter().enumerate() {
        let before = index.checked_sub(1).map(|before| file.tokens()[before].kind);
        let written = token.range.of(text);
        match (token.kind, before) {
            (TokenKind::Keyword, _) if dice.chance(40) => {
                edits.push(Edit::replace(token.range, any_case(written, &mut dice)));
            }
            (TokenKind::Whitespace, Some(TokenKind::Keyword | TokenKind::Flag)) => {
                edits.push(Edit::replace(token.range, blanks(1, &mut dice)));
            }
            (TokenKind::Newline, Some(TokenKind::Continuation)) => {
                edits.push(Edit::insert(token.range.start as usize, blanks(0, &mut dice)));
            }
            (TokenKind::Newline, Some(TokenKind::Argument))
                if !bodies.iter().any(|body| body.start == token.range.end) =>
            {
                edits.push(Edit::insert(token.range.start as usize, blanks(0, &mut dice)));
                edits.extend(
                    dice.chance(20).then(|| Edit::insert(token.range.end as usize, "\n\n \t\n")),
                );
            }
            _ => {}
        }
    }
    file.instructions().for_each(|it| edits.extend(gaps(it, &mut dice)));
    String::from_utf8(edited(text.as_bytes(), edits.iter().collect())).unwrap()
}

/// Other blanks, or line breaks, between words and pairs that stand on one line.
fn gaps(instruction: Instruction<'_>, dice: &mut Dice) -> Vec<Edit> {
    let text = instruction.file().text();
    let words: Vec<TextRange> = match instruction.keyword() {
        Keyword::Copy | Keyword::Add | Keyword::From | Keyword::Expose => {
            instruction.words().iter().map(|word| word.range()).collect()
        }
        Keyword::Env | Keyword::Label | Keyword::Arg => {
            instruction.pairs().filter(|it| !it.is_legacy()).map(|it| it.range()).collect()
        }
        _ => return Vec::new(),
    };
    let pairs = words.windows(2).map(|pair| TextRange { start: pair[0].end, end: pair[1].start });
    let single = pairs.filter(|gap| !gap.is_empty() && gap.of(text).bytes().all(|it| it == b' '));
    let single: Vec<TextRange> = single.collect();
    single
        .into_iter()
        .map(|gap| {
            let wide = blanks(1, dice);
            let is_broken = dice.chance(30) && instruction.keyword() != Keyword::From;
            let broken = format!("{wide}{}\n{}", instruction.file().escape(), blanks(0, dice));
            Edit::replace(gap, if is_broken { broken } else { wide })
        })
        .collect()
}

fn any_case(word: &str, dice: &mut Dice) -> String {
    let letters = word.chars().map(|ch| if dice.chance(50) { ch.to_ascii_lowercase() } else { ch });
    letters.collect()
}

fn blanks(least: usize, dice: &mut Dice) -> String {
    let count = dice.between(least, 5);
    (0..count).map(|_| if dice.chance(20) { '\t' } else { ' ' }).collect()
}
