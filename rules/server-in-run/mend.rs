//! What to do about it: make it the CMD, or take it out.

use super::{Start, is_last_action};
use crate::lint::prelude::*;

/// The fix, if there is an obvious one.
pub(super) fn fix<'a>(
    start: &Start,
    stage: &Stage<'a>,
    step: &Step<'a>,
    subject: &Subject<'a>,
    is_command: bool,
) -> Option<Fix> {
    if is_command {
        return removal(start, step, subject, "Leave it to the CMD", "the CMD starts it already");
    }
    let has_command = [Keyword::Cmd, Keyword::Entrypoint]
        .into_iter()
        .any(|keyword| start::command(subject.graph, stage, keyword).is_some());
    let is_target = subject.graph.target().is_some_and(|target| target.index == stage.index);
    if !has_command && is_target && is_last_action(stage, step) && !start.has_no_effect {
        return make_command(start, step, subject);
    }
    // Only what an init system starts can go without a word: its effect on files is nil.
    let is_service = start.has_no_effect && start.is_plain && start.text.split_whitespace().any(|word| {
        matches!(word, "start" | "restart" | "reload")
    });
    if is_service {
        let reason = "starting it may have left files behind";
        return removal(start, step, subject, &format!("Do not start {} here", start.server.name), reason);
    }
    None
}

/// Takes the command out of its RUN, or the whole RUN if there is nothing else in it.
fn removal(start: &Start, step: &Step<'_>, subject: &Subject<'_>, title: &str, reason: &str) -> Option<Fix> {
    let edit = if start.item == 0 {
        if step.instruction.inner_comments().next().is_some() {
            return None;
        }
        Edit::delete(subject.file.whole_lines(step.instruction.range()))
    } else {
        cut_from(start, step)?
    };
    Some(Fix::safe(title, vec![edit]).at_most(Applicability::Unsafe, reason))
}

/// Everything from the operator before the command to the end of the RUN.
fn cut_from(start: &Start, step: &Step<'_>) -> Option<Edit> {
    let script = step.script();
    let before = script.script.list.items.get(start.item.checked_sub(1)?)?;
    let from = script.source_range(before.range()).end;
    let range = TextRange { start: from, end: step.instruction.range().end };
    let loses_comment = step.instruction.inner_comments().any(|comment| range.covers(comment));
    (script.is_one_line && !loses_comment).then(|| Edit::delete(range))
}

/// Turns the end of the RUN into a CMD.
fn make_command(start: &Start, step: &Step<'_>, subject: &Subject<'_>) -> Option<Fix> {
    let script = step.script();
    let items = &script.script.list.items;
    let changes_shell = items[..start.item].iter().any(|item| {
        item.pipeline.as_command().is_some_and(|command| command.argv().runs(&["cd", "export", "source", "."]))
    });
    if changes_shell || step.instruction.flags().next().is_some() {
        return None;
    }
    let command = match (&start.words, start.is_plain) {
        (Some(words), true) => {
            let quoted: Vec<String> = words.iter().map(|word| json_string(word)).collect();
            format!("CMD [{}]", quoted.join(", "))
        }
        _ if start.text.is_empty() => return None,
        _ => format!("CMD {}", start.text),
    };
    let instruction = step.instruction;
    let edits = if start.item == 0 {
        vec![Edit::replace(instruction.range(), command)]
    } else {
        let cut = cut_from(start, step)?;
        let newline = subject.file.newline();
        vec![Edit::replace(cut.range, format!("{newline}{command}"))]
    };
    let title = format!("Start {} with CMD", start.server.name);
    Some(Fix::safe(title, edits).at_most(Applicability::Unsafe, "the image gets a command that it did not have"))
}

fn json_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
