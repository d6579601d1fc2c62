//! The effect of a RUN, item by item of its top-level list.

use super::super::install::Install;
use super::super::provision::Provision;
use super::super::stage::{Stage, Step};
use super::super::{ImagePath, known_text};
use super::commands;
use super::{Effect, Sight};
use crate::shell::{
    Command, CompoundKind, Dialect, Join, List, Part, Pipeline, Redirect, RedirectKind, Word,
    Wrapper,
};
use crate::text::TextRange;

/// One item of the list that a RUN is, such as the `npm ci` of `cd app && npm ci && npm test`.
#[derive(Clone, Debug)]
pub struct ScriptItem {
    /// How it is joined to the item before.
    pub join: Join,
    /// Where it stands in the script.
    pub range: TextRange,
    /// The operator before it, in the script.
    pub operator: TextRange,
    /// What it touches.
    pub effect: Effect,
    /// Installs among its commands.
    pub installs: Vec<Install>,
    /// What it provides by name.
    pub provisions: Vec<Provision>,
    /// Whether it only changes the state of the shell: `cd`, `set`, `export`.
    pub is_state: bool,
    /// Whether it runs in the background.
    pub background: bool,
}

impl ScriptItem {
    /// Whether it runs a script from the network.
    pub fn is_opaque(&self) -> bool {
        self.provisions.iter().any(|provision| provision.is_opaque)
    }

    /// What it touches if scripts from the network keep to the operating system.
    pub fn presumed_effect(&self) -> Effect {
        if self.is_opaque() { Effect::of_system() } else { self.effect.clone() }
    }
}

/// The items of a RUN; `None` when its script cannot be read. Worked out once for each step.
pub fn items<'s>(stage: &Stage<'_>, step: &'s Step<'_>) -> Option<&'s [ScriptItem]> {
    step.items.get_or_init(|| items_in(stage, step, step.workdir.clone())).as_deref()
}

/// The items of a RUN as they would be if it ran in `workdir`.
pub(in super::super) fn items_in<'a>(
    stage: &Stage<'a>,
    step: &Step<'a>,
    workdir: Option<ImagePath>,
) -> Option<Vec<ScriptItem>> {
    let script = step.script();
    if script.dialect != Dialect::Posix || !script.script.clean {
        return None;
    }
    let text = |word: &Word| known_text(stage, step, word);
    let mut walk = Walk { workdir, text: &text, depth: 0 };
    let items = script.script.list.items.iter().map(|item| {
        let mut found = Found::default();
        walk.pipeline(&item.pipeline, &mut found);
        ScriptItem {
            join: item.join,
            range: item.range(),
            operator: item.operator,
            effect: found.effect,
            installs: found.installs,
            provisions: found.provisions,
            is_state: item.pipeline.as_command().is_some_and(is_state),
            background: item.background,
        }
    });
    Some(items.collect())
}

/// Whether a command changes the shell that runs it, and nothing else.
fn is_state(command: &Command) -> bool {
    let argv = command.argv();
    command.words.is_empty() || argv.runs(&["cd", "set", "export", "umask", "shopt"])
}

/// What was found so far.
struct Found {
    effect: Effect,
    installs: Vec<Install>,
    provisions: Vec<Provision>,
}

impl Default for Found {
    fn default() -> Self {
        Self { effect: Effect::none(), installs: Vec::new(), provisions: Vec::new() }
    }
}

/// Goes through commands in the order in which they run.
struct Walk<'t> {
    /// Where the shell is; `None` once that is unknown.
    workdir: Option<ImagePath>,
    text: &'t dyn Fn(&Word) -> Option<String>,
    /// How many scripts in scripts deep it is.
    depth: usize,
}

impl Walk<'_> {
    fn list(&mut self, list: &List, found: &mut Found) {
        for item in &list.items {
            self.pipeline(&item.pipeline, found);
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline, found: &mut Found) {
        found.provisions.extend(Provision::of_pipeline(pipeline));
        for part in &pipeline.parts {
            self.part(part, found);
        }
    }

    fn part(&mut self, part: &Part, found: &mut Found) {
        let compound = match part {
            Part::Command(command) => return self.command(command, found),
            Part::Compound(compound) => compound,
        };
        compound.words.iter().for_each(|word| self.substitutions(word, found));
        compound.redirects.iter().for_each(|redirect| self.redirect(redirect, found));
        match compound.kind {
            // What a function does counts where it is called, as a command that nobody knows.
            CompoundKind::Function => return,
            CompoundKind::Unknown => found.effect.add(Effect::unknown()),
            _ => {}
        }
        let before = self.workdir.clone();
        for block in &compound.blocks {
            self.list(&block.list, found);
        }
        if compound.kind == CompoundKind::Subshell {
            self.workdir = before;
        } else if self.workdir != before && compound.kind != CompoundKind::Group {
            // A branch may have been taken, or not.
            self.workdir = None;
        }
    }

    fn substitutions(&mut self, word: &Word, found: &mut Found) {
        for substitution in &word.substitutions {
            let before = self.workdir.clone();
            self.list(&substitution.list, found);
            self.workdir = before;
        }
    }

    fn redirect(&mut self, redirect: &Redirect, found: &mut Found) {
        let Some(target) = redirect.target() else { return };
        let path = self.path(target);
        let is_device = path
            .as_ref()
            .and_then(ImagePath::absolute)
            .is_some_and(|path| path.starts_with("/dev/"));
        if is_device {
            return;
        }
        let sight = path.map_or(Sight::Unknown, |path| Sight::Known(vec![path]));
        match redirect.written() {
            Some(_) => found.effect.writes.add(sight),
            None if matches!(redirect.kind, RedirectKind::Read(_)) => found.effect.reads.add(sight),
            None => {}
        }
    }

    fn command(&mut self, command: &Command, found: &mut Found) {
        let words = command
            .words
            .iter()
            .chain(command.assignments.iter().map(|assignment| &assignment.value));
        words.for_each(|word| self.substitutions(word, found));
        command.redirects.iter().for_each(|redirect| self.redirect(redirect, found));
        let invocation = command.invocation();
        if let Some(script) = invocation.nested_script() {
            let before = self.workdir.clone();
            self.depth += 1;
            self.list(&script.list, found);
            self.depth -= 1;
            if invocation.argv.basename() != Some("eval") {
                self.workdir = before;
            }
            return;
        }
        if command.words.is_empty() {
            return;
        }
        if invocation.is_wrapped_by(Wrapper::Xargs) {
            return found.effect.add(Effect::unknown());
        }
        if invocation.argv.basename() == Some("cd") {
            self.workdir = match invocation.argv.args() {
                [directory] => self.path(directory),
                _ => None,
            };
            // It fails where there is no such directory.
            let sight =
                self.workdir.clone().map_or(Sight::Unknown, |path| Sight::Known(vec![path]));
            return found.effect.reads.add(sight);
        }
        let install =
            self.workdir.as_ref().and_then(|workdir| Install::of(&invocation, workdir, self.text));
        if let Some(install) = install {
            found.effect.add(install.effect());
            found.installs.push(Install { is_nested: self.depth > 0, ..install });
        } else {
            found.provisions.extend(Provision::of(&invocation));
            let path = |word: &Word| self.path(word);
            found.effect.add(commands::effect(&invocation, self.workdir.as_ref(), &path));
        }
    }

    fn path(&self, word: &Word) -> Option<ImagePath> {
        let text = (self.text)(word)?;
        if text.starts_with('~') {
            return None;
        }
        // Of a pattern, the directory in which it is looked for.
        let text = match text.find(['*', '?', '[']).filter(|_| word.glob) {
            Some(at) => text[..at]
                .rsplit_once('/')
                .map_or(".", |(directory, _)| if directory.is_empty() { "/" } else { directory }),
            None => &text,
        };
        match &self.workdir {
            Some(workdir) => Some(workdir.join(text)),
            None => text.starts_with('/').then(|| ImagePath::root().join(text)),
        }
    }
}

impl Install {
    /// An install reads and writes in its directory; caches and global folders lie elsewhere.
    fn effect(&self) -> Effect {
        let place = Sight::Known(vec![self.directory.clone()]);
        Effect { reads: place.clone(), writes: place }
    }
}
