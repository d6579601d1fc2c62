//! `dockwright verify` on real engines: projects in `fixtures/verify`, built and run, and nothing left behind.
//!
//! `ci/engine --network sh -c 'ci/images && cargo test --test live -- --verify'` runs them. The name of a case after
//! `--verify` runs that one alone.

mod leftovers;
pub(crate) mod small;

use crate::engine::{Engines, Store};
use leftovers::Holdings;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One verification, and what it must come to.
struct Case {
    name: &'static str,
    /// The project, below `fixtures/verify`.
    project: &'static str,
    /// What stands in for the Dockerfile, below `fixtures/verify`; the safe fixes where there is none.
    against: Option<&'static str>,
    /// The file that is edited between builds.
    change: &'static str,
    code: i32,
    expected: Expected,
}

/// What the report must say.
enum Expected {
    /// The images are equal, and after an edit of the sources a step with this text runs no longer.
    Equal {
        saved: &'static str,
        /// Whether both containers answer a `GET /`.
        answers: bool,
    },
    /// There is a difference in that part of the report, and it has this text in it.
    Differs { part: &'static str, text: &'static str },
}

/// Runs all cases, or the one with that name, and says whether everything is as it should be.
pub(crate) fn run(engines: &Engines, only: Option<&str>) -> bool {
    let docker = || engines.with(Store::Overlay2).docker();
    let mut failures = 0;
    let cases: Vec<Case> =
        all().into_iter().filter(|case| only.is_none_or(|name| name == case.name)).collect();
    for case in &cases {
        let began = std::time::Instant::now();
        let before = Holdings::of(docker);
        let outcome = verify(case, docker()).and_then(|()| Holdings::of(docker).since(&before));
        let seconds = began.elapsed().as_secs_f64();
        match outcome {
            Ok(()) => println!("ok   verify {} ({seconds:.1} s)", case.name),
            Err(error) => {
                failures += 1;
                println!("FAIL verify {} ({seconds:.1} s)\n{error}", case.name);
            }
        }
    }
    println!("{} verifications of real projects, {failures} failed", cases.len());
    failures == 0 && !cases.is_empty()
}

/// The program, on one project.
fn verify(case: &Case, docker: Command) -> Result<(), String> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_dockwright"));
    program.args(["verify", "--quiet", "--format", "json", "--change", case.change]);
    program.args(["--probe", "GET /", "--stop-timeout", "2"]);
    match case.against {
        Some(file) => program.arg("--against").arg(projects().join(file)),
        None => program.arg("--fix"),
    };
    program.current_dir(projects().join(case.project));
    program.envs(docker.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let cache = tempfile::tempdir().map_err(|error| error.to_string())?;
    program.env("XDG_CACHE_HOME", cache.path());
    let ran = program.output().map_err(|error| error.to_string())?;
    let out = String::from_utf8_lossy(&ran.stdout);
    let words = format!("{out}\n{}", String::from_utf8_lossy(&ran.stderr));
    if ran.status.code() != Some(case.code) {
        return Err(format!(
            "exit code {:?} in place of {}\n{words}",
            ran.status.code(),
            case.code
        ));
    }
    let report: Value = serde_json::from_str(&out).map_err(|error| format!("{error}\n{words}"))?;
    case.expected.holds(&report).map_err(|error| format!("{error}\n{words}"))
}

impl Expected {
    fn holds(&self, report: &Value) -> Result<(), String> {
        match self {
            Self::Equal { saved, answers } => {
                is(&report["images"]["equal"], &Value::Bool(true), "images.equal")?;
                let compared = report["images"]["files_compared"].as_u64().unwrap_or_default();
                let gain = &report["gain"][0];
                let seconds =
                    |key: &str| gain[key].as_f64().ok_or(format!("there is no gain[0].{key}"));
                let (before, after) = (seconds("before_seconds")?, seconds("after_seconds")?);
                println!(
                    "     {compared} files compared; after an edit {before:.1} s before, {after:.1} s with the fix"
                );
                if compared == 0 {
                    return Err("nothing was compared".to_owned());
                }
                let steps = gain["steps"].as_array().into_iter().flatten();
                let is_saved = |step: &Value| {
                    let is_it = step["instruction"].as_str().is_some_and(|it| it.contains(saved));
                    is_it && step["before"] == "rerun" && step["after"] != "rerun"
                };
                if !saved.is_empty() && !steps.into_iter().any(is_saved) {
                    return Err(format!("{saved} still runs"));
                }
                if *answers {
                    for side in ["before", "after"] {
                        let probe = &report["run"][side]["probe"];
                        is(&probe["status"], &Value::from(200), "the status of the answer")?;
                    }
                }
                is(&report["left_behind"], &Value::Array(Vec::new()), "left_behind")
            }
            Self::Differs { part, text } => {
                let found = report.pointer(part).map(Value::to_string).unwrap_or_default();
                if found.contains(text) {
                    Ok(())
                } else {
                    Err(format!("{part} says nothing of {text}: {found}"))
                }
            }
        }
    }
}

fn is(found: &Value, expected: &Value, name: &str) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{name} is {found}, expected {expected}")) }
}

fn projects() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/verify")
}

fn equal(name: &'static str, change: &'static str, saved: &'static str) -> Case {
    let expected = Expected::Equal { saved, answers: name == "express" };
    Case { name, project: name, against: None, change, code: 0, expected }
}

/// A rewrite that must be caught: its name, the project, the file, what is edited, where the report speaks of what.
fn wrong(name: &'static str, [project, against, change, part, text]: [&'static str; 5]) -> Case {
    let expected = Expected::Differs { part, text };
    Case { name, project, against: Some(against), change, code: 1, expected }
}

fn all() -> Vec<Case> {
    let (config, files) = ("/images/config_differences", "/images/file_differences");
    vec![
        equal("express", "server.js", "npm install"),
        equal("pip", "app.py", "pip install"),
        equal("poetry", "main.py", "poetry install"),
        equal("uv", "main.py", "uv sync"),
        equal("pnpm", "server.js", "pnpm install"),
        equal("yarn", "main.js", "yarn install"),
        // Its fix keeps downloads; what is compiled is compiled again.
        equal("cargo", "src/main.rs", ""),
        wrong(
            "env-dropped",
            ["pip", "wrong/pip-env-dropped.Dockerfile", "app.py", config, "PYTHONUNBUFFERED"],
        ),
        wrong(
            "mode-changed",
            [
                "express",
                "wrong/express-mode-changed.Dockerfile",
                "server.js",
                files,
                "/app/server.js",
            ],
        ),
        wrong(
            "port-moved",
            ["express", "wrong/express-port-moved.Dockerfile", "server.js", config, "PORT"],
        ),
        wrong(
            "dummy-main",
            [
                "cargo",
                "wrong/cargo-dummy-main.Dockerfile",
                "src/main.rs",
                files,
                "/usr/local/bin/hello",
            ],
        ),
        wrong(
            "workspace",
            [
                "wrong/workspace",
                "wrong/workspace/against.Dockerfile",
                "packages/b/index.js",
                files,
                "node_modules/ms",
            ],
        ),
    ]
}
