//! `textDocument/signatureHelp`: the forms of the instruction that is being typed, and which part comes next.

use crate::lsp::cursor::{ArgumentForm, Cursor, LineCursor, Typing};
use crate::lsp::knowledge::{self, Page};
use crate::lsp::markup;
use crate::lsp::server::Snapshot;
use gen_lsp_types as lsp;

/// The forms at a position.
pub(in crate::lsp) fn help(
    snapshot: &Snapshot,
    params: lsp::SignatureHelpParams,
) -> Option<lsp::SignatureHelp> {
    let offset = snapshot.offset(params.text_document_position_params.position);
    let Cursor::Line(cursor) = Cursor::at(snapshot.text(), offset) else { return None };
    if cursor.typing == Typing::Keyword {
        return None;
    }
    if let Some(mount) = mount(snapshot, &cursor) {
        return Some(mount);
    }
    let page = knowledge::page(cursor.keyword)?;
    let chosen = chosen(page, &cursor);
    let shown = page.forms.iter().map(|form| {
        let documentation = markup::documentation(snapshot.client(), page.summary);
        signature(form, " ", active(form, &cursor), documentation)
    });
    let signatures: Vec<_> = shown.collect();
    let active = signatures.get(chosen).and_then(|it| it.active_parameter);
    Some(lsp::SignatureHelp {
        signatures,
        active_signature: u32::try_from(chosen).ok(),
        active_parameter: active,
    })
}

/// A form with the places of its parts behind the first; offsets count UTF-16 units.
fn signature(
    parts: &[&str],
    separator: &str,
    active: Option<usize>,
    documentation: lsp::Documentation,
) -> lsp::SignatureInformation {
    let length = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
    let mut at = 0;
    let mut places = Vec::new();
    for part in parts {
        places.push((at, at + length(part)));
        at += length(part) + length(separator);
    }
    let parameters = places.into_iter().skip(1).map(|place| lsp::ParameterInformation {
        label: lsp::ParameterInformationLabel::Tuple(place),
        documentation: None,
    });
    lsp::SignatureInformation {
        label: parts.join(separator),
        documentation: Some(documentation),
        parameters: Some(parameters.collect()),
        active_parameter: active.and_then(|at| u32::try_from(at).ok()).map(Into::into),
    }
}

/// The form that what is typed so far has.
fn chosen(page: &Page, cursor: &LineCursor) -> usize {
    let is_json = matches!(
        cursor.typing,
        Typing::Argument(ArgumentForm::String | ArgumentForm::BetweenStrings)
    );
    let first = cursor.words.first().map_or(&*cursor.word, String::as_str);
    // A form that begins with a word of its own, and `ENV key value`, are known by the first word.
    let is_told = |form: &&&[&str]| match form.iter().find(|part| matches!(**part, "CMD" | "NONE"))
    {
        Some(word) => !first.is_empty() && word.starts_with(&first.to_uppercase()),
        None => form.contains(&"<value>") && !first.contains('=') && !cursor.words.is_empty(),
    };
    let has_json = |form: &&&[&str]| form.iter().any(|part| part.starts_with("[\""));
    let told = page.forms.iter().position(|form| is_told(&form));
    let usual = || page.forms.iter().position(|form| has_json(&form) == is_json);
    told.or_else(usual).unwrap_or_default()
}

/// The part of a form that the cursor is in, the keyword not counted.
fn active(form: &[&str], cursor: &LineCursor) -> Option<usize> {
    let parts = form.get(1..)?;
    let last = parts.len().checked_sub(1)?;
    let is_flags = |part: &&str| part.starts_with("[flags") || part.starts_with("[--");
    let flags = parts.iter().take_while(|part| is_flags(part)).count();
    Some(match cursor.typing {
        Typing::Flag if flags > 0 => 0,
        _ => (flags + cursor.words.len()).min(last),
    })
}

/// The fields of the mount that is being typed.
fn mount(snapshot: &Snapshot, cursor: &LineCursor) -> Option<lsp::SignatureHelp> {
    let value = cursor.word.strip_prefix("--mount=").filter(|_| cursor.typing == Typing::Flag)?;
    let fields: Vec<&str> = value.split(',').collect();
    let kind = fields.iter().find_map(|field| field.strip_prefix("type="));
    let page = knowledge::mount(kind.unwrap_or("bind"))?;
    let head = format!("--mount=type={}", page.name);
    let keys: Vec<String> = page.keys.iter().map(|key| format!("[{}]", key.shown())).collect();
    let parts: Vec<&str> = std::iter::once(&*head).chain(keys.iter().map(String::as_str)).collect();
    let name = fields.last()?.split('=').next().unwrap_or_default();
    let active = page.keys.iter().position(|key| key.answers_to(name));
    let documentation = match active.and_then(|at| page.keys.get(at)) {
        Some(key) => key.summary,
        None => page.summary,
    };
    let documentation = markup::documentation(snapshot.client(), documentation);
    let shown = signature(&parts, ",", active, documentation);
    let active_parameter = shown.active_parameter;
    Some(lsp::SignatureHelp {
        signatures: vec![shown],
        active_signature: Some(0),
        active_parameter,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    /// The active form, its active part in `«»`.
    fn check(text: &str) -> String {
        let (snapshot, position) = testing::at(text);
        let params = lsp::SignatureHelpParams {
            context: None,
            work_done_progress_params: Default::default(),
            text_document_position_params: testing::position(&snapshot, position),
        };
        let Some(help) = help(&snapshot, params) else { return String::new() };
        let form = &help.signatures[help.active_signature.unwrap_or_default() as usize];
        let number = serde_json::to_value(&help).unwrap()["activeParameter"].as_u64();
        let part = number.and_then(|at| form.parameters.as_ref()?.get(at as usize));
        let Some(part) = part else { return form.label.clone() };
        let lsp::ParameterInformationLabel::Tuple((start, end)) = part.label else { panic!() };
        let units: Vec<u16> = form.label.encode_utf16().collect();
        let text = |range: std::ops::Range<usize>| String::from_utf16(&units[range]).unwrap();
        let (start, end) = (start as usize, end as usize);
        format!("{}«{}»{}", text(0..start), text(start..end), text(end..units.len()))
    }

    #[test]
    fn the_part_that_comes_next() {
        for (text, expected) in [
            ("FROM a\nCOPY ▮", "COPY [flags] «<source>…» <destination>"),
            ("FROM a\nCOPY --li▮", "COPY «[flags]» <source>… <destination>"),
            ("FROM a\nCOPY --link a ▮", "COPY [flags] <source>… «<destination>»"),
            ("FROM a\nCOPY [\"a\", \"▮", "COPY [flags] «[\"<source>\", …, \"<destination>\"]»"),
            ("FROM ▮", "FROM [--platform=<platform>] «<image>[:<tag>|@<digest>]» [AS <name>]"),
            ("FROM a A▮", "FROM [--platform=<platform>] <image>[:<tag>|@<digest>] «[AS <name>]»"),
            ("FROM a\nENV A=▮", "ENV «<key>=<value>…»"),
            ("FROM a\nENV A ▮", "ENV <key> «<value>»"),
            ("FROM a\nHEALTHCHECK N▮", "HEALTHCHECK «NONE»"),
            ("FROM a\nHEALTHCHECK CMD ▮", "HEALTHCHECK [flags] CMD «<command>»"),
            ("ARG ▮", "ARG «<name>[=<default>]…»"),
            (
                "FROM a\nRUN --mount=type=tmpfs,si▮",
                "--mount=type=tmpfs,[target=<path>],[size=<bytes>]",
            ),
            (
                "FROM a\nRUN --mount=type=tmpfs,size=▮",
                "--mount=type=tmpfs,[target=<path>],«[size=<bytes>]»",
            ),
            ("FROM a\nCMD echo ▮", "CMD «<command>»"),
            ("FROM a\nONBUILD WORKDIR ▮", "WORKDIR «<path>»"),
            ("FROM a\nCO▮", ""),
            ("FROM a\n# c▮", ""),
            ("▮", ""),
        ] {
            assert_eq!(check(text), expected, "{text}");
        }
    }
}
