//! Random directories of the client.

use super::dice::Dice;
use super::sight::join;
use crate::tree::{Node, Tree};

const STEMS: [&str; 6] = ["a", "b", "c", "e", "f", "g"];
const ENDINGS: [&str; 5] = ["txt", "md", "js", "log", "sh"];
const FOLDERS: [&str; 6] = ["src", "lib", "docs", "node_modules", ".hid", "pkg"];

/// A build context.
pub(crate) fn context(dice: &mut Dice) -> Tree {
    let mut tree = Tree::default();
    fill(&mut tree, dice, "", 3, 6);
    for _ in 0..dice.between(2, 4) {
        folder(&mut tree, dice, "", 2);
    }
    // Two files with the same text, so that what leads to one may lead to the other.
    if dice.chance(40) {
        let node = Node::file("twin @S\n");
        tree.put("twin1.txt", node.clone());
        tree.put(if dice.chance(50) { "twin2.txt" } else { "pkg2/twin2.txt" }, node);
        if tree.nodes.contains_key("pkg2/twin2.txt") {
            tree.put("pkg2", Node::directory());
        }
    }
    if dice.chance(15) {
        tree.put("#x", Node::file("number @S\n"));
    }
    if dice.chance(30) {
        tree.put("t1.tar", archive(dice));
    }
    for _ in 0..dice.below(3) {
        link(&mut tree, dice);
    }
    tree
}

/// A named context: small.
pub(crate) fn named(dice: &mut Dice) -> Tree {
    let mut tree = Tree::default();
    fill(&mut tree, dice, "", 1, 3);
    folder(&mut tree, dice, "", 1);
    if dice.chance(30) {
        tree.put(".dockerignore", Node::file("*.log\n**/*.md\n"));
    }
    tree
}

/// The files that an image has beside the base system.
pub(crate) fn image(dice: &mut Dice) -> Tree {
    let mut tree = Tree::default();
    tree.put("srv", Node::directory());
    tree.put("srv/data", Node::directory());
    for name in ["one", "two"] {
        tree.put(format!("srv/data/{name}"), file(dice, name));
    }
    tree.put("srv/keep.txt", Node::file("keep @S\n"));
    tree
}

/// An archive of a few files.
pub(crate) fn archive(dice: &mut Dice) -> Node {
    let mut tree = Tree::of_files(&[("in.txt", "in @S\n")]);
    tree.put("deep", Node::directory());
    tree.put("deep/down.txt", file(dice, "down"));
    Node::Archive { tree }
}

/// A file with a text and permissions.
pub(crate) fn file(dice: &mut Dice, name: &str) -> Node {
    let lines: String = (0..dice.between(1, 3)).map(|n| format!("{name} {n} @S\n")).collect();
    Node::File { content: lines, mode: mode(dice), time: None }
}

fn mode(dice: &mut Dice) -> u32 {
    *dice.pick(&[0o644, 0o644, 0o644, 0o644, 0o755, 0o600, 0o664, 0o444])
}

/// The permissions of a directory.
pub(crate) fn folder_mode(dice: &mut Dice) -> u32 {
    *dice.pick(&[0o755, 0o755, 0o755, 0o700, 0o775])
}

/// A name for a file that a directory does not have yet.
pub(crate) fn free_name(tree: &Tree, dice: &mut Dice, directory: &str) -> String {
    loop {
        let stem = dice.pick(&STEMS);
        let ending = dice.pick(&ENDINGS);
        let number = dice.between(1, 3);
        let number = if number == 1 { String::new() } else { number.to_string() };
        let path = join(directory, &format!("{stem}{number}.{ending}"));
        if !tree.nodes.contains_key(&path) {
            return path;
        }
    }
}

fn fill(tree: &mut Tree, dice: &mut Dice, directory: &str, least: usize, most: usize) {
    for _ in 0..dice.between(least, most) {
        let path = free_name(tree, dice, directory);
        let node = file(dice, &path);
        tree.put(path, node);
    }
}

fn folder(tree: &mut Tree, dice: &mut Dice, parent: &str, depth: usize) {
    let path = join(parent, dice.pick::<&str>(&FOLDERS));
    if tree.nodes.contains_key(&path) {
        return;
    }
    let mode = folder_mode(dice);
    tree.put(path.clone(), Node::Directory { mode });
    // Some directories are empty.
    if dice.chance(12) {
        return;
    }
    fill(tree, dice, &path, 1, 4);
    if depth > 0 && dice.chance(55) {
        folder(tree, dice, &path, depth - 1);
    }
}

fn link(tree: &mut Tree, dice: &mut Dice) {
    let paths: Vec<String> = tree.nodes.keys().cloned().collect();
    let target = dice.pick(&paths).clone();
    let name = format!("l{}", tree.nodes.len());
    let folders: Vec<String> = tree
        .nodes
        .iter()
        .filter(|(path, node)| matches!(node, Node::Directory { .. }) && !path.contains('/'))
        .map(|(path, _)| path.clone())
        .collect();
    match dice.any(&folders).filter(|_| dice.clone().chance(40)) {
        None => tree.put(name, Node::link(target)),
        // In a directory it may lead nowhere.
        Some(folder) if dice.chance(30) => tree.put(join(folder, &name), Node::link("nowhere")),
        Some(folder) => tree.put(join(folder, &name), Node::link(format!("../{target}"))),
    }
}
