//! Which flags an instruction takes, and whether their values can be right.

use super::super::ast::Flag;
use super::super::keyword::Keyword;
use super::super::problem::Problem;
use super::super::tree::Instruction;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// `--flag`, `--flag=true`.
    Bool,
    /// `--flag=value`, once.
    Value,
    /// `--flag=value`, any number of times.
    Values,
}

type Row = (&'static str, Kind);

const ADD: &[Row] = &[
    ("checksum", Kind::Value),
    ("chmod", Kind::Value),
    ("chown", Kind::Value),
    ("exclude", Kind::Values),
    ("keep-git-dir", Kind::Bool),
    ("link", Kind::Bool),
    ("unpack", Kind::Bool),
];
const COPY: &[Row] = &[
    ("chmod", Kind::Value),
    ("chown", Kind::Value),
    ("exclude", Kind::Values),
    ("from", Kind::Value),
    ("link", Kind::Bool),
    ("parents", Kind::Bool),
];
const FROM: &[Row] = &[("platform", Kind::Value)];
const HEALTHCHECK: &[Row] = &[
    ("interval", Kind::Value),
    ("retries", Kind::Value),
    ("start-interval", Kind::Value),
    ("start-period", Kind::Value),
    ("timeout", Kind::Value),
];
const RUN: &[Row] = &[
    ("device", Kind::Values),
    ("mount", Kind::Values),
    ("network", Kind::Value),
    ("security", Kind::Value),
];

/// The flags of a keyword; `None` when BuildKit does not look at them at all.
fn table(instruction: Instruction<'_>) -> Option<&'static [Row]> {
    match instruction.keyword() {
        Keyword::Add => Some(ADD),
        Keyword::Copy => Some(COPY),
        Keyword::From => Some(FROM),
        Keyword::Run => Some(RUN),
        Keyword::Healthcheck => {
            let kind = instruction.healthcheck_kind();
            let is_none = kind.is_some_and(|kind| kind.text().eq_ignore_ascii_case("none"));
            (!is_none).then_some(HEALTHCHECK)
        }
        Keyword::Arg | Keyword::Stopsignal | Keyword::Unknown => None,
        _ => Some(&[]),
    }
}

/// Checks the flags of one instruction (`bflag.go Parse`).
pub(super) fn check(instruction: Instruction<'_>, problems: &mut Vec<Problem>) {
    let Some(table) = table(instruction) else { return };
    let mut seen: Vec<&str> = Vec::new();
    for flag in instruction.flags() {
        let name = flag.name();
        let Some((_, kind)) = table.iter().find(|(known, _)| *known == name) else {
            problems.push(unknown(instruction, flag, table));
            continue;
        };
        let message = if *kind != Kind::Values && seen.contains(&name) {
            Some(format!("--{name} is given twice"))
        } else {
            wrong_value(flag, *kind)
        };
        problems.extend(message.map(|message| Problem::new(flag.range(), message)));
        seen.push(name);
    }
}

fn unknown(instruction: Instruction<'_>, flag: Flag<'_>, table: &[Row]) -> Problem {
    let keyword = instruction.keyword().name();
    let known: Vec<String> = table.iter().map(|(name, _)| format!("--{name}")).collect();
    let known = if known.is_empty() { "none".into() } else { known.join(", ") };
    let message = format!("{keyword} has no flag --{}; it takes {known}", flag.name());
    Problem::new(flag.range(), message)
}

fn wrong_value(flag: Flag<'_>, kind: Kind) -> Option<String> {
    let name = flag.name();
    match (kind, flag.value()) {
        (Kind::Bool, None) => None,
        (Kind::Bool, Some(value)) if value.eq_ignore_ascii_case("true") => None,
        (Kind::Bool, Some(value)) if value.eq_ignore_ascii_case("false") => None,
        (Kind::Bool, Some(value)) => Some(format!("--{name} takes true or false, not \"{value}\"")),
        (_, None) => Some(format!("--{name} needs a value: --{name}=…")),
        (_, Some(value)) => fixed_values(name, value),
    }
}

/// Values that BuildKit checks without expanding variables.
fn fixed_values(name: &str, value: &str) -> Option<String> {
    let one_of = |allowed: &[&str]| {
        (!allowed.contains(&value))
            .then(|| format!("--{name} takes {}, not \"{value}\"", allowed.join(" or ")))
    };
    match name {
        "network" => one_of(&["default", "none", "host"]),
        "security" => one_of(&["insecure", "sandbox"]),
        "interval" | "timeout" | "start-period" | "start-interval" => (!value.is_empty()
            && !is_duration(value))
        .then(|| format!("--{name} takes a duration of at least 1ms such as 30s, not \"{value}\"")),
        "retries" => (!value.is_empty() && value.parse::<i32>().map_or(true, |count| count < 0))
            .then(|| format!("--{name} takes a number, not \"{value}\"")),
        _ => None,
    }
}

/// Whether Go's `time.ParseDuration` reads it, and it is zero or at least a millisecond.
fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix('+').unwrap_or(text);
    if text == "0" {
        return true;
    }
    let mut rest = text;
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|ch: char| !ch.is_ascii_digit() && ch != '.').unwrap_or(rest.len());
        let Ok(amount) = rest[..digits].parse::<f64>() else { return false };
        rest = &rest[digits..];
        let units = [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ms", 1e-3)];
        let units = units.into_iter().chain([("s", 1.0), ("m", 60.0), ("h", 3600.0)]);
        let Some((unit, seconds)) = units.into_iter().find(|(unit, _)| rest.starts_with(unit))
        else {
            return false;
        };
        total += amount * seconds;
        rest = &rest[unit.len()..];
    }
    total == 0.0 || total >= 1e-3
}

#[cfg(test)]
mod tests {
    use super::is_duration;

    #[test]
    fn durations() {
        for right in ["5s", "1m30s", "0", "1.5h", "500ms", "+3s", "0s"] {
            assert!(is_duration(right), "{right}");
        }
        for wrong in ["5", "s", "1d", "-1s", "1us", "30 s"] {
            assert!(!is_duration(wrong), "{wrong}");
        }
    }
}
