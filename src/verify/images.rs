//! Reading images from an engine, and holding two of them against each other.

use super::engine::{ContainerRequest, Containers, EngineError};
use super::{Bench, Trial};
use crate::proof::image::{
    FileTree, Image, ImageComparison, ImageConfig, Layers, Volatile, compare,
};

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
    if !comparison.not_reproducible.is_empty() {
        let paths: Vec<String> =
            comparison.not_reproducible.iter().map(|it| it.path.clone()).collect();
        let layers = containers.save(&original.tag(), |archive| {
            let paths = paths.iter().map(String::as_str);
            Layers::read(archive, paths).map_err(|error| error.to_string())
        })?;
        comparison.name_steps(&layers);
    }
    Ok(comparison)
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
