//! What the simulator says of a scenario that lies on the disk.

use super::scenario::Scenario;
use super::world::World;
use crate::engine::Store;
use crate::image::Image;
use crate::pair::{Places, Side};
use dockwright::build::vertex::{
    ImageFacts, NamedContext, NoCache, RunSettings, Settings, VertexGraph,
};
use dockwright::build::{BuildArgs, BuildGraph, Context};
use dockwright::cache::{Changes, Simulation, Snapshot, simulate};
use dockwright::host::{ContextChoice, find_context};
use dockwright::syntax::Dockerfile;
use std::collections::BTreeMap;
use std::path::Path;

/// One of the builds, as the product reads it.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The Dockerfile.
    pub(crate) file: Dockerfile,
    args: BuildArgs,
    settings: Settings,
    context: Context,
    contexts: BTreeMap<String, Context>,
}

impl Reading {
    /// Reads a build from the disk.
    pub(crate) fn new(scenario: &Scenario, places: &Places, side: Side) -> Self {
        let world = scenario.world(side);
        let folder = places.context(side);
        let path = folder.join(world.options.dockerfile);
        let file = Dockerfile::parse(std::fs::read_to_string(&path).unwrap());
        let context = open(&folder, &path, &file);
        let named = |name: &String| {
            let folder = places.named(side, name);
            (name.clone(), open(&folder, &folder.join("Dockerfile"), &file))
        };
        let contexts = world.named.keys().map(named).collect();
        let args = BuildArgs {
            values: world.options.arguments.clone(),
            target: world.options.target.and_then(|id| world.stage_name(id)),
            platform: Some("linux/amd64".to_owned()),
        };
        let settings = settings(scenario, world, places);
        Self { file, args, settings, context, contexts }
    }

    /// The stages.
    pub(crate) fn graph(&self) -> BuildGraph<'_> {
        BuildGraph::new(&self.file, &self.args)
    }

    /// What is to be solved.
    pub(crate) fn vertices(&self, graph: &BuildGraph<'_>) -> VertexGraph {
        VertexGraph::new(graph, &self.settings)
    }

    fn snapshot<'a>(&'a self, vertices: &'a VertexGraph) -> Snapshot<'a> {
        Snapshot { vertices, context: Some(&self.context), contexts: &self.contexts }
    }
}

/// Simulates the second build after the first.
pub(crate) fn predict(
    (before, of_before): (&Reading, &VertexGraph),
    (after, of_after): (&Reading, &VertexGraph),
) -> Simulation {
    let changes = Changes::between(&before.context, &after.context);
    simulate(&before.snapshot(of_before), &after.snapshot(of_after), &changes)
}

fn open(folder: &Path, dockerfile: &Path, file: &Dockerfile) -> Context {
    let choice = ContextChoice::Folder(folder.to_owned());
    find_context(&choice, dockerfile, file).unwrap().expect("the folder is named").context
}

fn settings(scenario: &Scenario, world: &World, places: &Places) -> Settings {
    let options = &world.options;
    let filter: Vec<String> =
        options.no_cache_filter.iter().filter_map(|id| world.stage_name(*id)).collect();
    let directory = |name: &String| (name.clone(), NamedContext::Directory);
    let alias = || ("alias".to_owned(), NamedContext::Image(places.second()));
    let alias = world.plan.has_alias.then(alias);
    Settings {
        merges: scenario.store == Store::Containerd,
        no_cache: match (options.no_cache, filter.is_empty()) {
            (true, _) => NoCache::All,
            (false, true) => NoCache::Never,
            (false, false) => NoCache::Stages(filter),
        },
        run: RunSettings {
            network: options.network.map(str::to_owned),
            hosts: options.hosts.iter().map(|(name, _)| (*name).to_owned()).collect(),
            shm_size: options.shm_size.map(str::to_owned),
            ulimits: options.ulimit.iter().map(|it| (*it).to_owned()).collect(),
            cgroup_parent: None,
        },
        contexts: world.named.keys().map(directory).chain(alias).collect(),
        images: if scenario.knows_images { images(world, places) } else { BTreeMap::new() },
        ..Settings::default()
    }
}

fn images(world: &World, places: &Places) -> BTreeMap<String, ImageFacts> {
    let base = ("base", &world.base, places.base());
    let second = ("second", &world.second, places.second());
    [base, second].map(|(kind, image, name)| (name, facts(kind, image))).into()
}

fn facts(kind: &str, image: &Image) -> ImageFacts {
    let mut facts = ImageFacts {
        layers: Some(format!("{kind} {:?}", image.files)),
        env: Some(vec![("PATH".to_owned(), "/bin".to_owned())]),
        user: Some(String::new()),
        workdir: Some(String::new()),
        ..ImageFacts::default()
    };
    for (keyword, value) in image.config.iter().filter_map(|line| line.split_once(' ')) {
        match keyword {
            "ENV" => {
                let (name, value) = value.split_once('=').expect("a variable");
                let env = facts.env.as_mut().expect("it is set above");
                env.push((name.to_owned(), value.to_owned()));
            }
            "USER" => facts.user = Some(value.to_owned()),
            "WORKDIR" => facts.workdir = Some(value.to_owned()),
            _ => {}
        }
    }
    facts
}
