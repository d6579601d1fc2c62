//! What holds for every text: tokens tile it, ranges lie in it, nothing panics, fixes settle.

use dockwright::analysis::{Analysis, Build, Inputs, simulate};
use dockwright::build::{Context, MemoryTree};
use dockwright::cache::{Changes, Verdict};
use dockwright::diagnostic::Applicability;
use dockwright::format::{IndentStyle, Options};
use dockwright::ignore::IgnoreFile;
use dockwright::lint::EnabledRule;
use dockwright::rules;
use proptest::prelude::*;
use std::sync::Arc;

/// Pieces that Dockerfiles are made of, put together at random: more telling than random bytes alone.
fn dockerfile() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        "FROM node",
        "FROM a AS b",
        "RUN ",
        "COPY ",
        "ENV a=b c=\"d",
        "ADD --chown=$x ",
        "CMD [\"node\", \"a.js\"]",
        "RUN npm install && npm start",
        "COPY . .",
        "# escape=`",
        "# check=skip=all",
        "# dockwright: ignore=all",
        "//",
        "<<EOF",
        "EOF",
        "<<-\"X Y\"",
        " \\",
        "`",
        "\n",
        "\r\n",
        "\t",
        " ",
        "${a:-${b}}",
        "$",
        "'",
        "\"",
        "[",
        "]",
        "--mount=type=cache,target=/x ",
        "HEALTHCHECK CMD x",
        "ONBUILD RUN y",
        "\u{feff}",
        "é",
        "\0",
        "WORKDIR /a",
        "EXPOSE 80/tcp",
        "if x; then",
        // Once crashed the shell grammar's scanner.
        "RUN echo {",
        "\u{10fffd}",
        // White space that is no blank to an instruction.
        "\u{a0}",
        "\u{85}",
        "AB\\\n",
        "RUN --x=\"\\\n",
        "COPY --from=b /x /y",
        "COPY --from=0 --link --exclude=*.md d* /y/",
        "COPY --parents ./d/./a /y",
        "RUN --mount=from=b,target=/x,source=/y z",
        "ADD https://example.com/x /y",
        "COPY <<A <<-B /y/\n$x\nA\nB\n",
        "ONBUILD COPY --from=b s /x",
        "FROM b",
        "env  a=b  \\\n  c=d",
        "RUN a  \\\n && b",
        "# fmt: skip\n",
        "# c\n",
        "\n\n\n",
        "FROM scratch",
        "fi",
        "(",
        ")",
    ];
    let piece = prop_oneof![
        8 => prop::sample::select(pieces.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    // Pieces seldom make a stage by chance, and without one no command is ever looked at.
    let start =
        prop::sample::select(vec!["", "FROM node\n", "FROM node\nRUN ", "FROM node\nRUN echo {"]);
    let rest = prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat());
    (start, rest).prop_map(|(start, rest)| [start.as_bytes(), &rest].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_answered(bytes in dockerfile()) {
        let enabled: Vec<EnabledRule> =
            rules::ALL.iter().map(|rule| EnabledRule { rule, severity: rule.severity }).collect();
        let analysis = Analysis::new(Inputs { bytes: bytes.clone(), ..Inputs::default() });
        let mut at = 0;
        for token in analysis.file().tokens() {
            prop_assert_eq!(token.range.start, at);
            prop_assert!(!token.range.is_empty());
            at = token.range.end;
        }
        prop_assert_eq!(at as usize, bytes.len());
        let (outcome, _) = analysis.check(&enabled);
        prop_assert!(outcome.broken.is_empty());
        for found in &outcome.diagnostics {
            prop_assert!(analysis.text().get(found.range.span()).is_some(), "{:?}", found);
        }
        let fixed = analysis.fix(&enabled, Applicability::Unsafe);
        prop_assert!(fixed.is_settled);
    }

    #[test]
    fn formatting_changes_layout_only(bytes in dockerfile(), paid in any::<bool>(), tabs in any::<bool>()) {
        let options = Options {
            allow_rebuild: paid,
            indent_style: tabs.then_some(IndentStyle::Tab),
            ..Options::default()
        };
        if let Err(fault) = crate::format::fault(&bytes, &options) {
            return Err(TestCaseError::fail(fault));
        }
    }

    #[test]
    fn every_build_is_cached_against_itself(bytes in dockerfile()) {
        let tree = MemoryTree::new([("s", "s"), ("d/a", "a"), ("d/b.md", "b")]).with_link("l", "d");
        let ignore = IgnoreFile::parse("d/a\n!d/b.md");
        let context = Some(Context::new(Arc::new(tree), ignore, None));
        let build = Build { dockerfile: bytes, context, ..Build::default() };
        let outcome = simulate(&build, &build, &Changes::default());
        for step in &outcome.steps {
            prop_assert_ne!(step.verdict, Verdict::Rerun, "{:?}", step);
        }
    }
}
