//! Orders of the file in which fewer steps stand behind what changed.

use super::super::reason::{Reason, Why};
use super::super::{Happened, RootCause};
use super::Advice;
use crate::build::order::SourcesFirst;
use crate::build::provision::ProvisionKind;
use crate::build::reorder::{self, Spot};
use crate::build::{Stage, Step};
use crate::diagnostic::Fix;
use crate::shell::mentions_any;
use crate::syntax::{Instruction, Keyword};

pub(super) fn moves(happened: &Happened<'_>, root: &RootCause, why: &Why) -> Vec<Advice> {
    let vertex_step = &happened.vertices.steps[root.step];
    let stage = &happened.graph.stages[vertex_step.stage];
    let own = |step: &&Step<'_>| step.instruction.range() == vertex_step.range;
    let Some(step) = stage.steps.iter().find(own) else { return Vec::new() };
    let place = Place { happened, root, why, stage, step };
    match (vertex_step.keyword, why.reason) {
        (Keyword::Copy | Keyword::Add, Reason::Content | Reason::Unclear) => place.of_sources(),
        (Keyword::Run, Reason::Definition) => place.of_variables(),
        _ => Vec::new(),
    }
}

struct Place<'p> {
    happened: &'p Happened<'p>,
    root: &'p RootCause,
    why: &'p Why,
    stage: &'p Stage<'p>,
    step: &'p Step<'p>,
}

impl Place<'_> {
    /// Installs behind the sources that do not need them.
    fn of_sources(&self) -> Vec<Advice> {
        let Happened { graph, context, .. } = *self.happened;
        let installs = SourcesFirst::all(graph, self.stage, context);
        let installs = installs.iter().filter(|found| found.copy_step.index == self.step.index);
        let installs = installs.filter(|found| !self.reads_what_changed(found)).map(|found| {
            let keeps = self.victims_up_to(found.run_step);
            let fix = found.fixes().into_iter().next();
            let text = fix.as_ref().map_or_else(String::new, |fix| fix.title.clone());
            Advice { fix, ..Advice::new(text, keeps) }
        });
        let mut all: Vec<Advice> = installs.filter(|advice| !advice.text.is_empty()).collect();
        for kind in [ProvisionKind::SystemPackages, ProvisionKind::Tool] {
            let Some(late) = reorder::late(graph, self.stage, kind, context) else { continue };
            if late.copy_step.index != self.step.index {
                continue;
            }
            let mut moved = late.companions.clone();
            moved.push(late.run_step);
            let keeps = self.victims_among(&moved);
            let title = format!(
                "Run {} before {}",
                late.provision.title,
                self.step.instruction.keyword_text()
            );
            let moved: Vec<Instruction<'_>> = moved.iter().map(|step| step.instruction).collect();
            let edits =
                reorder::move_instructions(&moved, Spot::Before(late.copy_step.instruction));
            let fix =
                late.limits.into_iter().fold(Fix::safe(title.clone(), edits), |fix, limit| {
                    fix.at_most(limit.applicability, limit.reason)
                });
            all.push(Advice { fix: Some(fix), ..Advice::new(title, keeps) });
        }
        all
    }

    /// Whether the install needs something of what differs: then it had to run.
    fn reads_what_changed(&self, found: &SourcesFirst<'_, '_>) -> bool {
        let Some(manifests) = &found.manifests else { return false };
        self.why.paths.iter().any(|change| {
            let is_in = |directory: &String| {
                change
                    .path
                    .strip_prefix(directory.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
            };
            manifests.files.contains(&change.path) || manifests.directories.iter().any(is_in)
        })
    }

    /// Variables that are in the key of a RUN which does not use them.
    fn of_variables(&self) -> Vec<Advice> {
        let Happened { graph, context, .. } = *self.happened;
        let is_set = |step: &&Step<'_>| {
            matches!(step.instruction.keyword(), Keyword::Arg | Keyword::Env)
                && step.index < self.step.index
        };
        let mut all = Vec::new();
        for step in self.stage.steps.iter().filter(is_set) {
            let Some(name) = step.instruction.pairs().next().map(|pair| pair.key()) else {
                continue;
            };
            // Where the cause is known it names the variable; else only what every build may change is worth a word.
            let is_meant = match self.why.possible.is_empty() {
                true => mentions_any(&self.why.detail, &[name]),
                false => step.instruction.keyword() == Keyword::Arg,
            };
            let descent =
                is_meant.then(|| reorder::descent(graph, self.stage, step, context)).flatten();
            let Some(descent) = descent else { continue };
            if !descent.passed.iter().any(|run| run.index == self.step.index) {
                continue;
            }
            let verb = if step.instruction.keyword() == Keyword::Arg { "Declare" } else { "Set" };
            let text = format!("{verb} {name} below {}", last_brief(&descent.passed));
            let moved: Vec<Instruction<'_>> =
                descent.moved.iter().map(|step| step.instruction).collect();
            let edits = reorder::move_instructions(&moved, descent.spot);
            let fix =
                descent.limits.into_iter().fold(Fix::safe(text.clone(), edits), |fix, limit| {
                    fix.at_most(limit.applicability, limit.reason)
                });
            let keeps = self.victims_among(&descent.passed);
            all.push(Advice { fix: Some(fix), ..Advice::new(text, keeps) });
        }
        all
    }

    /// The victims in this stage from the root to `last`.
    fn victims_up_to(&self, last: &Step<'_>) -> Vec<usize> {
        let between = &self.stage.steps[self.step.index + 1..=last.index];
        self.victims_among(&between.iter().collect::<Vec<_>>())
    }

    fn victims_among(&self, steps: &[&Step<'_>]) -> Vec<usize> {
        let all = std::iter::once(self.root.step).chain(self.root.victims.iter().copied());
        let is_among = |index: &usize| {
            let range = self.happened.vertices.steps[*index].range;
            steps.iter().any(|step| step.instruction.range() == range)
        };
        all.filter(is_among).collect()
    }
}

fn last_brief(steps: &[&Step<'_>]) -> String {
    steps.last().map(|step| step.instruction.brief()).unwrap_or_default()
}
