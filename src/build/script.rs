//! The commands of a step, with their places in the Dockerfile.

use super::stage::Step;
use crate::shell::{self, Command, Dialect, Invocation, Script, Word};
use crate::syntax::{CommandLine, LogicalText};
use crate::text::TextRange;

/// The shell text of a RUN, CMD or ENTRYPOINT, parsed once.
#[derive(Debug)]
pub struct StepScript<'a> {
    /// The commands. Their ranges are in the script's own text: see [`StepScript::source_range`].
    pub script: Script,
    /// Whose language it was read in.
    pub dialect: Dialect,
    /// Whether it is the exec form: one command, and no shell.
    pub is_exec: bool,
    /// The text that was parsed, in order; empty for the exec form, whose ranges are the source's.
    parts: Vec<(u32, LogicalText<'a>)>,
}

impl<'a> StepScript<'a> {
    /// Where `range` of the script stands in the Dockerfile.
    pub fn source_range(&self, range: TextRange) -> TextRange {
        let Some(part) = self.parts.iter().rfind(|(start, _)| *start <= range.start) else {
            return range;
        };
        let (start, text) = *part;
        let end = (range.end - start).min(text.text().len() as u32);
        text.source_range(TextRange { start: range.start - start, end })
    }

    /// The text behind `range` of the script, as the shell gets it.
    pub fn text(&self, range: TextRange) -> &'a str {
        let part = self.parts.iter().rfind(|(start, _)| *start <= range.start);
        part.map_or("", |(start, text)| {
            TextRange { start: range.start - start, end: range.end - start }.of(text.text())
        })
    }

    /// Whether the script is the joined line alone, and no heredoc takes part in it.
    pub fn is_one_line(&self) -> bool {
        self.parts.len() == 1 && !self.is_exec
    }

    /// Every program that runs, in any position.
    pub fn invocations(&self) -> impl Iterator<Item = Invocation<'_>> {
        self.script.commands().map(|(command, _)| command.invocation())
    }

    pub(super) fn read(step: &Step<'a>) -> Self {
        let instruction = step.instruction;
        let dialect = dialect(step);
        let text = match instruction.command_line() {
            Some(CommandLine::Exec(words)) => {
                let words: Vec<_> = words.iter().map(|word| (word.text().to_owned(), word.range())).collect();
                let script = Script::of_command(Command::from_words(&words));
                return Self { script, dialect: Dialect::Posix, is_exec: true, parts: Vec::new() };
            }
            Some(CommandLine::Shell(text)) => text,
            None => LogicalText::verbatim("", instruction.range().start as usize),
        };
        let parts = parts(step, text);
        let joined: String = parts.iter().map(|(_, text)| text.text()).collect();
        let script = shell::parse_as(dialect, &joined);
        Self { script, dialect, is_exec: false, parts }
    }
}

/// What the shell gets: the joined line, then heredocs. A heredoc alone is the script itself.
fn parts<'a>(step: &Step<'a>, text: LogicalText<'a>) -> Vec<(u32, LogicalText<'a>)> {
    let heredocs: Vec<_> = step.instruction.heredocs().collect();
    if let [only] = heredocs.as_slice()
        && only.word().text() == text.text().trim()
    {
        return vec![(0, only.body())];
    }
    let newline = LogicalText::verbatim("\n", text.range().end as usize);
    let mut parts = vec![text];
    for heredoc in &heredocs {
        let end = heredoc.end_range().map_or(heredoc.body().range().end, |end| end.start);
        parts.extend([newline, heredoc.body(), LogicalText::verbatim(heredoc.name(), end as usize)]);
    }
    let mut at = 0;
    let placed = parts.into_iter().map(|part| {
        let start = at;
        at += part.text().len() as u32;
        (start, part)
    });
    placed.collect()
}

fn dialect(step: &Step<'_>) -> Dialect {
    match &step.shell {
        Some(words) => Dialect::of_shell(&words.iter().map(String::as_str).collect::<Vec<_>>()),
        // Who sets the escape character to a backtick writes for Windows, where cmd is the default.
        None if step.instruction.file().escape() == '`' => Dialect::Cmd,
        None => Dialect::Posix,
    }
}

impl<'a> Step<'a> {
    /// The commands of this step; empty for a step that has none.
    pub fn script(&self) -> &StepScript<'a> {
        self.script.get_or_init(|| StepScript::read(self))
    }
}

/// The text of `word` with the variables that `stage` knows at `step`; `None` when it depends on anything else.
pub fn known_text(stage: &super::Stage<'_>, step: &Step<'_>, word: &Word) -> Option<String> {
    let scope = stage.scope(step);
    word.expand(|name| scope.known(name))
}
