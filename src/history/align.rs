//! Which step of an older Dockerfile is which of the newest.

use crate::build::vertex::VertexStep;
use crate::syntax::Keyword;

/// Steps of a Dockerfile, and the names of its stages.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    pub(super) steps: Vec<VertexStep>,
    pub(super) stages: Vec<Option<String>>,
}

/// What it is worth to pair two steps with the same text: more than any number of pairs without.
const SAME: usize = 10_000;
/// What it is worth to pair two of the same instruction.
const ALIKE: usize = 1;

/// For each step of `newest` its counterpart in `older`, by number.
///
/// Stages are matched by name, else by number. In a stage the order is kept: as many steps as can be are paired with one
/// of the same text, the others with one of the same instruction.
pub(super) fn align(newest: &Steps, older: &Steps) -> Vec<Option<usize>> {
    let mut counterparts = vec![None; newest.steps.len()];
    for stage in 0..newest.stages.len() {
        let Some(other) = counterpart(newest, older, stage) else { continue };
        let (new, old) = (of_stage(&newest.steps, stage), of_stage(&older.steps, other));
        let worth = |at_new: usize, at_old: usize| {
            worth(&newest.steps[new[at_new]], &older.steps[old[at_old]])
        };
        for (at_new, at_old) in best_pairs(new.len(), old.len(), &worth) {
            counterparts[new[at_new]] = Some(old[at_old]);
        }
    }
    counterparts
}

fn of_stage(steps: &[VertexStep], stage: usize) -> Vec<usize> {
    (0..steps.len()).filter(|number| steps[*number].stage == stage).collect()
}

/// The older stage of the same name, or of the same number where one of the two has no name.
fn counterpart(newest: &Steps, older: &Steps, stage: usize) -> Option<usize> {
    let name = newest.stages[stage].as_ref();
    let by_name =
        name.and_then(|name| older.stages.iter().position(|other| other.as_ref() == Some(name)));
    by_name.or_else(|| {
        let other = older.stages.get(stage)?;
        (name.is_none() || other.is_none()).then_some(stage)
    })
}

fn worth(new: &VertexStep, old: &VertexStep) -> usize {
    match (new.text == old.text, new.keyword == old.keyword) {
        // A command says more of a step than a file that is copied.
        (true, _) => SAME + usize::from(new.keyword == Keyword::Run),
        (false, true) => ALIKE,
        (false, false) => 0,
    }
}

/// The pairs of two lists that keep their order and are worth most together.
fn best_pairs(
    new: usize,
    old: usize,
    worth: &dyn Fn(usize, usize) -> usize,
) -> Vec<(usize, usize)> {
    // What the rests of both lists are worth.
    let mut rests = vec![vec![0; old + 1]; new + 1];
    for at_new in (0..new).rev() {
        for at_old in (0..old).rev() {
            let paired = match worth(at_new, at_old) {
                0 => 0,
                worth => worth + rests[at_new + 1][at_old + 1],
            };
            let skipped = rests[at_new + 1][at_old].max(rests[at_new][at_old + 1]);
            rests[at_new][at_old] = paired.max(skipped);
        }
    }
    let (mut at_new, mut at_old) = (0, 0);
    let mut pairs = Vec::new();
    while at_new < new && at_old < old {
        let rest = rests[at_new][at_old];
        let worth = worth(at_new, at_old);
        if worth > 0 && rest == worth + rests[at_new + 1][at_old + 1] {
            pairs.push((at_new, at_old));
            (at_new, at_old) = (at_new + 1, at_old + 1);
        } else if rest == rests[at_new + 1][at_old] {
            at_new += 1;
        } else {
            at_old += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::vertex::{Settings, VertexGraph};
    use crate::build::{BuildArgs, BuildGraph};
    use crate::syntax::Dockerfile;

    fn steps(text: &str) -> Steps {
        let file = Dockerfile::parse(text);
        let graph = BuildGraph::new(&file, &BuildArgs::default());
        let steps = VertexGraph::new(&graph, &Settings::default()).steps;
        Steps { steps, stages: graph.stages.iter().map(|stage| stage.name.clone()).collect() }
    }

    /// `new <- old` by line, `new <-` for a step without a counterpart.
    fn check(newest: &str, older: &str) -> Vec<String> {
        let (newest, older) = (steps(newest), steps(older));
        let counterparts = align(&newest, &older).into_iter().zip(&newest.steps);
        let shown = counterparts.map(|(old, new)| {
            let old = old.map_or_else(|| "nothing".to_owned(), |old| older.steps[old].text.clone());
            format!("{} <- {old}", new.text)
        });
        shown.collect()
    }

    #[test]
    fn equal_texts_are_the_same_step_and_others_go_by_order() {
        assert_eq!(
            check(
                "FROM a\nCOPY p .\nRUN one\nRUN three\nCOPY . .\n",
                "FROM b\nCOPY . .\nRUN one\nRUN two\nRUN four\n"
            ),
            [
                "FROM a <- FROM b",
                "COPY p . <- COPY . .",
                "RUN one <- RUN one",
                "RUN three <- RUN two",
                "COPY . . <- nothing"
            ]
        );
    }

    #[test]
    fn stages_go_by_name_then_by_number() {
        assert_eq!(
            check(
                "FROM a AS deps\nRUN x\nFROM a AS build\nRUN y\nCOPY --from=deps /x /x\n",
                "FROM a AS build\nRUN y\n"
            ),
            [
                "FROM a AS deps <- nothing",
                "RUN x <- nothing",
                "FROM a AS build <- FROM a AS build",
                "RUN y <- RUN y",
                "COPY --from=deps /x /x <- nothing"
            ]
        );
        assert_eq!(
            check("FROM a AS build\nRUN y\n", "FROM a\nRUN y\n"),
            ["FROM a AS build <- FROM a", "RUN y <- RUN y"]
        );
    }
}
