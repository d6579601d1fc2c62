//! Dockerfiles of the corpus, made fit to be built without their projects and without a network.
//!
//! All images are one in which shells do nothing and succeed; what is copied is made up.

use super::Subject;
use crate::engine::Store;
use crate::image::Image;
use crate::pair::Inputs;
use crate::random::Dice;
use crate::tree::{Node, Tree};
use dockwright::build::{Base, BuildArgs, BuildGraph};
use dockwright::format::{Options, format};
use dockwright::syntax::{Dockerfile, Keyword};
use std::collections::BTreeSet;
use std::path::Path;

/// Real files whose layout changes, in an order that the seed decides; `None` where there is no corpus.
pub(super) fn subjects(seed: u64) -> Option<Vec<Subject>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared/corpus/dockerfiles");
    let mut paths = Vec::new();
    for folder in std::fs::read_dir(corpus).ok()? {
        let files = std::fs::read_dir(folder.unwrap().path()).unwrap();
        paths.extend(files.map(|file| file.unwrap().path()));
    }
    paths.sort();
    let mut dice = Dice::new(seed);
    for index in (1..paths.len()).rev() {
        paths.swap(index, dice.below(index + 1));
    }
    Some(paths.iter().filter_map(|path| subject(path, &mut dice)).collect())
}

fn subject(path: &Path, dice: &mut Dice) -> Option<Subject> {
    let text = std::fs::read_to_string(path).ok()?;
    // Another front end would be fetched; and texts in which the tests fill something in are not these.
    let text = match text.to_ascii_lowercase().starts_with("# syntax") {
        true => text.split_once('\n')?.1.to_owned(),
        false => text,
    };
    let file = Dockerfile::parse(text.as_str());
    let graph = BuildGraph::new(&file, &BuildArgs::default());
    let is_small = graph.stages.iter().map(|stage| stage.steps.len()).sum::<usize>() <= 25;
    let changes = !format(&file, &Options::default()).edits.is_empty();
    let is_filled = ["@B", "@I", "@S", "@H", "@D"].iter().any(|mark| text.contains(mark));
    if !graph.is_valid() || !is_small || !changes || is_filled {
        return None;
    }
    let inputs = inputs(&file, &graph)?;
    let store = if dice.chance(50) { Store::Overlay2 } else { Store::Containerd };
    let folder = path.parent()?.file_name()?.to_string_lossy().into_owned();
    let name = format!("{folder}/{}", path.file_name()?.to_string_lossy());
    Some(Subject { name, store, dockerfile: text, inputs })
}

/// What the file reads: made up; none where that cannot be.
fn inputs(file: &Dockerfile, graph: &BuildGraph<'_>) -> Option<Inputs> {
    let mut base = Image::default();
    for shell in ["sh", "bash", "ash", "dash", "zsh"] {
        let node = Node::File { content: "#!/bin/busybox true\n".into(), mode: 0o755, time: None };
        base.files.put(format!("bin/{shell}"), node.clone());
        base.files.put(format!("usr/bin/{shell}"), node);
    }
    let (mut context, mut images) = (BTreeSet::new(), BTreeSet::new());
    for stage in &graph.stages {
        if matches!(stage.base, Base::Image(_) | Base::Unknown) {
            images.insert(stage.image.clone()?);
        }
    }
    let mut inside = BTreeSet::new();
    for instruction in file.instructions() {
        if instruction.flags().any(|flag| flag.name() == "mount") {
            return None;
        }
        let Some(copy) = instruction.as_copy() else { continue };
        for source in &copy.sources {
            match copy.from() {
                None => context.insert(made_up(source.text())?),
                Some(_) => inside.insert(made_up(source.text())?),
            };
        }
        if let Some(from) = copy.from().filter(|from| from.parse::<usize>().is_err()) {
            let is_stage = graph.stage_called(from, graph.stages.len()).is_some();
            images.extend((!is_stage).then(|| from.to_owned()));
        }
    }
    base.files.nodes.extend(tree(inside).nodes);
    let users = names(file);
    let accounts = users.iter().enumerate();
    let lines =
        accounts.map(|(index, user)| format!("{user}:x:{0}:{0}::/:/bin/sh\n", 1_000 + index));
    let passwd = "root:x:0:0::/:/bin/sh\n".to_owned() + &lines.collect::<String>();
    base.files.put("etc/group", Node::file(passwd.replace("::/:/bin/sh", ":")));
    base.files.put("etc/passwd", Node::file(passwd));
    let flags = images.iter().map(|image| format!("--build-context={image}=docker-image://@B"));
    Some(Inputs { context: tree(context), flags: flags.collect(), base, ..Inputs::default() })
}

/// Names of users and groups in the file.
fn names(file: &Dockerfile) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for instruction in file.instructions() {
        let user = instruction.arguments().text();
        let owner = instruction.flag("chown").and_then(|flag| flag.value());
        let text = if instruction.keyword() == Keyword::User { Some(user) } else { owner };
        let parts = text.into_iter().flat_map(|text| text.split(':'));
        let plain = |it: &&str| it.starts_with(|ch: char| ch.is_ascii_alphabetic());
        names.extend(parts.filter(plain).map(str::to_owned));
    }
    names.remove("root");
    names
}

/// A path that `source` selects, without a slash in front; none for what only a real project has.
fn made_up(source: &str) -> Option<String> {
    if source.contains(['$', '[', '\\', '"', '\'', '~'])
        || source.contains("://")
        || source.contains("git@")
    {
        return None;
    }
    let whole = source.replace(['*', '?'], "x");
    let parts: Vec<&str> = whole.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if parts.contains(&"..") {
        return None;
    }
    let inside = if source.ends_with('/') || parts.is_empty() { "/x" } else { "" };
    Some((parts.join("/") + inside).trim_start_matches('/').to_owned())
}

/// Files at the paths; of a path that others are below, nothing but these.
fn tree(paths: BTreeSet<String>) -> Tree {
    let mut tree = Tree::default();
    for path in &paths {
        let folder = format!("{path}/");
        if !paths.iter().any(|other| other.starts_with(&folder)) {
            tree.put(path.clone(), Node::file("x\n"));
        }
    }
    tree
}
