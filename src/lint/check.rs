//! How a rule looks at a file, and what it is given.

use super::finding::Findings;
use super::suppression::Suppression;
use crate::build::{BuildGraph, Context, Stage, Step};
use crate::syntax::{Dockerfile, Instruction, Keyword};

/// What is checked: one file and all that is known around it.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Where the file stands, as the user named it; empty when it has no name.
    pub path: &'a str,
    /// The parsed file.
    pub file: &'a Dockerfile,
    /// Its stages and steps.
    pub graph: &'a BuildGraph<'a>,
    /// The build context; `None` when there is none to look at.
    pub context: Option<&'a Context>,
}

/// A rule's function, by what it looks at. Pick the narrowest that serves.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Each instruction with one of these keywords, triggers of ONBUILD included; all for an empty list.
    Instruction(&'static [Keyword], fn(Instruction<'_>, &Subject<'_>, &mut Findings)),
    /// Each step of each stage with one of these keywords.
    Step(&'static [Keyword], for<'a> fn(&Stage<'a>, &Step<'a>, &Subject<'a>, &mut Findings)),
    /// Each stage.
    Stage(for<'a> fn(&Stage<'a>, &Subject<'a>, &mut Findings)),
    /// The file as a whole, once.
    File(fn(&Subject<'_>, &mut Findings)),
    /// The inline ignores, once the other rules have run.
    Suppressions(fn(&[Suppression], &Subject<'_>, &mut Findings)),
}

impl Check {
    /// Looks at everything this check is made for; nothing for [`Check::Suppressions`].
    pub(super) fn run(self, subject: &Subject<'_>, findings: &mut Findings) {
        match self {
            Check::Instruction(keywords, check) => {
                for instruction in subject.file.instructions() {
                    for instruction in std::iter::once(instruction).chain(instruction.trigger()) {
                        if looks_at(keywords, instruction.keyword()) {
                            check(instruction, subject, findings);
                        }
                    }
                }
            }
            Check::Step(keywords, check) => {
                for stage in &subject.graph.stages {
                    for step in &stage.steps {
                        if looks_at(keywords, step.instruction.keyword()) {
                            check(stage, step, subject, findings);
                        }
                    }
                }
            }
            Check::Stage(check) => {
                for stage in &subject.graph.stages {
                    check(stage, subject, findings);
                }
            }
            Check::File(check) => check(subject, findings),
            Check::Suppressions(_) => {}
        }
    }
}

fn looks_at(keywords: &[Keyword], keyword: Keyword) -> bool {
    keywords.is_empty() || keywords.contains(&keyword)
}
