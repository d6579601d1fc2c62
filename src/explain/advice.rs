//! What would have kept a step, or those behind it.

mod order;
mod unread;

use super::reason::{Reason, Why};
use super::{Happened, RootCause};
use crate::cache::{ChangeKind, Observations};
use crate::diagnostic::Fix;

/// A change that would have kept steps.
#[derive(Clone, Debug)]
pub struct Advice {
    /// What to do, in one sentence.
    pub text: String,
    /// The steps that it would have kept, by their numbers, in file order.
    pub keeps: Vec<usize>,
    /// What those took, in seconds, as far as the log says.
    pub seconds: f64,
    /// The edits, where they are known.
    pub fix: Option<Fix>,
}

/// What would have helped against a root cause, that which saves most first.
pub(super) fn advice(
    happened: &Happened<'_>,
    seen: &Observations,
    root: &RootCause,
    why: &Why,
) -> Vec<Advice> {
    let mut found = Vec::new();
    found.extend(unread::ignore(happened, root, why));
    found.extend(order::moves(happened, root, why));
    found.extend(general(root, why));
    for advice in &mut found {
        let seconds = advice.keeps.iter().filter_map(|step| seen.steps[*step].seconds);
        advice.seconds = seconds.sum();
    }
    found.sort_by(|one, other| other.seconds.total_cmp(&one.seconds));
    found
}

impl Advice {
    fn new(text: impl Into<String>, keeps: Vec<usize>) -> Advice {
        Advice { text: text.into(), keeps, seconds: 0.0, fix: None }
    }
}

/// What the kind of cause alone suggests.
fn general(root: &RootCause, why: &Why) -> Option<Advice> {
    let text = match why.reason {
        Reason::Base => {
            "Pin the base image by its digest, so that it changes only when the file does"
        }
        Reason::Remote => "Give ADD the --checksum of what it fetches",
        Reason::Forced => "Build without --no-cache",
        Reason::ColdCache => {
            "Keep the builder between builds, or export its cache (--cache-to …,mode=max) and import it (--cache-from)"
        }
        Reason::Content if only_modes(why) => {
            "Give the files the same permissions everywhere (umask): their content has not changed"
        }
        _ => return None,
    };
    let base = (why.reason != Reason::Base).then_some(root.step);
    Some(Advice::new(text, base.into_iter().chain(root.victims.iter().copied()).collect()))
}

fn only_modes(why: &Why) -> bool {
    !why.paths.is_empty() && why.paths.iter().all(|change| change.kind == ChangeKind::Mode)
}
