//! `dockwright verify` on projects of a few lines, on the small base system: what it catches, and what it shows.

use super::leftovers::Holdings;
use crate::engine::{Engines, Store};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// A Dockerfile, a rewrite of it, and what the report must say.
struct Case {
    name: &'static str,
    dockerfile: &'static str,
    against: Option<&'static str>,
    flags: &'static [&'static str],
    code: i32,
    /// Lines of the report, spaces at their ends aside, in this order; other lines may stand between.
    report: &'static str,
}

const SERVER: &str = "FROM @B\nWORKDIR /app\nCOPY . .\nRUN echo installed > /installed\nENV MODE=one\nEXPOSE 8080\n\
    STOPSIGNAL SIGKILL\nCMD [\"httpd\", \"-f\", \"-p\", \"8080\", \"-h\", \"/app\"]\n";

const CASES: [Case; 7] = [
    Case {
        name: "reordered",
        dockerfile: SERVER,
        against: Some(
            "FROM @B\nWORKDIR /app\nRUN echo installed > /installed\nCOPY . .\nENV MODE=one\nEXPOSE 8080\n\
             STOPSIGNAL SIGKILL\nCMD [\"httpd\", \"-f\", \"-p\", \"8080\", \"-h\", \"/app\"]\n",
        ),
        flags: &["--probe", "GET /", "--change", "index.html"],
        code: 0,
        report: "their containers do the same; 6 of 6 predicted steps came true
no longer runs: RUN echo installed > /installed
listens on 8080, answers 200, 6 bytes
left behind: nothing",
    },
    Case {
        name: "another port",
        dockerfile: SERVER,
        against: Some(
            "FROM @B\nWORKDIR /app\nCOPY . .\nRUN echo installed > /installed\nENV MODE=one\nEXPOSE 8080\n\
             STOPSIGNAL SIGKILL\nCMD [\"httpd\", \"-f\", \"-p\", \"8081\", \"-h\", \"/app\"]\n",
        ),
        flags: &["--no-predictions"],
        code: 1,
        report: "NOT verified: the images differ in 1 place; their containers differ in 1 thing
~ Cmd:
ports       8080 → 8081
new: port 8081 listens and is not exposed
new: port 8080 is exposed and nothing listens on it",
    },
    Case {
        name: "a mode, a variable, a file",
        dockerfile: SERVER,
        against: Some(
            "FROM @B\nWORKDIR /app\nCOPY --chmod=600 . .\nRUN echo other > /installed; echo > /new\nEXPOSE 8080\n\
             STOPSIGNAL SIGKILL\nCMD [\"httpd\", \"-f\", \"-p\", \"8080\", \"-h\", \"/app\"]\n",
        ),
        flags: &["--no-predictions", "--no-run"],
        code: 1,
        report: "- Env MODE
index.html  mode 644 → 600
~ /installed  content
+ /new",
    },
    Case {
        name: "not reproducible",
        dockerfile: "FROM @B\nCOPY . /app\nRUN cat /proc/sys/kernel/random/uuid > /id\nCMD [\"true\"]\n",
        against: Some(
            "FROM @B\nRUN cat /proc/sys/kernel/random/uuid > /id\nCOPY . /app\nCMD [\"true\"]\n",
        ),
        flags: &["--no-predictions"],
        code: 0,
        report: "verified: the images are equal
not reproducible
/id  (RUN cat /proc/sys/kernel/random/uuid > /id)
before      exited, exit code 0",
    },
    Case {
        name: "deaf to SIGTERM",
        dockerfile: "FROM @B\nEXPOSE 8080\nCMD httpd -f -p 8080; true\n",
        against: None,
        flags: &["--no-predictions", "--stop-timeout", "2"],
        code: 0,
        report: "before      running, listens on 8080, killed in
note: ignored SIGTERM and had to be killed: CMD or ENTRYPOINT in shell form",
    },
    Case {
        name: "reads its input",
        dockerfile: "FROM @B\nCMD [\"cat\"]\n",
        against: None,
        flags: &["--no-predictions"],
        code: 0,
        report: "before      exited without input, exit code 0",
    },
    Case {
        name: "a rewrite that does not build",
        dockerfile: "FROM @B\nCOPY index.html /\nCMD [\"true\"]\n",
        against: Some("FROM @B\nCOPY nowhere.html /\nCMD [\"true\"]\n"),
        flags: &["--no-predictions", "--no-run"],
        code: 1,
        report: "NOT verified: the rewritten file does not build
nowhere.html",
    },
];

/// Verifies all of them, kills a verification at work and cleans up; whether all went as it should.
pub(crate) fn run(engines: &Engines) -> bool {
    let docker = || engines.with(Store::Overlay2).docker();
    let base = "verify-base:1";
    let archive = engines.base().with_extension("tar");
    let imported = docker().arg("import").arg(&archive).arg(base).output().unwrap();
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let mut failed = 0;
    let mut tell = |name: &str, outcome: Result<(), String>| match outcome {
        Ok(()) => println!("ok   verify {name}"),
        Err(error) => {
            failed += 1;
            println!("FAIL verify {name}\n{error}");
        }
    };
    for case in &CASES {
        let before = Holdings::of(docker);
        let outcome = verify(case, base, docker());
        tell(case.name, outcome.and_then(|()| Holdings::of(docker).since(&before)));
    }
    tell("killed, then --clean", killed(base, &docker));
    println!("{} small verifications, {failed} failed", CASES.len() + 1);
    drop(docker().args(["image", "rm", "--force", base]).output());
    failed == 0
}

/// The program in a new project with these files.
fn program(folder: &Path, docker: &Command, dockerfile: &str, against: Option<&str>) -> Command {
    let project = folder.join("project");
    std::fs::create_dir_all(&project).unwrap();
    std::fs::write(project.join("Dockerfile"), dockerfile).unwrap();
    std::fs::write(project.join("index.html"), "hello\n").unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_dockwright"));
    program.args(["verify", "--quiet"]).current_dir(&project);
    if let Some(text) = against {
        std::fs::write(folder.join("against"), text).unwrap();
        program.args(["--against", "../against"]);
    }
    program.envs(docker.get_envs().filter_map(|(name, value)| Some((name, value?))));
    program.env("XDG_CACHE_HOME", folder.join("cache"));
    program
}

fn verify(case: &Case, base: &str, docker: Command) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let against = case.against.map(|text| text.replace("@B", base));
    let dockerfile = case.dockerfile.replace("@B", base);
    let mut program = program(folder.path(), &docker, &dockerfile, against.as_deref());
    let ran = program.args(case.flags).output().unwrap();
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    let all = format!("{text}{}", String::from_utf8_lossy(&ran.stderr));
    if ran.status.code() != Some(case.code) {
        return Err(format!("exit code {:?}, expected {}\n{all}", ran.status.code(), case.code));
    }
    super::says(&text, case.report).map_err(|error| format!("{error}\n{all}"))
}

/// Kills it while a container runs, and again while a step of a build runs: what is left is removed, and nothing else.
fn killed(base: &str, docker: &dyn Fn() -> Command) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let running = format!("FROM {base}\nEXPOSE 8080\nCMD [\"sleep\", \"1000\"]\n");
    let building = format!("FROM {base}\nRUN sleep 1000\n");
    // Of somebody else: must stay.
    let other = docker().args(["create", "--name", "of-somebody-else", base, "true"]).output();
    assert!(other.unwrap().status.success());
    let before = Holdings::of(docker);
    for (dockerfile, seconds) in [(running, 6), (building, 3)] {
        let mut program = program(folder.path(), &docker(), &dockerfile, None);
        program.args(["--no-predictions", "--wait", "60"]).stdout(Stdio::null());
        let mut child = program.stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_secs(seconds));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let left = Holdings::of(docker).since(&before);
    let mut clean = program(folder.path(), &docker(), "FROM scratch\n", None);
    let ran = clean.arg("--clean").output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let outcome = match (ran.status.success(), left) {
        (false, _) => Err(format!("--clean failed: {said}")),
        (_, Ok(())) => Err("nothing was left that could be removed".to_owned()),
        _ if !said.contains("removed container") => Err(format!("no container: {said}")),
        _ => Holdings::of(docker).since(&before),
    };
    drop(docker().args(["rm", "--force", "of-somebody-else"]).output());
    outcome
}
