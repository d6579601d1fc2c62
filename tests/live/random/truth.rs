//! Whether a condition holds, where the generator knows what the steps do.

use super::plan::{Effect, Form, Kind, Plan, Run};
use super::scenario::Scenario;
use crate::pair::Places;
use dockwright::cache::{Condition, Simulation};

/// Whether a condition holds; `None` where that would have to be looked up in the results.
pub(crate) fn holds(
    scenario: &Scenario,
    places: &Places,
    simulation: &Simulation,
    condition: &Condition,
) -> Option<bool> {
    // Another source is another path: whether two paths hold the same is not looked up.
    let is_moved = scenario.change.starts_with("source of");
    match condition {
        Condition::SameOutput { .. } if is_moved => None,
        Condition::SameOutput { step, path } => {
            let known = |plan: &Plan| run_of(plan, places, path).cloned();
            let (before, after) = (known(&scenario.before.plan)?, known(&scenario.after.plan)?);
            let is_quiet =
                [&scenario.before.plan, &scenario.after.plan].map(has_no_user) == [true; 2];
            // The step that is named may leave alone what another one wrote, which did not run again.
            let writes = simulation.steps[*step].step.text.contains(&places.fill(&after.out));
            same_output(&before, &after, path).filter(|is_same| is_quiet && (*is_same || writes))
        }
        Condition::SameRemote { address, .. } => {
            let is_same = scenario.before.remote == scenario.after.remote;
            address.ends_with("/f.txt").then_some(is_same)
        }
        Condition::BaseInRoot => {
            let works_elsewhere = |line: &String| line.starts_with("WORKDIR");
            Some(!scenario.after.base.config.iter().any(works_elsewhere))
        }
        Condition::SameImage { .. } | Condition::NothingSelected { .. } => None,
    }
}

/// The RUN that writes a path.
fn run_of<'p>(plan: &'p Plan, places: &Places, path: &str) -> Option<&'p Run> {
    let writes = |run: &&Run| {
        let rest = path.strip_prefix(&places.fill(&run.out));
        matches!(rest, Some("" | "/f" | "/g"))
    };
    plan.runs().find(writes)
}

/// Whether two RUNs write the same at a path below what they write to.
fn same_output(before: &Run, after: &Run, path: &str) -> Option<bool> {
    let is_fed = |run: &Run| matches!(run.form, Form::Fed(_));
    if is_fed(before) || is_fed(after) {
        return (is_fed(before) && is_fed(after)).then_some(before.tail == after.tail);
    }
    match (&before.effect, &after.effect) {
        (Effect::Constant, Effect::Constant) => Some(true),
        (Effect::Both(_), Effect::Both(_)) if path.ends_with("/g") => Some(true),
        (Effect::Random, Effect::Random) => Some(false),
        _ => None,
    }
}

/// Whether all files belong to root.
fn has_no_user(plan: &Plan) -> bool {
    !plan.kinds().any(|kind| matches!(kind, Kind::User(_)))
}
