//! Files of the machine that a COPY of the whole context takes along.

mod candidates;
mod history;

use crate::lint::prelude::*;
use candidates::Kind;

/// The check.
pub(super) const CHECK: Check = Check::File(check);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(context) = subject.context else { return };
    let Some((stage, step, directory)) = first_copy(subject) else { return };
    let overwritten: Vec<String> = subject.graph.stages.iter().flat_map(|stage| {
        overwritten::find(subject.graph, stage, context).into_iter().map(|found| found.host)
    }).collect();
    let found = candidates::find(subject, context, &directory);
    // What is copied over an install is said where that is said.
    let found: Vec<_> = found.into_iter().filter(|(path, _)| !overwritten.contains(path)).collect();
    let copy = step.instruction;
    let of = |secret: bool| found.iter().filter(move |(_, kind)| (*kind == Kind::Secret) == secret);
    let leftovers: Vec<String> = of(false).map(|(path, _)| path.clone()).collect();
    if let Some((path, kind)) = of(false).next() {
        let reason = kind.reason(path);
        let message = format!("{} takes {} along, which no ignore file names: {reason}", copy.brief(), list(&leftovers));
        let fix = ignore(context, &leftovers, "a step or the application may read it");
        findings.add(copy.head_range(), message).maybe_fix(fix);
    }
    let secrets: Vec<String> = of(true).map(|(path, _)| path.clone()).collect();
    if !secrets.is_empty() {
        let target = subject.graph.target();
        let is_shipped = target.is_some_and(|target| subject.graph.lineage(target).any(|shipped| shipped.index == stage.index));
        let place = if is_shipped { "into the image, for everybody who has it" } else { "into a layer of the build" };
        let message = format!("{} puts {} {place}: there are secrets in it", copy.brief(), list(&secrets));
        let fix = ignore(context, &secrets, "a step or the application may read it");
        findings.add(copy.head_range(), message).maybe_fix(fix);
    }
}

fn ignore(context: &Context, paths: &[String], reason: &str) -> Option<Fix> {
    let edit = context.ignoring(paths)?;
    Some(Fix::safe(format!("Ignore {}", list(paths)), vec![edit]).at_most(Applicability::Unsafe, reason))
}

/// The first COPY that takes a directory with all that is in it, and that directory.
fn first_copy<'g, 'a>(subject: &'g Subject<'a>) -> Option<(&'g Stage<'a>, &'g Step<'a>, String)> {
    let stages = subject.graph.stages.iter();
    stages.into_iter().find_map(|stage| {
        subject.graph.copies(stage).filter(|(_, copy)| copy.reads_context()).find_map(|(step, copy)| {
            // What --exclude leaves out is not looked into.
            let takes_all = step.instruction.flag("exclude").is_none();
            copy.sources.iter().find_map(|source| match &source.target {
                SourceTarget::Path(path) if path.is_empty() && takes_all => Some((stage, step, path.clone())),
                _ => None,
            })
        })
    })
}

/// `a`, `a and b`, `a, b and 2 more`.
fn list(paths: &[String]) -> String {
    match paths {
        [] => String::new(),
        [only] => only.clone(),
        [one, other] => format!("{one} and {other}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}
