//! `CMD ["npm", "start"]`: npm runs a shell that runs the program, and signals end with that shell.

use super::{Obstacle, is_init};
use crate::lint::prelude::*;

/// Finds a package manager that runs a script of its package as the container's process.
pub(super) fn find(
    owner: &Stage<'_>,
    step: &Step<'_>,
    stage: &Stage<'_>,
    subject: &Subject<'_>,
) -> Option<Obstacle> {
    // busybox becomes the program that the script names, and then signals arrive. Only dash was seen to stay.
    if is_init(step.instruction.arguments().text())
        || ShellFamily::of_base(subject.graph, owner) != Some(ShellFamily::Dash)
    {
        return None;
    }
    let [item] = step.script().script.list.items.as_slice() else { return None };
    let command = item.pipeline.as_command()?;
    let argv = command.argv();
    if item.background || !argv.runs(&["npm", "pnpm", "yarn"]) {
        return None;
    }
    let package = package_of(step, stage, subject);
    let server = Server::of(argv, package.as_ref())?;
    let name = &server.name;
    let message = format!(
        "{name} runs its script in a shell and does not pass SIGTERM on to the program: the program is killed instead of stopping"
    );
    let fix = package.as_ref().and_then(|package| direct(argv_texts(command)?, package, step));
    // A script that cannot be seen may do without the shell.
    let is_certain = package.is_some();
    Some(Obstacle { message, is_certain, script: None, fix })
}

fn package_of(step: &Step<'_>, stage: &Stage<'_>, subject: &Subject<'_>) -> Option<PackageJson> {
    let (context, workdir) = (subject.context?, step.workdir.as_ref()?);
    start::package_json(subject.graph, stage, context, workdir).map(|(_, package)| package)
}

fn argv_texts(command: &Command) -> Option<Vec<String>> {
    command.words.iter().map(|word| word.literal().map(str::to_owned)).collect()
}

/// Starts the program itself, if the script is `node` and a file.
fn direct(words: Vec<String>, package: &PackageJson, step: &Step<'_>) -> Option<Fix> {
    let script = package.words_of_script(&words)?;
    let name = words.last()?;
    let has_hooks = ["pre", "post"].iter().any(|when| package.scripts.contains_key(&format!("{when}{name}")));
    if has_hooks || script.first().map(String::as_str) != Some("node") || step.instruction.flags().next().is_some() {
        return None;
    }
    let quoted: Vec<String> = script.iter().map(|word| format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))).collect();
    let text = format!("[{}]", quoted.join(", "));
    let edit = Edit::replace(step.instruction.arguments().range(), text);
    let reason = "the program does not get the variables that the package manager sets";
    Some(Fix::safe(format!("Start {} itself", script.join(" ")), vec![edit]).at_most(Applicability::Unsafe, reason))
}
