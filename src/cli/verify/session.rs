//! One verification from its plan to its end, whoever asked for it.

use crate::cli::Failure;
use crate::config::PathPattern;
use crate::host;
use crate::project::Place;
use crate::proof::Verification;
use crate::proof::image::Volatile;
use crate::verify::engine::{Engine, EngineError};
use crate::verify::{Bench, EngineLog, Original, Plan, carry_out, check_image, ledger};
use std::path::{Path, PathBuf};

/// What verifications are carried out with.
pub(super) struct Session<'a> {
    pub(super) engine: &'a dyn Engine,
    /// Where the engine's words go; the user's cache folder where nothing is named.
    pub(super) log_file: Option<&'a Path>,
    pub(super) is_quiet: bool,
    /// Flags that go to the engine as they are.
    pub(super) flags: Vec<String>,
}

/// What is done between the beginning of a run and the removal of what it made.
type Work<'w> = &'w dyn Fn(Bench<'_>, &mut Verification) -> Result<(), EngineError>;

impl Session<'_> {
    /// Carries the plan out, and removes what it made, however it ends.
    pub(super) fn carry_out(
        &self,
        plan: &Plan<'_>,
        place: &Place,
    ) -> Result<Verification, Failure> {
        self.perform(plan, place, &|bench, found| carry_out(bench, plan, found))
    }

    /// The same for holding an image against the tree.
    pub(super) fn check_image(
        &self,
        plan: &Plan<'_>,
        place: &Place,
        image: &str,
    ) -> Result<Verification, Failure> {
        self.perform(plan, place, &|bench, found| check_image(bench, plan, image, found))
    }

    fn perform(
        &self,
        plan: &Plan<'_>,
        place: &Place,
        work: Work<'_>,
    ) -> Result<Verification, Failure> {
        let mut found = Verification {
            dockerfile: host::shown(&place.dockerfile),
            context: place.context.as_ref().map(|(_, shown)| shown.clone()),
            engine: self.engine.facts().clone(),
            ..Verification::default()
        };
        match self.work(plan, place, work, &mut found) {
            Ok(()) => Ok(found),
            Err(error) => {
                let left = found.left_behind.iter().map(|left| format!("\nleft behind: {left}"));
                let log = format!("\nwhat the engine said is in {}", found.log);
                Err(Failure(error.to_string() + &log + &left.collect::<String>()))
            }
        }
    }

    fn work(
        &self,
        plan: &Plan<'_>,
        place: &Place,
        work: Work<'_>,
        found: &mut Verification,
    ) -> Result<(), EngineError> {
        let engine = self.engine;
        let run = ledger::Run::begin()?;
        let log = EngineLog::create(&self.log_path(plan, place)?, self.is_quiet)?;
        found.log = host::shown(log.path());
        let bench = Bench { engine, run: &run, log: &log, flags: &self.flags };
        let outcome = work(bench, found);
        log.show("removing what was made");
        let containers = engine.containers();
        found.left_behind =
            containers.map(|it| ledger::remove_of(it, run.id())).unwrap_or_default();
        outcome
    }

    fn log_path(&self, plan: &Plan<'_>, place: &Place) -> Result<PathBuf, EngineError> {
        if let Some(path) = self.log_file {
            return Ok(path.to_owned());
        }
        let target = plan.original.args.target.as_deref();
        let path = host::fingerprint_path(&place.dockerfile, target);
        let path = path.map_err(|error| EngineError::Other(error.to_string()))?;
        Ok(path.with_extension("verify.log"))
    }
}

/// Where a plan finds the files of a project.
pub(super) fn original(place: &Place) -> Original<'_> {
    Original {
        folder: place.context.as_ref().map(|(folder, _)| folder.as_path()),
        dockerfile: &place.dockerfile,
    }
}

/// The paths at which images may differ: those that are built in, and those of the configuration.
pub(super) fn volatile(place: &Place) -> Result<Volatile, Failure> {
    let config = host::config_for(&place.dockerfile)?.config;
    Ok(Volatile::with_patterns(config.verify.volatile.iter().map(PathPattern::as_str)))
}
