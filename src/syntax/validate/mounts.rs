//! Whether the fields of `RUN --mount` can be right (`commands_runmount.go`, `convert_runmount.go`).

use super::super::mount::{Mount, MountField, MountKind};
use super::super::problem::Problem;
use super::super::tree::Instruction;

const KEYS: [&str; 19] = [
    "destination",
    "dst",
    "env",
    "from",
    "gid",
    "id",
    "mode",
    "readonly",
    "readwrite",
    "required",
    "ro",
    "rw",
    "sharing",
    "size",
    "source",
    "src",
    "target",
    "type",
    "uid",
];

/// Checks the mounts of one RUN.
pub(super) fn check(instruction: Instruction<'_>, problems: &mut Vec<Problem>) {
    for flag in instruction.flags().filter(|flag| flag.name() == "mount" && flag.value().is_some())
    {
        let Some(mount) = Mount::of(flag) else {
            problems.push(Problem::new(flag.range(), "the fields of --mount have an open quote"));
            continue;
        };
        let wrong = mount.fields().iter().find_map(|field| {
            wrong_field(&mount, field).map(|message| Problem::new(field.range, message))
        });
        let wrong = wrong
            .or_else(|| wrong_whole(&mount).map(|message| Problem::new(flag.range(), message)));
        problems.extend(wrong);
    }
}

fn wrong_field(mount: &Mount<'_>, field: &MountField) -> Option<String> {
    let key = field.key.as_str();
    let Some(value) = &field.value else {
        return match key {
            "readonly" | "ro" | "readwrite" | "rw" => None,
            "required" => wrong_type(mount, key, &[MountKind::Secret, MountKind::Ssh]),
            _ => Some(format!("{key} needs a value: {key}=…")),
        };
    };
    if key == "from" && value.trim_end_matches('$').contains('$') {
        return Some(
            "from takes no variables; name a stage of its own with FROM and use that".into(),
        );
    }
    if !KEYS.contains(&key) {
        return Some(format!("--mount has no field {key}; it takes {}", KEYS.join(", ")));
    }
    // A variable may become anything.
    if value.contains('$') {
        return None;
    }
    let is_bool = || {
        matches!(
            value.as_str(),
            "1" | "t"
                | "T"
                | "TRUE"
                | "true"
                | "True"
                | "0"
                | "f"
                | "F"
                | "FALSE"
                | "false"
                | "False"
        )
    };
    let wrong = |expected: &str| Some(format!("{key} takes {expected}, not \"{value}\""));
    match key {
        "type" if mount.kind() == MountKind::Unknown => wrong("bind, cache, tmpfs, secret or ssh"),
        "readonly" | "ro" | "readwrite" | "rw" if !is_bool() => wrong("true or false"),
        "required" if !is_bool() => wrong("true or false"),
        "required" => wrong_type(mount, key, &[MountKind::Secret, MountKind::Ssh]),
        "size" => wrong_type(mount, key, &[MountKind::Tmpfs]),
        "sharing" if !["shared", "private", "locked"].contains(&value.to_lowercase().as_str()) => {
            wrong("shared, private or locked")
        }
        "mode" if u32::from_str_radix(value, 8).is_err() => wrong("an octal number"),
        "uid" | "gid" if value.parse::<u32>().is_err() => wrong("a number"),
        _ => None,
    }
}

fn wrong_type(mount: &Mount<'_>, key: &str, allowed: &[MountKind]) -> Option<String> {
    let kind = mount.kind();
    let is_right = kind == MountKind::Unknown || allowed.contains(&kind);
    (!is_right).then(|| format!("a {} mount takes no {key}", kind.name()))
}

/// What is wrong with the fields taken together.
fn wrong_whole(mount: &Mount<'_>) -> Option<String> {
    let has = |keys: &[&str]| mount.last(keys).is_some_and(|value| !value.is_empty());
    match mount.kind() {
        MountKind::Bind | MountKind::Tmpfs => {
            let owner = ["mode", "uid", "gid"].into_iter().find(|key| has(&[key]));
            owner
                .map(|key| format!("a {} mount takes no {key}", mount.kind().name()))
                .or_else(|| no_sharing(mount))
        }
        MountKind::Secret if has(&["from"]) => Some("a secret mount takes no from".into()),
        MountKind::Secret if has(&["source", "src"]) && has(&["id"]) => {
            Some("a secret mount takes source or id, not both".into())
        }
        MountKind::Secret if !has(&["source", "src", "target", "dst", "destination", "id"]) => {
            Some("a secret mount needs an id or a target".into())
        }
        MountKind::Secret | MountKind::Ssh => no_sharing(mount),
        MountKind::Cache | MountKind::Unknown => None,
    }
}

fn no_sharing(mount: &Mount<'_>) -> Option<String> {
    let is_set = mount.last(&["sharing"]).is_some();
    is_set.then(|| format!("a {} mount takes no sharing", mount.kind().name()))
}
