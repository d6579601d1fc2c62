//! `textDocument/documentLink`: files of the context, pages of images, URLs, pages of rules.

use super::ignore_file;
use crate::build::{Base, BuildGraph, SourceTarget};
use crate::image::ImageReference;
use crate::lint::suppressions;
use crate::lsp::document::Language;
use crate::lsp::server::Snapshot;
use crate::lsp::uri;
use crate::rules;
use crate::syntax::DirectiveKind;
use crate::text::TextRange;
use gen_lsp_types as lsp;

/// The links of a document.
pub(in crate::lsp) fn links(
    snapshot: &Snapshot,
    _params: lsp::DocumentLinkParams,
) -> Option<Vec<lsp::DocumentLink>> {
    if snapshot.document.language == Language::IgnoreFile {
        return Some(ignore_file::links(snapshot));
    }
    let graph = snapshot.graph();
    let mut found = Vec::new();
    syntax_image(snapshot, &mut found);
    images(&graph, &mut found);
    copies(snapshot, &graph, &mut found);
    ignores(snapshot, &mut found);
    found.sort_by_key(|(range, _)| *range);
    let shown = found.into_iter().map(|(range, target)| lsp::DocumentLink {
        range: snapshot.range(range),
        target: Some(target),
        tooltip: None,
        data: None,
    });
    Some(shown.collect())
}

type Links = Vec<(TextRange, lsp::Uri)>;

/// The front end of `# syntax=`.
fn syntax_image(snapshot: &Snapshot, links: &mut Links) {
    let mut directives = snapshot.file().directives().iter();
    let syntax = directives.find(|directive| directive.kind == DirectiveKind::Syntax);
    let Some(syntax) = syntax else { return };
    let reference = ImageReference::parse(syntax.value.of(snapshot.text())).ok();
    let page = reference.as_ref().and_then(page);
    links.extend(page.map(|page| (syntax.value, lsp::Uri(page))));
}

/// Base images, and images that files are copied from.
fn images(graph: &BuildGraph<'_>, links: &mut Links) {
    for stage in &graph.stages {
        if let Base::Image(reference) = &stage.base {
            let page = page(reference).map(lsp::Uri);
            links.extend(page.map(|page| (stage.from.image.range(), page)));
        }
        for (_, copy) in graph.copies(stage) {
            let crate::build::CopyFrom::Other(name) = &copy.from else { continue };
            let reference = ImageReference::parse(name).ok();
            let page = reference.as_ref().and_then(page).map(lsp::Uri);
            let flag = copy.copy.instruction.flag("from");
            links.extend(flag.zip(page).map(|(flag, page)| (flag.range(), page)));
        }
    }
}

/// Where an image is described; `None` for a registry whose pages are not known.
fn page(reference: &ImageReference) -> Option<String> {
    let repository = reference.repository();
    Some(match reference.domain() {
        "docker.io" => match repository.strip_prefix("library/") {
            Some(name) => format!("https://hub.docker.com/_/{name}"),
            None => format!("https://hub.docker.com/r/{repository}"),
        },
        "quay.io" => format!("https://quay.io/repository/{repository}"),
        "mcr.microsoft.com" => format!("https://mcr.microsoft.com/artifact/mar/{repository}"),
        "ghcr.io" => format!("https://ghcr.io/{repository}"),
        "gcr.io" => format!("https://gcr.io/{repository}"),
        "public.ecr.aws" => format!("https://gallery.ecr.aws/{repository}"),
        _ => return None,
    })
}

/// Sources of COPY and ADD.
fn copies(snapshot: &Snapshot, graph: &BuildGraph<'_>, links: &mut Links) {
    let found = snapshot.surroundings().context.as_ref();
    for stage in &graph.stages {
        for (_, copy) in graph.copies(stage) {
            for source in &copy.sources {
                let target = match &source.target {
                    SourceTarget::Remote(url) if url.starts_with("http") => {
                        Some(lsp::Uri(url.clone()))
                    }
                    // Editors open files only.
                    SourceTarget::Path(path) if copy.reads_context() => found
                        .filter(|found| found.context.has_file(path))
                        .map(|found| uri::of(&found.folder.join(path))),
                    _ => None,
                };
                links.extend(target.map(|target| (source.word.range(), target)));
            }
        }
    }
}

/// Rules that comments name.
fn ignores(snapshot: &Snapshot, links: &mut Links) {
    for suppression in suppressions(snapshot.file()) {
        let rule = rules::ALL.iter().find(|rule| rule.answers_to(&suppression.name));
        links.extend(rule.map(|rule| (suppression.range, lsp::Uri(rule.url()))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    fn check(snapshot: &Snapshot) -> Vec<String> {
        let params = lsp::DocumentLinkParams {
            text_document: lsp::TextDocumentIdentifier { uri: snapshot.document.uri.clone() },
            work_done_progress_params: Default::default(),
            partial_result_params: Default::default(),
        };
        let found = links(snapshot, params).unwrap_or_default();
        let shown = found.into_iter().map(|link| {
            let range = snapshot.text_range(link.range);
            format!("{} → {}", range.of(snapshot.text()), link.target.unwrap().0)
        });
        shown.collect()
    }

    #[test]
    fn images_urls_and_front_ends() {
        let snapshot = testing::file(
            "# syntax=docker/dockerfile:1\nFROM node:20 AS one\nFROM ghcr.io/x/y\nFROM one\n\
             FROM my.registry.example/z\nCOPY --from=quay.io/a/b x y\nADD https://example.com/x.tgz /\nCOPY --from=one a b\n",
        );
        assert_eq!(
            check(&snapshot),
            [
                "docker/dockerfile:1 → https://hub.docker.com/r/docker/dockerfile",
                "node:20 → https://hub.docker.com/_/node",
                "ghcr.io/x/y → https://ghcr.io/x/y",
                "--from=quay.io/a/b → https://quay.io/repository/a/b",
                "https://example.com/x.tgz → https://example.com/x.tgz",
            ]
        );
    }

    #[test]
    fn sources_that_exist() {
        let folder =
            testing::project(&[("a.txt", ""), ("src/b", ""), (".dockerignore", "c"), ("c", "")]);
        let text = "FROM a\nCOPY a.txt ./src/b src none c $X /x/\n";
        let snapshot = testing::in_project(folder.path(), "Dockerfile", text);
        let uri = |path: &str| uri::of(&folder.path().join(path)).0;
        let image = "a → https://hub.docker.com/_/a".to_owned();
        let expected =
            [image, format!("a.txt → {}", uri("a.txt")), format!("./src/b → {}", uri("src/b"))];
        assert_eq!(check(&snapshot), expected);
    }

    #[test]
    fn rules_lead_to_their_pages() {
        let rule = &rules::ALL[0];
        let snapshot = testing::file(&format!("# dockwright: ignore={}, nothing why\n", rule.id));
        assert_eq!(check(&snapshot), [format!("{} → {}", rule.id, rule.url())]);
    }
}
