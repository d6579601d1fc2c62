//! The command that the project itself names.

use crate::lint::prelude::*;

/// An instruction that starts the application, and where it is known from.
struct Proposal {
    instruction: String,
    from: String,
    applicability: Applicability,
}

impl Proposal {
    fn new(words: &[&str], from: impl Into<String>) -> Self {
        Self { instruction: cmd(words), from: from.into(), applicability: Applicability::Unsafe }
    }
}

/// The fix, if there is one command that suggests itself.
pub(super) fn fix(stage: &Stage<'_>, subject: &Subject<'_>) -> Option<Fix> {
    let found = of_build(stage, subject).or_else(|| of_project(stage, subject))?;
    let newline = subject.file.newline();
    let last = stage.steps.last()?.instruction.range().end as usize;
    let edit = Edit::insert(last, format!("{newline}{}", found.instruction));
    let fix = Fix::safe(format!("Add {}", found.instruction), vec![edit]);
    Some(fix.at_most(found.applicability, format!("it is taken from {}", found.from)))
}

/// What another stage has built: a program, or a jar.
fn of_build(stage: &Stage<'_>, subject: &Subject<'_>) -> Option<Proposal> {
    let mut copies = subject.graph.copies(stage).filter(|(_, copy)| matches!(copy.from, CopyFrom::Stage(_)));
    let (Some((_, copy)), None) = (copies.next(), copies.next()) else { return None };
    let (CopyFrom::Stage(from), [source]) = (&copy.from, copy.sources.as_slice()) else { return None };
    let destination = copy.destination.as_ref()?;
    if let SourceTarget::Path(path) | SourceTarget::Pattern(path) = &source.target
        && path.ends_with(".jar")
    {
        let jar = destination.absolute().filter(|place| place.ends_with(".jar"))?;
        return Some(Proposal::new(&["java", "-jar", &jar], "the jar that is copied"));
    }
    let SourceTarget::Path(path) = &source.target else { return None };
    let name = path.rsplit('/').next().filter(|name| !name.contains('.'))?;
    let is_cargo = path.ends_with(&format!("target/release/{name}"));
    let builder = subject.graph.stages.get(*from)?;
    if !is_cargo && !is_go_output(builder, path, name) {
        return None;
    }
    let place = if copy.into_directory { destination.join(name) } else { destination.clone() };
    Some(Proposal::new(&[&place.absolute()?], "the program that is copied"))
}

/// Whether a stage runs `go build -o` for this file.
fn is_go_output(builder: &Stage<'_>, path: &str, name: &str) -> bool {
    builder.steps_of(Keyword::Run).any(|step| {
        step.instruction.logical().text().contains("go build") && step.script().invocations().any(|invocation| {
            let output = invocation.argv.flag_value(&["-o"]);
            let written = output.as_ref().and_then(ShellWord::literal).unwrap_or_default();
            let is_file = written.trim_start_matches(['.', '/']) == path || written.rsplit('/').next() == Some(name);
            invocation.runs(&["go"]) && is_file
        })
    })
}

/// What a file of the project in the working directory says.
fn of_project(stage: &Stage<'_>, subject: &Subject<'_>) -> Option<Proposal> {
    let context = subject.context?;
    let workdir = stage.steps.last()?.workdir.clone()?;
    if let Some((directory, package)) = start::package_json(subject.graph, stage, context, &workdir)
        && let Some(found) = of_package(&package, context, &directory)
    {
        return Some(found);
    }
    let directory = start::copied_from(subject.graph, stage, context, &workdir)?;
    of_procfile(context, &directory).or_else(|| of_python(stage, subject, context, &directory))
}

fn of_procfile(context: &Context, directory: &str) -> Option<Proposal> {
    let procfile = Procfile::read(context, &join(directory, "Procfile"))?;
    let instruction = format!("CMD {}", procfile.command("web")?);
    Some(Proposal { instruction, from: "the Procfile".into(), applicability: Applicability::Unsafe })
}

/// `npm start`, or what its script runs if that is one plain command.
fn of_package(package: &PackageJson, context: &Context, directory: &str) -> Option<Proposal> {
    let from = "the start script of package.json";
    if !package.scripts.contains_key("start") {
        let has_server = context.has_file(&join(directory, "server.js"));
        return has_server.then(|| Proposal::new(&["node", "server.js"], "npm's default, node server.js"));
    }
    let npm = ["npm".to_owned(), "start".to_owned()];
    let words = package.words_of_script(&npm).filter(|words| words[0] == "node");
    let words = words.as_deref().unwrap_or(&npm);
    Some(Proposal::new(&words.iter().map(String::as_str).collect::<Vec<_>>(), from))
}

/// `manage.py`, a file that opens a port, or the one script that `pyproject.toml` declares.
fn of_python(stage: &Stage<'_>, subject: &Subject<'_>, context: &Context, directory: &str) -> Option<Proposal> {
    let base = start::base_image(subject.graph, stage)?;
    if base.language != Some(Language::Python) {
        return None;
    }
    let serves = |name: &&str| {
        let path = join(directory, name);
        context.read_text(&path).is_some_and(|text| server::bound_in_source(&path, &text).is_some())
    };
    let files = ["app.py", "main.py", "server.py", "run.py"];
    let mut serving = files.into_iter().filter(serves);
    if let (Some(file), None) = (serving.next(), serving.next()) {
        return Some(Proposal::new(&["python", file], file));
    }
    if context.has_file(&join(directory, "manage.py")) {
        let words = ["python", "manage.py", "runserver", "0.0.0.0:8000"];
        let from = "manage.py, whose server is made for development";
        return Some(Proposal { applicability: Applicability::Display, ..Proposal::new(&words, from) });
    }
    let script = only_script(&context.read_text(&join(directory, "pyproject.toml"))?)?;
    let from = "pyproject.toml, whose scripts are there once the project is installed";
    Some(Proposal { applicability: Applicability::Display, ..Proposal::new(&[&script], from) })
}

/// The name in `[project.scripts]`, if there is one only.
fn only_script(pyproject: &str) -> Option<String> {
    let mut lines = pyproject.lines().map(str::trim).skip_while(|line| *line != "[project.scripts]").skip(1);
    let mut names = lines.by_ref().take_while(|line| !line.starts_with('[')).filter_map(|line| {
        let (name, _) = line.split_once('=')?;
        Some(name.trim().trim_matches('"').to_owned())
    });
    let first = names.next()?;
    names.next().is_none().then_some(first)
}

fn cmd(words: &[&str]) -> String {
    let quote = |word: &&str| format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""));
    format!("CMD [{}]", words.iter().map(quote).collect::<Vec<_>>().join(", "))
}
