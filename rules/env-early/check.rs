//! Settings of the application that are set before an install which does not use them.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::Step(&[Keyword::Env], check);

fn check<'a>(stage: &Stage<'a>, step: &Step<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    let mut pairs = step.instruction.pairs();
    let Some(pair) = pairs.next().filter(|pair| is_setting(pair.key())) else { return };
    // A value that comes from a build argument goes where that goes.
    if pairs.next().is_some() || pair.value().is_some_and(|value| value.contains('$')) {
        return;
    }
    let Some(descent) = reorder::descent(subject.graph, stage, step, subject.context) else { return };
    let installs = |run: &&&Step<'a>| {
        effect::items(stage, run).into_iter().flatten().any(|item| !item.installs.is_empty() || !item.provisions.is_empty())
    };
    let Some(first) = descent.passed.iter().find(installs) else { return };
    let name = pair.key();
    let message = format!("a new value of {name} runs {} anew, which does not use it", first.instruction.brief());
    let moved: Vec<Instruction<'_>> = descent.moved.iter().map(|step| step.instruction).collect();
    let fix = Fix::safe(format!("Set {name} behind it"), reorder::move_instructions(&moved, descent.spot));
    let fix = fix.at_most(Applicability::Unsafe, "a script of a package may read it");
    let fix = descent.limits.into_iter().fold(fix, |fix, limit| fix.at_most(limit.applicability, limit.reason));
    findings.add(step.instruction.head_range(), message).related_range(first.instruction.head_range(), "runs with it").fix(fix);
}

/// Whether a variable is for the application to read, by its name.
fn is_setting(name: &str) -> bool {
    const NAMES: [&str; 20] = [
        "PORT", "APP_PORT", "SERVER_PORT", "HTTP_PORT", "LISTEN_PORT", "APP_VERSION", "APP_NAME", "APP_ENV", "LOG_LEVEL", "LOGLEVEL",
        "LOG_FORMAT", "LOGGING_LEVEL", "SERVICE_NAME", "DATABASE_URL", "REDIS_URL", "API_URL", "BASE_URL", "DB_HOST",
        "DB_PORT", "REDIS_HOST",
    ];
    NAMES.contains(&name.to_ascii_uppercase().as_str()) && !reorder::changes_installs(name)
}
