//! The instruction that makes the change last: WORKDIR or ENV.

use super::Lost;
use super::state::Change;
use crate::lint::prelude::*;

/// The fix, where what is to be set is known.
pub(super) fn fix<'a>(lost: &Lost<'_>, stage: &Stage<'a>, step: &Step<'a>) -> Option<Fix> {
    let script = step.script();
    let instruction = step.instruction;
    let has_comments = instruction.inner_comments().next().is_some();
    if lost.items.len() != 1 || script.dialect != Dialect::Posix || !script.is_one_line || has_comments {
        return None;
    }
    let (keyword, arguments, reason) = match lost.change {
        Change::Directory if !is_moved_later(stage, step) => {
            ("WORKDIR", directory(lost, stage, step)?, "the steps behind it then work in another directory")
        }
        Change::Variable => {
            let pairs = variables(lost, stage, step)?;
            // It is for the build only: in the container it would silence questions that are meant.
            let keyword = if pairs.starts_with("DEBIAN_FRONTEND=") { "ARG" } else { "ENV" };
            (keyword, pairs, "the steps behind it get the variable")
        }
        Change::Environment => ("ENV", virtual_environment(lost, step)?, "the steps behind it and the container use the environment"),
        _ => return None,
    };
    let is_lower = instruction.keyword_text().chars().all(|ch| ch.is_ascii_lowercase());
    let keyword = if is_lower { keyword.to_lowercase() } else { keyword.to_owned() };
    let written = format!("{keyword} {arguments}");
    let edit = match lost.before {
        0 if instruction.flags().next().is_none() => Edit::replace(instruction.range(), &*written),
        0 => return None,
        before => {
            let kept = script.script.list.items.get(before - 1)?;
            let from = script.source_range(kept.range()).end as usize;
            let newline = instruction.file().newline();
            Edit::replace(TextRange::new(from, instruction.range().end as usize), format!("{newline}{written}"))
        }
    };
    Some(Fix::safe(format!("Write {written}"), vec![edit]).at_most(Applicability::Unsafe, reason))
}

/// Whether a later WORKDIR starts from the directory that would be set, or sets it anyway.
fn is_moved_later<'a>(stage: &Stage<'a>, step: &Step<'a>) -> bool {
    let later = &stage.steps[step.index + 1..];
    let is_workdir = |step: &Step<'_>| step.instruction.keyword() == Keyword::Workdir;
    let next = later.iter().find(|step| is_workdir(step));
    let is_relative = next.is_some_and(|step| !step.instruction.arguments().text().starts_with(['/', '$', '"']));
    is_relative || later.first().is_some_and(is_workdir)
}

/// Where the `cd` goes, if WORKDIR understands it as the shell does.
fn directory<'a>(lost: &Lost<'_>, stage: &Stage<'a>, step: &Step<'a>) -> Option<String> {
    let [word] = lost.command.args() else { return None };
    let text = known_text(stage, step, word)?;
    let is_plain = !text.is_empty() && !word.glob && !text.starts_with(['~', '-']);
    let written = step.script().text(word.range);
    (is_plain && is_understood(written)).then(|| written.to_owned())
}

/// The `NAME=value` words of an export, if ENV understands them as the shell does.
fn variables<'a>(lost: &Lost<'_>, stage: &Stage<'a>, step: &Step<'a>) -> Option<String> {
    let scope = stage.scope(step);
    // Every base image has a PATH, and BuildKit sets one where it has not.
    let is_known = |name: &str| name == "PATH" || scope.assignment(name).is_some();
    let mut pairs = Vec::new();
    let words = lost.command.assignments.iter().map(|assignment| (&assignment.value, assignment.range));
    let words = words.chain(lost.command.args().iter().map(|word| (word, word.range)));
    for (word, range) in words {
        let written = step.script().text(range);
        let (name, value) = written.split_once('=')?;
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        // The shell sees what stands to the left, ENV only what comes before it.
        let is_new = |name: &str| pairs.iter().any(|pair: &String| pair.split('=').next() == Some(name));
        let is_usable = |name: &str| is_known(name) && !is_new(name);
        let knows_all = word.substitutions.is_empty() && word.expansions.iter().all(|it| is_usable(&it.name));
        if !is_name || !knows_all || value.is_empty() || value.contains('~') || word.glob || !is_understood(written) {
            return None;
        }
        let mut later = stage.steps[step.index + 1..].iter().flat_map(|step| step.instruction.pairs());
        if later.any(|pair| pair.key() == name) {
            return None;
        }
        pairs.push(written.to_owned());
    }
    (!pairs.is_empty()).then(|| pairs.join(" "))
}

/// What `activate` of a Python environment sets.
fn virtual_environment(lost: &Lost<'_>, step: &Step<'_>) -> Option<String> {
    let [word] = lost.command.args() else { return None };
    let root = word.literal()?.strip_suffix("/bin/activate")?;
    let root = step.workdir.as_ref()?.join(root).absolute()?;
    let is_plain = root.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
    is_plain.then(|| format!("VIRTUAL_ENV={root} PATH={root}/bin:$PATH"))
}

/// Whether the builder reads the text as a shell does: it has quotes and plain variables, and nothing else of the shell.
fn is_understood(written: &str) -> bool {
    !written.contains(['\\', '`', '\n', '#']) && !written.contains("$(") && !written.contains("${!") && !written.contains("$'")
}
