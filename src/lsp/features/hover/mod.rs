//! What there is to say of a place: its words, its values, what it does to the cache and why.

mod names;
mod sources;
mod verdict;

use super::names::Names;
use crate::lsp::document::Language;
use crate::lsp::knowledge::{self, Page};
use crate::lsp::markup;
use crate::lsp::server::Snapshot;
use crate::rules;
use crate::syntax::{Flag, Instruction, Mount};
use crate::text::TextRange;
use gen_lsp_types as lsp;

/// `textDocument/hover`.
pub(in crate::lsp) fn hover(snapshot: &Snapshot, params: lsp::HoverParams) -> Option<lsp::Hover> {
    let offset = snapshot.offset(params.text_document_position_params.position);
    let (range, text) = match snapshot.document.language {
        Language::IgnoreFile => super::ignore_file::hover(snapshot, offset)?,
        Language::Dockerfile => told(snapshot, offset)?,
    };
    Some(lsp::Hover {
        contents: markup::content(snapshot.client(), &text).into(),
        range: Some(snapshot.range(range)),
    })
}

/// What is told of an offset, and of which piece of the text.
fn told(snapshot: &Snapshot, offset: usize) -> Option<(TextRange, String)> {
    if let Some(comment) = snapshot.file().comments().find(|it| it.contains(offset)) {
        return rule_at(snapshot, comment, offset);
    }
    if let Some(directive) =
        snapshot.file().directives().iter().find(|it| it.range.contains(offset))
    {
        return rule_at(snapshot, directive.range, offset).or_else(|| {
            let term = knowledge::term_of(knowledge::DIRECTIVES, directive.kind.name())?;
            Some((directive.range, format!("`# {}=`\n\n{}", term.name, term.summary)))
        });
    }
    let outer = snapshot.file().instructions().find(|it| it.range().contains(offset))?;
    let instruction = outer.trigger().filter(|it| it.keyword_range().start as usize <= offset);
    let instruction = instruction.unwrap_or(outer);
    let graph = snapshot.graph();
    if let Some(name) = Names::of(&graph).at(offset).filter(|it| it.range.contains(offset)) {
        return Some((name.range, names::told(snapshot, &graph, name)));
    }
    if let Some(flag) = instruction.flags().find(|flag| flag.range().contains(offset)) {
        return of_flag(instruction, flag, offset);
    }
    if instruction.keyword_range().contains(offset) {
        let page = knowledge::page(instruction.keyword()).map(Page::markdown);
        let verdict = verdict::told(snapshot, outer);
        let parts: Vec<String> = verdict.into_iter().chain(page).collect();
        return (!parts.is_empty())
            .then(|| (instruction.keyword_range(), parts.join("\n\n---\n\n")));
    }
    sources::told(snapshot, &graph, outer, offset)
        .or_else(|| names::image(instruction, offset))
        .or_else(|| Some((outer.head_range(), verdict::told(snapshot, outer)?)))
}

/// The page of the rule whose name stands at an offset of a comment that ignores it.
fn rule_at(snapshot: &Snapshot, comment: TextRange, offset: usize) -> Option<(TextRange, String)> {
    let text = comment.of(snapshot.text());
    if !text.contains("ignore") && !text.contains("skip") {
        return None;
    }
    let at = offset - comment.start as usize;
    let is_part = |ch: char| ch.is_alphanumeric() || ch == '-';
    let start = text[..at].rfind(|ch| !is_part(ch)).map_or(0, |before| before + 1);
    let end = text[at..].find(|ch| !is_part(ch)).map_or(text.len(), |behind| at + behind);
    let name = text.get(start..end)?;
    let begin = comment.start as usize;
    let range = TextRange::new(begin + start, begin + end);
    if let Some(rule) = rules::ALL.iter().find(|rule| rule.answers_to(name)) {
        return Some((range, rule.prose().to_owned()));
    }
    let check = knowledge::CHECKS.iter().find(|check| check.name == name)?;
    Some((range, format!("`{}`, a check of BuildKit\n\n{}", check.name, check.summary)))
}

fn of_flag(
    instruction: Instruction<'_>,
    flag: Flag<'_>,
    offset: usize,
) -> Option<(TextRange, String)> {
    let known = knowledge::flag(instruction.keyword(), flag.name())?;
    if flag.name() == "mount"
        && let Some(mount) = Mount::of(flag)
        && let Some(field) = mount.fields().iter().find(|field| field.range.contains(offset))
        && let Some(page) = knowledge::mount(mount.kind().name())
    {
        if field.key == "type" {
            let text = format!("`type={}`\n\n{}\n\n{}", page.name, page.summary, page.cache);
            return Some((field.range, text));
        }
        if let Some(key) = page.key(&field.key) {
            return Some((field.range, format!("`{}`\n\n{}", key.shown(), key.summary)));
        }
    }
    Some((flag.range(), known.markdown()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    /// The lines that are told, code marks and empty lines left out.
    fn check(text: &str) -> String {
        let (snapshot, position) = testing::at(text);
        let told = told(&snapshot, snapshot.offset(position));
        let Some((range, told)) = told else { return String::new() };
        format!("[{}] {}", range.of(snapshot.text()), told.replace("\n\n", " ").replace('\n', " "))
    }

    #[test]
    fn words_of_the_language() {
        assert!(
            check("FROM a\nW▮ORKDIR /x\n")
                .starts_with("[WORKDIR] ```dockerfile WORKDIR <path> ```")
        );
        assert!(check("FROM a\nCOPY --li▮nk x y\n").starts_with("[--link] `--link`"));
        assert!(
            check("FROM a\nRUN --mount=type=ca▮che,target=/x y\n")
                .starts_with("[type=cache] `type=cache`")
        );
        assert!(
            check("FROM a\nRUN --mount=type=cache,tar▮get=/x y\n")
                .starts_with("[target=/x] `target=<path>`")
        );
        assert!(check("# syn▮tax=x\nFROM a\n").starts_with("[# syntax=x] `# syntax=`"));
        assert_eq!(check("FROM a\n# a com▮ment\n"), "");
    }

    #[test]
    fn names_and_images() {
        assert_eq!(
            check("FROM a\nARG V=1\nENV W=$V-2\nRUN echo $▮W\n"),
            "[W] `W` = `1-2` ENV, set on line 3."
        );
        assert_eq!(
            check("FROM a\nARG V\nRUN echo $▮V\n"),
            "[V] `V` is not set ARG, declared on line 2; `--build-arg V=…` sets it."
        );
        assert_eq!(
            check("FROM a AS b\nRUN x\nFROM ▮b\nCOPY --from=b x y\n"),
            "[b] Stage `b`, on `a`: 1 instruction. Used on lines 3, 4."
        );
        assert_eq!(
            check("FROM gh▮cr.io/o/r:1\n"),
            "[ghcr.io/o/r:1] Image `r` of `ghcr.io`, tag `1`. What a tag points at may change from one build to the next."
        );
    }

    #[test]
    fn rules_that_are_ignored() {
        let told = check("FROM a\n# dockwright: ignore=manifest-be▮fore-source why\nRUN x\n");
        assert!(told.starts_with("[manifest-before-source]"), "{told}");
        assert!(check("# check=skip=Stage▮NameCasing\nFROM a\n").starts_with("[StageNameCasing]"));
    }
}
