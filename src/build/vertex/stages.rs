//! From stages to vertices: what is reachable from the target, solved stage by stage.

use super::op;
use super::state::StageState;
use super::{
    Mkdir, NamedContext, NoCache, Op, Settings, SourceInput, Vertex, VertexGraph, VertexId,
    numbering,
};
use crate::build::{Base, BuildGraph, Stage};
use crate::image::{ImageReference, known};
use crate::syntax::{CommandLine, Dockerfile, Instruction, Keyword, Value};
use std::collections::{BTreeMap, HashMap};

/// Works out the vertices for the target of `graph`.
pub(super) fn solve(graph: &BuildGraph<'_>, settings: &Settings) -> VertexGraph {
    let triggers = image_triggers(settings);
    let mut solver = Solver {
        graph,
        settings,
        triggers: &triggers,
        vertices: Vec::new(),
        known: HashMap::new(),
        stages: vec![Progress::Open; graph.stages.len()],
        built: vec![Vec::new(); graph.stages.len()],
    };
    let target = graph.target().map(|stage| solver.stage(stage.index));
    let steps = numbering::number(graph, settings, &solver.built);
    VertexGraph { vertices: solver.vertices, steps, target: target.and_then(|state| state.root) }
}

/// The ONBUILD triggers of images, each as a file of its own.
fn image_triggers(settings: &Settings) -> BTreeMap<&str, Dockerfile> {
    let with_triggers = settings.images.iter().filter(|(_, facts)| !facts.onbuild.is_empty());
    with_triggers
        .map(|(name, facts)| {
            let text = format!("FROM scratch\n{}\n", facts.onbuild.join("\n"));
            (name.as_str(), Dockerfile::parse(text))
        })
        .collect()
}

#[derive(Clone)]
enum Progress<'s> {
    Open,
    /// Being solved: whoever asks now asks in a circle.
    Begun,
    Done(StageState<'s>),
}

/// What an instruction of a stage became.
#[derive(Clone, Copy, Debug)]
pub(super) struct BuiltStep<'s> {
    pub(super) instruction: Instruction<'s>,
    pub(super) is_trigger: bool,
    pub(super) vertex: Option<VertexId>,
    pub(super) linked: Option<VertexId>,
}

/// Where the vertices of a step stand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Solved {
    pub(super) vertex: Option<VertexId>,
    pub(super) linked: Option<VertexId>,
}

/// What vertices are equal by.
type Identity = (Op, Option<VertexId>, Vec<SourceInput>);

pub(super) struct Solver<'s> {
    pub(super) graph: &'s BuildGraph<'s>,
    pub(super) settings: &'s Settings,
    triggers: &'s BTreeMap<&'s str, Dockerfile>,
    vertices: Vec<Vertex>,
    known: HashMap<Identity, VertexId>,
    stages: Vec<Progress<'s>>,
    /// The steps of each stage that was solved, FROM first where it is a vertex.
    built: Vec<Vec<BuiltStep<'s>>>,
}

impl<'s> Solver<'s> {
    /// The vertex of that operation; made if there is none. It is forced if any of its steps is (`llb/marshal.go
    /// mergeMetadata`).
    pub(super) fn vertex(
        &mut self,
        op: Op,
        root: Option<VertexId>,
        sources: Vec<SourceInput>,
        is_forced: bool,
    ) -> VertexId {
        let identity = (op, root, sources);
        if let Some(id) = self.known.get(&identity) {
            self.vertices[*id].is_forced |= is_forced;
            return *id;
        }
        let (op, root, sources) = identity.clone();
        let id = self.vertices.len();
        let key = op.key();
        let root_by_content = false;
        self.vertices.push(Vertex { op, key, root, sources, root_by_content, is_forced });
        self.known.insert(identity, id);
        id
    }

    /// Lets a vertex match by the content of all of its root too.
    pub(super) fn let_root_match_by_content(&mut self, id: VertexId) {
        self.vertices[id].root_by_content = true;
    }

    /// The result of a stage.
    fn stage(&mut self, index: usize) -> StageState<'s> {
        match std::mem::replace(&mut self.stages[index], Progress::Begun) {
            Progress::Done(state) => {
                self.stages[index] = Progress::Done(state.clone());
                state
            }
            Progress::Begun => StageState::scratch(),
            Progress::Open => {
                let state = self.solve_stage(index);
                self.stages[index] = Progress::Done(state.clone());
                state
            }
        }
    }

    fn solve_stage(&mut self, index: usize) -> StageState<'s> {
        let stage = &self.graph.stages[index];
        let context = stage.name.as_deref().and_then(|name| self.settings.context(name));
        if let Some((name, named)) = context {
            return self.named_context(name, named);
        }
        let mut state = self.base(stage);
        let triggers = std::mem::take(&mut state.triggers);
        let mut state = state.begin();
        let is_forced = self.is_forced(stage);
        let own = stage.steps.iter().map(|step| (step.instruction, false));
        for (instruction, is_trigger) in
            triggers.into_iter().map(|trigger| (trigger, true)).chain(own)
        {
            let place = Place { stage: index, instruction, is_forced };
            let solved = self.instruction(&mut state, place);
            let Solved { vertex, linked } = solved;
            self.built[index].push(BuiltStep { instruction, is_trigger, vertex, linked });
        }
        state
    }

    fn is_forced(&self, stage: &Stage<'_>) -> bool {
        match &self.settings.no_cache {
            NoCache::Never => false,
            NoCache::All => true,
            NoCache::Stages(names) => stage
                .name
                .as_ref()
                .is_some_and(|name| names.iter().any(|given| given.eq_ignore_ascii_case(name))),
        }
    }

    fn base(&mut self, stage: &'s Stage<'s>) -> StageState<'s> {
        let (name, reference) = match &stage.base {
            Base::Scratch => return StageState::scratch(),
            Base::Stage(parent) => return self.stage(*parent),
            Base::Image(reference) => (stage.image.clone().unwrap_or_default(), Some(reference)),
            Base::Unknown => (stage.from.image.text().to_owned(), None),
        };
        let state = self.image(&name, reference, self.platform(stage));
        // A named context is counted as a step, and makes none.
        let is_context = self.settings.context(&name).is_some();
        let step = BuiltStep {
            instruction: stage.from.instruction,
            is_trigger: false,
            vertex: state.root.filter(|_| !is_context),
            linked: None,
        };
        self.built[stage.index].push(step);
        state
    }

    fn platform(&self, stage: &Stage<'_>) -> String {
        let Some(flag) = stage.from.instruction.flag("platform").and_then(|flag| flag.value())
        else {
            return self.settings.platform.clone();
        };
        self.graph.expand_global(flag).unwrap_or_else(|| flag.to_owned())
    }

    /// An image, or the context that was given for its name.
    fn image(
        &mut self,
        name: &str,
        reference: Option<&ImageReference>,
        platform: String,
    ) -> StageState<'s> {
        if let Some((name, named)) = self.settings.context(name) {
            return self.named_context(name, named);
        }
        let mut facts = self.settings.images.get(name).cloned().unwrap_or_default();
        let known = reference.and_then(known::image).and_then(|image| image.workdir);
        facts.workdir = facts.workdir.or(known.map(str::to_owned));
        let op = Op::Image { reference: name.to_owned(), platform, layers: facts.layers.clone() };
        let root = self.vertex(op, None, Vec::new(), false);
        let mut state = StageState::image(root, &facts);
        if let Some(file) = self.triggers.get(name) {
            state.triggers = file.instructions().skip(1).collect();
        }
        state
    }

    fn named_context(&mut self, name: &str, named: &NamedContext) -> StageState<'s> {
        let op = match named {
            NamedContext::Image(image) => {
                return self.image(&image.clone(), None, self.settings.platform.clone());
            }
            NamedContext::Directory => Op::Context(name.to_owned()),
            NamedContext::Other(address) => {
                Op::Git { remote: address.clone(), commit: None, keeps_git: false }
            }
        };
        let root = self.vertex(op, None, Vec::new(), false);
        StageState { root: Some(root), ..StageState::scratch() }
    }

    /// What `--from=name` in a COPY of stage number `before` reads; `None` for an empty file system.
    pub(super) fn from(&mut self, name: &str, before: usize) -> Option<VertexId> {
        match self.graph.stage_named(name, before) {
            Some(index) => self.stage(index).root,
            None => self.image_root(name),
        }
    }

    /// What `from=name` in a mount reads: a number is no stage there (`convert_runmount.go`).
    pub(super) fn mounted_from(&mut self, name: &str, before: usize) -> Option<VertexId> {
        match self.graph.stage_called(name, before) {
            Some(index) => self.stage(index).root,
            None => self.image_root(name),
        }
    }

    fn image_root(&mut self, name: &str) -> Option<VertexId> {
        if name == "scratch" {
            return None;
        }
        let reference = ImageReference::parse(name).ok();
        self.image(name, reference.as_ref(), self.settings.platform.clone()).root
    }

    fn instruction(&mut self, state: &mut StageState<'s>, place: Place<'s>) -> Solved {
        let instruction = place.instruction;
        match instruction.keyword() {
            Keyword::Env => set_env(state, instruction),
            Keyword::Arg => self.set_arg(state, instruction),
            Keyword::User => state.user = state.expand(instruction, instruction.arguments().text()),
            Keyword::Shell => {
                if let Some(CommandLine::Exec(words)) = instruction.command_line() {
                    state.shell = Some(words.iter().map(|word| word.text().to_owned()).collect());
                }
            }
            Keyword::Onbuild => state.triggers.extend(instruction.trigger()),
            Keyword::Workdir => return self.workdir(state, place),
            Keyword::Copy | Keyword::Add => return self.copy(state, place),
            Keyword::Run => return self.run(state, place),
            _ => {}
        }
        Solved::default()
    }

    fn workdir(&mut self, state: &mut StageState<'s>, place: Place<'s>) -> Solved {
        let path = state.expand(place.instruction, place.instruction.arguments().text());
        state.cwd = if path.starts_with('/') { path } else { state.absolute(&path) };
        if state.cwd == "/" {
            return Solved::default();
        }
        let mkdir = Mkdir {
            path: state.absolute(&state.cwd),
            mode: 0o755,
            owner: Some(op::owner(&state.user)).filter(|user| !user.is_empty()),
            epoch: self.graph.build_arg("SOURCE_DATE_EPOCH"),
        };
        // Never forced: `--no-cache` leaves WORKDIR alone (experiment nocache_workdir).
        let vertex = self.vertex(Op::Mkdir(mkdir), state.root, Vec::new(), false);
        state.root = Some(vertex);
        Solved { vertex: Some(vertex), linked: None }
    }

    /// `convert.go dispatchArg`: what was passed, else the default, else what stands before the first FROM.
    fn set_arg(&self, state: &mut StageState<'s>, instruction: Instruction<'s>) {
        for pair in instruction.pairs() {
            let name = pair.key();
            if NOT_IN_ENVIRONMENT.contains(&name) {
                continue;
            }
            let value = match (self.graph.build_arg(name), pair.value()) {
                (Some(passed), _) => Some(passed),
                (None, Some(default)) => Some(state.expand(instruction, default)),
                (None, None) => match self.graph.global(name) {
                    Value::Set(value) => Some(value),
                    Value::Unknown => Some(format!("‹{name}›")),
                    Value::Unset => None,
                },
            };
            if let Some(value) = value {
                state.env.set(name, &value);
            }
        }
    }
}

/// An instruction to solve, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'s> {
    /// Its stage.
    pub(super) stage: usize,
    pub(super) instruction: Instruction<'s>,
    /// Whether the cache is not to be used.
    pub(super) is_forced: bool,
}

/// Arguments for the builder alone (`convert.go nonEnvArgs`).
const NOT_IN_ENVIRONMENT: [&str; 2] = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"];

/// All names and values of one ENV see the environment before it.
fn set_env(state: &mut StageState<'_>, instruction: Instruction<'_>) {
    let values: Vec<_> = instruction
        .pairs()
        .map(|pair| {
            let value = state.expand(instruction, pair.value().unwrap_or_default());
            (state.expand(instruction, pair.key()), value)
        })
        .collect();
    for (name, value) in values {
        state.env.set(&name, &value);
        state.image_env.set_in_place(&name, &value);
    }
}
