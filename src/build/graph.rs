//! From instructions to stages: what each is built on, and the state each step starts from.

use super::problems;
use super::scope::{Assignment, PLATFORM_ARGS, Scope, VariableKind};
use super::stage::{Base, Stage, Step};
use super::{CopyStep, ImagePath};
use crate::image::{ImageReference, known};
use crate::shell::Remembered;
use crate::syntax::{
    CommandLine, Dockerfile, Expander, From, Instruction, Keyword, Problem, Value,
};
use std::cell::OnceCell;
use std::sync::Arc;

/// What a build is given beside the file: `--build-arg` and `--target`.
#[derive(Clone, Debug, Default)]
pub struct BuildArgs {
    /// Name and value of each `--build-arg`.
    pub values: Vec<(String, String)>,
    /// The stage to build; the last one when `None`.
    pub target: Option<String>,
    /// The platform that is built on and for, as in `linux/amd64`; `None` when it is not known.
    pub platform: Option<String>,
}

/// The stages of a file, resolved.
#[derive(Debug)]
pub struct BuildGraph<'a> {
    /// The file.
    pub file: &'a Dockerfile,
    /// The stages, in order.
    pub stages: Vec<Stage<'a>>,
    /// What BuildKit would refuse beyond what the syntax tells.
    pub problems: Vec<Problem>,
    args: BuildArgs,
    globals: Vec<Assignment>,
    target: Option<usize>,
}

impl<'a> BuildGraph<'a> {
    /// Works out the stages of `file`.
    pub fn new(file: &'a Dockerfile, args: &BuildArgs) -> Self {
        Self::remembering(file, args, &Arc::default())
    }

    /// The same, with the scripts that were parsed before.
    pub fn remembering(file: &'a Dockerfile, args: &BuildArgs, scripts: &Arc<Remembered>) -> Self {
        let mut builder = Builder {
            args,
            scripts,
            graph: Self {
                file,
                stages: Vec::new(),
                problems: Vec::new(),
                args: args.clone(),
                globals: platform_args(args, file),
                target: None,
            },
            state: State::default(),
        };
        for instruction in file.instructions() {
            builder.instruction(instruction);
        }
        let mut graph = builder.graph;
        let last = graph.stages.len().checked_sub(1);
        graph.target = match &args.target {
            None => last,
            // A number is no target (`convert.go`).
            Some(name) => graph.stage_called(name, graph.stages.len()),
        };
        graph.problems.extend(problems::find(&graph));
        graph.problems.sort_by_key(|problem| problem.range);
        graph
    }

    /// The stage that is built; `None` for a file without stages or a target that does not exist.
    pub fn target(&self) -> Option<&Stage<'a>> {
        self.stages.get(self.target?)
    }

    /// Whether BuildKit would accept the file, base images taken to exist.
    pub fn is_valid(&self) -> bool {
        self.file.problems().is_empty() && self.problems.is_empty()
    }

    /// The value that was passed for a build argument.
    pub fn build_arg(&self, name: &str) -> Option<String> {
        given(&self.args, name)
    }

    /// What is known of a variable before the first FROM.
    pub fn global(&self, name: &str) -> Value {
        Scope::new(&self.globals, false).get(name)
    }

    /// `text` with the variables from before the first FROM; `None` when it depends on something unknown.
    pub fn expand_global(&self, text: &str) -> Option<String> {
        let lookup = |name: &str| self.global(name);
        Expander::new(self.file.escape(), &lookup).expand(text).ok()?.text
    }

    /// The stage before number `before` that `--from=name` means: by name (the last one of that name), else by number.
    pub fn stage_named(&self, name: &str, before: usize) -> Option<usize> {
        let by_number = || name.parse().ok().filter(|index| *index < before.min(self.stages.len()));
        self.stage_called(name, before).or_else(by_number)
    }

    /// The stage before number `before` of that name (the last one); where a number does not do: `--target` and mounts.
    pub fn stage_called(&self, name: &str, before: usize) -> Option<usize> {
        let name = name.to_lowercase();
        let earlier = &self.stages[..before.min(self.stages.len())];
        earlier.iter().rposition(|stage| stage.name.as_deref() == Some(&name))
    }

    /// Whether the target needs a stage, by stage number.
    pub fn reachable(&self) -> Vec<bool> {
        let mut reached = vec![false; self.stages.len()];
        let mut open: Vec<usize> = self.target.into_iter().collect();
        while let Some(index) = open.pop() {
            if !std::mem::replace(&mut reached[index], true) {
                open.extend(self.needs_of(&self.stages[index]));
            }
        }
        reached
    }

    /// The stages that a stage reads from.
    pub fn needs_of(&self, stage: &Stage<'a>) -> Vec<usize> {
        let mut needs = Vec::new();
        if let Base::Stage(index) = stage.base {
            needs.push(index);
        }
        for step in &stage.steps {
            let copied = step.instruction.flag("from").and_then(|flag| flag.value());
            needs.extend(copied.and_then(|name| self.stage_named(name, stage.index)));
            let mounts: Vec<_> = step.instruction.mounts().collect();
            let mounted = mounts.iter().filter_map(|mount| mount.from());
            needs.extend(mounted.filter_map(|name| self.stage_called(name, stage.index)));
        }
        needs
    }

    /// The COPY and ADD steps of a stage.
    pub fn copies<'g>(
        &'g self,
        stage: &'g Stage<'a>,
    ) -> impl Iterator<Item = (&'g Step<'a>, CopyStep<'a>)> {
        let steps = stage.steps.iter();
        steps.filter_map(move |step| Some((step, CopyStep::of(self, stage, step)?)))
    }

    /// The COPYs out of stage number `index`. Asked for each step of a long file: what copies from elsewhere is not read.
    pub fn copies_from<'g>(
        &'g self,
        index: usize,
    ) -> impl Iterator<Item = (&'g Step<'a>, CopyStep<'a>)> {
        let later = self.stages.get(index + 1..).unwrap_or_default().iter();
        let steps =
            later.flat_map(|stage| stage.steps_of(Keyword::Copy).map(move |it| (stage, it)));
        steps.filter_map(move |(stage, step)| {
            let name = step.instruction.flag("from")?.value()?;
            let is_meant = self.stage_named(name, stage.index) == Some(index);
            Some((step, is_meant.then(|| CopyStep::of(self, stage, step))??))
        })
    }

    /// The stage and those it is built on, itself first.
    pub fn lineage<'g>(&'g self, stage: &'g Stage<'a>) -> impl Iterator<Item = &'g Stage<'a>> {
        std::iter::successors(Some(stage), |stage| match stage.base {
            Base::Stage(index) => self.stages.get(index),
            _ => None,
        })
    }
}

/// The predefined arguments: what the platform is cannot be seen offline.
fn platform_args(args: &BuildArgs, file: &Dockerfile) -> Vec<Assignment> {
    let value = |name: &str| {
        let known = given(args, name).or_else(|| platform_part(args.platform.as_deref()?, name));
        known.map_or(Value::Unknown, Value::Set)
    };
    let assign = |name: &str| Assignment {
        name: name.to_owned(),
        value: value(name),
        kind: VariableKind::Arg,
        range: Default::default(),
    };
    let mut globals: Vec<Assignment> = PLATFORM_ARGS.into_iter().map(assign).collect();
    if args.platform.is_some() {
        let others = [
            ("BUILDOSVERSION", String::new()),
            ("TARGETOSVERSION", String::new()),
            ("TARGETSTAGE", target_name(args, file)),
        ];
        globals.extend(others.map(|(name, value)| {
            let value = Value::Set(given(args, name).unwrap_or(value));
            Assignment { value, ..assign(name) }
        }));
    }
    globals
}

/// What is built, by name: what was asked for, else the last stage if it has one (`platform.go defaultArgs`).
fn target_name(args: &BuildArgs, file: &Dockerfile) -> String {
    let last = file.instructions().filter_map(|it| it.as_from()).last();
    let name = last.and_then(|from| from.name).map(|name| name.text().to_lowercase());
    args.target.clone().or(name).unwrap_or_else(|| "default".to_owned())
}

/// The part of `os/architecture/variant` that a predefined argument stands for.
fn platform_part(platform: &str, name: &str) -> Option<String> {
    let mut parts = platform.splitn(3, '/');
    let (os, architecture, variant) = (parts.next()?, parts.next()?, parts.next());
    let part = match name.strip_prefix("BUILD").or_else(|| name.strip_prefix("TARGET"))? {
        "PLATFORM" => platform,
        "OS" => os,
        "ARCH" => architecture,
        _ => variant.unwrap_or_default(),
    };
    Some(part.to_owned())
}

fn given(args: &BuildArgs, name: &str) -> Option<String> {
    let found = args.values.iter().rev().find(|(given, _)| given == name);
    found.map(|(_, value)| value.clone())
}

/// What the next step of the current stage starts from.
#[derive(Clone, Debug, Default)]
struct State {
    workdir: Option<ImagePath>,
    user: Option<String>,
    shell: Option<Vec<String>>,
}

struct Builder<'a, 'b> {
    args: &'b BuildArgs,
    scripts: &'b Arc<Remembered>,
    graph: BuildGraph<'a>,
    state: State,
}

impl<'a> Builder<'a, '_> {
    fn instruction(&mut self, instruction: Instruction<'a>) {
        if let Some(from) = instruction.as_from() {
            return self.stage(from);
        }
        let keyword = instruction.keyword();
        if self.graph.stages.is_empty() {
            if keyword == Keyword::Arg {
                self.global_args(instruction);
            }
        } else if keyword != Keyword::Unknown {
            self.step(instruction);
        }
    }

    fn global_args(&mut self, instruction: Instruction<'a>) {
        for pair in instruction.pairs() {
            let value = match (given(self.args, pair.key()), pair.value()) {
                (Some(value), _) => Value::Set(value),
                (None, Some(default)) => self.expand_global(default, instruction),
                // One that is only declared keeps the value that it has (`convert.go buildMetaArgs`).
                (None, None) if self.graph.globals.iter().any(|it| it.name == pair.key()) => {
                    continue;
                }
                (None, None) => Value::Unset,
            };
            let (name, range) = (pair.key().to_owned(), pair.range());
            self.graph.globals.push(Assignment { name, value, kind: VariableKind::Arg, range });
        }
    }

    fn expand_global(&mut self, text: &str, instruction: Instruction<'a>) -> Value {
        let scope = Scope::new(&self.graph.globals, false);
        let lookup = |name: &str| scope.get(name);
        match Expander::new(self.graph.file.escape(), &lookup).expand(text) {
            Ok(expanded) => expanded.text.map_or(Value::Unknown, Value::Set),
            Err(error) => {
                let problem = Problem::new(instruction.head_range(), error.to_string());
                self.graph.problems.push(problem);
                Value::Unknown
            }
        }
    }

    fn stage(&mut self, from: From<'a>) {
        let index = self.graph.stages.len();
        let image = match self.expand_global(from.image.text(), from.instruction) {
            Value::Set(image) => Some(image),
            _ => None,
        };
        let base = self.base(&from, image.as_deref());
        let name = from.name.as_ref().map(|name| name.text().to_lowercase());
        let parent = match base {
            Base::Stage(parent) => self.graph.stages.get(parent),
            _ => None,
        };
        let has_open_base = match (&base, parent) {
            (_, Some(parent)) => parent.has_open_base,
            (base, None) => !matches!(base, Base::Scratch),
        };
        let assignments = parent.map(|parent| parent.assignments.clone()).unwrap_or_default();
        self.state = match parent.and_then(|parent| parent.steps.last().map(|last| (parent, last)))
        {
            Some((parent, last)) => after(parent, last),
            None => State { workdir: Some(self.first_workdir(&base)), ..State::default() },
        };
        let steps = Vec::new();
        let stage = Stage { index, name, from, image, base, steps, assignments, has_open_base };
        self.graph.stages.push(stage);
    }

    /// The working directory of an image or of a stage without steps.
    fn first_workdir(&self, base: &Base) -> ImagePath {
        match base {
            Base::Scratch => ImagePath::root(),
            Base::Stage(parent) => self.first_workdir(&self.graph.stages[*parent].base),
            Base::Image(reference) => match known::image(reference).and_then(|image| image.workdir)
            {
                Some(workdir) => ImagePath::root().join(workdir),
                None => ImagePath::base_workdir(),
            },
            Base::Unknown => ImagePath::base_workdir(),
        }
    }

    fn base(&mut self, from: &From<'a>, image: Option<&str>) -> Base {
        let Some(image) = image else { return Base::Unknown };
        if image.is_empty() {
            let message = format!("the base image {} comes out empty", from.image.text());
            self.graph.problems.push(Problem::new(from.image.range(), message));
            return Base::Unknown;
        }
        // Names are kept in lower case and looked up as written: `FROM Build` means an image (`convert.go addState`).
        let mut earlier = self.graph.stages.iter();
        let by_name = |stage: &Stage<'_>| stage.name.as_deref() == Some(image);
        if let Some(index) = earlier.rposition(by_name) {
            return Base::Stage(index);
        }
        if image == "scratch" {
            return Base::Scratch;
        }
        match ImageReference::parse(image) {
            Ok(reference) => Base::Image(reference),
            Err(error) => {
                let message = format!("{image} is no image name: {error}");
                self.graph.problems.push(Problem::new(from.image.range(), message));
                Base::Unknown
            }
        }
    }

    fn step(&mut self, instruction: Instruction<'a>) {
        let state = self.state.clone();
        let Some(stage) = self.graph.stages.last_mut() else { return };
        let step = Step {
            instruction,
            index: stage.steps.len(),
            workdir: state.workdir,
            user: state.user,
            shell: state.shell,
            visible: stage.assignments.len(),
            script: OnceCell::new(),
            scripts: Arc::clone(self.scripts),
            items: OnceCell::new(),
        };
        assign(stage, &step, &self.graph.globals, self.args);
        self.state = after(stage, &step);
        stage.steps.push(step);
    }
}

/// The state behind a step.
fn after(stage: &Stage<'_>, step: &Step<'_>) -> State {
    let mut state =
        State { workdir: step.workdir.clone(), user: step.user.clone(), shell: step.shell.clone() };
    let instruction = step.instruction;
    let expand = || {
        let scope = stage.scope(step);
        let lookup = |name: &str| scope.get(name);
        let expanded = Expander::new(instruction.file().escape(), &lookup)
            .expand(instruction.arguments().text());
        expanded.ok().and_then(|expanded| expanded.text)
    };
    match instruction.keyword() {
        Keyword::Workdir => {
            state.workdir = expand().and_then(|path| match path.starts_with('/') {
                true => Some(ImagePath::root().join(&path)),
                false => state.workdir.map(|workdir| workdir.join(&path)),
            });
        }
        Keyword::User => {
            state.user = Some(expand().unwrap_or_else(|| instruction.arguments().text().to_owned()))
        }
        Keyword::Shell => {
            if let Some(CommandLine::Exec(words)) = instruction.command_line() {
                state.shell = Some(words.iter().map(|word| word.text().to_owned()).collect());
            }
        }
        _ => {}
    }
    state
}

/// Takes down what ARG and ENV assign.
fn assign(stage: &mut Stage<'_>, step: &Step<'_>, globals: &[Assignment], args: &BuildArgs) {
    let kind = match step.instruction.keyword() {
        Keyword::Arg => VariableKind::Arg,
        Keyword::Env => VariableKind::Env,
        _ => return,
    };
    let escape = step.instruction.file().escape();
    // One ENV sees the values from before it; one ARG sees what stands to its left.
    let before = stage.assignments.len();
    for pair in step.instruction.pairs() {
        let visible = if kind == VariableKind::Env { before } else { stage.assignments.len() };
        let scope = Scope::new(&stage.assignments[..visible], stage.has_open_base);
        let lookup = |name: &str| scope.get(name);
        let expand = |text: &str| {
            let expanded = Expander::new(escape, &lookup).expand(text).ok();
            expanded.and_then(|expanded| expanded.text).map_or(Value::Unknown, Value::Set)
        };
        let passed = (kind == VariableKind::Arg).then(|| given(args, pair.key())).flatten();
        let value = match (passed, pair.value()) {
            (Some(value), _) => Value::Set(value),
            (None, Some(text)) => expand(text),
            (None, None) => Scope::new(globals, false).get(pair.key()),
        };
        // An ARG without a value changes nothing.
        if value != Value::Unset {
            let (name, range) = (pair.key().to_owned(), pair.range());
            stage.assignments.push(Assignment { name, value, kind, range });
        }
    }
}
