//! What a stage has come to: its file system, environment and settings before the next instruction.

use super::{Environment, ImageFacts, VertexId};
use crate::ignore::clean;
use crate::syntax::{Expander, Instruction, Value};

/// Begins what stands in a text for a part that is not known.
const UNKNOWN: char = '‹';

/// The folder above the first part of a path that is not known; `None` where all of it is.
pub fn known_part(path: &str) -> Option<String> {
    let at = path.find(UNKNOWN)?;
    // A text that begins with a slash, or with a variable, may be an absolute path whatever stands before it.
    let is_absolute = path[at + UNKNOWN.len_utf8()..].starts_with(['/', '$']);
    let end = path[..at].rfind('/').filter(|end| *end > 0 && !is_absolute);
    Some(end.map_or("/", |end| &path[..end]).to_owned())
}

/// The working directory of a base image of which it is not known.
pub(super) const BASE_WORKDIR: &str = "/‹working directory of the base image›";

/// `PATH` where an image sets none (`system/path.go DefaultPathEnvUnix`).
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The state of a stage.
#[derive(Clone, Debug, Default)]
pub(super) struct StageState<'a> {
    /// Its file system; `None` for `scratch`.
    pub(super) root: Option<VertexId>,
    /// What a RUN would see: ENV and ARG.
    pub(super) env: Environment,
    /// What the image would say: ENV alone, each name in its first place.
    pub(super) image_env: Environment,
    /// The working directory as BuildKit has it: an absolute one is kept as it is written (WORKDIR_trailing_slash).
    pub(super) cwd: String,
    /// The user; empty where nobody set one.
    pub(super) user: String,
    /// SHELL.
    pub(super) shell: Option<Vec<String>>,
    /// What an image built on this one runs first.
    pub(super) triggers: Vec<Instruction<'a>>,
}

impl<'a> StageState<'a> {
    /// The state of an empty file system.
    pub(super) fn scratch() -> Self {
        Self { cwd: "/".to_owned(), ..Self::default() }
    }

    /// The state of an image. What is not known of it is taken to be as in any other one: whether it is the same image
    /// is for the root to tell.
    pub(super) fn image(root: VertexId, facts: &ImageFacts) -> Self {
        let unknown = |what: &str| format!("‹{what} of the base image›");
        let mut image_env = Environment::default();
        match &facts.env {
            Some(env) => env.iter().for_each(|(name, value)| image_env.set_in_place(name, value)),
            None => image_env.push_base(),
        }
        let cwd = match facts.workdir.as_deref() {
            Some("") => "/".to_owned(),
            Some(workdir) => workdir.to_owned(),
            None => BASE_WORKDIR.to_owned(),
        };
        Self {
            root: Some(root),
            image_env,
            cwd,
            user: facts.user.clone().unwrap_or_else(|| unknown("user")),
            shell: facts.shell.clone(),
            ..Self::default()
        }
    }

    /// What a stage starts with that is built on this one (`convert.go init, dispatchStages`).
    pub(super) fn begin(mut self) -> Self {
        if self.image_env.get("PATH") == Value::Unset {
            self.image_env.set_in_place("PATH", DEFAULT_PATH);
        }
        self.env.set_all(&self.image_env);
        self.triggers.clear();
        self
    }

    /// A text of `instruction` after expansion; what depends on something unknown becomes a placeholder.
    pub(super) fn expand(&self, instruction: Instruction<'_>, text: &str) -> String {
        let lookup = |name: &str| self.env.get(name);
        self.expanded(Expander::new(instruction.file().escape(), &lookup), text)
    }

    /// The body of a heredoc after expansion.
    pub(super) fn expand_body(&self, instruction: Instruction<'_>, text: &str) -> String {
        let lookup = |name: &str| self.env.get(name);
        self.expanded(Expander::new(instruction.file().escape(), &lookup).keep_quotes(), text)
    }

    fn expanded(&self, expander: Expander<'_>, text: &str) -> String {
        match expander.expand(text) {
            Ok(expanded) => expanded.text.unwrap_or_else(|| self.placeholder(text, &expanded.used)),
            Err(_) => text.to_owned(),
        }
    }

    /// A text that is equal where the same is written and the known variables in it are the same.
    fn placeholder(&self, text: &str, used: &[String]) -> String {
        let known = used.iter().filter_map(|name| match self.env.get(name) {
            Value::Set(value) => Some(format!(" {name}={value}")),
            _ => None,
        });
        format!("{UNKNOWN}{text}{}›", known.collect::<String>())
    }

    /// `path` from the working directory, absolute; a slash at the end is kept (`system/path.go NormalizePath`).
    pub(super) fn destination(&self, path: &str) -> String {
        let written = if matches!(path, "" | ".") { "./" } else { path };
        let mut clean = self.absolute(written);
        if written.ends_with('/') && !clean.ends_with('/') {
            clean.push('/');
        } else if written.ends_with("/.") {
            clean.push_str(if clean == "/" { "." } else { "/." });
        }
        clean
    }

    /// `path` from the working directory, absolute and clean.
    pub(super) fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') { clean(path) } else { clean(&format!("{}/{path}", self.cwd)) }
    }
}
