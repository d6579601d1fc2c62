//! An image that has an application and nothing that starts it.

use crate::lint::prelude::*;

mod proposal;

/// The check.
pub(super) const CHECK: Check = Check::File(check);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(stage) = subject.graph.target() else { return };
    if is_meant_to_be_used(stage, subject.path)
        || is_windows(stage, subject)
        || !holds_application(stage, subject)
    {
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
        .maybe_fix(proposal::fix(stage, subject))
        .about(Topic::StartCommand, 0);
}

/// Whether the stage gets an application: sources for an interpreter that the base brings, or what another stage built.
fn holds_application(stage: &Stage<'_>, subject: &Subject<'_>) -> bool {
    let language = start::base_image(subject.graph, stage).and_then(|base| base.language);
    let is_interpreted = language.is_some_and(|language| INTERPRETED.contains(&language));
    let mut lineage = subject.graph.lineage(stage);
    if lineage.any(|ancestor| subject.graph.copies(ancestor).any(|(_, copy)| is_workplace(&copy))) {
        return false;
    }
    subject.graph.lineage(stage).any(|ancestor| {
        // A port that is exposed is waited at by something.
        let is_exposed = ancestor.last_of(Keyword::Expose).is_some();
        subject.graph.copies(ancestor).any(|(step, copy)| match copy.from {
            CopyFrom::Context => is_exposed || is_interpreted && brings_sources(&copy, subject.context),
            CopyFrom::Stage(_) => brings_built_files(&copy) && is_left_alone(ancestor, step),
            CopyFrom::Other(_) => false,
        })
    })
}

/// Whether what a COPY has brought is only given its owner and mode afterwards: a tool is installed, a test looks at it.
fn is_left_alone(stage: &Stage<'_>, copy: &Step<'_>) -> bool {
    const CARE: [&str; 13] = [
        "addgroup", "adduser", "chgrp", "chmod", "chown", "groupadd", "ln", "mkdir", "rm", "set", "true", "useradd", "usermod",
    ];
    stage.steps[copy.index + 1..].iter().filter(|step| step.instruction.keyword() == Keyword::Run).all(|step| {
        step.script().invocations().all(|invocation| invocation.runs(&CARE))
    })
}

/// Whether somebody's settings of shell and editor are copied: people work in such an image.
fn is_workplace(copy: &CopyStep<'_>) -> bool {
    const SETTINGS: [&str; 5] = ["bashrc", "gitconfig", "tmux.conf", "vimrc", "zshrc"];
    copy.sources.iter().any(|source| SETTINGS.iter().any(|name| source.word.text().contains(name)))
}

/// Languages whose sources are what runs. An image of a compiler with sources in it is mostly made to build or to test.
const INTERPRETED: [Language; 6] = [
    Language::Elixir,
    Language::JavaScript,
    Language::Perl,
    Language::Php,
    Language::Python,
    Language::Ruby,
];

/// Names that folders of sources bear.
const SOURCE_FOLDERS: [&str; 6] = ["api", "app", "backend", "server", "src", "web"];

/// Whether a COPY from the context brings a whole folder, and not just some manifests or settings.
fn brings_sources(copy: &CopyStep<'_>, context: Option<&Context>) -> bool {
    copy.sources.iter().any(|source| match &source.target {
        SourceTarget::Path(path) => {
            let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
            path.is_empty()
                || SOURCE_FOLDERS.contains(&name.as_str())
                || context.is_some_and(|context| context.has_directory(path))
        }
        SourceTarget::Pattern(pattern) => pattern == "*",
        _ => false,
    }) && !goes_to_system(copy)
}

/// Whether a COPY from another stage brings one thing to a place of its own; tool images spread files over the system.
fn brings_built_files(copy: &CopyStep<'_>) -> bool {
    let is_plain = |source: &CopySource<'_>| matches!(&source.target, SourceTarget::Path(path) if !path.is_empty());
    copy.sources.iter().all(is_plain) && !goes_to_system(copy)
}

fn goes_to_system(copy: &CopyStep<'_>) -> bool {
    const SYSTEM: [&str; 10] =
        ["bin", "etc", "lib", "root", "sbin", "tmp", "usr/bin", "usr/lib", "usr/local", "usr/share"];
    let Some(path) = copy.destination.as_ref().and_then(ImagePath::absolute) else { return false };
    let path = path.trim_start_matches('/');
    path.is_empty() || SYSTEM.iter().any(|place| path == *place || path.starts_with(&format!("{place}/")))
}

/// Whether the final stage is built for Windows, where our table of images says nothing reliable.
fn is_windows(stage: &Stage<'_>, subject: &Subject<'_>) -> bool {
    let names = subject.graph.lineage(stage).filter_map(|stage| stage.image.as_deref());
    let is_named = |name: &str| name.contains("windows") || name.contains("nanoserver");
    subject.file.escape() == '`' || names.into_iter().any(is_named)
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
