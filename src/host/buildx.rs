//! Builds that happened, as `docker buildx history` remembers them.

use super::HostError;
use std::io;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What a builder remembers of a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildRecord {
    /// Its progress output, as raw JSON.
    pub log: String,
    /// Its provenance; a build that failed has none.
    pub provenance: Option<String>,
}

/// The record of the build called `reference`, the last one for `None`; `builder` knows it, or the current one.
///
/// # Errors
///
/// When there is no buildx or no such build, with buildx's own words.
pub fn build_record(
    reference: Option<&str>,
    builder: Option<&str>,
) -> Result<BuildRecord, HostError> {
    let name = reference.unwrap_or("latest");
    let failed = |reason: String| HostError::new("look up the build", Path::new(name), reason);
    if [reference, builder].into_iter().flatten().any(|word| word.starts_with('-')) {
        return Err(failed("a name does not begin with a dash".to_owned()));
    }
    let logs = call(&["logs", "--progress", "rawjson"], reference, builder).map_err(failed)?;
    if !logs.status.success() {
        return Err(failed(said(&logs)));
    }
    let attachment = ["inspect", "attachment", "--type", "provenance"];
    let provenance = call(&attachment, reference, builder).map_err(failed)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(BuildRecord {
        // Progress output goes to the second stream.
        log: text(&logs.stderr) + &text(&logs.stdout),
        provenance: provenance.status.success().then(|| text(&provenance.stdout)),
    })
}

fn call(words: &[&str], reference: Option<&str>, builder: Option<&str>) -> Result<Output, String> {
    let mut command = Command::new("docker");
    command.args(["buildx", "history"]).args(words).stdin(Stdio::null());
    if let Some(builder) = builder {
        command.args(["--builder", builder]);
    }
    // `default/default/REF` is how metadata files name it.
    command.args(reference.map(|name| name.rsplit('/').next().unwrap_or(name)));
    command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "docker is not installed, or not on the PATH".to_owned(),
        _ => super::plain(&error),
    })
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines: Vec<&str> = lines.collect();
    lines.join(" ").trim_start_matches("ERROR: ").to_owned()
}
