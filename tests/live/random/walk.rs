//! What the stages of a Dockerfile come to, as far as it matters for what may be written into it; and whether it builds.

use super::plan::{Base, Copy, Effect, Kind, MountKind, Origin, Run, Stage, StageId};
use super::sight::{Sight, base_name};
use super::world::World;
use crate::tree::Node;
use std::collections::{BTreeMap, BTreeSet};

/// What a stage has come to.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// The working directory.
    pub(crate) cwd: String,
    /// Variables with their values.
    pub(crate) env: BTreeMap<String, String>,
    /// Whether commands run as root.
    pub(crate) is_root: bool,
    /// Whether it has the base system in it: a shell, users.
    pub(crate) has_system: bool,
    /// Paths that surely are in it, and whether they are directories.
    pub(crate) paths: BTreeMap<String, bool>,
    /// What a stage that is built on it runs first.
    pub(crate) triggers: Vec<Kind>,
}

/// What one build can see and refer to.
pub(crate) struct Walk<'w> {
    world: &'w World,
    /// The build context.
    pub(crate) context: Sight<'w>,
    named: BTreeMap<&'w str, Sight<'w>>,
    stages: BTreeMap<StageId, State>,
}

/// Why something cannot be built.
type Refusal = String;

/// What all stages come to; the error says why the build would fail.
pub(crate) fn walk(world: &World) -> Result<BTreeMap<StageId, State>, Refusal> {
    let mut walk = Walk::new(world);
    let mut names = BTreeSet::new();
    for stage in &world.plan.stages {
        if let Some(name) = stage.name.as_ref().filter(|name| !names.insert(name.as_str())) {
            return Err(format!("two stages are called {name}"));
        }
        walk.stage(stage)?;
    }
    let is_known = |id: &StageId| world.plan.stage(*id).is_some_and(|stage| stage.name.is_some());
    if !world.options.target.iter().chain(&world.options.no_cache_filter).all(is_known) {
        return Err("the command line knows stages by name alone".to_owned());
    }
    Ok(walk.stages)
}

impl<'w> Walk<'w> {
    /// Looks at nothing yet.
    pub(crate) fn new(world: &'w World) -> Self {
        let named = world.named.iter().map(|(name, tree)| {
            let ignore = match tree.nodes.get(".dockerignore") {
                Some(Node::File { content, .. }) => content.as_str(),
                _ => "",
            };
            (name.as_str(), Sight::new(tree, ignore))
        });
        Self {
            world,
            context: Sight::new(&world.context, world.ignore_text()),
            named: named.collect(),
            stages: BTreeMap::new(),
        }
    }

    /// Knows what the stages have come to.
    pub(crate) fn with(world: &'w World, stages: &BTreeMap<StageId, State>) -> Self {
        Self { stages: stages.clone(), ..Self::new(world) }
    }

    fn stage(&mut self, stage: &Stage) -> Result<(), Refusal> {
        let mut state = self.begin(stage)?;
        for trigger in std::mem::take(&mut state.triggers) {
            self.step(&mut state, &trigger)?;
        }
        for step in &stage.steps {
            self.step(&mut state, &step.kind)?;
        }
        self.stages.insert(stage.id, state);
        Ok(())
    }

    fn begin(&self, stage: &Stage) -> Result<State, Refusal> {
        match &stage.base {
            Base::Image | Base::Argument(_) => Ok(self.image()),
            Base::Stage(id) => self.stages.get(id).cloned().ok_or("FROM a later stage".to_owned()),
            Base::Scratch => Ok(State { cwd: "/".to_owned(), is_root: true, ..State::default() }),
            Base::Named(name) => {
                let sight = self.named.get(name.as_str()).ok_or("no such context")?;
                let paths =
                    sight.paths().map(|path| (format!("/{path}"), sight.is_directory(path)));
                let paths = paths.collect();
                Ok(State { cwd: "/".to_owned(), is_root: true, paths, ..State::default() })
            }
        }
    }

    fn image(&self) -> State {
        let mut state =
            State { cwd: "/".to_owned(), is_root: true, has_system: true, ..State::default() };
        state.env.insert("PATH".to_owned(), "/bin".to_owned());
        state.paths.insert("/etc/passwd".to_owned(), false);
        for (path, node) in &self.world.base.files.nodes {
            state.paths.insert(format!("/{path}"), matches!(node, Node::Directory { .. }));
        }
        for line in &self.world.base.config {
            match line.split_once(' ') {
                Some(("ENV", pair)) => {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    state.env.insert(name.to_owned(), value.to_owned());
                }
                Some(("USER", user)) => state.is_root = is_root(user),
                Some(("WORKDIR", path)) => state.cwd = path.to_owned(),
                _ => {}
            }
        }
        state
    }

    /// Does what an instruction does.
    pub(crate) fn step(&self, state: &mut State, kind: &Kind) -> Result<(), Refusal> {
        match kind {
            Kind::Env(pairs) => {
                let before = state.env.clone();
                for (name, value) in pairs {
                    state.env.insert(name.clone(), expand(&before, value));
                }
            }
            Kind::Arg(pairs) => self.arguments(state, pairs),
            Kind::User(user) => {
                if !state.has_system && user.starts_with(|letter: char| letter.is_alphabetic()) {
                    return Err("no such user".to_owned());
                }
                state.is_root = is_root(user);
            }
            Kind::Workdir(path) => {
                state.cwd = absolute(state, &expand(&state.env, path));
                let cwd = state.cwd.clone();
                state.add(&cwd, true)?;
            }
            Kind::Shell(_) | Kind::Metadata(_) => {}
            Kind::Onbuild(trigger) => state.triggers.push((**trigger).clone()),
            Kind::Copy(copy) => self.copy(state, copy)?,
            Kind::Run(run) => self.run(state, run)?,
        }
        Ok(())
    }

    fn arguments(&self, state: &mut State, pairs: &[(String, Option<String>)]) {
        let options = &self.world.options.arguments;
        for (name, default) in pairs {
            let passed = options.iter().rev().find(|(known, _)| known == name);
            let global = self.world.plan.globals.iter().find(|(known, _)| known == name);
            let value = passed
                .map(|(_, value)| value.clone())
                .or_else(|| default.as_ref().map(|text| expand(&state.env, text)))
                .or_else(|| global.and_then(|(_, value)| value.clone()));
            if let Some(value) = value {
                state.env.insert(name.clone(), value);
            }
        }
    }

    fn run(&self, state: &mut State, run: &Run) -> Result<(), Refusal> {
        if !state.has_system {
            return Err("there is no shell".to_owned());
        }
        for mount in &run.mounts {
            match &mount.kind {
                MountKind::Bind { from, source } => {
                    self.has_name(from)?;
                    let source = source.as_deref().unwrap_or("/");
                    self.source(state, from, &expand(&state.env, source))?;
                }
                MountKind::Cache { from: Some((stage, source)), .. } => {
                    self.has_name(&Origin::Stage(*stage))?;
                    self.source(state, &Origin::Stage(*stage), source)?;
                }
                MountKind::Secret { id, .. }
                    if mount.options.iter().any(|it| it == "required=true") =>
                {
                    self.world.secrets.get(id).ok_or("no such secret")?;
                }
                _ => {}
            }
        }
        if run.effect == Effect::Nothing {
            return Ok(());
        }
        if !state.is_root && !run.out.starts_with("/tmp/") {
            return Err(format!("only root can write {}", run.out));
        }
        state.add(&run.out, true)?;
        state.add(&format!("{}/f", run.out), false)?;
        if matches!(run.effect, Effect::Both(_)) {
            state.add(&format!("{}/g", run.out), false)?;
        }
        Ok(())
    }

    /// Mounts know stages by name alone (`convert_runmount.go`).
    fn has_name(&self, from: &Origin) -> Result<(), Refusal> {
        let Origin::Stage(id) = from else { return Ok(()) };
        let name = self.world.plan.stage(*id).and_then(|stage| stage.name.as_ref());
        name.map(|_| ()).ok_or("a stage without a name cannot be mounted".to_owned())
    }

    /// What a source without wildcards is: a directory or not.
    fn source(&self, state: &State, from: &Origin, source: &str) -> Result<bool, Refusal> {
        let missing = || format!("there is no {source}");
        let client = |sight: &Sight<'_>| {
            let path = sight.resolve(source).ok_or_else(missing)?;
            Ok(sight.is_directory(&path))
        };
        match from {
            Origin::Context => client(&self.context),
            Origin::Named(name) => client(self.named.get(name.as_str()).ok_or("no such context")?),
            Origin::Stage(id) => {
                let known = self.stages.get(id).ok_or("a later stage")?;
                if source == "/" {
                    Ok(true)
                } else {
                    known.paths.get(source).copied().ok_or_else(missing)
                }
            }
            Origin::Image => {
                let path = source.trim_start_matches('/');
                let node = self.world.second.files.nodes.get(path);
                if path.is_empty() { Ok(true) } else { node.map(is_directory).ok_or_else(missing) }
            }
            Origin::Base => {
                let _ = state;
                let image = self.image();
                if source == "/" {
                    Ok(true)
                } else {
                    image.paths.get(source).copied().ok_or_else(missing)
                }
            }
        }
    }

    fn copy(&self, state: &mut State, copy: &Copy) -> Result<(), Refusal> {
        if copy.chown.is_some_and(|owner| owner.starts_with(|it: char| it.is_alphabetic()))
            && (!state.has_system || copy.link)
        {
            return Err("no such user".to_owned());
        }
        let destination = expand(&state.env, &copy.destination);
        let to = absolute(state, destination.trim_end_matches('/'));
        let has_slash = destination.ends_with('/') || destination == ".";
        let sources: Vec<String> = copy.sources.iter().map(|it| expand(&state.env, it)).collect();
        let is_single = sources.len() + copy.heredocs.len() == 1;
        let has_pattern = sources.iter().any(|source| is_pattern(source));
        if !has_slash && (!is_single || has_pattern) {
            return Err("several sources need a directory".to_owned());
        }
        let mut found = false;
        for source in &sources {
            if source.starts_with("@H/") {
                found = true;
                self.remote(state, source, &to, has_slash)?;
            } else if is_pattern(source) {
                found |= self.pattern(copy, source)?;
            } else {
                found = true;
                self.literal(state, copy, source, &to, has_slash)?;
            }
        }
        for heredoc in &copy.heredocs {
            found = true;
            let path = if has_slash { format!("{to}/{}", heredoc.name) } else { to.clone() };
            state.add(&path, false)?;
        }
        if !found {
            return Err("nothing matches".to_owned());
        }
        if has_slash {
            state.add(&to, true)?;
        }
        Ok(())
    }

    /// A file that is fetched.
    fn remote(
        &self,
        state: &mut State,
        source: &str,
        to: &str,
        has_slash: bool,
    ) -> Result<(), Refusal> {
        if self.world.remote.is_none() {
            return Err("there is no server".to_owned());
        }
        let path = if has_slash { format!("{to}/{}", base_name(source)) } else { to.to_owned() };
        state.add(&path, false)
    }

    /// Whether a pattern matches something; links that it matches must lead somewhere.
    fn pattern(&self, copy: &Copy, source: &str) -> Result<bool, Refusal> {
        let sight = match &copy.from {
            Origin::Context => &self.context,
            Origin::Named(name) => self.named.get(name.as_str()).ok_or("no such context")?,
            Origin::Stage(id) => {
                let state = self.stages.get(id).ok_or("a later stage")?;
                let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
                let inside = |path: &String| {
                    path.rsplit_once('/').is_some_and(|(parent, _)| parent == folder)
                };
                return Ok(source.ends_with("/*") && state.paths.keys().any(inside));
            }
            _ => return Err("no patterns there".to_owned()),
        };
        let matches = sight.matches(source);
        if let Some(lost) = matches.iter().find(|path| sight.resolve(path).is_none()) {
            return Err(format!("{lost} leads nowhere"));
        }
        Ok(!matches.is_empty())
    }

    /// With `--exclude`, links at the top of a whole context are followed (`cache/contenthash/checksum.go
    /// includedPaths`): none may lead nowhere.
    fn links_lead_somewhere(&self, copy: &Copy, source: &str) -> Result<(), Refusal> {
        let sight = match &copy.from {
            Origin::Context => &self.context,
            Origin::Named(name) => &self.named[name.as_str()],
            _ => return Ok(()),
        };
        let is_followed =
            !copy.exclude.is_empty() && sight.resolve(source).is_some_and(|it| it.is_empty());
        let mut links = sight.children("").into_iter().filter(|_| is_followed);
        match links.find(|path| sight.resolve(path).is_none()) {
            Some(lost) => Err(format!("{lost} leads nowhere")),
            None => Ok(()),
        }
    }

    fn literal(
        &self,
        state: &mut State,
        copy: &Copy,
        source: &str,
        to: &str,
        has_slash: bool,
    ) -> Result<(), Refusal> {
        let is_directory = self.source(state, &copy.from, source)?;
        self.links_lead_somewhere(copy, source)?;
        if !is_directory {
            // An archive is unpacked into a directory.
            let unpacks = copy.add && copy.unpack != Some(false) && source.ends_with(".tar");
            let path =
                if has_slash { format!("{to}/{}", base_name(source)) } else { to.to_owned() };
            return if unpacks { state.add(to, true) } else { state.add(&path, false) };
        }
        state.add(to, true)?;
        let Origin::Context = copy.from else { return Ok(()) };
        let from = self.context.resolve(source).unwrap_or_default();
        for child in self.context.children(&from) {
            // What is excluded, and where links lead, is not followed up.
            let is_plain = copy.exclude.is_empty()
                && !matches!(self.context.at(child), Some(Node::Link { .. }));
            if is_plain {
                state
                    .add(&format!("{to}/{}", base_name(child)), self.context.is_directory(child))?;
            }
        }
        Ok(())
    }
}

impl State {
    /// Notes that a path is there; a file is not put where a directory is.
    fn add(&mut self, path: &str, is_directory: bool) -> Result<(), Refusal> {
        match self.paths.insert(path.to_owned(), is_directory) {
            Some(before) if before != is_directory => Err(format!("{path} is file and directory")),
            _ => Ok(()),
        }
    }
}

fn is_directory(node: &Node) -> bool {
    matches!(node, Node::Directory { .. })
}

fn is_root(user: &str) -> bool {
    matches!(user.split(':').next(), Some("" | "0" | "root"))
}

/// Whether a source is a pattern.
pub(crate) fn is_pattern(source: &str) -> bool {
    source.contains(['*', '?', '['])
}

/// A path of the image, seen from the working directory.
pub(crate) fn absolute(state: &State, path: &str) -> String {
    let joined =
        if path.starts_with('/') { path.to_owned() } else { format!("{}/{path}", state.cwd) };
    let parts: Vec<&str> = joined.split('/').filter(|it| !it.is_empty() && *it != ".").collect();
    format!("/{}", parts.join("/"))
}

/// A text with `${NAME}` and `$NAME` replaced.
pub(crate) fn expand(env: &BTreeMap<String, String>, text: &str) -> String {
    let mut parts = text.split('$');
    let mut expanded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = match part.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((name, rest)) => (name, rest),
            None => {
                let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
                part.split_at(part.find(|letter| !is_part(letter)).unwrap_or(part.len()))
            }
        };
        expanded.push_str(env.get(name).map_or("", String::as_str));
        expanded.push_str(rest);
    }
    expanded
}
