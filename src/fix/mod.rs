//! Applying fixes: choose, resolve overlaps, apply, look again, until nothing is left.
//!
//! Knows nothing of rules: whoever calls says what is found in a text. A round
//! is kept only if its result parses at least as well as before and holds
//! every comment; else its fixes are tried one by one and the culprits dropped.

mod guard;
mod round;

use crate::diagnostic::{Applicability, Diagnostic};
use guard::Guard;
use round::{Choice, choose};
use std::collections::{BTreeMap, BTreeSet};

/// Files of the context that fixes changed or made, by path below its root.
pub type Overlay = BTreeMap<String, Vec<u8>>;

/// What fixes act on: the Dockerfile, and what they changed around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// The Dockerfile.
    pub dockerfile: Vec<u8>,
    /// Changed files of the context.
    pub overlay: Overlay,
}

/// A fix that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedFix {
    /// The rule whose finding it mends.
    pub rule: &'static str,
    /// Its title.
    pub title: String,
}

/// The outcome.
#[derive(Clone, Debug, Default)]
pub struct Fixed {
    /// The texts after all fixes.
    pub texts: Texts,
    /// The fixes, in the order in which they were applied.
    pub applied: Vec<AppliedFix>,
    /// Whether another run would change nothing.
    pub is_settled: bool,
}

/// Fixes enable fixes; a chain longer than this is two rules at odds.
const MAX_ROUNDS: usize = 12;

/// Applies all fixes up to `allowed`, again and again.
///
/// `read` gives the present content of a file of the context, overlay not regarded.
pub fn converge(
    dockerfile: &[u8],
    allowed: Applicability,
    read: &dyn Fn(&str) -> Option<Vec<u8>>,
    findings: &mut dyn FnMut(&Texts) -> Vec<Diagnostic>,
) -> Fixed {
    let start = Texts { dockerfile: dockerfile.to_vec(), overlay: Overlay::new() };
    let mut fixed = Fixed { texts: start, ..Fixed::default() };
    let mut seen = BTreeSet::from([fixed.texts.dockerfile.clone()]);
    for _ in 0..MAX_ROUNDS {
        let diagnostics = findings(&fixed.texts);
        let choices = choose(&diagnostics, allowed);
        let Some((texts, applied)) = best_of(&fixed.texts, choices, read) else {
            fixed.is_settled = true;
            break;
        };
        fixed.applied.extend(applied);
        let is_new =
            texts.dockerfile == fixed.texts.dockerfile || seen.insert(texts.dockerfile.clone());
        fixed.texts = texts;
        if !is_new {
            break;
        }
    }
    fixed
}

/// Applies the choices together, or, if that does harm, those that do none by themselves.
fn best_of(
    texts: &Texts,
    choices: Vec<Choice<'_>>,
    read: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Option<(Texts, Vec<AppliedFix>)> {
    let guard = Guard::new(&texts.dockerfile);
    let attempt = |choices: &[Choice<'_>]| {
        let after = round::apply(texts, choices, read);
        (after != *texts && guard.allows(&after.dockerfile)).then_some(after)
    };
    let names = |choices: &[Choice<'_>]| choices.iter().map(Choice::name).collect();
    if let Some(after) = attempt(&choices) {
        return Some((after, names(&choices)));
    }
    let mut kept: Vec<Choice<'_>> = Vec::new();
    let mut best = None;
    for choice in choices {
        kept.push(choice);
        match attempt(&kept) {
            Some(after) => best = Some(after),
            None => drop(kept.pop()),
        }
    }
    best.map(|after| (after, names(&kept)))
}
