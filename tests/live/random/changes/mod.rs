//! Random changes between two builds.

mod client;
mod command_line;
mod copying;
mod running;
mod structure;
mod variables;

use super::dice::Dice;
use super::plan::{Kind, Plan, Step};
use super::walk::walk;
use super::world::World;

/// A kind of change.
pub(crate) struct Change {
    /// What it is called in the table of what occurred.
    pub(crate) name: &'static str,
    /// Makes it; `None` where there is nothing to change.
    make: fn(&mut World, &mut Dice) -> Option<()>,
}

/// All kinds of change.
#[rustfmt::skip]
pub(crate) const CHANGES: [Change; 50] = [
    Change { name: "file grows", make: client::grow },
    Change { name: "file of the same size", make: client::replace },
    Change { name: "time of a file", make: client::touch },
    Change { name: "mode of a file", make: client::file_mode },
    Change { name: "mode of a directory", make: client::folder_mode },
    Change { name: "file deleted", make: client::delete_file },
    Change { name: "directory deleted", make: client::delete_folder },
    Change { name: "file added", make: client::add_file },
    Change { name: "empty directory added or deleted", make: client::empty_folder },
    Change { name: "renamed", make: client::rename },
    Change { name: "link leads elsewhere", make: client::retarget },
    Change { name: "becomes another kind", make: client::change_kind },
    Change { name: "archive or fetched file", make: client::archive },
    Change { name: "ignored file", make: client::ignored },
    Change { name: "named context", make: client::named },
    Change { name: "pattern added", make: client::add_pattern },
    Change { name: "pattern removed or moved", make: client::remove_pattern },
    Change { name: "ignore file rewritten", make: client::rewrite_ignore },
    Change { name: "own ignore file comes or goes", make: client::own_ignore },
    Change { name: "layers of the base image", make: client::base_layers },
    Change { name: "configuration of the base image", make: client::base_config },
    Change { name: "second image", make: client::second_image },
    Change { name: "spelling", make: structure::spelling },
    Change { name: "step added", make: structure::add_step },
    Change { name: "step deleted", make: structure::delete_step },
    Change { name: "steps swapped", make: structure::swap_steps },
    Change { name: "stage renamed", make: structure::rename_stage },
    Change { name: "unneeded stage added", make: structure::add_stage },
    Change { name: "ONBUILD", make: structure::onbuild },
    Change { name: "what FROM says", make: structure::from },
    Change { name: "command of RUN", make: running::command },
    Change { name: "form of RUN", make: running::form },
    Change { name: "mount added or removed", make: running::add_mount },
    Change { name: "field of a mount", make: running::mount_field },
    Change { name: "source of a mount", make: running::mount_source },
    Change { name: "network of RUN", make: running::network },
    Change { name: "source of COPY", make: copying::source },
    Change { name: "destination of COPY", make: copying::destination },
    Change { name: "owner or mode of COPY", make: copying::owner },
    Change { name: "--link of COPY", make: copying::link },
    Change { name: "--exclude of COPY", make: copying::exclude },
    Change { name: "heredoc of COPY", make: copying::heredoc },
    Change { name: "WORKDIR", make: variables::workdir },
    Change { name: "ENV", make: variables::env },
    Change { name: "ARG", make: variables::arg },
    Change { name: "USER or SHELL", make: variables::user_or_shell },
    Change { name: "metadata", make: variables::metadata },
    Change { name: "build argument", make: command_line::argument },
    Change { name: "target or --no-cache", make: command_line::target },
    Change { name: "flag for every RUN", make: command_line::build_wide },
];

/// Another build that differs by one change, and that succeeds too.
pub(crate) fn changed(world: &World, change: &Change, dice: &mut Dice) -> Option<World> {
    for _ in 0..6 {
        let mut after = world.clone();
        if (change.make)(&mut after, dice).is_some() && after != *world && walk(&after).is_ok() {
            return Some(after);
        }
    }
    None
}

/// One of the instructions that fit.
fn pick<'p>(
    plan: &'p mut Plan,
    dice: &mut Dice,
    fits: impl Fn(&Kind) -> bool,
) -> Option<&'p mut Step> {
    let steps = plan.stages.iter_mut().flat_map(|stage| &mut stage.steps);
    let mut steps: Vec<&mut Step> = steps.filter(|step| fits(inner(&step.kind))).collect();
    if steps.is_empty() {
        return None;
    }
    let at = dice.below(steps.len());
    Some(steps.swap_remove(at))
}

/// What is behind an ONBUILD.
fn inner(kind: &Kind) -> &Kind {
    match kind {
        Kind::Onbuild(trigger) => trigger,
        kind => kind,
    }
}

/// What is behind an ONBUILD.
fn inner_mut(kind: &mut Kind) -> &mut Kind {
    match kind {
        Kind::Onbuild(trigger) => trigger,
        kind => kind,
    }
}
