//! A repository is cloned in a RUN, which the cache never repeats.

use crate::lint::prelude::*;

mod clone;

use clone::Clone;

/// The check.
pub(super) const CHECK: Check = Check::Step(&[Keyword::Run], check);

fn check<'a>(stage: &Stage<'a>, step: &Step<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    let text = step.instruction.range().of(subject.file.text());
    if !text.contains("clone") || !mentions_any(text, &["git"]) {
        return;
    }
    let script = step.script();
    if script.dialect != Dialect::Posix || checks_out_revision(script) || is_refreshed(stage, step) {
        return;
    }
    // The checkout may be a step of its own.
    let later = stage.steps[step.index + 1..].iter().filter(|later| later.instruction.keyword() == Keyword::Run);
    let later: Vec<_> = later.filter(|later| mentions_any(later.instruction.range().of(subject.file.text()), &["git"])).collect();
    if later.first().is_some_and(|later| checks_out_revision(later.script())) {
        return;
    }
    for (place, command) in script.script.commands() {
        let invocation = command.invocation();
        let Some(clone) = Clone::of(&invocation).filter(|clone| !clone.is_pinned() && !place.substituted) else { continue };
        let Some(url) = clone.remote() else { continue };
        let shown: String = url.chars().take(80).collect();
        let range = script.source_range(invocation.range());
        let message = format!("{shown} is cloned once and then cached: later commits do not reach the image, and which one it holds is not written down");
        findings.add(range, message).maybe_fix(fix(&clone, step).filter(|_| later.is_empty()));
    }
}

/// Whether a commit or tag is checked out in the same RUN.
fn checks_out_revision(script: &StepScript) -> bool {
    script.invocations().any(|invocation| {
        let operands = invocation.operands(&["-C", "-c", "--git-dir", "--work-tree"]);
        let is = |index: usize, word: &str| operands.get(index).is_some_and(|operand| operand.is(word));
        let is_checkout = is(0, "checkout") || is(0, "reset") || is(0, "switch") || is(0, "fetch");
        invocation.runs(&["git"]) && is_checkout && operands.iter().skip(1).any(|word| clone::is_revision(word))
    })
}

/// Whether something before the clone is there to repeat it: an ADD of what the server says, or a variable to that end.
fn is_refreshed(stage: &Stage<'_>, step: &Step<'_>) -> bool {
    stage.steps[..step.index].iter().any(|earlier| {
        let text = earlier.instruction.arguments().text();
        match earlier.instruction.keyword() {
            Keyword::Add => text.contains("://") && (text.contains("api.") || text.contains("/refs/") || text.contains("/commits")),
            Keyword::Arg => {
                let names = ["CACHE", "COMMIT", "SHA", "REVISION", "GIT_REF"];
                earlier.instruction.pairs().any(|pair| names.iter().any(|name| pair.key().to_ascii_uppercase().contains(name)))
            }
            _ => false,
        }
    })
}

/// ADD, where the clone is the whole RUN and ADD can say the same.
fn fix(clone: &Clone<'_>, step: &Step<'_>) -> Option<Fix> {
    let script = step.script();
    let instruction = step.instruction;
    let [only] = script.script.list.items.as_slice() else { return None };
    let command = only.pipeline.as_command()?;
    let is_plain = command.redirects.is_empty() && command.assignments.is_empty() && command.argv().runs(&["git"]);
    let has_extras = instruction.flags().next().is_some() || instruction.inner_comments().next().is_some();
    // ADD makes files of root.
    if !is_plain || has_extras || !script.is_one_line || step.user.is_some() {
        return None;
    }
    let is_lower = instruction.keyword_text().bytes().all(|byte| byte.is_ascii_lowercase());
    let keyword = if is_lower { "add" } else { "ADD" };
    let written = format!("{keyword} {} {}", clone.source()?, clone.directory()?);
    let reason = "each build looks for new commits, and the history is left out (--keep-git-dir keeps it)";
    let edit = Edit::replace(instruction.range(), &*written);
    Some(Fix::safe(format!("Write {written}"), vec![edit]).at_most(Applicability::Unsafe, reason))
}
