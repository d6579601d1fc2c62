//! A RUN that starts a server: it never ends, or what it starts is gone when it does.

use crate::lint::prelude::*;

mod mend;

/// The check.
pub(super) const CHECK: Check = Check::Step(&[Keyword::Run], check);

/// Most RUNs end with one of these, which start nothing, or with the end of a construct.
const ENDS: [&str; 46] = [
    "adduser", "apk", "apt", "apt-get", "cat", "chmod", "chown", "configure", "corepack", "cp", "curl", "dnf",
    "docker-php-ext-enable", "docker-php-ext-install", "done", "dpkg", "esac", "fi", "find", "gem", "git", "groupadd", "gunzip",
    "install", "ldconfig", "ln", "locale-gen", "ls", "make", "microdnf", "mkdir", "mv", "pip", "pip3", "pwd", "rm",
    "rustup", "sed", "tar", "tdnf", "test", "touch", "unzip", "useradd", "wget", "yum",
];

fn check<'a>(stage: &Stage<'a>, step: &Step<'a>, subject: &Subject<'a>, findings: &mut Findings) {
    // Tests start servers on purpose.
    if stage.name.as_deref().is_some_and(|name| name.contains("test")) {
        return;
    }
    if step.last_command_name().is_some_and(|name| ENDS.contains(&name)) {
        return;
    }
    let Some(start) = Start::find(stage, step, subject) else { return };
    let is_command = start.is_command(stage);
    // What is judged by its name alone needs a second sign: nothing else starts it, and nothing comes behind it.
    let has_other_start = [Keyword::Cmd, Keyword::Entrypoint].into_iter().any(|keyword| stage.last_of(keyword).is_some());
    if start.server.is_guess && !is_command && (has_other_start || !is_last_action(stage, step)) {
        return;
    }
    let name = &start.server.name;
    let message = if start.has_no_effect {
        format!("{name} is started in a RUN and is gone when the step ends: a layer keeps files, not processes")
    } else {
        format!("{name} runs until it is stopped, so the build hangs here; CMD starts it in the container")
    };
    let fix = mend::fix(&start, stage, step, subject, is_command);
    let proposes_command = fix.as_ref().is_some_and(|fix| fix.edits.iter().any(|edit| edit.text.contains("CMD")));
    let finding = findings.add(start.range, message).maybe_fix(fix);
    if proposes_command {
        finding.about(Topic::StartCommand, 1);
    }
}

/// The start of a server at the end of a RUN.
struct Start {
    server: Server,
    /// Whether the process is lost with the step, rather than holding it up.
    has_no_effect: bool,
    /// The command in the source.
    range: TextRange,
    /// Number of the item in the top-level list of the script.
    item: usize,
    /// The words of the command, if all are known.
    words: Option<Vec<String>>,
    /// The command as it is written, continuations joined.
    text: String,
    /// Whether it is one plain command that can stand for itself in a CMD.
    is_plain: bool,
}

impl Start {
    fn find<'a>(stage: &Stage<'a>, step: &Step<'a>, subject: &Subject<'a>) -> Option<Self> {
        let script = step.script();
        let items = &script.script.list.items;
        let last = last_action(items)?;
        let item = &items[last];
        let command = item.pipeline.as_command()?;
        let outer = command.invocation();
        // `sh -c '…'` and `su user -c '…'` end with the last command of their own script.
        let (inner, background) = match outer.nested_script().map(|nested| &nested.list.items) {
            None => (command, item.background),
            Some(items) => {
                let inner = &items[last_action(items)?];
                (inner.pipeline.as_command()?, item.background || inner.background)
            }
        };
        let invocation = inner.invocation();
        let waits = [Wrapper::Timeout, Wrapper::Xargs];
        if item.pipeline.negated || waits.iter().any(|wrapper| invocation.is_wrapped_by(*wrapper)) {
            return None;
        }
        let mut start = Self {
            server: Server::unknown(invocation.argv),
            has_no_effect: background,
            range: script.source_range(command.range),
            item: last,
            words: literals(invocation.argv.words()),
            text: script.text(command.range).trim().to_owned(),
            is_plain: command.redirects.is_empty()
                && command.assignments.is_empty()
                && outer.wrappers.is_empty()
                && outer.nested_script().is_none(),
        };
        let package = package_of(stage, step, subject);
        let server = Server::of(invocation.argv, package.as_ref());
        // Whatever is in the background at the end of a RUN is lost; and what the CMD runs, runs on.
        let is_start = server.is_some() || background || start.runs_own_file() && start.is_command(stage);
        start.server = server.unwrap_or(start.server);
        start.has_no_effect |= start.server.mode == ServerMode::Background;
        (is_start && !invocation.argv.words().is_empty()).then_some(start)
    }

    /// Whether it gives a file of the project to the program that runs it: `dotnet app.dll`.
    fn runs_own_file(&self) -> bool {
        match self.words.iter().flatten().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["dotnet", file] => file.ends_with(".dll"),
            ["java", .., "-jar", file] => file.ends_with(".jar"),
            ["node" | "python" | "python3" | "ruby" | "php" | "bun", file] => file.contains('.'),
            _ => false,
        }
    }

    /// Whether the stage's CMD or ENTRYPOINT runs the very same.
    fn is_command(&self, stage: &Stage<'_>) -> bool {
        let Some(words) = &self.words else { return false };
        [Keyword::Cmd, Keyword::Entrypoint].into_iter().filter_map(|keyword| stage.last_of(keyword)).any(|step| {
            let script = step.script();
            script.invocations().last().is_some_and(|invocation| {
                let argv = invocation.argv.words();
                argv.len() == words.len() && argv.iter().zip(words).all(|(word, expected)| word.is(expected))
            })
        })
    }
}

fn literals(words: &[ShellWord]) -> Option<Vec<String>> {
    words.iter().map(|word| word.literal().filter(|_| !word.glob).map(str::to_owned)).collect()
}

/// Number of the last command that matters; `None` where that is a mere exception behind `||`.
fn last_action(items: &[ListItem]) -> Option<usize> {
    // `|| true` and the like say nothing about what stands before them.
    let last = items.iter().rposition(|item| !is_trivial(item.pipeline.as_command()))?;
    (items[last].join != Join::Or).then_some(last)
}

/// Commands that are put behind another one to hide its result or to say something.
fn is_trivial(command: Option<&Command>) -> bool {
    command.is_some_and(|command| command.words.is_empty() || command.argv().runs(&["true", ":", "exit", "echo"]))
}

/// The `package.json` of the directory that a RUN works in.
fn package_of<'a>(stage: &Stage<'a>, step: &Step<'a>, subject: &Subject<'a>) -> Option<PackageJson> {
    let (context, workdir) = (subject.context?, step.workdir.as_ref()?);
    start::package_json(subject.graph, stage, context, workdir).map(|(_, package)| package)
}

/// Whether no later step of the stage changes files.
fn is_last_action(stage: &Stage<'_>, step: &Step<'_>) -> bool {
    let acts = |step: &Step<'_>| matches!(step.instruction.keyword(), Keyword::Run | Keyword::Copy | Keyword::Add);
    !stage.steps[step.index + 1..].iter().any(acts)
}
