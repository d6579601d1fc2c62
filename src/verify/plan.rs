//! What is verified, and in which order.

use super::containers::{RunRequest, run_image};
use super::engine::{Built, EngineError};
use super::images::compare_images;
use super::since::Since;
use super::{Bench, Original, Trial, Workspace};
use crate::analysis::Build;
use crate::cache::Changes;
use crate::fix::Overlay;
use crate::proof::image::Volatile;
use crate::proof::run::{RunComparison, compare_runs};
use crate::proof::{FirstBuild, Gain, Predictions, Scenario, ScenarioOutcome, Verification};

/// What is to be verified.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The build as the files are.
    pub original: Build,
    /// The build as a fix would have it.
    pub fixed: Option<Rewrite>,
    /// The project as it was, where it is held against that.
    pub since: Option<Earlier>,
    /// Where the files stand.
    pub place: Original<'a>,
    /// The changes that are tried.
    pub scenarios: Vec<Scenario>,
    /// Whether images are needed, for more than what the cache keeps.
    pub needs_images: bool,
    /// How the images are run; `None` when they are not.
    pub run: Option<RunRequest>,
    /// Paths at which images may differ.
    pub volatile: Volatile,
    /// The tag under which the verified image stays.
    pub keep: Option<String>,
}

/// A build whose files were rewritten.
#[derive(Clone, Debug)]
pub struct Rewrite {
    /// The build with them.
    pub build: Build,
    /// The files of the context that are new, by their paths.
    pub overlay: Overlay,
}

/// The project as a commit has it.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// As the user named it.
    pub name: String,
    /// The build of then.
    pub before: Build,
    /// How the context of the present build differs from it.
    pub changes: Changes,
}

/// Builds, changes, builds again, and says what came of it.
///
/// # Errors
///
/// When the engine fails, the original does not build, or the user asks to stop.
pub fn carry_out(
    bench: Bench<'_>,
    plan: &Plan<'_>,
    found: &mut Verification,
) -> Result<(), EngineError> {
    let before = bench.engine.cache_size();
    let has_image = plan.needs_images || plan.fixed.is_some();
    let mut since = Since::of(plan);
    since.build_original(bench, plan)?;
    let mut original = trial(bench, "original", &plan.original, plan, false)?;
    let (built, outcome) = original.build(has_image)?;
    since.see_original(&original, &built)?;
    found.first_build = Some(first_build(&outcome, &built));
    found.first_steps = outcome.steps;
    let mut fixed = None;
    if let Some(rewrite) = &plan.fixed {
        since.build_fixed(bench, plan, rewrite)?;
        let trial = trial(bench, "fixed", &rewrite.build, plan, true)?;
        match trial.build(true) {
            Ok((of_fixed, _)) => {
                found.notes.extend(moved_bases(&built, &of_fixed));
                since.see_fixed(&trial, &of_fixed)?;
                fixed = Some(trial);
            }
            Err(EngineError::Build(said)) => found.broken = Some(said),
            Err(error) => return Err(error),
        }
    }
    if let Some(fixed) = &fixed {
        found.images = Some(compare_images(bench, &original, fixed, &plan.volatile)?);
    }
    if let Some(request) = &plan.run {
        found.run = Some(run_both(bench, request, &original, fixed.as_ref(), found)?);
    }
    since.tell(found);
    try_scenarios(&mut original, fixed.as_mut(), plan, found)?;
    if let Some(tag) = &plan.keep {
        let kept = fixed.as_ref().unwrap_or(&original);
        if found.passes() {
            kept.keep(tag)?;
        }
    }
    let after = bench.engine.cache_size();
    found.cache_growth = before.zip(after).map(|(before, after)| after.saturating_sub(before));
    Ok(())
}

/// Runs the image of the original and that of the rewritten file, one after the other.
fn run_both(
    bench: Bench<'_>,
    request: &RunRequest,
    original: &Trial<'_>,
    fixed: Option<&Trial<'_>>,
    found: &mut Verification,
) -> Result<RunComparison, EngineError> {
    let containers = bench.containers()?;
    let mut run = |trial: &Trial<'_>| {
        bench.log.show(&format!("running {}", trial.role()));
        let (image, label) = (trial.tag(), bench.run.label());
        // Of two containers that write one path both are kept.
        let copy_to = request.copy_to.join(trial.role());
        let ran = run_image(containers, &RunRequest { image, label, copy_to, ..request.clone() })?;
        if let Some(again) = &ran.restarted {
            let compared = compare_runs(ran.clone(), Some((**again).clone()));
            let differs = compared.differences.iter().filter(|it| !it.kind.is_hint());
            found.notes.extend(differs.map(|it| {
                let (kind, before, after) = (it.kind.name(), &it.before, &it.after);
                format!("{}: after a restart, {kind}: {before} → {after}", trial.role())
            }));
        }
        Ok::<_, EngineError>(ran)
    };
    let before = run(original)?;
    let after = fixed.map(&mut run).transpose()?;
    Ok(compare_runs(before, after))
}

pub(super) fn trial<'a>(
    bench: Bench<'a>,
    role: &'static str,
    build: &Build,
    plan: &Plan<'_>,
    is_rewritten: bool,
) -> Result<Trial<'a>, EngineError> {
    let workspace = Workspace::create(bench.run, role, build, plan.place, is_rewritten)?;
    Ok(Trial::new(bench, role, workspace, build.clone()))
}

pub(super) fn first_build(outcome: &ScenarioOutcome, built: &Built) -> FirstBuild {
    let ran = outcome.steps.iter().filter(|step| step.is_cached == Some(false)).count();
    FirstBuild { seconds: built.seconds, steps: outcome.steps.len(), ran }
}

/// A tag may lead elsewhere between two builds; then more differs than what the fix changes.
fn moved_bases(original: &Built, fixed: &Built) -> Option<String> {
    let moved = !original.bases.is_empty()
        && !fixed.bases.is_empty()
        && !fixed.bases.iter().any(|base| original.bases.contains(base));
    moved.then(|| "the two builds started from different versions of their base images".to_owned())
}

fn try_scenarios(
    original: &mut Trial<'_>,
    mut fixed: Option<&mut Trial<'_>>,
    plan: &Plan<'_>,
    found: &mut Verification,
) -> Result<(), EngineError> {
    if plan.scenarios.is_empty() {
        return Ok(());
    }
    let (mut of_original, mut of_fixed, mut gain) =
        (Predictions::default(), Predictions::default(), Vec::new());
    for scenario in &plan.scenarios {
        let before = original.scenario(scenario)?;
        if let Some(fixed) = &mut fixed {
            let after = fixed.scenario(scenario)?;
            gain.extend(Gain::of(&before, &after));
            of_fixed.scenarios.push(after);
        }
        of_original.scenarios.push(before);
    }
    found.predictions = Some(of_original);
    if fixed.is_some() {
        (found.fixed_predictions, found.gain) = (Some(of_fixed), Some(gain));
    }
    Ok(())
}
