//! RUN: the arguments as the engine gets them, the environment, the mounts.

use super::copy::{without_covered, without_tabs};
use super::op::{Exec, InlineFile, Op, Selector};
use super::size::bytes;
use super::stages::{Place, Solved, Solver};
use super::state::StageState;
use super::{Environment, ExecMount, SourceInput, VertexId};
use crate::syntax::{CommandLine, Instruction, MountKind, Value};

/// An input of a RUN while its mounts are gathered.
pub(super) struct MountInput {
    pub(super) vertex: VertexId,
    pub(super) selectors: Vec<String>,
}

impl<'s> Solver<'s> {
    pub(super) fn run(&mut self, state: &mut StageState<'s>, place: Place<'s>) -> Solved {
        let instruction = place.instruction;
        let (mut inputs, mut mounts) = (Vec::new(), Vec::new());
        let args = match script_file(instruction) {
            Some(file) => {
                let path = format!("/dev/pipes/{}", file.name);
                let vertex = self.vertex(Op::Inline(file), None, Vec::new(), false);
                inputs.push(MountInput { vertex, selectors: vec!["/".to_owned()] });
                mounts.push(ExecMount::bind("/dev/pipes/", 0, "/", true));
                vec![path]
            }
            None => Vec::new(),
        };
        let args = arguments(state, instruction, args);
        let secret_env = self.mounts(state, place, &mut inputs, &mut mounts);
        sort(&mut mounts, &mut inputs);
        let flag = |name: &str| {
            let value = instruction.flag(name).and_then(|flag| flag.value()).unwrap_or_default();
            state.expand(instruction, value)
        };
        let devices = instruction.flags().filter(|flag| flag.name() == "device");
        let exec = Exec {
            args,
            env: environment(state, &mounts),
            cwd: state.cwd.clone(),
            user: state.user.clone(),
            network: self.network(flag("network")),
            security: Some(flag("security")).filter(|it| it != "sandbox").unwrap_or_default(),
            devices: devices.filter_map(|flag| flag.value()).map(str::to_owned).collect(),
            mounts,
            secret_env,
            build: self.build_wide(),
            platform: self.settings.platform.clone(),
        };
        let (sources, root_by_content) = sources(inputs, state.root);
        let op = Op::Exec(Box::new(exec));
        let vertex = self.vertex(op, state.root, sources, place.is_forced);
        if root_by_content {
            self.let_root_match_by_content(vertex);
        }
        state.root = Some(vertex);
        Solved { vertex: Some(vertex), linked: None }
    }

    /// The step's own network, else the build's; empty for the default. `--network=default` asks for that of the build
    /// (`convert_runnetwork.go`).
    fn network(&self, own: String) -> String {
        let asked = Some(own).filter(|own| !own.is_empty() && own != "default");
        let network = asked.or_else(|| self.settings.run.network.clone());
        network.filter(|network| network != "default").unwrap_or_default()
    }

    /// What the command line adds to every RUN (experiments addhost_added, shm, ulimit, cgroupparent, hostname).
    fn build_wide(&self) -> Vec<(String, String)> {
        let run = &self.settings.run;
        let mut fields = Vec::new();
        let mut add = |name: &str, value: Option<String>| {
            fields.extend(value.map(|value| (name.to_owned(), value)));
        };
        add("hostname", self.graph.build_arg("BUILDKIT_SANDBOX_HOSTNAME"));
        add("shm-size", run.shm_size.as_deref().map(bytes));
        add("cgroup-parent", run.cgroup_parent.clone());
        run.hosts.iter().for_each(|host| add("host", Some(host.clone())));
        run.ulimits.iter().for_each(|limit| add("ulimit", Some(limit.clone())));
        fields
    }
}

/// Brings mounts in the order in which the definition has them, and inputs in that of their mounts: by target, then
/// secrets and sockets as they are written (`llb/exec.go Marshal`).
fn sort(mounts: &mut [ExecMount], inputs: &mut Vec<MountInput>) {
    let rank = |mount: &ExecMount| match mount.kind {
        MountKind::Secret => (1, String::new()),
        MountKind::Ssh => (2, String::new()),
        _ => (0, mount.target.clone()),
    };
    mounts.sort_by_key(rank);
    let mut order: Vec<usize> = Vec::new();
    for mount in mounts.iter_mut() {
        let Some(input) = mount.input else { continue };
        let known = order.iter().position(|known| *known == input);
        mount.input = Some(known.unwrap_or(order.len()));
        if known.is_none() {
            order.push(input);
        }
    }
    let mut numbered: Vec<(usize, MountInput)> = inputs.drain(..).enumerate().collect();
    numbered.sort_by_key(|(number, _)| order.iter().position(|known| known == number));
    inputs.extend(numbered.into_iter().map(|(_, input)| input));
}

/// The environment of the stage, with the socket of the first ssh mount unless it is set.
fn environment(state: &StageState<'_>, mounts: &[ExecMount]) -> Environment {
    const SOCKET: &str = "SSH_AUTH_SOCK";
    let mut env = state.env.clone();
    let socket = mounts.iter().find(|mount| mount.kind == MountKind::Ssh);
    if let (Some(mount), Value::Unset | Value::Unknown) = (socket, env.get(SOCKET)) {
        env.set(SOCKET, &mount.target);
    }
    env
}

/// The inputs beside the root, and whether the root may match by content.
///
/// A mount of the root itself shares its input, and the last mount decides about content (`ops/exec.go
/// getMountDeps`): the whole of it then counts.
fn sources(inputs: Vec<MountInput>, root: Option<VertexId>) -> (Vec<SourceInput>, bool) {
    let root_by_content = inputs.iter().any(|input| Some(input.vertex) == root);
    let others = inputs.into_iter().map(|input| {
        let whole = input.selectors.iter().any(|path| path == "/");
        let paths = if whole { vec!["/".to_owned()] } else { input.selectors };
        let selectors = paths.into_iter().map(Selector::path).collect();
        let by_content = Some(input.vertex) != root;
        SourceInput { vertex: input.vertex, selectors: without_covered(selectors), by_content }
    });
    (others.collect(), root_by_content)
}

/// A heredoc that is a script for its own interpreter: it is mounted as a file, so that its name counts.
fn script_file(instruction: Instruction<'_>) -> Option<InlineFile> {
    let content = lone_heredoc(instruction)?;
    let name = instruction.heredocs().next()?.name().to_owned();
    content.starts_with("#!").then_some(InlineFile { name, content, mode: 0o755 })
}

/// The text of a heredoc that is all of the command.
fn lone_heredoc(instruction: Instruction<'_>) -> Option<String> {
    let CommandLine::Shell(line) = instruction.command_line()? else { return None };
    let first = instruction.heredocs().next()?;
    let body = first.body().text();
    let is_alone = first.word().text() == line.text().trim();
    is_alone.then(|| if first.drops_tabs() { without_tabs(body) } else { body.to_owned() })
}

/// What the engine runs (`convert.go dispatchRun`).
fn arguments(
    state: &StageState<'_>,
    instruction: Instruction<'_>,
    script: Vec<String>,
) -> Vec<String> {
    let text = match instruction.command_line() {
        Some(CommandLine::Exec(words)) => {
            return words.iter().map(|word| word.text().to_owned()).collect();
        }
        Some(CommandLine::Shell(line)) => line.text().to_owned(),
        None => String::new(),
    };
    let command = match (script.is_empty(), lone_heredoc(instruction)) {
        (false, _) => script,
        (true, Some(body)) => vec![body],
        (true, None) => vec![with_heredocs(text, instruction)],
    };
    let default = || vec!["/bin/sh".to_owned(), "-c".to_owned()];
    let mut args = state.shell.clone().unwrap_or_else(default);
    args.extend(command);
    args
}

/// The line, then each heredoc with its delimiter, as the shell reads them.
fn with_heredocs(mut text: String, instruction: Instruction<'_>) -> String {
    for heredoc in instruction.heredocs() {
        text.push('\n');
        text.push_str(heredoc.body().text());
        text.push_str(heredoc.name());
    }
    text
}

impl ExecMount {
    /// A bind mount of an input.
    pub(super) fn bind(target: &str, input: usize, selector: &str, readonly: bool) -> Self {
        Self {
            target: target.to_owned(),
            kind: MountKind::Bind,
            input: Some(input),
            selector: selector.to_owned(),
            readonly,
            cache: None,
            options: Vec::new(),
        }
    }
}
