//! One Dockerfile in a copy of its project: built, changed, built again.

use super::engine::{BuildRequest, Built, Containers, Engine, EngineError, ImageName};
use super::ledger::Run;
use super::{EngineLog, Undo, Workspace};
use crate::analysis::{self, Build};
use crate::build::{BuildGraph, ChangedTree, PathEdit};
use crate::cache::{Changes, PathChange, Simulation};
use crate::proof::{self, Edit, Observed, Scenario, ScenarioOutcome};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What every build of a verification has in common.
#[derive(Clone, Copy)]
pub struct Bench<'a> {
    /// Builds.
    pub engine: &'a dyn Engine,
    /// The run that all belongs to.
    pub run: &'a Run,
    /// Keeps what the engine says.
    pub log: &'a EngineLog,
    /// Flags that are handed on to it: named contexts, secrets.
    pub flags: &'a [String],
}

impl<'a> Bench<'a> {
    /// What runs and inspects images.
    ///
    /// # Errors
    ///
    /// When the engine only builds.
    pub fn containers(&self) -> Result<&'a Containers, EngineError> {
        self.engine.containers().ok_or_else(|| {
            let why = "this builder has no engine beside it that could run its images";
            EngineError::Other(format!("{why}: start one, or leave out --fix, --against and --run"))
        })
    }
}

/// A Dockerfile on trial.
pub struct Trial<'a> {
    bench: Bench<'a>,
    /// As reports call it: `original`, `fixed`.
    role: &'static str,
    workspace: Workspace,
    /// The arguments and settings that it is built with.
    like: Build,
}

impl<'a> Trial<'a> {
    /// Puts a build on trial that was copied to `workspace`.
    pub fn new(bench: Bench<'a>, role: &'static str, workspace: Workspace, like: Build) -> Self {
        Self { bench, role, workspace, like }
    }

    /// As reports call it.
    pub fn role(&self) -> &'static str {
        self.role
    }

    /// The build as the files of the user are.
    pub(super) fn like(&self) -> &Build {
        &self.like
    }

    /// Holds a prediction against a build of the copy as it is.
    ///
    /// # Errors
    ///
    /// When the Dockerfile cannot be read.
    pub(super) fn held_against(
        &self,
        predicted: &Simulation,
        built: &Built,
    ) -> Result<ScenarioOutcome, EngineError> {
        Ok(observed(&self.workspace.build(&self.like)?, predicted, built, false))
    }

    /// The tag of its image.
    pub fn tag(&self) -> String {
        self.bench.run.tag(self.role)
    }

    /// Builds it as it is, with an image where `has_image`; how each step went, too.
    ///
    /// # Errors
    ///
    /// When a step fails, or the engine does.
    pub fn build(&self, has_image: bool) -> Result<(Built, ScenarioOutcome), EngineError> {
        let now = self.workspace.build(&self.like)?;
        let (tag, label) = (self.tag(), self.bench.run.label());
        let image = has_image.then_some(ImageName { tag: &tag, label: Some(&label) });
        let built = self.run(&now, "", image, false)?;
        let predicted = analysis::simulate(&now, &now, &Changes::default());
        let outcome = observed(&now, &predicted, &built, false);
        Ok((built, outcome))
    }

    /// Builds it once more, all steps again, under another tag: the tag.
    ///
    /// # Errors
    ///
    /// As [`Trial::build`].
    pub fn build_anew(&self) -> Result<String, EngineError> {
        let now = self.workspace.build(&self.like)?;
        let (tag, label) = (self.bench.run.tag("again"), self.bench.run.label());
        let image = Some(ImageName { tag: &tag, label: Some(&label) });
        self.run(&now, " again, without the cache", image, true)?;
        Ok(tag)
    }

    /// Builds it once more for the user to keep, without any label of ours.
    ///
    /// # Errors
    ///
    /// As [`Trial::build`].
    pub fn keep(&self, tag: &str) -> Result<(), EngineError> {
        let now = self.workspace.build(&self.like)?;
        self.run(&now, " to keep", Some(ImageName { tag, label: None }), false).map(drop)
    }

    /// Predicts what a change runs again, makes it, builds, compares, and takes it back.
    ///
    /// # Errors
    ///
    /// When the engine fails; that the changed project does not build is told in the outcome.
    pub fn scenario(&mut self, scenario: &Scenario) -> Result<ScenarioOutcome, EngineError> {
        let before = self.workspace.build(&self.like)?;
        let (after, changes) = match &scenario.edit {
            Edit::Path(path, edit) => edited(&before, path, *edit),
            Edit::Argument(name) => {
                let mut after = before.clone();
                after.args.values.retain(|(known, _)| known != name);
                let value = format!("dockwright-{}", self.bench.run.id());
                after.args.values.push((name.clone(), value));
                (after, Changes::default())
            }
        };
        // What is predicted is read before the disk changes under it.
        let predicted = analysis::simulate(&before, &after, &changes);
        let undo = match &scenario.edit {
            Edit::Path(path, edit) => Some(self.workspace.edit(path, *edit)?),
            Edit::Argument(_) => None,
        };
        let now = Build { args: after.args, ..self.workspace.build(&self.like)? };
        let built = self.run(&now, &format!(", {} changed", scenario.name), None, false);
        let is_new = scenario.edit.is_unheard_of();
        let outcome = built.map(|built| observed(&now, &predicted, &built, is_new));
        undo.map_or(Ok(()), Undo::take_back)?;
        named(outcome, scenario)
    }

    fn run(
        &self,
        now: &Build,
        title: &str,
        image: Option<ImageName<'_>>,
        no_cache: bool,
    ) -> Result<Built, EngineError> {
        let request = BuildRequest {
            title: format!("{}{title}", self.role),
            folder: self.workspace.folder.clone(),
            dockerfile: self.workspace.dockerfile.clone(),
            target: now.args.target.as_deref(),
            build_args: now
                .args
                .values
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect(),
            flags: self.bench.flags.to_vec(),
            no_cache,
            image,
        };
        let log = self.bench.log;
        log.begin(&request.title);
        let built = self.bench.engine.build(&request, &mut |line| log.write(line))?;
        log.end(&built);
        Ok(built)
    }
}

fn observed(
    now: &Build,
    predicted: &Simulation,
    built: &Built,
    is_unheard_of: bool,
) -> ScenarioOutcome {
    let file = now.file();
    let graph = BuildGraph::new(&file, &now.args);
    let vertices = now.vertices();
    let observed = Observed {
        text: file.text(),
        graph: &graph,
        vertices: &vertices,
        log: &built.log,
        provenance: &built.provenance,
    };
    let steps = proof::compare(predicted, observed, is_unheard_of);
    ScenarioOutcome { steps, seconds: built.seconds, ..ScenarioOutcome::default() }
}

/// The build after a path changed, and what differs.
fn edited(before: &Build, path: &str, edit: PathEdit) -> (Build, Changes) {
    let Some(context) = &before.context else { return (before.clone(), Changes::default()) };
    let edits = BTreeMap::from([(path.to_owned(), edit)]);
    let tree = Arc::new(ChangedTree::new(context.shared_tree(), edits));
    let changes = Changes::new([PathChange::of_edit(path, edit)], context.tree(), &*tree);
    (Build { context: Some(context.with_tree(tree)), ..before.clone() }, changes)
}

/// An outcome under the name of its scenario; a build that failed is one, too.
fn named(
    outcome: Result<ScenarioOutcome, EngineError>,
    scenario: &Scenario,
) -> Result<ScenarioOutcome, EngineError> {
    let outcome = match outcome {
        Err(EngineError::Build(said)) => {
            ScenarioOutcome { failed: Some(said), ..ScenarioOutcome::default() }
        }
        other => other?,
    };
    Ok(ScenarioOutcome { name: scenario.name.clone(), kind: scenario.kind, ..outcome })
}
