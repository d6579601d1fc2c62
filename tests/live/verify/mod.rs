//! `dockwright verify` on real engines: projects in `fixtures/verify`, built and run, and nothing left behind.
//!
//! `ci/engine --network sh -c 'ci/images && cargo test --test live -- --verify'` runs them. The name of a case after
//! `--verify` runs that one alone.

mod interrupts;
mod leftovers;
mod project;
pub(crate) mod small;
mod uses;

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
    /// The file that is edited between builds; none where nothing is predicted.
    change: Option<&'static str>,
    code: i32,
    expected: Expected,
}

/// What the report must say.
enum Expected {
    /// The images are equal, and after an edit of the sources the build takes less time, since a step with this text runs no
    /// longer; empty where it runs, with less to do.
    Equal {
        saved: &'static str,
        /// Whether both containers answer a `GET /`.
        answers: bool,
    },
    /// The report for people has these pieces of lines, in this order; others may stand between.
    Report(&'static str),
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
    program.args(["verify", "--quiet", "--probe", "GET /", "--stop-timeout", "2"]);
    program.args([
        "--format",
        if matches!(case.expected, Expected::Equal { .. }) { "json" } else { "text" },
    ]);
    match case.change {
        Some(path) => program.args(["--change", path]),
        None => program.arg("--no-predictions"),
    };
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
    case.expected.holds(&out).map_err(|error| format!("{error}\n{words}"))
}

/// Whether a report has these pieces of lines, in this order.
fn says(report: &str, expected: &str) -> Result<(), String> {
    let mut rest = report;
    for line in expected.lines() {
        let at = rest.find(line).ok_or_else(|| format!("the report does not say, here: {line}"))?;
        rest = &rest[at + line.len()..];
    }
    Ok(())
}

impl Expected {
    fn holds(&self, report: &str) -> Result<(), String> {
        match self {
            Self::Equal { saved, answers } => {
                let report = serde_json::from_str(report).map_err(|error| error.to_string())?;
                is_equal_and_faster(&report, saved, *answers)
            }
            Self::Report(lines) => says(report, lines),
        }
    }
}

fn is_equal_and_faster(report: &Value, saved: &str, answers: bool) -> Result<(), String> {
    is(&report["images"]["equal"], &Value::Bool(true), "images.equal")?;
    let compared = report["images"]["files_compared"].as_u64().unwrap_or_default();
    let gain = &report["gain"][0];
    let seconds = |key: &str| gain[key].as_f64().ok_or(format!("there is no gain[0].{key}"));
    let (before, after) = (seconds("before_seconds")?, seconds("after_seconds")?);
    println!(
        "     {compared} files compared; after an edit {before:.1} s before, {after:.1} s with the fix"
    );
    if compared == 0 {
        return Err("nothing was compared".to_owned());
    }
    if after >= before {
        return Err("the fix saves no time".to_owned());
    }
    let steps = gain["steps"].as_array().into_iter().flatten();
    let is_saved = |step: &Value| {
        let is_it = step["instruction"].as_str().is_some_and(|it| it.contains(saved));
        is_it && step["before"] == "rerun" && step["after"] != "rerun"
    };
    let is_told = steps.into_iter().any(is_saved);
    if is_told == saved.is_empty() {
        return Err(format!("which step runs no longer ({saved:?}) is told wrongly"));
    }
    if answers {
        for side in ["before", "after"] {
            let probe = &report["run"][side]["probe"];
            is(&probe["status"], &Value::from(200), "the status of the answer")?;
        }
    }
    is(&report["left_behind"], &Value::Array(Vec::new()), "left_behind")
}

fn is(found: &Value, expected: &Value, name: &str) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{name} is {found}, expected {expected}")) }
}

fn projects() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/verify")
}

fn equal(name: &'static str, change: &'static str, saved: &'static str) -> Case {
    let expected = Expected::Equal { saved, answers: name == "express" };
    Case { name, project: name, against: None, change: Some(change), code: 0, expected }
}

/// A rewrite that must be caught: its name, the project, the file, and what the report says.
fn wrong(
    name: &'static str,
    project: &'static str,
    against: &'static str,
    report: &'static str,
) -> Case {
    let expected = Expected::Report(report);
    Case { name, project, against: Some(against), change: None, code: 1, expected }
}

/// A project whose fix is right, and of which there is something to say.
fn odd(name: &'static str, project: &'static str, report: &'static str) -> Case {
    let expected = Expected::Report(report);
    Case { name, project, against: None, change: None, code: 0, expected }
}

fn all() -> Vec<Case> {
    vec![
        equal("express", "server.js", "npm install"),
        equal("pip", "app.py", "pip install"),
        equal("poetry", "main.py", "poetry install"),
        // The project itself is installed after its sources are copied, and nothing else then.
        equal("uv", "main.py", ""),
        equal("pnpm", "server.js", "pnpm install"),
        equal("yarn", "main.js", "yarn install"),
        // Its fix keeps downloads; what is compiled is compiled again.
        equal("cargo", "src/main.rs", ""),
        wrong(
            "workspace",
            "wrong/workspace",
            "wrong/workspace/against.Dockerfile",
            "NOT verified: the images differ in
    /app/
      node_modules/
      - b  link to ../packages/b
      - ms/  4 entries
containers
  before      exited, exit code 0
  after       crashed, exit code 1
MODULE_NOT_FOUND
  exit-code   0 → 1
  new: crashed with exit code 1",
        ),
        wrong(
            "dummy-main",
            "cargo",
            "wrong/cargo-dummy-main.Dockerfile",
            "NOT verified: the images differ in 1 place
  ~ /usr/local/bin/hello  content
  log         Hello, 1000000 times →",
        ),
        wrong(
            "mode-changed",
            "express",
            "wrong/express-mode-changed.Dockerfile",
            "NOT verified: the images differ in 3 places; their containers do the same
    /app/
    ~ Dockerfile  mode 644 → 755
    ~ package.json  mode 644 → 755
    ~ server.js  mode 644 → 755",
        ),
        wrong(
            "env-dropped",
            "pip",
            "wrong/pip-env-dropped.Dockerfile",
            "NOT verified: the images differ in 1 place; their containers do the same
configuration, before → after
  - Env PYTHONUNBUFFERED: 1",
        ),
        wrong(
            "port-moved",
            "express",
            "wrong/express-port-moved.Dockerfile",
            "NOT verified: the images differ in 1 place; their containers differ in 2 things
  + Env PORT: 8080
  before      running, listens on 3000, answers 200, 6 bytes
  after       running, listens on 8080, no answer
  ports       3000 → 8080
  new: port 8080 listens and is not exposed
  new: port 3000 is exposed and nothing listens on it",
        ),
        odd(
            "ignores-sigterm",
            "odd/ignores-sigterm",
            "verified: the images are equal
  before      running, listens on 3000, answers 200, 9 bytes, killed in
  after       running, listens on 3000, answers 200, 9 bytes, killed in
  note: ignored SIGTERM and had to be killed: the first process of a container has no default for signals",
        ),
        odd(
            "shell-form",
            "odd/shell-form",
            "verified: the images are equal
killed in
  note: ignored SIGTERM and had to be killed: CMD or ENTRYPOINT in shell form makes a shell the first process",
        ),
        odd(
            "not-reproducible",
            "odd/not-reproducible",
            "verified: the images are equal
not reproducible: these differ between two builds of the original, too
  /built  (RUN date +%s%N > /built
  /token  (RUN date +%s%N > /built",
        ),
    ]
}
