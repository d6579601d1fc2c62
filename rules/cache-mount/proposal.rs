//! Which mounts a RUN should get, and what has to go along with them.

use crate::lint::prelude::*;

/// A cache mount that a RUN should have.
pub(super) struct Proposal {
    tool: CacheTool,
    /// The command that downloads.
    pub(super) title: String,
    /// What to mount.
    pub(super) directories: Vec<ImagePath>,
    /// Where that command stands in the source.
    command: TextRange,
    /// Flags and commands that keep the cache empty, in the source.
    defeats: Vec<TextRange>,
    user: String,
    /// Whether something of the defeating kind cannot be taken out.
    is_stuck: bool,
}

impl Proposal {
    /// Looks at the first tool of the RUN that has a cache which is not mounted.
    pub(super) fn find<'a>(stage: &Stage<'a>, step: &Step<'a>, subject: &Subject<'a>) -> Option<Self> {
        let script = step.script();
        if !script.script.clean || is_wrapped(script) {
            return None;
        }
        let (tool, argv, range) = first_tool(script)?;
        let directories = tool.directories(subject.graph, stage, step, argv)?;
        let user = caches::user(subject.graph, stage, step)?;
        let is_root = matches!(user.as_str(), "root" | "0");
        let is_off = OFF.iter().any(|name| stage.scope(step).assignment(name).is_some());
        let is_mounted = step.instruction.mounts().any(|mount| {
            let place = caches::mounted(stage, step, &mount);
            mount.kind() == MountKind::Cache && place.is_none_or(|place| directories.iter().any(|one| one.may_touch(&place)))
        });
        let is_debian = || is_debian(stage, subject);
        if is_off || is_mounted || tool == CacheTool::Apt && !(is_root && is_debian()) {
            return None;
        }
        if tool == CacheTool::Apt && shares_lists(stage, step, subject) {
            return None;
        }
        if is_needed_later(stage, step, subject, tool, &directories) {
            return None;
        }
        let mut defeats: Vec<TextRange> = defeating_flags(script, argv).collect();
        let items = &script.script.list.items;
        let everywhere = script.script.commands().filter(|(place, command)| {
            !place.is_top_level() && cleaning(command, tool, step, &directories) != Cleaning::None
        });
        let mut is_stuck = everywhere.count() > 0;
        for (at, item) in items.iter().enumerate() {
            let Some(command) = item.pipeline.as_command() else { continue };
            match cleaning(command, tool, step, &directories) {
                Cleaning::None => continue,
                Cleaning::Partly => is_stuck = true,
                Cleaning::Only => {}
            }
            let is_joined = matches!(item.join, Join::And | Join::Then)
                && items.get(at + 1).is_none_or(|next| next.join != Join::Or);
            match items.get(at.wrapping_sub(1)).filter(|_| is_joined && script.is_one_line) {
                Some(before) => defeats.push(TextRange {
                    start: script.source_range(before.range()).end,
                    end: script.source_range(item.range()).end,
                }),
                None => is_stuck = true,
            }
        }
        let text = subject.file.text();
        let count = match argv.args().first().and_then(|word| word.literal()) {
            Some("-m") => 4,
            Some("mod" | "pip") => 3,
            _ => 2,
        };
        let words = argv.words().iter().take(count).filter_map(|word| word.literal());
        let title = words.collect::<Vec<_>>().join(" ");
        let loses_comment = step.instruction.inner_comments().any(|comment| defeats.iter().any(|cut| cut.covers(comment)));
        let is_stuck = is_stuck || loses_comment || text.is_empty();
        Some(Self { tool, title, directories, command: script.source_range(range), defeats, user, is_stuck })
    }

    /// The mounts, and without what would keep them empty.
    pub(super) fn fix(&self, step: &Step<'_>, subject: &Subject<'_>) -> Option<Fix> {
        let instruction = step.instruction;
        let is_root = matches!(self.user.as_str(), "root" | "0");
        if self.is_stuck || !is_root && self.user != "node" {
            return None;
        }
        let escape = subject.file.escape();
        let newline = subject.file.newline();
        let options = match self.tool {
            CacheTool::Apt => ",sharing=locked",
            _ if !is_root => ",uid=1000,gid=1000",
            _ => "",
        };
        let targets: Option<Vec<String>> = self.directories.iter().map(ImagePath::absolute).collect();
        let mounts: Vec<String> =
            targets?.iter().map(|target| format!("--mount=type=cache,target={target}{options}")).collect();
        let flags = match mounts.as_slice() {
            [only] => format!(" {only}"),
            mounts => {
                let lines: String = mounts.iter().skip(1).map(|mount| format!(" {escape}{newline}    {mount}")).collect();
                format!(" {}{lines} {escape}{newline}   ", mounts[0])
            }
        };
        let mut edits = vec![Edit::insert(instruction.keyword_range().end as usize, flags)];
        let is_exec = step.script().is_exec;
        let in_front = match self.tool {
            CacheTool::Apt => Some("rm -f /etc/apt/apt.conf.d/docker-clean && "),
            CacheTool::Uv if !is_exec => Some("UV_LINK_MODE=copy "),
            _ => None,
        };
        if let Some(in_front) = in_front {
            let is_first = step.script().is_one_line;
            let at = match self.tool {
                CacheTool::Apt if is_first => instruction.arguments().range().start,
                CacheTool::Apt => return None,
                _ => self.command.start,
            };
            edits.push(Edit::insert(at as usize, in_front));
        }
        edits.extend(self.defeats.iter().map(|range| Edit::delete(*range)));
        let title = format!("Keep the downloads of {} in a cache mount", self.tool.name());
        Some(Fix::safe(title, edits).at_most(Applicability::Unsafe, "what the mount holds is no longer in the layer"))
    }
}

/// Variables that turn a cache off, or say that somebody has seen to links already.
const OFF: [&str; 4] = ["PIP_NO_CACHE_DIR", "UV_NO_CACHE", "UV_LINK_MODE", "NPM_CONFIG_OFFLINE"];

/// Whether commands run as another user, or with other variables.
fn is_wrapped(script: &StepScript) -> bool {
    script.invocations().any(|invocation| {
        invocation.is_wrapped_by(Wrapper::User)
            || invocation.nested_script().is_some()
            || invocation.assignments().any(|assignment| assignment.name.contains("CACHE") || assignment.name.ends_with("HOME"))
            || invocation.runs(&["export", "su"])
    })
}

/// The first command at the top of a script that has a cache.
fn first_tool(script: &StepScript) -> Option<(CacheTool, Argv<'_>, TextRange)> {
    script.script.list.items.iter().find_map(|item| {
        let command = item.pipeline.as_command()?;
        let invocation = command.invocation();
        let tool = CacheTool::of(&invocation)?;
        (invocation.wrappers.is_empty() && command.assignments.is_empty()).then_some((tool, invocation.argv, command.range))
    })
}

/// Flags with which a tool does not use its cache, with the blank before them.
fn defeating_flags<'s>(script: &'s StepScript, argv: Argv<'s>) -> impl Iterator<Item = TextRange> + 's {
    let words = argv.words();
    words.windows(2).filter(|pair| matches!(pair[1].literal(), Some("--no-cache-dir" | "--no-cache"))).map(|pair| {
        TextRange { start: script.source_range(pair[0].range).end, end: script.source_range(pair[1].range).end }
    })
}

/// Whether a command empties the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cleaning {
    /// It does not.
    None,
    /// It does that, and something else.
    Partly,
    /// It does nothing else.
    Only,
}

fn cleaning(command: &Command, tool: CacheTool, step: &Step<'_>, directories: &[ImagePath]) -> Cleaning {
    let argv = command.argv();
    let words: Vec<&str> = argv.operands(&[]).iter().filter_map(|word| word.literal()).collect();
    let of = |is_it| if is_it { Cleaning::Only } else { Cleaning::None };
    match (argv.basename(), words.as_slice()) {
        (Some("apt-get" | "apt"), ["clean" | "autoclean", ..]) => of(tool == CacheTool::Apt),
        (Some("npm"), ["cache", "clean" | "rm", ..]) => of(tool == CacheTool::Npm),
        (Some("pip" | "pip3"), ["cache", "purge"]) => of(tool == CacheTool::Pip),
        (Some("uv"), ["cache", "clean" | "prune", ..]) => of(tool == CacheTool::Uv),
        (Some("pnpm"), ["store", "prune"]) => of(tool == CacheTool::Pnpm),
        (Some("go"), ["clean", ..]) => of(tool == CacheTool::Go),
        (Some("rm"), paths) => {
            let Some(workdir) = &step.workdir else { return Cleaning::None };
            let touches = |path: &&&str| {
                let path = workdir.join(&path.trim_end_matches('*').replace('~', "/root"));
                directories.iter().any(|directory| path.may_touch(directory))
            };
            match paths.iter().filter(touches).count() {
                0 => Cleaning::None,
                count if count == paths.len() && words.len() == argv.operands(&[]).len() => Cleaning::Only,
                _ => Cleaning::Partly,
            }
        }
        _ => Cleaning::None,
    }
}

/// Whether the package lists that a RUN makes, or finds, matter to it or to a later one: a mount hides them.
fn shares_lists<'a>(stage: &Stage<'a>, step: &Step<'a>, subject: &Subject<'a>) -> bool {
    let updates = |run: &Step<'a>| run.instruction.arguments().text().contains("update");
    let installs = |run: &Step<'a>| {
        let text = run.instruction.arguments().text();
        mentions_any(text, &["apt-get", "apt"]) && text.contains("install")
    };
    let graph = subject.graph;
    let descendants = graph.stages.iter().filter(|other| graph.lineage(other).any(|one| one.index == stage.index));
    let later = descendants.flat_map(|other| {
        let from = if other.index == stage.index { step.index + 1 } else { 0 };
        other.steps[from..].iter().filter(|run| run.instruction.keyword() == Keyword::Run)
    });
    !updates(step) || later.into_iter().any(|run| installs(run) && !updates(run))
}

/// Whether what lies in the caches is wanted in the layer: by a COPY, or by a command that is not given the mount.
fn is_needed_later<'a>(
    stage: &Stage<'a>,
    step: &Step<'a>,
    subject: &Subject<'a>,
    tool: CacheTool,
    directories: &[ImagePath],
) -> bool {
    let graph = subject.graph;
    let is_copied = graph.copies_from(stage.index).any(|(_, copy)| {
        copy.sources.iter().any(|source| match &source.target {
                SourceTarget::Path(path) | SourceTarget::Pattern(path) => {
                    let path = ImagePath::root().join(&format!("/{path}"));
                    directories.iter().any(|directory| directory.may_touch(&path))
                }
                _ => false,
            })
    });
    // Modules and crates are read where they lie; the other caches serve installs only.
    if is_copied || !matches!(tool, CacheTool::Go | CacheTool::Cargo) {
        return is_copied;
    }
    let runs_tool = |run: &Step<'a>| {
        run.script().invocations().all(|invocation| {
            CacheTool::of(&invocation) == Some(tool) || !invocation.runs(&["make", "sh", "bash", "go", "cargo", "just", "task", "mage"])
                && !invocation.argv.name().is_some_and(|name| name.starts_with("./"))
        })
    };
    let own = stage.steps[step.index + 1..].iter();
    let children = graph.stages.iter().filter(|child| matches!(child.base, Base::Stage(base) if base == stage.index));
    own.chain(children.flat_map(|child| child.steps.iter())).any(|later| match later.instruction.keyword() {
        Keyword::Run => !runs_tool(later),
        Keyword::Cmd | Keyword::Entrypoint => {
            later.script().invocations().any(|invocation| invocation.runs(&["go", "cargo", "air", "make", "sh", "bash"]))
        }
        _ => false,
    })
}

/// Whether the stage goes back to Debian or Ubuntu, whose images delete downloaded packages.
fn is_debian<'a>(stage: &Stage<'a>, subject: &Subject<'a>) -> bool {
    let Some(root) = subject.graph.lineage(stage).last() else { return false };
    let Base::Image(reference) = &root.base else { return false };
    let name = reference.familiar_name();
    let tag = reference.tag().unwrap_or("latest");
    let is_named = ["bookworm", "bullseye", "buster", "trixie", "jammy", "noble", "focal"].iter().any(|name| tag.contains(name));
    matches!(name, "debian" | "ubuntu")
        || is_named
        || matches!(name, "node" | "python" | "golang" | "rust" | "ruby" | "php" | "openjdk") && !tag.contains("alpine") && !tag.contains("windows")
}
