//! The process that a container of a stage starts: the words of its command line.

use super::command;
use crate::build::scope::VariableKind;
use crate::build::stage::{Stage, Step};
use crate::build::{BuildGraph, Context};
use crate::shell::{Command, ListItem, Word, Wrapper};
use crate::syntax::{CommandLine, Keyword, Value};
use crate::text::TextRange;

/// What CMD and ENTRYPOINT together start.
#[derive(Clone, Debug)]
pub struct Process<'g, 'a> {
    /// The stage that is run.
    pub stage: &'g Stage<'a>,
    /// The stage of the instruction that names the program: the same, or one it is built on.
    pub owner: &'g Stage<'a>,
    /// The instruction that names the program.
    pub step: &'g Step<'a>,
    /// The program and its arguments, wrappers taken off; their ranges are places in the Dockerfile.
    pub words: Vec<Word>,
    /// What is in front of the program: `tini`, `exec`, `gosu` …
    pub wrappers: Vec<Wrapper>,
    /// Variables that are set for it in the command line.
    pub assignments: Vec<(String, Option<String>)>,
    /// Whether it is the only thing that the command line starts.
    pub is_alone: bool,
}

impl<'g, 'a> Process<'g, 'a> {
    /// The process of `stage`; `None` when it has no command of its own or the program cannot be told.
    ///
    /// A script of the context that ends in `exec "$@"` is looked through.
    pub fn of(
        graph: &'g BuildGraph<'a>,
        stage: &'g Stage<'a>,
        context: Option<&Context>,
    ) -> Option<Self> {
        let (entrypoint, cmd) = entrypoint_and_cmd(graph, stage);
        let Some((owner, step)) = entrypoint else {
            let (owner, step) = cmd?;
            return Self::of_step(stage, owner, step, &[]);
        };
        let script = step.script();
        if !script.is_exec {
            return Self::of_step(stage, owner, step, &[]);
        }
        let Some((cmd_owner, cmd)) = cmd else { return Self::of_step(stage, owner, step, &[]) };
        let arguments = cmd.script();
        let passes_on = is_wrapper_alone(step) || hands_over(graph, owner, step, context);
        if passes_on {
            let mut found = Self::of_step(stage, cmd_owner, cmd, &[])?;
            if let Some(command) = only_command(step) {
                // The program stands in the CMD, what is in front of it in the ENTRYPOINT.
                let with_program = with_words(command, &[Word::plain("x", TextRange::default())]);
                found.wrappers.extend(with_program.invocation().wrappers);
            }
            return Some(found);
        }
        if !arguments.is_exec {
            return None;
        }
        let more = only_command(cmd).map(|command| command.words.clone()).unwrap_or_default();
        Self::of_step(stage, owner, step, &more)
    }

    fn of_step(
        stage: &'g Stage<'a>,
        owner: &'g Stage<'a>,
        step: &'g Step<'a>,
        more: &[Word],
    ) -> Option<Self> {
        let script = step.script();
        let items = &script.script.list.items;
        let (last, before) = items.split_last()?;
        let command = last.pipeline.as_command()?;
        let command = with_words(command, more);
        let invocation = command.invocation();
        let nested = invocation.nested_script().map(|nested| &nested.list.items);
        let mut is_alone = !last.background && before.iter().all(ends_by_itself);
        let (command, wrappers) = match nested {
            None => (command.clone(), Vec::new()),
            Some(items) => {
                let (last, before) = items.split_last()?;
                is_alone &= !last.background && before.iter().all(ends_by_itself);
                (last.pipeline.as_command()?.clone(), invocation.wrappers.clone())
            }
        };
        let invocation = command.invocation();
        if invocation.nested_script().is_some() {
            return None;
        }
        let place = |range: TextRange| match script.is_exec {
            true => range,
            false => script.source_range(range),
        };
        let words = invocation.argv.words().iter().map(|word| {
            let mut word = word.clone();
            word.range = place(word.range);
            word
        });
        let assignments = invocation.assignments().map(|assignment| {
            (assignment.name.clone(), assignment.value.literal().map(str::to_owned))
        });
        let (words, assignments) = (words.collect::<Vec<_>>(), assignments.collect());
        let wrappers = wrappers.into_iter().chain(invocation.wrappers.iter().copied()).collect();
        (!words.is_empty()).then_some(Self {
            stage,
            owner,
            step,
            words,
            wrappers,
            assignments,
            is_alone,
        })
    }

    /// What a variable holds when the container runs, if nobody sets it otherwise.
    ///
    /// What the base image may have set is taken to be nothing.
    pub fn variable(&self, name: &str) -> Value {
        let given = self.assignments.iter().rev().find(|(known, _)| known == name);
        if let Some((_, value)) = given {
            return value.clone().map_or(Value::Unknown, Value::Set);
        }
        match self.stage.final_scope().assignment(name) {
            Some(assignment) if assignment.kind == VariableKind::Env => assignment.value.clone(),
            // An argument of the build hides what ENV said before it from us.
            Some(_) => Value::Unknown,
            None => Value::Unset,
        }
    }

    /// The words with the variables in them filled in; `unknown` stands for a word that cannot be told.
    pub fn texts(&self, unknown: &str) -> Vec<String> {
        let scope = self.stage.final_scope();
        let known = |name: &str| {
            let assignment = scope.assignment(name)?;
            match (&assignment.value, assignment.kind) {
                (Value::Set(value), VariableKind::Env) => Some(value.as_str()),
                _ => None,
            }
        };
        let text = |word: &Word| word.expand(known).unwrap_or_else(|| unknown.to_owned());
        self.words.iter().map(text).collect()
    }
}

/// An instruction, and the stage that it stands in.
type Placed<'g, 'a> = (&'g Stage<'a>, &'g Step<'a>);

/// The ENTRYPOINT and the CMD that count. An ENTRYPOINT takes away the CMD of the stages below it; an empty one is none.
pub fn entrypoint_and_cmd<'g, 'a>(
    graph: &'g BuildGraph<'a>,
    stage: &'g Stage<'a>,
) -> (Option<Placed<'g, 'a>>, Option<Placed<'g, 'a>>) {
    let find = |keyword| command(graph, stage, keyword);
    let is_filled = |(_, step): &Placed<'g, 'a>| match step.instruction.command_line() {
        Some(CommandLine::Exec(words)) => !words.is_empty(),
        Some(CommandLine::Shell(text)) => !text.text().trim().is_empty(),
        None => false,
    };
    let entrypoint = find(Keyword::Entrypoint);
    let cmd = find(Keyword::Cmd).filter(|(owner, _)| {
        // Stages are built on earlier ones only: the smaller number is further down.
        entrypoint.is_none_or(|(above, _)| owner.index >= above.index)
    });
    (entrypoint.filter(is_filled), cmd.filter(is_filled))
}

fn only_command<'s>(step: &'s Step<'_>) -> Option<&'s Command> {
    match step.script().script.list.items.as_slice() {
        [item] => item.pipeline.as_command(),
        _ => None,
    }
}

fn with_words(command: &Command, more: &[Word]) -> Command {
    if more.is_empty() {
        return command.clone();
    }
    let words = command.words.iter().chain(more);
    let words: Vec<_> = words.map(|word| (word.value.clone(), word.range)).collect();
    Command::from_words(&words)
}

/// Whether an ENTRYPOINT is `tini --` and the like, with the program still to come.
fn is_wrapper_alone(step: &Step<'_>) -> bool {
    let Some(command) = only_command(step) else { return false };
    let with_program = with_words(command, &[Word::plain("x", TextRange::default())]);
    let invocation = with_program.invocation();
    invocation.argv.words().len() == 1 && invocation.argv.words()[0].is("x")
}

/// Whether an ENTRYPOINT is a script that can be read and that runs its arguments in the end.
fn hands_over(
    graph: &BuildGraph<'_>,
    owner: &Stage<'_>,
    step: &Step<'_>,
    context: Option<&Context>,
) -> bool {
    let Some(context) = context else { return false };
    let Some(script) = super::script::StartScript::find(graph, owner, step, context) else {
        return false;
    };
    let last = script.text.lines().rfind(|line| !line.trim().is_empty());
    last.is_some_and(|line| line.trim_start().starts_with("exec ") && line.contains("$@"))
}

/// Whether a command in front of the last one is one that prepares something, and no second program.
fn ends_by_itself(item: &ListItem) -> bool {
    if item.background {
        return false;
    }
    item.pipeline.as_command().is_none_or(|command| {
        crate::build::server::Server::of(command.invocation().argv, None).is_none()
    })
}
