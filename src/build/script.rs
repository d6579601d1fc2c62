//! The commands of a step, with their places in the Dockerfile.

use super::stage::Step;
use crate::shell::{
    self, Command, Dialect, Invocation, Join, List, ListItem, Part, Pipeline, Script, Word,
};
use crate::syntax::{CommandLine, LogicalText};
use crate::text::TextRange;
use std::sync::Arc;

/// The shell text of a RUN, CMD or ENTRYPOINT, parsed once.
#[derive(Debug)]
pub struct StepScript {
    /// The commands. Their ranges are in the script's own text: see [`StepScript::source_range`].
    pub script: Arc<Script>,
    /// Whose language it was read in.
    pub dialect: Dialect,
    /// Whether it is the exec form: one command, and no shell.
    pub is_exec: bool,
    /// Whether it is the joined line alone, and no heredoc takes part in it.
    pub is_one_line: bool,
    /// What was parsed; empty for the exec form, whose ranges are the source's.
    pub(super) text: String,
    /// Where unbroken pieces of the text begin: offset in the text, and in the source.
    pieces: Vec<(u32, u32)>,
}

impl StepScript {
    /// Where `range` of the script stands in the Dockerfile.
    pub fn source_range(&self, range: TextRange) -> TextRange {
        let start = self.source_offset(range.start);
        let end = if range.is_empty() { start } else { self.source_offset(range.end - 1) + 1 };
        TextRange { start, end }
    }

    fn source_offset(&self, offset: u32) -> u32 {
        let piece = self.pieces.iter().rfind(|(start, _)| *start <= offset);
        piece.map_or(offset, |(start, source)| source + (offset - start))
    }

    /// The text behind `range` of the script, as the shell gets it; empty for the exec form.
    pub fn text(&self, range: TextRange) -> &str {
        range.of(&self.text)
    }

    /// Every program that runs, in any position.
    pub fn invocations(&self) -> impl Iterator<Item = Invocation<'_>> {
        self.script.commands().map(|(_, command)| command.invocation())
    }

    fn read(step: &Step<'_>) -> Self {
        let instruction = step.instruction;
        let line = match instruction.command_line() {
            Some(CommandLine::Exec(words)) => return Self::exec(&words),
            Some(CommandLine::Shell(text)) => text,
            None => LogicalText::verbatim("", instruction.range().start as usize),
        };
        let parts = parts(step, line);
        let dialect = dialect(step);
        let (mut text, mut pieces) = (String::new(), Vec::new());
        for part in &parts {
            let start = text.len() as u32;
            pieces
                .extend(part.pieces().into_iter().map(|(offset, source)| (start + offset, source)));
            text.push_str(part.text());
        }
        let is_one_line = instruction.heredocs().len() == 0;
        Self {
            script: step.scripts.parse(dialect, &text),
            dialect,
            is_exec: false,
            is_one_line,
            text,
            pieces,
        }
    }

    fn exec(words: &[crate::syntax::Word<'_>]) -> Self {
        let words: Vec<_> =
            words.iter().map(|word| (word.text().to_owned(), word.range())).collect();
        Self {
            script: Arc::new(one_command(Command::from_words(&words))),
            dialect: Dialect::Posix,
            is_exec: true,
            is_one_line: false,
            text: String::new(),
            pieces: Vec::new(),
        }
    }
}

/// The exec form as a script of one command.
fn one_command(command: Command) -> Script {
    let range = command.range;
    let pipeline = Pipeline { negated: false, parts: vec![Part::Command(command)], range };
    let item = ListItem {
        join: Join::First,
        operator: TextRange::empty(range.start as usize),
        background: false,
        pipeline,
    };
    Script { list: List { items: vec![item], terminator: None }, clean: true }
}

/// What the shell gets: the joined line, then heredocs. A heredoc alone is the script itself.
fn parts<'a>(step: &Step<'a>, line: LogicalText<'a>) -> Vec<LogicalText<'a>> {
    let heredocs: Vec<_> = step.instruction.heredocs().collect();
    if let [only] = heredocs.as_slice()
        && only.word().text() == line.text().trim()
    {
        return vec![only.body()];
    }
    let newline = LogicalText::verbatim("\n", line.range().end as usize);
    let mut parts = vec![line];
    for heredoc in &heredocs {
        let end = heredoc.end_range().map_or(heredoc.body().range().end, |end| end.start);
        parts.extend([
            newline,
            heredoc.body(),
            LogicalText::verbatim(heredoc.name(), end as usize),
        ]);
    }
    parts
}

fn dialect(step: &Step<'_>) -> Dialect {
    match &step.shell {
        Some(words) => Dialect::of_shell(&words.iter().map(String::as_str).collect::<Vec<_>>()),
        // Who sets the escape character to a backtick writes for Windows, where cmd is the default.
        None if step.instruction.file().escape() == '`' => Dialect::Cmd,
        None => Dialect::Posix,
    }
}

impl Step<'_> {
    /// The commands of this step; empty for a step that has none.
    ///
    /// Parsing is what a check costs most by; see [`Step::last_command_name`] for a look before it.
    pub fn script(&self) -> &StepScript {
        self.script.get_or_init(|| StepScript::read(self))
    }

    /// The name of the last command of a POSIX shell form, if it can be told without parsing.
    pub fn last_command_name(&self) -> Option<&str> {
        let instruction = self.instruction;
        match instruction.command_line()? {
            CommandLine::Shell(text)
                if instruction.heredocs().len() == 0 && dialect(self) == Dialect::Posix =>
            {
                shell::last_command_name(text.text())
            }
            _ => None,
        }
    }
}

/// The text of `word` with the variables that `stage` knows at `step`; `None` when it depends on anything else.
pub fn known_text(stage: &super::Stage<'_>, step: &Step<'_>, word: &Word) -> Option<String> {
    let scope = stage.scope(step);
    word.expand(|name| scope.known(name))
}

#[cfg(test)]
mod tests {
    use crate::build::{BuildArgs, BuildGraph};
    use crate::syntax::Dockerfile;

    /// Each program with the text that its range covers in the Dockerfile.
    fn check(text: &str) -> Vec<String> {
        let file = Dockerfile::parse(text);
        let graph = BuildGraph::new(&file, &BuildArgs::default());
        let step = graph.stages[0].steps.last().unwrap();
        let script = step.script();
        let ranges = script.invocations().map(|invocation| script.source_range(invocation.range()));
        ranges.map(|range| range.of(text).to_owned()).collect()
    }

    #[test]
    fn commands_have_exact_ranges_in_the_file() {
        assert_eq!(check("FROM a\nRUN npm ci && npm test\n"), ["npm ci", "npm test"]);
        assert_eq!(
            check(
                "FROM a\nRUN --mount=type=cache,target=/x npm ci \\\n  # why\n\n  && sudo npm \\\n  test\r\n"
            ),
            ["npm ci", "npm \\\n  test"]
        );
        assert_eq!(check("FROM a\nRUN <<EOF\nnpm ci\nnpm test\nEOF\n"), ["npm ci", "npm test"]);
        assert_eq!(check("FROM a\nRUN cat <<EOF && npm ci\nnpm test\nEOF\n"), ["cat", "npm ci"]);
        assert_eq!(check("FROM a\nRUN [\"npm\", \"ci\"]\n"), ["\"npm\", \"ci\""]);
    }
}
