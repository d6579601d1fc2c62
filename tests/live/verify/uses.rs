//! Uses of `dockwright verify` that are more than one call with a report.

use super::project::{Bench, ran};
use crate::predictions;
use std::process::Command;

/// `--keep --tag`: the image stays, and bears no mark of the verification.
pub(super) fn kept(bench: &Bench<'_>) -> Result<(), String> {
    let project = bench.project("FROM @B\nCOPY . /app\nCMD [\"true\"]\n");
    let mut program = project.program();
    program.args(["verify", "--quiet", "--no-predictions", "--keep", "--tag", "kept:1"]);
    ran(program, 0, "verified")?;
    let labels =
        bench.docker(&["image", "inspect", "--format", "{{json .Config.Labels}}", "kept:1"]);
    let said = bench.docker(&["run", "--rm", "kept:1", "cat", "/app/index.html"]);
    bench.docker(&["image", "rm", "kept:1"]);
    match (labels.as_str(), said.as_str()) {
        ("null" | "{}", "hello") => Ok(()),
        other => Err(format!("labels and content are {other:?}")),
    }
}

/// `--copy`: a file of each container.
pub(super) fn copied(bench: &Bench<'_>) -> Result<(), String> {
    let text = |word: &str| format!("FROM @B\nCMD [\"sh\", \"-c\", \"echo {word} > /result\"]\n");
    let project = bench.project(&text("one"));
    let mut program = project.program();
    program.args([
        "verify",
        "--quiet",
        "--no-predictions",
        "--copy",
        "/result",
        "--copy-to",
        "../out",
    ]);
    program.arg("--against").arg(project.outside("against", &text("two")));
    // Another command is another image.
    ran(program, 1, "~ Cmd")?;
    let read = |role: &str| project.read(&format!("../out/{role}/result"));
    match (read("original").as_str(), read("fixed").as_str()) {
        ("one\n", "two\n") => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

/// `--restart`: the state of the first life is there in the second.
pub(super) fn restarted(bench: &Bench<'_>) -> Result<(), String> {
    let project = bench
        .project("FROM @B\nCMD [\"sh\", \"-c\", \"test ! -e /state || exit 5; touch /state\"]\n");
    let mut program = project.program();
    program.args(["verify", "--quiet", "--no-predictions", "--restart"]);
    ran(program, 0, "before      exited, exit code 0\nafter a restart, exit-code: 0 → 5").map(drop)
}

/// The project whose builds are recorded for the tests without an engine: this engine does the same.
pub(super) fn as_recorded(bench: &Bench<'_>) -> Result<(), String> {
    let recorded = super::projects().join("recorded");
    let mut program = bench.project("").program();
    program.args(["verify", "--quiet", "--no-run", "--format", "json"]);
    program.arg(recorded.join("project"));
    let cache = tempfile::tempdir().unwrap();
    program.current_dir(&recorded).env("XDG_CACHE_HOME", cache.path());
    let lines = predictions::lines(&ran(program, 0, "")?);
    let expected = std::fs::read_to_string(recorded.join("expected.txt")).unwrap();
    if lines == expected { Ok(()) } else { Err(format!("it says now\n{lines}")) }
}

/// `--since`: what has changed since a commit is the change.
pub(super) fn since_a_commit(bench: &Bench<'_>) -> Result<(), String> {
    let project = bench.project(
        "FROM @B\nCOPY settings /\nRUN cat /settings\nCOPY . /app\nRUN echo since > /since\nCMD [\"true\"]\n",
    );
    project.write("settings", "since a commit\n");
    project.git(&["init", "--quiet"]);
    project.git(&["add", "."]);
    project.git(&["commit", "--quiet", "--message", "one"]);
    project.write("index.html", "other\n");
    project.write("new.html", "new\n");
    let against = project.outside(
        "against",
        "FROM @B\nCOPY settings /\nRUN cat /settings\nRUN echo since > /since\nCOPY . /app\nCMD [\"true\"]\n",
    );
    let mut program = project.program();
    program.args(["verify", "--quiet", "--since", "HEAD", "--against"]).arg(against);
    ran(
        program,
        0,
        "verified: the images are equal
their containers do the same; 8 of 8 predicted steps came true
  since HEAD
no longer runs: RUN echo since > /since
predictions
  since HEAD (commit)
    as predicted  cached       2  COPY settings /
    as predicted  cached       3  RUN cat /settings
    as predicted  rerun        4  COPY . /app
    as predicted  rerun        5  RUN echo since > /since
predictions for the rewritten file
    as predicted  cached       4  RUN echo since > /since
    as predicted  rerun        5  COPY . /app",
    )
    .map(drop)
}

/// `--image`: what was built before, held against the tree.
pub(super) fn stale_image(bench: &Bench<'_>) -> Result<(), String> {
    let project = bench.project(
        "FROM @B\nCOPY . /app\nRUN wc /app/index.html > /size; cat /proc/sys/kernel/random/uuid > /id\nCMD [\"true\"]\n",
    );
    let folder = project.path();
    let folder = folder.to_string_lossy();
    bench.docker(&["buildx", "build", "--quiet", "--load", "--tag", "stale:1", &folder]);
    let verify = |code, report: &str| {
        let mut program = project.program();
        program.args(["verify", "--quiet", "--image", "stale:1"]);
        ran(program, code, report).map(drop)
    };
    let outcome = verify(0, "verified: stale:1 is what a build of the tree gives").and_then(|()| {
        project.write("index.html", "hello, hello\n");
        project.write("new.html", "new\n");
        verify(
            1,
            "NOT verified: stale:1 does not match the tree: 2 steps make something else
steps that make something else now, image → tree
  COPY . /app
      ~ index.html  content, 6 → 13 bytes
      + new.html
  RUN wc /app/index.html > /size
    ~ /size  content
not reproducible
  /id
not known: why a RUN or a base image gives something else.",
        )
    });
    bench.docker(&["image", "rm", "stale:1"]);
    outcome
}

/// `check --verify`: of two fixes the one that changes the image is not applied.
pub(super) fn fixes_that_pass(bench: &Bench<'_>) -> Result<(), String> {
    let project =
        bench.project("FROM @B\nCOPY --link --chown=app:app . /app\nRUN cd /app\nCMD [\"true\"]\n");
    let mut program = project.program();
    program.args(["check", "--isolated", "--unsafe-fixes", "--verify"]);
    let said = ran(program, 1, "env-not-persisted")?;
    super::says(
        &said,
        "Dockerfile: the fix of env-not-persisted is not applied
NOT verified: the images differ in 1 place
  ~ WorkingDir: / → /app
applied 1 fix in 1 file",
    )
    .map_err(|error| format!("{error}\n{said}"))?;
    let expected =
        format!("FROM {}\nCOPY --chown=app:app . /app\nRUN cd /app\nCMD [\"true\"]\n", bench.base);
    let found = project.read("Dockerfile");
    if found == expected { Ok(()) } else { Err(format!("the file is now\n{found}")) }
}

/// On a terminal: the step that runs, with its time, and a line for what took long.
pub(super) fn progress(bench: &Bench<'_>) -> Result<(), String> {
    // Whatever the cache holds from another time.
    let project = bench.project("FROM @B\nCOPY . /\nRUN sleep 3\nCMD [\"true\"]\n");
    project.write("folder", &project.path().to_string_lossy());
    let program = env!("CARGO_BIN_EXE_dockwright");
    let line = format!("{program} verify --no-predictions --no-run");
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    ran(
        project.at_work(script),
        0,
        "building original: [3/3] RUN sleep 3 … 1 s
building original: [3/3] RUN sleep 3 … 2 s
 s  original: [3/3] RUN sleep 3
verified: the image builds",
    )
    .map(drop)
}
