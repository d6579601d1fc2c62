//! `dockwright verify` on projects of a few lines, on the small base system: what it catches, and what it shows.

use super::leftovers::Holdings;
use super::project::{Bench, ran};
use super::{interrupts, uses};
use crate::engine::{Engines, Store};
use std::process::Command;

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

const CASES: &[Case] = &[
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
    Case {
        name: "variables of the containers",
        dockerfile: "FROM @B\nCMD [\"sh\", \"-c\", \"exit $CODE\"]\n",
        against: None,
        flags: &["--no-predictions", "--env", "CODE=3"],
        code: 0,
        report: "before      crashed, exit code 3",
    },
    Case {
        name: "a terminal",
        dockerfile: "FROM @B\nCMD [\"sh\", \"-c\", \"test -t 0 && exit 7\"]\n",
        against: None,
        flags: &["--no-predictions", "--tty"],
        code: 0,
        report: "before      crashed, exit code 7",
    },
    Case {
        name: "no terminal",
        dockerfile: "FROM @B\nCMD [\"sh\", \"-c\", \"test -t 0 && exit 7; exit 8\"]\n",
        against: None,
        flags: &["--no-predictions"],
        code: 0,
        report: "before      crashed, exit code 8",
    },
    Case {
        name: "its standard input",
        dockerfile: "FROM @B\nCMD [\"sh\", \"-c\", \"read line; test $line = hello && exit 9\"]\n",
        against: None,
        flags: &["--no-predictions", "--stdin", "index.html"],
        code: 0,
        report: "before      crashed, exit code 9",
    },
    Case {
        name: "a limit for processes",
        dockerfile: "FROM @B\nCMD [\"sh\", \"-c\", \"exit $(cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max)\"]\n",
        against: None,
        flags: &["--no-predictions", "--pids-limit", "40"],
        code: 0,
        report: "before      crashed, exit code 40",
    },
    Case {
        name: "no network",
        dockerfile: "FROM @B\nCMD [\"sh\", \"-c\", \"ls /sys/class/net; exit $(ls /sys/class/net | wc -l)\"]\n",
        against: None,
        flags: &["--no-predictions", "--network", "none"],
        code: 0,
        report: "before      crashed, exit code 1\n| lo",
    },
    Case {
        name: "healthy",
        dockerfile: "FROM @B\nEXPOSE 8080\nHEALTHCHECK --interval=1s CMD true\nSTOPSIGNAL SIGKILL\n\
             CMD [\"httpd\", \"-f\", \"-p\", \"8080\"]\n",
        against: Some(
            "FROM @B\nEXPOSE 8080\nHEALTHCHECK --interval=1s --retries=1 CMD false\nSTOPSIGNAL SIGKILL\n\
             CMD [\"httpd\", \"-f\", \"-p\", \"8080\"]\n",
        ),
        flags: &["--no-predictions"],
        code: 1,
        report: "before      running, listens on 8080, healthy
after       running, listens on 8080, unhealthy
health      healthy → unhealthy",
    },
    Case {
        name: "out of memory",
        dockerfile: "FROM @B\nCMD [\"sh\", \"-c\", \"tail /dev/zero\"]\n",
        against: None,
        flags: &["--no-predictions", "--memory", "16m"],
        code: 0,
        report: "before      crashed, exit code 137
note: its memory was used up; raise --memory",
    },
    Case {
        name: "the report for a pull request",
        dockerfile: SERVER,
        against: Some(
            "FROM @B\nWORKDIR /app\nCOPY . .\nRUN echo installed > /installed\nENV MODE=two\nEXPOSE 8080\n\
             STOPSIGNAL SIGKILL\nCMD [\"httpd\", \"-f\", \"-p\", \"8080\", \"-h\", \"/app\"]\n",
        ),
        flags: &["--change", "index.html", "--format", "markdown"],
        code: 1,
        report: "### ❌ `Dockerfile`

NOT verified: the images differ in 1 place; their containers do the same; 6 of 6 predicted steps came true

| change | before | after | no longer runs |
|---|--:|--:|---|
| `index.html` |
Differences between the images:

```
  ~ Env MODE: one → two
```

Containers:
  before      running, listens on 8080
<details><summary>3 of 3 predicted steps came true</summary>

| change | line | instruction | predicted | observed | time |
|---|--:|---|---|---|--:|
| `index.html` | 2 | `WORKDIR /app` | cached | cached |  |
| `index.html` | 3 | `COPY . .` | rerun | rerun |
</details>",
    },
];

/// Verifies all of them, kills a verification at work and cleans up; whether all went as it should.
pub(crate) fn run(engines: &Engines) -> bool {
    let docker = || engines.with(Store::Overlay2).docker();
    let base = "verify-base:1";
    import(base, engines, &docker);
    let mut failed = 0;
    let mut tell = |name: &str, outcome: Result<(), String>| match outcome {
        Ok(()) => println!("ok   verify {name}"),
        Err(error) => {
            failed += 1;
            println!("FAIL verify {name}\n{error}");
        }
    };
    for case in CASES {
        let before = Holdings::of(docker);
        let outcome = verify(case, base, &docker, &[]);
        tell(case.name, outcome.and_then(|()| Holdings::of(docker).since(&before)));
    }
    let elsewhere = Elsewhere::new(engines, base);
    let images: Vec<&Case> = CASES.iter().filter(|case| case.is_of_images()).collect();
    for case in &images {
        let name = format!("{}, with a builder of another engine and the other store", case.name);
        let before = Holdings::of(|| elsewhere.docker());
        let outcome = elsewhere.verify(case, base, &docker);
        tell(&name, outcome.and_then(|()| Holdings::of(|| elsewhere.docker()).since(&before)));
    }
    drop(elsewhere);
    let others = OTHERS;
    for (name, check) in others {
        let before = Holdings::of(docker);
        let outcome = check(&Bench { base, docker: &docker });
        tell(name, outcome.and_then(|()| Holdings::of(docker).since(&before)));
    }
    let count = CASES.len() + images.len() + others.len();
    println!("{count} small verifications, {failed} failed");
    drop(docker().args(["image", "rm", "--force", base]).output());
    failed == 0
}

impl Case {
    /// Whether it is played with a builder of another engine, too, which exports and saves images in another way.
    fn is_of_images(&self) -> bool {
        matches!(self.name, "a mode, a variable, a file" | "not reproducible")
    }
}

/// The engine with the containerd store, which a context leads to: its builder is chosen by that name.
struct Elsewhere<'e> {
    engines: &'e Engines,
}

impl<'e> Elsewhere<'e> {
    const CONTEXT: &'static str = "elsewhere";

    fn new(engines: &'e Engines, base: &str) -> Self {
        let it = Self { engines };
        let docker = it.docker();
        let address =
            docker.get_envs().find(|(name, _)| *name == "DOCKER_HOST").unwrap().1.unwrap();
        let host = format!("host={}", address.to_string_lossy());
        let docker = || engines.with(Store::Overlay2).docker();
        Bench { base, docker: &docker }.docker(&[
            "context",
            "create",
            Self::CONTEXT,
            "--docker",
            &host,
        ]);
        import(base, engines, &|| it.docker());
        it
    }

    fn docker(&self) -> Command {
        self.engines.with(Store::Containerd).docker()
    }

    fn verify(&self, case: &Case, base: &str, docker: &dyn Fn() -> Command) -> Result<(), String> {
        verify(case, base, docker, &["--builder", Self::CONTEXT])
    }
}

impl Drop for Elsewhere<'_> {
    fn drop(&mut self) {
        drop(self.docker().args(["context", "rm", "--force", Self::CONTEXT]).output());
    }
}

/// What is more than one call, and what it must come to.
type Check = fn(&Bench<'_>) -> Result<(), String>;

const OTHERS: &[(&str, Check)] = &[
    ("killed, then --clean", interrupts::killed),
    ("interrupted in a build", interrupts::in_a_build),
    ("interrupted twice with a container at work", interrupts::twice_in_a_container),
    ("kept under a name", uses::kept),
    ("files copied out", uses::copied),
    ("stopped and started again", uses::restarted),
    ("since a commit", uses::since_a_commit),
    ("an image that is fresh, and one that is stale", uses::stale_image),
    ("what the recorded builds say", uses::as_recorded),
    ("check --fix --verify", uses::fixes_that_pass),
    ("progress on a terminal", uses::progress),
];

fn import(base: &str, engines: &Engines, docker: &dyn Fn() -> Command) {
    let archive = engines.base().with_extension("tar");
    let imported = docker().arg("import").arg(&archive).arg(base).output().unwrap();
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
}

fn verify(
    case: &Case,
    base: &str,
    docker: &dyn Fn() -> Command,
    flags: &[&str],
) -> Result<(), String> {
    let project = Bench { base, docker }.project(case.dockerfile);
    let mut program = project.program();
    program.args(["verify", "--quiet"]).args(case.flags).args(flags);
    if let Some(text) = case.against {
        program.arg("--against").arg(project.outside("against", text));
    }
    ran(program, case.code, case.report).map(drop)
}
