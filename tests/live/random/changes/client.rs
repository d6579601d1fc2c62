//! What the client has changes: files, ignore files, images.

use crate::random::contexts::{self, free_name};
use crate::random::dice::Dice;
use crate::random::ignores;
use crate::random::plan::{MountKind, Origin};
use crate::random::sight::{Sight, join, parent};
use crate::random::walk::is_pattern;
use crate::random::world::World;
use crate::tree::{Node, Tree};

/// A path that the build reads, mostly; any other now and then.
fn path(world: &World, dice: &mut Dice, fits: impl Fn(&Node) -> bool) -> Option<String> {
    let read = read_paths(world);
    let all = world.context.nodes.iter().filter(|(_, node)| fits(node)).map(|(path, _)| path);
    let (near, others): (Vec<_>, Vec<_>) = all.cloned().partition(|path| read.contains(path));
    let from = if others.is_empty() || !near.is_empty() && dice.chance(75) { near } else { others };
    dice.any(&from).cloned()
}

/// The paths of the context that steps read.
fn read_paths(world: &World) -> Vec<String> {
    let sight = Sight::new(&world.context, world.ignore_text());
    let copied = world.plan.copies().filter(|copy| copy.from == Origin::Context);
    let mut sources: Vec<String> = copied.flat_map(|copy| copy.sources.clone()).collect();
    for run in world.plan.runs() {
        sources.extend(run.mounts.iter().filter_map(|mount| match &mount.kind {
            MountKind::Bind { from: Origin::Context, source } => {
                Some(source.clone().unwrap_or_default())
            }
            _ => None,
        }));
    }
    let mut paths = Vec::new();
    for source in sources {
        let roots: Vec<String> = match is_pattern(&source) {
            true => sight.matches(&source).into_iter().map(str::to_owned).collect(),
            false => sight.resolve(&source).into_iter().collect(),
        };
        for root in roots {
            paths.extend(sight.below(&root).map(str::to_owned));
        }
    }
    paths
}

fn is_file(node: &Node) -> bool {
    matches!(node, Node::File { .. })
}

fn is_folder(node: &Node) -> bool {
    matches!(node, Node::Directory { .. })
}

pub(super) fn grow(world: &mut World, dice: &mut Dice) -> Option<()> {
    let path = path(world, dice, is_file)?;
    world.context.append(&path, "more\n");
    Some(())
}

pub(super) fn replace(world: &mut World, dice: &mut Dice) -> Option<()> {
    let path = path(world, dice, is_file)?;
    let Some(Node::File { content, .. }) = world.context.nodes.get_mut(&path) else { return None };
    let first = content.chars().next()?;
    content.replace_range(..first.len_utf8(), if first == 'Z' { "Y" } else { "Z" });
    Some(())
}

pub(super) fn touch(world: &mut World, dice: &mut Dice) -> Option<()> {
    let path = path(world, dice, is_file)?;
    let Some(Node::File { time, .. }) = world.context.nodes.get_mut(&path) else { return None };
    *time = Some(1_000_000_000 + dice.below(1000) as u64);
    Some(())
}

pub(super) fn file_mode(world: &mut World, dice: &mut Dice) -> Option<()> {
    let path = path(world, dice, is_file)?;
    let Some(Node::File { mode, .. }) = world.context.nodes.get_mut(&path) else { return None };
    *mode = *dice.pick(&[0o644, 0o755, 0o600, 0o664, 0o4755]);
    Some(())
}

pub(super) fn folder_mode(world: &mut World, dice: &mut Dice) -> Option<()> {
    let path = path(world, dice, is_folder)?;
    let mode = *dice.pick(&[0o755, 0o700, 0o775, 0o1777]);
    world.context.put(path, Node::Directory { mode });
    Some(())
}

pub(super) fn delete_file(world: &mut World, dice: &mut Dice) -> Option<()> {
    let path = path(world, dice, is_file)?;
    world.context.nodes.remove(&path).map(drop)
}

pub(super) fn delete_folder(world: &mut World, dice: &mut Dice) -> Option<()> {
    let path = path(world, dice, is_folder)?;
    remove(&mut world.context, &path);
    Some(())
}

fn remove(tree: &mut Tree, path: &str) {
    tree.nodes.retain(|other, _| other != path && !other.starts_with(&format!("{path}/")));
}

/// A directory to put something into: the root, too.
fn folder(world: &World, dice: &mut Dice) -> String {
    if dice.chance(25) { String::new() } else { path(world, dice, is_folder).unwrap_or_default() }
}

pub(super) fn add_file(world: &mut World, dice: &mut Dice) -> Option<()> {
    let folder = folder(world, dice);
    let path = free_name(&world.context, dice, &folder);
    let node = contexts::file(dice, "new");
    world.context.put(path, node);
    Some(())
}

pub(super) fn empty_folder(world: &mut World, dice: &mut Dice) -> Option<()> {
    let is_empty = |path: &str| world.context.nodes.keys().all(|other| parent(other) != path);
    let folders = world.context.nodes.iter().filter(|(_, node)| is_folder(node));
    let empty: Vec<String> =
        folders.map(|(path, _)| path.clone()).filter(|it| is_empty(it)).collect();
    match dice.any(&empty).filter(|_| dice.clone().chance(50)) {
        Some(path) => world.context.nodes.remove(path).map(drop),
        None => {
            let path = join(&folder(world, dice), "fresh");
            world.context.put(path, Node::directory());
            Some(())
        }
    }
}

pub(super) fn rename(world: &mut World, dice: &mut Dice) -> Option<()> {
    let old = path(world, dice, |node| !matches!(node, Node::Link { .. }))?;
    let is_folder = world.context.nodes.get(&old).is_some_and(is_folder);
    let new = match is_folder {
        true => join(parent(&old), "renamed"),
        false => free_name(&world.context, dice, parent(&old)),
    };
    let below = format!("{old}/");
    let nodes = std::mem::take(&mut world.context.nodes).into_iter();
    world.context.nodes = nodes
        .map(|(path, node)| match path.strip_prefix(&below) {
            Some(rest) => (join(&new, rest), node),
            None if path == old => (new.clone(), node),
            None => (path, node),
        })
        .collect();
    Some(())
}

pub(super) fn retarget(world: &mut World, dice: &mut Dice) -> Option<()> {
    let link = path(world, dice, |node| matches!(node, Node::Link { .. }))?;
    let up = if parent(&link).is_empty() { "" } else { "../" };
    let twin = world.context.nodes.keys().find(|path| path.ends_with("twin2.txt"));
    let others: Vec<&String> = world.context.nodes.keys().filter(|path| **path != link).collect();
    let target = match twin.filter(|_| dice.chance(30)) {
        Some(twin) => twin,
        None => *dice.any(&others)?,
    };
    let target = format!("{up}{target}");
    world.context.put(link, Node::Link { target });
    Some(())
}

pub(super) fn change_kind(world: &mut World, dice: &mut Dice) -> Option<()> {
    let path = path(world, dice, |_| true)?;
    let up = "../".repeat(path.matches('/').count());
    let files: Vec<&String> = world
        .context
        .nodes
        .iter()
        .filter(|(other, node)| is_file(node) && !other.starts_with(&path))
        .map(|(path, _)| path)
        .collect();
    let other = dice.any(&files).map(|other| (*other).clone());
    let was_file = world.context.nodes.get(&path).is_some_and(is_file);
    remove(&mut world.context, &path);
    let node = match (dice.below(3), other) {
        (0, Some(other)) => Node::link(format!("{up}{other}")),
        (1, _) if was_file => Node::directory(),
        _ => Node::file("now a file @S\n"),
    };
    world.context.put(path, node);
    Some(())
}

/// An archive changes, or a file that is fetched.
pub(super) fn archive(world: &mut World, dice: &mut Dice) -> Option<()> {
    let is_fetched = world.plan.copies().any(|copy| copy.sources == ["@H/f.txt"]);
    if let Some(text) = world.remote.as_mut().filter(|_| is_fetched && dice.chance(70)) {
        text.push_str(" more");
        return Some(());
    }
    let path = path(world, dice, |node| matches!(node, Node::Archive { .. }))?;
    let Some(Node::Archive { tree }) = world.context.nodes.get_mut(&path) else { return None };
    match dice.below(3) {
        0 => tree.append("in.txt", "more\n"),
        1 => tree.put("deep/new.txt", Node::file("new @S\n")),
        _ => tree
            .put("in.txt", Node::File { content: "in @S\n".to_owned(), mode: 0o600, time: None }),
    }
    Some(())
}

/// Something that is not sent changes.
pub(super) fn ignored(world: &mut World, dice: &mut Dice) -> Option<()> {
    let sight = Sight::new(&world.context, world.ignore_text());
    let hidden = world.context.nodes.iter().filter(|(path, _)| sight.at(path).is_none());
    let hidden: Vec<(String, bool)> =
        hidden.map(|(path, node)| (path.clone(), is_file(node))).collect();
    let (path, is_file) = dice.any(&hidden)?;
    match is_file {
        true if dice.chance(60) => world.context.append(path, "more\n"),
        true => return world.context.nodes.remove(path).map(drop),
        false => world.context.put(join(path, "new.txt"), Node::file("new @S\n")),
    }
    // What is below a file of another kind would not be a tree.
    let is_below_folder = world.context.nodes.keys().all(|path| {
        let parent = parent(path);
        parent.is_empty() || world.context.nodes.get(parent).is_some_and(is_folder)
    });
    is_below_folder.then_some(())
}

/// A named context changes, or the value of a secret.
pub(super) fn named(world: &mut World, dice: &mut Dice) -> Option<()> {
    if dice.chance(25) {
        world.secrets.values_mut().next()?.push_str("other");
        return Some(());
    }
    let tree = world.named.values_mut().next()?;
    let files = tree.nodes.iter().filter(|(path, node)| is_file(node) && !path.starts_with('.'));
    let files: Vec<String> = files.map(|(path, _)| path.clone()).collect();
    match dice.below(4) {
        0 => tree.put("new.txt", Node::file("new @S\n")),
        1 => drop(tree.nodes.remove(dice.any(&files)?)),
        _ => tree.append(dice.any(&files)?, "more\n"),
    }
    Some(())
}

/// The lines of the ignore file that counts, to be changed.
fn change_lines(
    world: &mut World,
    change: impl FnOnce(&mut Vec<String>) -> Option<()>,
) -> Option<()> {
    let text = world.own_ignore.as_mut().or(world.ignore.as_mut())?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    change(&mut lines)?;
    *text = lines.iter().map(|line| format!("{line}\n")).collect();
    Some(())
}

pub(super) fn add_pattern(world: &mut World, dice: &mut Dice) -> Option<()> {
    let new = ignores::shaped(&world.context, dice);
    world.shapes.extend(new.iter().map(|line| line.shape));
    let new: Vec<String> = new.into_iter().map(|line| line.text).collect();
    if world.ignore.is_none() && world.own_ignore.is_none() {
        world.ignore = Some(String::new());
    }
    change_lines(world, |lines| {
        lines.extend(new);
        Some(())
    })
}

pub(super) fn remove_pattern(world: &mut World, dice: &mut Dice) -> Option<()> {
    change_lines(world, |lines| {
        if lines.is_empty() {
            return None;
        }
        let at = dice.below(lines.len());
        let line = lines.remove(at);
        if dice.chance(30) {
            lines.insert(dice.between(0, lines.len()), line);
        }
        Some(())
    })
}

/// The ignore file says the same in another way.
pub(super) fn rewrite_ignore(world: &mut World, dice: &mut Dice) -> Option<()> {
    let way = dice.below(3);
    change_lines(world, |lines| {
        match way {
            0 => lines.push("# a comment".to_owned()),
            1 => lines.push("nothing-like-this".to_owned()),
            _ => {
                let line = lines.iter_mut().find(|line| !line.trim().is_empty())?;
                line.push(' ');
            }
        }
        Some(())
    })
}

pub(super) fn own_ignore(world: &mut World, dice: &mut Dice) -> Option<()> {
    if world.own_ignore.take().is_none() {
        let lines = ignores::lines(&world.context, dice);
        world.shapes.extend(lines.iter().map(|line| line.shape));
        world.own_ignore =
            Some(if dice.chance(20) { String::new() } else { ignores::text(&lines, dice) });
    }
    Some(())
}

pub(super) fn base_layers(world: &mut World, dice: &mut Dice) -> Option<()> {
    let files = &mut world.base.files;
    match dice.chance(50) {
        true => files.append("srv/data/one", "more\n"),
        false => files.put("srv/new", Node::file("new @S\n")),
    }
    Some(())
}

pub(super) fn base_config(world: &mut World, dice: &mut Dice) -> Option<()> {
    let line = *dice.pick(&["ENV V1=base", "ENV X=1", "LABEL a=b", "WORKDIR /tmp", "USER 0"]);
    world.base.config.push(line.to_owned());
    Some(())
}

pub(super) fn second_image(world: &mut World, dice: &mut Dice) -> Option<()> {
    if !world.plan.reads_second_image() {
        return None;
    }
    let path = *dice.pick(&["srv/data/one", "srv/data/two", "srv/keep.txt"]);
    world.second.files.append(path, "more\n");
    Some(())
}
