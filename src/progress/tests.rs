//! Logs and what is read out of them, side by side.

use super::*;

/// One line a vertex: what became of it, its seconds, and its name.
fn render(log: &BuildLog) -> String {
    let lines = log.vertices.iter().map(|vertex| {
        let seconds = vertex.seconds.map_or("-".to_owned(), |seconds| format!("{seconds:.1}"));
        let mark = if vertex.counts() { "*" } else { " " };
        let cut = if vertex.cut { "…" } else { "" };
        format!("{mark} {} {} {seconds} {}{cut}\n", vertex.id, outcome(vertex), vertex.name)
    });
    format!("{:?}\n{}", log.form, lines.collect::<String>())
}

fn outcome(vertex: &LoggedVertex) -> String {
    match &vertex.outcome {
        Outcome::Failed(message) => format!("failed({message})"),
        other => format!("{other:?}").to_lowercase(),
    }
}

#[track_caller]
fn check(log: &str, expected: &str) {
    assert_eq!(render(&read(log)), expected);
}

const RAWJSON: &str = r#"
{"vertexes":[{"digest":"sha256:d","name":"[internal] load build definition from Dockerfile","started":"2026-11-24T01:55:06.1Z","completed":"2026-11-24T01:55:06.2Z"}]}
{"statuses":[{"id":"transferring dockerfile:","vertex":"sha256:d","name":"transferring","current":26,"timestamp":"2026-11-24T01:55:06.15Z"}]}
{"vertexes":[{"digest":"sha256:f","name":"[builder 1/4] FROM docker.io/library/node:20@sha256:00"},{"digest":"sha256:w","inputs":["sha256:f"],"name":"[builder 2/4] WORKDIR /src"},{"digest":"sha256:r","inputs":["sha256:w"],"name":"[builder 3/4] RUN npm ci"},{"digest":"sha256:x","inputs":["sha256:r"],"name":"[builder 4/4] RUN exit 3"},{"digest":"sha256:z","inputs":["sha256:x"],"name":"exporting to image"}]}
{"vertexes":[{"digest":"sha256:f","name":"[builder 1/4] FROM docker.io/library/node:20@sha256:00","started":"2026-11-24T01:55:06.5Z","completed":"2026-11-24T01:55:07Z"}]}
{"vertexes":[{"digest":"sha256:f","name":"[builder 1/4] FROM docker.io/library/node:20@sha256:00","started":"2026-11-24T01:55:08Z"}]}
{"vertexes":[{"digest":"sha256:f","name":"[builder 1/4] FROM docker.io/library/node:20@sha256:00","started":"2026-11-24T01:55:08Z","completed":"2026-11-24T01:55:09Z"}]}
{"vertexes":[{"digest":"sha256:w","inputs":["sha256:f"],"name":"[builder 2/4] WORKDIR /src","started":"2026-11-24T01:55:09Z","completed":"2026-11-24T01:55:09Z","cached":true}]}
{"vertexes":[{"digest":"sha256:r","inputs":["sha256:w"],"name":"[builder 3/4] RUN npm ci","started":"2026-11-24T01:55:09Z","completed":"2026-11-24T01:55:50.25Z"}]}
{"logs":[{"vertex":"sha256:r","stream":1,"data":"aGkgMS4yCg==","timestamp":"2026-11-24T01:55:10Z"}]}
{"vertexes":[{"digest":"sha256:x","inputs":["sha256:r"],"name":"[builder 4/4] RUN exit 3","started":"2026-11-24T01:55:51Z","completed":"2026-11-24T01:55:52Z","error":"process \"/bin/sh -c exit 3\" did not complete successfully: exit code: 3"}]}
Dockerfile:4
ERROR: failed to build
"#;

#[test]
fn a_workdir_on_nothing_is_cached_when_it_is_only_looked_up() {
    let made = r#"
{"vertexes":[{"digest":"sha256:w","name":"[1/2] WORKDIR /w","started":"2026-11-24T01:55:09Z","completed":"2026-11-24T01:55:09Z"}]}
{"vertexes":[{"digest":"sha256:w","name":"[1/2] WORKDIR /w","started":"2026-11-24T01:55:10Z","completed":"2026-11-24T01:55:11Z"}]}
"#;
    check(made, "RawJson\n* sha256:w ran 1.0 [1/2] WORKDIR /w\n");
    let looked_up = r#"
{"vertexes":[{"digest":"sha256:w","name":"[1/2] WORKDIR /w","started":"2026-11-24T01:55:09Z","completed":"2026-11-24T01:55:09Z"}]}
{"vertexes":[{"digest":"sha256:c","inputs":["sha256:w"],"name":"[2/2] COPY s /s","started":"2026-11-24T01:55:10Z","completed":"2026-11-24T01:55:10Z","cached":true}]}
"#;
    check(
        looked_up,
        "RawJson\n* sha256:w cached 0.0 [1/2] WORKDIR /w\n* sha256:c cached 0.0 [2/2] COPY s /s\n",
    );
}

#[test]
fn rawjson_is_merged_by_digest() {
    check(
        RAWJSON,
        r#"RawJson
  sha256:d ran 0.1 [internal] load build definition from Dockerfile
  sha256:f ran 1.5 [builder 1/4] FROM docker.io/library/node:20@sha256:00
* sha256:w cached 0.0 [builder 2/4] WORKDIR /src
* sha256:r ran 41.2 [builder 3/4] RUN npm ci
* sha256:x failed(process "/bin/sh -c exit 3" did not complete successfully: exit code: 3) 1.0 [builder 4/4] RUN exit 3
  sha256:z notreached - exporting to image
"#,
    );
    let log = read(RAWJSON);
    assert_eq!(log.vertex("sha256:r").unwrap().inputs, ["sha256:w"]);
    assert_eq!((log.other_lines, log.has_failed()), (2, true));
}

#[test]
fn a_step_that_was_stopped_has_not_failed() {
    check(
        r#"{"vertexes":[{"digest":"a","name":"[a 2/2] RUN sleep 9","started":"2026-11-24T01:55:51Z","completed":"2026-11-24T01:55:52Z","error":"process \"sleep\" did not complete successfully: exit code: 137: context canceled: context canceled"},{"digest":"b","name":"[b 2/2] RUN false","started":"2026-11-24T01:55:51Z"}]}"#,
        "RawJson\n* a canceled 1.0 [a 2/2] RUN sleep 9\n* b unfinished - [b 2/2] RUN false\n",
    );
}

const PLAIN: &str = r#"
#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 123B done
#1 DONE 0.0s

#2 [internal] load build context
#2 transferring context: 2.1kB done
#2 DONE 0.1s

#3 [builder 1/4] FROM docker.io/library/node:20@sha256:00
#3 CACHED

#4 [builder 2/4] RUN npm ci
#4 0.345 added 57 packages
#4 ...

#5 [stage-1 2/3] COPY . .
#5 CACHED

#4 [builder 2/4] RUN npm ci
#4 1.345 CACHED
#4 DONE 41.2s

#2 [internal] load build context
#2 DONE 0.1s

#6 [builder 3/4] RUN exit 3
#6 ERROR: process "/bin/sh -c exit 3" did not complete successfully: exit code: 3

#7 [stage-1 3/3] RUN sleep 9
#7 CANCELED
------
 > [builder 3/4] RUN exit 3:
------
"#;

const PLAIN_READ: &str = r#"Plain
  1 ran 0.0 [internal] load build definition from Dockerfile
  2 ran 0.1 [internal] load build context
  3 cached 0.0 [builder 1/4] FROM docker.io/library/node:20@sha256:00
* 4 ran 41.2 [builder 2/4] RUN npm ci
* 5 cached 0.0 [stage-1 2/3] COPY . .
* 6 failed(process "/bin/sh -c exit 3" did not complete successfully: exit code: 3) - [builder 3/4] RUN exit 3
* 7 canceled - [stage-1 3/3] RUN sleep 9
"#;

#[test]
fn plain_progress_is_read_by_number() {
    check(PLAIN, PLAIN_READ);
}

#[test]
fn what_ci_systems_add_does_not_matter() {
    for prefix in [
        "2026-01-02T03:04:05.1234567Z ",
        "build\tBuild image\t2026-01-02T03:04:05.1234567Z ",
        "00:12 ",
        "2026-01-02T03:04:05.123456Z 01O ",
        "[2026-01-02T03:04:05.123Z] ",
        "Step #1 - \"build\": ",
        "\u{1b}[36mweb |\u{1b}[0m ",
        "\u{1b}_bk;t=1700000000000\u{7}",
    ] {
        let lines: Vec<String> = PLAIN.lines().map(|line| format!("{prefix}{line}")).collect();
        check(&lines.join("\r\n"), PLAIN_READ);
        let json = RAWJSON.trim().lines().map(|line| format!("{prefix}{line}\n"));
        assert_eq!(render(&read(&json.collect::<String>())), render(&read(RAWJSON)), "{prefix:?}");
    }
}

#[test]
fn the_head_of_a_log_may_be_missing() {
    check(
        "#4 1.345 more output\n#4 DONE 41.2s\n#5 sha256:12 1.2MB / 3MB 0.3s\n\n#5 [2/3] COPY . .\n#5 DONE 0.1s\n",
        "Plain\n* 5 ran 0.1 [2/3] COPY . .\n",
    );
}

#[test]
fn names_may_be_cut_in_plain_progress() {
    let name = "[builder 2/4] RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev";
    check(
        &format!("#4 {}...\n#4 DONE 1.0s\n", &name[..72]),
        &format!("Plain\n* 4 ran 1.0 {}…\n", &name[..72]),
    );
}

const TTY: &str = "\
[+] Building 0.2s (2/5)                                        docker:default
 => [internal] load build definition from Dockerfile                     0.0s
 => => transferring dockerfile: 123B                                     0.0s
 => [builder 1/4] FROM docker.io/library/node:20                         0.0s
 => [builder 2/4] RUN npm ci --no-audit --no-fund --ignore-scripts --pr  0.1s
\u{1b}[1A\u{1b}[1A\u{1b}[1A\u{1b}[1A\u{1b}[1A\u{1b}[0G\u{1b}[?25l[+] Building 9.9s (6/6) FINISHED                               docker:default
\u{1b}[34m => [internal] load build definition from Dockerfile                     0.0s
\u{1b}[0m\u{1b}[34m => => transferring dockerfile: 123B                                     0.0s
\u{1b}[0m\u{1b}[34m => CACHED [builder 1/4] FROM docker.io/library/node:20                  0.0s
\u{1b}[0m\u{1b}[34m => [builder 2/4] RUN npm ci --no-audit --no-fund --ignore-scripts --pr  9.8s
\u{1b}[0m\u{1b}[34m => => # added 57 packages
\u{1b}[0m\u{1b}[34m => CACHED [builder 3/4] COPY . .                                        0.0s
\u{1b}[0m\u{1b}[31m => ERROR [builder 4/4] RUN exit 3                                       0.3s
\u{1b}[0m\u{1b}[?25h";

#[test]
fn the_last_frame_counts() {
    check(
        TTY,
        "\
Tty
  1 ran 0.0 [internal] load build definition from Dockerfile
  2 cached 0.0 [builder 1/4] FROM docker.io/library/node:20
* 3 ran 9.8 [builder 2/4] RUN npm ci --no-audit --no-fund --ignore-scripts --pr…
* 4 cached 0.0 [builder 3/4] COPY . .
* 5 failed() 0.3 [builder 4/4] RUN exit 3
",
    );
}

#[test]
fn a_frame_without_an_end_may_have_steps_at_work() {
    check(
        "\
[+] Building 0.2s (1/3)
 => [1/3] FROM docker.io/library/node:20          0.1s
 => [2/3] RUN npm ci                              0.1s
[+] Building 0.3s (1/3)
 => [1/3] FROM docker.io/library/node:20          0.1s
 => [2/3] RUN npm ci                              0.2s
",
        "Tty\n  1 ran 0.1 [1/3] FROM docker.io/library/node:20\n* 2 unfinished 0.2 [2/3] RUN npm ci\n",
    );
}

#[test]
fn of_several_builds_the_last_counts() {
    let again = PLAIN.replace("41.2s", "7.0s");
    let expected = PLAIN_READ.replace("41.2", "7.0");
    check(&format!("{PLAIN}{again}"), &expected);
    let without_zero = |text: &str| text.lines().skip(2).collect::<Vec<_>>().join("\n");
    let both = format!("{}\nmake: done\n{}", without_zero(PLAIN), without_zero(&again));
    check(&both, &expected);
    assert_eq!(read_all(&both).len(), 2);

    let json = RAWJSON.replace("sha256:", "sha256:2").replace("01:55:50", "01:55:10");
    let both = read_all(&format!("{RAWJSON}{json}"));
    assert_eq!(both.len(), 2);
    assert_eq!(both[1].vertex("sha256:2r").unwrap().seconds, Some(1.25));

    let tty = read_all(&format!("{TTY}\n{}", TTY.replace("RUN exit 3", "RUN exit 4")));
    assert_eq!(tty.len(), 2);
}

#[test]
fn jobs_that_run_side_by_side_are_kept_apart() {
    let log = "\
web | #1 [internal] load build definition
api | #1 [internal] load build definition
web | #1 DONE 0.0s
api | #1 DONE 0.0s
web | #2 [2/2] RUN a
api | #2 [2/2] RUN b
web | #2 DONE 1.0s
api | #2 CACHED
";
    let rendered: Vec<_> = read_all(log).iter().map(render).collect();
    assert_eq!(
        rendered,
        [
            "Plain\n  1 ran 0.0 [internal] load build definition\n* 2 ran 1.0 [2/2] RUN a\n",
            "Plain\n  1 ran 0.0 [internal] load build definition\n* 2 cached 0.0 [2/2] RUN b\n",
        ]
    );
}

#[test]
fn an_add_of_a_url_counts_once() {
    check(
        "#4 [2/3] ADD https://a.example/x /\n#4 DONE 0.2s\n#5 [2/3] ADD https://a.example/x /\n#5 CACHED\n",
        "Plain\n  4 ran 0.2 [2/3] ADD https://a.example/x /\n* 5 cached 0.0 [2/3] ADD https://a.example/x /\n",
    );
    check(
        r#"{"vertexes":[{"digest":"b","name":"[2/3] ADD https://a.example/x /","started":"2026-11-24T01:55:51Z","completed":"2026-11-24T01:55:52Z","inputs":["r","s"]},{"digest":"s","name":"[2/3] ADD https://a.example/x /","started":"2026-11-24T01:55:50Z","completed":"2026-11-24T01:55:51Z"}]}"#,
        "RawJson\n* b ran 1.0 [2/3] ADD https://a.example/x /\n  s ran 1.0 [2/3] ADD https://a.example/x /\n",
    );
    // With --checksum and --no-cache the fetch is cached and the copy is not.
    check(
        r#"{"vertexes":[{"digest":"b","name":"[2/3] ADD https://a.example/x /","started":"2026-11-24T01:55:51Z","completed":"2026-11-24T01:55:52Z","inputs":["r","s"]},{"digest":"s","name":"[2/3] ADD https://a.example/x /","started":"2026-11-24T01:55:50Z","completed":"2026-11-24T01:55:50Z","cached":true}]}"#,
        "RawJson\n* b ran 1.0 [2/3] ADD https://a.example/x /\n  s cached 0.0 [2/3] ADD https://a.example/x /\n",
    );
}

#[test]
fn texts_without_progress_have_none() {
    for text in
        ["", "\n\n", "hello\nworld #7 is done\n", "{\"a\":1}", "# 7 x", "=> x", "#", "[", "\u{1b}"]
    {
        let log = read(text);
        assert_eq!((log.form, log.vertices.len()), (LogForm::Unknown, 0), "{text:?}");
    }
    assert_eq!(read("a\n\nb\n").other_lines, 2);
}

#[test]
fn a_log_may_end_anywhere() {
    for log in [RAWJSON, PLAIN, TTY] {
        let ends = log.char_indices().map(|(at, _)| at).filter(|at| at % 7 == 0);
        let sizes = ends.map(|at| read(&log[..at]).vertices.len());
        assert!(sizes.max() <= Some(read(log).vertices.len()));
    }
}

proptest::proptest! {
    /// Whatever is in a log, reading it ends, and every vertex has a name.
    #[test]
    fn any_text_is_read(
        text in "(#[0-9]{1,2} |\\[[a-z ]{0,5}[0-9]/[0-9]\\] |=> |\\[\\+\\] Building 1.0s|\x1b\\[?|[\r\n]|CACHED|DONE|ERROR|\\{\"|1.2s|[ -~é]){0,60}",
    ) {
        let log = read(&text);
        proptest::prop_assert!(log.vertices.iter().all(|vertex| !vertex.name.is_empty()));
    }
}
