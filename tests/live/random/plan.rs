//! A Dockerfile as the generator thinks of it: what can be edited, checked and written out.

/// What a stage is known by, whatever its place.
pub(crate) type StageId = usize;

/// A Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Lines before everything else.
    pub(crate) head: Vec<String>,
    /// The character that continues lines.
    pub(crate) escape: char,
    /// Whether lines end as on Windows.
    pub(crate) has_crlf: bool,
    /// Whether the second image goes by the name of a context.
    pub(crate) has_alias: bool,
    /// ARG before the first FROM: name and default.
    pub(crate) globals: Vec<(String, Option<String>)>,
    /// The stages; none refers to a later one.
    pub(crate) stages: Vec<Stage>,
}

/// A stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stage {
    /// What others refer to it by.
    pub(crate) id: StageId,
    /// Its name in the file, if it has one.
    pub(crate) name: Option<String>,
    /// What it is built on.
    pub(crate) base: Base,
    /// Whether it names the platform, which is that of the machine.
    pub(crate) platform: bool,
    /// Its instructions.
    pub(crate) steps: Vec<Step>,
}

/// What a stage is built on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// The base image.
    Image,
    /// The base image, by way of a global ARG; the text that refers to it.
    Argument(String),
    /// Nothing.
    Scratch,
    /// An earlier stage.
    Stage(StageId),
    /// A named context.
    Named(String),
}

/// An instruction and how it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// What it says.
    pub(crate) kind: Kind,
    /// How it is written.
    pub(crate) style: Style,
}

/// How an instruction is written; nothing of it changes what is built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Style {
    /// The keyword in lower case.
    pub(crate) lower: bool,
    /// Blanks after the keyword beyond the first.
    pub(crate) blanks: usize,
    /// A comment above.
    pub(crate) comment: Option<String>,
    /// Whether it goes over two lines.
    pub(crate) broken: bool,
    /// Whether there is a comment between these lines.
    pub(crate) inner_comment: bool,
    /// COPY and ADD: sources and destination as JSON.
    pub(crate) json: bool,
    /// COPY and ADD: `./a` for `a`, or `/a`.
    pub(crate) source_prefix: &'static str,
    /// ENV of one variable: with a blank in place of `=`.
    pub(crate) is_old: bool,
}

/// What an instruction says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Run(Run),
    Copy(Copy),
    Workdir(String),
    Env(Vec<(String, String)>),
    Arg(Vec<(String, Option<String>)>),
    User(String),
    Shell(Vec<String>),
    /// LABEL, EXPOSE and the like, as they are written.
    Metadata(String),
    Onbuild(Box<Kind>),
}

/// A RUN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// How the command is given.
    pub(crate) form: Form,
    /// What it does.
    pub(crate) effect: Effect,
    /// The directory that it writes into; different for each.
    pub(crate) out: String,
    /// Its mounts.
    pub(crate) mounts: Vec<Mount>,
    /// `--network`.
    pub(crate) network: Option<&'static str>,
    /// What is added to the command without an effect.
    pub(crate) tail: String,
}

/// How a command is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Shell,
    Exec,
    /// A heredoc that is the command, by its delimiter.
    Heredoc(&'static str),
    /// A heredoc that names its interpreter.
    Script(&'static str),
    /// A heredoc that a command reads.
    Fed(&'static str),
}

/// What a RUN does; whatever is not there, it succeeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It writes nothing.
    Nothing,
    /// It writes the same whatever it reads.
    Constant,
    /// It writes what is in files.
    Copies(String),
    /// It writes one file like `Constant`, one like `Copies`.
    Both(String),
    /// It writes the names of what is in a directory.
    Names(String),
    /// It writes something else each time.
    Random,
    /// It writes a variable.
    Variable(String),
}

/// A `--mount`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mount {
    /// What is mounted.
    pub(crate) kind: MountKind,
    /// Where.
    pub(crate) target: String,
    /// Other fields.
    pub(crate) options: Vec<String>,
}

/// What is mounted. A source of `None` is all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MountKind {
    Bind { from: Origin, source: Option<String> },
    Cache { id: Option<String>, from: Option<(StageId, String)> },
    Tmpfs,
    Secret { id: String, env: Option<String> },
}

/// Where files come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The build context.
    Context,
    /// An earlier stage.
    Stage(StageId),
    /// The second image.
    Image,
    /// The base image.
    Base,
    /// A named context.
    Named(String),
}

/// A COPY or an ADD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Copy {
    /// Whether it is an ADD.
    pub(crate) add: bool,
    /// Where it copies from.
    pub(crate) from: Origin,
    /// What it copies.
    pub(crate) sources: Vec<String>,
    /// Files whose text stands in the instruction.
    pub(crate) heredocs: Vec<Heredoc>,
    /// Where to.
    pub(crate) destination: String,
    pub(crate) link: bool,
    pub(crate) chown: Option<&'static str>,
    pub(crate) chmod: Option<&'static str>,
    pub(crate) exclude: Vec<String>,
    /// `--unpack=` of an ADD.
    pub(crate) unpack: Option<bool>,
    /// `--checksum` of an ADD.
    pub(crate) checksum: Option<&'static str>,
}

/// A file whose text stands in the Dockerfile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heredoc {
    /// Its delimiter and name.
    pub(crate) name: String,
    /// Whether the delimiter is quoted: variables are left alone.
    pub(crate) quoted: bool,
    /// Whether leading tabs are dropped.
    pub(crate) dash: bool,
    /// Its lines.
    pub(crate) body: String,
}

impl Default for Plan {
    fn default() -> Self {
        let (head, globals, stages) = (Vec::new(), Vec::new(), Vec::new());
        Self { head, escape: '\\', has_crlf: false, has_alias: false, globals, stages }
    }
}

impl Plan {
    /// Whether there is a text over several lines, whose line ends are part of it.
    pub(crate) fn has_heredocs(&self) -> bool {
        let of_run = |run: &Run| !matches!(run.form, Form::Shell | Form::Exec);
        self.runs().any(of_run) || self.copies().any(|copy| !copy.heredocs.is_empty())
    }

    /// The place of a stage.
    pub(crate) fn place(&self, id: StageId) -> Option<usize> {
        self.stages.iter().position(|stage| stage.id == id)
    }

    /// A stage by what it is known by.
    pub(crate) fn stage(&self, id: StageId) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// All instructions behind a FROM, those behind ONBUILD included.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = &Kind> {
        self.stages.iter().flat_map(|stage| &stage.steps).map(|step| match &step.kind {
            Kind::Onbuild(trigger) => &**trigger,
            kind => kind,
        })
    }

    /// All RUNs.
    pub(crate) fn runs(&self) -> impl Iterator<Item = &Run> {
        self.kinds().filter_map(|kind| match kind {
            Kind::Run(run) => Some(run),
            _ => None,
        })
    }

    /// All COPYs and ADDs.
    pub(crate) fn copies(&self) -> impl Iterator<Item = &Copy> {
        self.kinds().filter_map(|kind| match kind {
            Kind::Copy(copy) => Some(copy),
            _ => None,
        })
    }

    /// Whether something is read from the second image.
    pub(crate) fn reads_second_image(&self) -> bool {
        let of_mount =
            |mount: &Mount| matches!(&mount.kind, MountKind::Bind { from: Origin::Image, .. });
        self.copies().any(|copy| copy.from == Origin::Image)
            || self.runs().any(|run| run.mounts.iter().any(of_mount))
    }

    /// The stages that a stage needs, itself aside.
    pub(crate) fn needs(&self, stage: &Stage) -> Vec<StageId> {
        let base = match &stage.base {
            Base::Stage(id) => Some(*id),
            _ => None,
        };
        base.into_iter().chain(stage.steps.iter().flat_map(|step| step.kind.needs())).collect()
    }
}

impl Kind {
    /// The stages that it reads from.
    fn needs(&self) -> Vec<StageId> {
        let of = |origin: &Origin| match origin {
            Origin::Stage(id) => Some(*id),
            _ => None,
        };
        match self {
            Kind::Copy(copy) => of(&copy.from).into_iter().collect(),
            Kind::Run(run) => run
                .mounts
                .iter()
                .filter_map(|mount| match &mount.kind {
                    MountKind::Bind { from, .. } => of(from),
                    MountKind::Cache { from, .. } => from.as_ref().map(|(id, _)| *id),
                    _ => None,
                })
                .collect(),
            Kind::Onbuild(kind) => kind.needs(),
            _ => Vec::new(),
        }
    }
}
