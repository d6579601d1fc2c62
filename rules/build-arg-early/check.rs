//! Build arguments that change with every build, declared before installs that do not use them.

use crate::lint::prelude::*;

/// The check.
pub(super) const CHECK: Check = Check::Stage(check);

fn check<'a>(stage: &Stage<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    let mut groups: Vec<Group<'_, 'a>> = Vec::new();
    for step in stage.steps_of(Keyword::Arg) {
        let Some((name, descent)) = way_down(stage, step, subject) else { continue };
        // Those that could stand in the same place move together.
        match groups.iter_mut().find(|group| group.end() == end(&descent)) {
            Some(group) => group.add(name, descent),
            None => groups.push(Group { names: vec![name], descent }),
        }
    }
    for group in groups {
        group.report(stage, findings);
    }
}

/// Build arguments that could stand in the same place.
struct Group<'g, 'a> {
    names: Vec<&'a str>,
    descent: reorder::Descent<'g, 'a>,
}

/// Which step it ends before, or behind.
fn end(descent: &reorder::Descent<'_, '_>) -> (Option<usize>, Option<usize>) {
    (descent.user.map(|step| step.index), descent.passed.last().map(|step| step.index))
}

impl<'g, 'a> Group<'g, 'a> {
    fn end(&self) -> (Option<usize>, Option<usize>) {
        end(&self.descent)
    }

    fn add(&mut self, name: &'a str, other: reorder::Descent<'g, 'a>) {
        self.names.push(name);
        let moved = &mut self.descent.moved;
        moved.extend(other.moved);
        moved.sort_by_key(|step| step.index);
        moved.dedup_by_key(|step| step.index);
        self.descent.limits.extend(other.limits);
    }

    fn report(self, stage: &Stage<'a>, findings: &mut Findings) {
        let descent = self.descent;
        let Some(first) = descent.passed.iter().find(|run| installs(stage, run)) else { return };
        let Some(top) = descent.moved.first() else { return };
        let (names, them) = match self.names.as_slice() {
            [only] => ((*only).to_owned(), "it"),
            [most @ .., last] => (format!("{} and {last}", most.join(", ")), "them"),
            [] => return,
        };
        let brief = first.instruction.brief();
        let message = format!("every new value of {names} runs {brief} anew, which does not use {them}");
        let moved: Vec<Instruction<'_>> = descent.moved.iter().map(|step| step.instruction).collect();
        let title = format!("Declare {names} below {}", if descent.passed.len() == 1 { "it" } else { "what does not use it" });
        let fix = Fix::safe(title, reorder::move_instructions(&moved, descent.spot));
        let fix = descent.limits.into_iter().fold(fix, |fix, limit| fix.at_most(limit.applicability, limit.reason));
        findings
            .add(top.instruction.head_range(), message)
            .related_range(first.instruction.head_range(), "runs again without need")
            .fix(fix);
    }
}

/// The way down of an argument that changes with every build, if it passes an install.
fn way_down<'g, 'a>(
    stage: &'g Stage<'a>,
    step: &'g Step<'a>,
    subject: &Subject<'a>,
) -> Option<(&'a str, reorder::Descent<'g, 'a>)>
where
    'a: 'g,
{
    let pair = step.instruction.pairs().next().filter(|pair| is_volatile(pair.key()))?;
    if !is_left_to_the_build(stage, step, pair.key(), pair.value()) {
        return None;
    }
    let descent = reorder::descent(subject.graph, stage, step, subject.context)?;
    let is_worth_it = descent.passed.iter().any(|run| installs(stage, run));
    // Without any use that can be seen it goes to where a program may look for it.
    let is_used = descent.user.is_some() || descent.moved.len() > 1;
    (is_worth_it && is_used).then_some((pair.key(), descent))
}

fn installs(stage: &Stage<'_>, run: &Step<'_>) -> bool {
    let mut items = effect::items(stage, run).into_iter().flatten();
    items.any(|item| !item.installs.is_empty() || !item.provisions.is_empty())
}

/// Whether the name says that the value is another one in every build.
fn is_volatile(name: &str) -> bool {
    const WORDS: [&str; 11] =
        ["COMMIT", "SHA", "REV", "REVISION", "REF", "VERSION", "RELEASE", "TAG", "TIMESTAMP", "BRANCH", "HASH"];
    const OF_BUILD: [&str; 8] = ["ID", "NUM", "NUMBER", "NO", "DATE", "TIME", "TIMESTAMP", "VERSION"];
    // What an application calls its own; anything else in front of VERSION names a tool.
    const OWN: [&str; 16] = [
        "APP", "APPLICATION", "BUILD", "CI", "CODE", "GIT", "GITHUB", "GITLAB", "IMAGE", "PACKAGE", "PKG", "PROJECT",
        "RELEASE", "SERVICE", "SOURCE", "VCS",
    ];
    let upper = name.to_ascii_uppercase();
    let words: Vec<&str> = upper.split('_').filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        ["BUILDNUMBER" | "BUILDDATE" | "BUILDTIME" | "BUILDID" | "GITSHA" | "GITCOMMIT"] => true,
        [only] => WORDS.contains(only) && !matches!(*only, "HASH" | "BRANCH"),
        ["CI" | "GITHUB", .., last] if OF_BUILD.contains(last) || WORDS.contains(last) => true,
        ["BUILD", last] if OF_BUILD.contains(last) => true,
        [.., "BUILD", last] if OF_BUILD.contains(last) => true,
        words => {
            let is_own = |word: &&str| WORDS.contains(word) || OWN.contains(word) || matches!(*word, "SHORT" | "LATEST");
            words.iter().all(is_own) && words.iter().any(|word| WORDS.contains(word))
        }
    }
}

/// Whether no version is pinned in the file: there is no value, or one that only fills the gap.
fn is_left_to_the_build(stage: &Stage<'_>, step: &Step<'_>, name: &str, default: Option<&str>) -> bool {
    const FILLERS: [&str; 22] = [
        "", "dev", "devel", "development", "unknown", "none", "local", "latest", "main", "master", "trunk", "snapshot", "undefined",
        "unset", "null", "n/a", "na", "0", "0.0.0", "0.0.0-dev", "now", "head",
    ];
    let default = match default {
        Some(default) => Some(default.to_owned()),
        // The value of a declaration before the first FROM.
        None => stage.scope_after(step).known(name).map(str::to_owned),
    };
    default.is_none_or(|value| {
        let value = value.trim_matches(['"', '\'']).to_ascii_lowercase();
        FILLERS.contains(&value.as_str())
    })
}
