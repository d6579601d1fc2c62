//! Random things to copy and to mount.

use super::dice::Dice;
use super::plan::{Origin, StageId};
use super::sight::{Sight, base_name, parent};
use super::walk::State;
use super::world::World;
use crate::tree::Node;
use std::collections::BTreeMap;

/// A source that is there.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Where it is from.
    pub(crate) from: Origin,
    /// Its path, or a pattern.
    pub(crate) path: String,
    /// Whether it is one file, so that the destination may be one.
    pub(crate) is_file: bool,
    /// Whether it may hold links or many files: it needs a destination of its own.
    pub(crate) is_large: bool,
}

/// A source in a directory of the client.
pub(crate) fn of_client(sight: &Sight<'_>, from: &Origin, dice: &mut Dice) -> Source {
    let plain = |path: &str, is_file| Source {
        from: from.clone(),
        path: path.to_owned(),
        is_file,
        is_large: !is_file,
    };
    let paths: Vec<&str> = sight.paths().filter(|path| sight.resolve(path).is_some()).collect();
    let Some(path) = dice.any(&paths).copied() else { return plain(".", false) };
    let is_directory =
        |path: &str| sight.resolve(path).is_some_and(|path| sight.is_directory(&path));
    match dice.weighed(&[46, 12, 14, 20, 8]) {
        0 | 4 if is_directory(path) => {
            plain(&format!("{path}{}", if dice.chance(30) { "/" } else { "" }), false)
        }
        0 => plain(path, true),
        // All of it: what is ignored then counts.
        1 => plain(".", false),
        2 => {
            let folders: Vec<&str> =
                paths.iter().copied().filter(|path| is_directory(path)).collect();
            dice.any(&folders).map_or_else(|| plain(".", false), |path| plain(path, false))
        }
        3 => Source { path: pattern(sight, path, dice), ..plain("", false) },
        _ => plain(path, true),
    }
}

/// A pattern that matches a path; where that would be too much, one that matches more.
fn pattern(sight: &Sight<'_>, path: &str, dice: &mut Dice) -> String {
    let (folder, name) = (parent(path), base_name(path));
    let inside = |pattern: &str| {
        if folder.is_empty() { pattern.to_owned() } else { format!("{folder}/{pattern}") }
    };
    let ending = name.rsplit_once('.').map_or("*".to_owned(), |(_, ending)| format!("*.{ending}"));
    let first: String = name.chars().take(1).collect();
    let pattern = match dice.below(6) {
        0 | 1 => inside(&ending),
        2 => inside(&format!("{first}*")),
        3 if !folder.is_empty() && !folder.contains('/') => format!("*/{name}"),
        4 => inside(&format!("[{first}z]*")),
        5 => inside(&format!("?{}", name.chars().skip(1).collect::<String>())),
        _ => inside("*"),
    };
    // What it matches must lead somewhere, and not through links.
    let is_good = !sight.matches(&pattern).is_empty()
        && sight.matches(&pattern).iter().all(|path| sight.resolve(path).is_some())
        && !first.starts_with(['*', '?', '[', '#', '\\']);
    if is_good { pattern } else { path.to_owned() }
}

/// A source in an earlier stage.
pub(crate) fn of_stage(id: StageId, state: &State, dice: &mut Dice) -> Source {
    let from = Origin::Stage(id);
    let written: Vec<(&String, bool)> = state
        .paths
        .iter()
        .filter(|(path, _)| !path.starts_with("/etc") || state.paths.len() < 12)
        .map(|(path, is_directory)| (path, *is_directory))
        .collect();
    if written.is_empty() || dice.chance(3) {
        return Source { from, path: "/".to_owned(), is_file: false, is_large: true };
    }
    // What a RUN wrote is what is interesting.
    let outputs: Vec<_> = written.iter().copied().filter(|(path, _)| path.contains("/o")).collect();
    let from_outputs = !outputs.is_empty() && dice.chance(12);
    let (path, is_directory) = *dice.pick(if from_outputs { &outputs } else { &written });
    let has_children = state.paths.keys().any(|other| parent(other) == path);
    let is_wild = is_directory && has_children && dice.chance(15);
    let path = if is_wild { format!("{path}/*") } else { path.clone() };
    Source { from, path, is_file: !is_directory, is_large: is_directory }
}

/// A source in an image.
pub(crate) fn of_image(world: &World, from: Origin, dice: &mut Dice) -> Source {
    let tree = if from == Origin::Image { &world.second.files } else { &world.base.files };
    let paths: Vec<(&String, &Node)> =
        tree.nodes.iter().filter(|(path, _)| path.starts_with("srv")).collect();
    let (path, node) = dice.any(&paths).copied().unwrap_or_else(|| panic!("images have files"));
    let is_file = !matches!(node, Node::Directory { .. });
    Source { from, path: format!("/{path}"), is_file, is_large: !is_file }
}

/// A source from anywhere that a step of the next stage may copy from.
pub(crate) fn anywhere(
    world: &World,
    context: &Sight<'_>,
    stages: &BTreeMap<StageId, State>,
    own: Option<StageId>,
    dice: &mut Dice,
) -> Source {
    let earlier: Vec<(&StageId, &State)> =
        stages.iter().filter(|(id, _)| Some(**id) != own).collect();
    let names: Vec<&String> = world.named.keys().collect();
    match dice.weighed(&[
        50,
        if earlier.is_empty() { 0 } else { 18 },
        5,
        3,
        if names.is_empty() { 0 } else { 25 },
    ]) {
        1 => {
            let (id, state) = dice.pick(&earlier);
            of_stage(**id, state, dice)
        }
        2 => of_image(world, Origin::Image, dice),
        3 => of_image(world, Origin::Base, dice),
        4 => {
            let name = (*dice.pick(&names)).clone();
            let tree = &world.named[&name];
            let ignore = match tree.nodes.get(".dockerignore") {
                Some(Node::File { content, .. }) => content.clone(),
                _ => String::new(),
            };
            of_client(&Sight::new(tree, &ignore), &Origin::Named(name), dice)
        }
        _ => of_client(context, &Origin::Context, dice),
    }
}
