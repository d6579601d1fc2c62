//! `--record` and `--since-record`: what the last build read.

use super::{Compared, of, unforced};
use crate::analysis::Build;
use crate::build::{BuildArgs, Context};
use crate::cache::{Changes, RecordedTree};
use crate::cost::{Costs, Seconds, SecondsSource};
use crate::host;
use crate::ignore::IgnoreFile;
use crate::project::Place;
use crate::project::ProjectError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// What the file with the seconds of builds that happened ends in.
const RECORDED: &str = "seconds.json";
/// The same of builds that were made for it.
const MEASURED: &str = "measured.json";

/// What is kept of a build.
#[derive(Debug, Serialize, Deserialize)]
struct Fingerprint {
    version: u32,
    dockerfile: String,
    ignore_file: Option<String>,
    ignore_path: Option<String>,
    build_args: Vec<(String, String)>,
    platform: String,
    files: RecordedTree,
}

/// Remembers what a build reads now.
///
/// # Errors
///
/// When the cache folder cannot be written.
pub fn write(build: &Build, place: &Place) -> Result<(), ProjectError> {
    let vertices = build.vertices();
    let context = build.context.as_ref();
    let fingerprint = Fingerprint {
        version: 1,
        dockerfile: String::from_utf8_lossy(&build.dockerfile).into_owned(),
        ignore_file: context.map(|context| patterns(context.ignore_file())),
        ignore_path: context.and_then(Context::ignore_path).map(str::to_owned),
        build_args: build.args.values.clone(),
        platform: build.settings.platform.clone(),
        files: context.map(|it| RecordedTree::of(it, &vertices)).unwrap_or_default(),
    };
    let path = path(build, place)?;
    let text = serde_json::to_string(&fingerprint)?;
    host::write_fingerprint(&path, text.as_bytes())?;
    Ok(())
}

/// Remembers what steps took, by their instruction on one line; what was known of others stays.
///
/// # Errors
///
/// When the cache folder cannot be written.
pub fn write_seconds(
    build: &Build,
    place: &Place,
    seconds: BTreeMap<String, f64>,
) -> Result<(), ProjectError> {
    add_seconds(build, place, RECORDED, seconds)
}

/// Remembers what steps took in builds that were made for it.
///
/// # Errors
///
/// When the cache folder cannot be written.
pub fn write_measured(
    build: &Build,
    place: &Place,
    seconds: BTreeMap<String, f64>,
) -> Result<(), ProjectError> {
    add_seconds(build, place, MEASURED, seconds)
}

fn add_seconds(
    build: &Build,
    place: &Place,
    extension: &str,
    seconds: BTreeMap<String, f64>,
) -> Result<(), ProjectError> {
    let mut known = read_seconds(build, place, extension);
    known.extend(seconds);
    let path = path(build, place)?.with_extension(extension);
    Ok(host::write_fingerprint(&path, serde_json::to_string(&known)?.as_bytes())?)
}

/// Adds what steps took in builds that were recorded, and in those that were made for it.
pub fn add_costs(costs: &mut Costs, build: &Build, place: &Place) {
    for (extension, source) in
        [(RECORDED, SecondsSource::Recorded), (MEASURED, SecondsSource::Measured)]
    {
        for (instruction, value) in read_seconds(build, place, extension) {
            costs.learn(&instruction, Seconds { value, source });
        }
    }
}

fn read_seconds(build: &Build, place: &Place, extension: &str) -> BTreeMap<String, f64> {
    let path = path(build, place).map(|path| path.with_extension(extension));
    let bytes = path.ok().filter(|path| host::exists(path)).and_then(|path| host::read(&path).ok());
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// Whether a build was recorded of that Dockerfile and target.
pub fn exists(build: &Build, place: &Place) -> bool {
    path(build, place).is_ok_and(|path| host::exists(&path))
}

fn path(build: &Build, place: &Place) -> Result<PathBuf, ProjectError> {
    Ok(host::fingerprint_path(&place.dockerfile, build.args.target.as_deref())?)
}

/// The patterns of an ignore file, one a line.
fn patterns(file: &IgnoreFile) -> String {
    file.patterns().iter().map(|pattern| format!("{}\n", pattern.text())).collect()
}

/// The build that was remembered against the one now.
///
/// # Errors
///
/// When nothing was recorded, or what was cannot be read.
pub fn compared(after: Build, place: &Place) -> Result<Compared, ProjectError> {
    let path = path(&after, place)?;
    if !host::exists(&path) {
        return Err(ProjectError(format!(
            "--since-record: nothing was recorded for {}; call simulate --record after a build",
            host::shown(&place.dockerfile)
        )));
    }
    let bytes = host::read(&path)?;
    let fingerprint: Fingerprint = serde_json::from_slice(&bytes)
        .map_err(|error| ProjectError(format!("cannot use {}: {error}", host::shown(&path))))?;
    let context = after.context.as_ref().map(|_| {
        let ignore = IgnoreFile::parse(fingerprint.ignore_file.as_deref().unwrap_or_default());
        Context::new(Arc::new(fingerprint.files), ignore, fingerprint.ignore_path)
    });
    let changes = match (&context, &after.context) {
        (Some(old), Some(new)) => Changes::between(old, new),
        _ => Changes::default(),
    };
    let args = BuildArgs { values: fingerprint.build_args, ..after.args.clone() };
    let dockerfile = fingerprint.dockerfile.into_bytes();
    let before = Build { dockerfile, context, args, ..after.clone() };
    Ok(of(unforced(before), after, changes, place))
}
