//! What each piece of a file is, for colours: keywords, flags, stages, variables, paths, and the shell inside RUN.

mod encoded;
mod instruction;
mod script;

use super::names::{Names, Symbol};
use crate::lsp::document::Language;
use crate::lsp::server::Snapshot;
use crate::syntax::TokenKind;
use crate::text::TextRange;
use gen_lsp_types as lsp;

/// What a piece is; the order is that of the legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Comment,
    Keyword,
    Directive,
    Flag,
    String,
    Stage,
    Variable,
    Path,
    Image,
    Command,
    Operator,
    Number,
    Property,
}

impl Piece {
    const ALL: [Piece; 13] = [
        Piece::Comment,
        Piece::Keyword,
        Piece::Directive,
        Piece::Flag,
        Piece::String,
        Piece::Stage,
        Piece::Variable,
        Piece::Path,
        Piece::Image,
        Piece::Command,
        Piece::Operator,
        Piece::Number,
        Piece::Property,
    ];

    /// The type of the protocol; of those that every theme knows.
    fn name(self) -> &'static str {
        match self {
            Piece::Comment => "comment",
            Piece::Keyword => "keyword",
            Piece::Directive => "macro",
            Piece::Flag => "parameter",
            Piece::String | Piece::Path => "string",
            Piece::Stage => "class",
            Piece::Variable => "variable",
            Piece::Image => "namespace",
            Piece::Command => "function",
            Piece::Operator => "operator",
            Piece::Number => "number",
            Piece::Property => "property",
        }
    }
}

/// A piece and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) range: TextRange,
    pub(super) piece: Piece,
    /// Whether a name is made here.
    pub(super) is_definition: bool,
}

impl Mark {
    pub(super) fn new(range: TextRange, piece: Piece) -> Self {
        Self { range, piece, is_definition: false }
    }
}

/// What the server offers.
pub(in crate::lsp) fn options() -> lsp::SemanticTokensOptions {
    lsp::SemanticTokensOptions {
        legend: lsp::SemanticTokensLegend {
            token_types: Piece::ALL.map(|piece| piece.name().to_owned()).to_vec(),
            token_modifiers: vec!["definition".to_owned()],
        },
        range: Some(true.into()),
        full: Some(lsp::SemanticTokensFullDelta { delta: Some(true) }.into()),
        work_done_progress_options: Default::default(),
    }
}

/// `textDocument/semanticTokens/full`.
pub(in crate::lsp) fn full(
    snapshot: &Snapshot,
    _: lsp::SemanticTokensParams,
) -> Option<lsp::SemanticTokens> {
    let data = encoded::encode(snapshot, &marks(snapshot));
    Some(lsp::SemanticTokens { result_id: Some(encoded::id(&data)), data })
}

/// `textDocument/semanticTokens/range`.
pub(in crate::lsp) fn range(
    snapshot: &Snapshot,
    params: lsp::SemanticTokensRangeParams,
) -> Option<lsp::SemanticTokens> {
    let wanted = snapshot.text_range(params.range);
    let mut marks = marks(snapshot);
    marks.retain(|mark| mark.range.overlaps(wanted));
    Some(lsp::SemanticTokens { result_id: None, data: encoded::encode(snapshot, &marks) })
}

/// `textDocument/semanticTokens/full/delta`: what changed since the last answer, if that is still known.
pub(in crate::lsp) fn delta(
    snapshot: &Snapshot,
    params: lsp::SemanticTokensDeltaParams,
) -> Option<lsp::SemanticTokensDeltaResponse> {
    let data = encoded::encode(snapshot, &marks(snapshot));
    let id = encoded::id(&data);
    Some(match encoded::edits(&params.previous_result_id, &data) {
        Some(edits) => lsp::SemanticTokensDelta { result_id: Some(id), edits }.into(),
        None => lsp::SemanticTokens { result_id: Some(id), data }.into(),
    })
}

/// All pieces, in the order of the source; none lies over another.
fn marks(snapshot: &Snapshot) -> Vec<Mark> {
    if snapshot.document.language == Language::IgnoreFile {
        return of_ignore_file(snapshot);
    }
    let file = snapshot.file();
    let graph = snapshot.graph();
    let mut marks: Vec<Mark> = Vec::new();
    for token in file.tokens() {
        let piece = match token.kind {
            TokenKind::Comment => Piece::Comment,
            TokenKind::Directive => Piece::Directive,
            TokenKind::Keyword => Piece::Keyword,
            TokenKind::Continuation => Piece::Operator,
            TokenKind::HeredocEnd => Piece::Keyword,
            _ => continue,
        };
        marks.push(Mark::new(token.range, piece));
    }
    for occurrence in Names::of(&graph).iter() {
        let piece = match occurrence.symbol {
            Symbol::Stage(_) => Piece::Stage,
            Symbol::Variable(..) => Piece::Variable,
        };
        let is_definition = occurrence.is_definition;
        marks.push(Mark { range: occurrence.range, piece, is_definition });
    }
    for instruction in file.instructions() {
        let all = std::iter::once(instruction).chain(instruction.trigger());
        all.for_each(|it| instruction::marks(it, &mut marks));
    }
    for step in graph.stages.iter().flat_map(|stage| &stage.steps) {
        script::marks(step, &mut marks);
    }
    disjoint(snapshot, marks)
}

fn of_ignore_file(snapshot: &Snapshot) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut start = 0;
    for line in snapshot.text().split_inclusive('\n') {
        if line.starts_with('#') {
            let range = TextRange::new(start, start + line.trim_end().len());
            marks.push(Mark::new(range, Piece::Comment));
        }
        start += line.len();
    }
    for pattern in snapshot.document.ignore_file().patterns() {
        let range = pattern.range();
        let start = range.start as usize;
        if pattern.is_negated() {
            marks.push(Mark::new(TextRange::new(start, start + 1), Piece::Operator));
        }
        let begin = start + usize::from(pattern.is_negated());
        marks.push(Mark::new(TextRange::new(begin, range.end as usize), Piece::Path));
    }
    disjoint(snapshot, marks)
}

/// The marks cut to lines, and where two lie over each other what the one that was found first leaves of the other:
/// the most specific are found first.
fn disjoint(snapshot: &Snapshot, marks: Vec<Mark>) -> Vec<Mark> {
    let text = snapshot.text();
    let mut owners: Vec<Option<usize>> = vec![None; text.len()];
    for (number, mark) in marks.iter().enumerate().rev() {
        if let Some(bytes) = owners.get_mut(mark.range.span()) {
            bytes.fill(Some(number));
        }
    }
    let mut found = Vec::with_capacity(marks.len());
    let mut start = 0;
    for run in owners.chunk_by(|one, other| one == other) {
        let range = TextRange::new(start, start + run.len());
        start += run.len();
        if let Some(mark) = run.first().copied().flatten().and_then(|number| marks.get(number)) {
            found.extend(lines(text, range).into_iter().map(|range| Mark { range, ..*mark }));
        }
    }
    found
}

/// A range in pieces of one line each, without blanks at their ends.
fn lines(text: &str, range: TextRange) -> Vec<TextRange> {
    let mut pieces = Vec::new();
    let mut start = range.start as usize;
    for line in range.of(text).split_inclusive(['\n', '\r']) {
        let blank = line.len() - line.trim_start().len();
        let piece = TextRange::new(start + blank, start + line.trim_end().len());
        if !piece.is_empty() {
            pieces.push(piece);
        }
        start += line.len();
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    fn check(text: &str) -> String {
        let snapshot = testing::file(text);
        let marks = marks(&snapshot);
        let shown = marks.iter().map(|mark| {
            let definition = if mark.is_definition { "!" } else { "" };
            format!("{}:{:?}{definition}", mark.range.of(snapshot.text()), mark.piece)
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn instructions() {
        assert_eq!(
            check("# syntax=x\nFROM --platform=$P a:1 AS b\nFROM c\nCOPY --from=b x /y\n"),
            "# syntax=x:Directive FROM:Keyword --platform=$P:Flag a:1:Image AS:Keyword b:Stage! \
             FROM:Keyword c:Image COPY:Keyword --from=:Flag b:Stage x:Path /y:Path"
        );
        assert_eq!(
            check("FROM a\nENV A=1 \\\n  # c\n  B=$A\nEXPOSE 80/tcp\n"),
            "FROM:Keyword a:Image ENV:Keyword A:Variable! 1:String \\:Operator # c:Comment B:Variable! \
             $:String A:Variable EXPOSE:Keyword 80/tcp:Number"
        );
    }

    #[test]
    fn shell() {
        assert_eq!(
            check("FROM a\nRUN apt-get install -y \"x\" && echo hi\n"),
            "FROM:Keyword a:Image RUN:Keyword apt-get:Command -y:Flag \"x\":String &&:Operator echo:Command"
        );
        assert_eq!(
            check("FROM a\nRUN <<E\necho -n hi\nE\nCMD [\"a\", \"b\"]\n"),
            "FROM:Keyword a:Image RUN:Keyword <<E:Operator echo:Command -n:Flag E:Keyword CMD:Keyword \
             \"a\":String \"b\":String"
        );
    }

    #[test]
    fn ignore_files() {
        let snapshot =
            testing::in_project(std::path::Path::new("/nowhere"), ".dockerignore", "# c\n!a\nb\n");
        let pieces: Vec<Piece> = marks(&snapshot).iter().map(|mark| mark.piece).collect();
        assert_eq!(pieces, [Piece::Comment, Piece::Operator, Piece::Path, Piece::Path]);
    }
}
