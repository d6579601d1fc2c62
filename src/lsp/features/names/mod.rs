//! Names of a Dockerfile: where a stage or a variable is made, and where it is meant.
//!
//! A variable is one thing through the file as far as its value can come from one place: an ARG before the first FROM
//! and the ARGs of that name in stages, what a stage inherits from the stage that it is built on. Two stages that each
//! make a variable of the same name have two.

mod scopes;
mod text;

use crate::build::{Base, BuildGraph, Step};
use crate::syntax::{CommandLine, Flag, Instruction, Keyword, LogicalText, Mount};
use crate::text::TextRange;
use scopes::Scopes;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::lsp) enum Symbol {
    /// A stage, by its number.
    Stage(usize),
    /// A variable, and which of those with that name.
    Variable(String, usize),
}

/// A place where a name stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::lsp) struct Occurrence {
    pub(in crate::lsp) range: TextRange,
    pub(in crate::lsp) symbol: Symbol,
    /// Whether it is made here.
    pub(in crate::lsp) is_definition: bool,
    /// Whether the name itself is written here; a stage may be meant by its number.
    pub(in crate::lsp) is_name: bool,
}

/// All names of a file, in the order of the source.
#[derive(Clone, Debug, Default)]
pub(in crate::lsp) struct Names {
    occurrences: Vec<Occurrence>,
}

impl Names {
    pub(in crate::lsp) fn of(graph: &BuildGraph<'_>) -> Self {
        let mut finder = Finder { graph, scopes: Scopes::of(graph), found: Vec::new() };
        finder.globals();
        for stage in &graph.stages {
            finder.stage(stage.index);
        }
        let mut occurrences = finder.found;
        occurrences.sort_by_key(|it| (it.range, !it.is_definition));
        occurrences.dedup_by_key(|it| it.range);
        Self { occurrences }
    }

    /// What stands at an offset, or ends there.
    pub(in crate::lsp) fn at(&self, offset: usize) -> Option<&Occurrence> {
        let touches =
            |it: &&Occurrence| it.range.contains(offset) || it.range.end as usize == offset;
        self.occurrences.iter().find(touches)
    }

    /// All places of one thing.
    pub(in crate::lsp) fn all_of<'n>(
        &'n self,
        symbol: &'n Symbol,
    ) -> impl Iterator<Item = &'n Occurrence> {
        self.occurrences.iter().filter(move |it| it.symbol == *symbol)
    }

    /// All places.
    pub(in crate::lsp) fn iter(&self) -> impl Iterator<Item = &Occurrence> {
        self.occurrences.iter()
    }

    /// Where what is meant at `occurrence` got its value last: the definition before it, else the first.
    pub(in crate::lsp) fn definition<'n>(
        &'n self,
        occurrence: &'n Occurrence,
    ) -> Option<&'n Occurrence> {
        let mut all = self.all_of(&occurrence.symbol).filter(|it| it.is_definition);
        let first = all.next()?;
        let before = all.take_while(|it| it.range.start < occurrence.range.start);
        Some(before.last().unwrap_or(first))
    }
}

struct Finder<'g, 'a> {
    graph: &'g BuildGraph<'a>,
    scopes: Scopes,
    found: Vec<Occurrence>,
}

impl<'a> Finder<'_, 'a> {
    fn globals(&mut self) {
        let before = self.graph.file.instructions();
        for instruction in before.take_while(|it| it.keyword() != Keyword::From) {
            if instruction.keyword() == Keyword::Arg {
                self.pairs(instruction, scopes::GLOBAL);
            }
        }
    }

    fn stage(&mut self, index: usize) {
        let stage = &self.graph.stages[index];
        let (from, scope) = (&stage.from, scopes::of_stage(index));
        self.variables(from.instruction.logical(), scopes::GLOBAL, text::Quotes::Kept);
        if let Base::Stage(base) = stage.base
            && !from.image.text().contains('$')
        {
            self.meant(from.image.range(), base, from.image.text());
        }
        if let Some(name) = &from.name {
            self.push(name.range(), Symbol::Stage(index), true, true);
        }
        for step in &stage.steps {
            self.step(step, scope, index);
        }
    }

    fn step(&mut self, step: &Step<'a>, scope: usize, stage: usize) {
        let instruction = step.instruction;
        let keyword = instruction.keyword();
        if matches!(keyword, Keyword::Arg | Keyword::Env) {
            self.pairs(instruction, scope);
        }
        self.stages_meant(instruction, stage);
        match instruction.command_line() {
            // Words that are run as they are hold no variables.
            Some(CommandLine::Exec(_)) => self.flags(instruction, scope),
            _ => self.variables(instruction.logical(), scope, text::Quotes::Kept),
        }
        for heredoc in instruction.heredocs() {
            let is_shell = keyword == Keyword::Run;
            if is_shell || heredoc.expands() {
                // In a file the quotes are text; in a script they are quotes.
                let quotes = if is_shell { text::Quotes::Kept } else { text::Quotes::Text };
                self.variables(heredoc.body(), scope, quotes);
            }
        }
    }

    /// The names that ARG and ENV make.
    fn pairs(&mut self, instruction: Instruction<'a>, scope: usize) {
        for pair in instruction.pairs() {
            let symbol = self.scopes.variable(pair.key(), scope);
            if let Some(symbol) = symbol {
                self.push(pair.key_range(), symbol, true, true);
            }
            if scope == scopes::GLOBAL
                && let Some(value) = pair.value()
            {
                let start = pair.range().end as usize - value.len();
                let is_verbatim = TextRange::new(start, pair.range().end as usize);
                if is_verbatim.of(self.graph.file.text()) == value {
                    let value = LogicalText::verbatim(value, start);
                    self.variables(value, scope, text::Quotes::Kept);
                }
            }
        }
    }

    /// The stages that flags name.
    fn stages_meant(&mut self, instruction: Instruction<'a>, stage: usize) {
        if let Some(flag) = instruction.flag("from")
            && let (Some(name), Some(range)) = (flag.value(), value_range(flag))
            && let Some(found) = self.graph.stage_named(name, stage)
        {
            self.meant(range, found, name);
        }
        for mount in instruction.mounts() {
            let from = mount.from().map(str::to_owned);
            if let (Some(name), Some(range)) = (from, from_range(&mount))
                && let Some(found) = self.graph.stage_called(&name, stage)
            {
                self.meant(range, found, &name);
            }
        }
    }

    fn flags(&mut self, instruction: Instruction<'a>, scope: usize) {
        for flag in instruction.flags() {
            if let (Some(value), Some(range)) = (flag.value(), value_range(flag)) {
                let value = LogicalText::verbatim(value, range.start as usize);
                self.variables(value, scope, text::Quotes::Kept);
            }
        }
    }

    /// The variables that a text means.
    fn variables(&mut self, logical: LogicalText<'_>, scope: usize, quotes: text::Quotes) {
        let escape = self.graph.file.escape();
        for (range, name) in text::mentions(logical.text(), escape, quotes) {
            if let Some(symbol) = self.scopes.variable(name, scope) {
                self.push(logical.source_range(range), symbol, false, true);
            }
        }
    }

    /// A stage is meant, by its name or its number.
    fn meant(&mut self, range: TextRange, stage: usize, written: &str) {
        let name = self.graph.stages[stage].name.as_deref();
        let is_name = name.is_some_and(|name| name.eq_ignore_ascii_case(written));
        self.push(range, Symbol::Stage(stage), false, is_name);
    }

    fn push(&mut self, range: TextRange, symbol: Symbol, is_definition: bool, is_name: bool) {
        self.found.push(Occurrence { range, symbol, is_definition, is_name });
    }
}

/// Where the value of a flag stands as it is written.
fn value_range(flag: Flag<'_>) -> Option<TextRange> {
    flag.value_range().filter(|range| Some(range.len()) == flag.value().map(str::len))
}

/// Where the value of `from=` stands.
fn from_range(mount: &Mount<'_>) -> Option<TextRange> {
    let field = mount.fields().iter().rev().find(|field| field.key == "from")?;
    let length = field.value.as_ref()?.len();
    let is_plain = field.range.len() == "from=".len() + length;
    let end = field.range.end as usize;
    is_plain.then(|| TextRange::new(end - length, end))
}
