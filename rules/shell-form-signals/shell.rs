//! `CMD prepare && server`: the shell stays in front of the server.

use super::{Obstacle, is_init};
use crate::lint::prelude::*;

/// Programs with which somebody works in the container, that say something and end, or that heed no signal as the first process.
const NO_SERVERS: [&str; 15] = [
    "bash", "cat", "echo", "env", "false", "ls", "printenv", "sh", "tail", "true", "wait", "zsh", "fish", "make", "sleep",
];

/// Finds a shell that stays while the last of its commands runs.
pub(super) fn find(
    owner: &Stage<'_>,
    step: &Step<'_>,
    stage: &Stage<'_>,
    subject: &Subject<'_>,
) -> Option<Obstacle> {
    let script = step.script();
    if !script.script.clean || is_init(step.instruction.arguments().text()) {
        return None;
    }
    let items = &script.script.list.items;
    if !script.is_exec {
        // An array with a mistake in it is a text that the shell will not like either.
        let is_array = step.instruction.arguments().text().trim_start().starts_with('[');
        let family = ShellFamily::of_step(subject.graph, owner, step);
        return if is_array { None } else { of_list(items, family, step, stage, subject) };
    }
    let [item] = items.as_slice() else { return None };
    let invocation = item.pipeline.as_command()?.invocation();
    let family = ShellFamily::of(subject.graph, owner, invocation.argv.name()?);
    of_list(&invocation.nested_script()?.list.items, family, step, stage, subject)
}

fn of_list(
    items: &[ListItem],
    family: Option<ShellFamily>,
    step: &Step<'_>,
    stage: &Stage<'_>,
    subject: &Subject<'_>,
) -> Option<Obstacle> {
    let (last, before) = items.split_last()?;
    if last.background || last.join == Join::Or || before.iter().any(is_in_the_way) {
        return None;
    }
    if last.pipeline.parts.len() > 1 {
        return in_pipe(last);
    }
    let command = last.pipeline.as_command()?;
    let invocation = command.invocation();
    let is_single = before.is_empty();
    // busybox becomes the last command of the list, and so does a bash of today. Other shells we do not know.
    if family != Some(ShellFamily::Dash) || invocation.is_wrapped_by(Wrapper::Exec) {
        return None;
    }
    // A plain command can do without a shell: that is the exec form's affair.
    if is_single && command.words.iter().all(|word| word.literal().is_some() && !word.glob) {
        return None;
    }
    let name = invocation.argv.basename()?;
    let server = Server::of(invocation.argv, None).filter(|server| server.mode == ServerMode::Foreground);
    let is_exposed = subject.graph.lineage(stage).any(|stage| stage.last_of(Keyword::Expose).is_some());
    if NO_SERVERS.contains(&name) || server.is_none() && !is_exposed {
        return None;
    }
    let name = server.map_or_else(|| name.to_owned(), |server| server.name);
    let message = format!(
        "the shell stays in front of {name} and keeps SIGTERM to itself: the container is killed after the grace period instead of stopping"
    );
    let fix = exec(command, step, subject);
    Some(Obstacle { message, is_certain: true, script: None, fix })
}

/// Whether a command before the last one takes care of signals, or keeps something running.
fn is_in_the_way(item: &ListItem) -> bool {
    item.background || item.pipeline.as_command().is_some_and(|command| command.argv().runs(&["trap", "exec"]))
}

/// `server | tee log`: no shell can become both.
fn in_pipe(item: &ListItem) -> Option<Obstacle> {
    let server = item.pipeline.parts.iter().find_map(|part| match part {
        Part::Command(command) => Server::of(command.invocation().argv, None).filter(|server| server.port.is_some()),
        Part::Compound(_) => None,
    })?;
    let message = format!(
        "the shell stays in front of {} and keeps SIGTERM to itself, as it has to for a pipe: the container is killed after the grace period instead of stopping",
        server.name
    );
    Some(Obstacle { message, is_certain: true, script: None, fix: None })
}

/// Puts `exec` in front of the command.
fn exec(command: &Command, step: &Step<'_>, subject: &Subject<'_>) -> Option<Fix> {
    let first = command.words.first()?;
    let script = step.script();
    let range = if script.is_exec { first.range } else { script.source_range(first.range) };
    let is_there = range.of(subject.file.text()).trim_matches(['"', '\'']) == first.value;
    let edit = is_there.then(|| Edit::insert(range.start as usize, "exec "))?;
    let reason = "the program becomes the container's first process and gets its signals";
    Some(Fix::safe("Let the program take the shell's place", vec![edit]).at_most(Applicability::Unsafe, reason))
}
