//! The outline of a file, and the stages of the workspace.

use super::diagnostics;
use crate::lsp::server::{Snapshot, World};
use crate::syntax::{Instruction, Keyword};
use crate::text::TextRange;
use gen_lsp_types as lsp;

/// A symbol before it is known how the client wants it.
struct Symbol {
    name: String,
    detail: Option<String>,
    kind: lsp::SymbolKind,
    range: TextRange,
    selection: TextRange,
    children: Vec<Symbol>,
}

/// `textDocument/documentSymbol`: stages, and what is in them.
pub(in crate::lsp) fn document(
    snapshot: &Snapshot,
    _: lsp::DocumentSymbolParams,
) -> Option<lsp::DocumentSymbolResponse> {
    let symbols = symbols(snapshot);
    if snapshot.client().has_symbol_tree {
        let tree: Vec<_> = symbols.iter().map(|it| tree(snapshot, it)).collect();
        return Some(tree.into());
    }
    let mut flat = Vec::new();
    for symbol in &symbols {
        flat.push(information(snapshot, symbol, None));
        let name = Some(symbol.name.clone());
        flat.extend(symbol.children.iter().map(|it| information(snapshot, it, name.clone())));
    }
    Some(flat.into())
}

/// `workspace/symbol`: stages by name.
pub(in crate::lsp) fn workspace(
    world: &World,
    params: lsp::WorkspaceSymbolParams,
) -> Option<lsp::WorkspaceSymbolResponse> {
    let query = params.query.to_lowercase();
    let mut found = Vec::new();
    for snapshot in diagnostics::dockerfiles(world) {
        let graph = snapshot.graph();
        for stage in &graph.stages {
            let Some(name) = stage.name.as_deref().filter(|name| is_match(name, &query)) else {
                continue;
            };
            let range = stage.from.name.as_ref().map(|name| name.range()).unwrap_or_default();
            let uri = snapshot.document.uri.clone();
            found.push(lsp::SymbolInformation {
                #[expect(deprecated, reason = "the structure has it")]
                deprecated: None,
                location: lsp::Location { uri, range: snapshot.range(range) },
                base_symbol_information: lsp::BaseSymbolInformation {
                    name: name.to_owned(),
                    kind: lsp::SymbolKind::Class,
                    tags: None,
                    container_name: Some(crate::host::shown(&snapshot.document.path)),
                },
            });
        }
    }
    Some(found.into())
}

/// Whether the letters of the query stand in the name, in that order.
fn is_match(name: &str, query: &str) -> bool {
    let mut rest = name.chars();
    query.chars().all(|wanted| rest.any(|found| found == wanted))
}

fn symbols(snapshot: &Snapshot) -> Vec<Symbol> {
    let mut symbols: Vec<Symbol> = Vec::new();
    let mut stage: Option<Symbol> = None;
    for instruction in snapshot.file().instructions() {
        if let Some(from) = instruction.as_from() {
            symbols.extend(stage.take());
            let image = from.image.text().to_owned();
            let (name, selection) = match &from.name {
                Some(name) => (name.text().to_owned(), name.range()),
                None => (image.clone(), from.image.range()),
            };
            let detail = from.name.is_some().then_some(image);
            let (kind, range) = (lsp::SymbolKind::Class, instruction.range());
            stage = Some(Symbol { name, detail, kind, range, selection, children: Vec::new() });
            continue;
        }
        let symbol = of_instruction(instruction);
        match &mut stage {
            Some(stage) => {
                stage.range = stage.range.join(symbol.range);
                stage.children.push(symbol);
            }
            None => symbols.push(symbol),
        }
    }
    symbols.extend(stage);
    symbols
}

fn of_instruction(instruction: Instruction<'_>) -> Symbol {
    let kind = match instruction.keyword() {
        Keyword::Arg => lsp::SymbolKind::Constant,
        Keyword::Env => lsp::SymbolKind::Variable,
        Keyword::Label | Keyword::Maintainer => lsp::SymbolKind::Property,
        Keyword::Copy | Keyword::Add => lsp::SymbolKind::File,
        Keyword::Run => lsp::SymbolKind::Function,
        Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck => lsp::SymbolKind::Event,
        Keyword::Expose => lsp::SymbolKind::Interface,
        _ => lsp::SymbolKind::Field,
    };
    let keyword = instruction.keyword_text().to_uppercase();
    let brief = instruction.brief();
    let detail = brief.split_once(' ').map(|(_, rest)| rest.to_owned());
    let (range, selection) = (instruction.range(), instruction.keyword_range());
    // An empty name is refused by editors; an instruction always has a word.
    let name = if keyword.is_empty() { "?".to_owned() } else { keyword };
    Symbol { name, detail, kind, range, selection, children: Vec::new() }
}

fn tree(snapshot: &Snapshot, symbol: &Symbol) -> lsp::DocumentSymbol {
    let children: Vec<_> = symbol.children.iter().map(|it| tree(snapshot, it)).collect();
    lsp::DocumentSymbol {
        name: symbol.name.clone(),
        detail: symbol.detail.clone(),
        kind: symbol.kind,
        tags: None,
        #[expect(deprecated, reason = "the structure has it")]
        deprecated: None,
        range: snapshot.range(symbol.range),
        selection_range: snapshot.range(symbol.selection),
        children: (!children.is_empty()).then_some(children),
    }
}

fn information(
    snapshot: &Snapshot,
    symbol: &Symbol,
    container_name: Option<String>,
) -> lsp::SymbolInformation {
    let detail = symbol.detail.iter().map(|detail| format!(" {detail}")).collect::<String>();
    lsp::SymbolInformation {
        #[expect(deprecated, reason = "the structure has it")]
        deprecated: None,
        location: lsp::Location {
            uri: snapshot.document.uri.clone(),
            range: snapshot.range(symbol.range),
        },
        base_symbol_information: lsp::BaseSymbolInformation {
            name: format!("{}{detail}", symbol.name),
            kind: symbol.kind,
            tags: None,
            container_name,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    fn check(text: &str) -> String {
        fn lines(symbols: &[Symbol], indent: usize, all: &mut String) {
            for it in symbols {
                let detail = it.detail.as_deref().unwrap_or("-");
                *all += &format!("{}{} ({detail})\n", " ".repeat(indent), it.name);
                lines(&it.children, indent + 2, all);
            }
        }
        let mut all = String::new();
        lines(&symbols(&testing::file(text)), 0, &mut all);
        all
    }

    #[test]
    fn stages_hold_their_instructions() {
        let text = "ARG V=1\nFROM a:$V AS b\nrun x \\\n  y\nFROM c\nFOO\n";
        assert_eq!(check(text), "ARG (V=1)\nb (a:$V)\n  RUN (x y)\nc (-)\n  FOO (-)\n");
    }

    #[test]
    fn a_query_is_found_by_its_letters() {
        assert!(is_match("builder-base", "bdb") && is_match("x", "") && !is_match("abc", "cb"));
    }
}
