//! `dockwright format`.

pub(super) mod args;

use super::args::CheckArgs;
use super::files::{self, Target};
use super::{CLEAN, FAILED, FINDINGS, Failure, output};
use crate::config::EditorProperties;
use crate::cost::Costs;
use crate::format::{self, Options};
use crate::host;
use crate::report::{rebuilds, unified_diff_bytes};
use crate::syntax::Dockerfile;
use crate::text::{LineIndex, Source, printable};
use args::FormatArgs;
use rayon::prelude::*;

/// What came of one file.
#[derive(Debug, Default)]
struct Outcome {
    path: String,
    before: Vec<u8>,
    after: Vec<u8>,
    is_stdin: bool,
    /// How many lines were left because formatting them would rebuild steps.
    withheld: usize,
    /// Which steps are built again, as text.
    price: String,
    error: Option<String>,
}

impl Outcome {
    fn differs(&self) -> bool {
        self.before != self.after
    }
}

/// Runs the command.
pub(super) fn run(args: &FormatArgs) -> Result<u8, Failure> {
    let choice = CheckArgs {
        paths: args.paths.clone(),
        isolated: args.isolated,
        config: args.config.clone(),
        stdin_filename: args.stdin_filename.clone(),
        force_exclude: args.force_exclude,
        ..CheckArgs::default()
    };
    let targets = files::targets(&choice)?;
    if targets.is_empty() {
        eprintln!("warning: no Dockerfile found");
    }
    let outcomes: Vec<Outcome> = match targets.as_slice() {
        [target] => vec![format(args, target)],
        targets => targets.par_iter().map(|target| format(args, target)).collect(),
    };
    print(args, &outcomes)?;
    tell(args, &outcomes);
    let writes = !args.check && !args.diff;
    let differs = outcomes.iter().any(Outcome::differs);
    Ok(match outcomes.iter().any(|outcome| outcome.error.is_some()) {
        true => FAILED,
        false if differs && !writes => FINDINGS,
        false => CLEAN,
    })
}

/// Formats one file, and writes it unless it is only looked at.
fn format(args: &FormatArgs, target: &Target) -> Outcome {
    let path = host::shown(&target.path);
    let mut outcome = Outcome { path, is_stdin: target.is_stdin, ..Outcome::default() };
    if let Err(Failure(error)) = fill(args, target, &mut outcome) {
        outcome.after.clone_from(&outcome.before);
        outcome.error = Some(error);
    }
    outcome
}

fn fill(args: &FormatArgs, target: &Target, outcome: &mut Outcome) -> Result<(), Failure> {
    outcome.before = if target.is_stdin { host::read_stdin()? } else { host::read(&target.path)? };
    let source = Source::new(&outcome.before);
    let file = Dockerfile::parse(source.text());
    if let Some(problem) = file.problems().first() {
        let line = LineIndex::new(file.text()).line(problem.range.start as usize);
        return Err(Failure(format!(
            "cannot format {}:{line}: {}; the file is left as it is",
            outcome.path, problem.message
        )));
    }
    let editor = match args.isolated {
        true => EditorProperties::default(),
        false => host::editor_properties(&target.path),
    };
    let options = Options::choose(&target.settings.format, &editor, args.allow_rebuild);
    let formatted = format::format(&file, &options);
    outcome.after = formatted.apply(&outcome.before);
    outcome.withheld = formatted.withheld.iter().map(|it| it.lines).sum();
    if args.allow_rebuild && outcome.differs() {
        let after = Dockerfile::parse(Source::new(&outcome.after).text());
        let steps = format::rebuilt_steps(&file, &after, &Costs::default());
        outcome.price = rebuilds(&outcome.path, file.text(), &steps);
    }
    if outcome.differs() && !outcome.is_stdin && !args.check && !args.diff {
        host::write_atomically(&target.path, &outcome.after)?;
    }
    Ok(())
}

/// Prints what goes to standard output: the patch, the names of files, or the text of standard input.
fn print(args: &FormatArgs, outcomes: &[Outcome]) -> Result<(), Failure> {
    let mut out = Vec::new();
    for outcome in outcomes {
        if args.diff {
            let (before, after) = (&outcome.before, &outcome.after);
            out.extend(unified_diff_bytes(&outcome.path, Some(before), after));
        } else if args.check {
            if outcome.differs() {
                out.extend(format!("would format {}\n", printable(&outcome.path)).bytes());
            }
        } else if outcome.is_stdin && outcome.error.is_none() {
            out.extend_from_slice(&outcome.after);
        }
    }
    output::print(&out, None)
}

/// Tells what was done, what it costs, and what was left.
fn tell(args: &FormatArgs, outcomes: &[Outcome]) {
    for error in outcomes.iter().filter_map(|outcome| outcome.error.as_ref()) {
        eprintln!("error: {}", printable(error));
    }
    let written = outcomes.iter().filter(|outcome| outcome.differs() && !outcome.is_stdin).count();
    if written > 0 && !args.check && !args.diff {
        eprintln!("formatted {}", counted(written, "file"));
    }
    outcomes.iter().for_each(|outcome| eprint!("{}", outcome.price));
    let withheld: usize = outcomes.iter().map(|outcome| outcome.withheld).sum();
    if withheld > 0 {
        let were = if withheld == 1 { "was" } else { "were" };
        eprintln!(
            "{} {were} left: formatting would rebuild steps, or change a command that the image keeps; \
             --allow-rebuild does it",
            counted(withheld, "line")
        );
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
