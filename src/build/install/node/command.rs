//! Which spellings install the dependencies of a project.

use super::super::call::Call;
use super::super::{Install, Installer};

const NPM_INSTALL: [&str; 12] = [
    "install", "i", "in", "ins", "inst", "insta", "instal", "isnt", "isnta", "isntal", "isntall",
    "add",
];
const NPM_CI: [&str; 5] = ["ci", "clean-install", "ic", "install-clean", "isntall-clean"];

/// Flags that take their value from the next word; those of all four, for none means something else elsewhere.
const VALUED: [&str; 34] = [
    "-C",
    "--prefix",
    "--cwd",
    "--dir",
    "-w",
    "--workspace",
    "--registry",
    "--cache",
    "--loglevel",
    "--userconfig",
    "--omit",
    "--include",
    "--only",
    "--network-timeout",
    "--network-concurrency",
    "--cache-folder",
    "--modules-folder",
    "--mutex",
    "--fetch-timeout",
    "--fetch-retries",
    "--fetch-retry-mintimeout",
    "--fetch-retry-maxtimeout",
    "--maxsockets",
    "--filter",
    "-F",
    "--store-dir",
    "--reporter",
    "--cache-dir",
    "--backend",
    "--linker",
    "--install-strategy",
    "--node-linker",
    "--child-concurrency",
    "--mode",
];

/// Flags with which nothing is installed, or not what the manifests ask for.
const OTHER_PURPOSE: [&str; 12] = [
    "-g",
    "--global",
    "--help",
    "-h",
    "--version",
    "-v",
    "--dry-run",
    "--package-lock-only",
    "--lockfile-only",
    "--lockfile",
    "--location=global",
    "--save-text-lockfile",
];

/// Reads an install.
pub(in super::super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let argv = call.argv;
    let installer = match argv.basename()? {
        "npm" => Installer::Npm,
        "yarn" | "yarnpkg" => Installer::Yarn,
        "pnpm" => Installer::Pnpm,
        "bun" => Installer::Bun,
        _ => return None,
    };
    if OTHER_PURPOSE.iter().any(|flag| argv.has_flag(flag)) {
        return None;
    }
    let operands = argv.operands(&VALUED);
    let mut operands = operands.iter().map(|word| word.literal());
    let verb = match operands.next() {
        None if installer == Installer::Yarn => "install",
        None => return None,
        Some(verb) => verb?,
    };
    let rest: Vec<Option<&str>> = operands.collect();
    let is_frozen = frozen(installer, verb, &rest, argv)?;
    Some(Install {
        directory: call.directory(directory_flags(installer))?,
        is_frozen,
        runs_hooks: !argv.has_flag("--ignore-scripts") && verb != "fetch",
        ..call.install(installer, title(installer, verb))
    })
}

fn title(installer: Installer, verb: &str) -> String {
    let verb = match verb {
        verb if NPM_INSTALL.contains(&verb) => "install",
        verb if NPM_CI.contains(&verb) => "ci",
        verb => verb,
    };
    format!("{} {verb}", installer.name())
}

fn directory_flags(installer: Installer) -> &'static [&'static str] {
    match installer {
        Installer::Npm => &["--prefix", "-C"],
        Installer::Yarn | Installer::Bun => &["--cwd"],
        _ => &["--dir", "-C", "--prefix"],
    }
}

/// Whether this is an install without package names, and then whether it leaves the lockfile alone.
fn frozen(
    installer: Installer,
    verb: &str,
    rest: &[Option<&str>],
    argv: crate::shell::Argv<'_>,
) -> Option<bool> {
    let has = |flags: &[&str]| flags.iter().any(|flag| argv.has_flag(flag));
    let is_frozen = match (installer, verb) {
        (Installer::Npm, verb) if NPM_CI.contains(&verb) => true,
        (Installer::Npm, verb) if NPM_INSTALL.contains(&verb) => {
            has(&["--no-package-lock", "--no-save"])
        }
        (Installer::Yarn, "workspaces") => {
            return (rest.first() == Some(&Some("focus"))).then_some(false);
        }
        (Installer::Yarn, "install") => {
            has(&["--frozen-lockfile", "--immutable", "--pure-lockfile", "--no-lockfile"])
        }
        (Installer::Pnpm, "fetch") => true,
        (Installer::Pnpm, "install" | "i") => has(&["--frozen-lockfile"]),
        (Installer::Bun, "ci") => true,
        (Installer::Bun, "install" | "i") => has(&["--frozen-lockfile", "--no-save"]),
        _ => return None,
    };
    // A name behind it adds a package, which is no affair of the manifests.
    rest.is_empty().then_some(is_frozen)
}

#[cfg(test)]
mod tests {
    use crate::build::ImagePath;
    use crate::build::install::Install;
    use crate::shell::{self, Word};

    fn check(line: &str) -> Option<String> {
        let script = shell::parse(line);
        let (_, command) = script.commands().next()?;
        let literal = |word: &Word| word.literal().map(str::to_owned);
        let found = Install::of(&command.invocation(), &ImagePath::root().join("app"), &literal)?;
        let frozen = if found.is_frozen { " frozen" } else { "" };
        let hooks = if found.runs_hooks { "" } else { " no-hooks" };
        Some(format!("{} {}{frozen}{hooks}", found.title, found.directory.absolute()?))
    }

    #[test]
    fn spellings() {
        for (line, expected) in [
            ("npm install", "npm install /app"),
            ("npm i --omit=dev", "npm install /app"),
            ("npm i --only production", "npm install /app"),
            ("npm ci", "npm ci /app frozen"),
            ("npm clean-install --ignore-scripts", "npm ci /app frozen no-hooks"),
            ("npm --prefix web ci", "npm ci /app/web frozen"),
            ("npm install --prefix=/srv", "npm install /srv"),
            ("sudo -E npm install", "npm install /app"),
            ("yarn", "yarn install /app"),
            ("yarn --frozen-lockfile", "yarn install /app frozen"),
            ("yarn install --immutable", "yarn install /app frozen"),
            ("yarn --cwd web install", "yarn install /app/web"),
            ("pnpm i --frozen-lockfile --prod", "pnpm install /app frozen"),
            ("pnpm -C web install", "pnpm install /app/web"),
            ("corepack pnpm install", "pnpm install /app"),
            ("pnpm fetch", "pnpm fetch /app frozen no-hooks"),
            ("bun install", "bun install /app"),
            ("bun ci", "bun ci /app frozen"),
        ] {
            assert_eq!(check(line).as_deref(), Some(expected), "{line}");
        }
        for other in [
            "npm install express",
            "npm i -g pnpm",
            "npm install --global x",
            "npm run build",
            "npm",
            "npm --version",
            "npm ci --dry-run",
            "yarn add x",
            "yarn build",
            "yarn --version",
            "yarn global add x",
            "pnpm add x",
            "pnpm run build",
            "bun run x",
            "bun add x",
            "npx install",
            "echo npm install",
            "npm $CMD",
        ] {
            assert_eq!(check(other), None, "{other}");
        }
    }
}
