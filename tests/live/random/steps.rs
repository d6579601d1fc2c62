//! Random instructions that build where they are put.

use super::dice::Dice;
use super::plan::{
    Copy, Effect, Form, Heredoc, Kind, Mount, MountKind, Origin, Run, StageId, Step, Style,
};
use super::sight::Sight;
use super::sources::{Source, anywhere, of_stage};
use super::walk::State;
use super::world::World;
use std::collections::BTreeMap;

/// Where an instruction is to stand.
pub(crate) struct Place<'p> {
    /// Its stage.
    pub(crate) stage: StageId,
    /// What the stage has come to before it.
    pub(crate) state: &'p State,
    /// What all stages have come to.
    pub(crate) stages: &'p BTreeMap<StageId, State>,
}

/// A random instruction.
pub(crate) fn step(world: &mut World, place: &Place<'_>, dice: &mut Dice) -> Step {
    let system = if place.state.has_system { 1 } else { 0 };
    let adds = if world.remote.is_some() { 12 } else { 5 };
    let weights = [34 * system, 36, 6, adds, 9, 8, 7, 4 * system, 3 * system, 6, 3 * system];
    let kind = match dice.weighed(&weights) {
        0 => Kind::Run(run(world, place, dice)),
        1 => Kind::Copy(copy(world, place, dice)),
        2 => Kind::Copy(heredoc_copy(world, place, dice)),
        3 if world.remote.is_some() && dice.chance(85) => Kind::Copy(fetched(world, dice)),
        3 => match archives(world).is_empty() {
            true => {
                let copy = copy(world, place, dice);
                Kind::Copy(Copy { add: copy.from == Origin::Context, ..copy })
            }
            false => Kind::Copy(unpacked(world, dice)),
        },
        4 => workdir(world, dice),
        5 => Kind::Env(env(dice)),
        6 => Kind::Arg(arg(dice)),
        7 => user(dice),
        8 => shell(dice),
        9 => metadata(dice),
        _ => onbuild(world, place, dice),
    };
    Step { kind, style: style(dice) }
}

/// How an instruction is written.
pub(crate) fn style(dice: &mut Dice) -> Style {
    Style {
        lower: dice.chance(5),
        blanks: if dice.chance(5) { 2 } else { 0 },
        comment: dice.chance(6).then(|| "about this".to_owned()),
        broken: dice.chance(8),
        inner_comment: dice.chance(30),
        json: dice.chance(8),
        source_prefix: dice.pick::<&str>(&["", "", "", "", "./", "/"]),
        is_old: dice.chance(12),
    }
}

/// Names of variables.
pub(crate) const VARIABLES: [&str; 4] = ["V1", "V2", "V3", "V4"];

pub(crate) fn env(dice: &mut Dice) -> Vec<(String, String)> {
    let names = dice.between(1, 2);
    let pair = |dice: &mut Dice| {
        let value = match dice.below(5) {
            0 => "two words".to_owned(),
            1 => format!("${{{}}}x", dice.pick(&VARIABLES)),
            number => format!("v{number}"),
        };
        ((*dice.pick(&VARIABLES)).to_owned(), value)
    };
    (0..names).map(|_| pair(dice)).collect()
}

/// Arguments: those that are passed, some of the engine's own, and proxies.
pub(crate) fn arg(dice: &mut Dice) -> Vec<(String, Option<String>)> {
    let name = match dice.below(10) {
        0 => "TARGETARCH",
        1 => "HTTP_PROXY",
        _ => *dice.pick(&["A1", "A2", "A3", "V1", "G1"]),
    };
    let default = (!name.contains('T') && dice.chance(60)).then(|| format!("d{}", dice.below(3)));
    vec![(name.to_owned(), default)]
}

pub(crate) fn workdir(world: &mut World, dice: &mut Dice) -> Kind {
    Kind::Workdir(match dice.below(8) {
        0 => "/".to_owned(),
        // Below one that is there. Without a salt, what stands on scratch would match other runs.
        1 => format!("/tmp/{}", world.name("w@S-")),
        2 => format!("{}/", world.name("/w@S-")),
        3 => world.name("w@S-"),
        4 => format!("/w@S-${{V1}}{}", world.name("")),
        5 => format!("{}/deep", world.name("/w@S-")),
        _ => world.name("/w@S-"),
    })
}

pub(crate) fn user(dice: &mut Dice) -> Kind {
    Kind::User((*dice.pick(&["app", "1000", "root", "0", "1000:1000", "app:app"])).to_owned())
}

pub(crate) fn shell(dice: &mut Dice) -> Kind {
    let shells: [&[&str]; 4] = [
        &["/bin/sh", "-c"],
        &["/bin/ash", "-c"],
        &["/bin/sh", "-ec"],
        &["/bin/busybox", "sh", "-c"],
    ];
    Kind::Shell(dice.pick(&shells).iter().map(|word| (*word).to_owned()).collect())
}

pub(crate) fn metadata(dice: &mut Dice) -> Kind {
    let number = dice.below(3);
    let text = match dice.below(8) {
        0 => format!("LABEL l={number}"),
        1 => format!("EXPOSE 808{number}"),
        2 => format!("CMD [\"echo\", \"{number}\"]"),
        3 => format!("ENTRYPOINT [\"echo\", \"{number}\"]"),
        4 => format!("VOLUME /v{number}"),
        5 => format!("STOPSIGNAL {}", 9 + number),
        6 => format!("HEALTHCHECK CMD echo {number}"),
        _ => format!("MAINTAINER m{number}"),
    };
    Kind::Metadata(text)
}

/// An instruction without a step that may stand behind ONBUILD: MAINTAINER may not.
pub(crate) fn triggered_metadata(dice: &mut Dice) -> Kind {
    match metadata(dice) {
        Kind::Metadata(text) if text.starts_with("MAINTAINER") => {
            Kind::Metadata("LABEL m=1".to_owned())
        }
        kind => kind,
    }
}

fn onbuild(world: &mut World, place: &Place<'_>, dice: &mut Dice) -> Kind {
    let kind = match dice.below(4) {
        0 => Kind::Env(env(dice)),
        1 => workdir(world, dice),
        2 => Kind::Run(Run { mounts: Vec::new(), form: Form::Shell, ..run(world, place, dice) }),
        _ => {
            let copy = copy(world, place, dice);
            // A stage that it copies from must be known where it is triggered, too.
            if matches!(copy.from, Origin::Stage(_)) {
                triggered_metadata(dice)
            } else {
                Kind::Copy(copy)
            }
        }
    };
    Kind::Onbuild(Box::new(kind))
}

/// A COPY, or now and then an ADD.
pub(crate) fn copy(world: &mut World, place: &Place<'_>, dice: &mut Dice) -> Copy {
    let first = {
        let sight = Sight::new(&world.context, world.ignore_text());
        anywhere(world, &sight, place.stages, Some(place.stage), dice)
    };
    let mut sources = vec![first.clone()];
    if dice.chance(18) {
        let sight = Sight::new(&world.context, world.ignore_text());
        let second = match &first.from {
            Origin::Stage(id) => of_stage(*id, &place.stages[id], dice),
            Origin::Context => super::sources::of_client(&sight, &first.from, dice),
            _ => first.clone(),
        };
        sources.extend((second.path != first.path).then_some(second));
    }
    copy_of(world, place.state, &sources, dice)
}

/// A COPY of sources that are there.
pub(crate) fn copy_of(
    world: &mut World,
    state: &State,
    sources: &[Source],
    dice: &mut Dice,
) -> Copy {
    let is_client = matches!(sources[0].from, Origin::Context | Origin::Named(_));
    let is_file = sources.len() == 1 && sources[0].is_file;
    let is_large = sources.iter().any(|source| source.is_large);
    let is_pattern = sources.iter().any(|source| super::walk::is_pattern(&source.path));
    let link = dice.chance(16);
    let may_name_users = state.has_system && !link;
    let chown = dice.chance(10).then(|| {
        *dice.pick(if may_name_users {
            &["app", "1000:1000", "app:app", "0:0"]
        } else {
            &["1000", "1000:1000", "0:0", "7"]
        })
    });
    let exclude = match dice.chance(if is_large && is_client { 18 } else { 2 }) {
        true => vec![
            (*dice.pick(&["*.md", "**/*.md", "**/*.log", "a*", "src", "in", "*.zzz"])).to_owned(),
        ],
        false => Vec::new(),
    };
    Copy {
        add: sources[0].from == Origin::Context && dice.chance(7),
        from: sources[0].from.clone(),
        sources: sources.iter().map(|source| source.path.clone()).collect(),
        heredocs: Vec::new(),
        destination: destination(world, (is_file, is_large, sources.len() > 1 || is_pattern), dice),
        link,
        chown,
        chmod: dice.chance(8).then(|| *dice.pick(&["644", "0644", "755", "600"])),
        exclude,
        unpack: None,
        checksum: None,
    }
}

/// Where to; `of` says whether it is one file, whether it needs a place of its own, and a directory.
fn destination(world: &mut World, of: (bool, bool, bool), dice: &mut Dice) -> String {
    let (is_file, is_large, needs_slash) = of;
    let slash = if needs_slash || dice.chance(40) { "/" } else { "" };
    match dice.below(12) {
        // Where others copy to.
        0 | 1 if is_file && !is_large => "/shared@S/".to_owned(),
        2 if is_file => "./".to_owned(),
        3 => format!("{}{slash}", world.name("c@S-")),
        4 => format!("{}/deep{slash}", world.name("/c@S-")),
        5 => format!("/c@S-${{V2}}{}{slash}", world.name("")),
        _ => format!("{}{slash}", world.name("/c@S-")),
    }
}

pub(crate) fn heredoc_copy(world: &mut World, place: &Place<'_>, dice: &mut Dice) -> Copy {
    let heredocs = (0..dice.between(1, 2)).map(|_| heredoc(world, dice)).collect::<Vec<_>>();
    let slash = if heredocs.len() > 1 || dice.chance(50) { "/" } else { "" };
    let destination = format!("{}{slash}", world.name("/h@S-"));
    let mut copy = copy_of(world, place.state, &[nothing()], dice);
    copy.sources.clear();
    copy.exclude.clear();
    Copy { add: dice.chance(10), from: Origin::Context, heredocs, destination, ..copy }
}

fn nothing() -> Source {
    Source { from: Origin::Context, path: String::new(), is_file: true, is_large: false }
}

fn heredoc(world: &mut World, dice: &mut Dice) -> Heredoc {
    let line = *dice.pick(&["plain @S", "variable $V1 @S", "quoted \"$V2\" @S"]);
    let more = if dice.chance(40) { "\nsecond" } else { "" };
    Heredoc {
        name: world.name("E"),
        quoted: dice.chance(30),
        dash: dice.chance(25),
        body: format!("{line}{more}"),
    }
}

/// An ADD of a file that is fetched.
fn fetched(world: &mut World, dice: &mut Dice) -> Copy {
    let is_pinned = dice.chance(62);
    let source = if is_pinned { "@H/pinned.txt" } else { "@H/f.txt" };
    let slash = if dice.chance(50) { "/" } else { "" };
    Copy {
        add: true,
        from: Origin::Context,
        sources: vec![source.to_owned()],
        heredocs: Vec::new(),
        destination: format!("{}{slash}", world.name("/r@S-")),
        link: false,
        chown: None,
        chmod: dice.chance(20).then_some("644"),
        exclude: Vec::new(),
        unpack: None,
        checksum: is_pinned.then_some("@D"),
    }
}

/// The archives of the context that are sent.
fn archives(world: &World) -> Vec<String> {
    let sight = Sight::new(&world.context, world.ignore_text());
    sight.paths().filter(|path| path.ends_with(".tar")).map(str::to_owned).collect()
}

fn unpacked(world: &mut World, dice: &mut Dice) -> Copy {
    let archives = archives(world);
    let path = dice.pick(&archives).clone();
    let add = dice.chance(85);
    Copy {
        add,
        from: Origin::Context,
        sources: vec![path],
        heredocs: Vec::new(),
        destination: format!("{}/", world.name("/t@S-")),
        link: dice.chance(10),
        chown: dice.chance(10).then_some("1000:1000"),
        chmod: None,
        exclude: Vec::new(),
        unpack: (add && dice.chance(50)).then(|| dice.chance(50)),
        checksum: None,
    }
}

/// A RUN that succeeds whatever it finds.
pub(crate) fn run(world: &mut World, place: &Place<'_>, dice: &mut Dice) -> Run {
    let prefix = if place.state.is_root && dice.chance(70) { "/o@S-" } else { "/tmp/o@S-" };
    let out = world.name(prefix);
    let mounts: Vec<Mount> = match dice.chance(45) {
        true => (0..dice.between(1, 2)).map(|_| mount(world, place, dice)).collect(),
        false => Vec::new(),
    };
    let effect = effect(place.state, &mounts, dice);
    let form = match dice.below(20) {
        0..=11 => Form::Shell,
        12..=14 => Form::Exec,
        15..=17 => Form::Heredoc(dice.pick::<&str>(&["EOF", "RUN", "X"])),
        18 => Form::Script(dice.pick::<&str>(&["EOF", "S"])),
        _ => Form::Fed(dice.pick::<&str>(&["EOF", "F"])),
    };
    let effect = if matches!(form, Form::Fed(_)) { Effect::Constant } else { effect };
    Run {
        form,
        effect,
        out,
        mounts,
        network: dice.chance(10).then(|| *dice.pick(&["none", "default", "host"])),
        tail: String::new(),
    }
}

fn effect(state: &State, mounts: &[Mount], dice: &mut Dice) -> Effect {
    let bound = mounts.iter().filter(|it| matches!(it.kind, MountKind::Bind { .. }));
    let mut inputs: Vec<String> = bound.map(|mount| mount.target.clone()).collect();
    let of_steps =
        state.paths.keys().filter(|path| !path.starts_with("/etc") && path.contains('@'));
    inputs.extend(of_steps.cloned());
    let input = dice.any(&inputs).cloned().unwrap_or_else(|| "/etc/passwd".to_owned());
    match dice.weighed(&[12, 32, 18, 10, 8, 4, 7]) {
        0 => Effect::Nothing,
        1 => Effect::Constant,
        2 => Effect::Copies(input),
        3 => Effect::Both(input),
        4 => Effect::Names(input),
        5 => Effect::Random,
        _ => Effect::Variable((*dice.pick(&["V1", "V2", "A1", "A2", "G1"])).to_owned()),
    }
}

/// A mount of any kind.
pub(crate) fn mount(world: &mut World, place: &Place<'_>, dice: &mut Dice) -> Mount {
    let target = world.name("/m@S-");
    let earlier: Vec<StageId> =
        place.stages.keys().copied().filter(|id| *id != place.stage).collect();
    match dice.weighed(&[50, 24, 8, 18]) {
        0 => bind(world, place, target, dice),
        1 => cache(world, place, &earlier, target, dice),
        2 => {
            let options = if dice.chance(40) { vec!["size=10m".to_owned()] } else { Vec::new() };
            Mount { kind: MountKind::Tmpfs, target, options }
        }
        _ => {
            let ids: Vec<String> = world.secrets.keys().cloned().collect();
            let id = dice.any(&ids).cloned().unwrap_or_else(|| "none".to_owned());
            let is_given = world.secrets.contains_key(&id);
            let env = dice.chance(25).then(|| "SECRET".to_owned());
            let target = if env.is_some() || dice.chance(40) { String::new() } else { target };
            let mut options = Vec::new();
            if is_given && dice.chance(60) {
                options.push("required=true".to_owned());
            }
            if env.is_none() && dice.chance(20) {
                options.push("mode=0444".to_owned());
            }
            Mount { kind: MountKind::Secret { id, env }, target, options }
        }
    }
}

fn bind(world: &mut World, place: &Place<'_>, target: String, dice: &mut Dice) -> Mount {
    let source = {
        let sight = Sight::new(&world.context, world.ignore_text());
        anywhere(world, &sight, place.stages, Some(place.stage), dice)
    };
    // A mount takes no patterns.
    let is_plain =
        !super::walk::is_pattern(&source.path) && source.path != "." && source.path != "/";
    let path = is_plain.then(|| source.path.trim_end_matches('/').to_owned());
    let options = if dice.chance(15) { vec!["rw".to_owned()] } else { Vec::new() };
    Mount { kind: MountKind::Bind { from: source.from, source: path }, target, options }
}

fn cache(
    world: &mut World,
    place: &Place<'_>,
    earlier: &[StageId],
    target: String,
    dice: &mut Dice,
) -> Mount {
    let id = match dice.below(4) {
        0 => None,
        1 => Some(target.clone()),
        _ => Some(world.name("k@S-")),
    };
    let from = dice.any(earlier).filter(|_| dice.clone().chance(15)).and_then(|stage| {
        let state = &place.stages[stage];
        let folders: Vec<&String> =
            state.paths.iter().filter(|(_, it)| **it).map(|(path, _)| path).collect();
        dice.any(&folders).map(|path| (*stage, (*path).clone()))
    });
    let mut options = Vec::new();
    for option in ["sharing=locked", "ro", "uid=1000"] {
        if dice.chance(24) && (option != "uid=1000" || from.is_none()) {
            options.push(option.to_owned());
        }
    }
    Mount { kind: MountKind::Cache { id, from }, target, options }
}
