//! A RUN changes.

use super::{inner, inner_mut, pick};
use crate::random::dice::Dice;
use crate::random::plan::{Effect, Form, Kind, Mount, MountKind, Origin, Run, StageId};
use crate::random::steps::{self, Place};
use crate::random::walk::walk;
use crate::random::world::World;

/// One of the RUNs that fit, those behind ONBUILD too.
fn run<'w>(
    world: &'w mut World,
    dice: &mut Dice,
    fits: impl Fn(&Run) -> bool,
) -> Option<&'w mut Run> {
    let step = pick(&mut world.plan, dice, |kind| matches!(kind, Kind::Run(run) if fits(run)))?;
    match inner_mut(&mut step.kind) {
        Kind::Run(run) => Some(run),
        _ => None,
    }
}

pub(super) fn command(world: &mut World, dice: &mut Dice) -> Option<()> {
    let run = run(world, dice, |_| true)?;
    match dice.below(4) {
        0 if run.effect == Effect::Constant && !matches!(run.form, Form::Fed(_)) => {
            run.effect = Effect::Names("/etc/passwd".to_owned());
        }
        1 if matches!(run.effect, Effect::Copies(_)) => run.effect = Effect::Constant,
        // As good as no change, but the text is another.
        _ => run.tail.push('x'),
    }
    Some(())
}

pub(super) fn form(world: &mut World, dice: &mut Dice) -> Option<()> {
    let run = run(world, dice, |_| true)?;
    run.form = match (&run.form, dice.below(2)) {
        (Form::Shell, 0) => Form::Exec,
        (Form::Shell | Form::Script(_), _) => Form::Heredoc("EOF"),
        (Form::Exec, _) => Form::Shell,
        // The delimiter alone.
        (Form::Heredoc(name), 0) => Form::Heredoc(if *name == "X" { "Y" } else { "X" }),
        (Form::Heredoc(_), _) => Form::Shell,
        (Form::Fed(name), _) => Form::Fed(if *name == "F" { "G" } else { "F" }),
    };
    Some(())
}

pub(super) fn add_mount(world: &mut World, dice: &mut Dice) -> Option<()> {
    let has_mounts = |run: &Run| !run.mounts.is_empty();
    if dice.chance(40) {
        let run = run(world, dice, has_mounts)?;
        let at = dice.below(run.mounts.len());
        run.mounts.remove(at);
        return Some(());
    }
    let states = walk(world).ok()?;
    let is_running = |kind: &Kind| matches!(kind, Kind::Run(_));
    let stages = world.plan.stages.iter();
    let with_runs: Vec<StageId> = stages
        .filter(|stage| stage.steps.iter().any(|step| is_running(&step.kind)))
        .map(|stage| stage.id)
        .collect();
    let id = *dice.any(&with_runs)?;
    let earlier = world.plan.stages.iter().take_while(|stage| stage.id != id);
    let earlier = earlier.map(|stage| (stage.id, states[&stage.id].clone())).collect();
    let place = Place { stage: id, state: &states[&id], stages: &earlier };
    let mount = steps::mount(world, &place, dice);
    let stage = world.plan.stages.iter_mut().find(|stage| stage.id == id)?;
    let step = stage.steps.iter_mut().find(|step| is_running(&step.kind))?;
    if let Kind::Run(run) = &mut step.kind {
        run.mounts.push(mount);
    }
    Some(())
}

pub(super) fn mount_field(world: &mut World, dice: &mut Dice) -> Option<()> {
    let other = world.name("k@S-");
    let target = world.name("/m@S-");
    let is_given = world.secrets.contains_key("s1");
    let run = run(world, dice, |run| !run.mounts.is_empty())?;
    if run.mounts.len() > 1 && dice.chance(20) {
        // The order of the flags does not count.
        run.mounts.swap(0, 1);
        return Some(());
    }
    let at = dice.below(run.mounts.len());
    let mount = &mut run.mounts[at];
    let kind = mount.kind.clone();
    let mut toggle = |option: &str| match mount.options.iter().position(|known| known == option) {
        Some(at) => drop(mount.options.remove(at)),
        None => mount.options.push(option.to_owned()),
    };
    match (kind, dice.below(5)) {
        (MountKind::Bind { .. }, 0 | 1) => toggle("rw"),
        (MountKind::Cache { from, .. }, 0 | 1) => {
            mount.kind = MountKind::Cache { id: Some(other), from }
        }
        (MountKind::Cache { .. }, 2) => toggle("sharing=locked"),
        (MountKind::Cache { .. }, 3) => toggle("ro"),
        (MountKind::Tmpfs, 0..=2) => toggle("size=10m"),
        (MountKind::Secret { .. }, 0 | 1) if is_given => toggle("required=true"),
        (MountKind::Secret { env: None, .. }, 2) => toggle("mode=0444"),
        (MountKind::Secret { env: Some(_), id }, _) => {
            mount.kind = MountKind::Secret { id, env: Some("OTHER".to_owned()) };
        }
        _ => mount.target = target,
    }
    Some(())
}

/// A bind mount takes something else from where it is from.
pub(super) fn mount_source(world: &mut World, dice: &mut Dice) -> Option<()> {
    let states = walk(world).ok()?;
    let context: Vec<String> = world.context.nodes.keys().cloned().collect();
    let is_bind = |mount: &Mount| matches!(mount.kind, MountKind::Bind { .. });
    let run = run(world, dice, |run| run.mounts.iter().any(is_bind))?;
    let mount = run.mounts.iter_mut().find(|mount| is_bind(mount))?;
    let MountKind::Bind { from, source } = &mut mount.kind else { return None };
    let paths: Vec<String> = match from {
        Origin::Context => context,
        Origin::Stage(id) => states[id].paths.keys().cloned().collect(),
        Origin::Image | Origin::Base => {
            vec!["/srv/data/one".to_owned(), "/srv/data/two".to_owned(), "/srv/data".to_owned()]
        }
        Origin::Named(_) => return None,
    };
    *source = if dice.chance(15) { None } else { Some(dice.any(&paths)?.clone()) };
    Some(())
}

pub(super) fn network(world: &mut World, dice: &mut Dice) -> Option<()> {
    let run = run(world, dice, |_| true)?;
    let networks = [None, Some("none"), Some("default"), Some("host")];
    run.network = *dice.pick(&networks);
    let _ = inner;
    Some(())
}
