//! Reading images from an engine, and holding two of them against each other.

use super::engine::{ContainerRequest, Containers, EngineError};
use super::plan::{first_build, trial};
use super::{Bench, Plan, Trial};
use crate::proof::image::{
    FileTree, Image, ImageComparison, ImageConfig, Layers, Volatile, compare,
};
use crate::proof::{Staleness, Verification};
use std::collections::BTreeSet;

/// Compares the images that two Dockerfiles made.
///
/// Where they differ, the original is built once more without the cache: what differs between its two builds as well is not
/// reproducible, and no fault of the rewrite.
///
/// # Errors
///
/// When the engine fails.
pub(super) fn compare_images(
    bench: Bench<'_>,
    original: &Trial<'_>,
    fixed: &Trial<'_>,
    volatile: &Volatile,
) -> Result<ImageComparison, EngineError> {
    let containers = bench.containers()?;
    bench.log.show("reading the images");
    let before = read(bench, containers, &original.tag(), volatile)?;
    let after = read(bench, containers, &fixed.tag(), volatile)?;
    let mut comparison = compare(&before, &after);
    if comparison.lasting().next().is_none() {
        return Ok(comparison);
    }
    let again = original.build_anew()?;
    let again = read(bench, containers, &again, volatile)?;
    comparison.forgive(&compare(&before, &again));
    name_steps(&mut comparison, containers, &original.tag())?;
    Ok(comparison)
}

fn name_steps(
    comparison: &mut ImageComparison,
    containers: &Containers,
    image: &str,
) -> Result<(), EngineError> {
    if !comparison.not_reproducible.is_empty() {
        let paths = comparison.not_reproducible.iter().map(|it| it.path.clone()).collect();
        comparison.name_steps(&layers(containers, image, &paths)?);
    }
    Ok(())
}

/// Which instructions made an image, and which of them wrote those paths.
fn layers(
    containers: &Containers,
    image: &str,
    paths: &BTreeSet<String>,
) -> Result<Layers, EngineError> {
    containers.save(image, |archive| {
        let paths = paths.iter().map(String::as_str);
        Layers::read(archive, paths).map_err(|error| error.to_string())
    })
}

/// Builds the tree and holds an image against it that was built before.
///
/// Where they differ, the tree is built once more without the cache: what differs between those two as well is not
/// reproducible, and says nothing about the image.
///
/// # Errors
///
/// When the engine fails, the tree does not build, or there is no such image.
pub fn check_image(
    bench: Bench<'_>,
    plan: &Plan<'_>,
    image: &str,
    found: &mut Verification,
) -> Result<(), EngineError> {
    let containers = bench.containers()?;
    if let Err(EngineError::Call { said, .. }) = containers.inspect_image(image) {
        return Err(EngineError::Other(format!("{image}: {said}; build it, or pull it first")));
    }
    let tree = trial(bench, "tree", &plan.original, plan, false)?;
    let (built, outcome) = tree.build(true)?;
    found.first_build = Some(first_build(&outcome, &built));
    found.first_steps = outcome.steps;
    bench.log.show("reading the images");
    let before = read(bench, containers, image, &plan.volatile)?;
    let after = read(bench, containers, &tree.tag(), &plan.volatile)?;
    let mut comparison = compare(&before, &after);
    if comparison.lasting().next().is_some() {
        let again = read(bench, containers, &tree.build_anew()?, &plan.volatile)?;
        comparison.forgive(&compare(&after, &again));
        name_steps(&mut comparison, containers, &tree.tag())?;
    }
    let paths = comparison.lasting().map(|it| it.path.clone()).collect();
    let old = layers(containers, image, &paths)?;
    let new = layers(containers, &tree.tag(), &paths)?;
    found.stale = Some(Staleness::of(image, comparison, &old, &new));
    Ok(())
}

/// Reads the files and the configuration of an image. A container is made for it, and never started.
fn read(
    bench: Bench<'_>,
    containers: &Containers,
    image: &str,
    volatile: &Volatile,
) -> Result<Image, EngineError> {
    let other = |error: String| EngineError::Other(format!("{image}: {error}"));
    let config = ImageConfig::read(&containers.inspect_image(image)?);
    let config = config.map_err(|error| other(error.to_string()))?;
    let label = bench.run.label();
    // An image without a command needs one before a container can be made of it.
    let command = vec!["/".to_owned()];
    let request = ContainerRequest { image, label: &label, command, ..ContainerRequest::default() };
    let container = containers.create(&request)?;
    let files = containers.export(&container, |archive| {
        FileTree::read(archive, volatile).map_err(|error| error.to_string())
    });
    containers.undisturbed().remove(&container)?;
    Ok(Image { config, files: files? })
}
