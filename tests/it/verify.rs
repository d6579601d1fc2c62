//! `dockwright verify` where there is no engine to build with: what it says, and that it makes nothing.

use std::path::Path;
use std::process::Command;

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
