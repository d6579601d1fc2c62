//! `dockwright verify`: real builds and real containers.

pub(super) mod args;
pub(super) mod fixes;
mod rewrite;
mod run_args;
mod scenarios;
mod session;

use super::args::ColorArg;
use super::build;
use super::{CLEAN, FINDINGS, Failure, output};
use crate::analysis::Build;
use crate::build::vertex::NoCache;
use crate::host;
use crate::project::Place;
use crate::project::compared::record;
use crate::proof::Verification;
use crate::report::{Style, verification_json, verification_markdown, verification_text};
use crate::verify::engine::{Engine, EngineChoice, find};
use crate::verify::{Interrupt, Plan, ledger};
use args::{VerifyArgs, VerifyFormat};
use session::Session;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Runs the command.
pub(super) fn run(args: &VerifyArgs) -> Result<u8, Failure> {
    let interrupt = Interrupt::on_signals()?;
    let choice = EngineChoice { program: args.engine.clone(), builder: args.builder.clone() };
    if args.clean {
        let engine = find(&choice, &interrupt)?;
        return clean(engine.as_ref());
    }
    let (mut original, place) = build::build(&args.build, NoCache::Never)?;
    let engine = find(&choice, &interrupt)?;
    original.settings.merges = engine.facts().merges;
    let plan = Plan {
        fixed: rewrite::rewritten(args, &original, &place)?,
        since: scenarios::since(args, &original, &place)?,
        scenarios: scenarios::chosen(args, &original, &place)?,
        place: session::original(&place),
        run: args.run.request()?,
        needs_images: args.keep || !args.run.no_run,
        volatile: session::volatile(&place)?,
        keep: args.tag.clone(),
        original,
    };
    let session = Session {
        engine: engine.as_ref(),
        log_file: args.log_file.as_deref(),
        is_quiet: args.quiet,
        flags: flags(args),
    };
    let found = match &args.image {
        Some(image) => session.check_image(&plan, &place, image)?,
        None => session.carry_out(&plan, &place)?,
    };
    remember(&plan.original, &place, &found)?;
    print(args, &found)?;
    Ok(if found.passes() { CLEAN } else { FINDINGS })
}

/// Flags that go to the engine as they are.
fn flags(args: &VerifyArgs) -> Vec<String> {
    let contexts = args.build.build_context.iter().map(|text| match text.split_once('=') {
        Some((name, value)) if !value.contains("://") => {
            let folder = std::path::absolute(value).unwrap_or_else(|_| PathBuf::from(value));
            format!("--build-context={name}={}", folder.display())
        }
        _ => format!("--build-context={text}"),
    });
    let platform = args.build.platform.iter().map(|platform| format!("--platform={platform}"));
    let secrets = args.secret.iter().map(|secret| format!("--secret={secret}"));
    let keys = args.ssh.iter().map(|key| format!("--ssh={key}"));
    contexts.chain(platform).chain(secrets).chain(keys).collect()
}

/// Keeps what the original read and what its steps took, for simulate, explain and optimize.
fn remember(build: &Build, place: &Place, found: &Verification) -> Result<(), Failure> {
    record::write(build, place)?;
    let mut seconds = BTreeMap::new();
    let scenarios = found.predictions.iter().flat_map(|it| &it.scenarios);
    for step in found.first_steps.iter().chain(scenarios.flat_map(|scenario| &scenario.steps)) {
        if let Some(value) = step.seconds {
            seconds.insert(step.instruction.clone(), value);
        }
    }
    Ok(record::write_measured(build, place, seconds)?)
}

fn clean(engine: &dyn Engine) -> Result<u8, Failure> {
    let (removed, left) = ledger::clean(engine.containers())?;
    let line = |word: &str, it: &ledger::Leftover| format!("{word} {} {}\n", it.kind.name(), it.id);
    let mut text: String = removed.iter().map(|it| line("removed", it)).collect();
    text.extend(left.iter().map(|it| line("could not remove", it)));
    if text.is_empty() {
        text.push_str("nothing was left\n");
    }
    output::print(text.as_bytes(), None)?;
    Ok(if left.is_empty() { CLEAN } else { FINDINGS })
}

fn print(args: &VerifyArgs, found: &Verification) -> Result<(), Failure> {
    let color = match args.color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => host::wants_color(),
    };
    let style = Style { color, ..Style::default() };
    let text = match args.format {
        VerifyFormat::Text => verification_text(found, style),
        VerifyFormat::Json => verification_json(found),
        VerifyFormat::Markdown => verification_markdown(found),
    };
    output::print(text.as_bytes(), None)
}
