//! Arguments, by instruction.

use super::{Proposal, Proposals, names, paths};
use crate::lsp::cursor::{ArgumentForm, LineCursor};
use crate::lsp::features::scope;
use crate::lsp::knowledge::{IMAGE_LABELS, PREDEFINED, Reach, SIGNALS, Term};
use crate::lsp::server::Snapshot;
use crate::syntax::Keyword;
use gen_lsp_types::CompletionItemKind as Kind;

pub(super) fn of<'s>(
    snapshot: &'s Snapshot,
    cursor: &LineCursor,
    form: ArgumentForm,
) -> Option<Proposals<'s>> {
    if form == ArgumentForm::BetweenStrings || cursor.word.starts_with("<<") {
        return None;
    }
    let graph = snapshot.graph();
    let index = cursor.words.len();
    let whole =
        || Some(Proposals::new(snapshot, cursor.range(snapshot.text(), &cursor.word, &[])?));
    match (cursor.keyword, index) {
        (Keyword::From, 0) => {
            let mut proposals = whole()?;
            proposals.extend(names::stages(&graph, cursor.start));
            proposals.extend(names::images(snapshot, cursor.start));
            proposals.add(Proposal::new("scratch", Kind::Keyword).detail("nothing at all").rank(2));
            Some(proposals)
        }
        (Keyword::From, 1) => Some(words(whole()?, &[("AS", "gives the stage a name")])),
        (Keyword::Copy | Keyword::Add, _) => copied(snapshot, cursor, form),
        (Keyword::Workdir, 0) | (Keyword::Volume, _) => {
            let mut proposals = whole()?;
            let stage = scope::stage_at(&graph, cursor.start)?;
            proposals.extend(names::image_paths(&graph, stage, cursor.start));
            Some(proposals)
        }
        (Keyword::User, 0) => {
            let part = cursor.word.rsplit(':').next().unwrap_or_default();
            let range = cursor.range(snapshot.text(), part, &[':'])?;
            let mut proposals = Proposals::new(snapshot, range);
            proposals.extend(names::users(&graph, cursor.start));
            Some(proposals)
        }
        (Keyword::Stopsignal, 0) => Some(terms(whole()?, SIGNALS)),
        (Keyword::Healthcheck, 0) => Some(words(
            whole()?,
            &[
                ("CMD", "the command that checks"),
                ("NONE", "no check, not even that of the base image"),
            ],
        )),
        (Keyword::Expose, _) => {
            let (_, typed) = cursor.word.split_once('/')?;
            let range = cursor.range(snapshot.text(), typed, &[])?;
            let protocols = [("tcp", "the default"), ("udp", ""), ("sctp", "")];
            Some(words(Proposals::new(snapshot, range), &protocols))
        }
        (Keyword::Arg, _) if !cursor.word.contains('=') => arg(snapshot, cursor),
        (Keyword::Label, _) if !cursor.word.contains('=') => {
            let range = cursor.range(snapshot.text(), &cursor.word, &['='])?;
            Some(terms(Proposals::new(snapshot, range), IMAGE_LABELS))
        }
        _ => None,
    }
}

fn words<'s>(mut proposals: Proposals<'s>, words: &[(&str, &str)]) -> Proposals<'s> {
    let shown = |(word, detail): &(&str, &str)| Proposal::new(*word, Kind::Keyword).detail(*detail);
    proposals.extend(words.iter().map(shown));
    proposals
}

fn terms<'s>(mut proposals: Proposals<'s>, terms: &[Term]) -> Proposals<'s> {
    let shown = |term: &Term| Proposal::new(term.name, Kind::Constant).detail(term.summary);
    proposals.extend(terms.iter().map(shown));
    proposals
}

/// Sources and destination of COPY and ADD.
fn copied<'s>(
    snapshot: &'s Snapshot,
    cursor: &LineCursor,
    form: ArgumentForm,
) -> Option<Proposals<'s>> {
    let graph = snapshot.graph();
    let stage = scope::stage_at(&graph, cursor.start)?;
    let typed = &*cursor.word;
    if typed.contains("://") {
        return None;
    }
    let is_json = form == ArgumentForm::String;
    let whole = || Some(Proposals::new(snapshot, cursor.range(snapshot.text(), typed, &[])?));
    if let Some(from) = cursor.flag("from") {
        let mut proposals = whole()?;
        let source = graph.stage_named(from, stage.index).and_then(|index| graph.stages.get(index));
        if let Some(source) = source {
            proposals.extend(names::image_paths(&graph, source, usize::MAX));
        }
        if !cursor.words.is_empty() {
            let own = names::image_paths(&graph, stage, cursor.start);
            proposals.extend(own.into_iter().map(|path| path.rank(1)));
        }
        return Some(proposals);
    }
    // Behind the first source there may be another one, or the destination; an absolute path is rather that.
    if !cursor.words.is_empty() && typed.starts_with('/') {
        let mut proposals = whole()?;
        proposals.extend(names::image_paths(&graph, stage, cursor.start));
        return Some(proposals);
    }
    let place = paths::Place { cursor, typed, stops: &[], is_json };
    let sources = paths::in_context(snapshot, &place);
    if cursor.words.is_empty() || !typed.is_empty() {
        return sources;
    }
    let mut proposals = match sources {
        Some(sources) => sources,
        None => whole()?,
    };
    proposals.add(Proposal::new("./", Kind::Folder).detail("the working directory"));
    let known = names::image_paths(&graph, stage, cursor.start);
    proposals.extend(known.into_iter().map(|path| path.rank(1)));
    Some(proposals)
}

/// Names for ARG: those that were given before the first FROM, and those that BuildKit knows.
fn arg<'s>(snapshot: &'s Snapshot, cursor: &LineCursor) -> Option<Proposals<'s>> {
    let range = cursor.range(snapshot.text(), &cursor.word, &['='])?;
    let mut proposals = Proposals::new(snapshot, range);
    let graph = snapshot.graph();
    let in_stage = scope::stage_at(&graph, cursor.start).is_some();
    let about = |name: &str| format!("variable/{name}");
    if in_stage {
        let set = scope::variables(&graph, cursor.start, false);
        let is_new = |name: &str| !set.iter().any(|it| it.name == name);
        for global in scope::globals(&graph, cursor.start).into_iter().filter(|it| is_new(&it.name))
        {
            let detail = format!("{}, from before the first FROM", scope::shown(&global.value));
            let proposal = Proposal::new(&*global.name, Kind::Variable).detail(detail);
            proposals.add(proposal.about(about(&global.name)));
        }
    }
    let offered = PREDEFINED.iter().filter(|it| in_stage && it.reach == Reach::Platform);
    let options = PREDEFINED.iter().filter(|it| it.reach == Reach::Builder);
    for variable in offered.chain(options) {
        let proposal = Proposal::new(variable.name, Kind::Constant).detail("predefined").rank(5);
        proposals.add(proposal.about(about(variable.name)));
    }
    Some(proposals)
}
