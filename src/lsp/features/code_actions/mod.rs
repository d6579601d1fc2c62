//! What can be done about a place: fixes, better orders with what they save, ignores, all fixes at once.
//!
//! An action is offered with its title, and its edit is worked out when it is chosen, where the client can wait.

mod saving;
mod suppress;

use super::code_lens::is_reordering;
use super::{code_lens, diagnostics, edits};
use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::lsp::server::{Refusal, Snapshot};
use gen_lsp_types as lsp;
use lsp_server::ErrorCode;
use serde::{Deserialize, Serialize};

/// All safe fixes, for `source.fixAll` on save.
const FIX_ALL: &str = "source.fixAll.dockwright";
/// Ignoring a finding.
const SUPPRESS: &str = "quickfix.suppress.dockwright";

/// The kinds there are.
pub(in crate::lsp) fn kinds() -> Vec<lsp::CodeActionKind> {
    vec![
        lsp::CodeActionKind::QuickFix,
        lsp::CodeActionKind::RefactorRewrite,
        lsp::CodeActionKind::SourceFixAll,
        FIX_ALL.into(),
        SUPPRESS.into(),
    ]
}

/// What an action does, as it waits to be resolved.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Doing {
    /// The fix of a finding, both by number.
    Fix(usize, usize),
    /// An ignore for a finding.
    Suppress(usize),
    FixAll,
}

#[derive(Debug, Serialize, Deserialize)]
struct Data {
    uri: lsp::Uri,
    version: i32,
    doing: Doing,
}

/// `textDocument/codeAction`.
pub(in crate::lsp) fn actions(
    snapshot: &Snapshot,
    params: lsp::CodeActionParams,
) -> Option<Vec<lsp::CodeActionResponse>> {
    let only = params.context.only.as_deref();
    let wants = |kind: &str| only.is_none_or(|only| only.iter().any(|it| includes(it, kind)));
    let range = snapshot.text_range(params.range);
    let mut actions = Vec::new();
    let diagnostics = snapshot.outcome().diagnostics.iter().enumerate();
    let touched =
        diagnostics.filter(|(_, it)| it.range.start <= range.end && range.start <= it.range.end);
    let touched: Vec<(usize, &Diagnostic)> = touched.collect();
    for (number, diagnostic) in &touched {
        if wants("quickfix") {
            actions.extend(fixes(snapshot, *number, diagnostic));
        }
        if wants("refactor.rewrite") && is_reordering(snapshot, diagnostic) {
            actions.extend(rewrites(snapshot, *number, diagnostic));
        }
    }
    for (number, diagnostic) in &touched {
        if wants(SUPPRESS) && suppress::edit(snapshot, diagnostic).is_some() {
            let title = format!("Ignore {} here", diagnostic.rule);
            let kind = SUPPRESS.into();
            let doing = Doing::Suppress(*number);
            actions.push(action(snapshot, title, kind, Some(diagnostic), doing));
        }
    }
    // Sources are offered to those who ask for them, not at each place.
    if only.is_some() && wants(FIX_ALL) && has_safe_fix(snapshot) {
        let title = "Apply all safe fixes".to_owned();
        actions.push(action(snapshot, title, FIX_ALL.into(), None, Doing::FixAll));
    }
    let actions = actions.into_iter().filter_map(|action| finished(snapshot, action));
    Some(actions.map(Into::into).collect())
}

/// `codeAction/resolve`.
///
/// # Errors
///
/// When the document is another one than when the action was offered.
pub(in crate::lsp) fn resolve(
    snapshot: &Snapshot,
    action: lsp::CodeAction,
) -> Result<lsp::CodeAction, Refusal> {
    let edit = edit(snapshot, &action)?;
    Ok(lsp::CodeAction { edit, ..action })
}

/// Whether a kind that was asked for includes another: `source` includes `source.fixAll`.
fn includes(asked: &lsp::CodeActionKind, kind: &str) -> bool {
    let asked = asked.to_string();
    asked.is_empty()
        || kind == asked
        || kind.strip_prefix(&asked).is_some_and(|rest| rest.starts_with('.'))
}

fn fixes(snapshot: &Snapshot, number: usize, diagnostic: &Diagnostic) -> Vec<lsp::CodeAction> {
    let mut actions = Vec::new();
    for (at, fix) in applicable(diagnostic) {
        let title = match (&fix.applicability, &fix.reason) {
            (Applicability::Safe, _) | (_, None) => fix.title.clone(),
            (_, Some(reason)) => format!("{} (not surely safe: {reason})", fix.title),
        };
        let kind = lsp::CodeActionKind::QuickFix;
        let doing = Doing::Fix(number, at);
        let mut action = action(snapshot, title, kind, Some(diagnostic), doing);
        let is_first = actions.is_empty() && fix.applicability == Applicability::Safe;
        action.is_preferred = is_first.then_some(true);
        actions.push(action);
    }
    actions
}

/// The same fixes as rewrites, with what they would have saved.
fn rewrites(snapshot: &Snapshot, number: usize, diagnostic: &Diagnostic) -> Vec<lsp::CodeAction> {
    let rewriting = applicable(diagnostic).filter(|(_, fix)| code_lens::rewrites(fix));
    let actions = rewriting.map(|(at, fix)| {
        let saving = saving::of(snapshot, fix);
        let title = match saving {
            Some(saving) => format!("{}: {saving}", fix.title),
            None => fix.title.clone(),
        };
        let kind = lsp::CodeActionKind::RefactorRewrite;
        action(snapshot, title, kind, Some(diagnostic), Doing::Fix(number, at))
    });
    actions.collect()
}

fn applicable(diagnostic: &Diagnostic) -> impl Iterator<Item = (usize, &Fix)> {
    let fixes = diagnostic.fixes.iter().enumerate();
    fixes.filter(|(_, fix)| fix.applicability != Applicability::Display && !fix.edits.is_empty())
}

fn has_safe_fix(snapshot: &Snapshot) -> bool {
    let all = &snapshot.outcome().diagnostics;
    all.iter().flat_map(applicable).any(|(_, fix)| fix.applicability == Applicability::Safe)
}

fn action(
    snapshot: &Snapshot,
    title: String,
    kind: lsp::CodeActionKind,
    diagnostic: Option<&Diagnostic>,
    doing: Doing,
) -> lsp::CodeAction {
    let (uri, version) = (snapshot.document.uri.clone(), snapshot.document.version);
    lsp::CodeAction {
        title,
        kind: Some(kind),
        diagnostics: diagnostic.map(|it| vec![diagnostics::shown(snapshot, it)]),
        data: serde_json::to_value(Data { uri, version, doing }).ok(),
        ..Default::default()
    }
}

/// The action as it is sent: with its edit for a client that will not ask for it.
fn finished(snapshot: &Snapshot, action: lsp::CodeAction) -> Option<lsp::CodeAction> {
    if snapshot.client().resolves_edits {
        return Some(action);
    }
    let edit = edit(snapshot, &action).ok()??;
    Some(lsp::CodeAction { edit: Some(edit), data: None, ..action })
}

fn edit(
    snapshot: &Snapshot,
    action: &lsp::CodeAction,
) -> Result<Option<lsp::WorkspaceEdit>, Refusal> {
    let data = action.data.clone().unwrap_or_default();
    let data: Data = serde_json::from_value(data)
        .map_err(|error| Refusal::parameters(format!("this is no action of ours: {error}")))?;
    if data.version != snapshot.document.version {
        let message = "the file was edited since this was offered";
        return Err(Refusal::new(ErrorCode::ContentModified, message));
    }
    let diagnostics = &snapshot.outcome().diagnostics;
    let gone = || Refusal::parameters("there is no such action");
    Ok(match data.doing {
        Doing::Fix(number, at) => {
            let fixes = diagnostics.get(number).map(|it| it.fixes.as_slice());
            edits::of_fix(snapshot, fixes.and_then(|it| it.get(at)).ok_or_else(gone)?)
        }
        Doing::Suppress(number) => {
            suppress::edit(snapshot, diagnostics.get(number).ok_or_else(gone)?)
        }
        Doing::FixAll => {
            let rules = &snapshot.surroundings().rules;
            let fixed = snapshot.analysis().fix(rules, Applicability::Safe);
            Some(edits::of_texts(snapshot, &fixed.texts, None))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;
    use serde_json::json;

    /// The titles of what is offered at the cursor.
    fn check(text: &str, only: Option<&str>) -> Vec<String> {
        let (snapshot, position) = testing::at(text);
        titles(&snapshot, position, only)
    }

    fn titles(snapshot: &Snapshot, position: lsp::Position, only: Option<&str>) -> Vec<String> {
        let all = offered(snapshot, position, only);
        let kind = |it: &lsp::CodeAction| it.kind.as_ref().map(ToString::to_string);
        let shown = all.iter().map(|it| format!("{}: {}", kind(it).unwrap_or_default(), it.title));
        // Which rules these are does not matter here.
        let rules: Vec<&str> = snapshot.outcome().diagnostics.iter().map(|it| it.rule).collect();
        shown.map(|it| rules.iter().fold(it, |it, rule| it.replace(rule, "RULE"))).collect()
    }

    fn offered(
        snapshot: &Snapshot,
        position: lsp::Position,
        only: Option<&str>,
    ) -> Vec<lsp::CodeAction> {
        let range = lsp::Range { start: position, end: position };
        let mut context = json!({"diagnostics": []});
        if let Some(only) = only {
            context["only"] = json!([only]);
        }
        let id = json!({"uri": snapshot.document.uri});
        let params = json!({"textDocument": id, "range": range, "context": context});
        let found = actions(snapshot, serde_json::from_value(params).unwrap()).unwrap();
        let action = |it| match it {
            lsp::CodeActionResponse::CodeAction(action) => action,
            lsp::CodeActionResponse::Command(command) => panic!("a command: {command:?}"),
        };
        found.into_iter().map(action).collect()
    }

    const SLASHES: &str = "FROM a\n▮// a comment\nCMD [\"x\"]\n";

    #[test]
    fn fixes_and_ignores() {
        let titles = check(SLASHES, None);
        assert_eq!(
            titles,
            [
                "quickfix: Begin the comment with #",
                "quickfix.suppress.dockwright: Ignore RULE here"
            ]
        );
    }

    #[test]
    fn only_what_is_asked_for() {
        assert_eq!(check(SLASHES, Some("refactor")), Vec::<String>::new());
        assert_eq!(
            check(SLASHES, Some("source.fixAll")),
            ["source.fixAll.dockwright: Apply all safe fixes"]
        );
        assert_eq!(
            check("FROM a▮\n// a comment\n", Some("source")),
            ["source.fixAll.dockwright: Apply all safe fixes"]
        );
        assert_eq!(check("FROM▮ a\n", Some("source")), Vec::<String>::new());
    }

    #[test]
    fn a_reordering_is_a_rewrite_of_all_files() {
        let project = testing::project(&[
            ("package.json", "{\"dependencies\":{\"express\":\"4\"}}"),
            ("package-lock.json", "{}"),
            ("server.js", "x"),
        ]);
        let text =
            "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD [\"node\", \"server.js\"]\n";
        let snapshot = testing::in_project(project.path(), "Dockerfile", text);
        let position = lsp::Position { line: 2, character: 1 };
        let found = offered(&snapshot, position, Some("refactor.rewrite"));
        let [action] = found.as_slice() else { panic!("{found:?}") };
        let changes = action.edit.clone().unwrap().changes.unwrap();
        let after = testing::edited(&snapshot, changes);
        assert!(
            after.contains("COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n"),
            "{after}"
        );
    }
}
