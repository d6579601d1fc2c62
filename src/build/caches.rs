//! Where package managers keep what they download.
//!
//! Owns the directory of each tool, as it depends on user, variables and base
//! image. `None` means that it cannot be known.

use super::stage::{Base, Stage, Step};
use super::{BuildGraph, ImagePath, known_text};
use crate::image::known::Language;
use crate::shell::{Argv, Invocation, Word};
use crate::syntax::{Expander, Mount, MountKind};

/// A tool with a cache of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum CacheTool {
    Apt,
    Bun,
    Cargo,
    Go,
    Npm,
    Pip,
    Pnpm,
    Uv,
}

impl CacheTool {
    /// The tool that a command runs, if it would use the cache.
    pub fn of(invocation: &Invocation<'_>) -> Option<Self> {
        let argv = invocation.argv;
        let name = argv.basename()?;
        let verb = |at: usize| argv.args().get(at).and_then(|word| word.literal());
        let verbs: Vec<&str> = argv
            .operands(&["-C", "--prefix", "-o", "-t"])
            .iter()
            .filter_map(|word| word.literal())
            .collect();
        let first = verbs.first().copied().unwrap_or_default();
        match name {
            "apt-get" | "apt" if first == "install" => Some(Self::Apt),
            "npm" if matches!(first, "ci" | "install" | "i" | "add" | "clean-install") => {
                Some(Self::Npm)
            }
            "pnpm" if matches!(first, "install" | "i" | "add" | "fetch") => Some(Self::Pnpm),
            "bun" if matches!(first, "install" | "i" | "ci" | "add") => Some(Self::Bun),
            "pip" | "pip3" if matches!(first, "install" | "wheel" | "download") => Some(Self::Pip),
            name if name.starts_with("python")
                && verb(0) == Some("-m")
                && verb(1) == Some("pip") =>
            {
                (matches!(verb(2), Some("install" | "wheel"))).then_some(Self::Pip)
            }
            "uv" if matches!(first, "sync" | "pip") => Some(Self::Uv),
            "go" if matches!(first, "build" | "install" | "test" | "mod" | "generate") => {
                Some(Self::Go)
            }
            "cargo" if matches!(first, "build" | "install" | "test" | "fetch" | "check" | "b") => {
                Some(Self::Cargo)
            }
            _ => None,
        }
    }

    /// The program's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Apt => "apt",
            Self::Bun => "bun",
            Self::Cargo => "cargo",
            Self::Go => "go",
            Self::Npm => "npm",
            Self::Pip => "pip",
            Self::Pnpm => "pnpm",
            Self::Uv => "uv",
        }
    }

    /// The caches of the tool when `step` runs it with `argv`.
    pub fn directories<'a>(
        self,
        graph: &BuildGraph<'a>,
        stage: &Stage<'a>,
        step: &Step<'a>,
        argv: Argv<'_>,
    ) -> Option<Vec<ImagePath>> {
        let place = Place { graph, stage, step };
        let flag = |names: &[&str]| {
            argv.flag_value(names).map(|word: Word| known_text(stage, step, &word))
        };
        let given = match self {
            Self::Npm => flag(&["--cache"]),
            Self::Pip | Self::Uv => flag(&["--cache-dir"]),
            Self::Pnpm => flag(&["--store-dir"]),
            Self::Bun => flag(&["--cache-dir"]),
            _ => None,
        };
        if let Some(given) = given {
            return Some(vec![step.workdir.as_ref()?.join(&given?)]);
        }
        match self {
            Self::Apt => {
                Some(vec![place.absolute("/var/cache/apt"), place.absolute("/var/lib/apt")])
            }
            Self::Npm => place.by(&["npm_config_cache", "NPM_CONFIG_CACHE"], || place.home(".npm")),
            Self::Pnpm => match place.variable("PNPM_HOME")? {
                Some(home) => Some(vec![place.absolute(&home).join("store")]),
                None => {
                    place.by(&["npm_config_store_dir"], || place.home(".local/share/pnpm/store"))
                }
            },
            Self::Bun => place.by(&["BUN_INSTALL_CACHE_DIR"], || place.home(".bun/install/cache")),
            Self::Pip => place.by(&["PIP_CACHE_DIR"], || place.user_cache("pip")),
            Self::Uv => place.by(&["UV_CACHE_DIR"], || place.user_cache("uv")),
            Self::Go => {
                let modules = place.by(&["GOMODCACHE"], || match place.variable("GOPATH")? {
                    Some(path) => Some(place.absolute(&path).join("pkg/mod")),
                    None if place.is_image_of(Language::Go)? => Some(place.absolute("/go/pkg/mod")),
                    None => place.home("go/pkg/mod"),
                })?;
                let builds = place.by(&["GOCACHE"], || place.user_cache("go-build"))?;
                Some(modules.into_iter().chain(builds).collect())
            }
            Self::Cargo => {
                let home = match place.variable("CARGO_HOME")? {
                    Some(home) => place.absolute(&home),
                    None if place.is_image_of(Language::Rust)? => {
                        place.absolute("/usr/local/cargo")
                    }
                    None => place.home(".cargo")?,
                };
                Some(vec![home.join("registry"), home.join("git/db")])
            }
        }
    }
}

/// A step, as the place in which a tool looks for its cache.
struct Place<'g, 'a> {
    graph: &'g BuildGraph<'a>,
    stage: &'g Stage<'a>,
    step: &'g Step<'a>,
}

impl Place<'_, '_> {
    fn absolute(&self, path: &str) -> ImagePath {
        ImagePath::root().join(path)
    }

    /// The value of a variable that the file sets, `Some(None)` if it does not; `None` if it is set and not known.
    fn variable(&self, name: &str) -> Option<Option<String>> {
        let scope = self.stage.scope(self.step);
        match (scope.assignment(name), scope.known(name)) {
            (None, _) => Some(None),
            (Some(_), Some(value)) => Some(Some(value.to_owned())),
            (Some(_), None) => None,
        }
    }

    /// The directory that one of the variables names, else `default`.
    fn by(
        &self,
        names: &[&str],
        default: impl Fn() -> Option<ImagePath>,
    ) -> Option<Vec<ImagePath>> {
        for name in names {
            if let Some(value) = self.variable(name)? {
                return Some(vec![self.absolute(&value)]);
            }
        }
        Some(vec![default()?])
    }

    fn user_cache(&self, name: &str) -> Option<ImagePath> {
        match self.variable("XDG_CACHE_HOME")? {
            Some(cache) => Some(self.absolute(&cache).join(name)),
            None => self.home(&format!(".cache/{name}")),
        }
    }

    /// A path in the home of the user who runs the step.
    fn home(&self, path: &str) -> Option<ImagePath> {
        if let Some(home) = self.variable("HOME")? {
            return Some(self.absolute(&home).join(path));
        }
        let user = user(self.graph, self.stage, self.step)?;
        match user.as_str() {
            "root" | "0" => Some(self.absolute("/root").join(path)),
            "node" if self.is_image_of(Language::JavaScript)? => {
                Some(self.absolute("/home/node").join(path))
            }
            _ => None,
        }
    }

    /// Whether the stage goes back to an official image of that language; `None` if it may.
    fn is_image_of(&self, language: Language) -> Option<bool> {
        let root = self.graph.lineage(self.stage).last()?;
        match &root.base {
            Base::Image(reference) => {
                let official = match language {
                    Language::Go => "golang",
                    Language::Rust => "rust",
                    Language::JavaScript => "node",
                    _ => return None,
                };
                let is_known = crate::image::known::image(reference).is_some();
                let name = reference.familiar_name();
                let is_it = name == official || name.ends_with(&format!("/library/{official}"));
                if is_it || is_known { Some(is_it) } else { None }
            }
            _ => None,
        }
    }
}

/// The user who runs a step, without the group; `None` if that is the base image's affair, and not known.
pub fn user<'a>(graph: &BuildGraph<'a>, stage: &Stage<'a>, step: &Step<'a>) -> Option<String> {
    let name = |user: &str| user.split(':').next().unwrap_or(user).to_owned();
    match &step.user {
        Some(user) if user.contains('$') => None,
        Some(user) => Some(name(user)),
        None => super::start::base_image(graph, stage)?.user.map(name),
    }
}

/// The tool for whose cache a directory is made, by its name alone.
pub fn tool_of_directory(path: &str) -> Option<CacheTool> {
    let path = path.trim_end_matches('/');
    let is = |end: &str| path.ends_with(end);
    Some(match path {
        _ if is("/.npm") || is("/.npm/_cacache") => CacheTool::Npm,
        _ if is("/.cache/pip") => CacheTool::Pip,
        _ if is("/.cache/uv") => CacheTool::Uv,
        _ if is("/.bun/install/cache") => CacheTool::Bun,
        _ if is("/.cache/go-build") || is("/go/pkg/mod") => CacheTool::Go,
        _ if is("cargo/registry") || is("cargo/git") || is("cargo/git/db") => CacheTool::Cargo,
        _ => return None,
    })
}

/// Where a cache mount of a RUN lies; `None` for other mounts, and where that cannot be known.
pub fn mounted<'a>(stage: &Stage<'a>, step: &Step<'a>, mount: &Mount<'a>) -> Option<ImagePath> {
    if mount.kind() != MountKind::Cache {
        return None;
    }
    let scope = stage.scope(step);
    let lookup = |name: &str| scope.get(name);
    let expander = Expander::new(step.instruction.file().escape(), &lookup);
    let target = expander.expand(mount.target()?).ok()?.text?;
    match &step.workdir {
        Some(workdir) => Some(workdir.join(&target)),
        None => target.starts_with('/').then(|| ImagePath::root().join(&target)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::BuildArgs;
    use crate::syntax::Dockerfile;

    /// The caches of the last step, whose last command is looked at.
    fn check(text: &str) -> Option<String> {
        let file = Dockerfile::parse(text);
        let graph = BuildGraph::new(&file, &BuildArgs::default());
        let stage = graph.stages.last()?;
        let step = stage.steps.last()?;
        let invocation = step.script().invocations().last()?;
        let found =
            CacheTool::of(&invocation)?.directories(&graph, stage, step, invocation.argv)?;
        let paths: Option<Vec<String>> = found.iter().map(ImagePath::absolute).collect();
        Some(paths?.join(" "))
    }

    #[test]
    fn directories() {
        for (text, expected) in [
            ("FROM node:20\nRUN npm ci", "/root/.npm"),
            ("FROM node:20\nUSER node\nRUN npm ci", "/home/node/.npm"),
            ("FROM node:20\nENV npm_config_cache=/c\nRUN npm ci", "/c"),
            ("FROM node:20\nRUN npm ci --cache /tmp/c", "/tmp/c"),
            ("FROM node:20\nENV PNPM_HOME=/pnpm\nRUN pnpm i", "/pnpm/store"),
            ("FROM python:3\nRUN pip install x", "/root/.cache/pip"),
            ("FROM python:3\nENV XDG_CACHE_HOME=/c\nRUN python -m pip install x", "/c/pip"),
            ("FROM python:3\nENV UV_CACHE_DIR=/uv\nRUN uv sync", "/uv"),
            ("FROM golang:1\nRUN go build .", "/go/pkg/mod /root/.cache/go-build"),
            ("FROM alpine\nRUN go build .", "/root/go/pkg/mod /root/.cache/go-build"),
            ("FROM rust:1\nRUN cargo build", "/usr/local/cargo/registry /usr/local/cargo/git/db"),
            ("FROM debian\nRUN cargo build", "/root/.cargo/registry /root/.cargo/git/db"),
            ("FROM debian\nRUN apt-get install -y git", "/var/cache/apt /var/lib/apt"),
        ] {
            assert_eq!(check(text).as_deref(), Some(expected), "{text}");
        }
        for unknown in [
            "FROM mine/node\nRUN npm ci",
            "FROM node:20\nUSER app\nRUN npm ci",
            "FROM node:20\nARG U\nUSER $U\nRUN npm ci",
            "FROM node:20\nARG C\nENV npm_config_cache=$C/npm\nRUN npm ci",
            "FROM mine/rust\nUSER root\nRUN cargo build",
            "FROM node:20\nRUN npm run build",
        ] {
            assert_eq!(check(unknown), None, "{unknown}");
        }
    }
}
