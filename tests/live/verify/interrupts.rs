//! Verifications that do not come to their end: Ctrl-C, Ctrl-C again, and what leaves no time for anything.

use super::leftovers::Holdings;
use super::project::{Bench, Project, ran};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long something is waited for that must come.
const PATIENCE: Duration = Duration::from_secs(120);

/// A verification at work; killed when nobody waits for its end.
struct AtWork(Option<Child>);

impl AtWork {
    fn start(project: &Project<'_>) -> Self {
        let mut program = project.program();
        program.args(["verify", "--quiet", "--no-predictions", "--wait", "60"]);
        Self(Some(program.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()))
    }

    fn interrupt(&self) {
        let id = self.0.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    }

    /// It ends by itself, with 2 and a word.
    fn ends(mut self) -> Result<(), String> {
        let output = self.0.take().unwrap().wait_with_output();
        let output = output.map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        match output.status.code() {
            Some(2) if said.contains("interrupted") => Ok(()),
            code => Err(format!("exit code {code:?}: {said}")),
        }
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

fn until(what: &str, is_so: &dyn Fn() -> bool) -> Result<(), String> {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        if Instant::now() > deadline {
            return Err(format!("{what}: that never came"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// Whether a container of a verification runs.
fn container_runs(bench: &Bench<'_>) -> bool {
    !bench.docker(&["ps", "--quiet", "--filter", "label=dev.dockwright.run"]).is_empty()
}

/// Whether a step runs that this text is in: it is a process of this machine.
fn step_runs(words: &str) -> bool {
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let commands = processes.filter_map(|it| std::fs::read(it.path().join("cmdline")).ok());
    commands
        .into_iter()
        .any(|line| String::from_utf8_lossy(&line).replace('\0', " ").contains(words))
}

/// A command that takes as long as it likes, and that no build has in its cache.
fn long_sleep() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    format!("sleep 1{}", now.subsec_nanos())
}

/// Ctrl-C while a step of a build runs.
pub(super) fn in_a_build(bench: &Bench<'_>) -> Result<(), String> {
    let sleep = long_sleep();
    let project = bench.project(&format!("FROM @B\nRUN {sleep}\n"));
    let work = AtWork::start(&project);
    until("the step", &|| step_runs(&sleep))?;
    work.interrupt();
    work.ends()?;
    until("the end of the step", &|| !step_runs(&sleep))
}

/// Ctrl-C twice while a container runs: the second one does not stop the removal.
pub(super) fn twice_in_a_container(bench: &Bench<'_>) -> Result<(), String> {
    let project = bench.project("FROM @B\nCMD [\"sleep\", \"1002\"]\n");
    let work = AtWork::start(&project);
    until("the container", &|| container_runs(bench))?;
    work.interrupt();
    std::thread::sleep(Duration::from_millis(50));
    work.interrupt();
    work.ends()
}

/// Kills it while a container runs, and again while a step runs: `--clean` removes what is left, and nothing else.
pub(super) fn killed(bench: &Bench<'_>) -> Result<(), String> {
    // Of somebody else: must stay.
    bench.docker(&["create", "--name", "of-somebody-else", bench.base, "true"]);
    let outcome = kill_and_clean(bench);
    bench.docker(&["rm", "--force", "of-somebody-else"]);
    outcome
}

fn kill_and_clean(bench: &Bench<'_>) -> Result<(), String> {
    let project = bench.project("FROM @B\nCMD [\"sleep\", \"1003\"]\n");
    let before = Holdings::of(bench.docker);
    let work = AtWork::start(&project);
    until("the container", &|| container_runs(bench))?;
    drop(work);
    let sleep = long_sleep();
    project.write("Dockerfile", &format!("FROM @B\nRUN {sleep}\n"));
    let work = AtWork::start(&project);
    until("the step", &|| step_runs(&sleep))?;
    drop(work);
    if Holdings::of(bench.docker).since(&before).is_ok() {
        return Err("nothing was left that could be removed".to_owned());
    }
    let mut clean = project.program();
    clean.args(["verify", "--clean"]);
    ran(clean, 0, "removed build\nremoved container\nremoved image\nremoved folder")?;
    until("the end of the step", &|| !step_runs(&sleep))?;
    Holdings::of(bench.docker).since(&before)
}
