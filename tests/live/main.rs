//! Tests on real engines: pairs of builds, and what the second took from the cache.
//!
//! `ci/engine cargo test --test live` runs them; without engines they say so and pass, unless
//! `DOCKWRIGHT_LIVE=required`. After `--`: `--scenarios N` random ones, `--fixtures N` (or `all`) of those in
//! `fixtures/scenarios`, or `--fixture NAME` for those with such a name, `--format N` files that are formatted
//! between two builds, of each kind, `--seed S`, `--only I`; `--dry` makes random
//! scenarios and counts what is in them. `--verify [NAME]` verifies real projects in place of all that, `--verify small` those of a few lines.

#![allow(
    dead_code,
    missing_docs,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests read files, start programs, and fail by panicking"
)]

#[cfg(target_os = "linux")]
mod arguments;
#[cfg(target_os = "linux")]
mod build;
#[cfg(target_os = "linux")]
mod engine;
#[cfg(target_os = "linux")]
mod fixtures;
#[cfg(target_os = "linux")]
mod format;
#[cfg(target_os = "linux")]
mod image;
#[cfg(target_os = "linux")]
mod pair;
#[cfg(target_os = "linux")]
#[path = "../predictions/mod.rs"]
mod predictions;
#[cfg(target_os = "linux")]
mod provenance;
#[cfg(target_os = "linux")]
mod random;
#[cfg(target_os = "linux")]
#[path = "../scenario/mod.rs"]
mod scenario;
#[cfg(target_os = "linux")]
mod servers;
#[cfg(target_os = "linux")]
mod smoke;
#[cfg(target_os = "linux")]
mod tree;
#[cfg(target_os = "linux")]
mod verify;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use arguments::Arguments;
    use std::process::ExitCode;
    let arguments = match Arguments::read(std::env::args().skip(1)) {
        Ok(Some(arguments)) => arguments,
        // A test runner asks for the names of tests: there are none that it could run alone.
        Ok(None) => return ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    if arguments.is_dry {
        random::count(arguments.scenarios, arguments.seed, arguments.only);
        return ExitCode::SUCCESS;
    }
    let engines = match engine::Engines::find() {
        Ok(engines) => engines,
        Err(why) if std::env::var("DOCKWRIGHT_LIVE").is_ok_and(|it| it == "required") => {
            eprintln!("live tests: {why}");
            return ExitCode::FAILURE;
        }
        Err(why) => {
            println!("live tests are left out: {why}");
            return ExitCode::SUCCESS;
        }
    };
    engines.enter_network();
    if arguments.is_verify {
        let is_right = match arguments.verify.as_deref() {
            Some("small") => verify::small::run(&engines),
            name => verify::run(&engines, name),
        };
        return if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let is_alone = arguments.only.is_some();
    let mut is_right = is_alone || (smoke::run(&engines) & verify::small::run(&engines));
    if !is_alone && (arguments.fixtures > 0 || arguments.fixture.is_some()) {
        is_right &= fixtures::run(&engines, &arguments);
    }
    let Arguments { scenarios, seed, only, .. } = arguments;
    if !is_alone && arguments.format > 0 {
        is_right &= format::run(&engines, arguments.format, seed);
    }
    if only.is_some() || scenarios > 0 {
        is_right &= random::run(&engines, scenarios, seed, only);
    }
    if is_right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("live tests are left out: engines are started on Linux only");
}
