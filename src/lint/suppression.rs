//! Inline ignores: comments that hide findings next to where they occur.
//!
//! | comment | hides |
//! |---|---|
//! | `# dockwright: ignore=ID[,ID] reason` | in the instruction below, or around it inside a continued one |
//! | `# dockwright: global ignore=ID[,ID] reason` | in the whole file |
//! | `# hadolint ignore=CODE[,CODE]` | as the first |
//! | `# hadolint global ignore=CODE[,CODE]` | as the second |
//! | `# check=skip=Name[,Name]` at the top | in the whole file; `all` hides all that BuildKit checks |
//! | `# check=skip=Name` above an instruction | in that instruction (BuildKit 0.27) |

use super::rule::Rule;
use crate::diagnostic::Diagnostic;
use crate::syntax::{DirectiveKind, Dockerfile};
use crate::text::TextRange;

/// Where a comment was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IgnoreComment {
    /// `# dockwright: …`
    Own,
    /// `# hadolint …`
    Hadolint,
    /// `# check=…`
    Buildkit,
}

/// One name in an ignore comment, and whether it hid anything.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// Whose comment it is.
    pub comment: IgnoreComment,
    /// The whole comment.
    pub comment_range: TextRange,
    /// The name: a rule's id or a code.
    pub name: String,
    /// Where the name stands.
    pub range: TextRange,
    /// Why, in the author's words.
    pub reason: Option<String>,
    /// Where findings are hidden; `None` for the whole file.
    pub scope: Option<TextRange>,
    /// Whether it hid a finding.
    pub is_used: bool,
    /// Whether a rule of ours that runs answers to the name.
    pub is_known: bool,
}

impl Suppression {
    /// Whether this hides `diagnostic`, a finding of `rule`.
    pub(super) fn hides(&self, rule: &Rule, diagnostic: &Diagnostic) -> bool {
        let is_in_scope = self
            .scope
            .is_none_or(|scope| scope.overlaps(diagnostic.range) || scope.covers(diagnostic.range));
        is_in_scope && self.means(rule)
    }

    pub(super) fn means(&self, rule: &Rule) -> bool {
        match self.comment {
            IgnoreComment::Buildkit if self.name == "all" => {
                rule.aliases.iter().any(|alias| alias.starts_with("buildkit:"))
            }
            _ => rule.answers_to(&self.name),
        }
    }
}

/// What a comment says before it is known where it acts.
struct Parsed<'a> {
    comment: IgnoreComment,
    is_global: bool,
    names: Vec<&'a str>,
    reason: Option<&'a str>,
}

/// All inline ignores of a file.
pub fn suppressions(file: &Dockerfile) -> Vec<Suppression> {
    let text = file.text();
    let mut suppressions = Vec::new();
    let directives =
        file.directives().iter().filter(|directive| directive.kind == DirectiveKind::Check);
    for directive in directives {
        if let Some(parsed) = check_skip(directive.value.of(text)) {
            take(&parsed, directive.range, None, text, &mut suppressions);
        }
    }
    for comment in file.comments() {
        let Some(parsed) = parse(comment.of(text)) else { continue };
        // One that speaks for no instruction hides nothing, and is told to be unused.
        let scope = (!parsed.is_global).then(|| scope_of(file, comment).unwrap_or(comment));
        take(&parsed, comment, scope, text, &mut suppressions);
    }
    suppressions
}

fn take(
    parsed: &Parsed<'_>,
    comment_range: TextRange,
    scope: Option<TextRange>,
    text: &str,
    suppressions: &mut Vec<Suppression>,
) {
    for name in &parsed.names {
        let start = name.as_ptr() as usize - text.as_ptr() as usize;
        suppressions.push(Suppression {
            comment: parsed.comment,
            comment_range,
            name: (*name).to_owned(),
            range: TextRange::new(start, start + name.len()),
            reason: parsed.reason.map(str::to_owned),
            scope,
            is_used: false,
            is_known: false,
        });
    }
}

fn parse(comment: &str) -> Option<Parsed<'_>> {
    let body = comment.strip_prefix('#')?.trim();
    if let Some(rest) = body.strip_prefix("dockwright:") {
        let (is_global, list) = ignore_list(rest)?;
        let (names, reason) = names(list);
        return Some(Parsed { comment: IgnoreComment::Own, is_global, names, reason });
    }
    if let Some(rest) = body.strip_prefix("hadolint").filter(|rest| rest.starts_with([' ', '\t'])) {
        let (is_global, list) = ignore_list(rest)?;
        let (list, reason) =
            list.split_once('#').map_or((list, None), |(list, reason)| (list, Some(reason.trim())));
        let names = list.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        return Some(Parsed { comment: IgnoreComment::Hadolint, is_global, names, reason });
    }
    let value = body.strip_prefix("check")?.trim_start().strip_prefix('=')?;
    check_skip(value.trim_start())
}

/// `[global] ignore=…` up to the list.
fn ignore_list(rest: &str) -> Option<(bool, &str)> {
    let rest = rest.trim_start();
    let (is_global, rest) = match rest.strip_prefix("global") {
        Some(rest) => (true, rest.trim_start()),
        None => (false, rest),
    };
    let list = rest.strip_prefix("ignore")?.trim_start().strip_prefix('=')?;
    Some((is_global, list.trim()))
}

/// `A, B the reason`: names are joined by commas, the rest is the reason.
fn names(list: &str) -> (Vec<&str>, Option<&str>) {
    let mut names = Vec::new();
    let mut rest = list;
    loop {
        let end = rest.find([',', ' ', '\t']).unwrap_or(rest.len());
        names.extend(Some(&rest[..end]).filter(|name| !name.is_empty()));
        rest = rest[end..].trim_start();
        match rest.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None => break,
        }
    }
    (names, Some(rest).filter(|reason| !reason.is_empty()))
}

/// `skip=A,B;error=true;…`; the value ends at the first space (`linter.go ParseLintOptions`).
fn check_skip(value: &str) -> Option<Parsed<'_>> {
    let (value, reason) =
        value.split_once(' ').map_or((value, None), |(value, reason)| (value, Some(reason.trim())));
    let skip = value.split(';').find_map(|part| part.strip_prefix("skip="))?;
    let names = skip.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    Some(Parsed { comment: IgnoreComment::Buildkit, is_global: false, names, reason })
}

/// The instruction that a comment speaks for: the one around it, or the one below it with nothing but comments between.
fn scope_of(file: &Dockerfile, comment: TextRange) -> Option<TextRange> {
    let mut below =
        file.instructions().skip_while(|instruction| instruction.range().end < comment.start);
    let instruction = below.next()?;
    let range = instruction.range();
    if range.start <= comment.start {
        return Some(range);
    }
    // The line that the comment is on, whole comment lines, and the indentation of the instruction.
    let between = TextRange { start: comment.end, end: range.start }.of(file.text());
    let mut lines = between.split('\n').skip(1).peekable();
    while let Some(line) = lines.next() {
        if lines.peek().is_some() && !line.trim_start().starts_with('#') {
            return None;
        }
    }
    Some(range)
}
