//! What steps see changes: directory, variables, user; and what no step sees.

use super::{inner_mut, pick};
use crate::random::dice::Dice;
use crate::random::plan::{Kind, Step};
use crate::random::steps;
use crate::random::world::World;

/// Puts an instruction somewhere.
fn insert(world: &mut World, dice: &mut Dice, kind: Kind) -> Option<()> {
    let style = steps::style(dice);
    let at = dice.below(world.plan.stages.len());
    let steps = &mut world.plan.stages[at].steps;
    let at = dice.between(0, steps.len());
    steps.insert(at, Step { kind, style });
    Some(())
}

pub(super) fn workdir(world: &mut World, dice: &mut Dice) -> Option<()> {
    let new = steps::workdir(world, dice);
    let Some(step) = pick(&mut world.plan, dice, |kind| matches!(kind, Kind::Workdir(_))) else {
        return insert(world, dice, new);
    };
    let Kind::Workdir(path) = inner_mut(&mut step.kind) else { return None };
    match dice.below(4) {
        0 if path.ends_with('/') && path.len() > 1 => drop(path.pop()),
        0 if !path.ends_with('/') => path.push('/'),
        1 => path.push_str("/x"),
        _ => *inner_mut(&mut step.kind) = new,
    }
    Some(())
}

pub(super) fn env(world: &mut World, dice: &mut Dice) -> Option<()> {
    let mut new = steps::env(dice);
    let is_env = |kind: &Kind| matches!(kind, Kind::Env(_));
    let found = match dice.chance(70) {
        true => pick(&mut world.plan, dice, is_env),
        false => None,
    };
    let Some(Kind::Env(pairs)) = found.map(|step| inner_mut(&mut step.kind)) else {
        return insert(world, dice, Kind::Env(new));
    };
    match dice.below(4) {
        0 => pairs.append(&mut new),
        1 if pairs.len() > 1 => pairs.swap(0, 1),
        2 if pairs.len() > 1 => drop(pairs.pop()),
        _ => pairs[0].1.push('x'),
    }
    Some(())
}

pub(super) fn arg(world: &mut World, dice: &mut Dice) -> Option<()> {
    let new = steps::arg(dice);
    if dice.chance(15) {
        let (_, value) = world.plan.globals.iter_mut().find(|(name, _)| name == "G1")?;
        *value = Some("changed".to_owned());
        return Some(());
    }
    let is_arg = |kind: &Kind| matches!(kind, Kind::Arg(_));
    let found = match dice.chance(65) {
        true => pick(&mut world.plan, dice, is_arg),
        false => None,
    };
    let Some(Kind::Arg(pairs)) = found.map(|step| inner_mut(&mut step.kind)) else {
        return insert(world, dice, Kind::Arg(new));
    };
    match (&mut pairs[0].1, dice.below(3)) {
        (default @ Some(_), 0) => *default = None,
        (Some(text), _) => text.push('x'),
        (none, _) => *none = Some("now".to_owned()),
    }
    Some(())
}

pub(super) fn user_or_shell(world: &mut World, dice: &mut Dice) -> Option<()> {
    let new = if dice.chance(50) { steps::user(dice) } else { steps::shell(dice) };
    let is_one = |kind: &Kind| matches!(kind, Kind::User(_) | Kind::Shell(_));
    let found = match dice.chance(60) {
        true => pick(&mut world.plan, dice, is_one),
        false => None,
    };
    match found.map(|step| inner_mut(&mut step.kind)) {
        Some(user @ Kind::User(_)) => *user = steps::user(dice),
        Some(shell) => *shell = steps::shell(dice),
        None => return insert(world, dice, new),
    }
    Some(())
}

pub(super) fn metadata(world: &mut World, dice: &mut Dice) -> Option<()> {
    let new = steps::metadata(dice);
    let is_metadata = |kind: &Kind| matches!(kind, Kind::Metadata(_));
    match pick(&mut world.plan, dice, is_metadata) {
        Some(Step { kind: kind @ Kind::Metadata(_), .. }) if dice.chance(60) => *kind = new,
        _ => return insert(world, dice, new),
    }
    Some(())
}
