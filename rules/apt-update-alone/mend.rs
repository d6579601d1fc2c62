//! Moving the update into the step that installs.

use super::LoneUpdate;
use crate::lint::prelude::*;

/// The fix; `user` is the first step that installs, and its stage.
pub(super) fn fix<'a>(
    lone: &LoneUpdate,
    stage: &Stage<'a>,
    step: &Step<'a>,
    (user_stage, user): (&Stage<'a>, &Step<'a>),
    subject: &Subject<'a>,
) -> Option<Fix> {
    let has_extras = step.instruction.flags().next().is_some() || step.instruction.inner_comments().next().is_some();
    if !lone.is_all || has_extras || user_stage.index != stage.index || !step.script().is_one_line {
        return None;
    }
    let between = &stage.steps[step.index + 1..user.index];
    // A command in between may need the index, and one user or shell may not do what another can.
    let is_barrier = |step: &Step<'_>| {
        matches!(step.instruction.keyword(), Keyword::Run | Keyword::User | Keyword::Shell | Keyword::Onbuild)
    };
    if between.iter().any(is_barrier) {
        return None;
    }
    let update = step.script().text(lone.range).split_whitespace().collect::<Vec<_>>().join(" ");
    let (insertion, keeps_failure) = prefix(user, &update)?;
    let edits = vec![Edit::delete(lines_of(step, subject)), insertion];
    let title = format!("Run {update} in the step that installs");
    let mut fix = Fix::safe(title, edits);
    if !keeps_failure {
        fix = fix.at_most(Applicability::Unsafe, "the step goes on if the update fails");
    }
    if !between.is_empty() {
        fix = fix.at_most(Applicability::Unsafe, "what stands in between then comes before the update");
    }
    if user.instruction.flags().next().is_some() {
        fix = fix.at_most(Applicability::Unsafe, "flags of the step hold for the update too then");
    }
    Some(fix)
}

/// The lines of the step, and the blank ones behind it where others stand before it.
fn lines_of(step: &Step<'_>, subject: &Subject<'_>) -> TextRange {
    let text = subject.file.text();
    let lines = subject.file.whole_lines(step.instruction.range());
    let before = text[..lines.start as usize].trim_end_matches(['\n', '\r']);
    let is_behind_blank = text[before.len()..lines.start as usize].matches('\n').count() > 1;
    let behind = &text[lines.end as usize..];
    let blanks = behind.len() - behind.trim_start_matches(['\n', '\r']).len();
    TextRange::new(lines.start as usize, lines.end as usize + if is_behind_blank { blanks } else { 0 })
}

/// The update in front of the commands of a RUN, and whether its failure still ends the build.
fn prefix(user: &Step<'_>, update: &str) -> Option<(Edit, bool)> {
    let script = user.script();
    if script.is_exec || !script.is_one_line || !script.script.clean {
        return None;
    }
    let items = &script.script.list.items;
    let [first, rest @ ..] = items.as_slice() else { return None };
    let at = |item: &ListItem| script.source_range(item.range()).start as usize;
    let stops_at_errors = first.pipeline.as_command().is_some_and(|command| {
        command.argv().runs(&["set"]) && command.argv().has_short_flag('e')
    });
    let is_chain = |items: &[ListItem]| items.iter().all(|item| item.join == Join::And);
    let has_or = rest.iter().any(|item| item.join == Join::Or || item.background);
    match rest {
        [second, ..] if stops_at_errors => {
            let joint = if second.join == Join::And { " &&" } else { ";" };
            Some((Edit::insert(at(second), format!("{update}{joint} ")), !has_or))
        }
        _ => Some((Edit::insert(at(first), format!("{update} && ")), is_chain(rest))),
    }
}
