//! Maven: goals that only resolve, and builds (`rule-union` 3.2).

use super::call::Call;
use super::manifests::resolve;
use super::{Early, Install, Installer, Manifests};
use crate::build::Context;
use crate::build::context::join;
use crate::diagnostic::Applicability;

/// Goals and phases that compile the project.
const PHASES: [&str; 7] =
    ["compile", "test", "package", "verify", "install", "deploy", "spring-boot:build-image"];

/// Reads a resolution or a build.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let operands = call.operands(&[
        "-f",
        "--file",
        "-s",
        "--settings",
        "-pl",
        "--projects",
        "-P",
        "-T",
        "-gs",
        "-l",
        "-D",
        "-rf",
    ]);
    let words: Vec<&str> = operands.iter().filter_map(|word| word.as_deref()).collect();
    let resolves = |word: &&str| {
        word.starts_with("dependency:")
            || word.contains(":maven-dependency-plugin")
            || word.contains("go-offline")
    };
    let early = match words.as_slice() {
        [] => return None,
        goals if goals.iter().all(|goal| resolves(goal) || *goal == "clean") => Early::Itself,
        goals if goals.iter().any(|goal| PHASES.contains(goal)) => Early::Nothing,
        _ => return None,
    };
    let has_own_place =
        call.argv.args().iter().any(|word| word.known_start().starts_with("-Dmaven.repo.local"));
    let asks_nothing = call.argv.has_flag("-o") || call.argv.has_flag("--offline");
    if call.has(&["--version", "-v", "--help"])
        || has_own_place
        || asks_nothing
        || call.argv.has_flag("-f")
    {
        return None;
    }
    let program =
        if call.argv.name().is_some_and(|name| name.starts_with("./")) { "./mvnw" } else { "mvn" };
    let goal = words.last().copied().unwrap_or_default();
    Some(Install {
        early,
        is_frozen: true,
        ..call.install(Installer::Maven, format!("{program} {goal}"))
    })
}

/// The project object models of all modules, and the wrapper.
pub(super) fn manifests(
    install: &Install,
    context: &Context,
    directory: &str,
) -> Option<Manifests> {
    let main = join(directory, "pom.xml");
    let mut manifests = Manifests::of(context, main.clone())?;
    let root = context.read_text(&main).unwrap_or_default();
    manifests.add_file(context, join(directory, "mvnw"));
    manifests.add_directory(context, join(directory, ".mvn"));
    manifests.outputs.push(join(directory, "target"));
    if install.early == Early::Nothing {
        return Some(manifests);
    }
    let mut open = vec![(directory.to_owned(), root)];
    let mut has_modules = false;
    while let Some((place, text)) = open.pop() {
        for module in elements(&text, "module") {
            has_modules = true;
            let Some(path) = resolve(&place, &module) else { continue };
            let pom = join(&path, "pom.xml");
            let text = context.read_text(&pom).unwrap_or_default();
            manifests.add_file(context, pom);
            open.push((path, text));
        }
        if elements(&text, "systemPath").iter().any(|path| path.contains("basedir")) {
            manifests.risk(
                Applicability::Display,
                format!("{main} takes jars from the project (systemPath)"),
            );
        }
    }
    if has_modules {
        // go-offline does not see siblings as built (MDEP-204).
        manifests.risk(
            Applicability::Display,
            "the project has modules that depend on each other, which cannot be resolved before they are built",
        );
    }
    manifests.risk(
        Applicability::Unsafe,
        "plugins and profiles of the project may look at its sources while it resolves",
    );
    Some(manifests)
}

/// The texts of all elements of a name.
fn elements(xml: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts = xml.split(open.as_str()).skip(1);
    parts.filter_map(|part| Some(part.split_once(close.as_str())?.0.trim().to_owned())).collect()
}
