//! Lifecycle scripts that run along with an install, and what they need.

use super::super::Installer;
use crate::build::project::PackageJson;
use crate::shell::{self, Invocation};

/// What a lifecycle script needs to give the same result without the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Hook {
    /// Nothing of the project.
    Nothing,
    /// These files or directories, relative to the package.
    Files(Vec<&'static str>),
    /// It looks at the git repository, or sets something up in it.
    Repository(String),
    /// Nobody knows.
    Unknown(String),
}

/// The scripts that the installer runs for a package of the project (not for its dependencies).
pub(super) fn names(installer: Installer) -> &'static [&'static str] {
    match installer {
        Installer::Npm => &[
            "preinstall",
            "install",
            "postinstall",
            "prepublish",
            "preprepare",
            "prepare",
            "postprepare",
        ],
        Installer::Yarn => &["preinstall", "install", "postinstall", "prepublish", "prepare"],
        Installer::Pnpm => &[
            "pnpm:devPreinstall",
            "preinstall",
            "install",
            "postinstall",
            "prepublish",
            "preprepare",
            "prepare",
            "postprepare",
        ],
        _ => &["preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare"],
    }
}

/// The hooks of a package: name of the script, and what it needs.
pub(super) fn of(package: &PackageJson, installer: Installer) -> Vec<(&'static str, Hook)> {
    let names = names(installer).iter();
    names.filter_map(|name| Some((*name, needs(package.scripts.get(*name)?)))).collect()
}

/// What the commands of a script need, taken together.
fn needs(script: &str) -> Hook {
    let script = shell::parse(script);
    if !script.clean {
        return Hook::Unknown("a script that could not be read".into());
    }
    let mut together = Hook::Nothing;
    for (_, command) in script.commands() {
        let invocation = command.invocation();
        if invocation.nested_script().is_some() || invocation.argv.words().is_empty() {
            continue;
        }
        together = match (together, command_needs(&invocation)) {
            (unknown @ Hook::Unknown(_), _) | (_, unknown @ Hook::Unknown(_)) => unknown,
            (repository @ Hook::Repository(_), _) | (_, repository @ Hook::Repository(_)) => {
                repository
            }
            (Hook::Files(mut files), Hook::Files(more)) => {
                files.extend(more);
                Hook::Files(files)
            }
            (Hook::Files(files), Hook::Nothing) | (Hook::Nothing, Hook::Files(files)) => {
                Hook::Files(files)
            }
            (Hook::Nothing, Hook::Nothing) => Hook::Nothing,
        };
    }
    together
}

fn command_needs(invocation: &Invocation<'_>) -> Hook {
    let words: Vec<Option<&str>> =
        invocation.argv.words().iter().map(|word| word.literal()).collect();
    // The runner's own flags may stand before the program.
    let runs =
        |skip: usize| words[skip..].iter().flatten().copied().find(|word| !word.starts_with('-'));
    let program = match words.as_slice() {
        [Some("npx" | "bunx" | "pnpx"), ..] => runs(1),
        [Some("pnpm" | "yarn"), Some("exec" | "dlx"), ..] => runs(2),
        _ => words.first().copied().flatten(),
    };
    let Some(program) = program else { return Hook::Unknown("a command that varies".into()) };
    let name = program.rsplit('/').next().unwrap_or(program).split('@').next().unwrap_or(program);
    match name {
        "echo"
        | "true"
        | "false"
        | "exit"
        | ":"
        | "test"
        | "["
        | "is-ci"
        | "is-ci-cli"
        | "only-allow"
        | "check-engines"
        | "check-node-version"
        | "opencollective"
        | "opencollective-postinstall"
        | "cd" => Hook::Nothing,
        "patch-package" => Hook::Files(vec!["patches"]),
        "husky" | "lefthook" | "simple-git-hooks" | "yorkie" => Hook::Repository(name.to_owned()),
        _ => Hook::Unknown(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needs_of_scripts() {
        for (script, expected) in [
            ("echo hi || true", Hook::Nothing),
            ("npx only-allow pnpm", Hook::Nothing),
            ("patch-package", Hook::Files(vec!["patches"])),
            ("is-ci || husky install", Hook::Repository("husky".into())),
            ("npx --no-install husky", Hook::Repository("husky".into())),
            ("tsc -p .", Hook::Unknown("tsc".into())),
            ("patch-package && node scripts/x.js", Hook::Unknown("node".into())),
            ("npm run build", Hook::Unknown("npm".into())),
            ("$X", Hook::Unknown("a command that varies".into())),
        ] {
            assert_eq!(needs(script), expected, "{script}");
        }
    }
}
