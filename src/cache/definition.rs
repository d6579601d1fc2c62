//! In words: what about a step's definition is different.

use super::matching::Comparison;
use crate::build::vertex::{
    CopyAction, Environment, Exec, Op, Variable, Vertex, VertexGraph, VertexStep,
};

/// How the operation of `vertex`, which `step` became, differs from that of its counterpart in the earlier build.
pub(super) fn difference(
    comparison: &Comparison<'_>,
    step: Option<&VertexStep>,
    vertex: &Vertex,
) -> String {
    let before = comparison.before.vertices;
    let old = step.and_then(|step| counterpart(before, step));
    match old.map(|old| (&vertex.op, &old.op)) {
        Some((Op::Exec(new), Op::Exec(old))) => exec(new, old),
        Some((Op::Copy { actions: new }, Op::Copy { actions: old })) => copy(new, old),
        Some((Op::Mkdir(new), Op::Mkdir(old))) if new.path == old.path => {
            if new.owner == old.owner {
                "SOURCE_DATE_EPOCH is another".to_owned()
            } else {
                "the USER before it is another".to_owned()
            }
        }
        Some((Op::Mkdir(_), Op::Mkdir(_))) => "its path is another".to_owned(),
        _ => "no step of the earlier build does the same".to_owned(),
    }
}

/// The vertex of the step that stood where `step` stands: by its text in the same stage, else by its number.
fn counterpart<'a>(before: &'a VertexGraph, step: &VertexStep) -> Option<&'a Vertex> {
    let in_stage = |old: &&VertexStep| {
        old.keyword == step.keyword
            && (old.stage_name == step.stage_name || old.stage == step.stage)
    };
    let mut steps = before.steps.iter().filter(in_stage);
    let by_text = steps.clone().find(|old| old.text == step.text);
    let found = by_text.or_else(|| steps.find(|old| old.index == step.index))?;
    found.linked.or(found.vertex).map(|id| before.vertex(id))
}

fn exec(new: &Exec, old: &Exec) -> String {
    let fields = [
        (new.args != old.args, "its command is another"),
        (new.cwd != old.cwd, "the working directory is another"),
        (new.user != old.user, "the USER is another"),
        (new.mounts != old.mounts, "its mounts are others"),
        (new.network != old.network, "its network is another"),
        (new.security != old.security, "its security mode is another"),
        (new.secret_env != old.secret_env, "its secrets are others"),
        (new.build != old.build, "the build's command line is another"),
        (new.platform != old.platform, "the platform is another"),
    ];
    let mut found: Vec<String> =
        fields.iter().filter(|(differs, _)| *differs).map(|(_, text)| (*text).to_owned()).collect();
    if new.env != old.env {
        found.push(environment(&new.env, &old.env));
    }
    match found.is_empty() {
        true => "its definition is another".to_owned(),
        false => found.join(", "),
    }
}

/// Names only: a value may be a secret.
fn environment(new: &Environment, old: &Environment) -> String {
    let mut found = Vec::new();
    for variable in new.variables() {
        let Variable::Set(name, value) = variable else { continue };
        let before = old.variables().iter().find_map(|it| match it {
            Variable::Set(known, value) if known == name => Some(value),
            _ => None,
        });
        match before {
            None => found.push(format!("{name} is new")),
            Some(before) if before != value => found.push(format!("{name} has another value")),
            Some(_) => {}
        }
    }
    for variable in old.variables() {
        let Variable::Set(name, _) = variable else { continue };
        let is_known = |it: &Variable| matches!(it, Variable::Set(known, _) if known == name);
        if !new.variables().iter().any(is_known) {
            found.push(format!("{name} is gone"));
        }
    }
    match found.is_empty() {
        true => "the order of the environment is another".to_owned(),
        false => format!("in the environment {}", found.join(", ")),
    }
}

fn copy(new: &[CopyAction], old: &[CopyAction]) -> String {
    let of = |actions: &[CopyAction], field: fn(&CopyAction) -> String| -> Vec<String> {
        actions.iter().map(field).collect()
    };
    let differs = |field: fn(&CopyAction) -> String| of(new, field) != of(old, field);
    let fields: [(bool, &str); 6] = [
        (differs(|it| it.source.clone()), "its sources are others"),
        (differs(|it| it.destination.clone()), "its destination is another"),
        (differs(|it| format!("{:?}", it.owner)), "its owner is another"),
        (differs(|it| format!("{:?}", it.mode)), "its mode is another"),
        (differs(|it| format!("{:?} {:?}", it.include, it.exclude)), "its patterns are others"),
        (differs(|it| it.unpacks.to_string()), "whether it unpacks is another"),
    ];
    let found: Vec<&str> =
        fields.iter().filter(|(differs, _)| *differs).map(|(_, text)| *text).collect();
    match found.is_empty() {
        true => "its definition is another".to_owned(),
        false => found.join(", "),
    }
}
