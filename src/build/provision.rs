//! Commands that provide the system or a tool, and need nothing of the project:
//! `apt-get install git`, `npm install -g pm2`.
//!
//! Owns which spellings these are. Whether one stands in a wise place is for
//! rules to say.

use crate::shell::{Argv, Invocation, Part, Pipeline, Word};

/// What is provided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProvisionKind {
    /// Packages of the operating system.
    SystemPackages,
    /// Only what such packages are installed from: `apt-get update`, the set-up of a repository.
    SystemIndex,
    /// A program or library, by name, from its own registry.
    Tool,
}

/// A command that provides something by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provision {
    /// What.
    pub kind: ProvisionKind,
    /// The command as a person would call it: `apt-get install`, `npm install -g pm2`.
    pub title: String,
    /// Files of the working directory that it reads if they are there.
    pub reads: &'static [&'static str],
    /// Whether it runs a script from the network, which may do anything.
    pub is_opaque: bool,
}

const RUST_FILES: &[&str] =
    &["rust-toolchain", "rust-toolchain.toml", ".cargo/config.toml", ".cargo/config"];
const DOTNET_FILES: &[&str] = &["global.json", "nuget.config", "NuGet.Config", "NuGet.config"];

impl Provision {
    /// Reads a command.
    pub fn of(invocation: &Invocation<'_>) -> Option<Self> {
        let argv = invocation.argv;
        system(argv).or_else(|| tool(argv))
    }

    /// Reads a pipeline that gives a script from the network to a shell: `curl … | sh`.
    pub fn of_pipeline(pipeline: &Pipeline) -> Option<Self> {
        let [Part::Command(first), Part::Command(last)] = pipeline.parts.as_slice() else {
            return None;
        };
        let (fetch, shell) = (first.invocation(), last.invocation());
        let urls: Vec<&str> = fetch.args().iter().map(Word::known_start).collect();
        let url =
            urls.iter().find(|word| word.starts_with("https://") || word.starts_with("http://"))?;
        let reads_input = shell
            .args()
            .iter()
            .take_while(|word| !word.is("--") && !word.is("-"))
            .all(|word| word.known_start().starts_with('-') || word.is("-s"));
        let is_script = fetch.runs(&["curl", "wget"])
            && shell
                .runs(&["sh", "bash", "zsh", "ash", "dash", "python", "python3", "php", "perl"])
            && reads_input;
        let name = fetch.argv.basename().filter(|_| is_script)?;
        let shell = shell.argv.basename()?;
        let sets_up = ["setup_", "/setup.", "script.deb", "script.rpm", "repo"];
        let kind = match sets_up.iter().any(|part| url.contains(part)) {
            true => ProvisionKind::SystemIndex,
            false => ProvisionKind::Tool,
        };
        Some(Self { kind, title: format!("{name} … | {shell}"), reads: &[], is_opaque: true })
    }
}

fn system(argv: Argv<'_>) -> Option<Provision> {
    let name = argv.basename()?;
    let operands =
        argv.operands(&["-o", "-t", "-c", "--option", "--target-release", "--virtual", "-X"]);
    let verb = operands.first().and_then(|word| word.literal());
    if name == "pacman" {
        let is_sync = argv.has_short_flag('S');
        return is_sync
            .then(|| Provision { kind: ProvisionKind::SystemPackages, ..bare("pacman -S") });
    }
    let verb = verb?;
    let is_install = match name {
        "apt-get" | "apt" | "aptitude" => verb == "install",
        "apk" => verb == "add",
        "dnf" | "yum" | "microdnf" | "tdnf" => matches!(verb, "install" | "groupinstall"),
        "zypper" => matches!(verb, "install" | "in"),
        _ => return None,
    };
    let is_index = matches!(
        verb,
        "update" | "upgrade" | "dist-upgrade" | "makecache" | "refresh" | "check-update"
    );
    let kind = match is_install {
        true => ProvisionKind::SystemPackages,
        false if is_index => ProvisionKind::SystemIndex,
        false => return None,
    };
    Some(Provision { kind, ..bare(&format!("{name} {verb}")) })
}

fn tool(argv: Argv<'_>) -> Option<Provision> {
    let name = argv.basename()?;
    match name {
        "npm" | "pnpm" | "bun" | "yarn" => node(name, argv),
        "pip" | "pip3" | "pipx" | "uv" => python(name, argv),
        name if name.starts_with("python") || name.starts_with("pip3.") => python(name, argv),
        "gem" => {
            let other = ["-l", "--local", "--file", "-g", "-i", "--install-dir"];
            named(argv, &["install"], &["-v", "--version", "--source", "-s"], &other, &[])
        }
        "corepack" => {
            let is_enable = argv.operands(&[]).first().is_some_and(|word| word.is("enable"));
            if is_enable {
                Some(bare("corepack enable"))
            } else {
                named(argv, &["prepare"], &[], &["--all"], &[])
            }
        }
        "rustup" => rustup(argv),
        "cargo" => {
            let valued = [
                "--version",
                "--vers",
                "--git",
                "--branch",
                "--tag",
                "--rev",
                "--root",
                "--features",
                "-F",
                "-j",
                "--target",
            ];
            named(argv, &["install", "binstall"], &valued, &["--path"], RUST_FILES)
        }
        "go" => {
            let operands = argv.operands(&["-ldflags", "-tags", "-C"]);
            let is_pinned = operands.iter().skip(1).all(|word| word.value.contains('@'));
            named(argv, &["install"], &["-ldflags", "-tags"], &["-C", "-modfile"], &[])
                .filter(|_| is_pinned)
        }
        "dotnet" => dotnet(argv),
        "composer" => sub(argv, "global", &["require"], &[]),
        _ => None,
    }
}

/// Global installs of npm and its kin; their project settings do not count there.
fn node(name: &str, argv: Argv<'_>) -> Option<Provision> {
    let is_global = ["-g", "--global", "--location=global"].iter().any(|flag| argv.has_flag(flag));
    if name == "yarn" {
        return sub(argv, "global", &["add"], &[]);
    }
    let provision = named(
        argv,
        &["install", "i", "add"],
        &["--registry", "--cache"],
        &["--prefix", "-C"],
        &[],
    )?;
    is_global.then(|| Provision { title: with_flag(&provision.title, "-g"), ..provision })
}

fn with_flag(title: &str, flag: &str) -> String {
    match title.rsplit_once(' ') {
        Some((front, last)) => format!("{front} {flag} {last}"),
        None => title.to_owned(),
    }
}

/// pip in its spellings, pipx and `uv tool`.
fn python(name: &str, argv: Argv<'_>) -> Option<Provision> {
    const VALUED: [&str; 12] = [
        "-i",
        "--index-url",
        "--extra-index-url",
        "--trusted-host",
        "--timeout",
        "--retries",
        "--cache-dir",
        "--root-user-action",
        "--progress-bar",
        "--proxy",
        "--upgrade-strategy",
        "--python",
    ];
    // With these, files take part or it goes elsewhere.
    const OTHER: [&str; 14] = [
        "-r",
        "--requirement",
        "-e",
        "--editable",
        "-c",
        "--constraint",
        "-f",
        "--find-links",
        "--no-index",
        "-t",
        "--target",
        "--prefix",
        "--root",
        "--group",
    ];
    let words = argv.words();
    let pip = match name {
        "uv" if words.get(1).is_some_and(|word| word.is("tool")) => {
            return sub(argv, "tool", &["install"], &[]);
        }
        "uv" if words.get(1).is_some_and(|word| word.is("pip")) && argv.has_flag("--system") => {
            Argv::new(words.get(1..)?)
        }
        "uv" => return None,
        name if name.starts_with("pip") => argv,
        _ if words.get(1)?.is("-m") && words.get(2)?.is("pip") => Argv::new(words.get(2..)?),
        _ => return None,
    };
    let is_local = |word: &&Word| {
        let text = &word.value;
        let is_archive =
            [".whl", ".gz", ".zip", ".txt", ".tar"].iter().any(|end| text.ends_with(end));
        !text.contains("://") && (is_archive || text.contains('/'))
    };
    if pip.operands(&VALUED).iter().any(is_local) {
        return None;
    }
    named(pip, &["install"], &VALUED, &OTHER, &[])
}

fn rustup(argv: Argv<'_>) -> Option<Provision> {
    let operands = argv.operands(&["--toolchain", "--profile", "--target", "-t", "-c"]);
    let mut words = operands.iter().map(|word| word.literal());
    let title = match (words.next()??, words.next()??) {
        ("target" | "component", "add") => format!("rustup {} add", operands[0].value),
        ("toolchain", "install" | "add") => "rustup toolchain install".to_owned(),
        ("default", _) => "rustup default".to_owned(),
        _ => return None,
    };
    Some(Provision { reads: RUST_FILES, ..bare(&title) })
}

fn dotnet(argv: Argv<'_>) -> Option<Provision> {
    let is_global = argv.has_flag("-g") || argv.has_flag("--global");
    let provision = sub(argv, "tool", &["install", "update"], DOTNET_FILES);
    provision.filter(|_| is_global && argv.flag_value(&["--add-source", "--configfile"]).is_none())
}

/// `program group verb name…`, as in `yarn global add x`.
fn sub(
    argv: Argv<'_>,
    group: &str,
    verbs: &[&str],
    reads: &'static [&'static str],
) -> Option<Provision> {
    let words = argv.words();
    let rest = words.iter().skip(1).position(|word| word.is(group))?;
    let inner = Argv::new(words.get(rest + 1..)?);
    let found = named(inner, verbs, &["--version", "-v"], &["--path", "--prefix"], reads)?;
    Some(Provision { title: format!("{} {}", argv.basename()?, found.title), ..found })
}

/// `program verb name…` where all names are names of a registry, and none of the flags `other` is given.
fn named(
    argv: Argv<'_>,
    verbs: &[&str],
    valued: &[&str],
    other: &[&str],
    reads: &'static [&'static str],
) -> Option<Provision> {
    let operands = argv.operands(valued);
    let (verb, names) = operands.split_first()?;
    let verb = verb.literal().filter(|verb| verbs.contains(verb))?;
    let first = names.first()?;
    let has_other =
        other.iter().any(|flag| argv.has_flag(flag) || argv.flag_value(&[flag]).is_some());
    if has_other || !names.iter().all(|name| is_name(name)) {
        return None;
    }
    let title = format!("{} {verb} {}", argv.basename()?, first.value);
    Some(Provision { reads, ..bare(&title) })
}

fn is_name(word: &Word) -> bool {
    let start = word.known_start();
    let is_file =
        [".tgz", ".tar.gz", ".gem", ".whl", ".phar"].iter().any(|end| word.value.ends_with(end));
    let is_remote = start.contains("://");
    !start.is_empty()
        && !start.starts_with(['.', '/', '~'])
        && !start.starts_with("file:")
        && word.substitutions.is_empty()
        && (is_remote || !is_file && !word.value.contains('*'))
}

fn bare(title: &str) -> Provision {
    let kind = ProvisionKind::Tool;
    Provision { kind, title: title.to_owned(), reads: &[], is_opaque: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell;

    fn check(line: &str) -> Option<String> {
        let script = shell::parse(line);
        let pipeline = &script.list.items.first()?.pipeline;
        let of_command = || Provision::of(&pipeline.as_command()?.invocation());
        Provision::of_pipeline(pipeline).or_else(of_command).map(|provision| provision.title)
    }

    #[test]
    fn spellings() {
        for (line, title) in [
            ("apt-get install -y --no-install-recommends git", "apt-get install"),
            ("apt-get -qq -o Acquire::Retries=3 install git", "apt-get install"),
            ("apt-get update -qq", "apt-get update"),
            ("apk add --no-cache --virtual .deps gcc", "apk add"),
            ("yum -y install git", "yum install"),
            ("zypper -n in git", "zypper in"),
            ("npm i -g pm2", "npm i -g pm2"),
            ("npm install --global @vue/cli@4", "npm install -g @vue/cli@4"),
            ("yarn global add serve", "yarn global add serve"),
            ("pip install --no-cache-dir poetry==1.8", "pip install poetry==1.8"),
            ("python3 -m pip install --upgrade pip", "pip install pip"),
            ("uv tool install ruff", "uv tool install ruff"),
            ("gem install bundler -v 2.4", "gem install bundler"),
            ("corepack enable", "corepack enable"),
            ("corepack prepare pnpm@9 --activate", "corepack prepare pnpm@9"),
            ("rustup target add x86_64-unknown-linux-musl", "rustup target add"),
            ("cargo install cargo-chef --locked", "cargo install cargo-chef"),
            ("go install github.com/a/b@v1", "go install github.com/a/b@v1"),
            ("dotnet tool install -g dotnet-ef", "dotnet tool install dotnet-ef"),
            ("curl -sSf https://sh.rustup.rs | sh -s -- -y", "curl … | sh"),
        ] {
            assert_eq!(check(line).as_deref(), Some(title), "{line}");
        }
        for other in [
            "apt-get clean",
            "apk del gcc",
            "npm install express",
            "npm i -g .",
            "npm i -g ./cli.tgz",
            "pip install -r requirements.txt",
            "pip install .",
            "pip install -e lib",
            "pip install poetry -c constraints.txt",
            "pip install dist/app.whl",
            "uv pip install x",
            "gem install app.gem",
            "corepack install",
            "cargo install --path .",
            "go install ./cmd/x",
            "go install",
            "dotnet tool install dotnet-ef",
            "curl -sSf https://x | tar xz",
            "cat install.sh | sh",
        ] {
            assert_eq!(check(other), None, "{other}");
        }
    }
}
