//! Files, logs of their builds, and what was seen of each step.

use super::*;
use crate::build::BuildArgs;
use crate::build::vertex::Settings;
use crate::progress;
use crate::syntax::Dockerfile;

/// A line for each step: its line, what became of it, its seconds, and whether its text differs.
fn render(dockerfile: &str, log: &str, provenance: &Provenance) -> Vec<String> {
    let file = Dockerfile::parse(dockerfile);
    let graph = BuildGraph::new(&file, &BuildArgs::default());
    let vertices = VertexGraph::new(&graph, &Settings::default());
    let log = progress::read(log);
    let seen = observe_with(&graph, &vertices, &log, provenance);
    let word = |outcome: &Option<Outcome>| match outcome {
        Some(Outcome::Failed(_)) => "failed".to_owned(),
        Some(outcome) => format!("{outcome:?}").to_lowercase(),
        None => "-".to_owned(),
    };
    let steps = vertices.steps.iter().zip(&seen.steps).map(|(step, seen)| {
        let line = dockerfile[..step.range.start as usize].lines().count() + 1;
        let linked = seen.linked.as_ref().map(|_| format!("/{}", word(&seen.linked)));
        let mark = if seen.differs { " differs" } else { "" };
        format!("{line} {}{}{mark}", word(&seen.outcome), linked.unwrap_or_default())
    });
    let strangers = seen.strangers.iter().map(|index| format!("? {}", log.vertices[*index].name));
    steps.chain(strangers).collect()
}

#[track_caller]
fn check(dockerfile: &str, log: &str, expected: &[&str]) {
    assert_eq!(render(dockerfile, log, &Provenance::default()), expected);
}

const TWO_STAGES: &str = "\
FROM node:20 AS build
WORKDIR /src
COPY package.json ./
RUN npm ci
FROM nginx
COPY --from=build /src /usr/share/nginx/html
";

#[test]
fn steps_are_found_by_stage_and_place() {
    check(
        TWO_STAGES,
        "\
#5 [build 1/4] FROM docker.io/library/node:20@sha256:00
#5 CACHED
#6 [stage-1 1/2] FROM docker.io/library/nginx
#6 DONE 0.1s
#7 [build 2/4] WORKDIR /src
#7 CACHED
#8 [build 3/4] COPY package.json ./
#8 DONE 0.2s
#9 [build 4/4] RUN npm ci
#9 DONE 41.0s
#10 [stage-1 2/2] COPY --from=build /src /usr/share/nginx/html
#10 DONE 0.2s
",
        &["1 cached", "2 cached", "3 ran", "4 ran", "5 ran", "6 ran"],
    );
}

#[test]
fn the_index_of_workdir_root_is_skipped() {
    check(
        "FROM node:20\nWORKDIR /\nCOPY a /\nWORKDIR /x\nRUN b\n",
        "#5 [2/5] COPY a /\n#5 CACHED\n#6 [3/5] WORKDIR /x\n#6 DONE 0.1s\n#7 [4/5] RUN b\n#7 DONE 0.1s\n",
        &["1 -", "3 cached", "4 ran", "5 ran"],
    );
}

#[test]
fn equal_steps_of_two_stages_share_what_was_seen() {
    check(
        "FROM node:20 AS u\nRUN a\nFROM node:20 AS v\nRUN a\nFROM scratch\nCOPY --from=u /a /\nCOPY --from=v /a /b\n",
        "\
#5 [v 2/2] RUN a
#5 DONE 1.0s
#6 [stage-2 1/2] COPY --from=u /a /
#6 CACHED
#7 [stage-2 2/2] COPY --from=v /a /b
#7 CACHED
",
        &["1 -", "2 ran", "3 -", "4 ran", "6 cached", "7 cached"],
    );
}

#[test]
fn variables_are_expanded_in_logs() {
    check(
        "FROM node:20\nARG V=1\nCOPY a$V /d\nRUN echo $V\n",
        "#5 [2/3] COPY a1 /d\n#5 CACHED\n#6 [3/3] RUN echo 1\n#6 CACHED\n",
        &["1 -", "3 cached", "4 cached"],
    );
}

#[test]
fn a_file_that_was_edited_since_is_matched_as_far_as_it_goes() {
    check(
        "FROM node:20\nRUN new\nCOPY a /d\nRUN npm ci --omit=dev\n",
        "#5 [2/4] COPY a /d\n#5 CACHED\n#6 [3/4] RUN gone\n#6 CACHED\n#7 [4/4] RUN npm ci\n#7 DONE 9.0s\n",
        &["1 -", "2 -", "3 cached", "4 ran differs", "? [3/4] RUN gone"],
    );
}

#[test]
fn both_halves_of_a_link_are_seen() {
    check(
        "FROM node:20\nCOPY --link a /d\nRUN b\n",
        "#5 [2/3] COPY --link a /d\n#5 CACHED\n#6 [2/3] LINK COPY --link a /d\n#6 DONE 0.1s\n#7 [3/3] RUN b\n#7 DONE 0.1s\n",
        &["1 -", "2 ran/cached", "3 ran"],
    );
}

#[test]
fn a_step_built_for_two_platforms_has_run_if_it_ran_for_one() {
    check(
        "FROM node:20 AS b\nRUN a\nFROM b\nRUN c\n",
        "#5 [linux/amd64 b 2/2] RUN a\n#5 CACHED\n#6 [linux/arm64 b 2/2] RUN a\n#6 DONE 9.0s\n",
        &["1 -", "2 ran", "4 -"],
    );
}

#[test]
fn of_several_targets_the_one_of_this_file_counts() {
    check(
        "FROM node:20\nCOPY . .\nRUN npm ci\n",
        "\
#1 [api internal] load build definition from Dockerfile
#1 DONE 0.0s
#2 [web internal] load build definition from Dockerfile
#2 DONE 0.0s
#5 [api 2/3] COPY . .
#5 CACHED
#6 [web 2/3] COPY . .
#6 DONE 0.1s
#7 [api 3/3] RUN go build
#7 CACHED
#8 [web 3/3] RUN npm ci
#8 DONE 5.0s
",
        &["1 -", "2 ran", "3 ran", "? [api 2/3] COPY . .", "? [api 3/3] RUN go build"],
    );
}

#[test]
fn provenance_settles_which_line_it_was() {
    let provenance = Provenance::read(
        r#"{"digestMapping":{"sha256:a":"s"},"locations":{"s":{"locations":[{"ranges":[{"start":{"line":3}}]}]}}}"#,
    );
    let log = r#"{"vertexes":[{"digest":"sha256:a","name":"[2/3] RUN a","started":"2026-11-24T01:55:51Z","completed":"2026-11-24T01:55:51Z","cached":true}]}"#;
    let seen = render("FROM node:20\nRUN a\nRUN a\n", log, &provenance);
    assert_eq!(seen, ["1 -", "2 -", "3 cached"]);
}
