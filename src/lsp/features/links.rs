//! What can be opened: files of the context, pages of images, addresses, pages of rules.

use crate::build::{EntryKind, SourceTarget};
use crate::image::ImageReference;
use crate::lsp::document::Language;
use crate::lsp::server::Snapshot;
use crate::lsp::uri;
use crate::rules;
use crate::syntax::DirectiveKind;
use crate::text::TextRange;
use gen_lsp_types as lsp;

/// `textDocument/documentLink`.
pub(in crate::lsp) fn links(
    snapshot: &Snapshot,
    _: lsp::DocumentLinkParams,
) -> Option<Vec<lsp::DocumentLink>> {
    let mut found = match snapshot.document.language {
        Language::IgnoreFile => super::ignore_file::links(snapshot),
        Language::Dockerfile => of_dockerfile(snapshot),
    };
    found.sort_by_key(|(range, _)| *range);
    found.dedup_by_key(|(range, _)| *range);
    let link = |(range, target): (TextRange, lsp::Uri)| lsp::DocumentLink {
        range: snapshot.range(range),
        target: Some(target),
        tooltip: None,
        data: None,
    };
    Some(found.into_iter().map(link).collect())
}

fn of_dockerfile(snapshot: &Snapshot) -> Vec<(TextRange, lsp::Uri)> {
    let mut found = Vec::new();
    let file = snapshot.file();
    let text = snapshot.text();
    for directive in file.directives() {
        if directive.kind == DirectiveKind::Syntax {
            let page = page_of(directive.value.of(text));
            found.extend(page.map(|page| (directive.value, page)));
        }
    }
    for comment in file.comments() {
        ignored(comment, text, &mut found);
    }
    let graph = snapshot.graph();
    for stage in &graph.stages {
        let is_image = matches!(stage.base, crate::build::Base::Image(_));
        let image = stage.image.as_deref().filter(|_| is_image);
        found.extend(image.and_then(page_of).map(|page| (stage.from.image.range(), page)));
        for (_, copy) in graph.copies(stage) {
            for source in &copy.sources {
                let target = match &source.target {
                    SourceTarget::Path(path) if copy.reads_context() => in_context(snapshot, path),
                    SourceTarget::Remote(address) => page_at(address),
                    _ => None,
                };
                found.extend(target.map(|target| (source.word.range(), target)));
            }
        }
    }
    found
}

/// The names of rules in a comment that ignores them.
fn ignored(comment: TextRange, text: &str, found: &mut Vec<(TextRange, lsp::Uri)>) {
    let Some((before, list)) = comment.of(text).split_once("ignore=") else { return };
    if !before.contains("dockwright:") && !before.contains("hadolint") {
        return;
    }
    let mut start = comment.end as usize - list.len();
    for name in list.split(|ch: char| ch == ',' || ch.is_whitespace()) {
        if let Some(rule) = rules::ALL.iter().find(|rule| rule.answers_to(name)) {
            found.push((TextRange::new(start, start + name.len()), rule.url().into()));
        }
        start += name.len() + 1;
    }
}

/// A file of the context that is there.
pub(super) fn in_context(snapshot: &Snapshot, path: &str) -> Option<lsp::Uri> {
    let found = snapshot.surroundings().context.as_ref()?;
    let is_file = found.context.tree().kind(path) == Some(EntryKind::File);
    is_file.then(|| uri::of(&found.folder.join(path)))
}

/// An address that a browser opens.
fn page_at(address: &str) -> Option<lsp::Uri> {
    let is_page = address.starts_with("https://") || address.starts_with("http://");
    (is_page && !address.contains(char::is_whitespace)).then(|| address.into())
}

/// The page of an image, at the registries whose pages are known.
fn page_of(image: &str) -> Option<lsp::Uri> {
    let reference = ImageReference::parse(image).ok()?;
    let repository = reference.repository();
    let page = match reference.domain() {
        "docker.io" => match repository.strip_prefix("library/") {
            Some(name) => format!("https://hub.docker.com/_/{name}"),
            None => format!("https://hub.docker.com/r/{repository}"),
        },
        "quay.io" => format!("https://quay.io/repository/{repository}"),
        "mcr.microsoft.com" => format!("https://mcr.microsoft.com/artifact/mar/{repository}"),
        "ghcr.io" => format!("https://ghcr.io/{repository}"),
        _ => return None,
    };
    Some(page.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    fn check(snapshot: &Snapshot) -> Vec<String> {
        let links = testing::ask(snapshot, links).unwrap();
        let shown = links.iter().map(|link| {
            let text = snapshot.text_range(link.range).of(snapshot.text());
            format!("{text} -> {}", link.target.as_ref().unwrap().0)
        });
        shown.collect()
    }

    #[test]
    fn images_addresses_and_rules() {
        let text = "# syntax=docker/dockerfile:1\nFROM node:20 AS b\nFROM b\nFROM quay.io/o/r\n\
                    # dockwright: ignore=missing-cmd why\nADD https://example.com/x /x\nFROM $X\nFROM other.example/x\n";
        assert_eq!(
            check(&testing::file(text)),
            [
                "docker/dockerfile:1 -> https://hub.docker.com/r/docker/dockerfile",
                "node:20 -> https://hub.docker.com/_/node",
                "quay.io/o/r -> https://quay.io/repository/o/r",
                "missing-cmd -> https://github.com/dockwright/dockwright/blob/main/rules/missing-cmd/rule.md",
                "https://example.com/x -> https://example.com/x",
            ]
        );
    }

    #[test]
    fn files_that_are_there() {
        let project = testing::project(&[("a.js", ""), ("d/b.js", "")]);
        let text = "FROM a\nCOPY a.js d/b.js d nothing /x/\n";
        let snapshot = testing::in_project(project.path(), "Dockerfile", text);
        let found = check(&snapshot);
        let names: Vec<&str> = found.iter().map(|it| it.split(' ').next().unwrap()).collect();
        assert_eq!(names, ["a", "a.js", "d/b.js"]);
    }
}
