//! The text of a Dockerfile.

use super::plan::{
    Base, Copy, Effect, Form, Heredoc, Kind, Mount, MountKind, Origin, Plan, Run, Stage, StageId,
    Step, Style,
};
use std::fmt::Write;

/// The file; `@B`, `@I` and `@S` are filled in when it is written to disk.
pub(crate) fn dockerfile(plan: &Plan) -> String {
    let mut text = String::new();
    if plan.escape != '\\' {
        writeln!(text, "# escape={}", plan.escape).unwrap();
    }
    for line in &plan.head {
        writeln!(text, "{line}").unwrap();
    }
    for (name, default) in &plan.globals {
        writeln!(text, "ARG {}", assignment(name, default.as_deref())).unwrap();
    }
    for stage in &plan.stages {
        from(&mut text, plan, stage);
        for step in &stage.steps {
            text.push_str(&instruction(plan, step));
        }
    }
    if plan.has_crlf && !plan.has_heredocs() { text.replace('\n', "\r\n") } else { text }
}

fn from(text: &mut String, plan: &Plan, stage: &Stage) {
    let platform = if stage.platform { "--platform=linux/amd64 " } else { "" };
    let base = match &stage.base {
        Base::Image => "@B".to_owned(),
        Base::Argument(reference) => reference.clone(),
        Base::Scratch => "scratch".to_owned(),
        Base::Stage(id) => {
            let parent = plan.stage(*id).and_then(|parent| parent.name.clone());
            parent.expect("only stages with names are built on")
        }
        Base::Named(name) => name.clone(),
    };
    let name = stage.name.as_ref().map(|name| format!(" AS {name}")).unwrap_or_default();
    writeln!(text, "FROM {platform}{base}{name}").unwrap();
}

/// An instruction with all its lines.
pub(crate) fn instruction(plan: &Plan, step: &Step) -> String {
    let style = &step.style;
    let comment = style.comment.as_ref().map(|text| format!("# {text}\n")).unwrap_or_default();
    let (keyword, rest) = words(plan, &step.kind, style);
    let keyword = if style.lower { keyword.to_lowercase() } else { keyword.to_owned() };
    let blanks = " ".repeat(style.blanks);
    format!("{comment}{keyword} {blanks}{}\n", rest.trim_end_matches('\n'))
}

/// Keyword, and what follows it.
fn words(plan: &Plan, kind: &Kind, style: &Style) -> (&'static str, String) {
    match kind {
        Kind::Run(run) => ("RUN", run_words(plan, run, style)),
        Kind::Copy(copy) => (if copy.add { "ADD" } else { "COPY" }, copy_words(plan, copy, style)),
        Kind::Workdir(path) => ("WORKDIR", path.clone()),
        Kind::Env(pairs) if style.is_old && pairs.len() == 1 => {
            ("ENV", format!("{} {}", pairs[0].0, pairs[0].1))
        }
        Kind::Env(pairs) => {
            let pairs: Vec<_> =
                pairs.iter().map(|(name, value)| assignment(name, Some(value))).collect();
            ("ENV", pairs.join(" "))
        }
        Kind::Arg(pairs) => {
            let pairs: Vec<_> =
                pairs.iter().map(|(name, value)| assignment(name, value.as_deref())).collect();
            ("ARG", pairs.join(" "))
        }
        Kind::User(user) => ("USER", user.clone()),
        Kind::Shell(shell) => ("SHELL", json(shell)),
        Kind::Metadata(text) => {
            let (keyword, rest) = text.split_once(' ').expect("metadata has arguments");
            (
                METADATA.iter().find(|known| **known == keyword).expect("it is known"),
                rest.to_owned(),
            )
        }
        Kind::Onbuild(trigger) => {
            let (keyword, rest) = words(plan, trigger, style);
            ("ONBUILD", format!("{keyword} {rest}"))
        }
    }
}

/// Instructions that make no step and change no key.
pub(crate) const METADATA: [&str; 8] =
    ["LABEL", "EXPOSE", "CMD", "ENTRYPOINT", "VOLUME", "STOPSIGNAL", "HEALTHCHECK", "MAINTAINER"];

fn assignment(name: &str, value: Option<&str>) -> String {
    match value {
        None => name.to_owned(),
        Some(value) if value.contains(' ') => format!("{name}=\"{value}\""),
        Some(value) => format!("{name}={value}"),
    }
}

fn json<T: AsRef<str>>(words: &[T]) -> String {
    let words: Vec<_> = words.iter().map(AsRef::as_ref).collect();
    serde_json::to_string(&words).unwrap()
}

/// What `--from=` says.
fn reference(plan: &Plan, id: StageId) -> String {
    let place = plan.place(id).expect("it is there");
    plan.stages[place].name.clone().unwrap_or_else(|| place.to_string())
}

fn origin(plan: &Plan, origin: &Origin) -> Option<String> {
    match origin {
        Origin::Context => None,
        Origin::Stage(id) => Some(reference(plan, *id)),
        Origin::Image if plan.has_alias => Some("alias".to_owned()),
        Origin::Image => Some("@I".to_owned()),
        Origin::Base => Some("@B".to_owned()),
        Origin::Named(name) => Some(name.clone()),
    }
}

fn copy_words(plan: &Plan, copy: &Copy, style: &Style) -> String {
    let mut flags = String::new();
    let mut flag = |text: String| flags.push_str(&format!("--{text} "));
    if let Some(from) = origin(plan, &copy.from) {
        flag(format!("from={from}"));
    }
    if copy.link {
        flag("link".to_owned());
    }
    copy.chown.iter().for_each(|owner| flag(format!("chown={owner}")));
    copy.chmod.iter().for_each(|mode| flag(format!("chmod={mode}")));
    copy.exclude.iter().for_each(|pattern| flag(format!("exclude={pattern}")));
    copy.unpack.iter().for_each(|unpack| flag(format!("unpack={unpack}")));
    copy.checksum.iter().for_each(|digest| flag(format!("checksum={digest}")));
    let spelled = |source: &String| match source.starts_with(['.', '/', '$', '*', '@']) {
        true => source.clone(),
        false => format!("{}{source}", style.source_prefix),
    };
    let mut words: Vec<String> = copy.sources.iter().map(spelled).collect();
    words.extend(copy.heredocs.iter().map(delimiter));
    words.push(copy.destination.clone());
    let is_json = style.json && copy.heredocs.is_empty();
    let words = if is_json { vec![json(&words)] } else { words };
    let (last, others) = words.split_last().expect("there is a destination");
    let separator =
        if style.broken && !others.is_empty() { line_break(plan, style) } else { " ".to_owned() };
    let before = others.join(" ");
    let line = match others.is_empty() {
        true => format!("{flags}{last}"),
        false => format!("{flags}{before}{separator}{last}"),
    };
    format!("{line}\n{}", bodies(&copy.heredocs))
}

fn line_break(plan: &Plan, style: &Style) -> String {
    let comment = if style.inner_comment { "  # inside\n" } else { "" };
    format!(" {}\n{comment}    ", plan.escape)
}

fn delimiter(heredoc: &Heredoc) -> String {
    let dash = if heredoc.dash { "-" } else { "" };
    let quote = if heredoc.quoted { "'" } else { "" };
    format!("<<{dash}{quote}{}{quote}", heredoc.name)
}

fn bodies(heredocs: &[Heredoc]) -> String {
    let body = |heredoc: &Heredoc| {
        let tab = if heredoc.dash { "\t" } else { "" };
        let lines: String = heredoc.body.lines().map(|line| format!("{tab}{line}\n")).collect();
        format!("{lines}{}\n", heredoc.name)
    };
    heredocs.iter().map(body).collect()
}

fn run_words(plan: &Plan, run: &Run, style: &Style) -> String {
    let mut flags = String::new();
    for mount in &run.mounts {
        flags.push_str(&format!("--mount={} ", mount_fields(plan, mount)));
    }
    if let Some(network) = run.network {
        flags.push_str(&format!("--network={network} "));
    }
    let commands = commands(run);
    let line = |commands: &[String]| commands.join("; ");
    let command = match &run.form {
        Form::Shell if style.broken && commands.len() > 1 => {
            // What is joined is what would stand on one line.
            let comment = if style.inner_comment { "# inside\n" } else { "" };
            format!("{}; {}\n{comment}{}", commands[0], plan.escape, line(&commands[1..]))
        }
        Form::Shell => line(&commands),
        Form::Exec if run.effect == Effect::Nothing => json(&["echo", &run.out, &run.tail]),
        Form::Exec => json(&["/bin/sh", "-c", &line(&commands)]),
        Form::Heredoc(name) => format!("<<{name}\n{}\n{name}", commands.join("\n")),
        Form::Script(name) => format!("<<{name}\n#!/bin/sh\n{}\n{name}", commands.join("\n")),
        Form::Fed(name) => {
            let out = &run.out;
            format!("mkdir -p {out} && cat <<{name} > {out}/f\nfed @S{}\n{name}", run.tail)
        }
    };
    format!("{flags}{command}")
}

/// The commands of a RUN.
fn commands(run: &Run) -> Vec<String> {
    let out = &run.out;
    let tail = if run.tail.is_empty() { String::new() } else { format!(" # {}", run.tail) };
    if run.effect == Effect::Nothing {
        return vec![format!("echo {out}{tail}")];
    }
    let files = |path: &str| format!("find {path} -type f | sort | xargs cat > {out}/f || true");
    let constant = |name: &str| format!("echo constant @S > {out}/{name}");
    let mut commands = vec![format!("mkdir -p {out}")];
    match &run.effect {
        Effect::Nothing => {}
        Effect::Constant => commands.push(constant("f")),
        Effect::Copies(path) => commands.push(files(path)),
        Effect::Both(path) => commands.extend([files(path), constant("g")]),
        Effect::Names(path) => commands.push(format!("find {path} | sort > {out}/f || true")),
        Effect::Random => commands.push(format!("cat /proc/sys/kernel/random/uuid > {out}/f")),
        Effect::Variable(name) => commands.push(format!("echo \"${name}\" > {out}/f")),
    }
    if let Some(last) = commands.last_mut() {
        last.push_str(&tail);
    }
    commands
}

fn mount_fields(plan: &Plan, mount: &Mount) -> String {
    let mut fields = Vec::new();
    let kind = match &mount.kind {
        MountKind::Bind { from, source } => {
            fields.extend(origin(plan, from).map(|from| format!("from={from}")));
            fields.extend(source.as_ref().map(|source| format!("source={source}")));
            "bind"
        }
        MountKind::Cache { id, from } => {
            fields.extend(id.as_ref().map(|id| format!("id={id}")));
            if let Some((stage, source)) = from {
                fields.push(format!("from={},source={source}", reference(plan, *stage)));
            }
            "cache"
        }
        MountKind::Tmpfs => "tmpfs",
        MountKind::Secret { id, env } => {
            fields.push(format!("id={id}"));
            fields.extend(env.as_ref().map(|name| format!("env={name}")));
            "secret"
        }
    };
    if !mount.target.is_empty() {
        fields.push(format!("target={}", mount.target));
    }
    fields.extend(mount.options.iter().cloned());
    let fields: String = fields.iter().map(|field| format!(",{field}")).collect();
    format!("type={kind}{fields}")
}
