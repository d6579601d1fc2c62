//! `.dockerignore`: what each pattern hits, and which hits nothing.

use super::completion::Candidate;
use super::links;
use crate::build::context::join;
use crate::build::{Context, EntryKind};
use crate::ignore::{IgnoreFile, IgnoreProblemKind, Walk};
use crate::lsp::markup::code;
use crate::lsp::server::Snapshot;
use crate::text::TextRange;
use gen_lsp_types as lsp;

/// More entries are not looked at, and nothing is claimed then.
const MOST: usize = 20_000;
/// So many paths are named.
const NAMED: usize = 5;

/// What each pattern does to the files of the context.
#[derive(Debug, Default)]
struct Hits {
    /// For each pattern the paths that it decides about.
    decided: Vec<Vec<String>>,
    /// For each pattern whether it matches anything at all, decided by it or by a later one.
    matched: Vec<bool>,
}

impl Hits {
    /// Walks the context; `None` when it is too large to walk, or there is none.
    fn of(snapshot: &Snapshot, file: &IgnoreFile) -> Option<Self> {
        let context = &snapshot.surroundings().context.as_ref()?.context;
        let count = file.patterns().len();
        let mut hits = Self { decided: vec![Vec::new(); count], matched: vec![false; count] };
        let singles: Vec<IgnoreFile> = file
            .patterns()
            .iter()
            .map(|pattern| IgnoreFile::parse(pattern.text().trim_start_matches('!')))
            .collect();
        let mut paths = Vec::new();
        collect(context, "", &mut paths)?;
        let mut walk = Walk::new(file);
        for path in &paths {
            let deciding = walk.deciding_pattern(path);
            let number = deciding.and_then(|pattern| {
                file.patterns().iter().position(|other| other.range() == pattern.range())
            });
            if let Some(number) = number {
                hits.decided[number].push(path.clone());
                hits.matched[number] = true;
            }
            for (number, single) in singles.iter().enumerate() {
                if !hits.matched[number] && single.is_ignored(path) {
                    hits.matched[number] = true;
                }
            }
        }
        Some(hits)
    }
}

/// The paths below a folder; `None` when they are too many.
fn collect(context: &Context, folder: &str, paths: &mut Vec<String>) -> Option<()> {
    for (name, kind) in context.tree().children(folder) {
        let path = join(folder, &name);
        if path == ".git" {
            // What is in there counts as one thing.
            paths.push(path);
            continue;
        }
        paths.push(path.clone());
        if paths.len() > MOST {
            return None;
        }
        if kind == EntryKind::Directory {
            collect(context, &path, paths)?;
        }
    }
    Some(())
}

/// What is wrong with patterns, and which hit nothing.
pub(super) fn diagnostics(snapshot: &Snapshot) -> Vec<lsp::Diagnostic> {
    let file = snapshot.document.ignore_file();
    let mut found: Vec<lsp::Diagnostic> = file
        .problems()
        .iter()
        .map(|problem| {
            let message = match problem.kind {
                IgnoreProblemKind::Malformed => {
                    "BuildKit cannot read this pattern: the build stops here"
                }
                IgnoreProblemKind::EmptyException => {
                    "nothing stands behind this `!`: the build stops here"
                }
            };
            diagnostic(snapshot, problem.range, lsp::DiagnosticSeverity::Error, message)
        })
        .collect();
    if let Some(hits) = Hits::of(snapshot, file) {
        for (pattern, is_matched) in file.patterns().iter().zip(&hits.matched) {
            if !is_matched {
                let message = format!("{} hits nothing in this context", pattern.text());
                let hint = lsp::DiagnosticSeverity::Hint;
                found.push(diagnostic(snapshot, pattern.range(), hint, &message));
            }
        }
    }
    found.sort_by_key(|it| (it.range.start.line, it.range.start.character));
    found
}

fn diagnostic(
    snapshot: &Snapshot,
    range: TextRange,
    severity: lsp::DiagnosticSeverity,
    message: &str,
) -> lsp::Diagnostic {
    let is_unused = severity == lsp::DiagnosticSeverity::Hint;
    lsp::Diagnostic {
        range: snapshot.range(range),
        severity: Some(severity),
        code: None,
        code_description: None,
        source: Some("dockwright".to_owned()),
        message: message.to_owned().into(),
        tags: is_unused.then(|| vec![lsp::DiagnosticTag::Unnecessary]),
        related_information: None,
        data: None,
    }
}

/// What the pattern at an offset hits.
pub(super) fn hover(snapshot: &Snapshot, offset: usize) -> Option<(TextRange, String)> {
    let file = snapshot.document.ignore_file();
    let at = |range: TextRange| range.contains(offset);
    let number = file.patterns().iter().position(|pattern| at(pattern.range()))?;
    let pattern = &file.patterns()[number];
    let hits = Hits::of(snapshot, file)?;
    let paths = &hits.decided[number];
    let verb = if pattern.is_negated() { "takes back" } else { "ignores" };
    let text = match (paths.len(), hits.matched[number]) {
        (0, false) => format!("{} hits nothing in this context.", code(pattern.text())),
        (0, true) => {
            format!("{} hits only what a later pattern decides about.", code(pattern.text()))
        }
        (count, _) => {
            let named: Vec<String> =
                paths.iter().take(NAMED).map(|path| format!("- {}", code(path))).collect();
            let more = if count > NAMED {
                format!("\n- and {} more", count - NAMED)
            } else {
                String::new()
            };
            let things = if count == 1 { "1 path".to_owned() } else { format!("{count} paths") };
            format!("{} {verb} {things}:\n\n{}{more}", code(pattern.text()), named.join("\n"))
        }
    };
    Some((pattern.range(), text))
}

/// The paths of the context, for the pattern that is typed.
pub(super) fn completion(snapshot: &Snapshot, offset: usize) -> Vec<Candidate> {
    let line = snapshot.document.positions.line(offset);
    let range = snapshot.document.positions.line_range(snapshot.text(), line);
    let typed = TextRange::new(range.start as usize, offset).of(snapshot.text());
    if typed.starts_with('#') {
        return Vec::new();
    }
    let typed = typed.trim_start().trim_start_matches('!').trim_start_matches('/');
    let (folder, name) = typed.rsplit_once('/').unwrap_or(("", typed));
    let Some(found) = &snapshot.surroundings().context else { return Vec::new() };
    let range = TextRange::new(offset - name.len(), range.end as usize);
    let mut entries = found.context.tree().children(folder);
    entries.sort_by_key(|(name, kind)| (*kind != EntryKind::Directory, name.clone()));
    let candidate = |(name, kind): (String, EntryKind)| {
        let kind = match kind {
            EntryKind::Directory => lsp::CompletionItemKind::Folder,
            _ => lsp::CompletionItemKind::File,
        };
        Candidate::new(range, &name, kind)
    };
    entries.into_iter().map(candidate).collect()
}

/// The files that patterns name plainly.
pub(super) fn links(snapshot: &Snapshot) -> Vec<(TextRange, lsp::Uri)> {
    let patterns = snapshot.document.ignore_file().patterns().iter();
    let target = |range: TextRange, path: &str| Some((range, links::in_context(snapshot, path)?));
    patterns.filter_map(|pattern| target(pattern.range(), pattern.cleaned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    fn project() -> tempfile::TempDir {
        testing::project(&[("a.log", ""), ("b.log", ""), ("keep.log", ""), ("src/x.js", "")])
    }

    #[test]
    fn patterns_that_hit_nothing_or_are_none() {
        let folder = project();
        let text = "*.log\n!keep.log\nnothing\n[\n!\n";
        let snapshot = testing::in_project(folder.path(), ".dockerignore", text);
        let shown = diagnostics(&snapshot).into_iter().map(|it| {
            let lsp::Message::String(message) = it.message else { panic!("a text") };
            format!("{}: {message}", it.range.start.line + 1)
        });
        assert_eq!(
            shown.collect::<Vec<_>>(),
            [
                "3: nothing hits nothing in this context",
                "4: BuildKit cannot read this pattern: the build stops here",
                "5: nothing stands behind this `!`: the build stops here"
            ]
        );
    }

    #[test]
    fn hover_tells_what_is_hit() {
        let folder = project();
        let check = |text: &str| {
            let snapshot = testing::in_project(folder.path(), ".dockerignore", text);
            let (_, told) = hover(&snapshot, text.find(testing::CURSOR).unwrap()).unwrap();
            told.replace('\n', " ")
        };
        assert_eq!(check("*▮.log\n!keep.log\n"), "`*.log` ignores 2 paths:  - `a.log` - `b.log`");
        assert_eq!(check("*.log\n!k▮eep.log\n"), "`!keep.log` takes back 1 path:  - `keep.log`");
        assert_eq!(
            check("k▮eep.log\n!keep.log\n"),
            "`keep.log` hits only what a later pattern decides about."
        );
    }
}
