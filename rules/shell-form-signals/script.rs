//! An entrypoint script that starts its program without `exec`.

use super::{Obstacle, is_init};
use crate::lint::prelude::*;

/// Finds such a script in the context.
pub(super) fn find(
    owner: &Stage<'_>,
    step: &Step<'_>,
    has_arguments: bool,
    subject: &Subject<'_>,
) -> Option<Obstacle> {
    let context = subject.context?;
    if is_init(step.instruction.arguments().text()) {
        return None;
    }
    let script = StartScript::find(subject.graph, owner, step, context)?;
    let is_shell = script.shebang().is_none_or(|line| line.ends_with("sh") || line.contains("sh "));
    if !is_shell || is_init(&script.text) {
        return None;
    }
    let parsed = script.commands();
    let items = &parsed.list.items;
    let (last, before) = items.split_last()?;
    if !parsed.clean || last.background || last.join == Join::Or || before.iter().any(is_in_the_way) {
        return None;
    }
    let command = last.pipeline.as_command()?;
    let invocation = command.invocation();
    if invocation.is_wrapped_by(Wrapper::Exec) {
        return None;
    }
    let runs_arguments = has_arguments && command.words.iter().any(|word| word.value == "$@");
    let server = Server::of(invocation.argv, None).filter(|server| server.mode == ServerMode::Foreground && !server.is_guess);
    let name = match (runs_arguments, server) {
        (true, _) => "the CMD".to_owned(),
        (false, Some(server)) => server.name,
        _ => return None,
    };
    let path = script.path.clone();
    let message = format!(
        "{path} starts {name} without exec and keeps SIGTERM to itself: the container is killed after the grace period instead of stopping"
    );
    let is_faithful = context.read_any(&path).is_some_and(|bytes| *bytes == *script.text.as_bytes());
    let fix = is_faithful.then(|| exec(command, &path)).flatten();
    Some(Obstacle { message, is_certain: true, script: Some(path), fix })
}

fn is_in_the_way(item: &ListItem) -> bool {
    item.background || item.pipeline.as_command().is_some_and(|command| command.argv().runs(&["trap"]))
}

fn exec(command: &Command, path: &str) -> Option<Fix> {
    let at = command.words.first()?.range.start as usize;
    let target = EditTarget::Context(path.to_owned());
    let edit = Edit { target, range: TextRange::empty(at), text: "exec ".to_owned() };
    let reason = "the program becomes the container's first process and gets its signals";
    Some(Fix::safe("Let the program take the script's place", vec![edit]).at_most(Applicability::Unsafe, reason))
}
