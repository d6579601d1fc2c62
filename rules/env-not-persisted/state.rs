//! Commands that change the shell that runs them, and nothing else.

use crate::lint::prelude::*;

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// The working directory.
    Directory,
    /// Variables.
    Variable,
    /// Whatever a file of settings sets.
    Sourced,
    /// Aliases.
    Alias,
    /// Limits and masks of processes.
    Limit,
    /// Options of the shell.
    Options,
    /// Which version or environment of a language is in use.
    Environment,
}

impl Change {
    /// What a command changes; `None` for one that may do anything else.
    pub(super) fn of(command: &Command, dialect: Dialect) -> Option<Self> {
        // What it prints may be what it is for.
        if !command.redirects.is_empty() {
            return None;
        }
        let argv = command.argv();
        let Some(name) = argv.name() else {
            let is_assignment = command.words.is_empty() && !command.assignments.is_empty();
            let is_pure = command.assignments.iter().all(|it| it.value.substitutions.is_empty());
            return (is_assignment && is_pure).then_some(Change::Variable);
        };
        let args = argv.args();
        let first = args.first().map(|word| word.known_start()).unwrap_or_default();
        let has_operand = args.iter().any(|word| !word.known_start().starts_with('-'));
        if dialect == Dialect::Cmd {
            return match name.to_ascii_lowercase().as_str() {
                "cd" | "chdir" => has_operand.then_some(Change::Directory),
                "set" => (first.contains('=') && !first.starts_with('/')).then_some(Change::Variable),
                _ => None,
            };
        }
        match name {
            "cd" => Some(Change::Directory),
            "export" | "declare" | "typeset" => has_operand.then_some(Change::Variable),
            "alias" => first.contains('=').then_some(Change::Alias),
            "ulimit" | "umask" => has_operand.then_some(Change::Limit),
            "set" | "shopt" => (!args.is_empty()).then_some(Change::Options),
            "." | "source" => sourced(args),
            "nvm" | "sdk" | "workon" | "rvm" | "conda" | "mamba" | "micromamba" | "pyenv" | "rbenv" => {
                is_switch(name, args).then_some(Change::Environment)
            }
            _ => None,
        }
    }
}

/// Files that hold settings by custom.
const SETTINGS: [&str; 17] = [
    "profile", ".profile", ".bash_profile", ".bash_login", ".bashrc", "bashrc", ".zprofile", ".zshenv", ".zshrc", ".kshrc",
    ".cshrc", ".env", "env", "environment", "nvm.sh", "setup.bash", "setup.sh",
];

/// Reading settings; a script that is sourced may do anything.
fn sourced(args: &[ShellWord]) -> Option<Change> {
    let file = args.first()?;
    let written = file.value.as_str();
    let name = written.rsplit('/').next().unwrap_or_default();
    // `source activate name` is how conda was told of old.
    if name == "activate" {
        return Some(Change::Environment);
    }
    let is_settings = SETTINGS.contains(&name) || name.ends_with(".env");
    // A setup.sh is a file of settings only where ROS puts it.
    let is_ros = !name.starts_with("setup.") || written.contains("/opt/ros/") || written.contains("/devel/") || written.contains("/install/");
    (is_settings && is_ros).then_some(Change::Sourced)
}

/// Whether a version manager is told to use something in this shell only.
fn is_switch(name: &str, args: &[ShellWord]) -> bool {
    let has = |word: &str| args.iter().any(|arg| arg.is(word));
    let starts = |word: &str| args.first().is_some_and(|arg| arg.is(word));
    match name {
        "workon" => !args.is_empty(),
        "nvm" => starts("use") && !has("default"),
        "sdk" => starts("use"),
        "rvm" => starts("use") && !has("--default"),
        "pyenv" | "rbenv" => starts("shell"),
        _ => starts("activate"),
    }
}
