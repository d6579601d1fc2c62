//! `composer install` (`rule-union` 3.2).

use super::call::Call;
use super::{Early, EarlyCommand, Install, Installer, Manifests};
use crate::build::Context;
use crate::build::context::join;
use crate::diagnostic::Applicability;
use crate::shell::Argv;
use serde_json::Value;

const VALUED: [&str; 6] = [
    "-d",
    "--working-dir",
    "--prefer-install",
    "--ignore-platform-req",
    "--apcu-autoloader-prefix",
    "-c",
];

/// Plugins that change the project when packages are installed.
const PLUGINS: [&str; 6] = [
    "symfony/flex",
    "composer/installers",
    "cweagens/composer-patches",
    "drupal/core-composer-scaffold",
    "wikimedia/composer-merge-plugin",
    "oomphinc/composer-installers-extender",
];

/// Reads an install.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    if call.argv.basename() == Some("php") {
        // `php composer.phar install`
        let argv = Argv::new(call.argv.words().get(1..)?);
        return if argv.runs(&["composer.phar", "composer"]) {
            install(&Call { argv, ..*call })
        } else {
            None
        };
    }
    let operands = call.operands(&VALUED);
    let [Some(verb)] = operands.as_slice() else { return None };
    if !matches!(verb.as_str(), "install" | "i") || call.is_question() {
        return None;
    }
    // Scripts and the autoloader look at the sources; the packages do not.
    let early = match (call.has(&["--no-scripts"]), call.has(&["--no-autoloader"])) {
        (true, true) => Early::Itself,
        (true, false) => Early::Command(EarlyCommand::WithFlags("--no-autoloader")),
        (false, true) => Early::Command(EarlyCommand::WithFlags("--no-scripts")),
        (false, false) => Early::Command(EarlyCommand::WithFlags("--no-scripts --no-autoloader")),
    };
    Some(Install {
        directory: call.directory(&["-d", "--working-dir"])?,
        is_frozen: true,
        early,
        ..call.install(Installer::Composer, "composer install")
    })
}

/// What an install reads.
pub(super) fn manifests(
    install: &Install,
    context: &Context,
    directory: &str,
) -> Option<Manifests> {
    let main = join(directory, "composer.json");
    let mut manifests = Manifests::of(context, main.clone())?;
    manifests.add_files(context, directory, &["composer.lock", "symfony.lock", "auth.json"]);
    let text = context.read_text(&main).unwrap_or_default();
    let Ok(project) = serde_json::from_str::<Value>(&text) else {
        manifests.risk(Applicability::Display, format!("{main} cannot be read"));
        return Some(manifests);
    };
    let vendor = project.pointer("/config/vendor-dir").and_then(Value::as_str).unwrap_or("vendor");
    manifests.outputs.push(join(directory, vendor));
    let repositories = match &project["repositories"] {
        Value::Array(list) => list.iter().collect::<Vec<_>>(),
        Value::Object(map) => map.values().collect(),
        _ => Vec::new(),
    };
    for repository in repositories {
        let kind = repository["type"].as_str().unwrap_or_default();
        if let ("path" | "artifact", Some(url)) = (kind, repository["url"].as_str()) {
            local_repository(&mut manifests, context, directory, url);
        }
    }
    for section in ["require", "require-dev"] {
        let names = project[section].as_object().into_iter().flatten();
        for (name, _) in names.filter(|(name, _)| PLUGINS.contains(&name.as_str())) {
            let reason = format!("the plugin {name} changes files of the project when it installs");
            manifests.risk(Applicability::Unsafe, reason);
        }
    }
    let patches =
        project.pointer("/extra/patches").and_then(Value::as_object).into_iter().flatten();
    let patches = patches.filter_map(|(_, list)| list.as_object()).flatten();
    for file in patches.filter_map(|(_, file)| file.as_str()) {
        manifests.add_file(context, join(directory, file));
    }
    if install.early == Early::Itself {
        return Some(manifests);
    }
    if !context.has_file(&join(directory, "composer.lock")) {
        manifests.risk(
            Applicability::Unsafe,
            "there is no composer.lock, so both runs choose versions by themselves",
        );
    }
    Some(manifests)
}

fn local_repository(manifests: &mut Manifests, context: &Context, directory: &str, url: &str) {
    if url.contains(['*', '?', '{']) {
        let parent = url.split(['*', '?', '{']).next().unwrap_or_default().trim_end_matches('/');
        return manifests.local(context, directory, "a repository of composer.json", parent);
    }
    manifests.local(context, directory, "a repository of composer.json", url);
}
