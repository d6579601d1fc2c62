//! Lines of the ignore file that do not mean what they seem to.

use crate::lint::prelude::*;

mod mend;

/// The check.
pub(super) const CHECK: Check = Check::File(check);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(context) = subject.context else { return };
    let Some(path) = context.ignore_path() else { return };
    let file = context.ignore_file();
    if file.patterns().is_empty() && file.problems().is_empty() {
        return;
    }
    let mistakes = mistakes(file);
    if mistakes.is_empty() {
        return;
    }
    let Some(place) = first_use(subject) else { return };
    let Some(text) = context.ignore_text() else { return };
    for mistake in mistakes {
        let line = 1 + text[..mistake.range.start as usize].matches('\n').count();
        let fix = mend::fix(&mistake, path, &text);
        let finding = findings
            .add(place, format!("{path}:{line}: {}", mistake.message))
            .related_place(path, mistake.range, format!("line {line}: {}", mistake.range.of(&text)))
            .maybe_fix(fix);
        if !mistake.stops_build {
            finding.at_most(Severity::Warning);
        }
    }
}

/// Something wrong with a line.
struct Mistake {
    /// The pattern in the ignore file.
    range: TextRange,
    message: String,
    stops_build: bool,
    remedy: Remedy,
}

/// What would set it right.
enum Remedy {
    /// The comment that begins at this place goes to its own line.
    MoveComment(usize),
    /// The line goes below the pattern that stands here.
    MoveBelow(TextRange),
    /// Slashes instead of backslashes.
    Slashes,
    None,
}

fn mistakes(file: &IgnoreFile) -> Vec<Mistake> {
    let refused = file.problems().iter().map(|problem| {
        let text = &problem.text;
        let has_backslash = text.contains('\\') && !text.contains(['[', ']']);
        let (why, remedy) = match problem.kind {
            IgnoreProblemKind::EmptyException => ("an exception needs a pattern behind the !", Remedy::None),
            IgnoreProblemKind::Malformed if has_backslash => ("\\ escapes the character behind it, / separates directories", Remedy::Slashes),
            IgnoreProblemKind::Malformed => ("its syntax is wrong", Remedy::None),
        };
        let message = format!("the build stops at the pattern {text}: {why}");
        Mistake { range: problem.range, message, stops_build: true, remedy }
    });
    let read = file.patterns().iter().filter_map(|pattern| mistake_in(pattern, file));
    refused.chain(read).collect()
}

fn mistake_in(pattern: &IgnorePattern, file: &IgnoreFile) -> Option<Mistake> {
    let text = pattern.text();
    let (message, remedy) = if let Some(at) = comment_in(text) {
        let comment = &text[at..];
        let message = format!("{comment} is no comment but a part of the pattern, which matches no such file; # counts at the start of a line only");
        (message, Remedy::MoveComment(pattern.range().start as usize + at))
    } else if pattern.cleaned() == ".." || pattern.cleaned().starts_with("../") {
        (format!("{text} leads out of the context, where nothing is sent from: it matches nothing"), Remedy::None)
    } else if matches!(pattern.cleaned(), "." | "/") {
        let instead = if pattern.is_negated() { "!**" } else { "*" };
        (format!("{text} means the context itself and matches nothing in it; {instead} means all of it"), Remedy::None)
    } else if let Some(later) = overruled_by(pattern, file) {
        let message = format!("{text} has no effect, because {} comes later and the last match decides", later.text());
        (message, Remedy::MoveBelow(later.range()))
    } else {
        return None;
    };
    Some(Mistake { range: pattern.range(), message, stops_build: false, remedy })
}

/// Where a remark begins: a `#` behind a blank that something stands before.
fn comment_in(text: &str) -> Option<usize> {
    let at = text.match_indices('#').map(|(at, _)| at).find(|at| text[..*at].ends_with([' ', '\t']))?;
    (!text[..at].trim().is_empty() && !text.starts_with('#')).then_some(at)
}

/// The later pattern that excludes again all that an exception lets through.
fn overruled_by<'f>(pattern: &IgnorePattern, file: &'f IgnoreFile) -> Option<&'f IgnorePattern> {
    if !pattern.is_negated() {
        return None;
    }
    let covers_all = |later: &IgnorePattern| matches!(later.cleaned(), "*" | "**" | "**/*");
    let behind = |later: &IgnorePattern| later.range().start > pattern.range().start && !later.is_negated();
    let later = if pattern.cleaned().contains(['*', '?', '[', '\\']) {
        file.patterns().iter().find(|later| behind(later) && covers_all(later))?
    } else {
        file.deciding_pattern(pattern.cleaned()).filter(|later| behind(later))?
    };
    // The same exception further down sets things right.
    let is_repeated = file.patterns().iter().any(|other| {
        other.is_negated() && other.cleaned() == pattern.cleaned() && other.range().start > later.range().start
    });
    (!is_repeated).then_some(later)
}

/// The first instruction that reads the context.
fn first_use(subject: &Subject<'_>) -> Option<TextRange> {
    let is_local = |source: &CopySource<'_>| !matches!(source.target, SourceTarget::Remote(_));
    let stages = subject.graph.stages.iter();
    let mut copies = stages.flat_map(|stage| subject.graph.copies(stage));
    let (step, _) = copies.find(|(_, copy)| copy.reads_context() && copy.sources.iter().any(is_local))?;
    Some(step.instruction.head_range())
}
