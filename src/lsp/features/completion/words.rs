//! The words of instructions: images and stages, users, paths of the image, signals.

use super::item::Candidate;
use super::variables::stage_of;
use super::{flags, paths};
use crate::build::Base;
use crate::lsp::cursor::{ArgumentForm, LineCursor, Typing};
use crate::lsp::knowledge::{PREDEFINED, SIGNALS};
use crate::lsp::server::Snapshot;
use crate::syntax::Keyword;
use crate::text::TextRange;
use gen_lsp_types::CompletionItemKind as Kind;

/// What can stand where an argument is typed.
pub(super) fn candidates(snapshot: &Snapshot, cursor: &LineCursor) -> Vec<Candidate> {
    let word = cursor.word.as_str();
    let Some(range) = cursor.range(snapshot.text(), word, &[',']) else { return Vec::new() };
    let is_string = cursor.typing == Typing::Argument(ArgumentForm::String);
    match cursor.keyword {
        // Where a flag may still come it is offered once it is begun.
        _ if word == "-" => flags::names(snapshot, cursor),
        Keyword::From => from(snapshot, cursor, range),
        Keyword::Copy | Keyword::Add => copy(snapshot, cursor, range),
        Keyword::Workdir | Keyword::Volume => folders(snapshot, cursor, range),
        Keyword::User if cursor.words.is_empty() => users(snapshot, cursor, range),
        Keyword::Stopsignal if cursor.words.is_empty() => {
            let signal = |term: &crate::lsp::knowledge::Term| {
                Candidate::new(range, term.name, Kind::EnumMember).detail(term.summary)
            };
            SIGNALS.iter().map(signal).collect()
        }
        Keyword::Healthcheck if cursor.words.is_empty() => plain(range, &["CMD", "NONE"]),
        Keyword::Expose => protocols(snapshot, cursor),
        Keyword::Arg if cursor.words.is_empty() && !word.contains('=') => predefined(range),
        Keyword::Shell if is_string && cursor.words.is_empty() => {
            plain(range, &["/bin/bash", "/bin/sh", "/bin/ash", "powershell", "cmd"])
        }
        _ => Vec::new(),
    }
}

fn plain(range: TextRange, words: &[&str]) -> Vec<Candidate> {
    words.iter().map(|word| Candidate::new(range, word, Kind::EnumMember)).collect()
}

fn predefined(range: TextRange) -> Vec<Candidate> {
    let candidate = |it: &crate::lsp::knowledge::Predefined| {
        let remark = Some("predefined");
        Candidate::new(range, it.name, Kind::Constant).detail(it.summary).remark(remark)
    };
    PREDEFINED.iter().map(candidate).collect()
}

fn protocols(snapshot: &Snapshot, cursor: &LineCursor) -> Vec<Candidate> {
    let Some((_, typed)) = cursor.word.split_once('/') else { return Vec::new() };
    let range = cursor.range(snapshot.text(), typed, &[]);
    range.map(|range| plain(range, &["tcp", "udp", "sctp"])).unwrap_or_default()
}

fn from(snapshot: &Snapshot, cursor: &LineCursor, range: TextRange) -> Vec<Candidate> {
    match cursor.words.len() {
        0 => {
            let mut found = stages(snapshot, cursor, range);
            found.push(Candidate::new(range, "scratch", Kind::Constant).detail("Nothing at all."));
            found.extend(images(snapshot, range));
            found
        }
        1 => plain(range, &["AS"]),
        _ => Vec::new(),
    }
}

/// What `--from=` may name: earlier stages, and images.
pub(super) fn sources(
    snapshot: &Snapshot,
    cursor: &LineCursor,
    range: TextRange,
) -> Vec<Candidate> {
    let mut found = stages(snapshot, cursor, range);
    found.extend(images(snapshot, range));
    found
}

/// The stages before that of the line.
fn stages(snapshot: &Snapshot, cursor: &LineCursor, range: TextRange) -> Vec<Candidate> {
    let graph = snapshot.graph();
    let current = match stage_of(&graph, cursor.start) {
        // A FROM begins a stage of its own: all before it are earlier.
        Some(stage) if cursor.keyword == Keyword::From => stage.index + 1,
        Some(stage) => stage.index,
        None => 0,
    };
    let earlier = graph.stages.iter().take(current);
    let named = earlier.filter_map(|stage| {
        let name = stage.from.name.as_ref()?.text().to_lowercase();
        let detail = format!("stage on {}", stage.from.image.text());
        Some(Candidate::new(range, &name, Kind::Class).detail(&detail))
    });
    named.collect()
}

/// The images that the open files use.
fn images(snapshot: &Snapshot, range: TextRange) -> Vec<Candidate> {
    let mut names: Vec<String> = Vec::new();
    for uri in snapshot.world.documents.keys() {
        let Some(other) = snapshot.world.snapshot(uri) else { continue };
        if other.document.language != snapshot.document.language {
            continue;
        }
        let graph = other.graph();
        let used = graph.stages.iter().filter_map(|stage| match &stage.base {
            Base::Image(_) => stage.image.clone(),
            _ => None,
        });
        names.extend(used);
    }
    names.sort_unstable();
    names.dedup();
    let typed = range.of(snapshot.text());
    names.retain(|name| name != typed);
    let image = |name: &String| Candidate::new(range, name, Kind::Module).detail("image in use");
    names.iter().map(image).collect()
}

fn copy(snapshot: &Snapshot, cursor: &LineCursor, range: TextRange) -> Vec<Candidate> {
    let reads_context = cursor.flag("from").is_none();
    let mut found = match reads_context {
        true => paths::candidates(snapshot, cursor, &cursor.word, &[',']),
        false => Vec::new(),
    };
    if !cursor.words.is_empty() {
        found.push(Candidate::new(range, "./", Kind::Folder).detail("the working directory"));
        found.extend(folders(snapshot, cursor, range));
    }
    found
}

/// The directories of the image that the stage names before the line.
fn folders(snapshot: &Snapshot, cursor: &LineCursor, range: TextRange) -> Vec<Candidate> {
    let graph = snapshot.graph();
    let Some(stage) = stage_of(&graph, cursor.start) else { return Vec::new() };
    let before =
        stage.steps.iter().filter(|it| (it.instruction.range().start as usize) < cursor.start);
    let mut names: Vec<String> = before
        .filter(|step| step.instruction.keyword() == Keyword::Workdir)
        .map(|step| step.instruction.arguments().text().trim().to_owned())
        .filter(|path| path.starts_with('/') && !path.contains('$'))
        .map(|path| if path.ends_with('/') { path } else { format!("{path}/") })
        .collect();
    names.sort_unstable();
    names.dedup();
    let folder = |name: &String| Candidate::new(range, name, Kind::Folder).detail("a WORKDIR");
    names.iter().map(folder).collect()
}

/// The users that the file names, and root.
pub(super) fn users(snapshot: &Snapshot, cursor: &LineCursor, range: TextRange) -> Vec<Candidate> {
    let mut names = vec!["root".to_owned()];
    for instruction in snapshot.file().instructions() {
        // The line that is being typed is no witness.
        if instruction.range().start as usize == cursor.start {
            continue;
        }
        let named = (instruction.keyword() == Keyword::User)
            .then(|| instruction.arguments().text().trim().to_owned());
        let owner = instruction.flag("chown").and_then(|flag| flag.value()).map(str::to_owned);
        let known = named.into_iter().chain(owner).filter(|it| !it.is_empty() && !it.contains('$'));
        names.extend(known);
    }
    let mut seen = Vec::new();
    names.retain(|name| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    names.iter().map(|name| Candidate::new(range, name, Kind::Value)).collect()
}
