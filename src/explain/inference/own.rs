//! What can make a step run by itself, the likeliest first.

use super::super::Happened;
use super::super::reason::Reason;
use crate::build::vertex::{Op, VertexStep};
use crate::build::{Context, CopyFrom, CopyStep, SourceTarget, Stage, Step, VariableKind};
use crate::shell::mentions_any;
use crate::syntax::{Keyword, MountKind};

/// How many names a sentence has room for.
const MOST_NAMES: usize = 4;

pub(super) fn own_reasons(happened: &Happened<'_>, step: usize) -> Vec<(Reason, String)> {
    let vertex_step = &happened.vertices.steps[step];
    let stage = &happened.graph.stages[vertex_step.stage];
    let own = |step: &&Step<'_>| step.instruction.range() == vertex_step.range;
    let Some(step) = stage.steps.iter().find(own) else {
        return vec![(Reason::Definition, "a change of the trigger in the base image".to_owned())];
    };
    match vertex_step.keyword {
        Keyword::Copy | Keyword::Add => copy_reasons(happened, stage, step, vertex_step),
        Keyword::Run => run_reasons(happened, stage, step, vertex_step),
        _ => {
            vec![(Reason::Definition, "a change of its path, or of the USER before it".to_owned())]
        }
    }
}

fn copy_reasons(
    happened: &Happened<'_>,
    stage: &Stage<'_>,
    step: &Step<'_>,
    vertex_step: &VertexStep,
) -> Vec<(Reason, String)> {
    let Some(copy) = CopyStep::of(happened.graph, stage, step) else { return Vec::new() };
    let mut reasons = Vec::new();
    let is_remote = |target: &SourceTarget| matches!(target, SourceTarget::Remote(_));
    let remote = copy.sources.iter().find(|source| is_remote(&source.target));
    if let Some(source) = remote {
        reasons.push((Reason::Remote, format!("a change of what {} serves", source.word.text())));
    }
    let has_files = copy.sources.iter().any(|source| !is_remote(&source.target));
    match &copy.from {
        CopyFrom::Context if has_files => {
            reasons.push((Reason::Content, files(happened, &copy)));
        }
        CopyFrom::Other(name) => {
            reasons.push((Reason::Content, format!("a change of what it takes from {name}")));
        }
        _ => {}
    }
    let has_variable = happened.graph.file.text()[vertex_step.range.start as usize..]
        [..vertex_step.range.len()]
        .contains('$');
    let text = if has_variable {
        "a change of its text or of a variable in it"
    } else {
        "a change of its text"
    };
    reasons.push((Reason::Definition, text.to_owned()));
    reasons
}

/// The files that a COPY takes, in words.
fn files(happened: &Happened<'_>, copy: &CopyStep<'_>) -> String {
    let mut sources: Vec<&str> = Vec::new();
    for source in &copy.sources {
        match &source.target {
            SourceTarget::Path(path) if path.is_empty() => {
                return match happened.context.map(takes_build_files) {
                    Some(taken) if !taken.is_empty() => {
                        format!(
                            "a changed file of the context ({} among them)",
                            taken.join(" and ")
                        )
                    }
                    _ => "a changed file of the context".to_owned(),
                };
            }
            SourceTarget::Path(path) | SourceTarget::Pattern(path) => sources.push(path),
            SourceTarget::Remote(_) => {}
            SourceTarget::Unknown => sources.push(source.word.text()),
        }
    }
    format!("a change in {}", list(&sources, "or"))
}

/// The files of the build itself that a COPY of the whole context would take along.
fn takes_build_files(context: &Context) -> Vec<&'static str> {
    ["Dockerfile", ".dockerignore"].into_iter().filter(|path| context.has_file(path)).collect()
}

fn run_reasons(
    happened: &Happened<'_>,
    stage: &Stage<'_>,
    step: &Step<'_>,
    vertex_step: &VertexStep,
) -> Vec<(Reason, String)> {
    let mut reasons = Vec::new();
    let mounted = step.instruction.mounts().filter(|mount| mount.kind() == MountKind::Bind);
    let mounted: Vec<String> = mounted
        .filter(|mount| mount.from().is_none())
        .map(|mount| mount.source().unwrap_or("the whole context").to_owned())
        .collect();
    if !mounted.is_empty() {
        let names: Vec<&str> = mounted.iter().map(String::as_str).collect();
        reasons.push((Reason::Content, format!("a change in {}", list(&names, "or"))));
    }
    let exec = vertex_step.vertex.map(|vertex| &happened.vertices.vertex(vertex).op);
    let Some(Op::Exec(_)) = exec else {
        reasons.push((Reason::Definition, "a change of its text".to_owned()));
        return reasons;
    };
    reasons.push((Reason::Definition, definition_of_run(stage, step)));
    reasons
}

/// What is in the key of a RUN beside its text. An ARG counts even when the command does not use it
/// (experiment `arg_declared_unused`), and is what differs most from build to build.
fn definition_of_run(stage: &Stage<'_>, step: &Step<'_>) -> String {
    let text = step.instruction.arguments().text();
    let (used, unused): (Vec<&str>, Vec<&str>) =
        arguments_of(stage, step).into_iter().partition(|name| mentions_any(text, &[name]));
    let mut texts = vec!["a change of its text".to_owned()];
    if !used.is_empty() {
        texts.push(format!("of {}", list(&used, "or")));
    }
    if !unused.is_empty() {
        texts.push(format!("of {}, which counts though it is not used", list(&unused, "or")));
    }
    if texts.len() == 1 {
        texts.push("of an ENV, USER, WORKDIR or SHELL before it".to_owned());
    }
    texts.join(", or ")
}

/// The build arguments that are in the key of a step: for a RUN all that are declared before it, else those in its text.
pub(super) fn arguments<'h>(happened: &Happened<'h>, step: usize) -> Vec<&'h str> {
    let vertex_step = &happened.vertices.steps[step];
    let stage = &happened.graph.stages[vertex_step.stage];
    let own = |step: &&Step<'_>| step.instruction.range() == vertex_step.range;
    stage.steps.iter().find(own).map(|step| arguments_of(stage, step)).unwrap_or_default()
}

fn arguments_of<'g>(stage: &'g Stage<'_>, step: &Step<'_>) -> Vec<&'g str> {
    let text = step.instruction.arguments().text();
    let is_run = step.instruction.keyword() == Keyword::Run;
    let mut names: Vec<&str> = Vec::new();
    for assignment in stage.scope(step).assignments() {
        let name = assignment.name.as_str();
        let is_argument = assignment.kind == VariableKind::Arg;
        if is_argument && !names.contains(&name) && (is_run || mentions_any(text, &[name])) {
            names.push(name);
        }
    }
    names
}

/// `a`, `a or b`, `a, b or 3 more`.
pub(super) fn list(names: &[&str], word: &str) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        names if names.len() > MOST_NAMES => {
            let shown = &names[..MOST_NAMES - 1];
            format!("{} {word} {} more", shown.join(", "), names.len() - shown.len())
        }
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
