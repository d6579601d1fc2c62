//! An image that has an application and nothing that starts it.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::File(check);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(stage) = subject.graph.target() else { return };
    if !holds_application(stage, subject) || is_meant_to_be_used(stage, subject.path) {
        return;
    }
    let has = |keyword| start::command(subject.graph, stage, keyword).is_some();
    if has(Keyword::Cmd) || has(Keyword::Entrypoint) || has(Keyword::Onbuild) {
        return;
    }
    // Most images bring a command. Only where we know that it is a shell or a prompt is one missing.
    let Some(base) = start::base_image(subject.graph, stage) else { return };
    if base.supplies_command() {
        return;
    }
    let message = format!(
        "the image has neither CMD nor ENTRYPOINT: a container of it runs what {} would, which is no application",
        stage.image.as_deref().unwrap_or("its base")
    );
    findings
        .add(stage.from.instruction.head_range(), message)
        .maybe_fix(proposal(stage, subject))
        .about(Topic::StartCommand, 0);
}

/// Whether the stage gets files of the project, or of a stage that was built from them.
fn holds_application(stage: &Stage<'_>, subject: &Subject<'_>) -> bool {
    subject.graph.lineage(stage).any(|ancestor| {
        ancestor.steps.iter().any(|step| matches!(step.instruction.keyword(), Keyword::Copy | Keyword::Add))
            && subject.graph.copies(ancestor).any(|(_, copy)| brings_files(&copy))
    })
}

/// Whether a COPY brings more than a configuration file or a download.
fn brings_files(copy: &CopyStep<'_>) -> bool {
    let system = ["/etc", "/usr/bin", "/usr/local/bin", "/usr/share", "/tmp", "/root"];
    let destination = copy.destination.as_ref().and_then(ImagePath::absolute);
    if destination.is_some_and(|path| system.iter().any(|place| path == *place || path.starts_with(&format!("{place}/")))) {
        return false;
    }
    copy.sources.iter().any(|source| matches!(source.target, SourceTarget::Path(_) | SourceTarget::Pattern(_)))
}

/// Images that others build upon, work in, or take files from: they need no command.
fn is_meant_to_be_used(stage: &Stage<'_>, path: &str) -> bool {
    let name = stage.name.as_deref().unwrap_or_default();
    let is_tool = |text: &str| {
        ["base", "build", "dev", "test", "lint", "ci", "artifact", "export", "deps", "tool", "sdk"]
            .iter()
            .any(|part| text.split(['-', '_', '.', '/']).any(|word| word == *part || word == format!("{part}er")))
    };
    let path = path.to_lowercase();
    let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
    let is_container_dev = path.contains(".devcontainer");
    let last_folder = directory.rsplit('/').next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default().replace("dockerfile", "");
    is_tool(name) || is_container_dev || is_tool(&file) || matches!(last_folder, "ci" | ".ci" | "build" | "dev")
}

/// The command that the project itself names.
fn proposal(stage: &Stage<'_>, subject: &Subject<'_>) -> Option<Fix> {
    let context = subject.context?;
    let workdir = stage.steps.last()?.workdir.clone()?;
    let (directory, source) = match start::package_json(subject.graph, stage, context, &workdir) {
        Some((directory, package)) => (directory.clone(), start_of_package(&package, context, &directory)),
        None => (start::copied_from(subject.graph, stage, context, &workdir)?, None),
    };
    let (command, from) = match source {
        Some(found) => found,
        None => {
            let procfile = Procfile::read(context, &join(&directory, "Procfile"))?;
            (format!("CMD {}", procfile.command("web")?), "the Procfile")
        }
    };
    let text = subject.file.text();
    let newline = subject.file.newline();
    let last = stage.steps.last()?.instruction.range().end as usize;
    let edit = Edit::insert(last, format!("{newline}{command}"));
    debug_assert!(text.is_char_boundary(last));
    Some(Fix::safe(format!("Add {command}"), vec![edit]).at_most(Applicability::Unsafe, format!("it is taken from {from}")))
}

/// `npm start`, or what its script runs if that is one plain command.
fn start_of_package(package: &PackageJson, context: &Context, directory: &str) -> Option<(String, &'static str)> {
    let from = "the start script of package.json";
    let Some(script) = package.scripts.get("start") else {
        let has_server = context.has_file(&join(directory, "server.js"));
        return has_server.then(|| ("CMD [\"node\", \"server.js\"]".to_owned(), "npm's default, node server.js"));
    };
    let words: Vec<&str> = script.split_whitespace().collect();
    let is_plain = words.first() == Some(&"node") && !script.contains(['$', '&', '|', ';', '<', '>', '"', '\'', '*', '`', '\\']);
    let words = if is_plain { words } else { vec!["npm", "start"] };
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    Some((format!("CMD [{}]", quoted.join(", ")), from))
}
