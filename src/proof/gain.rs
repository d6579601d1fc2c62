//! What a fix gains: the same change, built with the original file and with the fixed one.

use super::predictions::{ScenarioOutcome, StepComparison};

/// One change, before and after the fix.
#[derive(Clone, Debug, PartialEq)]
pub struct Gain {
    /// What was changed, as it is shown.
    pub change: String,
    /// How long the build with the original took, in seconds.
    pub before_seconds: f64,
    /// How long that with the fixed file took.
    pub after_seconds: f64,
    /// The steps of both.
    pub steps: Vec<GainStep>,
}

/// A step in both files, or in one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GainStep {
    /// The instruction, as the original has it where it does.
    pub instruction: String,
    /// Its line in the original.
    pub line_before: Option<u32>,
    /// Its line in the fixed file.
    pub line_after: Option<u32>,
    /// What came of it in the original: `cached`, `rerun`, `not-built`.
    pub before: Option<&'static str>,
    /// What came of it in the fixed file.
    pub after: Option<&'static str>,
}

impl Gain {
    /// Of a change that was built with both files; `None` when one of the builds failed.
    pub fn of(before: &ScenarioOutcome, after: &ScenarioOutcome) -> Option<Self> {
        if before.failed.is_some() || after.failed.is_some() {
            return None;
        }
        let change = before.name.clone();
        let steps = pairs(&before.steps, &after.steps);
        Some(Self { change, before_seconds: before.seconds, after_seconds: after.seconds, steps })
    }
}

impl Gain {
    /// The steps that ran with the original and no longer do.
    pub fn saved(&self) -> impl Iterator<Item = &GainStep> {
        let ran = |status: Option<&str>| status == Some("rerun");
        self.steps.iter().filter(move |step| ran(step.before) && !ran(step.after))
    }
}

/// Steps that do the same go together: those of one command, whatever its mounts and flags.
fn pairs(before: &[StepComparison], after: &[StepComparison]) -> Vec<GainStep> {
    let mut free: Vec<bool> = vec![true; before.len()];
    let mut partner: Vec<Option<usize>> = vec![None; after.len()];
    for bare in [false, true] {
        for (index, step) in after.iter().enumerate() {
            if partner[index].is_some() {
                continue;
            }
            let is_same = |other: &StepComparison| match bare {
                false => other.instruction == step.instruction,
                true => other.command == step.command,
            };
            let found = (0..before.len()).find(|other| free[*other] && is_same(&before[*other]));
            if let Some(other) = found {
                free[other] = false;
                partner[index] = Some(other);
            }
        }
    }
    let old = |index: usize| &before[index];
    let of_after = after.iter().zip(&partner).map(|(step, partner)| GainStep {
        instruction: partner.map_or(step, old).instruction.clone(),
        line_before: partner.map(|index| old(index).line),
        line_after: Some(step.line),
        before: partner.map(|index| old(index).observed()),
        after: Some(step.observed()),
    });
    let only_before = (0..before.len()).filter(|index| free[*index]).map(|index| GainStep {
        instruction: old(index).instruction.clone(),
        line_before: Some(old(index).line),
        line_after: None,
        before: Some(old(index).observed()),
        after: None,
    });
    of_after.chain(only_before).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::Verdict;
    use crate::proof::Agreement;

    /// Steps from lines: `rerun RUN make`; what stands in brackets is a flag.
    fn steps(listing: &str) -> Vec<StepComparison> {
        let step = |(line, text): (u32, &str)| {
            let (status, instruction) = text.split_once(' ').unwrap();
            let command = instruction.split(['[', ']']).step_by(2).collect::<String>();
            StepComparison {
                line,
                // Reports cut instructions off; flags come first.
                instruction: instruction.chars().take(20).collect(),
                command: command.replace("  ", " "),
                predicted: Verdict::Rerun,
                is_cached: Some(status == "cached"),
                seconds: None,
                agreement: Agreement::Agrees,
                explanation: None,
            }
        };
        (1..).zip(listing.lines()).map(step).collect()
    }

    fn saved(before: &str, after: &str) -> Vec<String> {
        let outcome = |text| ScenarioOutcome { steps: steps(text), ..ScenarioOutcome::default() };
        let gain = Gain::of(&outcome(before), &outcome(after)).unwrap();
        gain.saved().map(|step| step.instruction.clone()).collect()
    }

    #[test]
    fn a_step_with_a_mount_is_the_same_step() {
        let before = "rerun COPY . .\nrerun RUN cargo build";
        let mounted = "rerun COPY . .\nrerun RUN [--mount=type=cache,target=/registry] cargo build";
        assert!(saved(before, mounted).is_empty());
        let moved = "cached COPY Cargo.toml .\ncached RUN cargo build\nrerun COPY . .";
        assert_eq!(saved(before, moved), ["RUN cargo build"]);
        let gone = "rerun COPY . .";
        assert_eq!(saved(before, gone), ["RUN cargo build"]);
    }
}
