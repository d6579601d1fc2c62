//! The server that a container runs: its port, and who can reach it.

use super::{Process, copied_file, copied_from, package_json};
use crate::build::context::join;
use crate::build::project::PackageJson;
use crate::build::server::{
    self, Address, AddressOrigin, Bound, Server, UNKNOWN, bound_in_source, literal_port,
};
use crate::build::{BuildGraph, Context, CopyFrom, ImagePath};
use crate::image::known::Language;
use crate::syntax::Value;

/// A server as a container runs it.
#[derive(Clone, Debug)]
pub struct Listener {
    /// What it is called in a sentence: `npm start`, `uvicorn`.
    pub name: String,
    /// The port on which it listens.
    pub port: Option<u16>,
    /// Where the port is known from.
    pub origin: PortOrigin,
    /// From where it can be reached.
    pub address: Address,
    /// Whether it is started by a script of `package.json`, whose words are not in the Dockerfile.
    pub in_script: bool,
    /// Whether it may as well be something that ends by itself, judged by its name alone.
    pub is_guess: bool,
}

/// Where a port is known from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PortOrigin {
    /// The command line, or the script that it runs.
    CommandLine,
    /// A variable of the environment.
    Variable(&'static str),
    /// A source file, by its path below the root of the context.
    Source(String),
    /// What the server does when nobody says otherwise.
    Default,
    /// What is usual for a server of its kind; its own configuration says it.
    Custom,
}

/// What is looked at around a process.
struct Surroundings<'s, 'g, 'a> {
    process: &'s Process<'g, 'a>,
    graph: &'g BuildGraph<'a>,
    context: Option<&'s Context>,
    /// Folder of the context that lies in the working directory, and its `package.json`.
    package: Option<(String, PackageJson)>,
    words: Vec<String>,
    in_script: bool,
}

impl Listener {
    /// The server that `process` is, if it is one that we know.
    pub fn of<'g, 'a>(
        process: &Process<'g, 'a>,
        graph: &'g BuildGraph<'a>,
        context: Option<&Context>,
    ) -> Option<Self> {
        let around = Surroundings::look(process, graph, context);
        let words: Vec<&str> = around.words.iter().map(String::as_str).collect();
        let package = around.package.as_ref().map(|(_, package)| package);
        let server = match Server::of_words(&words, package) {
            Some(server) => server,
            None => around.dotnet().or_else(|| around.compiled())?,
        };
        let source = around.source(&words);
        let (port, origin) = around.port(&server, &words, source.as_ref());
        let address = around.address(&words, source.as_ref());
        let name = match around.in_script {
            false => server.name,
            // What the Dockerfile says is what its reader looks for.
            true => process.texts("…").join(" "),
        };
        let (in_script, is_guess) = (around.in_script, server.is_guess && source.is_none());
        Some(Self { name, port, origin, address, in_script, is_guess })
    }
}

impl<'s, 'g, 'a> Surroundings<'s, 'g, 'a> {
    fn look(
        process: &'s Process<'g, 'a>,
        graph: &'g BuildGraph<'a>,
        context: Option<&'s Context>,
    ) -> Self {
        let mut words = process.texts(UNKNOWN);
        let runs_script = words.first().is_some_and(|first| is_node(server::name_of(first)));
        let package = context.filter(|_| runs_script).and_then(|context| {
            package_json(graph, process.stage, context, process.step.workdir.as_ref()?)
        });
        let mut in_script = false;
        if let Some((_, package)) = &package {
            // A script may call another one; two steps are enough for what people write.
            for _ in 0..3 {
                let Some(inner) = package.words_of_script(&words) else { break };
                (words, in_script) = (inner, true);
            }
        }
        Self { process, graph, context, package, words, in_script }
    }

    /// `dotnet Shop.dll`, which serves if it is told where.
    fn dotnet(&self) -> Option<Server> {
        let [first, file, ..] = self.words.as_slice() else { return None };
        let is_told = || {
            let mut names = server::port_variables("dotnet").iter();
            names.any(|name| self.process.variable(name) != Value::Unset)
        };
        let is_program = server::name_of(first) == "dotnet" && file.ends_with(".dll") && is_told();
        is_program.then(|| Server::compiled(format!("dotnet {file}"), None))
    }

    /// A program that was compiled from a `main.go` of the context.
    fn compiled(&self) -> Option<Server> {
        let path = self.go_source()?;
        let bound = self.read(&path)?;
        let name = server::name_of(self.words.first()?).to_owned();
        bound.port.map(|port| Server::compiled(name, Some(port)))
    }

    fn go_source(&self) -> Option<String> {
        let context = self.context?;
        let program = self.process.step.workdir.as_ref()?.join(self.words.first()?);
        let place = self.graph.lineage(self.process.stage).find_map(|stage| {
            let copies = self.graph.copies(stage).collect::<Vec<_>>();
            copies.into_iter().rev().find_map(|(_, copy)| {
                let CopyFrom::Stage(from) = copy.from else { return None };
                program.below(copy.destination.as_ref()?)?;
                let from = self.graph.stages.get(from)?;
                let base = super::base_image(self.graph, from)?;
                let workdir = from.steps.last()?.workdir.clone()?;
                (base.language == Some(Language::Go)).then_some((from, workdir))
            })
        })?;
        let directory = copied_from(self.graph, place.0, context, &place.1)?;
        Some(join(&directory, "main.go")).filter(|path| context.has_file(path))
    }

    /// The source file that is run, and where it listens.
    fn source(&self, words: &[&str]) -> Option<(String, Bound)> {
        let program = server::name_of(words.first()?);
        let path = match program {
            "python" | "node" | "nodejs" | "bun" | "tsx" | "ts-node" | "nodemon" => {
                self.run_file(words)?
            }
            _ => self.go_source()?,
        };
        let bound = self.read(&path)?;
        Some((path, bound))
    }

    fn run_file(&self, words: &[&str]) -> Option<String> {
        let file = words[1..].iter().find(|word| !word.starts_with('-') && **word != "run")?;
        let workdir = self.process.step.workdir.as_ref()?;
        let names = [
            (*file).to_owned(),
            format!("{file}.js"),
            join(file.trim_end_matches('/'), "index.js"),
        ];
        names.iter().find_map(|name| self.file_at(&workdir.join(name)))
    }

    fn file_at(&self, place: &ImagePath) -> Option<String> {
        copied_file(self.graph, self.process.stage, self.context?, place).map(|(path, _)| path)
    }

    fn read(&self, path: &str) -> Option<Bound> {
        bound_in_source(path, &self.context?.read_text(path)?)
    }

    fn port(
        &self,
        server: &Server,
        words: &[&str],
        source: Option<&(String, Bound)>,
    ) -> (Option<u16>, PortOrigin) {
        if let Some(port) = literal_port(words) {
            return (Some(port), PortOrigin::CommandLine);
        }
        // A word that cannot be told may be the port.
        if words.contains(&UNKNOWN) {
            return (None, PortOrigin::Custom);
        }
        let program = server.program(words);
        if let Some((path, bound)) = source {
            let reads_port = self.context.and_then(|context| context.read_text(path));
            let reads_port = reads_port.is_some_and(|text| text.contains("PORT"));
            return match (reads_port, self.process.variable("PORT")) {
                (true, Value::Set(port)) => (port.parse().ok(), PortOrigin::Variable("PORT")),
                (true, Value::Unknown) => (None, PortOrigin::Variable("PORT")),
                _ => (bound.port, PortOrigin::Source(path.clone())),
            };
        }
        for name in server::port_variables(program) {
            match self.process.variable(name) {
                // Several addresses are several ports.
                Value::Set(value) if value.contains([';', ',']) => {
                    return (None, PortOrigin::Custom);
                }
                Value::Set(value) => return (server::port_of(&value), PortOrigin::Variable(name)),
                Value::Unknown => return (None, PortOrigin::Variable(name)),
                Value::Unset => {}
            }
        }
        let is_told =
            program == "gunicorn" && self.process.variable("GUNICORN_CMD_ARGS") != Value::Unset;
        if server.is_guess || is_told {
            return (None, PortOrigin::Custom);
        }
        match server::has_fixed_default(program, words) {
            true => (server.port, PortOrigin::Default),
            false => (server.port, PortOrigin::Custom),
        }
    }

    fn address(&self, words: &[&str], source: Option<&(String, Bound)>) -> Address {
        if let Some((path, bound)) = source {
            return match bound.is_local {
                true => Address::Localhost(AddressOrigin::Source(path.clone())),
                false => Address::Any,
            };
        }
        let variable = |name: &str| self.process.variable(name);
        let found = server::address(words, &variable);
        if let Address::Localhost(AddressOrigin::Default { settings, usual, .. }) = &found
            && self.may_be_set(settings, *usual)
        {
            return Address::Unknown;
        }
        found
    }

    /// Whether a file beside the server may set its address. Without a look at the context, only where that is `usual`.
    fn may_be_set(&self, settings: &[&str], usual: bool) -> bool {
        let directory = || {
            let context = self.context?;
            let workdir = self.process.step.workdir.as_ref()?;
            let mut lineage = self.graph.lineage(self.process.stage);
            lineage.find_map(|stage| copied_from(self.graph, stage, context, workdir))
        };
        let (Some(context), Some(directory)) = (self.context, directory()) else {
            return usual;
        };
        settings.iter().any(|name| {
            let text = context.read_any(&join(&directory, name));
            text.is_some_and(|bytes| {
                let text = String::from_utf8_lossy(&bytes).to_lowercase();
                ["host", "bind", "addr", "0.0.0.0"].iter().any(|word| text.contains(word))
            })
        })
    }
}

fn is_node(program: &str) -> bool {
    matches!(program, "npm" | "yarn" | "pnpm" | "bun" | "node" | "nodejs" | "npx" | "pnpx" | "bunx")
}
