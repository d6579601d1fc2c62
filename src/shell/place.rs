//! Visits the commands of a script, and says of each under which conditions it runs.

use super::command::{Command, Redirect, RedirectKind};
use super::script::{Compound, CompoundKind, Join, List, ListItem, Part, Pipeline, Script};
use super::word::{Substitution, Word};

/// Where in its script a command is, and so when it runs and how far its effects reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index of the item of the script's own list that it belongs to.
    pub item: usize,
    /// How many compounds, substitutions and inner scripts it is inside of.
    pub depth: usize,
    /// Whether the script can succeed without running it: it is in a branch, a loop, a `case`, a
    /// function, behind `||`, or between `&&` and a `||` that makes up for it.
    pub conditional: bool,
    /// Whether it is inside `( … )`.
    pub subshell: bool,
    /// Where in its pipeline it is.
    pub pipe: Pipe,
    /// Whether the shell goes on without waiting for it.
    pub background: bool,
    /// Whether it is inside `$(…)`, backticks, `<(…)` or `>(…)`.
    pub substituted: bool,
    /// Whether it is inside a function.
    pub function: bool,
    /// Whether it is inside a script given to another shell, as with `sh -c`.
    pub nested: bool,
    /// Whether nothing of the script runs after it. Branches of a last `if` all count as last.
    pub last: bool,
}

/// Where in a pipeline a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pipe {
    /// Its index, from 0.
    pub index: usize,
    /// How many commands the pipeline has.
    pub len: usize,
}

impl Place {
    const START: Place = Place {
        item: 0,
        depth: 0,
        conditional: false,
        subshell: false,
        pipe: Pipe { index: 0, len: 1 },
        background: false,
        substituted: false,
        function: false,
        nested: false,
        last: true,
    };

    /// Whether it stands alone in an item of the script's own list.
    pub fn is_top_level(&self) -> bool {
        self.depth == 0 && self.pipe.len == 1
    }

    /// Whether what it does to the shell itself (`cd`, `export`, `set`) is lost to the commands
    /// after it.
    pub fn is_isolated(&self) -> bool {
        self.subshell || self.pipe.len > 1 || self.background || self.substituted || self.nested
    }
}

impl Script {
    /// Every simple command, in the order in which they would start: substitutions before the
    /// command that uses them, the commands of an inner script after the command that runs it.
    pub fn commands(&self) -> impl Iterator<Item = (Place, &Command)> {
        let mut visit = Visit { found: Vec::new() };
        for (index, item) in self.list.items.iter().enumerate() {
            let place = Place { item: index, ..Place::START };
            visit.item(&self.list, index, item, place);
        }
        visit.found.into_iter()
    }
}

struct Visit<'s> {
    found: Vec<(Place, &'s Command)>,
}

impl<'s> Visit<'s> {
    fn list(&mut self, list: &'s List, place: Place) {
        for (index, item) in list.items.iter().enumerate() {
            self.item(list, index, item, place);
        }
    }

    fn item(&mut self, list: &'s List, index: usize, item: &'s ListItem, mut place: Place) {
        place.last &= index + 1 == list.items.len();
        place.background |= item.background;
        place.conditional |= may_be_skipped(list, index);
        let len = item.pipeline.parts.len();
        for (index, part) in item.pipeline.parts.iter().enumerate() {
            let mut place = Place { last: place.last && index + 1 == len, ..place };
            if len > 1 {
                place.pipe = Pipe { index, len };
            }
            match part {
                Part::Command(command) => self.command(command, place),
                Part::Compound(compound) => self.compound(compound, place),
            }
        }
    }

    fn command(&mut self, command: &'s Command, place: Place) {
        for assignment in &command.assignments {
            self.word(&assignment.value, place);
        }
        for word in &command.words {
            self.word(word, place);
        }
        self.redirects(&command.redirects, place);
        self.found.push((place, command));
        if let Some(script) = &command.nested {
            self.list(&script.list, Place { depth: place.depth + 1, nested: true, ..place });
        }
    }

    fn compound(&mut self, compound: &'s Compound, place: Place) {
        for word in &compound.words {
            self.word(word, place);
        }
        let function = compound.kind == CompoundKind::Function;
        let repeats =
            matches!(compound.kind, CompoundKind::For | CompoundKind::While | CompoundKind::Until);
        let branches = matches!(compound.kind, CompoundKind::If | CompoundKind::Case);
        let count = compound.blocks.len();
        for (index, block) in compound.blocks.iter().enumerate() {
            let ends = branches && block.conditional || index + 1 == count;
            let inner = Place {
                depth: place.depth + 1,
                conditional: place.conditional || block.conditional,
                subshell: place.subshell || compound.kind == CompoundKind::Subshell,
                function: place.function || function,
                last: place.last && ends && !function && !repeats,
                ..place
            };
            self.list(&block.list, inner);
        }
        self.redirects(&compound.redirects, place);
    }

    fn redirects(&mut self, redirects: &'s [Redirect], place: Place) {
        for redirect in redirects {
            match &redirect.kind {
                RedirectKind::HereDoc(heredoc) => self.substitutions(&heredoc.substitutions, place),
                _ => redirect.target().into_iter().for_each(|word| self.word(word, place)),
            }
        }
    }

    fn word(&mut self, word: &'s Word, place: Place) {
        self.substitutions(&word.substitutions, place);
    }

    fn substitutions(&mut self, substitutions: &'s [Substitution], place: Place) {
        for substitution in substitutions {
            let depth = place.depth + 1;
            let inner = Place { depth, substituted: true, last: false, ..place };
            self.list(&substitution.list, inner);
        }
    }
}

/// Whether the `&&`/`||` chain of the item can succeed without running it.
fn may_be_skipped(list: &List, index: usize) -> bool {
    match list.items.get(index).map(|item| item.join) {
        Some(Join::Or) => true,
        Some(Join::And) => {
            let behind = list.items.iter().skip(index + 1);
            let mut chain = behind.take_while(|item| matches!(item.join, Join::And | Join::Or));
            chain.any(|item| item.join == Join::Or && !gives_up(&item.pipeline))
        }
        _ => false,
    }
}

/// Whether the pipeline does nothing but fail, as in `make || exit 1`.
fn gives_up(pipeline: &Pipeline) -> bool {
    match pipeline.parts.as_slice() {
        [Part::Command(command)] => matches!(command.name(), Some("exit" | "false" | "return")),
        [Part::Compound(compound)] => {
            let last = compound.blocks.last().and_then(|block| block.list.items.last());
            let plain = matches!(compound.kind, CompoundKind::Group | CompoundKind::Subshell);
            plain && last.is_some_and(|item| gives_up(&item.pipeline))
        }
        _ => false,
    }
}
