//! The forms of an instruction, while it is typed.

use crate::lsp::cursor::{ArgumentForm, Cursor, LineCursor, Typing};
use crate::lsp::knowledge::{self, Page};
use crate::lsp::markup;
use crate::lsp::server::Snapshot;
use gen_lsp_types as lsp;

/// `textDocument/signatureHelp`.
pub(in crate::lsp) fn help(
    snapshot: &Snapshot,
    params: lsp::SignatureHelpParams,
) -> Option<lsp::SignatureHelp> {
    let offset = snapshot.offset(params.text_document_position_params.position);
    let Cursor::Line(cursor) = Cursor::at(snapshot.text(), offset) else { return None };
    if cursor.typing == Typing::Keyword {
        return None;
    }
    let page = knowledge::page(cursor.keyword)?;
    let form = form(page, &cursor);
    let signatures = page.forms.iter().map(|parts| signature(snapshot, page, parts)).collect();
    let active = active(page.forms.get(form)?, &cursor);
    let number = |it: usize| u32::try_from(it).unwrap_or_default();
    Some(lsp::SignatureHelp {
        signatures,
        active_signature: Some(number(form)),
        active_parameter: Some(number(active).into()),
    })
}

fn signature(snapshot: &Snapshot, page: &Page, parts: &[&str]) -> lsp::SignatureInformation {
    let parameters = parts.iter().map(|part| lsp::ParameterInformation {
        label: (*part).to_owned().into(),
        documentation: None,
    });
    lsp::SignatureInformation {
        label: Page::label(parts),
        documentation: Some(markup::documentation(snapshot.client(), page.summary)),
        parameters: Some(parameters.collect()),
        active_parameter: None,
    }
}

/// Which form is being typed: the JSON one in an array, else the first that is none, NONE behind HEALTHCHECK NONE.
fn form(page: &Page, cursor: &LineCursor) -> usize {
    let is_json = matches!(
        cursor.typing,
        Typing::Argument(ArgumentForm::String | ArgumentForm::BetweenStrings)
    );
    let first = cursor.words.first().map(String::as_str);
    let fits = |parts: &&[&str]| {
        let has_array = parts.iter().any(|part| part.starts_with("[\""));
        let names_first = first.is_some_and(|word| parts.contains(&word));
        if is_json { has_array } else { names_first }
    };
    let plain = |parts: &&[&str]| !parts.iter().any(|part| part.starts_with("[\""));
    let forms = page.forms;
    let found = forms.iter().position(|parts| fits(parts));
    found.or_else(|| forms.iter().position(|parts| plain(parts))).unwrap_or_default()
}

/// Which part of the form the cursor is in; the keyword is number 0.
fn active(parts: &[&str], cursor: &LineCursor) -> usize {
    let is_flags = |part: &&str| part.starts_with("[flags]") || part.starts_with("[--");
    let flags = parts.iter().position(|part| is_flags(part));
    if cursor.typing == Typing::Flag {
        return flags.unwrap_or(1);
    }
    let first = 1 + usize::from(flags.is_some());
    let mut at = first;
    for word in &cursor.words {
        let Some(part) = parts.get(at) else { break };
        // A repeated part takes all but what the parts behind it need: the last word is the last part's.
        let is_repeated = part.contains('…') && !part.starts_with('[');
        let is_literal = *part == word;
        if !is_repeated || is_literal {
            at += 1;
        }
    }
    // Behind the first source the destination may be what is typed.
    if cursor.words.len() > 1 && parts.get(at).is_some_and(|part| part.starts_with("<source>")) {
        at += 1;
    }
    at.min(parts.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    /// The form that is typed, with the active part marked.
    fn check(text: &str) -> String {
        let (snapshot, position) = testing::at(text);
        let params = lsp::SignatureHelpParams {
            context: None,
            work_done_progress_params: Default::default(),
            text_document_position_params: testing::position(&snapshot, position),
        };
        let Some(help) = help(&snapshot, params) else { return String::new() };
        let signature = &help.signatures[help.active_signature.unwrap() as usize];
        let parts = signature.parameters.as_deref().unwrap().iter().map(|it| match &it.label {
            lsp::ParameterInformationLabel::String(label) => label.clone(),
            other => panic!("{other:?}"),
        });
        let Some(lsp::ActiveParameter::Int(active)) = help.active_parameter else { panic!() };
        let shown = parts.enumerate().map(|(number, part)| {
            if number == active as usize { format!("*{part}*") } else { part }
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_part_that_is_typed() {
        assert_eq!(check("FROM a\nCOPY ▮"), "COPY [flags] *<source>…* <destination>");
        assert_eq!(check("FROM a\nCOPY --li▮"), "COPY *[flags]* <source>… <destination>");
        assert_eq!(check("FROM a\nCOPY x y▮"), "COPY [flags] *<source>…* <destination>");
        assert_eq!(check("FROM a\nCOPY x y z▮"), "COPY [flags] <source>… *<destination>*");
        assert_eq!(
            check("FROM a ▮"),
            "FROM [--platform=<platform>] <image>[:<tag>|@<digest>] *[AS <name>]*"
        );
        assert_eq!(check("FROM a\nCMD [\"x▮"), "CMD *[\"<program>\", \"<argument>\", …]*");
        assert_eq!(check("FROM a\nHEALTHCHECK CMD x▮"), "HEALTHCHECK [flags] CMD *<command>*");
        assert_eq!(check("FR▮"), "");
    }
}
