//! `dockwright config`: which configuration counts, and whether it is right.

use super::args::ConfigArgs;
use super::{CLEAN, Failure, output};
use crate::host;
use crate::project::{Overrides, SettingsCache};
use std::path::Path;

/// Runs the command.
pub(super) fn run(args: &ConfigArgs) -> Result<u8, Failure> {
    let is_config = args.path.extension().is_some_and(|extension| extension == "toml");
    let inside = if host::is_directory(&args.path) {
        args.path.join("Dockerfile")
    } else {
        args.path.clone()
    };
    let config = is_config.then(|| args.path.clone());
    let overrides = Overrides { config, ..Overrides::default() };
    let settings = SettingsCache::default().get(&overrides, &inside)?;
    let found = if is_config { Some(args.path.clone()) } else { host::config_for(&inside)?.path };
    let mut text = match &found {
        Some(path) => format!("configuration: {}\n", host::shown(path)),
        None => "configuration: none, the defaults count\n".to_owned(),
    };
    let fails_from = settings.fails_from.map_or("never", |severity| severity.name());
    text += &format!("fails from: {fails_from}\n\nrules:\n");
    for enabled in settings.rules_for(Path::new(&inside)) {
        text += &format!("  {:7}  {}\n", enabled.severity.name(), enabled.rule.id);
    }
    output::print(text.as_bytes(), None)?;
    Ok(CLEAN)
}
