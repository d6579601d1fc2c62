//! The command line of the build changes.

use crate::random::dice::Dice;
use crate::random::plan::{Kind, StageId};
use crate::random::world::World;

/// A build argument comes, goes or gets another value; mostly one that is declared.
pub(super) fn argument(world: &mut World, dice: &mut Dice) -> Option<()> {
    let mut declared: Vec<String> = world
        .plan
        .kinds()
        .filter_map(|kind| match kind {
            Kind::Arg(pairs) => Some(pairs[0].0.clone()),
            _ => None,
        })
        .filter(|name| !name.starts_with("TARGET"))
        .collect();
    if declared.is_empty() || dice.chance(25) {
        declared =
            ["UNUSED", "HTTP_PROXY", "no_proxy", "SOURCE_DATE_EPOCH"].map(str::to_owned).into();
    }
    let name = dice.pick(&declared).clone();
    let arguments = &mut world.options.arguments;
    match arguments.iter().position(|(known, _)| *known == name) {
        Some(at) if dice.chance(40) => drop(arguments.remove(at)),
        Some(at) => arguments[at].1.push('1'),
        None => arguments.push((name, dice.below(3).to_string())),
    }
    Some(())
}

pub(super) fn target(world: &mut World, dice: &mut Dice) -> Option<()> {
    let ids: Vec<StageId> = world.plan.stages.iter().map(|stage| stage.id).collect();
    let id = *dice.any(&ids)?;
    let options = &mut world.options;
    match dice.below(4) {
        // The two exclude each other.
        0 => (options.no_cache, options.no_cache_filter) = (true, Vec::new()),
        1 | 2 => {
            // A filter knows stages by name alone.
            world.plan.stage(id)?.name.as_ref()?;
            (options.no_cache, options.no_cache_filter) = (false, vec![id]);
        }
        _ if options.target.is_some() => options.target = None,
        _ => options.target = Some(id),
    }
    Some(())
}

pub(super) fn build_wide(world: &mut World, dice: &mut Dice) -> Option<()> {
    let options = &mut world.options;
    match dice.below(7) {
        0 => options.network = if options.network.is_none() { Some("none") } else { None },
        1 => options.hosts = vec![("one", "1.2.3.4")],
        2 => options.shm_size = Some("100m"),
        3 => options.ulimit = Some("nofile=1000"),
        4 => options.label = Some("a=b"),
        5 => options.platform = true,
        _ => options.arguments.push(("BUILDKIT_SANDBOX_HOSTNAME".to_owned(), "other".to_owned())),
    }
    Some(())
}
