//! The formatter on real engines: a file is built, laid out anew, and built again; every step is cached.
//!
//! Half of the files are real ones, of the corpus beside the repository, in which shells do nothing and images
//! are one that is made here; half are random ones with an untidy layout. Where formatting withholds something
//! a third build pays for it, and must run just the steps that are named.

mod real;
mod untidy;

use crate::build::Observed;
use crate::engine::{Engines, Store};
use crate::pair::{Inputs, Laboratory, Pair};
use crate::random::world_of;
use crate::tree::{Node, Tree};
use dockwright::cost::Costs;
use dockwright::format::{Options, format, rebuilt_steps};
use dockwright::syntax::Dockerfile;
use dockwright::text::LineIndex;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How many pairs are played at once: a build waits more than it computes.
const AT_ONCE: usize = 4;

/// A file to format and build.
#[derive(Debug)]
pub(crate) struct Subject {
    name: String,
    store: Store,
    dockerfile: String,
    /// What else the builds are given; the Dockerfile is put beside it.
    inputs: Inputs,
}

/// What came of one file.
#[derive(Debug, Default)]
struct Outcome {
    /// Why it does not build: then nothing was compared.
    unbuilt: Option<String>,
    failures: Vec<String>,
    /// Steps that were cached after formatting.
    cached: usize,
    /// Steps that were paid for, and ran.
    paid: usize,
}

/// Builds `count` files of each kind, and says whether all steps of all of them were cached.
pub(crate) fn run(engines: &Engines, count: usize, seed: u64) -> bool {
    let laboratory = Laboratory::new(engines);
    let random = (0..).filter_map(|index| random_subject(seed, index));
    let mut is_right = play_all(&laboratory, "random", random.take(count * 2), count, seed);
    match real::subjects(seed) {
        Some(found) => {
            is_right &=
                play_all(&laboratory, "real", found.into_iter().take(count * 6), count, seed);
        }
        None => println!("skipped: real files: there is no corpus at ../shared/corpus"),
    }
    is_right
}

/// Plays subjects until `count` of them were built.
fn play_all(
    laboratory: &Laboratory<'_>,
    kind: &str,
    subjects: impl Iterator<Item = Subject>,
    count: usize,
    seed: u64,
) -> bool {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(AT_ONCE).build().unwrap();
    let (mut built, mut unbuilt, mut cached, mut paid, mut failed) = (0, 0, 0, 0, 0);
    let mut subjects = subjects.peekable();
    while built < count && subjects.peek().is_some() {
        let batch: Vec<Subject> = subjects.by_ref().take((count - built).max(AT_ONCE)).collect();
        let outcomes: Vec<(&Subject, Outcome)> = pool.install(|| {
            let played = batch.par_iter().with_max_len(1);
            played.map(|subject| (subject, play(laboratory, subject))).collect()
        });
        for (subject, outcome) in outcomes {
            match outcome.unbuilt {
                Some(why) => {
                    unbuilt += 1;
                    let last = why.lines().last().unwrap_or_default();
                    println!("not built: {}: {last}", subject.name);
                }
                None => built += 1,
            }
            (cached, paid) = (cached + outcome.cached, paid + outcome.paid);
            if !outcome.failures.is_empty() {
                failed += 1;
                let failures = outcome.failures.join("\n  ");
                println!("FAIL {}\n  {failures}\n{}", subject.name, subject.dockerfile);
            }
        }
    }
    println!(
        "formatted and built again: {built} {kind} files of seed {seed} ({unbuilt} do not build here), \
         {cached} steps cached, {failed} files with a step that was not; {paid} steps ran that were paid for"
    );
    // Without steps, or with too few files, nothing was shown.
    failed == 0 && built >= count.min(1) && built * 2 >= count && cached > 0
}

fn play(laboratory: &Laboratory<'_>, subject: &Subject) -> Outcome {
    let mut outcome = Outcome::default();
    let before = Dockerfile::parse(subject.dockerfile.as_str());
    let options = Options { indent_width: Some(4), ..Options::default() };
    let planned = format(&before, &options);
    let tidy = formatted(&before, &options);
    match laboratory.play(&subject.pair(&subject.dockerfile, &tidy)) {
        Err(why) => outcome.unbuilt = Some(why),
        Ok(played) => {
            for (label, is_cached) in observations(&played.b) {
                outcome.cached += usize::from(is_cached);
                outcome.failures.extend((!is_cached).then(|| format!("{label} ran again")));
            }
            laboratory.clear(&played.places);
        }
    }
    if outcome.unbuilt.is_none() && !planned.withheld.is_empty() {
        pay(laboratory, subject, &before, &options, &mut outcome);
    }
    outcome
}

/// Builds the file laid out as it may be at any price: the steps that run are those that are named.
fn pay(
    laboratory: &Laboratory<'_>,
    subject: &Subject,
    before: &Dockerfile,
    options: &Options,
    outcome: &mut Outcome,
) {
    let paid = formatted(before, &Options { allow_rebuild: true, ..*options });
    let after = Dockerfile::parse(paid.as_str());
    let named = rebuilt_steps(before, &after, &Costs::default());
    let lines = LineIndex::new(before.text());
    let place = |range: dockwright::text::TextRange| {
        before.instructions().position(|it| it.range() == range)
    };
    let after_lines = LineIndex::new(after.text());
    let starts: BTreeMap<u32, usize> = after
        .instructions()
        .enumerate()
        .map(|(index, it)| (after_lines.line(it.range().start as usize), index))
        .collect();
    let played = match laboratory.play(&subject.pair(&subject.dockerfile, &paid)) {
        Ok(played) => played,
        Err(why) => return outcome.failures.push(format!("formatted at a price: {why}")),
    };
    for step in played.b.steps.iter().filter(|step| !step.is_cached()) {
        let is_named = step.lines.iter().any(|line| {
            let index = starts.get(line);
            named.iter().any(|step| index.is_some() && place(step.range) == index.copied())
        });
        outcome.paid += 1;
        if !is_named {
            let said: Vec<u32> =
                named.iter().map(|it| lines.line(it.range.start as usize)).collect();
            outcome.failures.push(format!("{step} ran at a price; named are lines {said:?}"));
        }
    }
    if outcome.paid == 0 && !named.is_empty() {
        outcome.failures.push(format!("named steps, and none ran: {named:?}"));
    }
    laboratory.clear(&played.places);
}

fn formatted(file: &Dockerfile, options: &Options) -> String {
    let after = format(file, options).apply(file.text().as_bytes());
    String::from_utf8(after).unwrap()
}

/// Each step once, and whether it was cached: what fetches a remote source has the name of what copies it.
fn observations(observed: &Observed) -> BTreeMap<String, bool> {
    let mut found = BTreeMap::new();
    for step in &observed.steps {
        *found.entry(step.label()).or_insert(false) |= step.is_cached();
    }
    found
}

impl Subject {
    /// Builds of two texts, which stand outside the context: copies of all of it must not see the difference.
    fn pair(&self, before: &str, after: &str) -> Pair {
        let with = |text: &str| {
            let mut inputs = self.inputs.clone();
            let mut tree = Tree::default();
            tree.put("Dockerfile", Node::file(text));
            inputs.named.insert("layout".to_owned(), tree);
            inputs.flags.push("--file=@N/layout/Dockerfile".to_owned());
            inputs
        };
        Pair { store: self.store, a: with(before), b: with(after), in_place: false }
    }
}

/// A random build with an untidy Dockerfile; none where it has nothing to tidy up.
fn random_subject(seed: u64, index: usize) -> Option<Subject> {
    let (store, mut inputs) = world_of(seed, index);
    let file = |flag: &String| flag.strip_prefix("--file=").map(str::to_owned);
    let path = inputs.flags.iter().find_map(file).unwrap_or_else(|| "Dockerfile".to_owned());
    inputs.flags.retain(|flag| !flag.starts_with("--file=") && !flag.starts_with("--no-cache"));
    let Some(Node::File { content, .. }) = inputs.context.nodes.get(&path) else { return None };
    let dockerfile = untidy::untidy(content, seed.wrapping_add(index as u64));
    let file = Dockerfile::parse(dockerfile.as_str());
    let has_work = !format(&file, &Options::default()).edits.is_empty();
    // Steps on top of a folder of the client run whenever the folder is another one, as it is in each build here.
    let mut stages = file.instructions().filter_map(|it| it.as_from());
    let is_on_folder = stages.any(|it| inputs.named.contains_key(it.image.text()));
    (has_work && !is_on_folder).then(|| Subject {
        name: format!("random {index}"),
        store,
        dockerfile,
        inputs,
    })
}
