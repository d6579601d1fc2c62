//! Where names are made and meant: definition, references, highlight, linked editing.

use super::names::{Names, Occurrence, Symbol};
use crate::lsp::server::Snapshot;
use gen_lsp_types as lsp;

/// `textDocument/definition`.
pub(in crate::lsp) fn definition(
    snapshot: &Snapshot,
    params: lsp::DefinitionParams,
) -> Option<lsp::DefinitionResponse> {
    let offset = snapshot.offset(params.text_document_position_params.position);
    let graph = snapshot.graph();
    let names = Names::of(&graph);
    let (origin, target) = match names.at(offset) {
        Some(at) => (at.range, names.definition(at)?.range),
        // A heredoc's word leads to its body.
        None => {
            let mut heredocs = snapshot.file().instructions().flat_map(|it| it.heredocs());
            let found = heredocs.find(|it| it.word().range().contains(offset))?;
            (found.word().range(), found.body().range())
        }
    };
    let (origin, range) = (snapshot.range(origin), snapshot.range(target));
    let uri = snapshot.document.uri.clone();
    if !snapshot.client().has_links {
        return Some(lsp::Definition::from(lsp::Location { uri, range }).into());
    }
    let around = snapshot.file().instructions().find(|it| it.range().covers(target));
    let target_range = around.map_or(range, |it| snapshot.range(it.range()));
    let link = lsp::LocationLink {
        origin_selection_range: Some(origin),
        target_uri: uri,
        target_range,
        target_selection_range: range,
    };
    Some(vec![link].into())
}

/// `textDocument/references`.
pub(in crate::lsp) fn references(
    snapshot: &Snapshot,
    params: lsp::ReferenceParams,
) -> Option<Vec<lsp::Location>> {
    let with_declaration = params.context.include_declaration;
    let all = same(snapshot, params.text_document_position_params.position)?;
    let wanted = all.into_iter().filter(|it| with_declaration || !it.is_definition);
    let location = |it: Occurrence| lsp::Location {
        uri: snapshot.document.uri.clone(),
        range: snapshot.range(it.range),
    };
    Some(wanted.map(location).collect())
}

/// `textDocument/documentHighlight`.
pub(in crate::lsp) fn highlight(
    snapshot: &Snapshot,
    params: lsp::DocumentHighlightParams,
) -> Option<Vec<lsp::DocumentHighlight>> {
    let all = same(snapshot, params.text_document_position_params.position)?;
    let highlight = |it: Occurrence| lsp::DocumentHighlight {
        range: snapshot.range(it.range),
        kind: Some(match it.is_definition {
            true => lsp::DocumentHighlightKind::Write,
            false => lsp::DocumentHighlightKind::Read,
        }),
    };
    Some(all.into_iter().map(highlight).collect())
}

/// `textDocument/linkedEditingRange`: the name of a stage, wherever it stands.
pub(in crate::lsp) fn linked(
    snapshot: &Snapshot,
    params: lsp::LinkedEditingRangeParams,
) -> Option<lsp::LinkedEditingRanges> {
    let all = same(snapshot, params.text_document_position_params.position)?;
    let names = all.iter().filter(|it| it.is_name && matches!(it.symbol, Symbol::Stage(_)));
    // Ranges that are edited together must hold the same text.
    let text = |it: &Occurrence| it.range.of(snapshot.text()).to_owned();
    let first = names.clone().next().map(text)?;
    let alike = names.filter(|it| text(it) == first).map(|it| snapshot.range(it.range));
    let ranges: Vec<_> = alike.collect();
    let word_pattern = Some("[a-zA-Z][a-zA-Z0-9_.-]*".to_owned());
    (ranges.len() > 1).then_some(lsp::LinkedEditingRanges { ranges, word_pattern })
}

/// All places of what stands at a position.
fn same(snapshot: &Snapshot, position: lsp::Position) -> Option<Vec<Occurrence>> {
    let graph = snapshot.graph();
    let names = Names::of(&graph);
    let at = names.at(snapshot.offset(position))?;
    Some(names.all_of(&at.symbol).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    /// The places of what the cursor is on: line, and `=` for a definition.
    fn check(text: &str) -> String {
        let (snapshot, position) = testing::at(text);
        let all = same(&snapshot, position).unwrap_or_default();
        let place = |it: &Occurrence| {
            let range = snapshot.range(it.range).start;
            let mark = if it.is_definition { "=" } else { "" };
            format!("{}:{}{mark}", range.line + 1, range.character + 1)
        };
        all.iter().map(place).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn stages() {
        let text = "FROM a AS bu▮ild\nFROM build\nCOPY --from=Build /x /\nCOPY --from=0 /x /\n\
                    RUN --mount=from=build,target=/b x\n";
        assert_eq!(check(text), "1:11= 2:6 3:13 4:13 5:18");
        assert_eq!(check("FROM a AS b\nFROM a▮\n"), "");
    }

    #[test]
    fn variables() {
        let text = "ARG V▮=1\nFROM a:$V AS x\nARG V\nRUN echo ${V:-2} '$V' \\$V\nENV W=$V\nFROM b\nRUN $V\n";
        assert_eq!(check(text), "1:5= 2:9 3:5= 4:12 5:8");
        let inherited = "FROM a AS x\nENV P=1\nFROM x\nRUN $▮P\nFROM b\nENV P=2\nRUN $P\n";
        assert_eq!(check(inherited), "2:5= 4:6");
        assert_eq!(check("FROM a\nENV P=1\nRUN <<E\necho $▮P\nE\n"), "2:5= 4:7");
        assert_eq!(check("FROM a\nENV P=1\nCMD [\"$▮P\"]\n"), "");
    }

    #[test]
    fn a_definition_is_the_last_before() {
        let (snapshot, position) = testing::at("FROM a\nENV P=1\nENV P=2\nRUN $▮P\nENV P=3\n");
        let params = lsp::DefinitionParams {
            work_done_progress_params: Default::default(),
            partial_result_params: Default::default(),
            text_document_position_params: testing::position(&snapshot, position),
        };
        let found = definition(&snapshot, params);
        let Some(lsp::DefinitionResponse::Definition(lsp::Definition::Location(found))) = found
        else {
            panic!("expected a location, found {found:?}")
        };
        assert_eq!(found.range.start.line, 2);
    }
}
