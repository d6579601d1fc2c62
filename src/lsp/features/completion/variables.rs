//! Variables behind a `$`.

use super::{Proposal, Proposals};
use crate::lsp::cursor::{LineCursor, Typing};
use crate::lsp::features::scope;
use crate::lsp::knowledge::{PREDEFINED, Reach};
use crate::lsp::server::Snapshot;
use crate::syntax::Keyword;
use gen_lsp_types::CompletionItemKind as Kind;

pub(super) fn of<'s>(snapshot: &'s Snapshot, cursor: &LineCursor) -> Option<Proposals<'s>> {
    // A trigger is expanded when another image is built.
    let is_exec = matches!(cursor.typing, Typing::Argument(form) if form != crate::lsp::cursor::ArgumentForm::Plain)
        && matches!(
            cursor.keyword,
            Keyword::Cmd | Keyword::Entrypoint | Keyword::Run | Keyword::Shell
        );
    if is_exec || cursor.keyword == Keyword::Unknown {
        return None;
    }
    let (name, is_braced) = cursor.variable()?;
    let stops: Vec<char> = (0..128u8).map(char::from).filter(|ch| !is_name(*ch)).collect();
    let range = cursor.range(snapshot.text(), name, &stops)?;
    let is_closed = snapshot.text()[range.end as usize..].starts_with(['}', ':', '-', '+']);
    let close = if is_braced && !is_closed { "}" } else { "" };
    let mut proposals = Proposals::new(snapshot, range);
    let graph = snapshot.graph();
    let in_from = cursor.keyword == Keyword::From;
    let set = scope::variables(&graph, cursor.start, in_from);
    let in_stage = !in_from && scope::stage_at(&graph, cursor.start).is_some();
    for variable in &set {
        proposals.add(
            Proposal::new(&*variable.name, Kind::Variable)
                .detail(scope::shown(&variable.value))
                .insert(format!("{}{close}", variable.name))
                .about(format!("variable/{}", variable.name)),
        );
    }
    let is_free = |name: &str| !set.iter().any(|variable| variable.name == name);
    for variable in PREDEFINED.iter().filter(|it| is_free(it.name)) {
        let fits = match variable.reach {
            Reach::Platform => true,
            // Commands see them; no instruction does.
            Reach::Proxy => in_stage && cursor.keyword == Keyword::Run,
            Reach::Builder => false,
        };
        let detail = match (variable.reach, in_stage) {
            (Reach::Platform, true) => "predefined, once the stage declares it with ARG",
            _ => "predefined",
        };
        if fits {
            proposals.add(
                Proposal::new(variable.name, Kind::Constant)
                    .detail(detail)
                    .insert(format!("{}{close}", variable.name))
                    .about(format!("variable/{}", variable.name))
                    .rank(5),
            );
        }
    }
    Some(proposals)
}

fn is_name(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || ch == '_'
}
