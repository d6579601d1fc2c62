use super::*;
use crate::lsp::server::Snapshot;
use crate::lsp::testing::{self, CURSOR};
use crate::rules;
use gen_lsp_types::{CompletionItem, CompletionItemTextEdit, CompletionResponse};

fn ask(snapshot: &Snapshot, text: &str) -> Vec<CompletionItem> {
    let at = snapshot.position(text.find(CURSOR).expect("a cursor"));
    let params = lsp::CompletionParams {
        text_document_position_params: testing::position(snapshot, at),
        context: None,
        work_done_progress_params: Default::default(),
        partial_result_params: Default::default(),
    };
    match complete(snapshot, params) {
        Some(CompletionResponse::CompletionList(list)) => list.items,
        _ => Vec::new(),
    }
}

/// What an editor shows: the items that begin with what is typed, deprecated ones in brackets.
fn shown(snapshot: &Snapshot, text: &str) -> String {
    let offset = text.find(CURSOR).unwrap();
    let fitting = ask(snapshot, text).into_iter().filter(|item| {
        let Some(CompletionItemTextEdit::TextEdit(edit)) = &item.text_edit else { return false };
        let typed = &snapshot.text()[snapshot.offset(edit.range.start)..offset];
        item.label.to_lowercase().starts_with(&typed.to_lowercase())
    });
    let labels = fitting.map(|item| match item.tags {
        Some(_) => format!("({})", item.label),
        None => item.label,
    });
    labels.collect::<Vec<_>>().join(" ")
}

fn check(text: &str) -> String {
    shown(&testing::file(text), text)
}

/// The text when the item called `label` is taken.
fn take_from(snapshot: &Snapshot, text: &str, label: &str) -> String {
    let items = ask(snapshot, text);
    let item = items.iter().find(|item| item.label == label);
    let item = item.unwrap_or_else(|| panic!("{label} is not among {items:?}"));
    let Some(CompletionItemTextEdit::TextEdit(edit)) = &item.text_edit else { panic!() };
    let range = snapshot.text_range(edit.range);
    let (before, after) =
        (&snapshot.text()[..range.start as usize], &snapshot.text()[range.end as usize..]);
    format!("{before}{}{after}", edit.new_text)
}

fn take(text: &str, label: &str) -> String {
    take_from(&testing::file(text), text, label)
}

#[test]
fn instructions_where_one_may_begin() {
    for (text, expected) in [
        ("▮", "FROM ARG"),
        ("FROM a\nCO▮", "COPY"),
        ("from a\nco▮", "copy"),
        ("FROM a\nE▮", "ENV ENTRYPOINT EXPOSE"),
        ("FROM a\nM▮", "(MAINTAINER)"),
        ("FROM a\n  W▮", "WORKDIR"),
        ("FROM a\nONBUILD RU▮", "RUN"),
        ("FROM a\nONBUILD F▮", ""),
        ("FROM a\nRUN x \\\n  C▮", ""),
        ("FROM a\nRUN x \\\n  # c\n\n  C▮", ""),
        ("FROM a\nRUN <<E\nC▮", ""),
        ("FROM a\nRUN <<E\nx\nE\nC▮", "COPY CMD"),
        ("FROM a\nRUN C▮", ""),
        ("FROM a\nCMD [\"x\"]\nC▮\nRUN y", "COPY CMD"),
    ] {
        assert_eq!(check(text), expected, "{text}");
    }
}

#[test]
fn an_instruction_takes_the_place_of_what_is_typed() {
    assert_eq!(take("FROM a\nCO▮", "COPY"), "FROM a\nCOPY");
    assert_eq!(take("FROM a\nC▮O a b", "COPY"), "FROM a\nCOPY a b");
    assert_eq!(take("FROM a\nc▮ a b", "copy"), "FROM a\ncopy a b");
}

#[test]
fn a_client_with_snippets_is_given_places_to_fill_in() {
    let text = "FROM a\nCO▮";
    let mut snapshot = testing::file(text);
    std::sync::Arc::make_mut(&mut snapshot.world.client).has_snippets = true;
    assert_eq!(take_from(&snapshot, text, "COPY"), "FROM a\nCOPY ${1:source} ${2:destination}");
    let text = "FROM a\nCO▮ a b";
    let mut snapshot = testing::file(text);
    std::sync::Arc::make_mut(&mut snapshot.world.client).has_snippets = true;
    assert_eq!(take_from(&snapshot, text, "COPY"), "FROM a\nCOPY a b");
}

#[test]
fn flags_that_are_not_given_yet() {
    for (text, expected) in [
        ("FROM a\nCOPY --ch▮", "--chown= --chmod="),
        ("FROM a\nCOPY --link --▮ a b", "--from= --chown= --chmod= --parents --exclude="),
        ("FROM a\nCOPY --exclude=x --ex▮", "--exclude="),
        ("FROM --▮", "--platform="),
        ("FROM a\nRUN --▮", "--mount= --network= --security= --device="),
        ("FROM a\nRUN --mount=type=ssh --m▮", "--mount="),
        ("FROM a\nRUN x --▮", ""),
        ("FROM a\nHEALTHCHECK --st▮ CMD x", "--start-period= --start-interval="),
        ("FROM a\nADD --un▮", "--unpack"),
        ("FROM a\nONBUILD COPY --fr▮", "--from="),
        ("FROM a\nRUN --network=▮", "default none host"),
        ("FROM a\nCOPY --link=▮", "true false"),
        ("FROM --platform=linux/▮ a", "linux/amd64 linux/arm64 linux/arm/v7"),
        ("FROM a\nRUN \\\n --net▮", "--network="),
    ] {
        assert_eq!(check(text), expected, "{text}");
    }
    assert_eq!(take("FROM a\nCOPY --f▮=x a b", "--from"), "FROM a\nCOPY --from=x a b");
}

#[test]
fn fields_of_mounts() {
    for (text, expected) in [
        ("FROM a\nRUN --mount=▮", "type= target= source= from= rw ro"),
        ("FROM a\nRUN --mount=type=▮", "cache bind secret ssh tmpfs"),
        (
            "FROM a\nRUN --mount=type=cache,▮",
            "target= id= sharing= from= source= mode= uid= gid= ro rw",
        ),
        ("FROM a\nRUN --mount=type=cache,dst=/x,ta▮", ""),
        ("FROM a\nRUN --mount=type=cache,sharing=l▮ x", "locked"),
        ("FROM a\nRUN --mount=type=secret,e▮", "env="),
        ("FROM a\nRUN --mount=type=tmpfs,s▮", "size="),
        ("FROM a AS one\nFROM b\nRUN --mount=from=one▮", "one"),
        ("FROM a\nRUN --mount=type=nothing,▮", ""),
    ] {
        assert_eq!(check(text), expected, "{text}");
    }
    assert_eq!(
        take("FROM a\nRUN --mount=type=ca▮ch,target=/x y", "cache"),
        "FROM a\nRUN --mount=type=cache,target=/x y"
    );
}

#[test]
fn stages_in_front_of_the_cursor() {
    let head = "FROM node:20 AS Deps\nFROM go\nFROM Deps AS two\n";
    for (rest, expected) in [
        ("COPY --from=▮ /a /b\n", "Deps 1 go node:20 adminer"),
        ("COPY --from=de▮\n", "Deps"),
        ("FROM t▮", "two"),
        ("FROM D▮", "Deps"),
    ] {
        let text = format!("{head}{rest}");
        let found = check(&text);
        assert!(found.starts_with(expected), "{rest}: {found}");
    }
}

#[test]
fn images_of_this_file_come_before_well_known_ones() {
    let found = check("FROM node:20\nFROM nod▮");
    assert_eq!(found, "node:20 node nodered/node-red");
    assert_eq!(check("FROM scr▮"), "scratch");
    assert_eq!(check("FROM a ▮"), "AS");
    assert_eq!(check("FROM a AS ▮"), "");
}

#[test]
fn variables_by_scope() {
    let head = "ARG G=1\nFROM a\nENV E=2\n";
    for (rest, expected) in [
        ("RUN echo $E▮", "E"),
        ("RUN echo ${E▮", "E"),
        ("RUN echo $G▮", ""),
        ("RUN echo $http▮", "HTTP_PROXY HTTPS_PROXY http_proxy https_proxy"),
        ("COPY $http▮", ""),
        ("WORKDIR /x/$▮", "E TARGETPLATFORM"),
        ("RUN echo '$E▮", ""),
        ("RUN echo \\$E▮", ""),
        ("CMD [\"$E▮\"]", ""),
        ("CMD echo $E▮", "E"),
        ("FROM a:$▮", "G TARGETPLATFORM"),
        ("COPY --chown=$E▮ a b", "E"),
        ("ARG LATER=$▮\nENV F=3", "E TARGETPLATFORM"),
    ] {
        let found = check(&format!("{head}{rest}"));
        let is_right =
            if expected.is_empty() { found.is_empty() } else { found.starts_with(expected) };
        assert!(is_right, "{rest}: {found}");
    }
    assert_eq!(take(&format!("{head}RUN echo ${{▮"), "E"), format!("{head}RUN echo ${{E}}"));
    assert_eq!(take(&format!("{head}RUN echo ${{▮}}x"), "E"), format!("{head}RUN echo ${{E}}x"));
    assert_eq!(take(&format!("{head}RUN echo $▮/x"), "E"), format!("{head}RUN echo $E/x"));
    assert!(check(&format!("{head}ARG ▮")).starts_with("G TARGETPLATFORM"));
}

#[test]
fn words_of_other_instructions() {
    for (text, expected) in [
        ("FROM a\nSTOPSIGNAL SIGT▮", "SIGTERM"),
        ("FROM a\nHEALTHCHECK ▮", "CMD NONE"),
        ("FROM a\nHEALTHCHECK --retries=1 N▮", "NONE"),
        ("FROM a\nEXPOSE 80/▮", "tcp udp sctp"),
        ("FROM a\nEXPOSE ▮", ""),
        ("FROM a\nRUN useradd -m app && adduser bob\nUSER ▮", "app bob root"),
        ("FROM a\nRUN groupadd web\nCOPY --chown=root:▮ a b", "web root"),
        ("FROM node:20\nUSER ▮", "root"),
        ("FROM a\nLABEL org.opencontainers.image.t▮", "org.opencontainers.image.title"),
        ("FROM a\nWORKDIR /srv/app\nRUN x\nWORKDIR /▮", "/srv/app"),
    ] {
        assert_eq!(check(text), expected, "{text}");
    }
}

#[test]
fn directives_and_ignores() {
    for (text, expected) in [
        ("#▮", ""),
        (
            "# ▮",
            "syntax= escape= check= dockwright: ignore= dockwright: global ignore= hadolint ignore=",
        ),
        ("# s▮", "syntax="),
        ("# escape=`\n# e▮\nFROM a", ""),
        ("# a comment\n# s▮", ""),
        ("\n# s▮", ""),
        ("# syntax=▮", "docker/dockerfile:1 docker/dockerfile:1-labs"),
        ("# escape=▮", "\\ `"),
        ("# check=▮", "skip= error= experimental="),
        ("# check=skip=a▮", "all"),
        ("# check=skip=all;err▮", "error="),
        ("# check=skip=all;error=▮", "true false"),
        ("FROM a\n# check=▮\nRUN x", "skip="),
        ("FROM a\n# why we do s▮", ""),
        ("FROM a\n# d▮", "dockwright: ignore= dockwright: global ignore="),
        ("FROM a\nRUN x \\\n  # h▮\n  y", "hadolint ignore="),
    ] {
        let found = check(text);
        // Behind a bare `#` all is offered, with a blank in front of it.
        assert_eq!(if text == "#▮" { String::new() } else { found }, expected, "{text}");
    }
    assert_eq!(take("#▮", "syntax="), "# syntax=");
}

#[test]
fn rules_in_ignores() {
    let first = rules::ALL[0].id;
    let all = check("FROM a\n# dockwright: ignore=▮");
    assert_eq!(all.split(' ').count(), rules::ALL.len());
    let rest = check(&format!("FROM a\n# dockwright: ignore={first},▮ why"));
    assert_eq!(rest.split(' ').count(), rules::ALL.len() - 1);
    assert_eq!(check(&format!("FROM a\n# dockwright: ignore={first} be▮")), "");
    for rule in rules::ALL {
        for (tool, head) in [("hadolint:", "# hadolint ignore="), ("buildkit:", "# check=skip=")] {
            for code in rule.aliases.iter().filter_map(|alias| alias.strip_prefix(tool)) {
                let found = check(&format!("FROM a\n{head}{code}▮"));
                assert_eq!(found, code);
            }
        }
    }
}

#[test]
fn paths_of_the_context() {
    let folder = testing::project(&[
        (".dockerignore", "*.log\nout\n!out/keep"),
        ("a.txt", ""),
        ("b.log", ""),
        ("out/keep", ""),
        ("src/main.rs", ""),
        ("src/a b", ""),
        ("src/[x].ts", ""),
    ]);
    let at = |text: &str| testing::in_project(folder.path(), "Dockerfile", text);
    for (text, expected) in [
        ("FROM a\nCOPY ▮", ". .dockerignore a.txt out src (b.log)"),
        ("FROM a\nCOPY b▮ .", "(b.log)"),
        ("FROM a\nCOPY src/▮ .", "[x].ts main.rs"),
        ("FROM a\nCOPY ./src/m▮", "main.rs"),
        ("FROM a\nCOPY /src/m▮", "main.rs"),
        ("FROM a\nCOPY a.txt s▮", "src"),
        ("FROM a\nCOPY [\"src/▮\", \"/x\"]", "[x].ts a b main.rs"),
        ("FROM a\nCOPY src/* ▮", ". ./ .dockerignore a.txt out src (b.log)"),
        ("FROM a\nWORKDIR /app\nCOPY a.txt /▮", "/app"),
        ("FROM a\nRUN --mount=type=bind,source=src/m▮,target=x y", "main.rs"),
        ("FROM a\nADD https://▮ x", ""),
        ("FROM a\nCOPY nowhere/▮ .", ""),
        ("FROM a AS s\nWORKDIR /out\nFROM b\nCOPY --from=s ▮ .", "/out"),
        ("FROM a\nRUN cat src/▮", ""),
    ] {
        let found = shown(&at(text), text);
        // The destinations that are offered behind a first source are listed with the sources.
        let expected = expected.split(' ').collect::<Vec<_>>();
        let mut words: Vec<_> = found.split(' ').collect();
        let mut sorted = expected.clone();
        sorted.sort_unstable();
        words.sort_unstable();
        assert_eq!(words, sorted, "{text}: {found}");
    }
    for (text, label, expected) in [
        ("FROM a\nCOPY s▮ .", "src", "FROM a\nCOPY src/ ."),
        ("FROM a\nCOPY s▮/main.rs .", "src", "FROM a\nCOPY src/main.rs ."),
        ("FROM a\nCOPY src/ma▮n .", "main.rs", "FROM a\nCOPY src/main.rs ."),
        ("FROM a\nCOPY src/▮ .", "[x].ts", "FROM a\nCOPY src/[[]x].ts ."),
        ("FROM a\nCOPY [\"src/▮\", \"x\"]", "a b", "FROM a\nCOPY [\"src/a b\", \"x\"]"),
    ] {
        assert_eq!(take_from(&at(text), text, label), expected, "{text}");
    }
}

#[test]
fn every_item_can_be_asked_for() {
    for text in ["FROM ▮", "FROM a\nSTOPSIGNAL ▮", "# ▮", "FROM a\nRUN --network=▮"] {
        let snapshot = testing::file(text);
        for item in ask(&snapshot, text) {
            let data = serde_json::to_value(&item.data).unwrap();
            assert_eq!(data["uri"], snapshot.document.uri.0, "{text}: {item:?}");
        }
    }
}

#[test]
fn documentation_comes_when_it_is_asked_for() {
    let text = "FROM a\nCOPY --li▮";
    let snapshot = testing::file(text);
    let item = ask(&snapshot, text).into_iter().find(|item| item.label == "--link").unwrap();
    assert_eq!(item.documentation, None);
    let resolved = resolve(&snapshot, item);
    let Some(lsp::Documentation::MarkupContent(content)) = resolved.documentation else { panic!() };
    assert!(content.value.starts_with("--link\n\nPuts the files into a layer of their own"));
}
