//! What no fix may do: make the file parse worse, or lose a comment.

use crate::syntax::Dockerfile;
use crate::text::Source;

/// The state that a fixed file is held against.
pub(super) struct Guard {
    problems: usize,
    comments: Vec<String>,
}

impl Guard {
    pub(super) fn new(dockerfile: &[u8]) -> Self {
        let (problems, comments) = measure(dockerfile);
        Self { problems, comments }
    }

    /// Whether `dockerfile` may take the place of the original.
    pub(super) fn allows(&self, dockerfile: &[u8]) -> bool {
        let (problems, comments) = measure(dockerfile);
        problems <= self.problems && holds(&comments, &self.comments)
    }
}

/// Number of problems, and the comments in alphabetical order.
fn measure(dockerfile: &[u8]) -> (usize, Vec<String>) {
    let source = Source::new(dockerfile);
    let file = Dockerfile::parse(source.text());
    let mut comments: Vec<String> =
        file.comments().map(|comment| comment.of(file.text()).trim_end().to_owned()).collect();
    comments.sort_unstable();
    (file.problems().len(), comments)
}

/// Whether the sorted `all` holds each of the sorted `wanted`, as often as it occurs there.
fn holds(all: &[String], wanted: &[String]) -> bool {
    let mut all = all.iter();
    wanted.iter().all(|comment| all.any(|candidate| candidate == comment))
}
