//! Stages, variables and images.

use crate::build::{BuildGraph, Scope, VariableKind};
use crate::image::ImageReference;
use crate::lsp::features::names::{Names, Occurrence, Symbol};
use crate::lsp::knowledge;
use crate::lsp::markup::code;
use crate::lsp::server::Snapshot;
use crate::syntax::{Instruction, Value};
use crate::text::TextRange;

/// What a name stands for.
pub(super) fn told(snapshot: &Snapshot, graph: &BuildGraph<'_>, at: &Occurrence) -> String {
    match &at.symbol {
        Symbol::Stage(index) => stage(snapshot, graph, *index),
        Symbol::Variable(name, _) => variable(snapshot, graph, name, at),
    }
}

fn line(snapshot: &Snapshot, range: TextRange) -> usize {
    snapshot.document.positions.line(range.start as usize) + 1
}

fn stage(snapshot: &Snapshot, graph: &BuildGraph<'_>, index: usize) -> String {
    let Some(stage) = graph.stages.get(index) else { return String::new() };
    let name = stage.name.clone().unwrap_or_else(|| index.to_string());
    let count = stage.steps.len();
    let steps =
        if count == 1 { "1 instruction".to_owned() } else { format!("{count} instructions") };
    let names = Names::of(graph);
    let symbol = Symbol::Stage(index);
    let uses = names.all_of(&symbol).filter(|it| !it.is_definition);
    let lines: Vec<String> = uses.map(|it| line(snapshot, it.range).to_string()).collect();
    let used = match lines.as_slice() {
        [] => "Nothing uses it.".to_owned(),
        [only] => format!("Used on line {only}."),
        several => format!("Used on lines {}.", several.join(", ")),
    };
    let base = code(stage.from.image.text());
    format!("Stage {}, on {base}: {steps}. {used}", code(&name))
}

fn variable(snapshot: &Snapshot, graph: &BuildGraph<'_>, name: &str, at: &Occurrence) -> String {
    let value = value(snapshot, graph, name, at);
    match knowledge::predefined(name) {
        Some(known) => format!("{value}\n\n{} {}", known.summary, known.reach.summary()),
        None => value,
    }
}

fn value(snapshot: &Snapshot, graph: &BuildGraph<'_>, name: &str, at: &Occurrence) -> String {
    let offset = at.range.start as usize;
    let mut steps =
        graph.stages.iter().flat_map(|stage| stage.steps.iter().map(move |it| (stage, it)));
    let found = steps.find(|(_, step)| step.instruction.range().contains(offset));
    let head = code(name);
    let Some((stage, step)) = found else {
        return format!("{head}{}", shown(&graph.global(name), "ARG before the first FROM."));
    };
    // Where it is made it has its new value.
    let scope: Scope<'_> =
        if at.is_definition { stage.scope_after(step) } else { stage.scope(step) };
    let Some(assignment) = scope.assignment(name) else {
        let declared = format!(
            "ARG, declared on line {}; `--build-arg {name}=…` sets it.",
            Names::of(graph).definition(at).map_or(0, |it| line(snapshot, it.range))
        );
        return format!("{head} is not set\n\n{declared}");
    };
    let kind = match assignment.kind {
        VariableKind::Arg => "ARG",
        VariableKind::Env => "ENV",
    };
    let place = format!("set on line {}", line(snapshot, assignment.range));
    format!("{head}{}", shown(&assignment.value, &format!("{kind}, {place}.")))
}

fn shown(value: &Value, place: &str) -> String {
    match value {
        Value::Set(value) => format!(" = {}\n\n{place}", code(value)),
        Value::Unset => format!(" is not set\n\n{place}"),
        Value::Unknown => format!(": its value cannot be known from the file\n\n{place}"),
    }
}

/// The parts of the image that a FROM names.
pub(super) fn image(instruction: Instruction<'_>, offset: usize) -> Option<(TextRange, String)> {
    let from = instruction.as_from()?;
    let range = from.image.range();
    if !range.contains(offset) || from.image.text().contains('$') {
        return None;
    }
    if from.image.text() == "scratch" {
        return Some((range, "Nothing at all: an empty file system.".to_owned()));
    }
    let reference = ImageReference::parse(from.image.text()).ok()?;
    let version = match (reference.tag(), reference.digest()) {
        (_, Some(digest)) => format!("pinned to {}. It never changes.", code(digest)),
        (Some(tag), None) => format!(
            "tag {}. What a tag points at may change from one build to the next.",
            code(tag)
        ),
        (None, None) => {
            "tag `latest`, since none is given. It changes with each release.".to_owned()
        }
    };
    let (name, domain) = (code(reference.short_name()), code(reference.domain()));
    Some((range, format!("Image {name} of {domain}, {version}")))
}
