//! What can stand where the cursor is.
//!
//! Each file here knows one kind of place; this one decides which place it is. What an item means is told when the
//! editor asks for it.

mod comments;
mod flags;
mod item;
mod paths;
mod variables;
mod words;

use crate::lsp::cursor::{Cursor, LineCursor, Typing};
use crate::lsp::knowledge;
use crate::lsp::markup;
use crate::lsp::server::Snapshot;
use crate::syntax::Keyword;
use gen_lsp_types as lsp;
pub(super) use item::Candidate;

/// What makes an editor ask without being told to.
pub(in crate::lsp) const TRIGGERS: [&str; 9] = ["-", "=", ",", "$", "{", "/", ":", "#", " "];

/// `textDocument/completion` of a Dockerfile.
pub(in crate::lsp) fn complete(
    snapshot: &Snapshot,
    params: lsp::CompletionParams,
) -> Option<lsp::CompletionResponse> {
    let offset = snapshot.offset(params.text_document_position_params.position);
    if snapshot.document.language == crate::lsp::document::Language::IgnoreFile {
        let found = super::ignore_file::completion(snapshot, offset);
        return Some(item::list(snapshot, found));
    }
    let candidates = match Cursor::at(snapshot.text(), offset) {
        Cursor::Nowhere => Vec::new(),
        Cursor::Comment(cursor) => comments::candidates(snapshot, &cursor),
        Cursor::Line(cursor) => in_line(snapshot, &cursor),
    };
    Some(item::list(snapshot, candidates))
}

/// `completionItem/resolve`: what the item means.
pub(in crate::lsp) fn resolve(
    snapshot: &Snapshot,
    item: lsp::CompletionItem,
) -> lsp::CompletionItem {
    let topic = item.data.as_ref().and_then(|data| data["topic"].as_str());
    let told = topic.and_then(item::documentation);
    let documentation = told.map(|text| markup::documentation(snapshot.client(), &text));
    lsp::CompletionItem { documentation: documentation.or(item.documentation), ..item }
}

fn in_line(snapshot: &Snapshot, cursor: &LineCursor) -> Vec<Candidate> {
    if cursor.typing != Typing::Keyword
        && let Some((name, _)) = cursor.variable()
    {
        return variables::candidates(snapshot, cursor, name);
    }
    match cursor.typing {
        Typing::Keyword => instructions(snapshot, cursor),
        Typing::Flag => flags::candidates(snapshot, cursor),
        Typing::Argument(_) => words::candidates(snapshot, cursor),
    }
}

/// The instructions; behind ONBUILD those that can be triggers.
fn instructions(snapshot: &Snapshot, cursor: &LineCursor) -> Vec<Candidate> {
    let Some(range) = cursor.range(snapshot.text(), &cursor.word, &[]) else { return Vec::new() };
    let is_trigger = cursor.is_trigger;
    let never = [Keyword::From, Keyword::Onbuild, Keyword::Maintainer];
    let pages = knowledge::INSTRUCTIONS.iter();
    let pages = pages.filter(|page| !(is_trigger && never.contains(&page.keyword)));
    // Who types in lower case goes on so.
    let is_lower = cursor.word.starts_with(|first: char| first.is_ascii_lowercase());
    let has_snippets = snapshot.client().has_snippets;
    let candidate = |page: &knowledge::Page| {
        let name = page.keyword.name();
        let name = if is_lower { name.to_lowercase() } else { name.to_owned() };
        let snippet = has_snippets.then(|| format!("{name}{}", page.snippet));
        let plain = format!("{name} ");
        let mut candidate = Candidate::new(range, &name, lsp::CompletionItemKind::Keyword)
            .inserting(&plain)
            .about(page.keyword.name())
            .detail(page.summary);
        candidate.snippet = snippet;
        candidate
    };
    pages.map(candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    fn check(text: &str) -> String {
        let (snapshot, position) = testing::at(text);
        labels(&snapshot, position)
    }

    fn labels(snapshot: &Snapshot, position: lsp::Position) -> String {
        let params = lsp::CompletionParams {
            context: None,
            work_done_progress_params: Default::default(),
            partial_result_params: Default::default(),
            text_document_position_params: testing::position(snapshot, position),
        };
        let Some(lsp::CompletionResponse::CompletionList(mut list)) = complete(snapshot, params)
        else {
            panic!("a list")
        };
        list.items.sort_by(|one, other| one.sort_text.cmp(&other.sort_text));
        let labels = list.items.iter().map(|item| item.label.as_str());
        labels.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn instructions_and_triggers() {
        assert!(check("FROM a\n▮").starts_with("FROM RUN COPY WORKDIR"));
        assert!(check("FROM a\nco▮").starts_with("from run copy"));
        assert!(check("FROM a\nONBUILD ▮").starts_with("RUN COPY"));
        assert_eq!(check("FROM a\nRUN npm i▮"), "");
        assert_eq!(check("FROM a\nRUN <<E\n▮\nE\n"), "");
    }

    #[test]
    fn flags_mounts_and_values() {
        assert_eq!(check("FROM --▮"), "--platform");
        assert_eq!(
            check("FROM a\nCOPY --link --ex▮ b c"),
            "--from --chown --chmod --parents --exclude"
        );
        assert_eq!(check("FROM a\nRUN --mount=▮"), "type target source from rw ro");
        assert_eq!(check("FROM a\nRUN --mount=type=▮"), "cache bind secret ssh tmpfs");
        assert_eq!(check("FROM a\nRUN --mount=type=tmpfs,target=/x,▮"), "size");
        assert_eq!(
            check("FROM a\nRUN --mount=type=cache,target=/x,sharing=▮"),
            "shared private locked"
        );
        assert_eq!(check("FROM a\nRUN --network=▮"), "default none host");
    }

    #[test]
    fn stages_and_images() {
        assert_eq!(check("FROM node:20 AS b\nFROM b AS c\nFROM ▮"), "b c scratch node:20");
        assert_eq!(check("FROM a AS b\nFROM a AS c\nCOPY --from=▮"), "b a");
        assert_eq!(check("FROM a AS b\nFROM a AS c\nRUN --mount=from=▮"), "b a");
        assert_eq!(check("FROM a ▮"), "AS");
    }

    #[test]
    fn variables_by_scope() {
        assert_eq!(check("ARG G=1\nFROM a:$▮").split(' ').next(), Some("G"));
        assert_eq!(check("ARG G=1\nFROM a\nENV A=1\nARG B\nRUN echo ${▮}\nENV C=1"), "A B");
        assert_eq!(check("FROM a\nENV A=1\nFROM b\nRUN $▮"), "");
        assert_eq!(check("FROM a\nENV A=1\nRUN '$▮"), "");
    }

    #[test]
    fn other_words() {
        assert_eq!(check("FROM a\nHEALTHCHECK ▮"), "CMD NONE");
        assert!(check("FROM a\nSTOPSIGNAL ▮").starts_with("SIGTERM SIGINT"));
        assert_eq!(check("FROM a\nEXPOSE 80/▮"), "tcp udp sctp");
        assert_eq!(check("FROM a\nUSER app\nUSER ▮"), "root app");
        assert_eq!(check("FROM a\nWORKDIR /srv\nCOPY a ▮"), "./ /srv/");
    }

    #[test]
    fn comments() {
        assert_eq!(check("# ▮"), "syntax escape check");
        assert_eq!(check("# escape=▮"), "\\ `");
        assert!(check("# check=skip=▮").contains("StageNameCasing"));
        assert!(check("FROM a\n# dockwright: ignore=manifest▮").contains("manifest-before-source"));
        assert!(check("FROM a\n# hadolint ignore=▮").contains("DL3"));
        assert_eq!(check("FROM a\n# some words ▮"), "");
    }

    #[test]
    fn paths_of_the_context() {
        let project = testing::project(&[
            (".dockerignore", "*.log\n"),
            ("src/a.js", ""),
            ("src/b/c.js", ""),
            ("x.log", ""),
        ]);
        let path = |line: &str| {
            let text = format!("FROM a\nCOPY {line}");
            let snapshot = testing::in_project(project.path(), "Dockerfile", &text);
            labels(&snapshot, snapshot.position(text.find(testing::CURSOR).unwrap()))
        };
        assert_eq!(path("▮ /x"), "src/ .dockerignore x.log");
        assert_eq!(path("src/▮ /x"), "b/ a.js");
        assert_eq!(path("[\"src/▮\", \"/x\"]"), "b/ a.js");
        assert_eq!(path("nothing/▮ /x"), "");
    }
}
