//! What a vertex does: the fields of BuildKit's definitions that Dockerfiles can set.

use super::Environment;
use super::state::{BASE_WORKDIR, known_part};
use crate::syntax::MountKind;

/// An operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// An image, by the name in the file and the platform, or by what its layers are known to be.
    Image {
        /// The name after expansion.
        reference: String,
        /// As in `linux/amd64`.
        platform: String,
        /// What is known of its layers.
        layers: Option<String>,
    },
    /// A directory that the client sends; `""` is the main build context.
    Context(String),
    /// A file that ADD fetches.
    Http {
        /// The address.
        url: String,
        /// `--checksum`.
        checksum: Option<String>,
    },
    /// A repository that ADD clones.
    Git {
        /// Address and what stands behind `#`.
        remote: String,
        /// `--checksum`, or the commit where the reference is one.
        commit: Option<String>,
        /// `--keep-git-dir`.
        keeps_git: bool,
    },
    /// The body of a heredoc as a file.
    Inline(InlineFile),
    /// WORKDIR.
    Mkdir(Mkdir),
    /// COPY and ADD.
    Copy {
        /// What is copied, in order.
        actions: Vec<CopyAction>,
    },
    /// What puts the result of a `COPY --link` on top of the stage.
    Merge,
    /// RUN.
    Exec(Box<Exec>),
}

/// A file whose text stands in the Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InlineFile {
    /// Its name: the delimiter.
    pub name: String,
    /// Its text after expansion.
    pub content: String,
    /// Its permissions.
    pub mode: u32,
}

/// A directory that is made, its parents too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mkdir {
    /// Absolute and clean.
    pub path: String,
    /// Its permissions.
    pub mode: u32,
    /// USER: names as written, numbers as numbers.
    pub owner: Option<String>,
    /// SOURCE_DATE_EPOCH.
    pub epoch: Option<String>,
}

/// How a source of COPY or ADD is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CopyKind {
    /// Files of a context, a stage or an image: links are followed, wildcards count.
    Files,
    /// A file that was fetched.
    Http,
    /// A repository that was cloned.
    Git,
    /// A heredoc.
    Inline,
}

/// One source of a COPY or ADD.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CopyAction {
    /// Which of the vertex's sources it reads; [`CopyAction::NO_INPUT`] for an empty file system.
    pub input: usize,
    /// How it is looked for.
    pub kind: CopyKind,
    /// The path from the source's root; in the key only its last part.
    pub source: String,
    /// Absolute; ends in `/` (or `/.`) where it is written so.
    pub destination: String,
    /// `--chown`: names as written, numbers as numbers.
    pub owner: Option<String>,
    /// `--chmod`: the number, or the symbolic text.
    pub mode: Option<String>,
    /// Whether archives are unpacked.
    pub unpacks: bool,
    /// What `--parents` includes.
    pub include: Vec<String>,
    /// `--exclude`.
    pub exclude: Vec<String>,
    /// Paths that must exist (`--parents` without wildcards).
    pub required: Vec<String>,
}

impl CopyAction {
    /// The number of no source: what is copied is `scratch`.
    pub const NO_INPUT: usize = usize::MAX;
}

/// A command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Exec {
    /// Program and arguments.
    pub args: Vec<String>,
    /// The environment, in order.
    pub env: Environment,
    /// The working directory.
    pub cwd: String,
    /// USER; empty where nobody set it.
    pub user: String,
    /// `--network`: empty for the default.
    pub network: String,
    /// `--security`: empty for the default.
    pub security: String,
    /// `--device`, in order.
    pub devices: Vec<String>,
    /// Mounts beside the root, by target.
    pub mounts: Vec<ExecMount>,
    /// Secrets in the environment: id, name, whether required.
    pub secret_env: Vec<(String, String, bool)>,
    /// What the command line of the build adds to every RUN: host name, hosts, limits.
    pub build: Vec<(String, String)>,
    /// As in `linux/amd64`.
    pub platform: String,
}

/// A `--mount`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExecMount {
    /// Absolute.
    pub target: String,
    /// Its type.
    pub kind: MountKind,
    /// Which of the vertex's sources it mounts; `None` for what has none.
    pub input: Option<usize>,
    /// Which path of it.
    pub selector: String,
    /// Whether it may not be written to.
    pub readonly: bool,
    /// For a cache: who may use it at once, and its id with the namespace before it, which is `/id` without one; in the
    /// key `""` unless it is the default.
    pub cache: Option<(String, CacheSharing)>,
    /// For tmpfs, secret and ssh: what else the flag says, defaults included, by name.
    pub options: Vec<(String, String)>,
}

/// Who may use a cache mount at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CacheSharing {
    /// Everybody, the default.
    Shared,
    /// Each build one of its own.
    Private,
    /// One after the other.
    Locked,
}

/// Paths of a source.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Selector {
    /// From the root of the source, clean, with `/` in front.
    pub path: String,
    /// Whether `path` is a pattern.
    pub is_pattern: bool,
    /// Patterns of what is taken below `path`; all if there are none.
    pub include: Vec<String>,
    /// Patterns of what is left out below `path`.
    pub exclude: Vec<String>,
}

impl Selector {
    /// A plain path.
    pub fn path(path: impl Into<String>) -> Self {
        let (include, exclude) = (Vec::new(), Vec::new());
        Self { path: path.into(), is_pattern: false, include, exclude }
    }

    /// The folder as a whole in which it surely selects; itself where its path is known.
    pub fn known_folder(&self) -> Self {
        known_part(&self.path).map_or_else(|| self.clone(), Self::path)
    }

    /// Whether it is a plain path.
    pub fn is_plain(&self) -> bool {
        !self.is_pattern && self.include.is_empty() && self.exclude.is_empty()
    }
}

impl Op {
    /// The same operation if the base image works in `/`, as most do; `None` where its working directory plays no part.
    pub fn in_root(&self) -> Option<Op> {
        let in_root = |path: &str| {
            let rest = path.strip_prefix(BASE_WORKDIR)?;
            Some(if rest.is_empty() { "/".to_owned() } else { rest.to_owned() })
        };
        match self {
            Op::Exec(exec) => {
                let cwd = in_root(&exec.cwd)?;
                Some(Op::Exec(Box::new(Exec { cwd, ..(**exec).clone() })))
            }
            Op::Mkdir(made) => {
                in_root(&made.path).map(|path| Op::Mkdir(Mkdir { path, ..made.clone() }))
            }
            Op::Copy { actions } => {
                let actions = actions.iter().map(|action| {
                    let destination = in_root(&action.destination)?;
                    Some(CopyAction { destination, ..action.clone() })
                });
                Some(Op::Copy { actions: actions.collect::<Option<_>>()? })
            }
            _ => None,
        }
    }

    /// The part that is in the cache key.
    pub(super) fn key(&self) -> Op {
        match self {
            Op::Copy { actions } => Op::Copy { actions: actions.iter().map(copy_key).collect() },
            Op::Exec(exec) => Op::Exec(Box::new(Exec {
                mounts: exec.mounts.iter().map(mount_key).collect(),
                ..(**exec).clone()
            })),
            // What the layers are decides, whatever the name is (A.0).
            Op::Image { platform, layers: Some(layers), .. } => Op::Image {
                reference: String::new(),
                platform: platform.clone(),
                layers: Some(layers.clone()),
            },
            other => other.clone(),
        }
    }
}

/// User and group as the definition has them: numbers where they are numbers, and 0 for `root` (`llb/fileop.go
/// parseUID`).
pub(super) fn owner(text: &str) -> String {
    let id = |part: &str| match (part, part.parse::<i32>()) {
        ("root", _) => "0".to_owned(),
        (_, Ok(id)) => id.to_string(),
        (name, Err(_)) => name.to_owned(),
    };
    text.splitn(2, ':').map(id).collect::<Vec<_>>().join(":")
}

/// Only the last part of a source path counts (`ops/file.go`: `path.Base(p.Src)`).
fn copy_key(action: &CopyAction) -> CopyAction {
    if action.input == CopyAction::NO_INPUT {
        return action.clone();
    }
    let base = action.source.rsplit('/').next().unwrap_or_default();
    CopyAction { source: base.to_owned(), ..action.clone() }
}

/// Source paths do not count, nor do id and sharing of a cache mount, unless both are the default (`ops/exec.go
/// checkShouldClearCacheOpts`).
fn mount_key(mount: &ExecMount) -> ExecMount {
    let cache = mount.cache.as_ref().map(|(id, sharing)| {
        let own = id.split_once('/').map_or("", |(_, own)| own);
        let is_default =
            (*id == mount.target || own == mount.target) && *sharing == CacheSharing::Shared;
        (if is_default { id.clone() } else { String::new() }, CacheSharing::Shared)
    });
    ExecMount { selector: String::new(), cache, ..mount.clone() }
}
