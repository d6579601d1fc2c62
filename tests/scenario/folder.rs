//! The folders of a scenario on the disk: made by its commands, copied, changed.

use super::{Build, Scenario};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the names that begin with `@` stand for in one run.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    /// `@B`: the base image.
    pub(crate) base: String,
    /// `@I`: the second image.
    pub(crate) image: String,
    /// `@S`: the salt.
    pub(crate) salt: String,
    /// `@H`: the address of the HTTP server, without a slash at its end.
    pub(crate) http: String,
    /// `@G`: the address of the git server, without a slash at its end.
    pub(crate) git: String,
    /// The folder from which the HTTP server answers; `None` where there is no server.
    pub(crate) served: Option<PathBuf>,
}

impl Names {
    /// Names for a run without servers and images.
    pub(crate) fn offline() -> Self {
        Self {
            base: "base".into(),
            image: "second-image".into(),
            salt: "salt".into(),
            http: "http://127.0.0.1:18999".into(),
            git: "git://127.0.0.1:19418".into(),
            served: None,
        }
    }

    /// A text of the scenario with its names filled in.
    pub(crate) fn fill(&self, text: &str) -> String {
        let names = [
            ("@B", &self.base),
            ("@I", &self.image),
            ("@S", &self.salt),
            ("@H", &self.http),
            ("@G", &self.git),
        ];
        names.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }
}

/// Where a scenario is played: a folder in which the commands run, and what lies beside it.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    scenario: &'a Scenario,
    names: &'a Names,
    /// The folder that holds the working folder and what commands put beside it.
    root: PathBuf,
}

impl<'a> Place<'a> {
    /// Makes everything as it is before build A, in the folder `root`, which must not exist.
    ///
    /// Fails with the reason when one of the commands does.
    pub(crate) fn new(
        scenario: &'a Scenario,
        names: &'a Names,
        root: PathBuf,
    ) -> Result<Self, String> {
        let place = Self { scenario, names, root };
        std::fs::create_dir_all(place.working_folder()).unwrap();
        let recipe = &scenario.recipe;
        place.run(&scenario.context)?;
        place.write("Dockerfile", &recipe.dockerfile);
        if let Some(ignore) = &recipe.ignore {
            place.write(".dockerignore", ignore);
        }
        if let Some(ignore) = &recipe.dockerfile_ignore {
            place.write("Dockerfile.dockerignore", ignore);
        }
        place.run(&recipe.setup)?;
        Ok(place)
    }

    /// The folder in which the commands run, called like the one that holds it.
    ///
    /// Each has a name of its own: an engine takes contexts of the same name for the same one (`buildx` hands it the
    /// last part of the path), and asks only for what has changed since.
    fn working_folder(&self) -> PathBuf {
        working_folder(&self.root)
    }

    /// The folder that is the context of the builds.
    pub(crate) fn context(&self) -> PathBuf {
        self.working_folder().join(&self.scenario.recipe.folder)
    }

    /// The folder that holds the working folder: what the git server shows.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Copies everything to the folder `root`, with modes, owners, times, links and attributes.
    pub(crate) fn copied_to(&self, root: PathBuf) -> Self {
        let copied = Command::new("cp").arg("-a").arg(&self.root).arg(&root).status().unwrap();
        assert!(copied.success(), "cannot copy {}", self.root.display());
        let name = self.root.file_name().unwrap();
        std::fs::rename(root.join(name), working_folder(&root)).unwrap();
        Self { root, ..*self }
    }

    /// Makes the changes between the builds here; after `between`, if there is a build in between.
    pub(crate) fn change(&self) -> Result<(), String> {
        if let Some(dockerfile) = &self.scenario.recipe.dockerfile_b {
            self.write(self.scenario.dockerfile_path(Build::B), dockerfile);
        }
        self.run(&self.scenario.recipe.change)
    }

    /// Makes what is built between A and B.
    pub(crate) fn prepare_between(&self) -> Result<(), String> {
        self.run(self.scenario.recipe.between.as_deref().unwrap_or_default())
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.context().join(path), self.names.fill(text)).unwrap();
    }

    /// Runs commands in the working folder; the error says what they printed.
    fn run(&self, commands: &str) -> Result<(), String> {
        let mut shell = shell(&self.names.fill(commands), &self.working_folder());
        let served = self.names.served.as_deref().unwrap_or(Path::new(""));
        let output = shell.env("SERVED", served).output().unwrap();
        if output.status.success() {
            return Ok(());
        }
        Err(format!("{}\n{}", commands.trim_end(), String::from_utf8_lossy(&output.stderr)))
    }
}

fn working_folder(root: &Path) -> PathBuf {
    root.join(root.file_name().expect("a root has a name"))
}

/// A shell that runs commands in a folder, whatever the user's own settings are.
pub(crate) fn shell(commands: &str, folder: &Path) -> Command {
    let mut shell = Command::new("sh");
    shell
        .args(["-e", "-c", &format!("{PRELUDE}{commands}")])
        .current_dir(folder)
        .envs([("GIT_AUTHOR_NAME", "a"), ("GIT_AUTHOR_EMAIL", "a@example.com")])
        .envs([("GIT_COMMITTER_NAME", "a"), ("GIT_COMMITTER_EMAIL", "a@example.com")])
        .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("LC_ALL", "C")]);
    shell
}

/// Run before the commands of a scenario: fixed modes, and the command that tells the HTTP server what to answer.
const PRELUDE: &str = r#"
umask 022
serve() {
  [ -n "$SERVED" ] || return 0
  file=$SERVED$1
  shift
  mkdir -p "${file%/*}"
  printf '%s\n' "$@" > "$file"
}
"#;

/// Why the commands of a scenario cannot run on this machine; `None` when they can.
pub(crate) fn obstacle(scenario: &Scenario) -> Option<String> {
    let recipe = &scenario.recipe;
    let commands =
        [&scenario.context, &recipe.setup, &recipe.change].map(String::as_str).join("\n");
    let tools = ["git", "gzip", "mkfifo", "mknod", "python3", "setcap", "setfattr"];
    let words: Vec<&str> = commands.split(|c: char| !c.is_alphanumeric()).collect();
    let missing = tools.into_iter().find(|tool| words.contains(tool) && !is_installed(tool));
    if let Some(tool) = missing {
        return Some(format!("{tool} is not installed"));
    }
    let privileged = ["chown", "mknod", "setcap", "trusted"];
    let needs_root = privileged.into_iter().find(|word| words.contains(word));
    needs_root.filter(|_| !is_root()).map(|word| format!("{word} needs root"))
}

fn is_installed(tool: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(tool).is_file())
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}
