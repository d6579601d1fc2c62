//! What the simulator says of a scenario whose two sides lie on the disk.

use super::folder::{Names, Place};
use super::{Build, Scenario, Status, Store};
use dockwright::build::vertex::{
    ImageFacts, NamedContext, NoCache, RunSettings, Settings, VertexGraph,
};
use dockwright::build::{BuildArgs, BuildGraph, Context};
use dockwright::cache::{Changes, Condition, Simulation, Snapshot, StepOutcome, Verdict, simulate};
use dockwright::host::{ContextChoice, find_context};
use dockwright::syntax::{Dockerfile, Keyword};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What is said of one step.
#[derive(Clone, Debug)]
pub(crate) struct Prediction {
    /// As in [`super::Step`], without a platform.
    pub(crate) label: String,
    /// The answer.
    pub(crate) status: Status,
    /// What it depends on.
    pub(crate) conditions: BTreeSet<Condition>,
    /// Whether it is said that the engine may serve what is stale.
    pub(crate) may_be_stale: bool,
    /// Number of its vertex, which two steps can share.
    pub(crate) vertex: Option<usize>,
}

/// One of the builds, read from the disk.
struct Side {
    file: Dockerfile,
    args: BuildArgs,
    settings: Settings,
    context: Context,
    contexts: BTreeMap<String, Context>,
}

/// Simulates build B, in the folder `b`, after builds with the inputs of A in the folders `earlier`, the latest first.
pub(crate) fn predict(
    scenario: &Scenario,
    names: &Names,
    earlier: &[&Place<'_>],
    b: &Place<'_>,
) -> Vec<Prediction> {
    let after = Side::read(scenario, names, b, Build::B);
    let graph = after.graph();
    let vertices = after.vertices(&graph);
    let simulations = earlier.iter().map(|place| {
        let before = Side::read(scenario, names, place, Build::A);
        let graph = before.graph();
        let of_before = before.vertices(&graph);
        let changes = Changes::between(&before.context, &after.context);
        simulate(&before.snapshot(&of_before), &after.snapshot(&vertices), &changes)
    });
    predictions(&simulations.reduce(Simulation::or).expect("there is an earlier build"))
}

/// What build B solves, in the folder `b`.
pub(crate) fn vertices(scenario: &Scenario, names: &Names, b: &Place<'_>) -> VertexGraph {
    let side = Side::read(scenario, names, b, Build::B);
    side.vertices(&side.graph())
}

impl Side {
    fn read(scenario: &Scenario, names: &Names, place: &Place<'_>, build: Build) -> Self {
        let folder = place.context();
        let path = folder.join(scenario.dockerfile_path(build));
        let file = Dockerfile::parse(std::fs::read_to_string(&path).unwrap());
        let context = open(&folder, &path, &file);
        let (args, mut settings) = settings(&scenario.flags(build));
        settings.merges = scenario.store == Store::Containerd;
        settings.images = images(scenario, names, build);
        let directory = |name: &String| {
            // Relative to where the build is started, which is the context.
            let folder = folder.join(name);
            (name.clone(), open(&folder, &folder.join("Dockerfile"), &file))
        };
        let contexts = settings.contexts.keys().map(directory).collect();
        Self { file, args, settings, context, contexts }
    }

    fn graph(&self) -> BuildGraph<'_> {
        BuildGraph::new(&self.file, &self.args)
    }

    fn vertices(&self, graph: &BuildGraph<'_>) -> VertexGraph {
        VertexGraph::new(graph, &self.settings)
    }

    fn snapshot<'a>(&'a self, vertices: &'a VertexGraph) -> Snapshot<'a> {
        Snapshot { vertices, context: Some(&self.context), contexts: &self.contexts }
    }
}

fn open(folder: &Path, dockerfile: &Path, file: &Dockerfile) -> Context {
    let choice = ContextChoice::Folder(folder.to_owned());
    find_context(&choice, dockerfile, file).unwrap().expect("the folder is named").context
}

/// Reads the flags of a build; those that do not matter to steps are passed over.
fn settings(flags: &[&str]) -> (BuildArgs, Settings) {
    let mut args = BuildArgs { platform: Some("linux/amd64".into()), ..BuildArgs::default() };
    let mut settings = Settings::default();
    let mut stages = Vec::new();
    let run: &mut RunSettings = &mut settings.run;
    let mut words = flags.iter();
    while let Some(flag) = words.next() {
        if *flag == "--no-cache" {
            settings.no_cache = NoCache::All;
            continue;
        }
        let (flag, value) = match flag.split_once('=') {
            Some(both) => both,
            None => (*flag, *words.next().unwrap_or_else(|| panic!("{flag} has no value"))),
        };
        let pair = |separator| value.split_once(separator).expect("a pair");
        match flag {
            "--build-arg" => args.values.push((pair('=').0.into(), pair('=').1.into())),
            "--target" => args.target = Some(value.into()),
            "--platform" => args.platform = Some(value.into()),
            "--no-cache-filter" => stages.push(value.to_owned()),
            "--network" => run.network = Some(value.into()),
            "--add-host" => run.hosts.push(pair(':').0.into()),
            "--shm-size" => run.shm_size = Some(value.into()),
            "--ulimit" => run.ulimits.push(value.into()),
            "--cgroup-parent" => run.cgroup_parent = Some(value.into()),
            "--build-context" => {
                // All are folders of the name of the context.
                settings.contexts.insert(pair('=').0.into(), NamedContext::Directory);
            }
            "-f" | "--secret" | "--label" => {}
            other => panic!("unknown flag {other}"),
        }
    }
    if !stages.is_empty() {
        settings.no_cache = NoCache::Stages(stages);
    }
    (args, settings)
}

/// What is known of the images of a build: they are made here.
fn images(scenario: &Scenario, names: &Names, build: Build) -> BTreeMap<String, ImageFacts> {
    let recipe = &scenario.recipe;
    let is_b = build == Build::B;
    let layers = |name: &str, change: &Option<String>| {
        Some(format!("{name}, {}", if is_b { change.as_deref().unwrap_or_default() } else { "" }))
    };
    let mut base = ImageFacts {
        layers: layers("base", &recipe.base_change),
        env: Some(vec![("PATH".into(), "/bin".into())]),
        user: Some(String::new()),
        workdir: Some(String::new()),
        ..ImageFacts::default()
    };
    for line in recipe.base_config.iter().flatten().filter(|_| is_b) {
        let (keyword, value) = line.split_once(' ').expect("a keyword and a value");
        match keyword {
            "ENV" => {
                let (name, value) = value.split_once('=').expect("a variable");
                base.env.as_mut().unwrap().push((name.into(), value.into()));
            }
            "USER" => base.user = Some(value.into()),
            "WORKDIR" => base.workdir = Some(value.into()),
            "LABEL" => {}
            other => panic!("unknown keyword {other}"),
        }
    }
    let second =
        ImageFacts { layers: layers("second", &recipe.image_change), ..ImageFacts::default() };
    BTreeMap::from([(names.base.clone(), base), (names.image.clone(), second)])
}

fn predictions(simulation: &Simulation) -> Vec<Prediction> {
    let is_told = |outcome: &&StepOutcome| {
        outcome.step.keyword != Keyword::From && outcome.verdict != Verdict::NotBuilt
    };
    simulation.steps.iter().filter(is_told).flat_map(of_step).collect()
}

/// One prediction, or two for a linked copy: the copy, and the merge.
fn of_step(outcome: &StepOutcome) -> Vec<Prediction> {
    let step = &outcome.step;
    let stage = step.stage_name.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
    let prediction = |keyword: &str, verdict, vertex| Prediction {
        label: format!("{stage}{}/{} {keyword}", step.index, step.total),
        status: status(verdict),
        conditions: outcome.conditions.iter().cloned().collect(),
        may_be_stale: outcome.may_be_stale,
        vertex,
    };
    let keyword = if step.is_trigger { "ONBUILD" } else { step.keyword.name() };
    match outcome.linked {
        None => vec![prediction(keyword, outcome.verdict, step.vertex)],
        Some(copied) => vec![
            prediction(keyword, copied, step.linked),
            prediction("LINK", outcome.verdict, step.vertex),
        ],
    }
}

fn status(verdict: Verdict) -> Status {
    match verdict {
        Verdict::Cached => Status::Cached,
        Verdict::Rerun => Status::Rerun,
        Verdict::Depends => Status::Depends,
        Verdict::Unknown | Verdict::NotBuilt => Status::Unknown,
    }
}
