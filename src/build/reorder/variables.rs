//! How far down an ARG or ENV could stand: to where something uses it, or may.

use super::super::effect::{Sight, items};
use super::super::install::Early;
use super::super::stage::{Stage, Step};
use super::block::Spot;
use super::limits::{Limit, line_of};
use crate::build::{Context, start};
use crate::diagnostic::Applicability;
use crate::syntax::{Instruction, Keyword};

/// The way down of an ARG or ENV.
#[derive(Debug)]
pub struct Descent<'g, 'a> {
    /// What moves: the step itself, and the ENVs and LABELs that take their value from it.
    pub moved: Vec<&'g Step<'a>>,
    /// The RUNs that it passes; none of them uses it.
    pub passed: Vec<&'g Step<'a>>,
    /// The first step that uses it, or may; `None` at the end of the stage.
    pub user: Option<&'g Step<'a>>,
    /// Whether that step names it.
    pub is_named: bool,
    /// Where it could stand.
    pub spot: Spot<'a>,
    /// What speaks against it.
    pub limits: Vec<Limit>,
}

/// The way down of the only variable that `step` sets; `None` where it is set anew further down.
pub fn descent<'g, 'a>(
    graph: &'g crate::build::BuildGraph<'a>,
    stage: &'g Stage<'a>,
    step: &'g Step<'a>,
    context: Option<&Context>,
) -> Option<Descent<'g, 'a>> {
    let mut names = vec![only_key(step.instruction)?];
    let (mut moved, mut passed, mut limits) = (vec![step], Vec::new(), Vec::new());
    let (mut user, mut is_named) = (None, false);
    for next in &stage.steps[step.index + 1..] {
        let instruction = next.instruction;
        let is_mentioned = names.iter().any(|name| mentions(instruction, name));
        let is_use = match instruction.keyword() {
            Keyword::Arg | Keyword::Env => {
                let is_fed = is_mentioned && instruction.keyword() == Keyword::Env;
                match only_key(instruction).filter(|_| is_fed) {
                    Some(key) => {
                        names.push(key);
                        moved.push(next);
                        false
                    }
                    None if instruction.pairs().any(|pair| names.contains(&pair.key())) => {
                        return None;
                    }
                    None => is_mentioned,
                }
            }
            Keyword::Label if is_mentioned => {
                moved.push(next);
                false
            }
            // The shell of the container expands these, not the build.
            Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck | Keyword::Label => false,
            Keyword::Run => {
                let found =
                    if is_mentioned { None } else { run_limits(graph, stage, next, context) };
                if let Some(found) = found {
                    limits.extend(found);
                    passed.push(next);
                    false
                } else {
                    true
                }
            }
            _ => is_mentioned,
        };
        if is_use {
            (user, is_named) = (Some(next), is_mentioned);
            break;
        }
    }
    // Behind the last RUN, what takes the value is all that uses it.
    if let (None, Some(last)) = (user, passed.last()) {
        user = moved.iter().find(|step| step.index > last.index).copied();
        is_named = user.is_some();
    }
    let spot = match (user, passed.last()) {
        (Some(user), _) => Spot::Before(user.instruction),
        (None, Some(last)) => Spot::After(last.instruction),
        (None, None) => return None,
    };
    // An ENV or LABEL that is there already stays where it is.
    let end = user.or(passed.last().copied())?.index;
    moved.retain(|step| step.index < end);
    let is_set_anew = |fed: &&Step<'a>| {
        let between = &stage.steps[fed.index + 1..end];
        let others =
            between.iter().filter(|step| moved.iter().all(|moved| moved.index != step.index));
        let sets =
            others.filter(|step| matches!(step.instruction.keyword(), Keyword::Arg | Keyword::Env));
        let mut keys = sets.flat_map(|step| step.instruction.pairs()).map(|pair| pair.key());
        keys.any(|key| mentions(fed.instruction, key))
    };
    if moved.iter().any(is_set_anew) {
        return None;
    }
    Some(Descent { moved, passed, user, is_named, spot, limits })
}

fn only_key<'a>(instruction: Instruction<'a>) -> Option<&'a str> {
    let mut pairs = instruction.pairs();
    let only = pairs.next()?.key();
    pairs.next().is_none().then_some(only)
}

/// What speaks against a RUN not seeing a variable that it does not name; `None` if it may read any.
fn run_limits<'a>(
    graph: &crate::build::BuildGraph<'a>,
    stage: &Stage<'a>,
    run: &Step<'a>,
    context: Option<&Context>,
) -> Option<Vec<Limit>> {
    let line = line_of(run.instruction);
    let mut limits = Vec::new();
    for item in items(stage, run)? {
        let is_known = item.effect.reads != Sight::Unknown && item.effect.writes != Sight::Unknown;
        let is_opaque = item.is_opaque();
        if !is_known && !is_opaque {
            return None;
        }
        if is_opaque {
            let reason =
                format!("nobody knows what the script from the network in line {line} reads");
            limits.push(Limit::new(Applicability::Unsafe, reason));
        }
        // A build of the project may take anything into what it makes.
        if item.installs.iter().any(|install| install.early != Early::Itself) {
            return None;
        }
        for install in item.installs.iter().filter(|install| install.runs_hooks) {
            let is_free = context.is_some_and(|context| {
                let project = start::copied_from(graph, stage, context, &install.directory);
                let manifests = project.and_then(|project| install.manifests(context, &project));
                manifests.is_some_and(|manifests| manifests.risks.is_empty())
            });
            if !is_free {
                let reason =
                    format!("a script of the project that {} runs may read it", install.title);
                limits.push(Limit::new(Applicability::Unsafe, reason));
            }
        }
    }
    Some(limits)
}

/// Whether an instruction names a variable: a RUN in any way, the others as `$NAME`.
pub fn mentions(instruction: Instruction<'_>, name: &str) -> bool {
    let text = instruction.range().of(instruction.file().text());
    let is_run = matches!(instruction.keyword(), Keyword::Run | Keyword::Onbuild);
    let is_word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let bytes = text.as_bytes();
    text.match_indices(name).any(|(at, _)| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let is_whole = !is_word(before) && !is_word(bytes.get(at + name.len()));
        let is_expanded = before == Some(&b'$') || text[..at].ends_with("${");
        is_whole && (is_run || is_expanded)
    })
}

/// Beginnings of names of variables that change what an install does or brings.
const INSTALL_PREFIXES: [&str; 48] = [
    "APT_",
    "AR",
    "ASDF_",
    "BASH_",
    "BUILD_FROM",
    "BUNDLE_",
    "BUN_",
    "CARGO_",
    "CC",
    "CFLAGS",
    "CGO_",
    "CMAKE",
    "COMPOSER_",
    "CONDA_",
    "COREPACK_",
    "CPP",
    "CXX",
    "DEB",
    "DENO_",
    "DOTNET_",
    "ELECTRON_",
    "GEM_",
    "GO",
    "GRADLE_",
    "HEX_",
    "JAVA_",
    "LD",
    "LIB",
    "MAVEN_",
    "MIX_",
    "NODE_",
    "NPM_",
    "NUGET_",
    "NVM_",
    "OPENSSL_",
    "PIP",
    "PKG_",
    "PLAYWRIGHT_",
    "PNPM_",
    "POETRY_",
    "PUPPETEER_",
    "PYTHON",
    "RAILS_",
    "RUBY",
    "RUST",
    "UV_",
    "VIRTUAL_ENV",
    "YARN_",
];

/// Names of such variables.
const INSTALL_NAMES: [&str; 14] = [
    "PATH",
    "HOME",
    "USER",
    "SHELL",
    "LANG",
    "LANGUAGE",
    "TZ",
    "TERM",
    "MAKEFLAGS",
    "RACK_ENV",
    "CI",
    "PREFIX",
    "TMPDIR",
    "XDG_CACHE_HOME",
];

/// Whether a variable is one that package managers, compilers or their scripts go by.
pub fn changes_installs(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    INSTALL_NAMES.contains(&name.as_str())
        || INSTALL_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || name.starts_with("LC_")
        || name.starts_with("TARGET")
        || name.ends_with("_PROXY")
        || name.ends_with("_HOME")
        || name.ends_with("_PATH")
        || name.ends_with("_ROOT")
        || name.ends_with("_CACHE")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Dockerfile;

    #[test]
    fn mentioning() {
        let check = |line: &str| {
            let file = Dockerfile::parse(format!("FROM a\n{line}\n"));
            file.instruction(1).is_some_and(|instruction| mentions(instruction, "SHA"))
        };
        for line in [
            "RUN echo $SHA",
            "RUN echo \"${SHA:0:7}\"",
            "RUN node -p process.env.SHA",
            "COPY a /$SHA",
            "ENV X=${SHA}",
        ] {
            assert!(check(line), "{line}");
        }
        for line in
            ["RUN echo $SHA256", "RUN echo $GIT_SHA", "COPY SHA /", "ENV X=SHA", "RUN echo sha"]
        {
            assert!(!check(line), "{line}");
        }
    }

    #[test]
    fn install_variables() {
        for name in [
            "PATH",
            "NODE_ENV",
            "http_proxy",
            "DEBIAN_FRONTEND",
            "PIP_NO_CACHE_DIR",
            "JAVA_HOME",
            "GOFLAGS",
        ] {
            assert!(changes_installs(name), "{name}");
        }
        for name in ["PORT", "LOG_LEVEL", "APP_VERSION", "GIT_SHA"] {
            assert!(!changes_installs(name), "{name}");
        }
    }
}
