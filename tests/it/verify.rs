//! `dockwright verify` where there is no engine to build with: what it says, that it makes nothing, and what recorded
//! builds come to.

use dockwright::analysis::Build;
use dockwright::build::BuildGraph;
use dockwright::host::{self, ContextChoice};
use dockwright::proof::image::Volatile;
use dockwright::proof::{self, EngineFacts, Verification};
use dockwright::report::verification_json;
use dockwright::syntax::Dockerfile;
use dockwright::text::Source;
use dockwright::verify::engine::Recorded;
use dockwright::verify::{Bench, EngineLog, Original, Plan, carry_out, ledger};
use std::path::Path;
use std::process::Command;

#[path = "../predictions/mod.rs"]
mod predictions;

/// Calls verify on a project with these programs for `docker`: exit code and error output.
#[cfg(unix)]
fn verify(docker: Option<&str>, flags: &[&str]) -> (Option<i32>, String) {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (bin, project) = (folder.path().join("bin"), folder.path().join("project"));
    std::fs::create_dir_all(&bin).unwrap();
    std::fs::create_dir_all(&project).unwrap();
    std::fs::write(project.join("Dockerfile"), "FROM alpine\nCOPY . /app\n").unwrap();
    if let Some(script) = docker {
        let path = bin.join("docker");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut program = Command::new(env!("CARGO_BIN_EXE_dockwright"));
    program.arg("verify").args(flags).current_dir(&project);
    program.env("PATH", &bin).env("XDG_CACHE_HOME", folder.path().join("cache"));
    let output = program.output().unwrap();
    assert!(is_empty(&folder.path().join("cache")), "nothing is kept of what could not be tried");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}

#[cfg(unix)]
fn check(docker: Option<&str>, flags: &[&str], expected: &str) {
    let (code, said) = verify(docker, flags);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains(expected), "expected {expected:?} in:\n{said}");
}

#[cfg(unix)]
#[test]
fn without_an_engine_it_says_what_was_tried_and_how_to_get_one() {
    check(None, &[], "docker: docker is not installed, or not on the PATH");
    check(None, &[], "or name a builder with --builder");
    check(None, &["--engine", "podman"], "podman: not supported: its cache works otherwise");
    let without_buildx = "echo \"docker: 'buildx' is not a docker command.\" >&2; exit 1";
    check(Some(without_buildx), &[], "docker buildx version: docker: 'buildx' is not a docker");
    let old = "echo github.com/docker/buildx v0.12.1 30feaa1";
    check(Some(old), &[], "buildx 0.12.1 is too old: 0.13 is the first");
    let no_answer = "case $2 in version) echo github.com/docker/buildx 0.29.1 x;; \
        *) echo 'ERROR: no builder \"far\" found' >&2; exit 1;; esac";
    check(Some(no_answer), &["--builder", "far"], "no builder \"far\" found");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_verified_is_said_before_anything_is_built() {
    let engine = "case \"$2\" in version) echo github.com/docker/buildx 0.29.1 x;; \
        inspect) echo 'Name: default'; echo 'Driver: docker';; build) exit 9;; *) echo '{}';; esac";
    check(Some(engine), &["--change", "nowhere.js=deleted"], "there is no such file");
    check(Some(engine), &["--change", "../nowhere.js"], "it is not in the build context");
    check(Some(engine), &["--fix"], "there is nothing to fix");
    check(Some(engine), &["--keep"], "--tag");
}

#[cfg(unix)]
#[test]
fn fixes_are_not_written_where_they_cannot_be_verified() {
    let folder = tempfile::tempdir().unwrap();
    let dockerfile = "FROM alpine\nCOPY --link --chown=app:app . /app\nCMD [\"true\"]\n";
    std::fs::write(folder.path().join("Dockerfile"), dockerfile).unwrap();
    let check = |flags: &[&str], stdin: Option<&str>| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_dockwright"));
        program.args(["check", "--verify"]).args(flags).current_dir(folder.path());
        program.env("PATH", folder.path()).env("XDG_CACHE_HOME", folder.path().join("cache"));
        program.args(stdin);
        let output = program.output().unwrap();
        let now = std::fs::read_to_string(folder.path().join("Dockerfile")).unwrap();
        assert_eq!(now, dockerfile, "nothing is written");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for (flags, stdin, expected) in [
        (&["--fix"][..], None, "docker: docker is not installed, or not on the PATH"),
        (&[], None, "--verify: there is nothing to verify without --fix"),
        (&["--fix"], Some("-"), "--verify: standard input cannot be built; name the file"),
        (&["--fix", "--diff"], None, "the argument '--verify' cannot be used with '--diff'"),
    ] {
        let (code, said) = check(flags, stdin);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(expected), "expected {expected:?} in:\n{said}");
    }
}

/// The live tests build the same project and expect the same; `BLESS=1` writes what is expected. The log is made anew by
/// `dockwright verify --no-run --log-file fixtures/verify/recorded/verify.log fixtures/verify/recorded/project` with an empty
/// build cache.
#[test]
fn recorded_builds_are_held_against_predictions() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/verify/recorded");
    let read = |name: &str| std::fs::read_to_string(fixture.join(name)).unwrap();
    let engine = Recorded::read(&read("verify.log"), EngineFacts::default());
    let (found, log) = verify_with(&engine, &fixture.join("project"));
    let lines = predictions::lines(&verification_json(&found));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(fixture.join("expected.txt"), &lines).unwrap();
    }
    assert_eq!(lines, read("expected.txt"));
    // A log of recorded builds is a record itself.
    let (again, _) =
        verify_with(&Recorded::read(&log, EngineFacts::default()), &fixture.join("project"));
    assert_eq!(again.predictions, found.predictions);
}

/// Verifies the predictions for a project; and the log.
fn verify_with(engine: &Recorded, project: &Path) -> (Verification, String) {
    let dockerfile = project.join("Dockerfile");
    let bytes = std::fs::read(&dockerfile).unwrap();
    let file = Dockerfile::parse(Source::new(&bytes).text());
    let choice = ContextChoice::Folder(project.to_owned());
    let found = host::find_context(&choice, &dockerfile, &file).unwrap();
    let original = Build {
        dockerfile: bytes.clone(),
        context: found.map(|it| it.context),
        ..Build::default()
    };
    let graph = BuildGraph::new(&file, &original.args);
    let context = original.context.as_ref();
    let plan = Plan {
        scenarios: proof::scenarios(file.text(), &graph, &original.vertices(), context),
        original: original.clone(),
        fixed: None,
        since: None,
        place: Original { folder: Some(project), dockerfile: &dockerfile },
        needs_images: false,
        run: None,
        volatile: Volatile::default(),
        keep: None,
    };
    let folder = tempfile::tempdir().unwrap();
    let run = ledger::Run::begin_in(folder.path()).unwrap();
    let path = folder.path().join("verify.log");
    let log = EngineLog::create(&path, true).unwrap();
    let bench = Bench { engine, run: &run, log: &log, flags: &[] };
    let mut found = Verification::default();
    carry_out(bench, &plan, &mut found).unwrap();
    (found, std::fs::read_to_string(path).unwrap())
}
