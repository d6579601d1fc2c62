//! Projects of a few lines in folders of their own, and the program in them.

use super::says;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Where small projects are built: on which base, with which engine.
#[derive(Clone, Copy)]
pub(super) struct Bench<'b> {
    pub(super) base: &'b str,
    /// The engine's command line.
    pub(super) docker: &'b dyn Fn() -> Command,
}

/// A project with a Dockerfile and an `index.html`. It is gone with the value.
pub(super) struct Project<'b> {
    bench: Bench<'b>,
    folder: TempDir,
}

impl<'b> Bench<'b> {
    /// A new project; `@B` in the Dockerfile is the base.
    pub(super) fn project(self, dockerfile: &str) -> Project<'b> {
        let project = Project { bench: self, folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(project.path()).unwrap();
        project.write("Dockerfile", dockerfile);
        project.write("index.html", "hello\n");
        project
    }

    /// What an engine's command prints.
    pub(super) fn docker(self, words: &[&str]) -> String {
        let ran = (self.docker)().args(words).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8_lossy(&ran.stdout).trim().to_owned()
    }
}

impl Project<'_> {
    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text.replace("@B", self.bench.base)).unwrap();
    }

    pub(super) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// A file beside the project.
    pub(super) fn outside(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text.replace("@B", self.bench.base)).unwrap();
        path
    }

    /// The program in the project, with the engine and a cache folder of its own.
    pub(super) fn program(&self) -> Command {
        self.at_work(Command::new(env!("CARGO_BIN_EXE_dockwright")))
    }

    /// Another program that calls it.
    pub(super) fn at_work(&self, mut program: Command) -> Command {
        let docker = (self.bench.docker)();
        program.current_dir(self.path()).stdin(Stdio::null());
        program.envs(docker.get_envs().filter_map(|(name, value)| Some((name, value?))));
        program.env("XDG_CACHE_HOME", self.folder.path().join("cache"));
        program
    }

    /// What git does in the project.
    pub(super) fn git(&self, words: &[&str]) {
        git(&self.path(), words);
    }
}

fn git(folder: &Path, words: &[&str]) {
    let names = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"];
    let ran = Command::new("git").args(names).args(words).current_dir(folder).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

/// Runs it: the exit code, and pieces of lines of its output in this order; all that it said.
pub(super) fn ran(mut program: Command, code: i32, report: &str) -> Result<String, String> {
    let ran = program.output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    let all = format!("{text}{}", String::from_utf8_lossy(&ran.stderr));
    if ran.status.code() != Some(code) {
        return Err(format!("exit code {:?}, expected {code}\n{all}", ran.status.code()));
    }
    says(&text, report).map_err(|error| format!("{error}\n{all}"))?;
    Ok(all)
}
