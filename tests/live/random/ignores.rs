//! Random ignore files.

use super::dice::Dice;
use super::sight::{base_name, parent};
use crate::tree::{Node, Tree};

/// A line of an ignore file and the shape that it has.
pub(crate) struct Line {
    /// The line.
    pub(crate) text: String,
    /// What shape it has.
    pub(crate) shape: &'static str,
}

/// The shapes of patterns.
pub(crate) const SHAPES: [&str; 30] = [
    "name",
    "path",
    "dir/",
    "/name",
    "./name",
    "*.ext",
    "**/*.ext",
    "dir/*",
    "dir/**",
    "dir/**/name",
    "**/name",
    "*",
    "**",
    "!name",
    "!path",
    "! name",
    "!**/*.ext",
    "!dir before dir",
    "?.ext",
    "[ab].ext",
    "[^a].ext",
    "# comment",
    " # indented",
    "blank line",
    "trailing blank",
    "\\#x",
    "other case",
    "prefix",
    "../name",
    "/ or .",
];

/// An ignore file; with each line what shape it has.
pub(crate) fn lines(tree: &Tree, dice: &mut Dice) -> Vec<Line> {
    let mut lines = Vec::new();
    for _ in 0..dice.between(1, 4) {
        lines.extend(shaped(tree, dice));
    }
    if dice.chance(25) {
        lines.push(Line { text: "Dockerfile".to_owned(), shape: "name" });
    }
    if dice.chance(25) {
        lines.push(Line { text: ".dockerignore".to_owned(), shape: "name" });
    }
    lines
}

/// One line, or two that belong together.
pub(crate) fn shaped(tree: &Tree, dice: &mut Dice) -> Vec<Line> {
    let shape = *dice.pick(&SHAPES);
    let of_shape = |texts: &[String]| {
        texts.iter().map(|text| Line { text: text.clone(), shape }).collect::<Vec<_>>()
    };
    let paths: Vec<&String> = tree.nodes.keys().collect();
    let folders: Vec<&String> = tree
        .nodes
        .iter()
        .filter(|(_, node)| matches!(node, Node::Directory { .. }))
        .map(|(path, _)| path)
        .collect();
    let path = dice.pick(&paths).as_str();
    let folder = dice.any(&folders).map_or("src", |folder| folder.as_str());
    let top = path.split('/').next().unwrap_or_default();
    let name = base_name(path);
    let ending = *dice.pick(&["txt", "md", "js", "log"]);
    let text = match shape {
        "name" => top.to_owned(),
        "path" => path.to_owned(),
        "dir/" => format!("{folder}/"),
        "/name" => format!("/{top}"),
        "./name" => format!("./{path}"),
        "*.ext" => format!("*.{ending}"),
        "**/*.ext" => format!("**/*.{ending}"),
        "dir/*" => format!("{folder}/*"),
        "dir/**" => format!("{folder}/**"),
        "dir/**/name" => format!("{}/**/{name}", path.split('/').next().unwrap_or_default()),
        "**/name" => format!("**/{name}"),
        // All but something.
        "*" | "**" => {
            let kept = if parent(path).is_empty() { top } else { path };
            return of_shape(&[
                shape.to_owned(),
                format!("!{kept}"),
                "!src".to_owned(),
                "!*.txt".to_owned(),
            ]);
        }
        "!name" => return of_shape(&[format!("*.{ending}"), format!("!{top}")]),
        "!path" => return of_shape(&[top.to_owned(), format!("!{path}")]),
        "! name" => return of_shape(&[top.to_owned(), format!("! {path}")]),
        "!**/*.ext" => return of_shape(&[folder.to_owned(), format!("!**/*.{ending}")]),
        "!dir before dir" => return of_shape(&[format!("!{path}"), top.to_owned()]),
        "?.ext" => format!("?.{ending}"),
        "[ab].ext" => format!("[ab].{ending}"),
        "[^a].ext" => format!("[^a].{ending}"),
        "# comment" => format!("# {top}"),
        " # indented" => format!(" # {top}"),
        "blank line" => String::new(),
        "trailing blank" => format!("{path}  "),
        "\\#x" => "\\#x".to_owned(),
        "other case" => top.to_uppercase(),
        "prefix" => top.chars().take(top.chars().count().saturating_sub(1)).collect(),
        "../name" => format!("../w/{top}"),
        _ => if dice.chance(50) { "/" } else { "." }.to_owned(),
    };
    of_shape(&[text])
}

/// The text of an ignore file; some have marks and line ends of other systems.
pub(crate) fn text(lines: &[Line], dice: &mut Dice) -> String {
    let end = if dice.chance(8) { "\r\n" } else { "\n" };
    let mark = if dice.chance(6) { "\u{feff}" } else { "" };
    let lines: String = lines.iter().map(|line| format!("{}{end}", line.text)).collect();
    format!("{mark}{lines}")
}
