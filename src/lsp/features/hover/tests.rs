use super::*;
use crate::lsp::testing::{self, CURSOR};
use crate::rules;

/// What is said at the cursor as plain text, behind the part of the text that it is about.
fn shown(snapshot: &Snapshot, text: &str) -> String {
    let at = snapshot.position(text.find(CURSOR).expect("a cursor"));
    let params = lsp::HoverParams {
        text_document_position_params: testing::position(snapshot, at),
        work_done_progress_params: Default::default(),
    };
    let Some(found) = hover(snapshot, params) else { return String::new() };
    let lsp::Contents::MarkupContent(content) = found.contents else { panic!() };
    let range = snapshot.text_range(found.range.unwrap());
    let words: Vec<&str> = content.value.split_whitespace().collect();
    format!("<{}> {}", range.of(snapshot.text()), words.join(" "))
}

fn check(text: &str) -> String {
    shown(&testing::file(text), text)
}

#[test]
fn words_and_what_is_said_of_them() {
    for (text, expected) in [
        ("FROM a\nCO▮PY a b", "<COPY> COPY [flags] <source>… <destination> COPY [flags]"),
        ("FROM a\nONBUILD CO▮PY a b", "<COPY> COPY [flags]"),
        ("FROM a\nCOPY --li▮nk a b", "<--link> --link Puts the files"),
        ("FROM a\nRUN --mo▮unt=type=ssh x", "<--mount> --mount=type=<type>"),
        ("FROM a\nRUN --mount=type=ca▮che,target=/x x", "<type=cache> type=cache A directory"),
        (
            "FROM a\nRUN --mount=type=cache,sha▮ring=locked,target=/x x",
            "<sharing=locked> sharing=shared|private|locked",
        ),
        ("FROM a\nRUN x▮", ""),
        ("FROM a\nSTOPSIGNAL SIG▮INT", "<SIGINT> SIGINT As Ctrl+C"),
        ("# esc▮ape=`\nFROM a", "<# escape=`> # escape= The character"),
        ("# check=skip=a▮ll\nFROM a", "<skip=all> skip Checks that"),
        ("# a com▮ment\nFROM a", ""),
        ("FROM a\nRUN x \\\n # COPY▮ \\\n y", ""),
        ("▮", ""),
        ("", ""),
    ] {
        if text.is_empty() {
            continue;
        }
        let found = check(text);
        assert!(
            found.starts_with(expected) && found.is_empty() == expected.is_empty(),
            "{text}: {found}"
        );
    }
}

#[test]
fn values_of_variables() {
    let head = "ARG G=1\nFROM a\nARG V=2\nENV E=$V-x\n";
    for (rest, expected) in [
        ("RUN echo $▮E", "<E> E=2-x Set by ENV, line 4."),
        (
            "RUN echo ${V▮:-3}",
            "<V> V=2 Set by ARG, line 3. --build-arg may set it to something else.",
        ),
        (
            "RUN echo $G▮",
            "<G> G Not set in this file. The base image may set it, which cannot be seen from here.",
        ),
        ("RUN echo $TARGETARCH▮", "<TARGETARCH> TARGETARCH Its architecture"),
        ("RUN echo \\$E▮", ""),
        ("ENV E▮=3", "<E> E=3 Set by ENV, line 5."),
        ("COPY --chown=$E▮ a b", "<E> E=2-x"),
        ("FROM b:$G▮", "<G> G=1 Set by ARG, line 1."),
        ("FROM scratch\nRUN $NO▮", "<NO> NO Not set here."),
    ] {
        let found = check(&format!("{head}{rest}"));
        assert!(
            found.starts_with(expected) && found.is_empty() == expected.is_empty(),
            "{rest}: {found}"
        );
    }
}

#[test]
fn images_and_stages() {
    for (text, expected) in [
        (
            "FROM ghcr.io/x/y:1▮",
            "<ghcr.io/x/y:1> ghcr.io/x/y:1 - registry ghcr.io - repository x/y - tag 1, which may lead to another image tomorrow",
        ),
        (
            "FROM no▮de",
            "<node> node - registry docker.io - repository library/node - tag latest, as none is written",
        ),
        (
            "FROM a AS o▮ne\nRUN x\nFROM b\nCOPY --from=one x y",
            "<one> FROM a AS one Stage 0, line 1, with 1 instruction. Used by stage 1.",
        ),
        (
            "FROM a AS one\nFROM one▮ AS two",
            "<one> FROM a AS one Stage 0, line 1, with 0 instructions. Used by two.",
        ),
        ("FROM a AS one\nFROM b\nCOPY --from=on▮e x y", "<one> FROM a AS one Stage 0"),
        ("FROM a\nCOPY --from=busy▮box x y", "<busybox> busybox - registry docker.io"),
        ("FROM a AS one\nFROM b\nRUN --mount=from=on▮e,target=/x y", "<one> FROM a AS one"),
        ("FROM scr▮atch", "<scratch> scratch Nothing at all"),
        (
            "FROM a AS o▮ne\nFROM b",
            "<one> FROM a AS one Stage 0, line 1, with 0 instructions. No other stage uses it",
        ),
    ] {
        let found = check(text);
        assert!(found.starts_with(expected), "{text}: {found}");
    }
}

#[test]
fn sources_with_counts_and_sizes() {
    let folder = testing::project(&[
        (".dockerignore", "*.log\nout"),
        ("a.txt", "12345"),
        ("b.log", "1"),
        ("out/x", "1"),
        ("src/one.js", "12"),
        ("src/two.js", "34"),
        ("src/three.log", "34"),
    ]);
    for (source, expected) in [
        ("a.t▮xt", "<a.txt> a.txt 1 file, 5 bytes."),
        ("sr▮c", "<src> src 3 files, 6 bytes."),
        ("src/*.j▮s", "<src/*.js> src/*.js 2 files, 4 bytes."),
        (".▮", "<.> . 5 files, 20 bytes. The ignore file leaves out b.log, out/."),
        (
            "b.lo▮g",
            "<b.log> b.log 0 files, 0 bytes. The ignore file leaves out b.log. It is *.log that does.",
        ),
        ("no▮ne", "<none> none There is nothing like it in the build context."),
    ] {
        let text = format!("FROM a\nCOPY a.txt {source} /x/");
        let snapshot = testing::in_project(folder.path(), "app.Dockerfile", &text);
        assert_eq!(shown(&snapshot, &text), expected, "{source}");
    }
}

#[test]
fn rules_that_comments_name() {
    let rule = &rules::ALL[0];
    let text = format!("FROM a\n# dockwright: ignore={}▮ why\nRUN x", rule.id);
    let found = check(&text);
    assert!(
        found.starts_with(&format!("<{0}> {0}: {1}", rule.id, rule.summary.replace('`', ""))),
        "{found}"
    );
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test makes a repository to look at")]
fn a_step_is_told_with_its_history() {
    let folder = testing::project(&[("Dockerfile", DOCKERFILE), ("src/a", "0"), ("lock", "0")]);
    let git = |args: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(args);
        assert!(command.current_dir(folder.path()).output().unwrap().status.success(), "{args:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "0"]);
    for number in 1..4 {
        std::fs::write(folder.path().join("src/a"), number.to_string()).unwrap();
        git(&["commit", "-qam", "n"]);
    }
    std::fs::write(folder.path().join("src/a"), "now").unwrap();
    for (at, expected) in [
        (
            "COPY",
            "<COPY> Cache: 4 of the last 4 commits (100 %) would have run it again, about 0.3 s (estimated) each. \
             4 times because of what it reads or says itself. - src/a: 4 commits \
             Next build, if the last commit was built: runs again: files that it reads are different. - src/a",
        ),
        (
            "RUN make",
            "<RUN> Cache: 4 of the last 4 commits (100 %) would have run it again, about 20 s (estimated) each. \
             4 times because line 3 ran again: COPY src src. - src/a: 4 commits \
             Next build, if the last commit was built: runs again: a step before it runs again. It began at line 3, \
             COPY src src: files that it reads are different. - src/a",
        ),
        (
            "RUN early",
            "<RUN> Cache: none of the last 4 commits would have run it again for certain. Next build, if the last \
             commit was built: cached.",
        ),
    ] {
        let text = DOCKERFILE.replace(at, &format!("▮{at}"));
        let mut snapshot = testing::in_project(folder.path(), "Dockerfile", &text);
        snapshot.insight = crate::lsp::insight::of(&snapshot, true);
        let found = shown(&snapshot, &text);
        let strip = |text: &str| {
            // What a step costs is the business of another table.
            let (head, rest) = text.split_once("about ").unwrap_or((text, ""));
            format!("{head}{}", rest.split_once(" each").map_or("", |(_, rest)| rest))
        };
        assert!(strip(&found).starts_with(&strip(expected)), "{found}");
    }
}

const DOCKERFILE: &str = "FROM a\nRUN early\nCOPY src src\nRUN make\n";
