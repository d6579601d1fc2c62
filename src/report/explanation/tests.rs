//! Builds, their logs, and what is said of them.

use super::*;
use crate::build::vertex::Settings;
use crate::build::{BuildArgs, BuildGraph, Context, MemoryTree};
use crate::cache::{Changes, Snapshot, simulate};
use crate::explain::{Earlier, Happened, explain};
use crate::ignore::IgnoreFile;
use crate::progress::{self, Provenance};
use crate::report::Style;
use crate::syntax::Dockerfile;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A Dockerfile and the files around it.
#[derive(Clone, Copy)]
struct Build<'b> {
    dockerfile: &'b str,
    files: &'b [(&'b str, &'b str)],
    args: &'b [(&'b str, &'b str)],
}

impl Build<'_> {
    fn context(&self) -> Context {
        let tree = MemoryTree::new(self.files.iter().copied());
        Context::new(Arc::new(tree), IgnoreFile::empty(), None)
    }

    fn args(&self) -> BuildArgs {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        BuildArgs { values: self.args.iter().map(own).collect(), ..BuildArgs::default() }
    }
}

/// The text of the explanation, without the line about what it rests on.
fn render(before: Option<Build<'_>>, build: Build<'_>, log: &str, as_json: bool) -> String {
    let file = Dockerfile::parse(build.dockerfile);
    let graph = BuildGraph::new(&file, &build.args());
    let vertices = VertexGraph::new(&graph, &Settings::default());
    let context = build.context();
    let log = progress::read(log);
    let contexts = BTreeMap::new();
    let simulation = before.map(|before| {
        let old_file = Dockerfile::parse(before.dockerfile);
        let old_graph = BuildGraph::new(&old_file, &before.args());
        let old_vertices = VertexGraph::new(&old_graph, &Settings::default());
        let old_context = before.context();
        let changes = Changes::between(&old_context, &context);
        let old =
            Snapshot { vertices: &old_vertices, context: Some(&old_context), contexts: &contexts };
        let new = Snapshot { vertices: &vertices, context: Some(&context), contexts: &contexts };
        simulate(&old, &new, &changes)
    });
    let provenance = Provenance::default();
    let happened = Happened {
        log: &log,
        provenance: &provenance,
        graph: &graph,
        vertices: &vertices,
        context: Some(&context),
    };
    let explanation = explain(
        happened,
        simulation.as_ref().map(|simulation| Earlier { simulation, knows_args: true }),
    );
    let report = ExplanationReport {
        dockerfile: "Dockerfile".to_owned(),
        context: Some(".".to_owned()),
        target: None,
        log: "build.log".to_owned(),
        form: log.form.name(),
        against: before.map(|_| Against { kind: "revision", name: "HEAD~1".to_owned() }),
        text: build.dockerfile,
        vertices: &vertices,
        explanation: &explanation,
    };
    if as_json {
        return explanation_json(&report);
    }
    let text = explanation_text(&report, Style::default());
    let keep =
        |line: &&str| !line.starts_with("inferred from") && !line.starts_with("compared with");
    text.lines().filter(keep).map(|line| format!("{line}\n")).collect::<String>()
}

/// The headline, the steps that have a reason, and the advice; blanks count once.
#[track_caller]
fn check(before: Option<Build<'_>>, build: Build<'_>, log: &str, expected: &[&str]) {
    let text = render(before, build, log, false);
    let is_dull = |line: &str| {
        ["  cached", "  base", "  no log", "  stage", "what would"]
            .iter()
            .any(|it| line.starts_with(it))
    };
    let lines = text.lines().filter(|line| !line.is_empty() && !is_dull(line));
    let lines: Vec<String> =
        lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(lines, expected);
}

const NODE: Build<'_> = Build {
    dockerfile: "FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\n",
    files: &[
        ("package.json", r#"{"scripts":{"build":"tsc"}}"#),
        ("package-lock.json", r#"{"lockfileVersion":3,"packages":{}}"#),
        ("src/app.ts", "1"),
    ],
    args: &[],
};

const NODE_EDITED: Build<'_> = Build {
    files: &[
        ("package.json", r#"{"scripts":{"build":"tsc"}}"#),
        ("package-lock.json", r#"{"lockfileVersion":3,"packages":{}}"#),
        ("src/app.ts", "2"),
    ],
    ..NODE
};

const NODE_LOG: &str = "\
#5 [1/5] FROM docker.io/library/node:20@sha256:00
#5 CACHED
#6 [2/5] WORKDIR /app
#6 CACHED
#7 [3/5] COPY . .
#7 DONE 0.2s
#8 [4/5] RUN npm ci
#8 DONE 41.0s
#9 [5/5] RUN npm run build
#9 DONE 12.0s
";

#[test]
fn the_whole_text() {
    let text = render(Some(NODE), NODE_EDITED, NODE_LOG, false);
    assert_eq!(
        text,
        "\
3 of 4 steps re-ran and cost 53 s; root cause: COPY . . (line 3), because of src/app.ts changed

  base          1  FROM node:20
  cached        2  WORKDIR /app
  RE-RUN        3  COPY . .             0.2 s  src/app.ts changed
  re-run        4  RUN npm ci            41 s  because of line 3
  re-run        5  RUN npm run build     12 s  because of line 3

what would have helped:
  Copy package.json before npm ci, and the rest after it (keeps line 4, 41 s)

"
    );
}

#[test]
fn without_an_earlier_build_it_is_inferred() {
    check(
        None,
        NODE,
        NODE_LOG,
        &[
            "3 of 4 steps re-ran and cost 53 s; root cause: COPY . . (line 3): perhaps a changed file of the context",
            "RE-RUN 3 COPY . . 0.2 s perhaps a changed file of the context; or --no-cache, since only WORKDIR was cached; or a change of its text",
            "re-run 4 RUN npm ci 41 s because of line 3",
            "re-run 5 RUN npm run build 12 s because of line 3",
            "Copy package.json before npm ci, and the rest after it (keeps line 4, 41 s)",
        ],
    );
}

#[test]
fn a_build_without_a_cache_is_known_by_its_pattern() {
    check(
        Some(NODE),
        NODE,
        NODE_LOG,
        &[
            "3 of 4 steps re-ran and cost 53 s; root cause: only WORKDIR was cached, not even what is as before: it was built with --no-cache",
            "RE-RUN 3 COPY . . 0.2 s only WORKDIR was cached, not even what is as before: it was built with --no-cache",
            "re-run 4 RUN npm ci 41 s because of line 3",
            "re-run 5 RUN npm run build 12 s because of line 3",
            "Build without --no-cache (keeps lines 3, 4, 5, 53 s)",
        ],
    );
    let nothing = NODE_LOG.replace("#5 CACHED", "#5 DONE 7.2s").replace("CACHED", "DONE 0.0s");
    let pruned = NODE_LOG.replace("#6 CACHED", "#6 DONE 0.0s");
    check(
        Some(NODE),
        NODE,
        &nothing,
        &[
            "4 of 4 steps re-ran and cost 53 s; root cause: no step was cached: an empty cache, another builder, or a new image node:20, fetched in 7.2 s",
            "RE-RUN 2 WORKDIR /app 0 s no step was cached: an empty cache, another builder, or a new image node:20, fetched in 7.2 s",
            "re-run 3 COPY . . 0.2 s because of line 2",
            "re-run 4 RUN npm ci 41 s because of line 2",
            "re-run 5 RUN npm run build 12 s because of line 2",
            "Keep the builder between builds, or export its cache (--cache-to …,mode=max) and import it (--cache-from) (keeps lines 2, 3, 4, 5, 53 s)",
        ],
    );
    check(
        Some(NODE),
        NODE,
        &pruned,
        &[
            "4 of 4 steps re-ran and cost 53 s; root cause: no step was cached, not even what is as before: what was built before was pruned",
            "RE-RUN 2 WORKDIR /app 0 s no step was cached, not even what is as before: what was built before was pruned",
            "re-run 3 COPY . . 0.2 s because of line 2",
            "re-run 4 RUN npm ci 41 s because of line 2",
            "re-run 5 RUN npm run build 12 s because of line 2",
            "Keep the builder between builds, or export its cache (--cache-to …,mode=max) and import it (--cache-from) (keeps lines 2, 3, 4, 5, 53 s)",
        ],
    );
    check(
        None,
        NODE,
        &pruned,
        &[
            "4 of 4 steps re-ran and cost 53 s; root cause: perhaps a first build, or a pruned cache, since no step was cached",
            "RE-RUN 2 WORKDIR /app 0 s perhaps a first build, or a pruned cache, since no step was cached; or a change of its path, or of the USER before it",
            "re-run 3 COPY . . 0.2 s because of line 2",
            "re-run 4 RUN npm ci 41 s because of line 2",
            "re-run 5 RUN npm run build 12 s because of line 2",
            "Keep the builder between builds, or export its cache (--cache-to …,mode=max) and import it (--cache-from) (keeps lines 2, 3, 4, 5, 53 s)",
        ],
    );
    check(
        None,
        NODE,
        &nothing,
        &[
            "4 of 4 steps re-ran and cost 53 s; root cause: no step was cached: an empty cache, another builder, or a new image node:20, fetched in 7.2 s",
            "RE-RUN 2 WORKDIR /app 0 s no step was cached: an empty cache, another builder, or a new image node:20, fetched in 7.2 s",
            "re-run 3 COPY . . 0.2 s because of line 2",
            "re-run 4 RUN npm ci 41 s because of line 2",
            "re-run 5 RUN npm run build 12 s because of line 2",
            "Keep the builder between builds, or export its cache (--cache-to …,mode=max) and import it (--cache-from) (keeps lines 2, 3, 4, 5, 53 s)",
        ],
    );
}

const TWO_STAGES: Build<'_> = Build {
    dockerfile: "\
FROM golang:1.23 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /out/app .
FROM debian:12
ARG BUILD_DATE
RUN apt-get update && apt-get install -y curl
COPY --from=build /out/app /app
",
    files: &[("go.mod", "module a\n"), ("go.sum", ""), ("main.go", "1"), ("README.md", "a")],
    args: &[("BUILD_DATE", "monday")],
};

/// A log in which the steps on those lines ran; all others were cached.
fn log_of_two_stages(ran: &[u32]) -> String {
    let steps = [
        (1, "[build 1/6] FROM docker.io/library/golang:1.23", 7.0),
        (2, "[build 2/6] WORKDIR /src", 0.1),
        (3, "[build 3/6] COPY go.mod go.sum ./", 0.1),
        (4, "[build 4/6] RUN go mod download", 20.0),
        (5, "[build 5/6] COPY . .", 0.3),
        (6, "[build 6/6] RUN go build -o /out/app .", 30.0),
        (7, "[stage-1 1/3] FROM docker.io/library/debian:12", 7.0),
        (9, "[stage-1 2/3] RUN apt-get update && apt-get install -y curl", 15.0),
        (10, "[stage-1 3/3] COPY --from=build /out/app /app", 0.2),
    ];
    let lines = steps.map(|(line, name, seconds)| match ran.contains(&line) {
        true => format!("#{line} {name}\n#{line} DONE {seconds:.1}s\n"),
        false => format!("#{line} {name}\n#{line} CACHED\n"),
    });
    lines.concat()
}

#[test]
fn what_another_stage_made_is_a_victim_too() {
    let edited = &[("go.mod", "module a\n"), ("go.sum", ""), ("main.go", "2"), ("README.md", "a")];
    let after = Build { files: edited, ..TWO_STAGES };
    check(
        Some(TWO_STAGES),
        after,
        &log_of_two_stages(&[5, 6, 10]),
        &[
            "3 of 7 steps re-ran and cost 31 s; root cause: COPY . . (line 5), because of main.go changed",
            "RE-RUN 5 COPY . . 0.3 s main.go changed",
            "re-run 6 RUN go build -o /out/app . 30 s because of line 5",
            "re-run 10 COPY --from=build /out/app /app 0.2 s because of line 5",
        ],
    );
}

#[test]
fn a_file_that_nothing_needs_should_be_ignored() {
    let edited = &[("go.mod", "module a\n"), ("go.sum", ""), ("main.go", "1"), ("README.md", "b")];
    let after = Build { files: edited, ..TWO_STAGES };
    check(
        Some(TWO_STAGES),
        after,
        &log_of_two_stages(&[5, 6]),
        &[
            "2 of 7 steps re-ran and cost 30 s; root cause: COPY . . (line 5), because of README.md changed",
            "RE-RUN 5 COPY . . 0.3 s README.md changed",
            "re-run 6 RUN go build -o /out/app . 30 s because of line 5",
            "Name README.md in the ignore file, if nothing in the image reads it (keeps lines 5, 6, 30 s)",
        ],
    );
}

#[test]
fn an_argument_that_is_not_used_counts() {
    let after = Build { args: &[("BUILD_DATE", "tuesday")], ..TWO_STAGES };
    check(
        Some(TWO_STAGES),
        after,
        &log_of_two_stages(&[9, 10]),
        &[
            "2 of 7 steps re-ran and cost 15 s; root cause: RUN apt-get update && apt-get install -y cu… (line 9): in the environment BUILD_DATE has another value",
            "RE-RUN 9 RUN apt-get update && apt-get install -y cu… 15 s in the environment BUILD_DATE has another value",
            "re-run 10 COPY --from=build /out/app /app 0.2 s because of line 9",
            "Declare BUILD_DATE below RUN apt-get update && apt-get install -y curl (keeps line 9, 15 s)",
        ],
    );
    check(
        None,
        after,
        &log_of_two_stages(&[9, 10]),
        &[
            "2 of 7 steps re-ran and cost 15 s; root cause: RUN apt-get update && apt-get install -y cu… (line 9): perhaps a change of its text, or of BUILD_DATE, which counts though it is not used",
            "RE-RUN 9 RUN apt-get update && apt-get install -y cu… 15 s perhaps a change of its text, or of BUILD_DATE, which counts though it is not used",
            "re-run 10 COPY --from=build /out/app /app 0.2 s because of line 9",
            "Declare BUILD_DATE below RUN apt-get update && apt-get install -y curl (keeps line 9, 15 s)",
        ],
    );
}

#[test]
fn two_causes_are_two() {
    let edited = &[("go.mod", "module b\n"), ("go.sum", ""), ("main.go", "1"), ("README.md", "a")];
    let after = Build { files: edited, args: &[("BUILD_DATE", "tuesday")], ..TWO_STAGES };
    check(
        Some(TWO_STAGES),
        after,
        &log_of_two_stages(&[3, 4, 5, 6, 9, 10]),
        &[
            "6 of 7 steps re-ran and cost 1 m 06 s; root causes: COPY go.mod go.sum ./ (line 3), because of go.mod changed; RUN apt-get update && apt-get install -y cu… (line 9): in the environment BUILD_DATE has another value",
            "RE-RUN 3 COPY go.mod go.sum ./ 0.1 s go.mod changed",
            "re-run 4 RUN go mod download 20 s because of line 3",
            "re-run 5 COPY . . 0.3 s because of line 3; by itself too: go.mod changed",
            "re-run 6 RUN go build -o /out/app . 30 s because of line 3",
            "RE-RUN 9 RUN apt-get update && apt-get install -y cu… 15 s in the environment BUILD_DATE has another value",
            "re-run 10 COPY --from=build /out/app /app 0.2 s because of line 9",
            "Declare BUILD_DATE below RUN apt-get update && apt-get install -y curl (keeps line 9, 15 s)",
        ],
    );
}

#[test]
fn a_base_image_that_changed_is_seen_by_the_other_being_cached() {
    check(
        None,
        TWO_STAGES,
        &log_of_two_stages(&[1, 2, 3, 4, 5, 6]),
        &[
            "5 of 7 steps re-ran and cost 58 s; root cause: FROM golang:1.23 AS build (line 1): a new image golang:1.23, fetched in 7.0 s",
            "CHANGED 1 FROM golang:1.23 AS build 7 s a new image golang:1.23, fetched in 7.0 s",
            "re-run 2 WORKDIR /src 0.1 s because of line 1",
            "re-run 3 COPY go.mod go.sum ./ 0.1 s because of line 1",
            "re-run 4 RUN go mod download 20 s because of line 1",
            "re-run 5 COPY . . 0.3 s because of line 1",
            "re-run 6 RUN go build -o /out/app . 30 s because of line 1",
            "Pin the base image by its digest, so that it changes only when the file does (keeps lines 2, 3, 4, 5, 6, 51 s)",
        ],
    );
}

#[test]
fn a_step_without_a_reason_had_no_record() {
    check(
        Some(TWO_STAGES),
        TWO_STAGES,
        &log_of_two_stages(&[9]),
        &[
            "1 of 7 steps re-ran and cost 15 s; root cause: RUN apt-get update && apt-get install -y cu… (line 9): nothing that it reads has changed: its result was pruned, or the last build here was another",
            "RE-RUN 9 RUN apt-get update && apt-get install -y cu… 15 s nothing that it reads has changed: its result was pruned, or the last build here was another",
        ],
    );
}

#[test]
fn a_difference_that_was_cached_is_told() {
    let edited = &[("go.mod", "module a\n"), ("go.sum", ""), ("main.go", "2"), ("README.md", "a")];
    let after = Build { files: edited, ..TWO_STAGES };
    check(
        Some(TWO_STAGES),
        after,
        &log_of_two_stages(&[]),
        &[
            "all 7 steps were cached",
            "line 5 differs from that and was cached: an older build had the same",
        ],
    );
}

#[test]
fn an_edited_instruction_is_named() {
    let text = TWO_STAGES.dockerfile.replace("go build", "go build -v");
    let after = Build { dockerfile: &text, ..TWO_STAGES };
    let log = log_of_two_stages(&[6]).replace("go build", "go build -v");
    check(
        Some(TWO_STAGES),
        after,
        &log,
        &[
            "1 of 7 steps re-ran and cost 30 s; root cause: RUN go build -v -o /out/app . (line 6): its command is another",
            "RE-RUN 6 RUN go build -v -o /out/app . 30 s its command is another",
        ],
    );
    check(
        None,
        after,
        &log,
        &[
            "1 of 7 steps re-ran and cost 30 s; root cause: RUN go build -v -o /out/app . (line 6): perhaps a change of its text, or of an ENV, USER, WORKDIR or SHELL before it",
            "RE-RUN 6 RUN go build -v -o /out/app . 30 s perhaps a change of its text, or of an ENV, USER, WORKDIR or SHELL before it",
        ],
    );
    check(
        None,
        TWO_STAGES,
        &log,
        &[
            "1 of 7 steps re-ran and cost 30 s; root cause: RUN go build -o /out/app . (line 6): perhaps a change of its text, or of an ENV, USER, WORKDIR or SHELL before it",
            "RE-RUN 6 RUN go build -o /out/app . 30 s perhaps a change of its text, or of an ENV, USER, WORKDIR or SHELL before it",
            "line 6 has been edited since the build",
        ],
    );
}

#[test]
fn a_failed_build_is_explained_as_far_as_it_went() {
    let log = log_of_two_stages(&[5, 6]).replace("#6 DONE 30.0s", "#6 ERROR: exit code: 1");
    check(
        None,
        TWO_STAGES,
        log.split("#10").next().unwrap_or_default(),
        &[
            "2 of 6 steps re-ran and cost 0.3 s; it failed at RUN go build -o /out/app . (line 6); root cause: COPY . . (line 5): perhaps a changed file of the context",
            "RE-RUN 5 COPY . . 0.3 s perhaps a changed file of the context; or a change of its text",
            "FAILED 6 RUN go build -o /out/app . because of line 5",
        ],
    );
}

#[test]
fn what_was_cached_needs_no_reason() {
    check(None, TWO_STAGES, &log_of_two_stages(&[]), &["all 7 steps were cached"]);
    check(None, TWO_STAGES, "hello", &["the log mentions no step of this Dockerfile"]);
}

#[test]
fn json_names_steps_by_their_place() {
    let json = render(Some(NODE), NODE_EDITED, NODE_LOG, true);
    assert_eq!(
        json.trim_end(),
        r#"{"version":1,"dockerfile":"Dockerfile","context":".","target":null,"log":{"name":"build.log","form":"plain","strangers":[]},"evidence":{"kind":"revision","name":"HEAD~1"},"steps":[{"stage":null,"index":1,"total":5,"line":1,"end_line":1,"instruction":"FROM node:20","vertex":0,"status":"cached","cause":null,"edited_since":false,"seconds":{"value":0.0,"source":"recorded"}},{"stage":null,"index":2,"total":5,"line":2,"end_line":2,"instruction":"WORKDIR /app","vertex":1,"status":"cached","cause":null,"edited_since":false,"seconds":{"value":0.0,"source":"recorded"}},{"stage":null,"index":3,"total":5,"line":3,"end_line":3,"instruction":"COPY . .","vertex":3,"status":"rerun","cause":{"kind":"content","step":null,"through":null,"paths":[{"path":"src/app.ts","change":"changed"}],"detail":"files that it reads are different","possible":[],"also":null},"edited_since":false,"seconds":{"value":0.2,"source":"recorded"}},{"stage":null,"index":4,"total":5,"line":4,"end_line":4,"instruction":"RUN npm ci","vertex":4,"status":"rerun","cause":{"kind":"parent","step":2,"through":2,"paths":[],"detail":"","possible":[],"also":null},"edited_since":false,"seconds":{"value":41.0,"source":"recorded"}},{"stage":null,"index":5,"total":5,"line":5,"end_line":5,"instruction":"RUN npm run build","vertex":5,"status":"rerun","cause":{"kind":"parent","step":2,"through":3,"paths":[],"detail":"","possible":[],"also":null},"edited_since":false,"seconds":{"value":12.0,"source":"recorded"}}],"roots":[{"step":2,"victims":[3,4],"seconds":53.2,"advice":[{"text":"Copy package.json before npm ci, and the rest after it","keeps":[3],"seconds":41.0,"applicability":"safe","reason":null}]}],"summary":{"headline":"3 of 4 steps re-ran and cost 53 s; root cause: COPY . . (line 3), because of src/app.ts changed","cached":1,"rerun":3,"seconds_rerun":53.2}}"#
    );
}
