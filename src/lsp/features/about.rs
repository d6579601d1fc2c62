//! What there is to read about a thing, in Markdown: for hover, and for what is completed.

use super::scope;
use crate::lint::Rule;
use crate::lsp::knowledge::{self, DIRECTIVES, Flag, MOUNTS, MountKey, MountPage, Page};
use crate::lsp::markup::{block, code};
use crate::lsp::server::Snapshot;
use crate::rules;
use crate::syntax::Keyword;

/// About a topic, named like `instruction/COPY` or `mount/cache/id`.
pub(super) fn of(snapshot: &Snapshot, topic: &str) -> Option<String> {
    let (kind, name) = topic.split_once('/').unwrap_or((topic, ""));
    match kind {
        "instruction" => instruction(knowledge::page(Keyword::of(name))?),
        "flag" => {
            let (keyword, name) = name.split_once('/')?;
            flag(knowledge::flag(Keyword::of(keyword), name)?)
        }
        "mount" if name.is_empty() => flag(knowledge::flag(Keyword::Run, "mount")?),
        "mount" => match name.split_once('/') {
            Some((kind, key)) => mount_key(knowledge::mount(kind)?.key(key)?),
            None => mount(knowledge::mount(name)?),
        },
        "directive" => {
            let directive = knowledge::term_of(DIRECTIVES, name)?;
            format!("**# {}=**\n\n{}", directive.name, directive.summary)
        }
        "rule" => rule(rules::ALL.iter().find(|rule| rule.id == name)?),
        "variable" => return predefined(name),
        "stage" => stage(snapshot, name)?,
        "path" => path(snapshot, name)?,
        _ => return None,
    }
    .into()
}

/// The page of an instruction.
pub(super) fn instruction(page: &Page) -> String {
    let forms: Vec<String> = page.forms.iter().map(|form| Page::label(form)).collect();
    let mut text = format!("{}\n\n{}", block("dockerfile", &forms.join("\n")), page.summary);
    if !page.detail.is_empty() {
        text += &format!("\n\n{}", page.detail);
    }
    if !page.cache.is_empty() {
        text += &format!("\n\n**Cache:** {}", page.cache);
    }
    text
}

/// A flag.
pub(super) fn flag(flag: &Flag) -> String {
    let mut text =
        format!("{}\n\n{}", code(&format!("--{}{}", flag.name, flag.value.shown())), flag.summary);
    for word in flag.value.words() {
        text += &format!("\n- {}: {}", code(word.name), word.summary);
    }
    if flag.name == "mount" {
        for page in MOUNTS {
            text += &format!("\n- {}: {}", code(page.name), page.summary);
        }
    }
    text
}

/// A type of mount.
pub(super) fn mount(page: &MountPage) -> String {
    let mut text =
        format!("{}\n\n{} {}\n", code(&format!("type={}", page.name)), page.summary, page.cache);
    for key in page.keys {
        text += &format!("\n- {}: {}", code(&key.shown()), key.summary);
    }
    text
}

/// A field of a mount.
pub(super) fn mount_key(key: &MountKey) -> String {
    let mut text = format!("{}\n\n{}", code(&key.shown()), key.summary);
    if !key.aliases.is_empty() {
        let aliases: Vec<String> = key.aliases.iter().map(|alias| code(alias)).collect();
        text += &format!(" Also written {}.", aliases.join(", "));
    }
    for word in key.words {
        text += &format!("\n- {}: {}", code(word.name), word.summary);
    }
    text
}

/// The page of a rule.
pub(super) fn rule(rule: &Rule) -> String {
    format!(
        "**{}**: {}\n\n{}\n\n[{}]({})",
        rule.id,
        rule.summary,
        rule.prose(),
        rule.id,
        rule.url()
    )
}

/// A variable that BuildKit knows by itself.
pub(super) fn predefined(name: &str) -> Option<String> {
    let variable = knowledge::predefined(name)?;
    Some(format!("{}\n\n{} {}", code(name), variable.summary, variable.reach.summary()))
}

/// A stage: what it is built on, how many steps it has, who uses it.
pub(super) fn stage(snapshot: &Snapshot, name: &str) -> Option<String> {
    let graph = snapshot.graph();
    let index = graph.stage_named(name, graph.stages.len())?;
    let stage = graph.stages.get(index)?;
    let from = stage.from.instruction;
    let line = snapshot.document.positions.line(from.range().start as usize) + 1;
    let mut text = format!("{}\n\n", block("dockerfile", &from.brief()));
    let steps = stage.steps.len();
    let plural = if steps == 1 { "" } else { "s" };
    text += &format!("Stage {index}, line {line}, with {steps} instruction{plural}.");
    let users = graph.stages.iter().filter(|other| graph.needs_of(other).contains(&index));
    let users: Vec<String> = users
        .map(|user| match &user.from.name {
            Some(name) => code(name.text()),
            None => format!("stage {}", user.index),
        })
        .collect();
    let is_target = graph.target().is_some_and(|target| target.index == index);
    text += &match (users.is_empty(), is_target) {
        (false, _) => format!(" Used by {}.", users.join(", ")),
        (true, true) => " It is what is built.".to_owned(),
        (true, false) => {
            " No other stage uses it: it is built only when it is asked for.".to_owned()
        }
    };
    Some(text)
}

/// A path of the context.
fn path(snapshot: &Snapshot, path: &str) -> Option<String> {
    let found = snapshot.surroundings().context.as_ref()?;
    let deciding = found.context.ignore_file().deciding_pattern(path)?;
    (!deciding.is_negated())
        .then(|| format!("Left out by {} of the ignore file.", code(deciding.text())))
}

/// The value of a variable at a place: what it is, and where it was set.
pub(super) fn variable(
    snapshot: &Snapshot,
    start: usize,
    in_from: bool,
    name: &str,
) -> Option<String> {
    let graph = snapshot.graph();
    let found = scope::variables(&graph, start, in_from);
    if let Some(variable) = found.iter().find(|variable| variable.name == name) {
        return Some(assigned(snapshot, variable));
    }
    if let Some(text) = predefined(name) {
        return Some(text);
    }
    let value = match (in_from, scope::stage_at(&graph, start)) {
        (false, Some(stage)) => scope::scope_at(stage, start).get(name),
        _ => graph.global(name),
    };
    let words = match value {
        crate::syntax::Value::Unset => "Not set here.",
        _ => "Not set in this file. The base image may set it, which cannot be seen from here.",
    };
    Some(format!("{}\n\n{words}", code(name)))
}

fn assigned(snapshot: &Snapshot, variable: &scope::Variable) -> String {
    use crate::build::VariableKind::{Arg, Env};
    let kind = match variable.kind {
        Arg => "`ARG`",
        Env => "`ENV`",
    };
    let place = variable.range.filter(|range| !range.is_empty()).map(|range| {
        let line = snapshot.document.positions.line(range.start as usize) + 1;
        format!(", line {line}")
    });
    let place = place.unwrap_or_default();
    let value = match &variable.value {
        crate::syntax::Value::Set(value) => block("text", &format!("{}={value}", variable.name)),
        _ => format!("{}\n\nIts value cannot be known here.", code(&variable.name)),
    };
    let note = match variable.kind {
        Arg => " `--build-arg` may set it to something else.",
        Env => "",
    };
    format!("{value}\n\nSet by {kind}{place}.{note}")
}
