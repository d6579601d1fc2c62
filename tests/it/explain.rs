//! Recorded builds, and the root cause that `dockwright explain` finds for each.

use crate::support::root;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A recorded build: the project before and after, and what the later build printed.
struct Case {
    folder: PathBuf,
    facts: Value,
}

/// What the build is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Evidence {
    Alone,
    Revision,
    Record,
}

/// A root cause: its line, its kind, the paths.
type Root = (u64, String, Vec<String>);

/// Those of the repository, or of another folder to which they were recorded anew.
fn cases() -> Vec<Case> {
    let folder = std::env::var_os("DOCKWRIGHT_BUILDS").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| root().join("fixtures/builds"));
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    let case = |folder: PathBuf| {
        let text = std::fs::read_to_string(folder.join("case.json")).unwrap();
        Case { facts: serde_json::from_str(&text).unwrap(), folder }
    };
    folders.into_iter().map(case).collect()
}

impl Case {
    fn name(&self) -> &str {
        self.folder.file_name().unwrap().to_str().unwrap()
    }

    fn texts(&self, key: &str) -> Vec<&str> {
        let items = self.facts[key].as_array().into_iter().flatten();
        items.map(|item| item.as_str().unwrap()).collect()
    }

    /// The causes that were planted, as far as that evidence can tell them.
    fn planted(&self, evidence: Evidence) -> Vec<Root> {
        let key = match evidence {
            Evidence::Alone if self.facts.get("alone").is_some() => "alone",
            Evidence::Revision if self.facts.get("revision").is_some() => "revision",
            _ => "roots",
        };
        let roots = self.facts[key].as_array().unwrap().iter();
        let roots = roots.map(|planted| {
            let paths = planted["paths"].as_array().into_iter().flatten();
            let paths = paths.filter(|_| evidence != Evidence::Alone);
            let paths = paths.map(|path| path.as_str().unwrap().to_owned());
            let kind = planted["kind"].as_str().unwrap().to_owned();
            (planted["line"].as_u64().unwrap(), kind, paths.collect())
        });
        roots.collect()
    }

    /// The root causes that the program finds.
    fn found(&self, evidence: Evidence) -> (Vec<Root>, Value) {
        let home = tempfile::tempdir().unwrap();
        let project = home.path().join("project");
        copy(&self.folder.join("before"), &project);
        if evidence == Evidence::Revision {
            git(&project, &["init", "-q"]);
            git(&project, &["add", "-A"]);
            git(&project, &["commit", "-q", "-m", "before"]);
        }
        if evidence == Evidence::Record {
            let mut args = vec!["simulate", "--record"];
            args.extend(self.texts("flags"));
            run(home.path(), &args, &self.flags("args_before"));
        }
        copy(&self.folder.join("after"), &project);
        for path in self.texts("deleted") {
            std::fs::remove_file(project.join(path)).unwrap();
        }
        self.change_modes(&project);
        let log = self.folder.join(self.facts["log"].as_str().unwrap());
        let provenance = self.folder.join("provenance.json");
        let mut args = vec!["explain", "--format", "json", "--log", log.to_str().unwrap()];
        if provenance.is_file() {
            args.extend(["--provenance", provenance.to_str().unwrap()]);
        }
        args.extend(match evidence {
            Evidence::Alone => ["--log-only"].as_slice(),
            Evidence::Revision => &["--since", "HEAD"],
            Evidence::Record => &["--since-record"],
        });
        let printed = run(home.path(), &args, &self.flags("args_after"));
        let told: Value = serde_json::from_str(&printed).unwrap();
        let mut roots: Vec<Root> =
            told["roots"].as_array().unwrap().iter().map(|found| root_of(&told, found)).collect();
        roots.sort();
        (roots, told)
    }

    fn flags(&self, key: &str) -> Vec<String> {
        self.texts(key).iter().map(|arg| format!("--build-arg={arg}")).collect()
    }

    fn change_modes(&self, project: &Path) {
        #[cfg(unix)]
        for (path, mode) in self.facts["modes"].as_object().into_iter().flatten() {
            use std::os::unix::fs::PermissionsExt;
            let mode = u32::from_str_radix(mode.as_str().unwrap(), 8).unwrap();
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(project.join(path), permissions).unwrap();
        }
        let _ = project;
    }
}

fn root_of(told: &Value, found: &Value) -> Root {
    let step = &told["steps"][usize::try_from(found["step"].as_u64().unwrap()).unwrap()];
    let paths = step["cause"]["paths"].as_array().unwrap().iter();
    let paths = paths.map(|path| path["path"].as_str().unwrap().to_owned());
    let kind = step["cause"]["kind"].as_str().unwrap().to_owned();
    (step["line"].as_u64().unwrap(), kind, paths.collect())
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        return;
    }
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &target),
            false => std::fs::write(target, std::fs::read(&path).unwrap()).unwrap(),
        }
    }
}

fn git(folder: &Path, args: &[&str]) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    let mut command = Command::new("git");
    let status = command.current_dir(folder).args(identity).args(args).status().unwrap();
    assert!(status.success(), "git {args:?}");
}

/// Runs the program in the folder `project` of `home`.
fn run(home: &Path, args: &[&str], more: &[String]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dockwright"));
    command.current_dir(home.join("project")).env("XDG_CACHE_HOME", home.join("cache"));
    let output = command.args(args).args(more).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

fn check(evidence: Evidence) {
    let mut wrong = Vec::new();
    for case in cases() {
        let (found, told) = case.found(evidence);
        let planted = case.planted(evidence);
        if found != planted {
            let headline = told["summary"]["headline"].as_str().unwrap();
            wrong.push(format!(
                "{}\n  planted {planted:?}\n  found   {found:?}\n  {headline}",
                case.name()
            ));
        }
    }
    assert!(wrong.is_empty(), "{evidence:?}\n{}", wrong.join("\n"));
}

#[test]
fn the_planted_cause_is_found_with_a_record_of_the_build_before() {
    check(Evidence::Record);
}

#[test]
fn the_planted_cause_is_found_with_the_commit_of_the_build_before() {
    check(Evidence::Revision);
}

#[test]
fn the_planted_cause_is_found_with_the_log_alone() {
    check(Evidence::Alone);
}

#[test]
fn what_steps_took_is_known_to_the_simulator_then() {
    let cases = cases();
    let case = cases.iter().find(|case| case.name() == "source-edit").unwrap();
    let home = tempfile::tempdir().unwrap();
    copy(&case.folder.join("before"), &home.path().join("project"));
    let log = case.folder.join("build.rawjson");
    run(home.path(), &["explain", "--record", "--log", log.to_str().unwrap()], &[]);
    let args = ["simulate", "--change", "src/app.ts", "--format", "json"];
    let told: Value = serde_json::from_str(&run(home.path(), &args, &[])).unwrap();
    let install = &told["steps"][3];
    assert_eq!(
        (&install["instruction"], &install["seconds"]["source"]),
        (&Value::from("RUN npm ci"), &Value::from("recorded"))
    );
    assert!(install["seconds"]["value"].as_f64().unwrap() > 0.5);
}

#[test]
fn what_is_no_log_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let project = home.path().join("project");
    std::fs::create_dir(&project).unwrap();
    std::fs::write(project.join("Dockerfile"), "FROM a\nRUN b\n").unwrap();
    std::fs::write(project.join("log"), "hello\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_dockwright"));
    let output = command.current_dir(&project).args(["explain", "--log", "log"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: log: there is no progress output in it; it is what `docker build` prints, in any --progress but quiet\n"
    );
}
