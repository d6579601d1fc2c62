//! From the grammar's tree to compounds: which keyword opens which block.

use tree_sitter::TreeCursor;

use super::kind::{Keyword, Kind};
use super::statements::{Reader, Step};
use crate::shell::assemble::Assembly;
use crate::shell::script::{Block, Compound, CompoundKind};
use crate::shell::word::Word;

/// A compound in the making.
struct Parts<'t> {
    kind: CompoundKind,
    words: Vec<Word>,
    /// Whether words are its own, as between `for` and `do`, and not those of commands.
    in_words: bool,
    blocks: Vec<Block>,
    /// The block in the making, and whether it may be skipped.
    open: Option<(bool, Assembly<'t>)>,
}

impl<'t> Parts<'t> {
    fn close(&mut self) {
        if let Some((conditional, list)) = self.open.take() {
            self.blocks.push(Block { conditional, list: list.finish() });
        }
    }

    fn open(&mut self, conditional: bool, list: Assembly<'t>) {
        self.close();
        self.in_words = false;
        self.open = Some((conditional, list));
    }
}

impl<'t> Reader<'t> {
    /// The compound that the node is.
    pub(super) fn compound(&mut self, cursor: &mut TreeCursor<'_>, kind: Kind) -> Compound {
        let range = self.range(cursor);
        let (kind, in_words) = match kind {
            _ if self.is_too_deep() => (CompoundKind::Unknown, false),
            Kind::If => (CompoundKind::If, false),
            Kind::While => (CompoundKind::While, false),
            Kind::For => (CompoundKind::For, true),
            Kind::Case => (CompoundKind::Case, true),
            Kind::Function => (CompoundKind::Function, true),
            Kind::Group => (CompoundKind::Group, false),
            _ => (CompoundKind::Subshell, false),
        };
        let mut parts = Parts { kind, words: vec![], in_words, blocks: vec![], open: None };
        if kind != CompoundKind::Unknown {
            self.depth += 1;
            self.walk(cursor, &mut |reader, cursor, kind| reader.part(cursor, kind, &mut parts));
            self.depth -= 1;
        }
        parts.close();
        let Parts { kind, words, blocks, .. } = parts;
        Compound { kind, words, blocks, redirects: vec![], range }
    }

    /// Takes one node inside a compound.
    fn part(&mut self, cursor: &mut TreeCursor<'_>, kind: Kind, parts: &mut Parts<'t>) -> Step {
        match kind {
            Kind::Keyword(keyword) => self.keyword(keyword, parts),
            Kind::Clause => {
                parts.in_words |= parts.kind == CompoundKind::Case;
                return Step::Into;
            }
            _ if parts.in_words && kind.is_compound() => {
                parts.open(true, self.assembly());
                return self.part(cursor, kind, parts);
            }
            _ if parts.in_words => self.own_word(cursor, kind, parts),
            _ => {
                let assembly = self.assembly();
                let (_, list) = parts.open.get_or_insert((false, assembly));
                return self.statement(cursor, kind, list);
            }
        }
        Step::Over
    }

    fn keyword(&mut self, keyword: Keyword, parts: &mut Parts<'t>) {
        let conditional = match (parts.kind, keyword) {
            (CompoundKind::If, Keyword::If) => false,
            (CompoundKind::If, Keyword::Then | Keyword::Elif | Keyword::Else) => true,
            (CompoundKind::While, Keyword::While) => false,
            (CompoundKind::While, Keyword::Until) => {
                parts.kind = CompoundKind::Until;
                false
            }
            (CompoundKind::While | CompoundKind::Until | CompoundKind::For, Keyword::Do) => true,
            (CompoundKind::Case, Keyword::CloseParen) => true,
            (CompoundKind::Group, Keyword::OpenArithmetic) => {
                parts.kind = CompoundKind::Arithmetic;
                parts.in_words = true;
                return;
            }
            (CompoundKind::Group, Keyword::OpenBrace) => false,
            (CompoundKind::Subshell, Keyword::OpenParen) => false,
            _ => return,
        };
        parts.open(conditional, self.assembly());
    }

    fn own_word(&mut self, cursor: &mut TreeCursor<'_>, kind: Kind, parts: &mut Parts<'t>) {
        let is_variable = parts.kind == CompoundKind::For && kind == Kind::VariableName;
        if kind.is_word() && !is_variable || matches!(kind, Kind::Expression | Kind::Assignment) {
            let word = self.word(cursor);
            parts.words.push(word);
        }
    }
}
