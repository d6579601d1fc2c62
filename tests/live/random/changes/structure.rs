//! The Dockerfile as a whole changes: steps and stages come, go and move.

use super::{inner, pick};
use crate::random::dice::Dice;
use crate::random::plan::{Base, Kind, Stage, StageId, Step};
use crate::random::steps::{self, Place};
use crate::random::walk::walk;
use crate::random::world::World;

/// Only how something is written changes.
pub(super) fn spelling(world: &mut World, dice: &mut Dice) -> Option<()> {
    let plan = &mut world.plan;
    match dice.below(20) {
        0 | 1 => plan.head.push("# another comment".to_owned()),
        2 | 3 => plan.has_crlf = !plan.has_crlf,
        4 => plan.escape = if plan.escape == '`' { '\\' } else { '`' },
        _ => return step_spelling(world, dice),
    }
    Some(())
}

fn step_spelling(world: &mut World, dice: &mut Dice) -> Option<()> {
    let step = pick(&mut world.plan, dice, |_| true)?;
    let style = &mut step.style;
    match dice.below(8) {
        7 => style.is_old = !style.is_old,
        0 => style.lower = !style.lower,
        1 => style.blanks += 1,
        2 => style.comment = Some("another comment".to_owned()),
        3 => style.broken = !style.broken,
        4 => style.inner_comment = !style.inner_comment,
        5 => style.json = !style.json,
        _ => style.source_prefix = *dice.pick(&["", "./", "/"]),
    }
    Some(())
}

pub(super) fn add_step(world: &mut World, dice: &mut Dice) -> Option<()> {
    let stages = walk(world).ok()?;
    let ids: Vec<StageId> = world.plan.stages.iter().map(|stage| stage.id).collect();
    let id = *dice.any(&ids)?;
    // What a stage has in the end may not be there where the step comes to stand; whether it builds is seen later.
    let earlier = ids.iter().take_while(|other| **other != id);
    let earlier = earlier.map(|id| (*id, stages[id].clone())).collect();
    let place = Place { stage: id, state: &stages[&id], stages: &earlier };
    let step = steps::step(world, &place, dice);
    let stage = world.plan.stages.iter_mut().find(|stage| stage.id == id)?;
    let at = dice.between(0, stage.steps.len());
    stage.steps.insert(at, step);
    Some(())
}

/// A stage with at least so many steps.
fn stage_with<'w>(world: &'w mut World, least: usize, dice: &mut Dice) -> Option<&'w mut Stage> {
    let mut stages: Vec<&mut Stage> =
        world.plan.stages.iter_mut().filter(|stage| stage.steps.len() >= least).collect();
    if stages.is_empty() {
        return None;
    }
    let at = dice.below(stages.len());
    Some(stages.swap_remove(at))
}

pub(super) fn delete_step(world: &mut World, dice: &mut Dice) -> Option<()> {
    let stage = stage_with(world, 2, dice)?;
    let at = dice.below(stage.steps.len());
    stage.steps.remove(at);
    Some(())
}

pub(super) fn swap_steps(world: &mut World, dice: &mut Dice) -> Option<()> {
    let stage = stage_with(world, 2, dice)?;
    let at = dice.below(stage.steps.len() - 1);
    stage.steps.swap(at, at + 1);
    Some(())
}

pub(super) fn rename_stage(world: &mut World, dice: &mut Dice) -> Option<()> {
    let names = world.plan.stages.iter_mut().filter_map(|stage| stage.name.as_mut());
    let mut names: Vec<&mut String> = names.collect();
    if names.is_empty() {
        return None;
    }
    let at = dice.below(names.len());
    names[at].push_str("-other");
    Some(())
}

/// A stage that nothing needs, so that numbers move.
pub(super) fn add_stage(world: &mut World, dice: &mut Dice) -> Option<()> {
    let id = 1000 + world.plan.stages.len();
    let metadata = steps::metadata(dice);
    let workdir = steps::workdir(world, dice);
    let steps = [workdir, metadata].map(|kind| Step { kind, style: steps::style(dice) });
    let name = dice.chance(50).then(|| "unneeded".to_owned());
    let stage = Stage { id, name, base: Base::Image, platform: false, steps: steps.into() };
    // Not the last one, or it would be the one that is built.
    let at = dice.below(world.plan.stages.len());
    world.plan.stages.insert(at, stage);
    Some(())
}

pub(super) fn onbuild(world: &mut World, dice: &mut Dice) -> Option<()> {
    let parents: Vec<StageId> = world
        .plan
        .stages
        .iter()
        .filter_map(|stage| match stage.base {
            Base::Stage(parent) => Some(parent),
            _ => None,
        })
        .collect();
    let id = *dice.any(&parents)?;
    let new = Kind::Onbuild(Box::new(match dice.below(3) {
        0 => Kind::Env(steps::env(dice)),
        1 => steps::workdir(world, dice),
        _ => steps::triggered_metadata(dice),
    }));
    let style = steps::style(dice);
    let stage = world.plan.stages.iter_mut().find(|stage| stage.id == id)?;
    let known = stage.steps.iter().position(|step| matches!(step.kind, Kind::Onbuild(_)));
    match known.filter(|_| dice.chance(60)) {
        Some(at) if dice.chance(30) => drop(stage.steps.remove(at)),
        Some(at) => stage.steps[at].kind = new,
        None => stage.steps.push(Step { kind: new, style }),
    }
    Some(())
}

/// FROM says the same in another way, or something else.
pub(super) fn from(world: &mut World, dice: &mut Dice) -> Option<()> {
    if !world.plan.globals.iter().any(|(name, _)| name == "BASE") {
        world.plan.globals.push(("BASE".to_owned(), Some("@B".to_owned())));
    }
    let has_steps = |stage: &Stage| {
        stage.steps.iter().any(|step| !matches!(inner(&step.kind), Kind::Metadata(_)))
    };
    let mut stages: Vec<&mut Stage> =
        world.plan.stages.iter_mut().filter(|stage| has_steps(stage)).collect();
    if stages.is_empty() {
        return None;
    }
    let at = dice.below(stages.len());
    let stage = &mut stages[at];
    stage.base = match &stage.base {
        Base::Image if dice.chance(25) => {
            stage.platform = !stage.platform;
            Base::Image
        }
        Base::Image => Base::Argument("${BASE}".to_owned()),
        Base::Argument(_) if dice.chance(50) => Base::Image,
        Base::Argument(_) => Base::Argument("${BASE:-none}".to_owned()),
        Base::Stage(_) => Base::Image,
        _ => return None,
    };
    Some(())
}
