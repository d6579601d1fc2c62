//! The scenarios of `fixtures/scenarios` on real engines: what is recorded there is what happens.

use crate::arguments::Arguments;
use crate::build::{Observed, build};
use crate::engine::{Engine, Engines};
use crate::provenance;
use crate::scenario::folder::{Names, Place, obstacle, shell};
use crate::scenario::predict::vertices;
use crate::scenario::{self, Build, Scenario, Status};
use crate::servers::Servers;
use dockwright::build::vertex::VertexGraph;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What came of playing one scenario.
enum Outcome {
    /// All is as recorded.
    Agrees,
    /// What is not, one line each, or why it could not be played.
    Differs(Vec<String>),
    /// It cannot be played here, and why.
    Skipped(String),
}

/// Plays the scenarios that are asked for and prints what is not as recorded; true if all is.
pub(crate) fn run(engines: &Engines, arguments: &Arguments) -> bool {
    let seed = arguments.seed;
    let scenarios = match &arguments.fixture {
        Some(name) => {
            scenario::all().into_iter().filter(|it| it.name.contains(name.as_str())).collect()
        }
        None => chosen(scenario::all(), arguments.fixtures, seed),
    };
    let folder = tempfile::Builder::new().prefix("fixtures").tempdir().unwrap();
    let servers = Servers::start(folder.path());
    let player = Player { engines, servers: &servers, folder: folder.path() };
    let run = std::time::UNIX_EPOCH.elapsed().unwrap_or_default().as_millis();
    let played = scenarios.par_iter().enumerate();
    let outcomes: Vec<Outcome> =
        played.map(|(i, scenario)| player.outcome(scenario, &format!("{run:x}-{i}"))).collect();
    let mut agree = 0;
    for (scenario, outcome) in scenarios.iter().zip(&outcomes) {
        match outcome {
            Outcome::Agrees => agree += 1,
            Outcome::Skipped(reason) => println!("skipped: {}: {reason}", scenario.name),
            Outcome::Differs(lines) => println!("{}\n  {}", scenario.name, lines.join("\n  ")),
        }
    }
    println!("{agree} of {} fixtures are as recorded (seed {seed})", scenarios.len());
    !outcomes.iter().any(|outcome| matches!(outcome, Outcome::Differs(_)))
}

/// About `count` of all scenarios, others for each seed: every so many, so that each file has its share.
fn chosen(all: Vec<Scenario>, count: usize, seed: u64) -> Vec<Scenario> {
    let stride = (all.len() / count.max(1)).max(1);
    let first = usize::try_from(seed).unwrap_or_default() % stride;
    all.into_iter().skip(first).step_by(stride).collect()
}

/// What is needed to play scenarios.
struct Player<'a> {
    engines: &'a Engines,
    /// What remote sources are fetched from.
    servers: &'a Servers,
    /// An existing folder for everything that is made.
    folder: &'a Path,
}

impl Player<'_> {
    fn outcome(&self, scenario: &Scenario, salt: &str) -> Outcome {
        if let Some(reason) = obstacle(scenario) {
            return Outcome::Skipped(reason);
        }
        match self.play(scenario, salt) {
            Err(error) => Outcome::Differs(vec![error]),
            Ok((observed, graph)) => {
                let mut lines = differences(scenario, &observations(&observed));
                lines.extend(provenance::differences(&graph, &observed));
                if lines.is_empty() { Outcome::Agrees } else { Outcome::Differs(lines) }
            }
        }
    }

    /// Plays a scenario and gives build B, and what the product derives for it; the error says why that could not be.
    ///
    /// `salt` makes its base image one that no record of the engine can match.
    fn play(&self, scenario: &Scenario, salt: &str) -> Result<(Observed, VertexGraph), String> {
        let recipe = &scenario.recipe;
        let names = Names {
            base: format!("fixture-base:{salt}"),
            image: format!("fixture-image:{salt}"),
            salt: salt.to_owned(),
            http: self.servers.http.clone(),
            git: format!("{}/{salt}", self.servers.git),
            served: Some(self.servers.served.clone()),
        };
        let engine = self.engines.with(scenario.store);
        let folder = |name: &str| self.folder.join(format!("{salt}{name}"));
        let images = Images { engine, names: &names, folder: folder("-images") };
        images.make(scenario, self.engines.base())?;
        let build = |place: &Place<'_>, which| {
            let flags = scenario.flags(which).into_iter().map(str::to_owned).collect::<Vec<_>>();
            let observed = build(engine, &place.context(), &flags);
            observed.map_err(|error| format!("build {which:?} failed: {error}"))
        };
        let place = Place::new(scenario, &names, folder(""))?;
        build(&place, Build::A)?;
        if recipe.between.is_some() {
            place.prepare_between()?;
            build(&place, Build::A)?;
        }
        let place = if recipe.fresh { place.copied_to(folder("-fresh")) } else { place };
        place.change()?;
        images.change(scenario)?;
        let graph = vertices(scenario, &names, &place);
        Ok((build(&place, Build::B)?, graph))
    }
}

/// The images of one scenario, each with its root in a folder.
struct Images<'a> {
    engine: &'a Engine,
    names: &'a Names,
    folder: PathBuf,
}

impl Images<'_> {
    /// Makes them of the small system in the folder `system`.
    fn make(&self, scenario: &Scenario, system: &Path) -> Result<(), String> {
        std::fs::create_dir_all(&self.folder).unwrap();
        let base = self.folder.join("base");
        copy(system, &base)?;
        std::fs::write(base.join("etc/salt"), &self.names.salt).unwrap();
        self.import(&base, &[], &self.names.base)?;
        let Some(commands) = &scenario.recipe.image else { return Ok(()) };
        let second = self.folder.join("second");
        copy(&base, &second)?;
        self.run(commands, &second)?;
        self.import(&second, &[], &self.names.image)
    }

    /// Makes the changes between the builds.
    fn change(&self, scenario: &Scenario) -> Result<(), String> {
        let recipe = &scenario.recipe;
        if recipe.base_change.is_some() || recipe.base_config.is_some() {
            let base = self.folder.join("base");
            self.run(recipe.base_change.as_deref().unwrap_or_default(), &base)?;
            let config = recipe.base_config.as_deref().unwrap_or_default();
            self.import(&base, config, &self.names.base)?;
        }
        let Some(commands) = &recipe.image_change else { return Ok(()) };
        let second = self.folder.join("second");
        self.run(commands, &second)?;
        self.import(&second, &[], &self.names.image)
    }

    fn run(&self, commands: &str, folder: &Path) -> Result<(), String> {
        done(&mut shell(&self.names.fill(commands), folder))
    }

    fn import(&self, root: &Path, config: &[String], name: &str) -> Result<(), String> {
        let archive = root.with_extension("tar");
        done(Command::new("tar").arg("-C").arg(root).arg("-cf").arg(&archive).arg("."))?;
        let mut docker = self.engine.docker();
        docker.args(["import", "--change", "ENV PATH=/bin"]);
        docker.args(config.iter().flat_map(|line| ["--change", line]));
        done(docker.arg(&archive).arg(name))
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    done(Command::new("cp").arg("-a").arg(from).arg(to))
}

fn done(command: &mut Command) -> Result<(), String> {
    let output = command.output().unwrap();
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// A step as the engine shows it, and what became of it.
type Observation = (String, Status);

/// What became of each step of a build: cached if a vertex of its name was.
///
/// What fetches a remote source has the name of the step that copies it, and is never cached.
fn observations(observed: &Observed) -> Vec<Observation> {
    let mut observations: Vec<Observation> = Vec::new();
    for step in &observed.steps {
        let label = step.label();
        let status = if step.is_cached() { Status::Cached } else { Status::Rerun };
        match observations.iter_mut().find(|(known, _)| *known == label) {
            Some((_, known)) if status == Status::Cached => *known = status,
            Some(_) => {}
            None => observations.push((label, status)),
        }
    }
    observations
}

/// Where observations are not those that are recorded.
fn differences(scenario: &Scenario, observations: &[Observation]) -> Vec<String> {
    let find = |label: &str| observations.iter().find(|(known, _)| known == label);
    let recorded = scenario.steps.iter().filter_map(|step| {
        let word = step.observed.word();
        match find(step.label_without_platform()) {
            None => Some(format!("{}: recorded {word}, no such step now", step.label)),
            // A blind spot of the engine is not one every time: it may have dropped its copy of the context.
            Some((_, Status::Rerun)) if step.answer == Status::Rerun => None,
            Some((_, status)) if *status != step.observed => {
                Some(format!("{}: recorded {word}, now {}", step.label, status.word()))
            }
            Some(_) => None,
        }
    });
    let is_recorded =
        |label: &str| scenario.steps.iter().any(|step| step.label_without_platform() == label);
    let new = observations.iter().filter(|(label, _)| !is_recorded(label));
    let new = new.map(|(label, status)| format!("{label}: not recorded, now {}", status.word()));
    recorded.chain(new).collect()
}
