//! One row of the tables: an image and its facts.

/// What an image is known to bring along for an image that is built on it.
///
/// `None` is a fact that is not known, or differs between versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownImage {
    name: &'static str,
    tags: &'static str,
    /// What its CMD and ENTRYPOINT start.
    pub command: DefaultCommand,
    /// The ports it exposes, as EXPOSE has them: `80`, `53/udp`.
    pub ports: Option<&'static [&'static str]>,
    /// The user it runs as.
    pub user: Option<&'static str>,
    /// The working directory it leaves.
    pub workdir: Option<&'static str>,
    /// The language whose compiler or runtime it is made to bring.
    pub language: Option<Language>,
}

/// What a container of an image does when it is given no command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultCommand {
    /// Runs a service or a program: a derived image needs no CMD.
    Program,
    /// Runs something that is of no use to a derived image: a shell, a REPL, or
    /// a tool that shows how it is called. Named for messages.
    Placeholder(&'static str),
    /// Fails: there is nothing to run.
    Nothing,
}

/// A language with its own images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Language {
    C,
    Dart,
    DotNet,
    Elixir,
    Erlang,
    Go,
    Haskell,
    Java,
    JavaScript,
    Julia,
    Perl,
    Php,
    Python,
    R,
    Ruby,
    Rust,
    Swift,
}

impl Language {
    /// The name as its users write it.
    pub fn name(self) -> &'static str {
        match self {
            Language::C => "C",
            Language::Dart => "Dart",
            Language::DotNet => ".NET",
            Language::Elixir => "Elixir",
            Language::Erlang => "Erlang",
            Language::Go => "Go",
            Language::Haskell => "Haskell",
            Language::Java => "Java",
            Language::JavaScript => "JavaScript",
            Language::Julia => "Julia",
            Language::Perl => "Perl",
            Language::Php => "PHP",
            Language::Python => "Python",
            Language::R => "R",
            Language::Ruby => "Ruby",
            Language::Rust => "Rust",
            Language::Swift => "Swift",
        }
    }
}

impl KnownImage {
    /// Whether a derived image runs something useful without a CMD of its own.
    pub fn supplies_command(&self) -> bool {
        self.command == DefaultCommand::Program
    }

    /// The familiar name, or a pattern for it.
    pub(super) const fn name(&self) -> &'static str {
        self.name
    }

    /// The pattern for the tags that the row is about.
    pub(super) const fn tags(&self) -> &'static str {
        self.tags
    }

    pub(super) fn is_for_any_tag(&self) -> bool {
        self.tags == "*"
    }

    /// These words build the tables.
    pub(super) const fn tagged(self, tags: &'static str) -> Self {
        Self { tags, ..self }
    }

    pub(super) const fn ports(self, ports: &'static [&'static str]) -> Self {
        Self { ports: Some(ports), ..self }
    }

    pub(super) const fn user(self, user: &'static str) -> Self {
        Self { user: Some(user), ..self }
    }

    pub(super) const fn workdir(self, workdir: &'static str) -> Self {
        Self { workdir: Some(workdir), ..self }
    }

    pub(super) const fn carries(self, language: Language) -> Self {
        Self { language: Some(language), ..self }
    }

    /// Leaves ports, user and folder open.
    pub(super) const fn unsure(self) -> Self {
        Self { ports: None, user: None, workdir: None, ..self }
    }
}

/// An image that runs something by itself; its facts follow one by one.
pub(super) const fn service(name: &'static str) -> KnownImage {
    row(name, DefaultCommand::Program).unsure()
}

/// An image to build on, with a shell or the like; root and `/` if not said otherwise.
pub(super) const fn base(name: &'static str, command: &'static str) -> KnownImage {
    row(name, DefaultCommand::Placeholder(command))
}

/// An image without any command.
pub(super) const fn bare(name: &'static str) -> KnownImage {
    row(name, DefaultCommand::Nothing)
}

const fn row(name: &'static str, command: DefaultCommand) -> KnownImage {
    let (ports, user, workdir): (&[&str], _, _) = (&[], "root", "/");
    let known = KnownImage {
        name,
        tags: "*",
        command,
        ports: None,
        user: None,
        workdir: None,
        language: None,
    };
    known.ports(ports).user(user).workdir(workdir)
}
