//! Makes the script one that runs.

use super::Fault;
use crate::lint::prelude::*;

/// The fix.
pub(super) fn fix(
    fault: &Fault,
    script: &StartScript<'_, '_>,
    subject: &Subject<'_>,
) -> Option<Fix> {
    match fault {
        Fault::NoShebang => {
            let edit = in_script(script, TextRange::empty(0), "#!/bin/sh\n", subject)?;
            let fix = Fix::safe("Begin the script with #!/bin/sh", vec![edit]);
            Some(fix.at_most(Applicability::Unsafe, "it may be meant for another shell"))
        }
        Fault::CarriageReturn => {
            let text = script.text.replace("\r\n", "\n");
            let edit = in_script(script, TextRange::new(0, script.text.len()), &text, subject)?;
            let fix = Fix::safe("End the lines of the script with a line feed alone", vec![edit]);
            Some(fix.at_most(Applicability::Unsafe, "git may convert the line ends again: see .gitattributes"))
        }
        Fault::NotExecutable => executable(script, subject),
        Fault::NoInterpreter(_) => None,
    }
}

/// An edit of the script, if what we read is what is there.
fn in_script(
    script: &StartScript<'_, '_>,
    range: TextRange,
    text: &str,
    subject: &Subject<'_>,
) -> Option<Edit> {
    let bytes = subject.context?.read_any(&script.path)?;
    let target = EditTarget::Context(script.path.clone());
    (*bytes == *script.text.as_bytes()).then(|| Edit { target, range, text: text.to_owned() })
}

/// `COPY --chmod=755` where only the script is copied, else a RUN behind the COPY.
fn executable(script: &StartScript<'_, '_>, subject: &Subject<'_>) -> Option<Fix> {
    let (stage, step) = script.copy;
    let copy = CopyStep::of(subject.graph, stage, step)?;
    let instruction = step.instruction;
    let [source] = copy.sources.as_slice() else { return None };
    let is_alone = source.target == SourceTarget::Path(script.path.clone());
    if is_alone {
        let at = instruction.keyword_range().end as usize;
        let fix = Fix::safe("Copy it with --chmod=755", vec![Edit::insert(at, " --chmod=755")]);
        return Some(fix.at_most(Applicability::Unsafe, "the mode of the file in the image changes"));
    }
    // Only root may change what a COPY has brought.
    let is_root = step.user.as_deref().is_none_or(|user| matches!(user, "root" | "0"));
    let place = script.place.absolute().filter(|_| is_root)?;
    let edit = Edit::insert(instruction.range().end as usize, format!("{}RUN chmod +x {place}", subject.file.newline()));
    let fix = Fix::safe("Make it executable", vec![edit]);
    Some(fix.at_most(Applicability::Unsafe, "the mode of the file in the image changes"))
}
