//! Histories of paths, and what a replay makes of them.

use super::*;
use std::fmt::Write;

/// A history from `status path` lists, one for each commit; the rows of the replay, and the worst paths.
fn check(dockerfile: &str, ignore: Option<&str>, files: &[&str], commits: &[&str]) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let files: Vec<String> =
        files.iter().map(|path| format!("{{\"path\":{}}}", quoted(path))).collect();
    let commits: Vec<String> = commits
        .iter()
        .map(|changes| {
            let changed: Vec<String> = changes
                .split_terminator(", ")
                .map(|change| {
                    let (status, path) = change.split_once(' ').unwrap();
                    format!("{{\"path\":{},\"status\":\"{status}\"}}", quoted(path))
                })
                .collect();
            format!("{{\"sha\":\"1\",\"changed\":[{}]}}", changed.join(","))
        })
        .collect();
    let ignore = match ignore {
        Some(text) => {
            format!("\"dockerignore\":{},\"dockerignore_path\":\".dockerignore\",", quoted(text))
        }
        None => String::new(),
    };
    let json = format!(
        "{{\"dockerfile_path\":\"Dockerfile\",\"context\":\".\",\"dockerfile\":{},{ignore}\"files\":[{}],\"commits\":[{}]}}",
        quoted(dockerfile),
        files.join(","),
        commits.join(",")
    );
    let recording = PathFile::parse(&json).unwrap().recording(99);
    shown(&replay(&recording, &ReplayOptions::default()))
}

fn shown(history: &History) -> String {
    let mut out = String::new();
    for step in &history.steps {
        let cells: String = step.cells.iter().map(|cell| cell.letter()).collect();
        writeln!(out, "{cells} {} {}", step.line, step.step.text).unwrap();
    }
    for cause in &history.top_paths {
        let line = cause.step().map_or(0, |step| history.steps[step].line);
        writeln!(out, "{}: {} ({} alone), line {line}", cause.path, cause.commits, cause.alone)
            .unwrap();
    }
    out
}

#[test]
fn a_change_runs_what_reads_it_and_what_follows() {
    let dockerfile = "\
FROM node:20
WORKDIR /app
COPY package.json .
RUN npm ci
COPY . .
RUN npm run build
";
    assert_eq!(
        check(
            dockerfile,
            Some("*.md\n"),
            &["package.json", "src/a", "README.md"],
            &["M src/a", "M package.json", "M README.md", "A src/b, D src/a", ""]
        ),
        "\
ccccc 1 FROM node:20
ccccc 2 WORKDIR /app
crccc 3 COPY package.json .
cpccc 4 RUN npm ci
rrcrc 5 COPY . .
ppcpc 6 RUN npm run build
src/a: 2 (1 alone), line 5
package.json: 1 (1 alone), line 3
src/b: 1 (0 alone), line 5
"
    );
}

#[test]
fn another_stage_is_a_victim_or_depends() {
    let dockerfile = "\
FROM golang AS build
COPY . /src
RUN go build -o /out /src
FROM scratch AS files
COPY conf /conf
FROM alpine
COPY --from=files /conf /conf
COPY --from=build /out /out
RUN /out check
";
    assert_eq!(
        check(dockerfile, None, &["conf/a", "main.go"], &["M main.go", "M conf/a"]),
        "\
cc 1 FROM golang AS build
rr 2 COPY . /src
pp 3 RUN go build -o /out /src
cr 5 COPY conf /conf
cc 6 FROM alpine
cp 7 COPY --from=files /conf /conf
dp 8 COPY --from=build /out /out
dp 9 RUN /out check
conf/a: 1 (1 alone), line 2
main.go: 1 (1 alone), line 2
"
    );
}

#[test]
fn what_cannot_be_read_is_an_error() {
    for text in ["", "{}", "[1]"] {
        assert!(PathFile::parse(text).is_err());
    }
}
