//! What the tools of languages touch where they do not install a project:
//! tools installed by name, settings, caches.

use super::super::ImagePath;
use super::Effect;
use super::commands::{PathOf, system_places};
use crate::shell::Argv;

/// What such a command touches; `None` when it is none of these.
pub(super) fn effect(
    argv: Argv<'_>,
    workdir: Option<&ImagePath>,
    path: PathOf<'_>,
) -> Option<Effect> {
    if is_question(argv) {
        return Some(Effect::none());
    }
    let verbs: Vec<&str> = argv.operands(&[]).iter().filter_map(|word| word.literal()).collect();
    let name = argv.basename()?;
    let settles = match (name, verbs.as_slice()) {
        ("python" | "python2" | "python3", ["venv" | "virtualenv", ..]) => {
            let target = argv.operands(&[]).last().copied()?;
            return argv.has_flag("-m").then(|| writing(path(target)));
        }
        ("virtualenv", [.., _]) => {
            return Some(writing(path(argv.operands(&["-p", "--python"]).last()?)));
        }
        ("python" | "python2" | "python3", ["pip", rest @ ..]) if argv.has_flag("-m") => {
            pip(argv, rest)
        }
        ("pip" | "pip2" | "pip3", rest) => pip(argv, rest),
        ("poetry", ["config", ..]) => !argv.has_flag("--local"),
        ("poetry", ["self" | "cache", ..]) => true,
        ("gem", ["install" | "i", names @ ..]) => names.iter().all(|name| !name.contains('/')),
        ("gem", ["update", ..]) => argv.has_flag("--system"),
        ("bundle", ["config", ..]) => {
            let folder = workdir.map(|workdir| workdir.join(".bundle"));
            let is_global = argv.has_flag("--global");
            return Some(if is_global { places() } else { writing(folder) });
        }
        (
            "conda" | "mamba" | "micromamba",
            ["clean" | "config" | "init" | "info" | "update" | "list", ..],
        ) => true,
        ("conda" | "mamba" | "micromamba", ["install", ..]) => {
            !argv.has_flag("--file") && !argv.has_flag("-f")
        }
        ("composer", ["config", ..]) => argv.has_flag("-g") || argv.has_flag("--global"),
        ("composer", ["global" | "self-update" | "clear-cache" | "clearcache", ..]) => true,
        ("go", ["install", names @ ..]) => names.iter().all(|name| name.contains('@')),
        ("go", ["env" | "clean", ..]) => argv.has_flag("-w") || argv.has_flag("-modcache"),
        ("dotnet", ["tool", "install" | "update", ..]) => {
            argv.has_flag("-g") || argv.has_flag("--global")
        }
        ("dotnet", ["nuget", "locals", ..] | ["workload", "install", ..]) => true,
        ("mix", ["local.hex" | "local.rebar" | "hex.info" | "archive.install", ..]) => true,
        ("cargo", ["install" | "binstall", ..]) => argv.flag_value(&["--path"]).is_none(),
        ("uv", ["python" | "tool", "install", ..] | ["cache", ..]) => true,
        ("uv", ["venv", rest @ ..]) => {
            let folder = match rest {
                [] => workdir.map(|workdir| workdir.join(".venv")),
                _ => argv.operands(&["-p", "--python"]).last().copied().and_then(path),
            };
            return Some(writing(folder));
        }
        (
            "docker-php-ext-install"
            | "docker-php-ext-configure"
            | "docker-php-ext-enable"
            | "pecl"
            | "install-php-extensions"
            | "phpenmod"
            | "a2enmod"
            | "a2dismod",
            _,
        ) => true,
        _ => return None,
    };
    settles.then(places)
}

/// Whether packages are named and nothing of the project is.
fn pip(argv: Argv<'_>, operands: &[&str]) -> bool {
    let reads =
        ["-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-f", "--find-links"];
    let is_local =
        |word: &&str| word.starts_with('.') || word.contains('/') && !word.contains("://");
    match operands {
        ["install" | "uninstall", names @ ..] => {
            argv.flag_value(&reads).is_none() && !names.iter().any(is_local)
        }
        ["cache" | "config" | "list" | "freeze", ..] => true,
        _ => false,
    }
}

/// Whether a command only asks for a version or for help.
fn is_question(argv: Argv<'_>) -> bool {
    let questions = ["--version", "-v", "-V", "--help", "version", "--info"];
    matches!(argv.args(), [only] if questions.iter().any(|question| only.is(question)))
        && !argv.runs(&["bash", "sh", "cat", "ls"])
}

fn writing(path: Option<ImagePath>) -> Effect {
    match path {
        Some(path) => Effect::writing(vec![path]),
        None => Effect::unknown(),
    }
}

/// Homes, system folders, and the folders in which images keep the tools of a language.
fn places() -> Effect {
    const MORE: [&str; 4] = ["/go/bin", "/go/pkg", "/opt/conda", "/usr/src/php"];
    let mut paths = system_places();
    paths.extend(MORE.map(|place| ImagePath::root().join(place)));
    Effect::writing(paths)
}
