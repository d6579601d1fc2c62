//! What a source of COPY or ADD is: files, their size, what of it is ignored.

use crate::build::context::join;
use crate::build::{BuildGraph, Context, CopySource, EntryKind, SourceTarget};
use crate::ignore::path_match;
use crate::lsp::markup::code;
use crate::lsp::server::Snapshot;
use crate::syntax::Instruction;
use crate::text::TextRange;

/// More entries are not looked at: the answer is then "more than".
const MOST: usize = 20_000;
/// So many paths of those that change most are named.
const NAMED: usize = 5;

/// What the source at an offset holds.
pub(super) fn told(
    snapshot: &Snapshot,
    graph: &BuildGraph<'_>,
    instruction: Instruction<'_>,
    offset: usize,
) -> Option<(TextRange, String)> {
    let context = &snapshot.surroundings().context.as_ref()?.context;
    let mut copies = graph.stages.iter().flat_map(|stage| graph.copies(stage));
    let (_, copy) = copies.find(|(step, _)| step.instruction.range() == instruction.range())?;
    let source = copy.sources.iter().find(|it| it.word.range().contains(offset))?;
    if !copy.reads_context() {
        return None;
    }
    let counted = count(context, source)?;
    let mut lines = vec![counted.shown(source.word.text())];
    lines.extend(changing(snapshot, source));
    Some((source.word.range(), lines.join("\n\n")))
}

#[derive(Default)]
struct Counted {
    files: usize,
    bytes: u64,
    ignored: usize,
    is_partial: bool,
}

impl Counted {
    fn shown(&self, source: &str) -> String {
        let more = if self.is_partial { "more than " } else { "" };
        let files = if self.files == 1 { "1 file" } else { &format!("{} files", self.files) };
        let ignored = match self.ignored {
            0 => String::new(),
            count => format!("; {count} more ignored by `.dockerignore`"),
        };
        let nothing =
            if self.files == 0 && !self.is_partial { " The build will fail here." } else { "" };
        format!("{}: {more}{files}, {more}{}{ignored}.{nothing}", code(source), size(self.bytes))
    }
}

/// `12 B`, `3.4 kB`, `56 MB`.
fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    let mut units = ["B", "kB", "MB", "GB"].iter();
    let mut unit = units.next().unwrap_or(&"B");
    while value >= 1000.0
        && let Some(next) = units.next()
    {
        value /= 1000.0;
        unit = next;
    }
    if value < 10.0 && *unit != "B" {
        format!("{value:.1} {unit}")
    } else {
        format!("{value:.0} {unit}")
    }
}

fn count(context: &Context, source: &CopySource<'_>) -> Option<Counted> {
    let mut counted = Counted::default();
    match &source.target {
        SourceTarget::Path(path) => add(context, path, &mut counted),
        SourceTarget::Pattern(pattern) => {
            let folder = pattern.rsplit_once('/').map_or("", |(folder, _)| folder);
            if folder.contains(['*', '?', '[']) {
                return None;
            }
            for (name, _) in context.tree().children(folder) {
                let path = join(folder, &name);
                if path_match(pattern, &path).unwrap_or(false) {
                    add(context, &path, &mut counted);
                }
            }
        }
        SourceTarget::Remote(_) | SourceTarget::Unknown => return None,
    }
    Some(counted)
}

fn add(context: &Context, path: &str, counted: &mut Counted) {
    if counted.files + counted.ignored >= MOST {
        counted.is_partial = true;
        return;
    }
    let is_folder = path.is_empty() || context.tree().kind(path) == Some(EntryKind::Directory);
    if is_folder {
        // What is below an ignored folder may still be taken back by an exception; without any it is not looked at.
        if context.is_ignored(path) && !context.ignore_file().has_exceptions() {
            counted.ignored += 1;
            return;
        }
        for (name, _) in context.tree().children(path) {
            add(context, &join(path, &name), counted);
        }
        return;
    }
    let Some(stat) = context.tree().stat(path) else { return };
    if context.is_ignored(path) {
        counted.ignored += 1;
    } else {
        counted.files += 1;
        counted.bytes += stat.size;
    }
}

/// The paths below the source that the last commits changed most.
fn changing(snapshot: &Snapshot, source: &CopySource<'_>) -> Option<String> {
    let history = &snapshot.insight.commits.as_ref()?.history;
    let SourceTarget::Path(root) = &source.target else { return None };
    let is_below =
        |path: &str| root.is_empty() || path == root || path.starts_with(&format!("{root}/"));
    let paths = history.top_paths.iter().filter(|it| is_below(&it.path)).take(NAMED);
    let lines: Vec<String> =
        paths.map(|it| format!("- {}: {} commits", code(&it.path), it.commits)).collect();
    let commits = history.commits.len();
    (!lines.is_empty())
        .then(|| format!("Changed most in the last {commits} commits:\n{}", lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lsp::testing;

    #[test]
    fn files_bytes_and_what_is_ignored() {
        let project = testing::project(&[
            (".dockerignore", "*.log\nnode_modules\n"),
            ("src/a.js", "12345"),
            ("src/b/c.js", "1"),
            ("src/d.log", "x"),
            ("x.log", "x"),
            ("node_modules/z", "x"),
        ]);
        let check = |line: &str| {
            let text = format!("FROM a\nCOPY {line}\n");
            let at = text.find(testing::CURSOR).unwrap();
            let snapshot = testing::in_project(project.path(), "Dockerfile", &text);
            let graph = snapshot.graph();
            let instruction = snapshot.file().instruction(1).unwrap();
            told(&snapshot, &graph, instruction, at).map_or_else(String::new, |(_, text)| text)
        };
        assert_eq!(check("s▮rc /x"), "`src`: 3 files, 7 B.");
        assert_eq!(check("▮. /x"), "`.`: 4 files, 26 B; 2 more ignored by `.dockerignore`.");
        assert_eq!(
            check("*▮.log /x"),
            "`*.log`: 0 files, 0 B; 1 more ignored by `.dockerignore`. The build will fail here."
        );
        assert_eq!(check("sr▮c/*.js /x"), "`src/*.js`: 1 file, 5 B.");
    }

    #[test]
    fn sizes() {
        let sizes = [12, 3400, 56_000_000].map(size);
        assert_eq!(sizes, ["12 B", "3.4 kB", "56 MB"]);
    }
}
