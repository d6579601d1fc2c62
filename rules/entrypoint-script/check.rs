//! A script that the container starts with, and that the kernel will refuse to run.

use crate::lint::prelude::*;

mod mend;

/// The check.
pub(super) const CHECK: Check = Check::File(check);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let (Some(stage), Some(context)) = (subject.graph.target(), subject.context) else { return };
    let (entrypoint, cmd) = start::entrypoint_and_cmd(subject.graph, stage);
    let Some((owner, step)) = entrypoint.or(cmd) else { return };
    let Some(script) = StartScript::find(subject.graph, owner, step, context) else { return };
    let Some(fault) = Fault::of(&script, stage, step, subject) else { return };
    let name = script.path.as_str();
    let message = match &fault {
        Fault::NoShebang => format!("{name} has no #! line: the container ends with \"exec format error\""),
        Fault::CarriageReturn => format!(
            "the #! line of {name} ends in a carriage return: the container ends with \"no such file or directory\""
        ),
        Fault::NotExecutable => {
            format!("{name} is not executable where it is copied from: the container ends with \"permission denied\"")
        }
        Fault::NoInterpreter(shell) => format!(
            "{name} is a {shell} script, and the image has no {shell}: the container ends with \"no such file or directory\""
        ),
    };
    findings
        .add(script.word.range, message)
        .related_file(name, "the script")
        .maybe_fix(mend::fix(&fault, &script, subject));
}

/// Why a script does not run.
enum Fault {
    /// The kernel does not know what to do with it.
    NoShebang,
    /// The interpreter's name ends in `\r`.
    CarriageReturn,
    /// It has no executable bit.
    NotExecutable,
    /// The interpreter is not there.
    NoInterpreter(&'static str),
}

impl Fault {
    fn of(
        script: &StartScript<'_, '_>,
        stage: &Stage<'_>,
        step: &Step<'_>,
        subject: &Subject<'_>,
    ) -> Option<Self> {
        if !script.is_program {
            return None;
        }
        // The script may be mended on the way.
        let is_mended = |words: &[&str]| is_mentioned_in_run(stage, subject, words);
        let file = script.path.rsplit('/').next().unwrap_or(&script.path);
        let first_line = script.text.lines().next().unwrap_or_default();
        let has_carriage_return = script.text.starts_with("#!")
            && script.text.split('\n').next().is_some_and(|line| line.ends_with('\r'));
        if has_carriage_return && !is_mended(&["dos2unix", "\\r", "^M", "fromdos"]) {
            return Some(Self::CarriageReturn);
        }
        // A shell or an init process reads a script without #! itself; only the kernel does not.
        let is_direct = step.script().is_exec
            && (step.instruction.keyword() == Keyword::Entrypoint || has_no_entrypoint(stage, subject))
            && step.script().invocations().next().is_some_and(|invocation| invocation.wrappers.is_empty());
        if is_direct && !first_line.starts_with("#!") && !is_mended(&["sed", file]) {
            return Some(Self::NoShebang);
        }
        let copy = script.copy.1.instruction;
        let is_set = copy.has_flag("chmod") || is_mended(&["chmod", "install ", "rsync"]);
        let is_executable = subject.context.and_then(|context| context.is_executable(&script.path));
        if is_executable == Some(false) && !is_set {
            return Some(Self::NotExecutable);
        }
        let interpreter = script.shebang()?;
        let is_bash = interpreter.split([' ', '/']).any(|word| word == "bash");
        let brings_bash = is_mended(&["bash", "$"]) || copies_from_elsewhere(stage, subject);
        (is_bash && start::lacks_bash(subject.graph, stage) && !brings_bash).then_some(Self::NoInterpreter("bash"))
    }
}

/// Whether the base image is known to bring no entrypoint of its own, which might be a shell.
fn has_no_entrypoint(stage: &Stage<'_>, subject: &Subject<'_>) -> bool {
    const NAMES: [&str; 7] = ["alpine", "debian", "golang", "python", "ruby", "rust", "ubuntu"];
    let root = subject.graph.lineage(stage).last();
    root.is_some_and(|root| match &root.base {
        Base::Image(reference) => NAMES.contains(&reference.familiar_name()),
        base => matches!(base, Base::Scratch),
    })
}

/// Whether a RUN of the stage, or of one it is built on, has one of the words in it.
fn is_mentioned_in_run(stage: &Stage<'_>, subject: &Subject<'_>, words: &[&str]) -> bool {
    subject.graph.lineage(stage).flat_map(|stage| stage.steps_of(Keyword::Run)).any(|step| {
        let text = step.instruction.logical().text();
        words.iter().any(|word| text.contains(word))
    })
}

/// Whether programs may come from another image.
fn copies_from_elsewhere(stage: &Stage<'_>, subject: &Subject<'_>) -> bool {
    subject.graph.lineage(stage).any(|stage| {
        subject.graph.copies(stage).any(|(_, copy)| !copy.reads_context() && copy.copy.is_copy()
            && copy.destination.as_ref().and_then(ImagePath::absolute).is_none_or(|path| {
                ["/", "/bin", "/usr", "/usr/bin", "/usr/local/bin"].contains(&path.as_str()) || path.ends_with("/bash")
            }))
    })
}
