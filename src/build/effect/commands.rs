//! What well-known commands touch.

use super::super::ImagePath;
use super::super::provision::Provision;
use super::{Effect, Sight, tools};
use crate::shell::{Argv, Invocation, Word};

/// Commands that touch no file of the image, whatever their arguments.
const QUIET: [&str; 38] = [
    ":",
    "[",
    "[[",
    "alias",
    "arch",
    "date",
    "declare",
    "dpkg-architecture",
    "echo",
    "exit",
    "export",
    "expr",
    "false",
    "getconf",
    "hostname",
    "id",
    "ldconfig",
    "let",
    "local",
    "nproc",
    "printf",
    "pwd",
    "read",
    "return",
    "set",
    "shift",
    "shopt",
    "sleep",
    "sync",
    "test",
    "trap",
    "true",
    "type",
    "ulimit",
    "umask",
    "uname",
    "unset",
    "wait",
];

/// Commands that keep to the places of the operating system, users and homes included.
const SYSTEM: [&str; 51] = [
    "a2disconf",
    "a2dismod",
    "a2dissite",
    "a2enconf",
    "a2enmod",
    "a2ensite",
    "addgroup",
    "adduser",
    "apk",
    "apt",
    "apt-get",
    "apt-key",
    "apt-mark",
    "add-apt-repository",
    "chpasswd",
    "corepack",
    "debconf-set-selections",
    "delgroup",
    "deluser",
    "dnf",
    "docker-php-ext-configure",
    "docker-php-ext-enable",
    "docker-php-ext-install",
    "docker-php-source",
    "dpkg",
    "dpkg-reconfigure",
    "gpg",
    "groupadd",
    "groupmod",
    "locale-gen",
    "localedef",
    "microdnf",
    "nvm",
    "pacman",
    "passwd",
    "pecl",
    "rpm",
    "rustup",
    "service",
    "systemctl",
    "tdnf",
    "update-alternatives",
    "update-ca-certificates",
    "update-locale",
    "update-rc.d",
    "useradd",
    "userdel",
    "usermod",
    "whoami",
    "yum",
    "zypper",
];

/// Where those write. The folders in which people put applications (`/app`, `/srv`, `/usr/src`, `/opt`) are not among them.
const SYSTEM_PLACES: [&str; 15] = [
    "/bin",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/root",
    "/run",
    "/sbin",
    "/tmp",
    "/usr/bin",
    "/usr/include",
    "/usr/lib",
    "/usr/local",
    "/usr/share",
    "/var",
];

pub(super) type PathOf<'p> = &'p dyn Fn(&Word) -> Option<ImagePath>;

/// What a command touches; `path` gives the place that a word names.
pub(super) fn effect(
    invocation: &Invocation<'_>,
    workdir: Option<&ImagePath>,
    path: PathOf<'_>,
) -> Effect {
    let argv = invocation.argv;
    let Some(name) = argv.basename() else { return Effect::unknown() };
    // `./configure` is not the `configure` of anybody's path.
    if argv.name().is_some_and(|name| {
        name.contains('/') && !name.starts_with("/usr/") && !name.starts_with("/bin/")
    }) {
        return Effect::unknown();
    }
    if Provision::of(invocation).is_some() {
        return provision(argv, path);
    }
    if let Some(effect) = tools::effect(argv, workdir, path) {
        return effect;
    }
    match name {
        name if QUIET.contains(&name) => Effect::none(),
        "node" | "command" | "which" => query(argv),
        "npm" | "yarn" | "pnpm" | "bun" => package_manager(name, argv),
        name if SYSTEM.contains(&name) => system(argv, path),
        "mkdir" | "rmdir" | "touch" | "rm" | "unlink" => {
            operands(argv, &["-m", "--mode", "-d", "-r", "-t"], 0, path, false)
        }
        "chmod" | "chown" | "chgrp" => operands(argv, &[], 1, path, true),
        "cat" | "head" | "tail" | "ls" | "wc" | "stat" | "du" | "sha256sum" | "md5sum" | "grep"
        | "basename" | "dirname" => reading(argv, workdir, path),
        "ln" | "cp" | "mv" | "install" => operands(argv, &["-m", "-o", "-g", "-t"], 0, path, true),
        "curl" | "wget" => download(argv, workdir, path),
        "git" => git(argv, workdir, path),
        "sed" => operands(argv, &["-e", "-f"], 1, path, true),
        "tee" => operands(argv, &[], 0, path, false),
        "tar" | "unzip" => unpack(name, argv, workdir, path),
        _ => Effect::unknown(),
    }
}

/// Programs of which only questions are harmless: `node --version`.
fn query(argv: Argv<'_>) -> Effect {
    let is_question =
        argv.args().iter().all(|word| word.literal().is_some_and(|word| word.starts_with('-')))
            && !argv.has_flag("-e")
            && !argv.has_flag("-p");
    if is_question || argv.runs(&["which", "command"]) { Effect::none() } else { Effect::unknown() }
}

pub(super) fn system_places() -> Vec<ImagePath> {
    SYSTEM_PLACES.into_iter().map(|place| ImagePath::root().join(place)).collect()
}

/// An install by name. Go keeps what it installs in a place of its own.
fn provision(argv: Argv<'_>, path: PathOf<'_>) -> Effect {
    let mut effect = system(argv, path);
    if argv.runs(&["go"]) {
        effect.writes.add(Sight::Known(vec![ImagePath::root().join("/go")]));
    }
    effect
}

/// Unpacking an archive: reads it, and writes where it is told, or into the working directory.
fn unpack(name: &str, argv: Argv<'_>, workdir: Option<&ImagePath>, path: PathOf<'_>) -> Effect {
    let is_tar = name == "tar";
    let mode = argv.args().first().and_then(|word| word.literal()).unwrap_or_default();
    let unpacks = !is_tar || mode.contains('x') || argv.has_flag("--extract");
    let (archive, target) = match is_tar {
        true => (argv.flag_value(&["-f", "--file"]), argv.flag_value(&["-C", "--directory"])),
        false => {
            (argv.operands(&["-d"]).first().map(|word| (*word).clone()), argv.flag_value(&["-d"]))
        }
    };
    // `tar xf x.tar` without a dash: the archive is the word behind the letters.
    let dashless =
        (is_tar && !mode.starts_with('-')).then(|| argv.args().get(1).cloned()).flatten();
    let archive = archive.or(dashless.filter(|_| mode.ends_with('f')));
    if !unpacks {
        return Effect::unknown();
    }
    let known =
        |path: Option<ImagePath>| path.map_or(Sight::Unknown, |path| Sight::Known(vec![path]));
    Effect {
        reads: match archive {
            Some(word) if !word.is("-") => known(path(&word)),
            _ => Sight::Known(Vec::new()),
        },
        writes: known(target.map_or_else(|| workdir.cloned(), |word| path(&word))),
    }
}

/// A system command; a word that looks like a path is read too (`apt-get install ./x.deb`).
fn system(argv: Argv<'_>, path: PathOf<'_>) -> Effect {
    let mut effect = Effect::writing(system_places());
    for word in argv.args() {
        let is_path =
            word.known_start().starts_with(['/', '.']) && word.known_start().contains('/');
        if is_path {
            effect.reads.add(path(word).map_or(Sight::Unknown, |path| Sight::Known(vec![path])));
        }
    }
    effect
}

/// npm and its kin, where they do not install a project.
fn package_manager(name: &str, argv: Argv<'_>) -> Effect {
    let verbs: Vec<&str> = argv
        .operands(&["--prefix", "-C", "--registry"])
        .iter()
        .filter_map(|word| word.literal())
        .collect();
    let is_global =
        argv.has_flag("-g") || argv.has_flag("--global") || argv.has_flag("--location=global");
    let is_settled = match verbs.as_slice() {
        [] => argv.has_flag("--version") || argv.has_flag("-v"),
        ["install" | "i" | "add" | "update" | "uninstall" | "rm" | "remove", ..] => is_global,
        ["cache", ..] | ["config", "set" | "get" | "delete" | "list", ..] => true,
        ["set" | "setup" | "store" | "login" | "ping", ..] => true,
        ["global", ..] => name == "yarn",
        _ => false,
    };
    if is_settled { Effect::writing(system_places()) } else { Effect::unknown() }
}

/// A command whose operands, all but the first `skip`, it changes, and also reads if `reads`.
fn operands(argv: Argv<'_>, valued: &[&str], skip: usize, path: PathOf<'_>, reads: bool) -> Effect {
    let paths: Option<Vec<ImagePath>> =
        argv.operands(valued).into_iter().skip(skip).map(path).collect();
    let writes = paths.map_or(Sight::Unknown, Sight::Known);
    let reads = if reads { writes.clone() } else { Sight::Known(Vec::new()) };
    Effect { reads, writes }
}

fn reading(argv: Argv<'_>, workdir: Option<&ImagePath>, path: PathOf<'_>) -> Effect {
    let mut effect = operands(argv, &["-n", "-c", "-e"], 0, path, true);
    effect.writes = Sight::Known(Vec::new());
    if argv.runs(&["ls", "du"]) && argv.operands(&[]).is_empty() {
        effect
            .reads
            .add(workdir.map_or(Sight::Unknown, |workdir| Sight::Known(vec![workdir.clone()])));
    }
    effect
}

/// Downloads write where they are told, or into the working directory.
fn download(argv: Argv<'_>, workdir: Option<&ImagePath>, path: PathOf<'_>) -> Effect {
    let uploads = [
        "-T",
        "--upload-file",
        "-F",
        "--form",
        "-K",
        "--config",
        "-i",
        "--input-file",
        "--post-file",
    ];
    if uploads.iter().any(|flag| argv.flag_value(&[flag]).is_some()) {
        return Effect::unknown();
    }
    let target =
        argv.flag_value(&["-o", "-O", "--output", "--output-document", "-P", "--directory-prefix"]);
    match target.filter(|_| argv.runs(&["wget"]) || !argv.has_short_flag('O')) {
        Some(word) if word.is("-") => Effect::none(),
        Some(word) => Effect {
            writes: path(&word).map_or(Sight::Unknown, |path| Sight::Known(vec![path])),
            ..Effect::none()
        },
        None if argv.runs(&["curl"])
            && !argv.has_short_flag('O')
            && !argv.has_flag("--remote-name") =>
        {
            Effect::none()
        }
        None => Effect {
            writes: workdir.map_or(Sight::Unknown, |workdir| Sight::Known(vec![workdir.clone()])),
            ..Effect::none()
        },
    }
}

/// `git config --global` and `git clone`.
fn git(argv: Argv<'_>, workdir: Option<&ImagePath>, path: PathOf<'_>) -> Effect {
    let operands = argv.operands(&["-b", "--branch", "--depth", "-c", "-o", "--origin"]);
    match operands.split_first().map(|(verb, rest)| (verb.literal(), rest)) {
        Some((Some("config"), _)) if argv.has_flag("--global") || argv.has_flag("--system") => {
            Effect::writing(system_places())
        }
        Some((Some("clone"), [_, target, ..])) => Effect {
            writes: path(target).map_or(Sight::Unknown, |path| Sight::Known(vec![path])),
            ..Effect::none()
        },
        Some((Some("clone"), [_])) => Effect {
            writes: workdir.map_or(Sight::Unknown, |workdir| Sight::Known(vec![workdir.clone()])),
            ..Effect::none()
        },
        _ => Effect::unknown(),
    }
}
