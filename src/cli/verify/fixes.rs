//! `check --fix --verify`: fixes that are applied only where real builds and containers show that they change nothing.

use super::rewrite::with_texts;
use super::session::{Session, original, volatile};
use crate::analysis::{Analysis, Build};
use crate::build::vertex::NoCache;
use crate::cli::Failure;
use crate::cli::args::{BuildChoice, CheckArgs};
use crate::cli::build;
use crate::diagnostic::Applicability;
use crate::fix::{Fixed, Texts};
use crate::host::{self, ContextChoice};
use crate::lint::EnabledRule;
use crate::project::Place;
use crate::proof::Verification;
use crate::report::{Style, verification_text};
use crate::verify::containers::RunRequest;
use crate::verify::engine::{Engine, EngineChoice, find};
use crate::verify::{Interrupt, Plan};
use std::path::Path;

/// Verifies fixes before they are written.
pub(in crate::cli) struct FixVerifier {
    engine: Box<dyn Engine>,
}

/// What is left of the fixes of a file.
pub(in crate::cli) struct VerifiedFixes {
    /// Those that passed.
    pub(in crate::cli) fixed: Fixed,
    /// For each rule whose fixes did not: its id, and the report.
    pub(in crate::cli) refused: Vec<(&'static str, String)>,
}

/// A file that is checked, and how.
#[derive(Clone, Copy)]
pub(in crate::cli) struct CheckedFile<'a> {
    pub(in crate::cli) path: &'a Path,
    pub(in crate::cli) context: &'a ContextChoice,
    pub(in crate::cli) analysis: &'a Analysis,
    pub(in crate::cli) rules: &'a [EnabledRule],
    pub(in crate::cli) allowed: Applicability,
}

impl FixVerifier {
    /// With the user's engine, where that is asked for: without one nothing is applied.
    pub(in crate::cli) fn wanted(
        args: &CheckArgs,
        reads_stdin: bool,
    ) -> Result<Option<Self>, Failure> {
        let refused = |why: &str| Err(Failure(format!("--verify: {why}")));
        match args.verify {
            false => return Ok(None),
            _ if !args.fix && !args.unsafe_fixes => {
                return refused("there is nothing to verify without --fix");
            }
            _ if reads_stdin => return refused("standard input cannot be built; name the file"),
            _ => {}
        }
        let interrupt = Interrupt::on_signals()?;
        Ok(Some(Self { engine: find(&EngineChoice::default(), &interrupt)? }))
    }

    /// The fixes of a file that pass: all of them at once, else rule by rule, each on top of those that passed before it.
    pub(in crate::cli) fn fixes(&self, file: CheckedFile<'_>) -> Result<VerifiedFixes, Failure> {
        let all = file.analysis.fix(file.rules, file.allowed);
        let mut refused = Vec::new();
        if all.applied.is_empty() {
            return Ok(VerifiedFixes { fixed: all, refused });
        }
        let project = Project::open(file)?;
        let found = self.verify(&project, &all.texts)?;
        if found.passes() {
            return Ok(VerifiedFixes { fixed: all, refused });
        }
        let ids = rules_of(&all);
        if let [only] = ids.as_slice() {
            refused.push((*only, verification_text(&found, Style::default())));
            return Ok(VerifiedFixes { fixed: file.analysis.fix(&[], file.allowed), refused });
        }
        let mut rules: Vec<EnabledRule> = Vec::new();
        let mut fixed = file.analysis.fix(&[], file.allowed);
        for id in ids {
            let of_rule = file.rules.iter().find(|it| it.rule.id == id);
            let more: Vec<EnabledRule> = rules.iter().chain(of_rule).copied().collect();
            let candidate = file.analysis.fix(&more, file.allowed);
            if candidate.texts == fixed.texts {
                continue;
            }
            let found = self.verify(&project, &candidate.texts)?;
            if found.passes() {
                (fixed, rules) = (candidate, more);
            } else {
                refused.push((id, verification_text(&found, Style::default())));
            }
        }
        Ok(VerifiedFixes { fixed, refused })
    }

    fn verify(&self, project: &Project, texts: &Texts) -> Result<Verification, Failure> {
        let Project { build, place } = project;
        let plan = Plan {
            fixed: Some(with_texts(build, texts)),
            since: None,
            original: build.clone(),
            place: original(place),
            scenarios: Vec::new(),
            needs_images: true,
            run: Some(RunRequest::default()),
            volatile: volatile(place)?,
            keep: None,
        };
        let engine = self.engine.as_ref();
        let session = Session { engine, log_file: None, is_quiet: false, flags: Vec::new() };
        session.carry_out(&plan, place)
    }
}

/// The rules of the fixes that were applied, each once, in the order of their fixes.
fn rules_of(fixed: &Fixed) -> Vec<&'static str> {
    let mut ids = Vec::new();
    for fix in &fixed.applied {
        if !ids.contains(&fix.rule) {
            ids.push(fix.rule);
        }
    }
    ids
}

/// A file as it is built.
struct Project {
    build: Build,
    place: Place,
}

impl Project {
    fn open(file: CheckedFile<'_>) -> Result<Self, Failure> {
        let choice = BuildChoice::default();
        let (build, place) = build::build_at(&choice, NoCache::Never, file.path, file.context)?;
        if build.dockerfile == file.analysis.inputs().bytes {
            return Ok(Self { build, place });
        }
        Err(Failure(format!("{} changed meanwhile", host::shown(file.path))))
    }
}
