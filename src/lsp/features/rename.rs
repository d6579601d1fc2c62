//! Renaming stages and variables.

use super::names::{Names, Occurrence, Symbol};
use crate::lsp::server::{Refusal, Snapshot};
use gen_lsp_types as lsp;
use lsp_server::ErrorCode;
use std::collections::HashMap;

/// `textDocument/prepareRename`.
pub(in crate::lsp) fn prepare(
    snapshot: &Snapshot,
    params: lsp::PrepareRenameParams,
) -> Option<lsp::PrepareRenameResult> {
    let graph = snapshot.graph();
    let names = Names::of(&graph);
    let at = names.at(snapshot.offset(params.text_document_position_params.position))?;
    let placeholder = at.range.of(snapshot.text()).to_owned();
    let range = snapshot.range(at.range);
    at.is_name.then(|| lsp::PrepareRenamePlaceholder { range, placeholder }.into())
}

/// `textDocument/rename`.
///
/// # Errors
///
/// When the new name is none, or something else bears it already.
pub(in crate::lsp) fn rename(
    snapshot: &Snapshot,
    params: lsp::RenameParams,
) -> Result<Option<lsp::WorkspaceEdit>, Refusal> {
    let refuse = |message: String| Refusal::new(ErrorCode::InvalidParams, message);
    let graph = snapshot.graph();
    let names = Names::of(&graph);
    let Some(at) = names.at(snapshot.offset(params.text_document_position_params.position)) else {
        return Err(refuse("there is nothing here that can be renamed".to_owned()));
    };
    let new_name = params.new_name;
    match &at.symbol {
        Symbol::Stage(_) => {
            if !is_stage_name(&new_name) {
                return Err(refuse(format!(
                    "{new_name:?} is no name of a stage: expected a lower-case letter, then letters, digits, `_`, `.` or `-`"
                )));
            }
            if graph.stages.iter().any(|it| it.name.as_deref() == Some(&new_name)) {
                return Err(refuse(format!("there is a stage {new_name} already")));
            }
        }
        Symbol::Variable(..) => {
            if !is_variable_name(&new_name) {
                return Err(refuse(format!(
                    "{new_name:?} is no name of a variable: expected a letter or `_`, then letters, digits or `_`"
                )));
            }
            if names
                .iter()
                .any(|it| matches!(&it.symbol, Symbol::Variable(name, _) if *name == new_name))
            {
                return Err(refuse(format!("there is a variable {new_name} already")));
            }
        }
    }
    let places = names.all_of(&at.symbol).filter(|it| it.is_name);
    let edit = |it: &Occurrence| lsp::TextEdit {
        range: snapshot.range(it.range),
        new_text: new_name.clone(),
    };
    let edits = places.map(edit).collect();
    let changes = HashMap::from([(snapshot.document.uri.clone(), edits)]);
    Ok(Some(lsp::WorkspaceEdit { changes: Some(changes), ..Default::default() }))
}

/// What BuildKit accepts behind AS (`stages.go parseBuildStageName`); upper case would be taken, and warned of.
fn is_stage_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.-".contains(&byte)
        })
}

fn is_variable_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    fn check(text: &str, new_name: &str) -> String {
        let (snapshot, position) = testing::at(text);
        let params = lsp::RenameParams {
            new_name: new_name.to_owned(),
            work_done_progress_params: Default::default(),
            text_document_position_params: testing::position(&snapshot, position),
        };
        match rename(&snapshot, params) {
            Err(refusal) => refusal.message,
            Ok(edit) => {
                testing::edited(&snapshot, edit.and_then(|it| it.changes).unwrap_or_default())
            }
        }
    }

    #[test]
    fn all_places_bear_the_new_name() {
        assert_eq!(
            check("FROM a AS b▮\nFROM b\nCOPY --from=0 x y\nCOPY --from=B x y\n", "base"),
            "FROM a AS base\nFROM base\nCOPY --from=0 x y\nCOPY --from=base x y\n"
        );
        assert_eq!(
            check("ARG A=1\nFROM x:${▮A}\nARG A\nENV B=${A:-2}\n", "C"),
            "ARG C=1\nFROM x:${C}\nARG C\nENV B=${C:-2}\n"
        );
    }

    #[test]
    fn names_that_do_not_do_are_refused() {
        assert_eq!(check("FROM a AS b▮\nFROM a AS c\n", "c"), "there is a stage c already");
        assert!(check("FROM a AS b▮\n", "1x").contains("no name of a stage"));
        assert!(check("ARG A▮\nFROM a\n", "A-B").contains("no name of a variable"));
        assert_eq!(check("FROM▮ a\n", "x"), "there is nothing here that can be renamed");
    }
}
