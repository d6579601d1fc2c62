//! `bundle install` (`rule-union` 3.2).

use super::call::Call;
use super::{Install, Installer, Manifests};
use crate::build::Context;
use crate::build::context::join;
use crate::diagnostic::Applicability;

const VALUED: [&str; 14] = [
    "-j",
    "--jobs",
    "--retry",
    "--path",
    "--without",
    "--with",
    "--gemfile",
    "--binstubs",
    "--shebang",
    "--trust-policy",
    "--target-rbconfig",
    "--prefer-local",
    "--redownload",
    "--standalone",
];

/// Reads an install.
pub(super) fn install(call: &Call<'_, '_>) -> Option<Install> {
    let operands = call.operands(&VALUED);
    let is_install = match operands.as_slice() {
        [] => true,
        [Some(verb)] => matches!(verb.as_str(), "install" | "i"),
        // Bundler 1 took a version in underscores.
        [Some(version), Some(verb)] => version.starts_with('_') && verb == "install",
        _ => false,
    };
    if !is_install || call.is_question() || call.has(&["-v"]) {
        return None;
    }
    let gemfile = match call.argv.flag_value(&["--gemfile"]) {
        Some(word) => Some((call.text)(&word)?),
        None => None,
    };
    if gemfile.as_deref().is_some_and(|file| file.starts_with('/')) {
        return None;
    }
    Some(Install {
        named: gemfile.into_iter().collect(),
        is_frozen: call.has(&["--deployment", "--frozen"]),
        ..call.install(Installer::Bundler, "bundle install")
    })
}

/// The Gemfile and what it reads.
pub(super) fn manifests(
    install: &Install,
    context: &Context,
    directory: &str,
) -> Option<Manifests> {
    let mut manifests = match install.named.first() {
        Some(name) => Manifests::of(context, join(directory, name))?,
        None => Manifests::of_first(context, directory, &["Gemfile", "gems.rb"])?,
    };
    let main = manifests.main().to_owned();
    let lock = if main.ends_with("gems.rb") {
        join(directory, "gems.locked")
    } else {
        format!("{main}.lock")
    };
    manifests.add_file(context, lock.clone());
    manifests.add_file(context, join(directory, ".bundle/config"));
    manifests.add_directory(context, join(directory, "vendor/cache"));
    manifests.outputs.push(join(directory, "vendor/bundle"));
    let gemfile = context.read_text(&main).unwrap_or_default();
    for line in gemfile.lines() {
        gemfile_line(&mut manifests, context, directory, line.trim());
    }
    if !install.is_frozen && context.has_file(&lock) {
        let text = context.read_text(&lock).unwrap_or_default();
        if let Some(why) = out_of_step(&text, &gemfile) {
            let reason = format!(
                "{lock} {why}: bundle install would write a new one and the later copy bring the old one back"
            );
            manifests.risk(Applicability::Unsafe, reason);
        }
    }
    Some(manifests)
}

/// What a line of the Gemfile reads beside itself.
fn gemfile_line(manifests: &mut Manifests, context: &Context, directory: &str, line: &str) {
    if line.starts_with('#') {
        return;
    }
    let word = line.split([' ', '(']).next().unwrap_or_default();
    match word {
        "gemspec" => manifests
            .risk(Applicability::Display, "the Gemfile loads a gemspec, which reads the sources"),
        "eval_gemfile" | "instance_eval" | "require_relative" | "load" => {
            match quoted(line).first() {
                Some(file) if !line.contains("#{") => {
                    let file = if word == "require_relative" {
                        format!("{file}.rb")
                    } else {
                        file.clone()
                    };
                    manifests.add_file(context, join(directory, &file));
                }
                _ => manifests
                    .risk(Applicability::Display, format!("the Gemfile reads more: {line}")),
            }
        }
        _ => {}
    }
    for mark in ["path:", ":path =>", ":path=>"] {
        if let Some((before, rest)) = line.split_once(mark)
            && let Some(path) = quoted(rest).first()
        {
            let name =
                quoted(before).first().map_or("a gem".to_owned(), |name| format!("the gem {name}"));
            manifests.local(context, directory, &name, path);
        }
    }
    for mark in ["File.read", "file:", "IO.read"] {
        let Some((_, rest)) = line.split_once(mark) else { continue };
        match quoted(rest).first() {
            Some(file) if !file.contains("#{") => {
                manifests.add_file(context, join(directory, file))
            }
            _ => manifests.risk(Applicability::Display, format!("the Gemfile reads more: {line}")),
        }
    }
    if line.contains("Dir[")
        || line.contains("Dir.glob")
        || line.contains('`')
        || line.contains("%x")
    {
        manifests.risk(Applicability::Display, format!("the Gemfile looks around: {line}"));
    }
}

/// The strings of a line.
fn quoted(line: &str) -> Vec<String> {
    let mut strings = Vec::new();
    let mut rest = line;
    while let Some(open) = rest.find(['\'', '"']) {
        let quote = &rest[open..=open];
        let after = &rest[open + 1..];
        let Some(close) = after.find(quote) else { break };
        strings.push(after[..close].to_owned());
        rest = &after[close + 1..];
    }
    strings
}

/// Whether bundler would change the lock: it lacks a gem of the Gemfile, or the platform of a Linux image.
fn out_of_step(lock: &str, gemfile: &str) -> Option<String> {
    let section = |name: &str| -> Vec<&str> {
        let lines = lock.lines().skip_while(|line| *line != name).skip(1);
        lines.take_while(|line| line.starts_with(' ')).map(str::trim).collect()
    };
    let platforms = section("PLATFORMS");
    let fits = |platform: &&str| platform.contains("linux") || *platform == "ruby";
    if !platforms.iter().any(fits) {
        return Some("is not for Linux".into());
    }
    let locked = section("DEPENDENCIES");
    let gems = gemfile
        .lines()
        .map(str::trim)
        .filter(|line| line.strip_prefix("gem").is_some_and(|rest| rest.starts_with([' ', '('])));
    let names = gems.filter_map(|line| quoted(line).into_iter().next());
    let missing = names.into_iter().find(|name| {
        !locked.iter().any(|entry| entry.split([' ', '!', '(']).next() == Some(name.as_str()))
    })?;
    Some(format!("lacks {missing}"))
}
