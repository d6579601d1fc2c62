//! An image that was built some time ago, held against what a build of the present tree makes.

use super::image::{ConfigDifference, FileDifference, ImageComparison, Layers, Unreproducible};
use std::collections::BTreeSet;

/// What an existing image no longer has in common with the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staleness {
    /// The image, as the user named it.
    pub image: String,
    /// How many paths were compared.
    pub files_compared: usize,
    /// The steps that make something else now, in the order in which they wrote.
    pub steps: Vec<StaleStep>,
    /// Steps that made the image and are no longer in the Dockerfile.
    pub gone: Vec<String>,
    /// Steps of the Dockerfile that the image lacks.
    pub new: Vec<String>,
    /// What containers start with, where it differs.
    pub config_differences: Vec<ConfigDifference>,
    /// Paths that differ between two builds of the tree, too.
    pub not_reproducible: Vec<Unreproducible>,
    /// How many paths differ at which that is to be expected.
    pub volatile: usize,
}

/// A step, and where the image differs from what the step makes now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaleStep {
    /// The instruction, as the history of the image has it.
    pub instruction: String,
    /// The paths; before is the image, after is a build of the tree.
    pub differences: Vec<FileDifference>,
}

impl StaleStep {
    /// Whether it takes files from the context, another stage or another image, and runs nothing.
    pub fn is_copy(&self) -> bool {
        self.instruction.starts_with("COPY ") || self.instruction.starts_with("ADD ")
    }
}

impl Staleness {
    /// From the comparison of the image with a build of the tree, and the layers of both.
    pub fn of(image: &str, compared: ImageComparison, old: &Layers, new: &Layers) -> Self {
        let mut found = Self {
            image: image.to_owned(),
            files_compared: compared.files_compared,
            gone: missing(old, new),
            new: missing(new, old),
            volatile: compared.file_differences.iter().filter(|it| it.volatile).count(),
            ..Self::default()
        };
        for difference in compared.lasting() {
            // What is no longer there was written by the image alone.
            let step = new.step_of(&difference.path).or(old.step_of(&difference.path));
            found.add(step.unwrap_or("the base image"), difference);
        }
        let order = |step: &str| new.steps().iter().chain(old.steps()).position(|it| it == step);
        found.steps.sort_by_key(|step| order(&step.instruction));
        // A label that only the image has was given on a command line.
        let is_label_of_image = |it: &ConfigDifference| it.field == "Labels" && it.after.is_none();
        let settings = compared.config_differences.into_iter();
        found.config_differences = settings.filter(|it| !is_label_of_image(it)).collect();
        found.not_reproducible = compared.not_reproducible;
        found
    }

    fn add(&mut self, instruction: &str, difference: &FileDifference) {
        let known = self.steps.iter_mut().find(|step| step.instruction == instruction);
        if let Some(step) = known {
            step.differences.push(difference.clone());
            return;
        }
        let (instruction, differences) = (instruction.to_owned(), vec![difference.clone()]);
        self.steps.push(StaleStep { instruction, differences });
    }

    /// Whether a build of the tree would give the same image.
    pub fn is_fresh(&self) -> bool {
        let has_same_steps = self.gone.is_empty() && self.new.is_empty();
        self.steps.is_empty() && has_same_steps && self.config_differences.is_empty()
    }
}

/// The steps of one that the other has not.
fn missing(one: &Layers, other: &Layers) -> Vec<String> {
    let known: BTreeSet<&String> = other.steps().iter().collect();
    one.steps().iter().filter(|step| !known.contains(step)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::image::DifferenceKind;

    const STEPS: [&str; 3] = ["ADD base.tar /", "COPY . /app", "RUN make"];

    fn differences(paths: &[&str]) -> ImageComparison {
        let difference = |path: &&str| FileDifference {
            path: (*path).to_owned(),
            kind: DifferenceKind::Content,
            before: None,
            after: None,
            volatile: path.starts_with("/var/log"),
        };
        let file_differences = paths.iter().map(difference).collect();
        ImageComparison { file_differences, ..ImageComparison::default() }
    }

    /// Paths that differ, the steps of the tree: what of each step differs, and what only one of both has.
    fn check(paths: &[&str], of_tree: &[&str], expected: &str) {
        let writers =
            [("/app/a", "COPY . /app"), ("/out", "RUN make"), ("/etc/x", "ADD base.tar /")];
        let (old, new) =
            (Layers::made_up(&STEPS, &writers), Layers::made_up(of_tree, &writers[..2]));
        let found = Staleness::of("shop:1", differences(paths), &old, &new);
        let of_step = |step: &StaleStep| {
            let paths: Vec<&str> = step.differences.iter().map(|it| it.path.as_str()).collect();
            format!("{}: {}", step.instruction, paths.join(" "))
        };
        let steps: Vec<String> = found.steps.iter().map(of_step).collect();
        let shown =
            format!("{} -{:?} +{:?} {}", steps.join(", "), found.gone, found.new, found.is_fresh());
        assert_eq!(shown, expected);
    }

    #[test]
    fn differences_go_to_the_step_that_wrote_them() {
        check(&[], &STEPS, " -[] +[] true");
        check(&["/var/log/apt"], &STEPS, " -[] +[] true");
        check(&["/out", "/app/a"], &STEPS, "COPY . /app: /app/a, RUN make: /out -[] +[] false");
        // Only the image has it.
        check(&["/etc/x"], &STEPS, "ADD base.tar /: /etc/x -[] +[] false");
        check(&["/nowhere"], &STEPS, "the base image: /nowhere -[] +[] false");
        let other = ["ADD base.tar /", "COPY . /app", "RUN make all"];
        check(&[], &other, " -[\"RUN make\"] +[\"RUN make all\"] false");
    }

    #[test]
    fn a_label_of_the_image_alone_was_given_on_a_command_line() {
        let label = |before: Option<&str>, after: Option<&str>| ConfigDifference {
            field: "Labels",
            key: Some("revision".to_owned()),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        };
        for (difference, is_fresh) in [
            (label(Some("1"), None), true),
            (label(Some("1"), Some("2")), false),
            (label(None, Some("2")), false),
        ] {
            let config_differences = vec![difference];
            let compared = ImageComparison { config_differences, ..ImageComparison::default() };
            let layers = Layers::default();
            assert_eq!(Staleness::of("shop:1", compared, &layers, &layers).is_fresh(), is_fresh);
        }
    }
}
