//! What the history of the project says of a Dockerfile: how often its steps would have run again, and what of it is
//! not committed yet.
//!
//! Worked out aside, on one thread: git is asked, and the last commits are played against the file as it stands in the
//! editor. Until it is there, and where there is no history, nothing is claimed.

mod commits;
mod pending;

pub(super) use commits::{Commits, Forecast};
pub(super) use pending::Pending;

use super::server::Snapshot;
use crate::analysis::Build;
use crate::build::BuildArgs;
use crate::build::vertex::{Settings, VertexStep};
use crate::cost::Costs;
use crate::host;
use crate::project::{Place, compared::record};
use crate::syntax::{Instruction, Keyword};
use std::sync::Arc;

/// What is known so far of one document.
#[derive(Clone, Debug, Default)]
pub(super) struct Insight {
    /// The last commits, and what they would have re-run.
    pub(super) commits: Option<Arc<Commits>>,
    /// What the next build would run, if the last commit was built.
    pub(super) pending: Option<Arc<Pending>>,
    /// Why there is no history to look at.
    pub(super) missing: Option<Arc<str>>,
}

/// Works it out; `anew` when the repository may be another than last time.
pub(super) fn of(snapshot: &Snapshot, anew: bool) -> Insight {
    let Some((build, place)) = build(snapshot) else {
        let missing = "there is no build context whose commits could be read";
        return Insight { missing: Some(missing.into()), ..Insight::default() };
    };
    let mut costs = Costs::default();
    record::add_costs(&mut costs, &build, &place);
    let known = snapshot.insight.commits.as_deref().filter(|_| !anew);
    let count = snapshot.options().history as usize;
    let commits = match known {
        Some(known) => Ok(known.replayed(&build, &costs)),
        None => Commits::read(&build, &place, count, &costs),
    };
    match commits {
        // A file that is being typed is often none; what was said of its steps before still holds.
        Ok(commits) if commits.history.refused.is_some() && known.is_some() => {
            snapshot.insight.clone()
        }
        Ok(commits) => Insight {
            commits: Some(Arc::new(commits)),
            pending: Pending::read(&build, &place).map(Arc::new),
            missing: None,
        },
        Err(reason) => Insight { missing: Some(reason.into()), ..Insight::default() },
    }
}

/// Which of the steps an instruction is. They may be those of an earlier text: the words decide, and for equal ones
/// their order.
fn step_of<'s>(
    steps: impl Iterator<Item = &'s VertexStep>,
    instruction: Instruction<'_>,
) -> Option<usize> {
    let one_line =
        |it: Instruction<'_>| it.logical().text().split_whitespace().collect::<Vec<_>>().join(" ");
    let text = one_line(instruction);
    let earlier = instruction.file().instructions();
    let earlier = earlier.take_while(|it| it.range().start < instruction.range().start);
    let nth = earlier.filter(|it| one_line(*it) == text).count();
    let equal = steps
        .enumerate()
        .filter(|(_, it)| !it.is_trigger && it.keyword != Keyword::From && it.text == text);
    equal.map(|(number, _)| number).nth(nth)
}

/// The build that a document stands for; `None` without a context.
pub(super) fn build(snapshot: &Snapshot) -> Option<(Build, Place)> {
    let found = snapshot.surroundings().context.as_ref()?;
    let settings = Settings { platform: host::platform(), ..Settings::default() };
    let args = BuildArgs { platform: Some(settings.platform.clone()), ..BuildArgs::default() };
    let build = Build {
        dockerfile: snapshot.text().as_bytes().to_vec(),
        context: Some(found.context.clone()),
        args,
        settings,
        ..Build::default()
    };
    let context = Some((found.folder.clone(), found.path.clone()));
    Some((build, Place { dockerfile: snapshot.document.path.clone(), context }))
}
