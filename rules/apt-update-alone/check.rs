//! The package index is fetched in one step and used in another.

use crate::lint::prelude::*;

mod manager;
mod mend;

use manager::{Manager, Use};

/// The check.
pub(super) const CHECK: Check = Check::Step(&[Keyword::Run], check);

fn check<'a>(stage: &Stage<'a>, step: &Step<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    let text = step.instruction.range().of(subject.file.text());
    if !mentions_any(text, &manager::UPDATES) || mentions_any(text, &manager::INSTALLS) {
        return;
    }
    let Some(lone) = LoneUpdate::of(step) else { return };
    let Some((user_stage, user, title)) = first_install(stage, step, lone.manager, subject) else { return };
    let manager = lone.manager;
    let range = step.script().source_range(lone.range);
    let related = user.instruction.head_range();
    if manager.trusts_index() {
        let message = format!(
            "the package index is cached with this step and goes stale: {title} in a later one then asks for versions that are gone"
        );
        let fix = mend::fix(&lone, stage, step, (user_stage, user), subject);
        findings.add(range, message).related_range(related, "installs from it here").maybe_fix(fix);
    } else {
        let message = format!(
            "the metadata is cached with this step: once it has expired, {title} fetches it anew and this layer is dead weight"
        );
        findings.add(range, message).related_range(related, "installs here").at_most(Severity::Info);
    }
}

/// A RUN that fetches the index and installs nothing.
struct LoneUpdate {
    manager: Manager,
    /// The command, in the script.
    range: TextRange,
    /// Whether the RUN is that command and nothing else.
    is_all: bool,
}

impl LoneUpdate {
    fn of(step: &Step<'_>) -> Option<Self> {
        let script = step.script();
        // With a cache mount the index is in no layer.
        if script.dialect != Dialect::Posix || !script.script.clean || step.instruction.flag("mount").is_some() {
            return None;
        }
        let mut found = None;
        for invocation in script.invocations() {
            match Use::of(&invocation) {
                Some((manager, Use::Update)) => {
                    found.get_or_insert((manager, invocation.command().range));
                }
                Some((_, Use::Clean)) => {}
                Some(_) => return None,
                // A program that we do not know may install something.
                None if !is_harmless(&invocation) => return None,
                None => {}
            }
        }
        let (manager, range) = found?;
        let is_all = matches!(script.script.list.items.as_slice(), [only] if only.range() == range);
        Some(Self { manager, range, is_all })
    }
}

/// Programs that install nothing and leave the index alone.
fn is_harmless(invocation: &Invocation<'_>) -> bool {
    const HARMLESS: [&str; 27] = [
        "add-apt-repository", "apt-key", "cat", "cd", "chmod", "cp", "curl", "dpkg", "echo", "exit", "export", "gpg",
        "install", "ln", "locale-gen", "mkdir", "mv", "printf", "rm", "sed", "set", "sleep", "tee", "touch", "true",
        "wget", "ls",
    ];
    let removes_index = invocation.runs(&["rm"])
        && invocation.args().iter().any(|arg| ["/var/lib/apt", "/var/cache"].iter().any(|path| arg.value.starts_with(path)));
    (invocation.argv.words().is_empty() || invocation.runs(&HARMLESS)) && !removes_index
}

/// The first step that installs with the index of `step`: in its stage, or in one that is built on it.
fn first_install<'s, 'a>(
    stage: &'s Stage<'a>,
    step: &Step<'a>,
    manager: Manager,
    subject: &'s Subject<'a>,
) -> Option<(&'s Stage<'a>, &'s Step<'a>, String)> {
    let own = stage.steps.get(step.index + 1..).unwrap_or_default();
    match install_in(own, manager) {
        Search::Found(user, title) => return Some((stage, user, title)),
        Search::Refreshed => return None,
        Search::Nothing => {}
    }
    let children = subject.graph.stages.iter().filter(|child| matches!(child.base, Base::Stage(index) if index == stage.index));
    children.into_iter().find_map(|child| match install_in(&child.steps, manager) {
        Search::Found(user, title) => Some((child, user, title)),
        _ => None,
    })
}

enum Search<'s, 'a> {
    Found(&'s Step<'a>, String),
    /// Another update comes first, or the index is removed.
    Refreshed,
    Nothing,
}

fn install_in<'s, 'a>(steps: &'s [Step<'a>], manager: Manager) -> Search<'s, 'a> {
    let runs = steps.iter().filter(|step| step.instruction.keyword() == Keyword::Run);
    for step in runs.filter(|step| mentions_any(step.instruction.logical().text(), manager.names())) {
        for invocation in step.script().invocations() {
            match Use::of(&invocation) {
                Some((other, Use::Install)) if other == manager => {
                    let words = invocation.argv.words().iter().take(2).map(|word| word.value.as_str());
                    let verb = manager::verb(&invocation).unwrap_or_default();
                    let name = words.take(1).collect::<String>();
                    return Search::Found(step, format!("{name} {verb}"));
                }
                Some((other, Use::Update | Use::Clean | Use::FreshInstall)) if other == manager => return Search::Refreshed,
                _ => {}
            }
        }
        let text = step.instruction.logical().text();
        if text.contains("/var/lib/apt/lists") {
            return Search::Refreshed;
        }
    }
    Search::Nothing
}
