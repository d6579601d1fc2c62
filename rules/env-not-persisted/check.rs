//! A RUN that changes its own shell and leaves nothing behind.

use crate::lint::prelude::*;

mod mend;
mod state;

use state::Change;

/// The check.
pub(super) const CHECK: Check = Check::Step(&[Keyword::Run], check);

/// What a text must mention to be worth a look.
const WORDS: [&str; 20] = [
    "alias", "cd", "chdir", "conda", "declare", "export", "mamba", "micromamba", "nvm", "pyenv", "rbenv", "rvm", "sdk", "set",
    "shopt", "source", "typeset", "ulimit", "umask", "workon",
];

fn check<'a>(stage: &Stage<'a>, step: &Step<'a>, _: &Subject<'a>, findings: &mut Findings) {
    let text = step.instruction.logical().text();
    let is_heredoc = step.instruction.heredocs().len() > 0;
    let begins_with_assignment = || step.instruction.arguments().text().split(' ').next().is_some_and(|word| word.contains('='));
    if !is_heredoc && !mentions_any(text, &WORDS) && !text.contains(". ") && !begins_with_assignment() {
        return;
    }
    if step.last_command_name().is_some_and(|name| name != "." && !WORDS.contains(&name)) {
        return;
    }
    let Some(lost) = Lost::find(step).filter(|lost| !lost.changes_nothing(stage, step)) else { return };
    let script = step.script();
    let range = lost.items.iter().map(|item| script.source_range(item.range()));
    let Some(range) = range.reduce(|one, other| one.join(other)) else { return };
    let fix = mend::fix(&lost, stage, step);
    findings.add(range, message(&lost, script)).maybe_fix(fix);
}

/// Changes of the shell at the end of a RUN.
struct Lost<'s> {
    /// The items that make them, in order.
    items: Vec<&'s ListItem>,
    /// The last of them.
    command: &'s Command,
    change: Change,
    /// How many items of the RUN stand before them.
    before: usize,
}

impl<'s> Lost<'s> {
    fn find(step: &'s Step<'_>) -> Option<Self> {
        let script = step.script();
        let is_readable = matches!(script.dialect, Dialect::Posix | Dialect::Cmd) && script.script.clean;
        if !is_readable || script.is_exec {
            return None;
        }
        let items = &script.script.list.items;
        let change_of = |item: &'s ListItem| {
            let command = item.pipeline.as_command()?;
            let is_plain = !item.pipeline.negated && !item.background && item.join != Join::Or;
            Some((command, Change::of(command, script.dialect)?)).filter(|_| is_plain)
        };
        let (command, change) = change_of(items.last()?)?;
        let trailing = items.iter().rev().take_while(|item| change_of(item).is_some()).count();
        let before = items.len() - trailing;
        let items: Vec<_> = items[before..].iter().collect();
        // What stands before may be undone by it (`cd build && make && cd ..`), or is all that counts (`set +x`).
        let is_meant = before == 0 || match change {
            Change::Options => false,
            Change::Directory => {
                let is_return = matches!(command.args(), [to] if ["/", "..", "-", "~"].iter().any(|path| to.is(path)));
                !is_return && !script.invocations().any(|it| it.runs(&["cd", "pushd"]) && !std::ptr::eq(it.command(), command))
            }
            // `nvm alias default` is what counts there, and it lasts.
            Change::Environment => !script.invocations().any(|it| it.runs(&["nvm"]) && it.args().iter().any(|arg| arg.is("alias"))),
            _ => true,
        };
        is_meant.then_some(Self { items, command, change, before })
    }

    /// Whether things are so already: the directory is the one of the step, or the instruction ENV has set the variables.
    fn changes_nothing<'a>(&self, stage: &Stage<'a>, step: &Step<'a>) -> bool {
        let args = self.command.args();
        match self.change {
            Change::Directory => {
                let [word] = args else { return false };
                let (Some(text), Some(workdir)) = (known_text(stage, step, word), &step.workdir) else { return false };
                workdir.join(&text) == *workdir
            }
            Change::Variable => {
                let is_set = |word: &ShellWord| stage.scope(step).assignment(&word.value).is_some();
                self.items.len() == 1 && !args.is_empty() && args.iter().all(is_set)
            }
            _ => false,
        }
    }
}

fn message(lost: &Lost<'_>, script: &StepScript) -> String {
    let written = script.text(lost.command.range);
    let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = written.chars().take(50).collect();
    let shown = if shown.len() < written.len() { format!("{shown}…") } else { shown };
    let (scope, remedy) = match lost.change {
        Change::Directory => ("the next step starts in the old directory again", "; WORKDIR changes it"),
        Change::Variable => ("the next step and the container do not see it", "; ENV sets it for good"),
        Change::Sourced => ("the next step and the container do not see what it sets", "; ENV does, or the same RUN"),
        Change::Alias => ("no later shell knows it", ""),
        Change::Limit => ("no later process has it", ""),
        Change::Options => ("the option ends with the step", ""),
        Change::Environment => ("the next step and the container do not use it", "; ENV PATH does"),
    };
    format!("{shown} changes only the shell of this RUN: {scope}{remedy}")
}
