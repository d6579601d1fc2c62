//! `mix deps.get` and `mix deps.compile` (`rule-union` 3.2).

use super::call::Call;
use super::{Install, Installer, Manifests};
use crate::build::Context;
use crate::build::context::join;
use crate::diagnostic::Applicability;

/// Reads an install: a task on dependencies, or a list of them behind `mix do`.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let operands = call.operands(&["--only", "--target", "--env", "-e"]);
    let words: Option<Vec<&str>> = operands.iter().map(Option::as_deref).collect();
    let words = words?;
    let tasks: Vec<&str> = match words.split_first()? {
        (&"do", rest) => {
            let joined = rest.join(" ");
            let ends = joined.split([',', '+']).map(|task| task.split_whitespace().next());
            let tasks: Option<Vec<String>> =
                ends.map(|task| task.map(|task| task.trim_end_matches(',').to_owned())).collect();
            return of_tasks(call, &tasks?.iter().map(String::as_str).collect::<Vec<_>>());
        }
        (task, []) => vec![task],
        // `mix deps.compile name` compiles one of them, which is as early.
        (task, _) if *task == "deps.compile" => vec![task],
        _ => return None,
    };
    of_tasks(call, &tasks)
}

fn of_tasks(call: &Call<'_, '_>, tasks: &[&str]) -> Option<Install> {
    let is_early =
        |task: &&str| matches!(*task, "deps.get" | "deps.compile" | "local.hex" | "local.rebar");
    let has_get = tasks.contains(&"deps.get");
    if !has_get || !tasks.iter().all(is_early) || call.is_question() {
        return None;
    }
    let title = tasks.iter().filter(|task| task.starts_with("deps")).copied();
    Some(Install {
        is_frozen: call.has(&["--check-locked"]),
        runs_hooks: tasks.contains(&"deps.compile"),
        ..call.install(Installer::Mix, format!("mix {}", title.collect::<Vec<_>>().join(", ")))
    })
}

/// What a fetch reads: the project's own mix.exs and lock, those of an umbrella's applications, and the configuration.
pub(super) fn manifests(_: &Install, context: &Context, directory: &str) -> Option<Manifests> {
    let main = join(directory, "mix.exs");
    let mut manifests = Manifests::of(context, main.clone())?;
    manifests.add_file(context, join(directory, "mix.lock"));
    manifests.outputs.extend([join(directory, "deps"), join(directory, "_build")]);
    let mut text = context.read_text(&main).unwrap_or_default();
    mix_exs(&mut manifests, context, directory, &text);
    if let Some(apps) = string_behind(&text, "apps_path:") {
        for (app, _) in context.children(&join(directory, &apps)) {
            let path = join(&app, "mix.exs");
            if context.has_file(&path) {
                let of_app = context.read_text(&path).unwrap_or_default();
                manifests.add_file(context, path);
                mix_exs(&mut manifests, context, &app, &of_app);
                text.push_str(&of_app);
            }
        }
    }
    // A project without dependencies has nothing to lose.
    text.contains("{:").then_some(())?;
    // Dependencies are compiled with the configuration; what is read at start-up is not part of it.
    let config = join(directory, "config");
    for (path, _) in context.children(&config) {
        if path.ends_with(".exs") && !path.ends_with("runtime.exs") {
            manifests.add_file(context, path);
        }
    }
    Some(manifests)
}

/// What a mix.exs reads beside itself.
fn mix_exs(manifests: &mut Manifests, context: &Context, directory: &str, text: &str) {
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        if line.contains("System.cmd") || line.contains(":os.cmd") {
            manifests.risk(Applicability::Display, "mix.exs runs a command");
        }
        if line.contains("File.read")
            || line.contains("Code.require_file")
            || line.contains("Code.eval_file")
        {
            let file = line.split('"').nth(1).filter(|file| !file.contains("#{"));
            match file {
                Some(file) => manifests.add_file(context, join(directory, file)),
                None => manifests.risk(Applicability::Display, "mix.exs reads more files"),
            }
        }
        if let Some((before, _)) = line.split_once("path:")
            && before.contains("{:")
            && let Some(path) = string_behind(line, "path:")
        {
            let name = before.rsplit("{:").next().unwrap_or_default();
            let name = name.split(',').next().unwrap_or_default();
            manifests.local(context, directory, &format!("the dependency {name}"), &path);
        }
    }
}

/// The string that follows `key`.
fn string_behind(text: &str, key: &str) -> Option<String> {
    let (_, rest) = text.split_once(key)?;
    let rest = rest.trim_start().strip_prefix('"')?;
    Some(rest[..rest.find('"')?].to_owned())
}
