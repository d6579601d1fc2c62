//! Random builds.

use super::contexts;
use super::dice::Dice;
use super::ignores;
use super::plan::{Base, Kind, Origin, Plan, Stage, StageId};
use super::sources::of_stage;
use super::steps::{self, Place};
use super::walk::{State, Walk, walk};
use super::world::{Options, World};
use crate::engine::Store;
use crate::image::Image;
use std::collections::BTreeMap;

/// A build that succeeds.
pub(crate) fn world(store: Store, dice: &mut Dice) -> World {
    loop {
        let world = attempt(store, dice);
        if walk(&world).is_ok() && !world.plan.stages.is_empty() {
            return world;
        }
    }
}

fn attempt(store: Store, dice: &mut Dice) -> World {
    let mut world = World { context: contexts::context(dice), ..World::default() };
    if dice.chance(62) {
        let lines = ignores::lines(&world.context, dice);
        world.shapes = lines.iter().map(|line| line.shape).collect();
        world.ignore = Some(ignores::text(&lines, dice));
    }
    if dice.chance(12) {
        let lines = ignores::lines(&world.context, dice);
        world.shapes = lines.iter().map(|line| line.shape).collect();
        world.own_ignore = Some(ignores::text(&lines, dice));
    }
    if dice.chance(32) {
        world.named.insert("extra".to_owned(), contexts::named(dice));
    }
    // Only this engine's builds are in the network that the server is in.
    if store == Store::Overlay2 && dice.chance(25) {
        world.remote = Some("remote @S".to_owned());
    }
    if dice.chance(30) {
        world.secrets.insert("s1".to_owned(), "secret @S\n".to_owned());
    }
    world.base = Image { files: contexts::image(dice), config: Vec::new() };
    world.second = Image { files: contexts::image(dice), config: Vec::new() };
    world.options = options(dice);
    head(&mut world.plan, dice);
    let count = 1 + dice.weighed(&[24, 34, 26, 16]);
    for id in 0..count {
        stage(&mut world, id, id + 1 == count, dice);
    }
    world.options.target = target(&world.plan, dice);
    let named: Vec<StageId> = world
        .plan
        .stages
        .iter()
        .filter(|stage| stage.name.is_some())
        .map(|stage| stage.id)
        .collect();
    world.options.no_cache_filter =
        dice.any(&named).copied().filter(|_| dice.chance(4)).into_iter().collect();
    world
}

fn options(dice: &mut Dice) -> Options {
    let mut options = Options::default();
    // Without a network a RUN takes half the time.
    if dice.chance(85) {
        options.network = Some("none");
    }
    for (name, value) in
        [("A1", "p1"), ("A2", "p2"), ("V1", "p3"), ("UNUSED", "p4"), ("HTTP_PROXY", "http://p")]
    {
        if dice.chance(16) {
            options.arguments.push((name.to_owned(), value.to_owned()));
        }
    }
    if dice.chance(10) {
        options.dockerfile = *dice.pick(&["x.Dockerfile", "docker/x.Dockerfile"]);
    }
    if dice.chance(3) {
        options.hosts.push(("one", "1.2.3.5"));
    }
    options.no_cache = dice.chance(3);
    options
}

fn head(plan: &mut Plan, dice: &mut Dice) {
    if dice.chance(6) {
        plan.escape = '`';
    } else if dice.chance(6) {
        plan.head.push("# escape=\\".to_owned());
    }
    plan.has_crlf = dice.chance(14);
    plan.has_alias = dice.chance(30);
    if dice.chance(8) {
        plan.head.push("# a comment".to_owned());
    }
    if dice.chance(22) {
        plan.globals.push(("BASE".to_owned(), Some("@B".to_owned())));
    }
    if dice.chance(22) {
        plan.globals.push(("G1".to_owned(), Some("g".to_owned())));
    }
}

/// Which stage is built; mostly the last.
fn target(plan: &Plan, dice: &mut Dice) -> Option<StageId> {
    let named = plan.stages.iter().filter(|stage| stage.name.is_some());
    let named: Vec<StageId> = named.map(|stage| stage.id).collect();
    dice.any(&named).copied().filter(|_| plan.stages.len() > 1 && dice.chance(10))
}

fn stage(world: &mut World, id: StageId, is_last: bool, dice: &mut Dice) {
    let name = (!is_last || dice.chance(30)).then(|| format!("stage{id}"));
    // Some are known by number alone.
    let name = name.filter(|_| dice.chance(85));
    let base = base(world, dice);
    world.plan.stages.push(Stage { id, name, base, platform: dice.chance(5), steps: Vec::new() });
    let steps = dice.between(2, 5);
    for _ in 0..steps {
        add_step(world, id, dice);
    }
    if is_last {
        use_earlier(world, id, dice);
    }
}

fn base(world: &World, dice: &mut Dice) -> Base {
    let has_argument = world.plan.globals.iter().any(|(name, _)| name == "BASE");
    let named: Vec<StageId> = world
        .plan
        .stages
        .iter()
        .filter(|stage| stage.name.is_some())
        .map(|stage| stage.id)
        .collect();
    let parents = if named.is_empty() { 0 } else { 18 };
    let contexts = if world.named.is_empty() { 0 } else { 6 };
    match dice.weighed(&[60, if has_argument { 40 } else { 0 }, 11, parents, contexts]) {
        1 => Base::Argument((*dice.pick(&["$BASE", "${BASE}", "${BASE:-none}"])).to_owned()),
        2 => Base::Scratch,
        3 => Base::Stage(*dice.pick(&named)),
        4 => Base::Named("extra".to_owned()),
        _ => Base::Image,
    }
}

/// What the stages have come to; a stage that does not build is as if it were empty.
fn states(world: &World) -> BTreeMap<StageId, State> {
    walk(world).unwrap_or_default()
}

/// Adds an instruction that builds.
fn add_step(world: &mut World, id: StageId, dice: &mut Dice) {
    for _ in 0..12 {
        let stages = states(world);
        let Some(state) = stages.get(&id) else { return };
        let mut tried = world.clone();
        let place = Place { stage: id, state, stages: &stages };
        let step = steps::step(&mut tried, &place, dice);
        let mut after = state.clone();
        let builds = Walk::with(&tried, &stages).step(&mut after, &step.kind).is_ok();
        if let (true, Some(stage)) = (builds, tried.plan.stages.last_mut()) {
            stage.steps.push(step);
            *world = tried;
            return;
        }
    }
}

/// Lets the last stage read from the others, or most of them would not be built.
fn use_earlier(world: &mut World, id: StageId, dice: &mut Dice) {
    let others: Vec<StageId> =
        world.plan.stages.iter().map(|stage| stage.id).filter(|other| *other != id).collect();
    for other in others {
        let last = world.plan.stages.last().expect("there is one");
        let is_used = world.plan.needs(last).contains(&other);
        if is_used || !dice.chance(37) {
            continue;
        }
        let stages = states(world);
        let (Some(of_other), Some(own)) = (stages.get(&other), stages.get(&id)) else { continue };
        let mut tried = world.clone();
        let source = of_stage(other, of_other, dice);
        let kind = match own.has_system && dice.chance(38) {
            true => {
                let place = Place { stage: id, state: own, stages: &stages };
                let mut run = steps::run(&mut tried, &place, dice);
                let is_plain = !super::walk::is_pattern(&source.path) && source.path != "/";
                let target = tried.name("/m@S-");
                run.mounts.push(super::plan::Mount {
                    kind: super::plan::MountKind::Bind {
                        from: Origin::Stage(other),
                        source: is_plain.then_some(source.path),
                    },
                    target,
                    options: Vec::new(),
                });
                Kind::Run(run)
            }
            false => Kind::Copy(steps::copy_of(&mut tried, own, &[source], dice)),
        };
        let mut after = own.clone();
        if Walk::with(&tried, &stages).step(&mut after, &kind).is_ok() {
            let style = steps::style(dice);
            let last = tried.plan.stages.last_mut().expect("there is one");
            // Mostly at the end: what follows shares its fate.
            let count = last.steps.len();
            let at = if dice.chance(90) { count } else { dice.between(0, count) };
            let step = super::plan::Step { kind, style };
            last.steps.insert(at, step);
            if walk(&tried).is_ok() {
                *world = tried;
            }
        }
    }
}
