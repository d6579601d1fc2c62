//! A random scenario as a section for `fixtures/scenarios`, so that what it showed can be kept.

use super::scenario::Scenario;
use super::world::World;
use crate::engine::Store;
use crate::pair::Inputs;
use crate::tree::{Node, Tree};
use std::fmt::Write;

/// The section; `steps` are its lines, one a step. Files that only the base image has are not part of it.
pub(crate) fn section(scenario: &Scenario, name: &str, steps: &[String]) -> String {
    let (a, b) = (scenario.before.inputs(), scenario.after.inputs());
    let store = if scenario.store == Store::Containerd { "containerd" } else { "overlay2" };
    let mut text = format!("store = \"{store}\"\n\n# {}\n[{name}]\n", scenario.change);
    let mut put = |key: &str, value: String| {
        if !value.is_empty() {
            writeln!(text, "{key} = '''\n{}\n'''", value.trim_end_matches('\n')).unwrap();
        }
    };
    put("dockerfile", file(&scenario.before, &a));
    if file(&scenario.before, &a) != file(&scenario.after, &b) {
        put("dockerfile-b", file(&scenario.after, &b));
    }
    put("setup", trees(&scenario.before, &a, |tree, at| write(tree, &Tree::default(), at)));
    let before = scenario.before.inputs();
    put(
        "change",
        trees(&scenario.after, &b, |tree, at| {
            let old = if at == "." { Some(&before.context) } else { before.named.get(&at[3..]) };
            change(old.unwrap_or(&Tree::default()), tree, at)
        }),
    );
    put(
        "image",
        a.second.as_ref().map(|it| write(&it.files, &Tree::default(), ".")).unwrap_or_default(),
    );
    put("base-change", change(&a.base.files, &b.base.files, "."));
    put("flags-a", flags(&a));
    put("flags-b", flags(&b));
    writeln!(text, "fresh = true").unwrap();
    writeln!(text, "steps = '''\n{}\n'''", steps.join("\n")).unwrap();
    text
}

fn file(world: &World, inputs: &Inputs) -> String {
    match inputs.context.nodes.get(world.options.dockerfile) {
        Some(Node::File { content, .. }) => content.clone(),
        _ => String::new(),
    }
}

fn flags(inputs: &Inputs) -> String {
    let flags = inputs.flags.iter().filter(|flag| !flag.starts_with("--allow"));
    flags.map(|flag| flag.replace("@N/", "../")).collect::<Vec<_>>().join(" ")
}

/// The commands for all directories of the client; each with where it lies, seen from the context.
fn trees(world: &World, inputs: &Inputs, commands: impl Fn(&Tree, &str) -> String) -> String {
    let mut context = inputs.context.clone();
    context.nodes.remove(world.options.dockerfile);
    let mut text = commands(&context, ".");
    for (name, tree) in inputs.named.iter().filter(|(_, tree)| !tree.nodes.is_empty()) {
        text.push_str(&commands(tree, &format!("../{name}")));
    }
    text
}

/// What turns one tree into another.
fn change(before: &Tree, after: &Tree, at: &str) -> String {
    let mut text = String::new();
    let is_gone = |path: &str, node: &Node| match after.nodes.get(path) {
        None => true,
        Some(now) => {
            now != node && !matches!((now, node), (Node::Directory { .. }, Node::Directory { .. }))
        }
    };
    for (path, _) in before.nodes.iter().rev().filter(|(path, node)| is_gone(path, node)) {
        writeln!(text, "rm -rf {}", quoted(&format!("{at}/{path}"))).unwrap();
    }
    text + &write(after, before, at)
}

/// What makes a tree, without what another one has.
fn write(tree: &Tree, known: &Tree, at: &str) -> String {
    let mut text = String::new();
    let new = tree.nodes.iter().filter(|(path, node)| known.nodes.get(*path) != Some(node));
    for (path, node) in new {
        let path = quoted(&format!("{at}/{path}"));
        let line = match node {
            Node::File { content, mode, time } => {
                let time =
                    time.map(|time| format!("; touch -d @{time} {path}")).unwrap_or_default();
                format!("printf %s {} > {path}; chmod {mode:o} {path}{time}", quoted(content))
            }
            Node::Directory { mode } => format!("mkdir -p {path}; chmod {mode:o} {path}"),
            Node::Link { target } => format!("ln -s {} {path}", quoted(target)),
            Node::Archive { tree } => {
                let files = write(tree, &Tree::default(), "../archive");
                format!(
                    "rm -rf ../archive; mkdir ../archive\n{files}tar -C ../archive -cf {path} ."
                )
            }
        };
        writeln!(text, "{line}").unwrap();
    }
    text
}

fn quoted(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "./_-@".contains(letter);
    match text.chars().all(is_plain) && !text.is_empty() {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}
