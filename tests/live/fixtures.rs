//! The scenarios of `fixtures/scenarios` on a real engine: what is recorded there is what happens.

use crate::engine::Engine;
use crate::scenario::folder::{Names, Place, shell};
use crate::scenario::{Build, Scenario, Status};
use crate::servers::Servers;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is needed to play scenarios on one engine.
pub(crate) struct Player<'a> {
    /// The engine, whose store is the one that the scenario was observed on.
    pub(crate) engine: &'a Engine,
    /// What remote sources are fetched from; the engine has to reach them.
    pub(crate) servers: &'a Servers,
    /// The root of the base images: busybox, and the user `app`.
    pub(crate) base_root: &'a Path,
    /// An existing folder for everything that is made.
    pub(crate) folder: &'a Path,
}

/// A step as the engine shows it, and what became of it.
pub(crate) type Observation = (String, Status);

impl Player<'_> {
    /// Plays a scenario and gives what became of the steps of build B; the error says why it could not be played.
    ///
    /// `salt` makes its base image one that no record of the engine can match.
    pub(crate) fn play(&self, scenario: &Scenario, salt: &str) -> Result<Vec<Observation>, String> {
        let recipe = &scenario.recipe;
        let root = self.folder.join(salt);
        let names = Names {
            base: format!("scenario-base:{salt}"),
            image: format!("scenario-image:{salt}"),
            salt: salt.to_owned(),
            http: self.servers.http.clone(),
            git: format!("{}/{salt}", self.servers.git),
            served: Some(self.servers.served.clone()),
        };
        let images = Images {
            player: self,
            names: &names,
            folder: self.folder.join(format!("{salt}-images")),
        };
        images.make(scenario)?;
        let place = Place::new(scenario, &names, root.clone())?;
        self.build(scenario, &place, Build::A)?;
        if recipe.between.is_some() {
            place.prepare_between()?;
            self.build(scenario, &place, Build::A)?;
        }
        let fresh =
            recipe.fresh.then(|| place.copied_to(self.folder.join(format!("{salt}-fresh"))));
        let place = fresh.unwrap_or(place);
        place.change()?;
        images.change(scenario)?;
        let observed = self.build(scenario, &place, Build::B);
        images.remove();
        Ok(observations(&observed?))
    }

    /// Builds, and gives the progress records.
    fn build(
        &self,
        scenario: &Scenario,
        place: &Place<'_>,
        build: Build,
    ) -> Result<String, String> {
        let mut docker = self.engine.docker();
        docker.args(["buildx", "build", "--progress=rawjson", "--output=type=cacheonly"]);
        docker.args(scenario.flags(build)).arg(".").current_dir(place.context());
        let output = docker.output().unwrap();
        let progress = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            return Ok(progress);
        }
        let told = progress.lines().filter(|line| !line.starts_with('{')).collect::<Vec<_>>();
        Err(format!("build {build:?} failed: {}", told.join("\n")))
    }
}

/// The images of one scenario, each with its root in a folder.
struct Images<'a> {
    player: &'a Player<'a>,
    names: &'a Names,
    folder: PathBuf,
}

impl Images<'_> {
    fn make(&self, scenario: &Scenario) -> Result<(), String> {
        std::fs::create_dir_all(&self.folder).unwrap();
        let base = self.folder.join("base");
        copy(self.player.base_root, &base);
        std::fs::write(base.join("etc/salt"), &self.names.salt).unwrap();
        self.import(&base, &[], &self.names.base)?;
        let Some(commands) = &scenario.recipe.image else { return Ok(()) };
        let second = self.folder.join("second");
        copy(&base, &second);
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
        let mut docker = self.player.engine.docker();
        docker.args(["import", "--change", "ENV PATH=/bin"]);
        docker.args(config.iter().flat_map(|line| ["--change", line]));
        done(docker.arg(&archive).arg(name))
    }

    fn remove(&self) {
        let mut docker = self.player.engine.docker();
        // What is not there need not be removed.
        _ = docker.args(["image", "rm", "--force", &self.names.base, &self.names.image]).output();
    }
}

fn copy(from: &Path, to: &Path) {
    done(Command::new("cp").arg("-a").arg(from).arg(to)).unwrap();
}

fn done(command: &mut Command) -> Result<(), String> {
    let output = command.output().unwrap();
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// What became of each step, from progress records: cached if a vertex of its name was.
///
/// What fetches a remote source has the name of the step that copies it, and is never cached.
fn observations(progress: &str) -> Vec<Observation> {
    let mut observations: Vec<Observation> = Vec::new();
    for line in progress.lines().filter(|line| line.starts_with('{')) {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        for vertex in record["vertexes"].as_array().into_iter().flatten() {
            let Some(label) = label(vertex["name"].as_str().unwrap_or_default()) else { continue };
            let is_cached = vertex["cached"] == true;
            match observations.iter_mut().find(|(known, _)| *known == label) {
                Some((_, status)) if is_cached => *status = Status::Cached,
                Some(_) => {}
                None if is_cached => observations.push((label, Status::Cached)),
                None => observations.push((label, Status::Rerun)),
            }
        }
    }
    observations
}

/// `b 2/12 COPY` of `[b  2/12] COPY s /`; `None` for what is no step, and for FROM.
fn label(name: &str) -> Option<String> {
    let (place, instruction) = name.strip_prefix('[')?.split_once("] ")?;
    let number = place.split_whitespace().last()?;
    let (_, _) = number.split_once('/').filter(|(index, _)| index.parse::<usize>().is_ok())?;
    let keyword = instruction.split(' ').next()?;
    let place = place.split_whitespace().collect::<Vec<_>>().join(" ");
    (keyword != "FROM").then(|| format!("{place} {keyword}"))
}

/// Where observations are not those that are recorded.
pub(crate) fn differences(scenario: &Scenario, observations: &[Observation]) -> Vec<String> {
    let find = |label: &str| observations.iter().find(|(known, _)| known == label);
    let recorded = scenario.steps.iter().filter_map(|step| {
        let word = step.observed.word();
        match find(&step.label) {
            None => Some(format!("{}: recorded {word}, no such step now", step.label)),
            // A blind spot of the engine is not one every time: it may have dropped its copy of the context.
            Some((_, Status::Rerun)) if step.answer == Status::Rerun => None,
            Some((_, status)) if *status != step.observed => {
                Some(format!("{}: recorded {word}, now {}", step.label, status.word()))
            }
            Some(_) => None,
        }
    });
    let is_recorded = |label: &str| scenario.steps.iter().any(|step| step.label == label);
    let new = observations.iter().filter(|(label, _)| !is_recorded(label));
    let new = new.map(|(label, status)| format!("{label}: not recorded, now {}", status.word()));
    recorded.chain(new).collect()
}
