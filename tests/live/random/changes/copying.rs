//! A COPY or ADD changes.

use super::{inner_mut, pick};
use crate::random::dice::Dice;
use crate::random::plan::{Copy, Kind, Origin};
use crate::random::sight::{Sight, base_name};
use crate::random::walk::walk;
use crate::random::world::World;

/// One of the COPYs that fit, those behind ONBUILD too.
fn copy<'w>(
    world: &'w mut World,
    dice: &mut Dice,
    fits: impl Fn(&Copy) -> bool,
) -> Option<&'w mut Copy> {
    let step = pick(&mut world.plan, dice, |kind| matches!(kind, Kind::Copy(copy) if fits(copy)))?;
    match inner_mut(&mut step.kind) {
        Kind::Copy(copy) => Some(copy),
        _ => None,
    }
}

pub(super) fn source(world: &mut World, dice: &mut Dice) -> Option<()> {
    let states = walk(world).ok()?;
    let context: Vec<String> = {
        let sight = Sight::new(&world.context, world.ignore_text());
        sight.paths().map(str::to_owned).collect()
    };
    let copy = copy(world, dice, |copy| !copy.sources.is_empty() && copy.checksum.is_none())?;
    if copy.sources.len() > 1 && dice.chance(40) {
        copy.sources.swap(0, 1);
        return Some(());
    }
    let paths: Vec<String> = match &copy.from {
        Origin::Context => context,
        Origin::Stage(id) => states[id].paths.keys().cloned().collect(),
        Origin::Image | Origin::Base => {
            vec!["/srv/data/one".to_owned(), "/srv/data/two".to_owned()]
        }
        Origin::Named(_) => return None,
    };
    // Something of the same name elsewhere is the most interesting.
    let name = base_name(&copy.sources[0]).to_owned();
    let twins: Vec<&String> = paths.iter().filter(|path| base_name(path) == name).collect();
    let new = match dice.any(&twins).filter(|_| dice.clone().chance(50)) {
        Some(twin) => (*twin).clone(),
        None => dice.any(&paths)?.clone(),
    };
    copy.sources[0] = new;
    Some(())
}

pub(super) fn destination(world: &mut World, dice: &mut Dice) -> Option<()> {
    let other = world.name("/c@S-");
    let copy = copy(world, dice, |_| true)?;
    let to = &mut copy.destination;
    match dice.below(3) {
        0 if to.ends_with('/') => drop(to.pop()),
        0 => to.push('/'),
        1 => to.insert_str(0, if to.starts_with('/') { "/." } else { "./" }),
        _ => *to = format!("{other}/"),
    }
    Some(())
}

pub(super) fn owner(world: &mut World, dice: &mut Dice) -> Option<()> {
    let copy = copy(world, dice, |_| true)?;
    match dice.below(3) {
        0 if copy.add => copy.unpack = *dice.pick(&[None, Some(true), Some(false)]),
        0 | 1 => {
            copy.chown =
                *dice.pick(&[None, Some("1000:1000"), Some("0:0"), Some("app"), Some("1000")])
        }
        _ => copy.chmod = *dice.pick(&[None, Some("644"), Some("0644"), Some("755")]),
    }
    Some(())
}

pub(super) fn link(world: &mut World, dice: &mut Dice) -> Option<()> {
    let copy = copy(world, dice, |_| true)?;
    copy.link = !copy.link;
    Some(())
}

pub(super) fn exclude(world: &mut World, dice: &mut Dice) -> Option<()> {
    let copy = copy(world, dice, |copy| copy.heredocs.is_empty() && !copy.add)?;
    match dice.chance(40) {
        true if !copy.exclude.is_empty() => copy.exclude.clear(),
        _ => copy.exclude.push((*dice.pick(&["*.md", "**/*.md", "*.zzz", "in"])).to_owned()),
    }
    Some(())
}

pub(super) fn heredoc(world: &mut World, dice: &mut Dice) -> Option<()> {
    let other = world.name("E");
    let copy = copy(world, dice, |copy| !copy.heredocs.is_empty())?;
    let at = dice.below(copy.heredocs.len());
    let heredoc = &mut copy.heredocs[at];
    match dice.below(4) {
        0 => heredoc.name = other,
        1 => heredoc.quoted = !heredoc.quoted,
        2 => heredoc.dash = !heredoc.dash,
        _ => heredoc.body.push_str("\nmore"),
    }
    Some(())
}
