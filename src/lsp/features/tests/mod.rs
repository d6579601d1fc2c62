//! Whatever the text and wherever the cursor: answers come, and lie within the document.

use super::{completion, document_links, hover, signature_help};
use crate::host;
use crate::lsp::server::Snapshot;
use crate::lsp::testing;
use gen_lsp_types as lsp;
use std::path::Path;

/// Texts with what is rare: other ends of lines, continuations in odd places, letters of several bytes, open quotes.
const TEXTS: &[&str] = &[
    "",
    "\u{feff}# syntax=x\r\nFROM a\r\nCOPY é \\\r\n  ü/ /x\r\n",
    "# escape=`\nFROM a`\n  AS b\nRUN dir c:\\$x `\n# c\n\n  ${é\n",
    "FROM --platform=$É a\nCOPY --from= [\"a\nCOPY [\"\\\nRUN --mount=,,=,type= x\n",
    "ONBUILD ONBUILD RUN --\nHEALTHCHECK --\nEXPOSE 𝄞/𝄞\nUSER :\n",
    "RUN <<E\n$x\nCOPY <<'F' x\n$y",
    "FROM\n# check=\n# check=skip=é;é=\n# dockwright: ignore=é, ,\n# hadolint ignore=,\nARG\nARG =\nENV a\nENV $𝄞${",
    "\r\r\n \t\\\n\\\n",
    "FROM a AS é\nFROM É\nCOPY --from=É ./../é/* --x ${a:-${b}} '\n",
    "LABEL a=\"\\\n# ü\nb\" c='\nSHELL [\"\nVOLUME [\nSTOPSIGNAL é",
];

/// Asks everything at one of `every` places.
fn ask(snapshot: &Snapshot, every: usize) {
    let text = snapshot.text().to_owned();
    let is_inside = |range: lsp::Range| {
        let found = snapshot.text_range(range);
        assert!(snapshot.range(found) == range, "{range:?} of {text:?}");
    };
    // No editor has its cursor inside a character or a line end.
    let is_place = |offset: &usize| snapshot.offset(snapshot.position(*offset)) == *offset;
    for offset in (0..=text.len()).step_by(every).filter(is_place) {
        let at = testing::position(snapshot, snapshot.position(offset));
        let (progress, partial) = Default::default();
        let asked = lsp::CompletionParams {
            text_document_position_params: at.clone(),
            context: None,
            work_done_progress_params: progress,
            partial_result_params: partial,
        };
        if let Some(lsp::CompletionResponse::CompletionList(list)) =
            completion::complete(snapshot, asked)
        {
            for item in list.items {
                let Some(lsp::CompletionItemTextEdit::TextEdit(edit)) = &item.text_edit else {
                    panic!()
                };
                is_inside(edit.range);
                let here =
                    edit.range.start.line == at.position.line && edit.range.start <= at.position;
                assert!(here && edit.range.end >= at.position, "{edit:?} at {at:?} of {text:?}");
            }
        }
        let asked = lsp::HoverParams {
            text_document_position_params: at.clone(),
            work_done_progress_params: Default::default(),
        };
        hover::hover(snapshot, asked).and_then(|found| found.range).map(is_inside);
        let asked = lsp::SignatureHelpParams {
            context: None,
            work_done_progress_params: Default::default(),
            text_document_position_params: at,
        };
        drop(signature_help::help(snapshot, asked));
    }
    let asked = lsp::DocumentLinkParams {
        text_document: lsp::TextDocumentIdentifier { uri: snapshot.document.uri.clone() },
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    document_links::links(snapshot, asked)
        .into_iter()
        .flatten()
        .for_each(|link| is_inside(link.range));
}

#[test]
fn rare_texts() {
    let folder = testing::project(&[("é/ü", ""), ("a b", "")]);
    for text in TEXTS {
        ask(&testing::file(text), 1);
        ask(&testing::in_project(folder.path(), "Dockerfile", text), 1);
        ask(&testing::in_project(folder.path(), ".dockerignore", text), 1);
    }
}

#[test]
fn real_files() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/dockerfiles");
    if !host::is_directory(&corpus) {
        println!("skipped: there is no corpus at {}", corpus.display());
        return;
    }
    for path in host::discover(&corpus).unwrap().into_iter().step_by(11) {
        let bytes = host::read(&path).unwrap();
        let Ok(text) = String::from_utf8(bytes) else { continue };
        // Some forty places a file, whatever its size.
        ask(&testing::file(&text), 1 + text.len() / 40);
    }
}
